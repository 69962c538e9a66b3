// The photos that were asked for, a page after another; and which of them are chosen.

import { SvelteSet } from "svelte/reactivity";
import { asFailure, type Program } from "../bridge";
import type { Failure, Photo, PhotoPage } from "../wire";
import type { PhotoKey } from "./key";
import { type Handful, handfuls, renewed } from "./months";
import { Before, Pages } from "./pages";
import { Heights } from "./stay";

/** How many more are shown at once. */
const PAGE = 60;
/** The program gives no more at once. */
const MOST = 200;
/** How long somebody rests between two letters. */
const REST_MS = 250;

export class PhotoList {
  photos: Photo[] = [];
  /** The same, as they are drawn. What was there stays the same when more comes. */
  handfuls: Handful[] = $state.raw([]);
  total = $state.raw(0);
  search = $state.raw("");
  deleted = $state.raw(false);
  loading = $state.raw(false);
  /** There was an answer to the present question. */
  answered = $state.raw(false);
  failure: Failure | null = $state.raw(null);
  /** The photo that was opened from the list, and how far below the top of the window it stood. */
  opened: { key: PhotoKey; topPx: number } | null = null;
  /** How high each handful is that was drawn, by its number, in pixels. */
  readonly heights = new Heights();
  /** The photo whose box was pressed last. */
  touched: PhotoKey | null = null;
  /** What is chosen. */
  readonly chosen = new SvelteSet<PhotoKey>();

  readonly #program: Program;
  #next: string | null = $state.raw(null);
  #pages = new Pages();
  #question = 0;
  #after = -1;
  #counts: string | null = null;
  #wanted = PAGE;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Asks when the typing rests. */
  searchFor(words: string): void {
    this.search = words;
    this.#forget();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.ask(), REST_MS);
  }

  showDeleted(deleted: boolean): void {
    this.deleted = deleted;
    this.chosen.clear();
    this.#begin();
    this.#forget();
    void this.ask();
  }

  /** Asks when nobody has asked yet. Asks again, in place, when work that ended since or another look may have
   * changed what there is: `counts` tells whether it has. */
  freshen(ended: number, counts: string | null): void {
    const isOther = ended !== this.#after || (this.#counts !== null && counts !== null && counts !== this.#counts);
    this.#after = ended;
    this.#counts = counts ?? this.#counts;
    if (this.answered && isOther) void this.#renew();
    else if (!this.answered && (isOther || !this.loading)) void this.ask();
  }

  /** Asks for the first page. */
  ask(): Promise<void> {
    clearTimeout(this.#resting);
    this.#wanted = PAGE;
    return this.#load(null, PAGE, (photos) => {
      this.#begin();
      this.#append(photos);
    });
  }

  /** Asks for the next page. */
  more(): Promise<void> {
    if (this.#next === null || this.loading) return Promise.resolve();
    this.#wanted = this.photos.length + PAGE;
    return this.#load(this.#next, PAGE, (photos) => {
      this.#append(photos);
    });
  }

  choose(key: PhotoKey, wanted: boolean): void {
    this.touched = key;
    if (wanted) this.chosen.add(key);
    else this.chosen.delete(key);
  }

  /** Asks for as many as are there, or were asked for, and has them take the place of the present ones. */
  #renew(): Promise<void> {
    return this.#load(null, this.#wanted, (photos) => {
      this.#pages = new Pages();
      this.photos = this.#pages.added(photos);
      this.handfuls = renewed(this.photos, this.handfuls);
    });
  }

  async #load(after: string | null, count: number, take: (photos: Photo[]) => void): Promise<void> {
    const question = ++this.#question;
    this.loading = true;
    this.failure = null;
    try {
      const [search, deleted] = [this.search.trim(), this.deleted];
      const before = new Before(this.photos);
      const photos: Photo[] = [];
      let page: PhotoPage | null = null;
      let [next, isFull] = [after, true];
      do {
        const limit = Math.min(MOST, count - photos.length);
        page = await this.#program.photoPage({ search, deleted, limit, ...(next === null ? {} : { after: next }) });
        // Another question was asked meanwhile.
        if (question !== this.#question) return;
        photos.push(...before.unlessSame(page.photos));
        next = page.next;
        isFull = page.photos.length === limit;
      } while (next !== null && isFull && photos.length < count);
      take(photos);
      this.total = page.total;
      this.#next = next;
      this.answered = true;
    } catch (thrown) {
      if (question === this.#question) this.failure = asFailure(thrown);
    } finally {
      if (question === this.#question) this.loading = false;
    }
  }

  /** What was answered is no answer to what is asked now, and nothing follows on it. */
  #forget(): void {
    this.#question++;
    this.loading = false;
    this.answered = false;
    this.total = 0;
    this.#next = null;
  }

  #begin(): void {
    this.photos = [];
    this.#pages = new Pages();
    this.handfuls = [];
    this.heights.clear();
  }

  #append(page: Photo[]): void {
    const added = this.#pages.added(page);
    this.photos.push(...added);
    this.handfuls = [...this.handfuls, ...handfuls(added, this.handfuls.at(-1))];
  }
}
