// A copy is called safe only where its place can be counted on.

import { expect, it } from "vitest";
import { aStatus } from "../home/a-status";
import { copyOf } from "./copy";

const [place] = aStatus().backups;
if (place === undefined) throw new Error("the sample has a place");
const copy = { name: place.name, proven: null };
const checked = { ...copy, proven: "2026-11-20T02:00:00Z" };

it.each([
  ["copied, where all is well", copy, place, true, "unproven"],
  ["checked, where other photos are missing", checked, { ...place, state: "waiting" as const }, true, "well"],
  ["copied long ago and never checked", copy, { ...place, state: "unproven" as const }, false, "unproven"],
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
  expect(copyOf(photo, at)).toMatchObject({ safe, mark });
});
