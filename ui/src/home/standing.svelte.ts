// How things stand, kept fresh while someone looks.

import { asFailure, type Program } from "../bridge";
import type { Failure, Status } from "../wire";

/** What the program said when it was asked. */
export type Answer = { kind: "status"; status: Status } | { kind: "failure"; failure: Failure };

/** How long an answer is shown before it is asked for again. What changes meanwhile the program tells by itself;
 * asking has it look through library and places, which an idle window should seldom do. */
const FRESH_MS = 10 * 60_000;

export class Standing {
  /** The last answer; `null` until there is one. */
  answer: Answer | null = $state.raw(null);
  /** When it was given, in milliseconds since 1970. */
  answered = $state.raw(0);

  readonly #program: Program;
  #latest = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  /** What there is and where, in numbers that change when it does; `null` until there is an answer. */
  get counts(): string | null {
    if (this.answer?.kind !== "status") return null;
    const { primary, backups } = this.answer.status;
    const { photos, files, bytes } = primary;
    return [photos, files, bytes, ...backups.flatMap((place) => [place.name, place.files, place.behind])].join(" ");
  }

  /** Asks now. An older question's late answer is dropped. */
  async ask(): Promise<void> {
    const question = ++this.#latest;
    const answer = await this.#answer();
    if (question !== this.#latest) return;
    this.#take(answer);
  }

  /** Asks now, when somebody comes back to it, every ten minutes while it is seen, and listens; returns how to stop. */
  follow(window: Window): () => void {
    const ask = (): void => {
      if (window.document.visibilityState !== "hidden") void this.ask();
    };
    ask();
    const timer = window.setInterval(ask, FRESH_MS);
    window.addEventListener("focus", ask);
    const listening = this.#program.onStatus((status) => {
      this.#latest++;
      this.#take({ kind: "status", status });
    });
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("focus", ask);
      listening.then(
        (stop) => {
          stop();
        },
        () => undefined,
      );
    };
  }

  #take(answer: Answer): void {
    this.answered = Date.now();
    this.answer = answer;
  }

  async #answer(): Promise<Answer> {
    try {
      return { kind: "status", status: await this.#program.status() };
    } catch (thrown) {
      return { kind: "failure", failure: asFailure(thrown) };
    }
  }
}
