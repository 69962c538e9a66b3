// What every screen is given: the program, how things stand, the work under way, and which screen is shown.

import type { Program } from "./bridge";
import { Standing } from "./home/standing.svelte";
import { TextSize } from "./look/text-size.svelte";
import { PhotoList } from "./photos/photo-list.svelte";
import { Start } from "./start/start.svelte";
import { Router } from "./shell/router.svelte";
import { Work } from "./work/work.svelte";

export class Page {
  readonly program: Program;
  readonly router: Router;
  readonly standing: Standing;
  readonly work: Work;
  readonly textSize: TextSize;
  /** The photos that were asked for; kept while one of them is looked at. */
  readonly photos: PhotoList;
  /** What was typed at the first start, or for another place. */
  readonly start: Start;
  /** The screen that came shows by itself where the person goes on, not at its heading. */
  goesOn = false;

  constructor(program: Program, window: Window) {
    this.program = program;
    this.router = new Router(window);
    this.standing = new Standing(program);
    this.work = new Work(program, () => void this.standing.ask());
    this.textSize = new TextSize(window);
    this.photos = new PhotoList(program);
    this.start = new Start(program);
  }

  /** Another screen is shown: what could not be done on the one before was told there. */
  came(): void {
    this.work.failure = null;
    const { screen } = this.router.route;
    if (screen !== "photo" && screen !== "photos") this.photos.opened = null;
  }

  /** Follows everything that changes by itself; returns how to stop. */
  follow(window: Window): () => void {
    const stops = [this.router.follow(), this.work.follow(), this.standing.follow(window)];
    return () => {
      for (const stop of stops) stop();
    };
  }
}
