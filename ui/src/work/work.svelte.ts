// The work under way, as the program tells it: a reloaded page asks, a page that is there listens.

import { asFailure, type Program } from "../bridge";
import type { Activities, Activity, Failure, Finished, RestoreWish } from "../wire";

export class Work {
  /** What is being done; `null` when nothing is. */
  now: Activity | null = $state.raw(null);
  /** What was done last, since the program was started. */
  last: Finished | null = $state.raw(null);
  /** Why something could not be started or stopped. */
  failure: Failure | null = $state.raw(null);
  /** Something was asked for and has not begun yet. */
  starting = $state.raw(false);

  readonly #program: Program;
  readonly #changed: () => void;
  #heard = false;
  #away = $state.raw(-1);

  /** `changed` is called whenever work begins or ends: how things stand is another then. */
  constructor(program: Program, changed: () => void) {
    this.#program = program;
    this.#changed = changed;
  }

  /** What was done last, unless the person has put that away. */
  get news(): Finished | null {
    return this.last !== null && this.last.id !== this.#away ? this.last : null;
  }

  putAway = (): void => {
    this.#away = this.last?.id ?? -1;
  };

  /** Listens, and asks once for what began before; returns how to stop. */
  follow(): () => void {
    let stop: (() => void) | null = null;
    let over = false;
    const hear = (activities: Activities): void => {
      this.#heard = true;
      this.#take(activities);
    };
    const begin = async (): Promise<void> => {
      const unlisten = await this.#program.onActivity(hear);
      if (over) {
        unlisten();
        return;
      }
      stop = unlisten;
      const activities = await this.#program.activities();
      // What was heard meanwhile is newer than this answer.
      if (!this.#heard) this.#take(activities);
    };
    begin().catch((thrown: unknown) => {
      this.failure = asFailure(thrown);
    });
    return () => {
      over = true;
      stop?.();
    };
  }

  backup(places: string[] = []): Promise<boolean> {
    return this.#start(() => this.#program.backup({ places }));
  }

  check(place: string): Promise<boolean> {
    return this.#start(() => this.#program.check({ place }));
  }

  /** Brings some photos back from a place, compares them, and takes them away again. */
  practise(place: string): Promise<boolean> {
    return this.#start(() => this.#program.practise({ name: place }));
  }

  restore(wish: RestoreWish): Promise<boolean> {
    return this.#start(() => this.#program.restore(wish));
  }

  undo(): Promise<boolean> {
    return this.#start(() => this.#program.undo());
  }

  async stop(): Promise<void> {
    if (this.now !== null) this.now = { ...this.now, stopping: true };
    try {
      await this.#program.stop();
    } catch (thrown) {
      this.failure = asFailure(thrown);
      if (this.now !== null) this.now = { ...this.now, stopping: false };
    }
  }

  async #start(begin: () => Promise<Activity>): Promise<boolean> {
    if (this.starting) return false;
    this.starting = true;
    this.failure = null;
    this.putAway();
    try {
      const activity = await begin();
      // A short run may be over before its beginning is answered.
      const over = this.last !== null && this.last.id >= activity.id;
      if (this.now === null && !over) this.#take({ now: activity, last: this.last });
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.starting = false;
    }
  }

  #take({ now, last }: Activities): void {
    const other = now?.id !== this.now?.id || last?.id !== this.last?.id;
    this.now = now;
    this.last = last;
    if (!other) return;
    this.failure = null;
    this.#changed();
  }
}
