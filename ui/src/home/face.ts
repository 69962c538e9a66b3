// Which face the window shows, and each place's mark: decided here, drawn elsewhere.
// Nothing here turns anything green: a place is well only when the program says nothing against it.

import type { Status, StatusPlace } from "../wire";

export type Mark = "well" | "waiting" | "unproven" | "empty" | "trouble" | "off";

/** The mark of the sentence on top. A verdict this page does not know is never a good one. */
export function faceOf(status: Status): Mark {
  switch (status.verdict) {
    case "safe":
      return "well";
    case "nothing_yet":
      return "empty";
    default:
      return "trouble";
  }
}

/** How old a place's oldest proof may be, in days. */
const PROOF_LIMIT_DAYS = 90;

/** The mark of one place, in the answer it is part of. */
export function markOf(place: StatusPlace, status: Status): Mark {
  if (!place.enabled) return "off";
  if (!place.accessible || place.trouble !== undefined) return "trouble";
  if (place.last_success === null) return "empty";
  if (place.behind > 0) return "waiting";
  // "safe" is said only when every place is proven, or copied so lately that it need not be yet.
  if (status.verdict === "safe" || isProven(place, status)) return "well";
  return "unproven";
}

function isProven(place: StatusPlace, status: Status): boolean {
  if (place.last_verified === null) return false;
  const days = (Date.parse(status.timestamp) - Date.parse(place.last_verified)) / (24 * 60 * 60 * 1000);
  return days < PROOF_LIMIT_DAYS;
}
