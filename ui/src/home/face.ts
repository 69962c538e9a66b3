// Which face the window shows, and each place's mark: decided here, drawn elsewhere.
// Nothing here turns anything green: a place is well only when the program says nothing against it.

import type { Status, StatusPlace } from "../wire";

export type Mark = "well" | "waiting" | "empty" | "trouble" | "off";

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

/** The mark of one place. */
export function markOf(place: StatusPlace): Mark {
  if (!place.enabled) return "off";
  if (!place.accessible || place.trouble !== undefined) return "trouble";
  if (place.last_success === null) return "empty";
  if (place.behind > 0) return "waiting";
  return "well";
}
