// Marks are good only where the program says so.

import { expect, it } from "vitest";
import type { Face } from "../wire";
import { aPlace, aStatus } from "./a-status";
import { faceOf, markOf } from "./face";

it("is good only when the program says safe", () => {
  expect(faceOf(aStatus())).toBe("well");
  expect(faceOf(aStatus({ face: "needs_you" }))).toBe("trouble");
  expect(faceOf(aStatus({ face: "at_work" }))).toBe("waiting");
  expect(faceOf(aStatus({ face: "nothing_yet" }))).toBe("empty");
});

it("is never good for a word this page does not know", () => {
  expect(faceOf(aStatus({ face: "excellent" as Face }))).toBe("trouble");
  expect(markOf({ state: "splendid" })).toBe("trouble");
});

it("is the place's own state", () => {
  expect(markOf(aPlace({ state: "unproven" }))).toBe("unproven");
  expect(markOf(aPlace({ state: "trouble" }))).toBe("trouble");
});
