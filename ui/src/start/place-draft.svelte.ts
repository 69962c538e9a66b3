// A place that is being set up: what was typed, what a try did, and that it was added. Lives as long as the
// window, so that nothing typed is lost; the password only until it was handed over.

import { asFailure, type Program } from "../bridge";
import type { Spot } from "../shell/route";
import type { ChosenFolder, Disk, Failure, FarPlaceWish, FolderPlaceWish, FolderToken, Tried } from "../wire";
import type { LibraryDraft } from "./library-draft.svelte";

export type Way = "disk" | "far";
export type Field = "name" | "folder" | "host" | "user" | "path";

const FULL_PORT = 65_535;

export class PlaceDraft {
  name = $state("");
  way: Way = $state("disk");
  folder: FolderToken | null = $state(null);
  host = $state("");
  port = $state("");
  user = $state("");
  path = $state("");
  password = $state("");
  useExisting = $state(false);

  /** The disks that are plugged in; `null` while they are being looked for. */
  disks: Disk[] | null = $state.raw(null);
  other: ChosenFolder | null = $state.raw(null);
  tried: Tried | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  busy = $state.raw(false);
  /** What is still to be filled in, after a press that came too early. */
  missing: Field[] = $state.raw([]);

  readonly spot: Spot;
  readonly #program: Program;
  readonly #library: LibraryDraft;
  #accepted: string | null = null;
  /** Another one with each change: a late answer to what was typed before is none to what is typed now. */
  #question = 0;

  constructor(program: Program, library: LibraryDraft, spot: Spot, name: string) {
    this.#program = program;
    this.#library = library;
    this.spot = spot;
    this.name = name;
    this.way = spot === "far" ? "far" : "disk";
  }

  async lookForDisks(): Promise<void> {
    try {
      this.disks = await this.#program.disks();
    } catch (thrown) {
      this.failure = asFailure(thrown);
      this.disks = [];
    }
  }

  async chooseFolder(): Promise<void> {
    try {
      const chosen = await this.#program.chooseFolder({ purpose: "place" });
      if (chosen === null) return;
      this.other = chosen;
      this.folder = chosen.folder;
      this.changed();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Copies a file there and reads it back; keeps nothing. */
  async tryIt(): Promise<void> {
    const question = this.#question;
    await this.#asking(async () => {
      const tried = await this.#settled(() =>
        this.way === "disk" ? this.#program.tryFolder(this.#folderWish()) : this.#program.tryFar(this.#farWish()),
      );
      if (question === this.#question) this.tried = tried;
    });
    // What was typed meanwhile was not tried.
    if (question !== this.#question) this.failure = null;
  }

  /** The person has compared what the far computer shows. */
  async accept(fingerprint: string): Promise<void> {
    this.#accepted = fingerprint;
    await this.tryIt();
  }

  /** Makes it a place. True when it is one now. */
  async add(): Promise<boolean> {
    return await this.#asking(async () => {
      await this.#library.settle();
      await (this.way === "disk" ? this.#program.addFolder(this.#folderWish()) : this.#program.addFar(this.#farWish()));
      this.password = "";
    });
  }

  /** What was tried is no longer what is typed. */
  changed(): void {
    this.#question++;
    this.tried = null;
    this.failure = null;
    this.missing = [];
    this.#accepted = null;
  }

  async #asking(ask: () => Promise<void>): Promise<boolean> {
    this.missing = this.#empty();
    if (this.busy || this.missing.length > 0) return false;
    this.busy = true;
    this.failure = null;
    this.tried = null;
    try {
      await ask();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Where a try needs the photos to be settled first, they are, and it is tried again. */
  async #settled(attempt: () => Promise<Tried>): Promise<Tried> {
    const unset = (failure: Failure | undefined): boolean => failure?.code === "not_set_up" && !this.#library.settled;
    try {
      const tried = await attempt();
      if (!unset(tried.failure)) return tried;
    } catch (thrown) {
      if (!unset(asFailure(thrown))) throw thrown;
    }
    await this.#library.settle();
    return await attempt();
  }

  #empty(): Field[] {
    const wanted: Field[] = this.way === "disk" ? ["name", "folder"] : ["name", "host", "user", "path"];
    return wanted.filter((field) => (this[field] ?? "").trim() === "");
  }

  get #common(): { name: string; offsite: boolean; use_existing: boolean } {
    return { name: this.name.trim(), offsite: this.spot !== "home", use_existing: this.useExisting };
  }

  #folderWish(): FolderPlaceWish {
    const medium = this.disks?.find(({ folder }) => folder === this.folder)?.medium;
    return { ...this.#common, folder: this.folder ?? "", ...(medium === undefined ? {} : { medium }) };
  }

  #farWish(): FarPlaceWish {
    const port = Number(this.port);
    return {
      ...this.#common,
      host: this.host.trim(),
      user: this.user.trim(),
      path: this.path.trim(),
      ...(Number.isInteger(port) && port > 0 && port <= FULL_PORT ? { port } : {}),
      ...(this.password === "" ? {} : { password: this.password }),
      ...(this.#accepted === null ? {} : { accept_host_key: this.#accepted }),
    };
  }
}
