// Each problem is told once, the worst on top.

import { expect, it } from "vitest";
import { anActivity } from "../fakes/a-program";
import { aCard, aStatus } from "./a-status";
import { answerOf } from "./answer";

const worst = aCard();
const other = aCard({ code: "unproven", sentence: "The copies at home have not been checked yet." });

it("tells the worst problem on top, with what to do, and the others below", () => {
  const status = aStatus({ face: "needs_you", sentence: worst.sentence, more: ["old"], cards: [worst, other] });
  expect(answerOf(status, null)).toEqual({
    mark: "trouble",
    sentence: worst.sentence,
    more: [worst.safe, worst.todo],
    worst,
    cards: [other],
  });
});

it("keeps every card when the sentence on top is about something else", () => {
  const status = aStatus({ face: "needs_you", sentence: "4 of 42 photos are safe.", cards: [worst, other] });
  expect(answerOf(status, null)).toMatchObject({ worst: null, cards: [worst, other], more: status.more });
});

it("tells what is being done while it is done, and no problem is lost by that", () => {
  const status = aStatus({ face: "needs_you", sentence: worst.sentence, cards: [worst] });
  expect(answerOf(status, anActivity())).toMatchObject({ mark: "waiting", worst: null, cards: [worst] });
});
