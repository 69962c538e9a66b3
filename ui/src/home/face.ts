// The mark of the sentence on top. The program decides; a word this page does not know is never a good one.

import type { PlaceCondition, Status } from "../wire";

export type Mark = PlaceCondition;

export function faceOf(status: Status): Mark {
  switch (status.face) {
    case "safe":
      return "well";
    case "at_work":
      return "waiting";
    case "looking":
      return "unproven";
    case "nothing_yet":
      return "empty";
    default:
      return "trouble";
  }
}

const MARKS: readonly string[] = ["well", "waiting", "unproven", "empty", "off"] satisfies Mark[];

/** The mark of one place. */
export function markOf(place: { state: string }): Mark {
  return MARKS.includes(place.state) ? (place.state as Mark) : "trouble";
}
