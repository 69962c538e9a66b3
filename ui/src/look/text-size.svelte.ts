// How large the text is: chosen once, remembered on this computer.

export const SIZES = ["normal", "large", "largest"] as const;
export type Size = (typeof SIZES)[number];

const KEY = "text-size";

export class TextSize {
  size: Size = $state.raw("normal");
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    const kept = remembered(window);
    this.#show(SIZES.find((size) => size === kept) ?? "normal");
  }

  choose(size: Size): void {
    this.#show(size);
    try {
      this.#window.localStorage.setItem(KEY, size);
    } catch {
      // Where nothing can be remembered the choice holds until the window is closed.
    }
  }

  #show(size: Size): void {
    this.size = size;
    const root = this.#window.document.documentElement;
    for (const other of SIZES) root.classList.toggle(`text-${other}`, other === size);
  }
}

function remembered(window: Window): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
