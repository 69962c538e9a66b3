// Photos under the month they were taken in, in the order they come, a handful at a time: as much as is drawn
// at once.

import type { Photo } from "../wire";
import { LOCALE, say } from "../words/say";

/** Drawing so many takes a fraction of what a person notices. */
const HANDFUL = 6;

/** Photos of one month that follow each other. Never changes once it is there. */
export interface Handful {
  /** The month's name, where it begins. */
  title: string | null;
  /** How many photos come before it. */
  before: number;
  photos: Photo[];
}

/** The next handfuls after `last`. */
export function handfuls(photos: Photo[], last?: Handful): Handful[] {
  const out: Handful[] = [];
  let before = last === undefined ? 0 : last.before + last.photos.length;
  let month = last?.photos.at(-1)?.taken?.slice(0, 7) ?? (last === undefined ? null : "");
  for (const photo of photos) {
    const own = photo.taken?.slice(0, 7) ?? "";
    const now = out.at(-1);
    // The same month may come again; its heading then does, too.
    if (own !== month || now === undefined || now.photos.length >= HANDFUL) {
      out.push({ title: own === month ? null : titleOf(own), before, photos: [photo] });
    } else {
      now.photos.push(photo);
    }
    month = own;
    before++;
  }
  return out;
}

// Making one of these takes longer than drawing a row.
const MONTH = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "short" });

function titleOf(month: string): string {
  const date = new Date(`${month}-01T00:00`);
  if (month === "" || Number.isNaN(date.getTime())) return say("photos-undated");
  return MONTH.format(date);
}

/** "July 14, 2024, 6:22 PM", as the camera's clock stood. */
export function takenAt(taken: string | null): string {
  const date = new Date(taken ?? "");
  if (Number.isNaN(date.getTime())) return say("photos-undated");
  return MOMENT.format(date);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
