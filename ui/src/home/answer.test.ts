// Each problem is told once, the worst on top.

import { expect, it } from "vitest";
import { anActivity } from "../fakes/a-program";
import { aCard, aStatus } from "./a-status";
import { answerOf } from "./answer";

const worst = aCard();
const other = aCard({ code: "unproven", sentence: "The copies at home have not been checked yet." });

it("tells the worst problem on top, with what to do, and the others below", () => {
  const status = aStatus({ face: "needs_you", sentence: worst.sentence, more: [], cards: [worst, other] });
  expect(answerOf(status, null)).toEqual({
    mark: "trouble",
    sentence: worst.sentence,
    more: [worst.safe, worst.todo],
    worst,
    cards: [other],
  });
});

it("tells also what no card tells: when it was seen, what was proven", () => {
  const sentence = `${worst.sentence} ${worst.safe} ${worst.todo}`;
  const known = [
    "At home and Aunt's house: every photo was checked within the last 90 days.",
    "As it was 14 days ago.",
  ];
  const more = [`${other.sentence} Check them now.`, ...known];
  const status = aStatus({ face: "needs_you", sentence, more, cards: [worst, other], known: true });
  expect(answerOf(status, null)).toMatchObject({ worst, more: known, cards: [other] });
  const elsewhere = aStatus({ face: "needs_you", sentence: "4 of 42 photos are safe.", more, cards: [worst, other] });
  expect(answerOf(elsewhere, null)).toMatchObject({ worst: null, more: known, cards: [worst, other] });
});

it("keeps every card when the sentence on top is about something else", () => {
  const status = aStatus({ face: "needs_you", sentence: "4 of 42 photos are safe.", cards: [worst, other] });
  expect(answerOf(status, null)).toMatchObject({ worst: null, cards: [worst, other], more: status.more });
});

it("does not tell again on a card what the sentence on top says in other words", () => {
  const sentence = `12 of 13 photos are safe. 1 could not be read. ${worst.todo}`;
  const unread = aCard({ sentence: "1 photo could not be read.", safe: "12 of 13 photos are safe." });
  const status = aStatus({ face: "needs_you", sentence, more: [], cards: [unread, other] });
  expect(answerOf(status, null)).toMatchObject({ worst: unread, more: [], cards: [other] });
});

it("tells what is being done while it is done, and no problem is lost by that", () => {
  const status = aStatus({ face: "needs_you", sentence: worst.sentence, cards: [worst] });
  expect(answerOf(status, anActivity())).toMatchObject({ mark: "waiting", worst: null, cards: [worst] });
});

it("asks nobody to back up where that is under way", () => {
  const behind = aCard({ code: "behind", place: "At home", action: "back_up" });
  const status = aStatus({ face: "needs_you", cards: [worst, behind] });
  expect(answerOf(status, anActivity({ places: [] })).cards).toEqual([worst]);
  expect(answerOf(status, anActivity({ places: ["Aunt's house"] })).cards).toEqual([worst, behind]);
  expect(answerOf(status, anActivity({ kind: "check", places: [] })).cards).toEqual([worst, behind]);
});
