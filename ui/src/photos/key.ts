// What tells one photo from every other: its path, or its exact bytes where they are no text. Two names that cannot
// be written may look the same.

import type { Photo } from "../wire";

/** No path begins like this. */
const EXACT = "//";

/** As the program takes it (`PathWish`). */
export type PhotoKey = string;

export function keyOf({ path, path_b64 }: Pick<Photo, "path" | "path_b64">): PhotoKey {
  return path_b64 === undefined ? path : EXACT + path_b64;
}

/** The path to be read by a person. */
export function readable(key: PhotoKey): string {
  if (!key.startsWith(EXACT)) return key;
  try {
    const bytes = Uint8Array.from(atob(key.slice(EXACT.length)), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return key;
  }
}
