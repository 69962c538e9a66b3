// How far a run is, as one number for the bar and the screen reader.

import type { Progress } from "../wire";

/** Between 0 and 1; `null` while nobody can tell yet. */
export function share(progress: Progress): number | null {
  const { files_done, files_total, bytes_done, bytes_total, phase } = progress;
  if (phase === "looking") return null;
  if (bytes_total > 0) return Math.min(1, bytes_done / bytes_total);
  return files_total > 0 ? Math.min(1, files_done / files_total) : null;
}

/** In whole percent, never rounded up: 99.9 is not all. */
export function percent(progress: Progress): number | null {
  const part = share(progress);
  return part === null ? null : Math.floor(part * 100);
}
