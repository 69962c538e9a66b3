// Moments as a person says them: the day by its distance, the time by the clock.

import { LOCALE, say } from "./say";

const DAY_MS = 24 * 60 * 60 * 1000;

/** An RFC 3339 moment, seen from `now`. */
export function when(moment: string, now: Date): string {
  const then = new Date(moment);
  if (Number.isNaN(then.getTime())) return say("when-unknown");
  const time = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit" }).format(then);
  const days = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (days === 0) return say("when-today", { time });
  if (days === 1) return say("when-yesterday", { time });
  const date = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" }).format(then);
  return say("when-day", { date });
}

/** A day written as `2026-11-21`, seen from `now`. */
export function day(date: string, now: Date): string {
  const then = new Date(`${date}T00:00`);
  if (Number.isNaN(then.getTime())) return say("when-day-unknown");
  const days = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (days === 0) return say("when-day-today");
  if (days === 1) return say("when-day-yesterday");
  return new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" }).format(then);
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
