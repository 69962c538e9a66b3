// One photo's copy at one place: safe only where the place itself can be counted on.

import type { Mark } from "../home/face";
import { markOf } from "../home/face";
import type { PhotoPlace, Status, StatusPlace } from "../wire";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Copy {
  name: string;
  proven: string | null;
  safe: boolean;
  mark: Mark;
  /** What is in the way at its place. */
  trouble: string | null;
}

/** From when on a photo's own proof counts, in milliseconds since 1970; never where the places were last looked at
 * more than a day ago, or where nobody knows how long a proof counts. */
export function countsSince(status: Status, proofDays: number | null): number {
  const now = Date.parse(status.timestamp);
  const isOld = status.known && !(now - Date.parse(status.looked ?? "") < DAY_MS);
  return isOld || proofDays === null ? Infinity : now - proofDays * DAY_MS;
}

/** A copy that was checked in time, or lies where all is well, at a place that is there. */
export function copyOf({ name, proven }: PhotoPlace, place: StatusPlace | undefined, since: number): Copy {
  if (place === undefined) return { name, proven, safe: false, mark: "unproven", trouble: null };
  if (!place.accessible || !place.enabled) {
    return { name, proven, safe: false, mark: markOf(place), trouble: place.state_words };
  }
  const isProven = proven !== null && Date.parse(proven) > since;
  const safe = place.state === "well" || isProven;
  return { name, proven, safe, mark: safe && proven !== null ? "well" : "unproven", trouble: null };
}
