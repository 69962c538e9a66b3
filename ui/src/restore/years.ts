// What can be chosen as a whole: the years there are photos of, and the folders.

import type { FolderChoice } from "../wire";

/** Newest first. */
export function yearsOf(folders: FolderChoice[]): number[] {
  return [...new Set(folders.flatMap(({ years }) => years))].sort((one, other) => other - one);
}

/** Without the first, which is all of it and has a choice of its own. */
export function foldersBelow(folders: FolderChoice[]): FolderChoice[] {
  return folders.filter(({ path }) => path !== "");
}
