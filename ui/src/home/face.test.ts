// Marks are good only where the program says so.

import { describe, expect, it } from "vitest";
import { aPlace, aStatus } from "./a-status";
import { faceOf, markOf } from "./face";

describe("the sentence's mark", () => {
  it("is good only when the program says safe", () => {
    expect(faceOf(aStatus())).toBe("well");
    expect(faceOf(aStatus({ verdict: "needs_you" }))).toBe("trouble");
    expect(faceOf(aStatus({ verdict: "nothing_yet" }))).toBe("empty");
  });

  it("is never good for a verdict this page does not know", () => {
    expect(faceOf(aStatus({ verdict: "excellent" }))).toBe("trouble");
  });
});

describe("a place's mark", () => {
  const worried = aStatus({ verdict: "needs_you" });

  it("is good when it was reached, is complete, has no trouble and is proven", () => {
    expect(markOf(aPlace(), worried)).toBe("well");
  });

  it("is good without a proof only where the program calls everything safe", () => {
    const copied = aPlace({ last_verified: null });
    expect(markOf(copied, aStatus())).toBe("well");
    expect(markOf(copied, worried)).toBe("unproven");
  });

  it("is not good by a proof from long ago", () => {
    expect(markOf(aPlace({ last_verified: "2026-08-24T08:00:00Z" }), worried)).toBe("well");
    expect(markOf(aPlace({ last_verified: "2026-08-23T08:00:00Z" }), worried)).toBe("unproven");
  });

  it.each([
    ["could not be reached", aPlace({ accessible: false }), "trouble"],
    ["has trouble of its own", aPlace({ trouble: "place_full" }), "trouble"],
    ["has never had a finished copy", aPlace({ last_success: null }), "empty"],
    ["misses a file", aPlace({ behind: 1 }), "waiting"],
    ["is switched off", aPlace({ enabled: false }), "off"],
  ])("is not good when it %s", (_, place, mark) => {
    expect(markOf(place, aStatus())).toBe(mark);
  });
});
