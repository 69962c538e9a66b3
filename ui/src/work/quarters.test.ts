// A screen reader hears how far a run is, and never that it goes backwards.

import { expect, it } from "vitest";
import { anActivity } from "../fakes/a-program";
import type { Activity } from "../wire";
import { Quarters } from "./quarters";

const at = (phase: Activity["progress"]["phase"], done: number, id = 7): Activity => {
  const bytes = { bytes_done: 0, bytes_total: 0 };
  return anActivity({
    id,
    progress: { ...anActivity().progress, phase, files_done: done, files_total: 100, ...bytes },
  });
};

it("counts quarters, keeps what was reached through the phases, and begins anew with another run", () => {
  const quarters = new Quarters();
  const told = [at("looking", 90), at("copying", 26), at("copying", 99), at("finishing", 0), at("finishing", 60)];
  expect(told.map((one) => quarters.reached(one))).toEqual([0, 1, 3, 3, 3]);
  expect(quarters.reached(at("finishing", 100))).toBe(4);
  expect(quarters.reached(at("copying", 30, 8))).toBe(1);
});
