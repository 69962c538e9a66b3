// Photos under the month they were taken in, in the order they come.

import type { Photo } from "../wire";
import { LOCALE, say } from "../words/say";

export interface Month {
  key: string;
  title: string;
  photos: Photo[];
}

export function months(photos: Photo[]): Month[] {
  const out: Month[] = [];
  for (const photo of photos) {
    const key = photo.taken?.slice(0, 7) ?? "";
    const last = out.at(-1);
    if (last?.key === key) last.photos.push(photo);
    // The same month may come again; its heading then does, too.
    else out.push({ key, title: titleOf(key), photos: [photo] });
  }
  return out;
}

function titleOf(month: string): string {
  const date = new Date(`${month}-01T00:00`);
  if (month === "" || Number.isNaN(date.getTime())) return say("photos-undated");
  return new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric" }).format(date);
}

/** "July 14, 2024, 6:22 PM", as the camera's clock stood. */
export function takenAt(taken: string | null): string {
  const date = new Date(taken ?? "");
  if (Number.isNaN(date.getTime())) return say("photos-undated");
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "short" }).format(date);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
