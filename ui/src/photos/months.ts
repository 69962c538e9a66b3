// Photos under the month they were taken in, in the order they come, a handful at a time: as much as is drawn
// at once.

import type { Photo } from "../wire";
import { LOCALE, say } from "../words/say";
import { keyOf, type PhotoKey } from "./key";

/** Drawing so many takes a fraction of what a person notices. */
const HANDFUL = 6;

/** Photos of one month that follow each other. Never changes once it is there. */
export interface Handful {
  /** Its own for as long as the list lasts: what is drawn of it stays when the list is renewed. */
  id: number;
  /** The month's name, where it begins. */
  title: string | null;
  /** How many photos come before it. */
  before: number;
  photos: Photo[];
}

let newest = 0;

/** The next handfuls after `last`. */
export function handfuls(photos: Photo[], last?: Handful): Handful[] {
  return dealt(photos, new Map(), last);
}

/** The same list, asked for again: what stayed together stays so, and what did not change is the same object. */
export function renewed(photos: Photo[], before: Handful[]): Handful[] {
  const wasIn = new Map(before.flatMap((one) => one.photos.map((photo) => [keyOf(photo), one.id] as const)));
  const known = new Map(before.map((one) => [one.id, one]));
  return dealt(photos, wasIn).map((one) => {
    const same = known.get(one.id);
    return same !== undefined && isSame(one, same) ? same : one;
  });
}

function isSame(one: Handful, other: Handful): boolean {
  const { photos } = other;
  const alike = one.title === other.title && one.before === other.before && one.photos.length === photos.length;
  return alike && one.photos.every((photo, index) => photo === photos[index]);
}

function dealt(photos: Photo[], wasIn: Map<PhotoKey, number>, last?: Handful): Handful[] {
  const out: Handful[] = [];
  const taken = new Set<number>();
  let before = last === undefined ? 0 : last.before + last.photos.length;
  let month = last?.photos.at(-1)?.taken?.slice(0, 7) ?? (last === undefined ? null : "");
  for (const photo of photos) {
    const own = photo.taken?.slice(0, 7) ?? "";
    const now = out.at(-1);
    const old = wasIn.get(keyOf(photo));
    const isOthers = old !== undefined && old !== now?.id && !taken.has(old);
    // The same month may come again; its heading then does, too.
    if (own !== month || now === undefined || now.photos.length >= HANDFUL || isOthers) {
      const id = old === undefined || taken.has(old) ? ++newest : old;
      taken.add(id);
      out.push({ id, title: own === month ? null : titleOf(own), before, photos: [photo] });
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
