// The list stays where it is for the eye: what comes or goes above what is seen moves nothing, and who comes back
// from one photo finds it where it was.

import type { PhotoKey } from "./key";

/** How high each handful was when it was drawn last, by its number, in pixels. */
export class Heights extends Map<number, number> {}

/** Notes the rows that are seen; what is returned brings the first of them that is still there back to where it was. */
export function hold(rows: HTMLElement): () => void {
  // What stands above the list is in sight: it stays there, and so does what is new at its beginning.
  if (rows.getBoundingClientRect().top >= 0) return () => undefined;
  const drawn = [...rows.querySelectorAll("li")].map((row) => ({ row, box: row.getBoundingClientRect() }));
  const seen = drawn.filter(({ box }) => box.bottom > 0);
  return () => {
    // Rows that came into another group are drawn anew.
    const still = seen.find(({ row }) => row.isConnected);
    if (still === undefined) return;
    const movedPx = still.row.getBoundingClientRect().top - still.box.top;
    if (movedPx !== 0) window.scrollBy(0, movedPx);
  };
}

/** The link of a photo that is drawn. */
function linkOf(rows: HTMLElement, key: PhotoKey): HTMLElement | null {
  const box = rows.querySelector(`[data-choose="${CSS.escape(key)}"]`);
  return box?.closest("li")?.querySelector("a") ?? null;
}

/** Shows the photo that was opened where it stood, with the keyboard on it; false where it is gone. */
export function comeBack(rows: HTMLElement, key: PhotoKey, topPx: number): boolean {
  const link = linkOf(rows, key);
  if (link === null) return false;
  window.scrollBy(0, link.getBoundingClientRect().top - topPx);
  link.focus({ preventScroll: true });
  return true;
}
