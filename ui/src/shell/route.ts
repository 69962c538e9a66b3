// The screens there are, and how each is written behind the `#` of the address: a reload comes back to the same one.

import type { PhotoKey } from "../photos/key";

/** Where a place is: what the first start asks about. */
export type Spot = "home" | "relative" | "far";

export type Question = 1 | 2 | 3 | 4 | 5;

export type Route =
  | { screen: "home" }
  | { screen: "start"; question: Question; spot: Spot }
  | { screen: "add"; spot: Spot | null }
  | { screen: "place"; name: string }
  | { screen: "photos" }
  | { screen: "photo"; key: PhotoKey }
  | { screen: "restore" }
  | { screen: "restore-some" }
  | { screen: "restore-all"; at: string | null }
  | { screen: "settings" };

const SPOTS: readonly string[] = ["home", "relative", "far"] satisfies Spot[];
const QUESTIONS: readonly number[] = [1, 2, 3, 4, 5] satisfies Question[];

/** The address of a screen, for links. */
export function address(route: Route): string {
  return "#/" + parts(route).map(encodeURIComponent).join("/");
}

function parts(route: Route): string[] {
  switch (route.screen) {
    case "home":
      return [];
    case "start":
      return route.question === 3 ? ["start", "3", route.spot] : ["start", String(route.question)];
    case "add":
      return route.spot === null ? ["add"] : ["add", route.spot];
    case "place":
      return ["place", route.name];
    case "photo":
      return ["photo", route.key];
    case "restore-some":
      return ["restore", "some"];
    case "restore-all":
      return route.at === null ? ["restore", "all"] : ["restore", "all", route.at];
    default:
      return [route.screen];
  }
}

/** The screen of an address; the first screen for one that nobody knows. */
export function routeOf(hash: string): Route {
  const [screen = "", first = "", second = ""] = decoded(hash);
  switch (screen) {
    case "start":
      return { screen, question: questionOf(first), spot: spotOf(second) ?? "home" };
    case "add":
      return { screen, spot: spotOf(first) };
    case "place":
      return first === "" ? { screen: "home" } : { screen, name: first };
    case "photo":
      return first === "" ? { screen: "photos" } : { screen, key: first };
    case "restore":
      if (first === "some") return { screen: "restore-some" };
      return first === "all" ? { screen: "restore-all", at: second === "" ? null : second } : { screen };
    case "photos":
    case "settings":
      return { screen };
    default:
      return { screen: "home" };
  }
}

function decoded(hash: string): string[] {
  try {
    return hash
      .replace(/^#?\/?/, "")
      .split("/")
      .map(decodeURIComponent);
  } catch {
    return [];
  }
}

function spotOf(word: string): Spot | null {
  return SPOTS.includes(word) ? (word as Spot) : null;
}

function questionOf(word: string): Question {
  return QUESTIONS.includes(Number(word)) ? (Number(word) as Question) : 1;
}
