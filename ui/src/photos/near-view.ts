// What is near the part of the page that is seen. Told one box a frame, so that drawing what comes near never
// keeps a person waiting, however far they scroll.

/** So far above and below what is seen counts as near. */
const MARGIN = "150% 0px";

type Tell = (near: boolean) => void;

export class NearView {
  readonly #told = new Map<Element, Tell>();
  readonly #waiting = new Map<Element, boolean>();
  readonly #observer: IntersectionObserver;
  #frame: number | null = null;

  constructor() {
    const noted = (entries: IntersectionObserverEntry[]): void => {
      for (const { target, isIntersecting } of entries) this.#waiting.set(target, isIntersecting);
      this.#frame ??= requestAnimationFrame(this.#next);
    };
    this.#observer = new IntersectionObserver(noted, { rootMargin: MARGIN });
  }

  /** Tells from now on whether a box is near; returns how to stop. */
  watch(box: Element, tell: Tell): () => void {
    this.#told.set(box, tell);
    this.#observer.observe(box);
    return () => {
      this.#observer.unobserve(box);
      this.#told.delete(box);
      this.#waiting.delete(box);
    };
  }

  /** Has a watched box told that it is near, in its turn, wherever it is. */
  want(box: Element): void {
    this.#waiting.set(box, true);
    this.#frame ??= requestAnimationFrame(this.#next);
  }

  /** Watches nothing any more. */
  close(): void {
    this.#observer.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }

  /** What comes into view first, then what left it. */
  readonly #next = (): void => {
    const all = [...this.#waiting];
    const [box, near] = all.find(([, isNear]) => isNear) ?? all[0] ?? [];
    if (box !== undefined && near !== undefined) {
      this.#waiting.delete(box);
      this.#told.get(box)?.(near);
    }
    this.#frame = this.#waiting.size > 0 ? requestAnimationFrame(this.#next) : null;
  };
}
