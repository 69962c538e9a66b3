// Answers that come late or out of order never replace newer ones.

import { expect, it } from "vitest";
import { aProgram } from "../fakes/a-program";
import type { Status } from "../wire";
import { aStatus } from "./a-status";
import { Standing } from "./standing.svelte";

it("keeps the newer answer when an older question is answered late", async () => {
  const waiting: ((status: Status) => void)[] = [];
  const standing = new Standing(aProgram({ status: () => new Promise((resolve) => waiting.push(resolve)) }));
  const [first, second] = [standing.ask(), standing.ask()];
  waiting[1]?.(aStatus({ sentence: "new" }));
  waiting[0]?.(aStatus({ sentence: "old" }));
  await Promise.all([first, second]);
  expect(standing.answer).toMatchObject({ status: { sentence: "new" } });
});

it("takes what the program tells by itself, also over a question under way", async () => {
  const waiting: ((status: Status) => void)[] = [];
  const program = aProgram({ status: () => new Promise((resolve) => waiting.push(resolve)) });
  const standing = new Standing(program);
  const stop = standing.follow(window);
  program.tellStatus(aStatus({ sentence: "looked again" }));
  waiting[0]?.(aStatus({ sentence: "from memory" }));
  await Promise.resolve();
  expect(standing.answer).toMatchObject({ status: { sentence: "looked again" } });
  stop();
});
