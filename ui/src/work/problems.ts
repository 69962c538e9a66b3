// What was in the way of a run, a line each: never more lines than a person reads.

import type { Problem } from "../wire";

/** How many are shown; the rest is counted. */
export const SHOWN = 50;

export function problemLines(problems: Problem[]): string[] {
  return problems.slice(0, SHOWN).map((problem) => {
    // Many name the photo themselves.
    const isTold = (part: string): boolean => part === "" || problem.message.includes(part);
    const about = [problem.place, problem.path].filter((part) => part !== undefined && !isTold(part)).join(", ");
    return about === "" ? problem.message : `${about}: ${problem.message}`;
  });
}
