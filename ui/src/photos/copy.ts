// One photo's copy at one place: safe only where the place itself can be counted on.

import type { Mark } from "../home/face";
import { markOf } from "../home/face";
import type { PhotoPlace, StatusPlace } from "../wire";

export interface Copy {
  name: string;
  proven: string | null;
  safe: boolean;
  mark: Mark;
  /** What is in the way at its place. */
  trouble: string | null;
}

/** A copy that was checked, or lies where all is well, at a place that is there. */
export function copyOf({ name, proven }: PhotoPlace, place: StatusPlace | undefined): Copy {
  const isThere = place === undefined || (place.accessible && place.enabled);
  const isWell = place === undefined || place.state === "well";
  const safe = isThere && (isWell || proven !== null);
  if (isThere) return { name, proven, safe, mark: proven === null ? "unproven" : "well", trouble: null };
  return { name, proven, safe, mark: markOf(place), trouble: place.state_words };
}
