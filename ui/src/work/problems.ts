// What was in the way of a run, a line each: never more lines than a person reads.

import type { Problem } from "../wire";
import { say } from "../words/say";

/** How many are shown; the rest is counted. */
export const SHOWN = 50;
/** The program names no more of a run: there may be others (`Finished.problems`). */
const NAMED = 500;

export function problemLines(problems: Problem[]): string[] {
  return problems.slice(0, SHOWN).map((problem) => {
    // Many name the photo themselves.
    const isTold = (part: string): boolean => part === "" || problem.message.includes(part);
    const about = [problem.place, problem.path].filter((part) => part !== undefined && !isTold(part)).join(", ");
    return about === "" ? problem.message : `${about}: ${problem.message}`;
  });
}

/** How many there were, as far as that is known. */
export function problemCount({ length }: Problem[]): string {
  return length < NAMED ? say("ended-problems", { count: length }) : say("ended-problems-at-least", { count: length });
}

/** How many are not shown; `null` where all are. */
export function problemsLeft({ length }: Problem[]): string | null {
  const count = length - SHOWN;
  if (count <= 0) return null;
  return length < NAMED ? say("ended-more", { count }) : say("ended-more-at-least", { count });
}
