// Bringing photos back: what, from when, where to; always told before it is done.

import { asFailure, type Program } from "../bridge";
import type { ChosenFolder, Failure, Restore, RestoreWhat, RestoreWish } from "../wire";

export class Recovery {
  what: RestoreWhat | null = $state.raw(null);
  /** Another folder than where the photos were. */
  folder: ChosenFolder | null = $state.raw(null);
  /** The only place it may come from; `null` for whichever has it. */
  place: string | null = $state.raw(null);
  /** What would be done; `null` until it is known. */
  plan: Restore | null = $state.raw(null);
  planning = $state.raw(false);
  failure: Failure | null = $state.raw(null);

  readonly #program: Program;
  readonly #at: string | null;
  #question = 0;

  /** `at` is an older state of the library, or the present one. */
  constructor(program: Program, at: string | null = null) {
    this.#program = program;
    this.#at = at;
  }

  get wish(): RestoreWish | null {
    if (this.what === null) return null;
    const to =
      this.folder === null ? ({ kind: "home" } as const) : ({ kind: "folder", folder: this.folder.folder } as const);
    const from = this.place === null ? {} : { place: this.place };
    return { what: this.what, to, ...from, ...(this.#at === null ? {} : { at: this.#at }) };
  }

  choose(what: RestoreWhat | null): Promise<void> {
    this.what = what;
    return this.#look();
  }

  /** Looks again where there is no plan yet: what was in the way is over. */
  again(): Promise<void> {
    return this.plan === null && !this.planning ? this.#look() : Promise.resolve();
  }

  from(place: string | null): Promise<void> {
    this.place = place;
    return this.#look();
  }

  toWhereTheyWere(): Promise<void> {
    this.folder = null;
    return this.#look();
  }

  async toAnotherFolder(): Promise<void> {
    try {
      const chosen = await this.#program.chooseFolder({ purpose: "restore" });
      if (chosen === null) return;
      this.folder = chosen;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return;
    }
    await this.#look();
  }

  /** Asks what would be done. A late answer to an older wish is dropped. */
  async #look(): Promise<void> {
    const question = ++this.#question;
    const { wish } = this;
    this.plan = null;
    this.failure = null;
    this.planning = wish !== null;
    if (wish === null) return;
    try {
      const plan = await this.#program.restorePlan(wish);
      if (question === this.#question) this.plan = plan;
    } catch (thrown) {
      if (question === this.#question) this.failure = asFailure(thrown);
    } finally {
      if (question === this.#question) this.planning = false;
    }
  }
}
