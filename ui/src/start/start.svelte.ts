// The first start: everything answered so far, kept while one goes back and forth.

import type { Program } from "../bridge";
import type { Spot } from "../shell/route";
import { say } from "../words/say";
import { LibraryDraft } from "./library-draft.svelte";
import { PlaceDraft } from "./place-draft.svelte";

/** A place that was added here. */
export interface Added {
  spot: Spot;
  name: string;
}

export class Start {
  readonly library: LibraryDraft;
  added: Added[] = $state.raw([]);
  #drafts: Record<Spot, PlaceDraft> = $state.raw({} as Record<Spot, PlaceDraft>);
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
    this.library = new LibraryDraft(program);
    this.#drafts = { home: this.#draft("home"), relative: this.#draft("relative"), far: this.#draft("far") };
  }

  draft(spot: Spot): PlaceDraft {
    return this.#drafts[spot];
  }

  /** The draft became a place; the next one there begins anew. */
  async add(spot: Spot): Promise<boolean> {
    const draft = this.#drafts[spot];
    if (!(await draft.add())) return false;
    this.added = [...this.added, { spot, name: draft.name.trim() }];
    this.#drafts = { ...this.#drafts, [spot]: this.#draft(spot) };
    return true;
  }

  /** How many copies there are, the one on this computer included. */
  get copies(): number {
    return 1 + this.added.length;
  }

  get isAway(): boolean {
    return this.added.some(({ spot }) => spot !== "home");
  }

  #draft(spot: Spot): PlaceDraft {
    return new PlaceDraft(this.#program, this.library, spot, spot === "home" ? say("spot-home") : "");
  }
}
