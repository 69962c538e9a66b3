// What was in the way is counted as far as it is known, and never fewer than there were.

import { expect, it } from "vitest";
import type { Problem } from "../wire";
import { problemCount, problemLines, problemsLeft } from "./problems";

const problems = (count: number): Problem[] =>
  Array.from({ length: count }, (_, at) => ({ code: "unreadable_file", path: `${at}.jpg`, message: "Not readable." }));

it.each([
  [1, "1 thing was in the way", null],
  [50, "50 things were in the way", null],
  [51, "51 things were in the way", "and 1 more"],
  [499, "499 things were in the way", "and 449 more"],
  // The program names no more, whatever its sentence counts.
  [500, "At least 500 things were in the way", "and at least 450 more"],
])("tells %i", (count, told, left) => {
  expect([problemCount(problems(count)), problemsLeft(problems(count))]).toEqual([told, left]);
  expect(problemLines(problems(count))).toHaveLength(Math.min(count, 50));
});
