// A page after another, as one list.

import type { Photo } from "../wire";

/** What moved from one page to the next between two questions is shown once. */
export function appended(photos: Photo[], page: Photo[]): Photo[] {
  const seen = new Set(photos.map(({ path }) => path));
  return [...photos, ...page.filter(({ path }) => !seen.has(path))];
}
