// The one thing to do about a problem: its word, and what happens on a press.

import type { Page } from "../page.svelte";
import type { CardAction, ProblemCard } from "../wire";
import { say } from "../words/say";

/** Those that begin work, of which there is one at a time. */
const WORKS: CardAction[] = ["retry", "back_up", "check"];

export function beginsWork(card: ProblemCard): boolean {
  return WORKS.includes(card.action);
}

export interface Action {
  word: string;
  act: (page: Page) => void;
}

export function actionOf(card: ProblemCard): Action | null {
  const { place } = card;
  const places = place === undefined ? [] : [place];
  const open = (page: Page): void => {
    page.router.go(place === undefined ? { screen: "settings" } : { screen: "place", name: place });
  };
  switch (card.action) {
    case "retry":
      return { word: say("card-retry"), act: (page) => void page.work.backup(places) };
    case "back_up":
      return { word: say("card-back-up"), act: (page) => void page.work.backup(places) };
    case "check":
      return place === undefined ? null : { word: say("card-check"), act: (page) => void page.work.check(place) };
    case "password":
      return { word: say("card-password"), act: open };
    case "host_key":
      return { word: say("card-host-key"), act: open };
    case "choose_disk":
      return { word: say("card-choose-disk"), act: open };
    case "show":
      return place === undefined ? null : { word: say("card-show"), act: open };
    default:
      return null;
  }
}
