// How far a run is, as it is told a screen reader: in quarters, and never backwards. A run begins to count anew
// with each of its phases.

import type { Activity } from "../wire";
import { percent } from "./share";

export class Quarters {
  #id: number | null = null;
  #reached = 0;

  /** The quarters that this run has reached so far, 0 to 4. */
  reached({ id, progress }: Activity): number {
    const quarter = Math.floor((percent(progress) ?? 0) / 25);
    this.#reached = id === this.#id ? Math.max(this.#reached, quarter) : quarter;
    this.#id = id;
    return this.#reached;
  }
}
