// A page after another, as one list.

import type { Photo } from "../wire";
import { keyOf, type PhotoKey } from "./key";

/** What moved from one page to the next between two questions is shown once. */
export class Pages {
  readonly #seen = new Set<PhotoKey>();

  /** What of this page was on none before. */
  added(page: Photo[]): Photo[] {
    const added = page.filter((photo) => !this.#seen.has(keyOf(photo)));
    for (const photo of added) this.#seen.add(keyOf(photo));
    return added;
  }
}
