// One place: what is known of it, and everything a person can do with it.

import { asFailure, type Program } from "../bridge";
import type { Failure, PlaceDetails, PlaceInfo, Places, SetPlaceWish, StatusPlace } from "../wire";

export class Place {
  name: string = $state.raw("");
  details: PlaceDetails | null = $state.raw(null);
  /** What a look at it just now has shown. */
  looked: PlaceInfo | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** A change was made, and is kept. */
  kept = $state.raw(false);
  busy = $state.raw(false);
  password = $state("");

  readonly #program: Program;
  readonly #changed: () => void;
  #lookedMs = 0;

  /** `changed` is called when the place stands otherwise than before. */
  constructor(program: Program, name: string, changed: () => void) {
    this.#program = program;
    this.#changed = changed;
    this.name = name;
  }

  async load(): Promise<void> {
    try {
      this.details = await this.#program.placeDetails({ name: this.name });
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Looks whether it answers, can be written to and read. */
  look(): Promise<boolean> {
    return this.#do(async () => {
      this.looked = null;
      this.looked = this.#ours(await this.#program.checkPlace({ name: this.name }));
      this.#lookedMs = Date.now();
    });
  }

  /** It was looked at again since, at this moment (RFC 3339): where that says otherwise, that is how it is. */
  seen(standing: StatusPlace, at: string | null): void {
    if (this.looked === null || !(Date.parse(at ?? "") > this.#lookedMs)) return;
    const isFine = this.looked.reachable === true && this.looked.problem === undefined;
    if (isFine !== standing.accessible) this.looked = null;
  }

  change(wish: Omit<SetPlaceWish, "name">): Promise<boolean> {
    return this.#do(async () => {
      await this.#program.setPlace({ ...wish, name: this.name });
      this.name = wish.rename ?? this.name;
      this.details = await this.#program.placeDetails({ name: this.name });
      this.kept = true;
    });
  }

  /** The program forgets the place; nothing is deleted there. */
  forget(): Promise<boolean> {
    return this.#do(async () => {
      await this.#program.removePlace({ name: this.name });
    });
  }

  /** Hands the password over and forgets it; then looks whether it opens the door. */
  async givePassword(): Promise<boolean> {
    const handed = await this.#do(async () => {
      const password = this.password;
      this.password = "";
      await this.#program.setPassword({ place: this.name, password });
    });
    return handed && (await this.look());
  }

  /** The person has compared what the far computer shows. */
  async accept(sha256: string): Promise<boolean> {
    const accepted = await this.#do(async () => {
      await this.#program.acceptHostKey({ place: this.name, sha256 });
    });
    return accepted && (await this.look());
  }

  #ours(places: Places): PlaceInfo | null {
    return places.places.find(({ name }) => name === this.name) ?? null;
  }

  async #do(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    this.kept = false;
    try {
      await work();
      this.#changed();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
