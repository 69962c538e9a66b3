// Which photos should be kept safe: what was found, what was chosen, and that it is settled.

import { asFailure, type Program } from "../bridge";
import type { ChosenFolder, Failure, FolderToken, LibrarySuggestion } from "../wire";

/** A folder on the list. */
export interface FolderOption {
  folder: FolderToken;
  name: string;
  path: string;
  photos: number | null;
  atLeast: boolean;
  years: [number, number] | null;
}

export class LibraryDraft {
  /** What can be chosen; `null` while it is being looked for. */
  options: FolderOption[] | null = $state.raw(null);
  picked: readonly FolderToken[] = $state.raw([]);
  failure: Failure | null = $state.raw(null);
  /** The program looks after these photos now; choosing is over. */
  settled = $state.raw(false);

  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /** Looks once for folders with photos; the first is chosen at first. */
  async look(): Promise<void> {
    if (this.options !== null) return;
    try {
      const found = (await this.#program.librarySuggestions()).map(ofSuggestion);
      this.options = found;
      this.picked = found.slice(0, 1).map(({ folder }) => folder);
    } catch (thrown) {
      this.failure = asFailure(thrown);
      this.options = [];
    }
  }

  pick(folder: FolderToken, wanted: boolean): void {
    this.failure = null;
    const others = this.picked.filter((one) => one !== folder);
    this.picked = wanted ? [...others, folder] : others;
  }

  /** Lets the person choose another folder. */
  async other(): Promise<void> {
    this.failure = null;
    try {
      const chosen = await this.#program.chooseFolder({ purpose: "library" });
      if (chosen === null) return;
      const others = (this.options ?? []).filter(({ path }) => path !== chosen.path);
      this.options = [...others, ofChosen(chosen)];
      this.pick(chosen.folder, true);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Whether what was chosen can be kept safe; why not, is told at once. */
  async fits(): Promise<boolean> {
    this.failure = null;
    if (this.settled) return true;
    try {
      await this.#program.checkLibraries({ folders: [...this.picked] });
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    }
  }

  /** Tells the program, once. */
  async settle(): Promise<void> {
    if (this.settled) return;
    try {
      await this.#program.setUp({ folders: [...this.picked] });
    } catch (thrown) {
      if (asFailure(thrown).code !== "already_set_up") throw thrown;
    }
    this.settled = true;
  }
}

function ofSuggestion(found: LibrarySuggestion): FolderOption {
  const { folder, name, path, photos, at_least, from_year, to_year } = found;
  return { folder, name, path, photos, atLeast: at_least, years: span(from_year, to_year) };
}

function ofChosen(chosen: ChosenFolder): FolderOption {
  const { folder, path, photos = null, at_least = false, from_year = null, to_year = null } = chosen;
  const name = path.split("/").at(-1) ?? path;
  return { folder, name, path, photos, atLeast: at_least, years: span(from_year, to_year) };
}

function span(from: number | null, to: number | null): [number, number] | null {
  return from === null || to === null ? null : [from, to];
}
