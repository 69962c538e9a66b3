// A page after another, as one list.

import type { Photo } from "../wire";

/** What moved from one page to the next between two questions is shown once. */
export class Pages {
  readonly #seen = new Set<string>();

  /** What of this page was on none before. */
  added(page: Photo[]): Photo[] {
    const added = page.filter(({ path }) => !this.#seen.has(path));
    for (const { path } of added) this.#seen.add(path);
    return added;
  }
}
