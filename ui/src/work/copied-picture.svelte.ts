// The small picture of what is being copied: one after another without a flicker, each long enough to be seen,
// and none while nobody can see it.

/** A picture stays so long at least: making one costs work, and nothing should twitch. */
const STAYS_MS = 2000;
/** Its longest side, in pixels. */
const SIZE = 160;

/** Where the picture of this number is. */
export function address(id: number): string {
  return `thumb://localhost/${id}/${SIZE}`;
}

/** Fetches a picture before it is shown; fails where there is none. */
function fetched(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => {
      resolve();
    };
    picture.onerror = () => {
      reject(new Error(`no picture at ${source}`));
    };
    picture.src = source;
  });
}

export class CopiedPicture {
  /** What is shown. */
  shown: number | null = $state.raw(null);

  readonly #fetch: (source: string) => Promise<void>;
  #since = -Infinity;
  #fetching = false;

  constructor(fetch = fetched) {
    this.#fetch = fetch;
  }

  /** Another one could be shown. */
  async offer(id: number | null): Promise<void> {
    const isTime = performance.now() - this.#since >= STAYS_MS;
    if (id === null || id === this.shown || this.#fetching || !isTime || document.hidden) return;
    this.#fetching = true;
    this.#since = performance.now();
    try {
      await this.#fetch(address(id));
      this.shown = id;
    } catch {
      // The one before stays: it was copied, too.
    } finally {
      this.#fetching = false;
    }
  }
}
