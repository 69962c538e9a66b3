// A copy is called safe only where its place can be counted on.

import { expect, it } from "vitest";
import { aStatus } from "../home/a-status";
import { copyOf, countsSince } from "./copy";

const now = "2026-11-21T08:00:00Z";
const inTime = countsSince(aStatus({ timestamp: now }), 90);

const [place] = aStatus().backups;
if (place === undefined) throw new Error("the sample has a place");
const copy = { name: place.name, proven: null };
const checked = { ...copy, proven: "2026-11-20T02:00:00Z" };

it.each([
  ["copied, where all is well", copy, place, true, "unproven"],
  ["checked, where other photos are missing", checked, { ...place, state: "waiting" as const }, true, "well"],
  ["copied long ago and never checked", copy, { ...place, state: "unproven" as const }, false, "unproven"],
  [
    "checked too long ago, where other photos are missing",
    { ...copy, proven: "2026-08-20T02:00:00Z" },
    { ...place, state: "waiting" as const },
    false,
    "unproven",
  ],
  ["checked, at a place that nothing is known of", checked, undefined, false, "unproven"],
  [
    "checked, but the place is away",
    checked,
    { ...place, accessible: false, state: "trouble" as const },
    false,
    "trouble",
  ],
  [
    "checked, but the place is switched off",
    checked,
    { ...place, enabled: false, state: "off" as const },
    false,
    "off",
  ],
])("%s", (_, photo, at, safe, mark) => {
  expect(copyOf(photo, at, inTime)).toMatchObject({ safe, mark });
});

it("counts no proof by itself where nobody has looked for more than a day, or the limit is not known", () => {
  const waiting = { ...place, state: "waiting" as const };
  const isSafe = (since: number): boolean => copyOf(checked, waiting, since).safe;
  const seen = (looked: string | null): number => countsSince(aStatus({ timestamp: now, known: true, looked }), 90);
  expect(isSafe(seen("2026-11-20T09:00:00Z"))).toBe(true);
  expect(isSafe(seen("2026-11-20T07:59:00Z"))).toBe(false);
  expect(isSafe(seen(null))).toBe(false);
  expect(isSafe(countsSince(aStatus({ timestamp: now }), null))).toBe(false);
});
