// One photo: found again by its path, also after a reload, with its earlier versions.

import { asFailure, type Program } from "../bridge";
import type { Failure, Photo, PhotoVersion } from "../wire";
import type { PhotoKey } from "./key";

export class OnePhoto {
  photo: Photo | null = $state.raw(null);
  versions: PhotoVersion[] | null = $state.raw(null);
  /** After how many days a copy is to be checked again; `null` while that is not known. */
  proofDays: number | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** It was looked for and is nowhere. */
  gone = $state.raw(false);

  readonly #program: Program;
  readonly #key: PhotoKey;

  constructor(program: Program, key: PhotoKey, known: Photo | null) {
    this.#program = program;
    this.#key = key;
    this.photo = known;
  }

  async load(): Promise<void> {
    void this.#askProofDays();
    try {
      this.photo = await this.#program.photo({ path: this.#key });
      this.gone = this.photo === null;
      if (!this.gone) this.versions = await this.#program.photoVersions({ path: this.#key });
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  async #askProofDays(): Promise<void> {
    try {
      const days = (await this.#program.settings()).settings["proof_days"];
      this.proofDays = typeof days === "number" ? days : null;
    } catch {
      // Then no proof counts by itself.
      this.proofDays = null;
    }
  }
}
