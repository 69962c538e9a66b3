// The line goes from left to right and down as room shrinks.

import { expect, it } from "vitest";
import { HEIGHT, line, parts, WIDTH } from "./chart";

it("draws days by their distance and room by its amount", () => {
  const room = [
    { day: "2026-11-01", free_bytes: 400 },
    { day: "2026-11-02", free_bytes: 200 },
    { day: "2026-11-11", free_bytes: 0 },
  ];
  const points = line(room)
    .split(" ")
    .map((point) => point.split(",").map(Number));
  expect(points).toEqual([
    [8, 8],
    [66.4, 60],
    [WIDTH - 8, HEIGHT - 8],
  ]);
});

it("draws nothing from a single day", () => {
  expect(line([])).toBe("");
  expect(line([{ day: "2026-11-01", free_bytes: 4 }])).toBe("");
});

it("fills the width with its parts, side by side", () => {
  expect(parts([1, 1, 2])).toEqual([
    { x: 0, width: WIDTH / 4 },
    { x: WIDTH / 4, width: WIDTH / 4 },
    { x: WIDTH / 2, width: WIDTH / 2 },
  ]);
  expect(parts([0, 0])).toEqual([
    { x: 0, width: 0 },
    { x: 0, width: 0 },
  ]);
});
