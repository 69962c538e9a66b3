// Photos stand under their month.

import { expect, it } from "vitest";
import { aPhoto } from "../fakes/a-photo";
import { months, nameOf } from "./months";

it("groups what follows each other, and keeps the order", () => {
  const taken = ["2024-07-14T18:00:00", "2024-07-01T00:00:00", "2023-12-31T23:59:59", null];
  const photos = taken.map((one, index) => aPhoto({ path: `${index}`, taken: one }));
  expect(months(photos).map(({ title, photos: own }) => [title, own.map(({ path }) => path)])).toEqual([
    ["July 2024", ["0", "1"]],
    ["December 2023", ["2"]],
    ["Without a date", ["3"]],
  ]);
});

it("names a photo by the last part of its path", () => {
  expect(nameOf("2024/07/lake.jpg")).toBe("lake.jpg");
  expect(nameOf("lake.jpg")).toBe("lake.jpg");
});
