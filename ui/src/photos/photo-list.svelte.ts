// The photos that were asked for, a page after another; and which of them are chosen.

import { SvelteSet } from "svelte/reactivity";
import { asFailure, type Program } from "../bridge";
import type { Failure, Photo } from "../wire";
import type { PhotoKey } from "./key";
import { type Handful, handfuls } from "./months";
import { Pages } from "./pages";

/** How many are asked for at once. */
const PAGE = 60;
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
  /** The photo whose box was pressed last. */
  touched: PhotoKey | null = null;
  /** What is chosen. */
  readonly chosen = new SvelteSet<PhotoKey>();

  readonly #program: Program;
  #next: string | null = $state.raw(null);
  #pages = new Pages();
  #question = 0;
  #after = -1;
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

  /** Asks when nobody has asked yet, or work that ended since has changed what there is. */
  freshen(ended: number): void {
    if (ended === this.#after && this.answered) return;
    this.#after = ended;
    void this.ask();
  }

  /** Asks for the first page. */
  ask(): Promise<void> {
    clearTimeout(this.#resting);
    return this.#page(null);
  }

  /** Asks for the next page. */
  more(): Promise<void> {
    return this.#next === null || this.loading ? Promise.resolve() : this.#page(this.#next);
  }

  choose(key: PhotoKey, wanted: boolean): void {
    this.touched = key;
    if (wanted) this.chosen.add(key);
    else this.chosen.delete(key);
  }

  async #page(after: string | null): Promise<void> {
    const question = ++this.#question;
    this.loading = true;
    this.failure = null;
    try {
      const { search, deleted } = this;
      const wish = { search: search.trim(), deleted, limit: PAGE, ...(after === null ? {} : { after }) };
      const page = await this.#program.photoPage(wish);
      // Another question was asked meanwhile.
      if (question !== this.#question) return;
      if (after === null) this.#begin();
      this.#append(page.photos);
      this.total = page.total;
      this.#next = page.next;
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
  }

  #append(page: Photo[]): void {
    const added = this.#pages.added(page);
    this.photos.push(...added);
    this.handfuls = [...this.handfuls, ...handfuls(added, this.handfuls.at(-1))];
  }
}
