// The years there are photos of, newest first.

import type { FolderChoice } from "../wire";

export function yearsOf(folders: FolderChoice[]): number[] {
  return [...new Set(folders.flatMap(({ years }) => years))].sort((one, other) => other - one);
}
