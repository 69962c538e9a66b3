// Photos stand under their month.

import { expect, it } from "vitest";
import { aPhoto } from "../fakes/a-photo";
import { handfuls, nameOf, renewed } from "./months";

const taken = (moments: (string | null)[]) => moments.map((one, index) => aPhoto({ path: `${index}`, taken: one }));

it("groups what follows each other, and keeps the order", () => {
  const photos = taken(["2024-07-14T18:00:00", "2024-07-01T00:00:00", "2023-12-31T23:59:59", null]);
  expect(handfuls(photos).map(({ title, photos: own }) => [title, own.map(({ path }) => path)])).toEqual([
    ["July 2024", ["0", "1"]],
    ["December 2023", ["2"]],
    ["Without a date", ["3"]],
  ]);
});

it("goes on where it ended: the month is named once, and each knows how many come before it", () => {
  const first = handfuls(taken(Array<string>(7).fill("2024-07-14T18:00:00")));
  expect(first.map(({ title, before, photos }) => [title, before, photos.length])).toEqual([
    ["July 2024", 0, 6],
    [null, 6, 1],
  ]);
  const next = handfuls(taken(["2024-07-01T00:00:00", null]), first.at(-1));
  expect(next.map(({ title, before }) => [title, before])).toEqual([
    [null, 7],
    ["Without a date", 8],
  ]);
  expect(handfuls(taken([null]), next.at(-1)).map(({ title }) => title)).toEqual([null]);
});

it("keeps together what was together when the list is asked for again, and touches nothing that is the same", () => {
  const old = taken(Array<string>(14).fill("2024-07-14T18:00:00"));
  const before = handfuls(old);
  const fresh = aPhoto({ path: "new", taken: "2024-07-20T08:00:00" });
  const changed = aPhoto({ path: "13", taken: "2024-07-14T18:00:00", versions: 2 });
  const without = old.filter(({ path }) => path !== "6" && path !== "13");
  const after = renewed([fresh, ...without, changed], before);
  expect(after.map(({ photos }) => photos.map(({ path }) => path))).toEqual([
    ["new"],
    ["0", "1", "2", "3", "4", "5"],
    ["7", "8", "9", "10", "11"],
    ["12", "13"],
  ]);
  expect(after.slice(1).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(after.map(({ title }) => title)).toEqual(["July 2024", null, null, null]);
  expect(renewed(old, before)).toEqual(before);
  expect(renewed(old, before).every((one, index) => one === before[index])).toBe(true);
});

it("gives each handful a number of its own, however photos wander", () => {
  const old = taken(Array<string>(13).fill("2024-07-14T18:00:00"));
  const backwards = [...old].reverse();
  const turned = renewed(backwards, handfuls(old));
  expect(new Set(turned.map(({ id }) => id)).size).toBe(turned.length);
  expect(turned.flatMap(({ photos }) => photos)).toEqual(backwards);
});

it("names a photo by the last part of its path", () => {
  expect(nameOf("2024/07/lake.jpg")).toBe("lake.jpg");
  expect(nameOf("lake.jpg")).toBe("lake.jpg");
});
