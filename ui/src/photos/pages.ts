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

/** What was known of photos before they were asked for again. */
export class Before {
  readonly #known: Map<PhotoKey, Photo>;

  constructor(photos: Photo[]) {
    this.#known = new Map(photos.map((photo) => [keyOf(photo), photo]));
  }

  /** What did not change is the same object, so that its row is left alone. */
  unlessSame(page: Photo[]): Photo[] {
    return page.map((photo) => {
      const known = this.#known.get(keyOf(photo));
      return known !== undefined && JSON.stringify(known) === JSON.stringify(photo) ? known : photo;
    });
  }
}
