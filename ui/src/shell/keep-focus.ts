// Focus stays where a person can find it: a control that gives way to something else, or cannot be used for a
// moment, would leave the keyboard at the beginning of the page, and a screen reader nowhere.

/** What is focused instead, when the control is gone: the nearest part of the page that is still there. */
function standIn(parts: Element[], heading: () => HTMLElement | null): HTMLElement | null {
  const part = parts.find((one) => one.isConnected && one.matches("section, article, form, [role=region]"));
  const title = part?.querySelector<HTMLElement>("h2, h3") ?? heading();
  title?.setAttribute("tabindex", "-1");
  return title;
}

/** Follows the focus within `main`; returns how to stop. */
export function keepFocus(main: HTMLElement): () => void {
  let last: HTMLElement | null = null;
  let parts: Element[] = [];

  const nobody = (): boolean => document.activeElement === null || document.activeElement === document.body;
  const heading = (): HTMLElement | null => main.querySelector("h1");

  function focused(event: FocusEvent): void {
    if (!(event.target instanceof HTMLElement)) return;
    last = event.target;
    parts = [];
    for (let part = last.parentElement; part !== null && part !== main; part = part.parentElement) parts.push(part);
  }

  // Who leaves of their own accord, by a click beside it, wants it so.
  function left(): void {
    if (last?.isConnected === true && !last.matches(":disabled")) last = null;
  }

  function look(): void {
    if (last === null || !nobody()) return;
    if (!last.isConnected) {
      last = null;
      standIn(parts, heading)?.focus({ preventScroll: true });
    } else if (!last.matches(":disabled")) {
      last.focus({ preventScroll: true });
    }
  }

  // The browser takes the focus from what cannot have it with the next frame.
  const observer = new MutationObserver(() => {
    if (last !== null) setTimeout(() => requestAnimationFrame(look));
  });
  observer.observe(main, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  main.addEventListener("focusin", focused);
  main.addEventListener("focusout", left);
  return () => {
    observer.disconnect();
    main.removeEventListener("focusin", focused);
    main.removeEventListener("focusout", left);
  };
}
