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
  it("is good when it was reached, is complete and has no trouble", () => {
    expect(markOf(aPlace())).toBe("well");
  });

  it.each([
    ["could not be reached", aPlace({ accessible: false }), "trouble"],
    ["has trouble of its own", aPlace({ trouble: "place_full" }), "trouble"],
    ["has never had a finished copy", aPlace({ last_success: null }), "empty"],
    ["misses a file", aPlace({ behind: 1 }), "waiting"],
    ["is switched off", aPlace({ enabled: false }), "off"],
  ])("is not good when it %s", (_, place, mark) => {
    expect(markOf(place)).toBe(mark);
  });
});
