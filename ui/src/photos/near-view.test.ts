// Of a long list only what is near the eye is drawn: one handful a frame, and never what has the keyboard is taken away.

import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { aPhoto } from "../fakes/a-photo";
import { aProgram } from "../fakes/a-program";
import { handfuls } from "./months";
import HandfulRows from "./HandfulRows.svelte";
import { NearView } from "./near-view";
import { PhotoList } from "./photo-list.svelte";

type Noted = Pick<IntersectionObserverEntry, "target" | "isIntersecting">;
let note: (entries: Noted[]) => void;
let frames: (() => void)[];

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(noted: (entries: Noted[]) => void) {
        note = noted;
      }
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const frame = (): void => {
  frames.shift()?.();
};

it("tells of one box a frame, what comes near before what goes away", () => {
  const near = new NearView();
  const told: string[] = [];
  const boxes = ["a", "b", "c"].map((name) => {
    const box = document.createElement("div");
    near.watch(box, (isNear) => told.push(`${name} ${isNear ? "near" : "away"}`));
    return box;
  });
  const entries = boxes.map((target, index) => ({ target, isIntersecting: index > 0 }));
  note(entries);
  expect(told).toEqual([]);
  frame();
  expect(told).toEqual(["b near"]);
  frame();
  frame();
  expect(told).toEqual(["b near", "c near", "a away"]);
  expect(frames).toEqual([]);
});

it("draws rows when they come near, and takes them out of the page when they are far and unused", async () => {
  const photos = Array.from({ length: 3 }, (_, n) => aPhoto({ path: `2024/07/${n}.jpg` }));
  const [handful] = handfuls(photos);
  if (handful === undefined) throw new Error("there is one");
  const list = new PhotoList(aProgram());
  list.total = 100_000;
  const { container } = render(HandfulRows, {
    handful: { ...handful, before: 24 },
    list,
    near: new NearView(),
    always: false,
  });
  const target = container.querySelector("div > div") ?? container.firstElementChild;
  if (target === null) throw new Error("its room is there");
  const becomes = async (isIntersecting: boolean): Promise<void> => {
    note([{ target, isIntersecting }]);
    frame();
    await tick();
  };
  expect(screen.queryAllByRole("listitem")).toHaveLength(0);
  await becomes(true);
  const [first] = screen.getAllByRole("listitem");
  expect(first?.getAttribute("aria-posinset")).toBe("25");
  expect(first?.getAttribute("aria-setsize")).toBe("100000");
  screen.getByLabelText("Choose 1.jpg").focus();
  await becomes(false);
  expect(screen.getAllByRole("listitem")).toHaveLength(3);
  screen.getByLabelText("Choose 1.jpg").blur();
  await becomes(false);
  expect(screen.queryAllByRole("listitem")).toHaveLength(0);
});

it("draws the first and last rows in their turn, though nobody looks there", async () => {
  const [handful] = handfuls([aPhoto()]);
  if (handful === undefined) throw new Error("there is one");
  const list = new PhotoList(aProgram());
  const { container } = render(HandfulRows, { handful, list, near: new NearView(), always: true });
  const target = container.querySelector("div > div") ?? container.firstElementChild;
  if (target === null) throw new Error("its room is there");
  await tick();
  expect(screen.queryAllByRole("listitem")).toHaveLength(0);
  note([{ target, isIntersecting: false }]);
  frame();
  await tick();
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
});
