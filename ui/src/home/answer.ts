// What stands on top: the program's sentence; while it is at work, what it does. The worst problem is told there,
// with its one button; the others follow as cards.

import type { Activity, ProblemCard, Status } from "../wire";
import { faceOf, type Mark } from "./face";

export interface Answer {
  mark: Mark;
  sentence: string;
  more: string[];
  worst: ProblemCard | null;
  cards: ProblemCard[];
}

export function answerOf(status: Status, now: Activity | null): Answer {
  const { cards } = status;
  if (now !== null) {
    const left = cards.filter((card) => !isBeingDone(card, now));
    return { mark: "waiting", sentence: now.sentence, more: [], worst: null, cards: left };
  }
  const mark = faceOf(status);
  const [worst, ...others] = cards;
  // The same is not said twice.
  const says = (words: string): boolean => status.sentence.includes(words);
  const onNoCard = status.more.filter((line) => !cards.some(({ sentence }) => line.startsWith(sentence)));
  if (worst !== undefined && (says(worst.sentence) || (says(worst.safe) && says(worst.todo)))) {
    const more = [worst.safe, worst.todo].filter((line) => line !== "" && !says(line));
    return { mark, sentence: status.sentence, more: [...more, ...onNoCard], worst, cards: others };
  }
  return { mark, sentence: status.sentence, more: onNoCard, worst: null, cards };
}

/** Nobody is asked to back up while that is under way. */
function isBeingDone(card: ProblemCard, now: Activity): boolean {
  const isThere = card.place === undefined || now.places.length === 0 || now.places.includes(card.place);
  return now.kind === "backup" && card.action === "back_up" && isThere;
}
