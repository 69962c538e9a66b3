// Photos stand under their month.

import { expect, it } from "vitest";
import { aPhoto } from "../fakes/a-photo";
import { handfuls, nameOf } from "./months";

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

it("names a photo by the last part of its path", () => {
  expect(nameOf("2024/07/lake.jpg")).toBe("lake.jpg");
  expect(nameOf("lake.jpg")).toBe("lake.jpg");
});
