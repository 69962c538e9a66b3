// The window's sentences are complete, and sizes and moments read as a person says them.

import { describe, expect, it } from "vitest";
import source from "../../../src-tauri/crates/api/sentences/en/window.ftl?raw";
import sizes from "../../../src-tauri/crates/api/src/sentences/sizes.json";
import { room } from "./room";
import { keys, say } from "./say";
import { day, when } from "./when";

const sources = import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "!../**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

describe("the window's sentences", () => {
  it("are all used", () => {
    const text = Object.values(sources).join("\n");
    expect(keys().filter((key) => !text.includes(`"${key}"`))).toEqual([]);
  });

  it("are all there that are asked for", () => {
    const asked = Object.values(sources).flatMap((text) =>
      [...text.matchAll(/say\("([a-z-]+)"/g)].map((match) => match[1]),
    );
    expect(asked.filter((key) => !keys().includes(key ?? ""))).toEqual([]);
  });

  it("have no word in them that Maria would not use", () => {
    // Every part of a sentence stands in it as a number.
    const parts = Object.fromEntries([...source.matchAll(/\$([a-z_]+)/g)].map(([, name]) => [name ?? "", 2]));
    const text = keys()
      .map((key) => say(key, parts))
      .join("\n");
    expect(text).not.toMatch(/\b(repository|snapshot|prune|daemon|hash|mount|ssh|host key|successfully)\b|!/i);
  });

  it("tell one from many", () => {
    expect(say("work-looked", { files: 1 })).toBe("1 file seen so far");
    expect(say("work-looked", { files: 4213 })).toBe("4,213 files seen so far");
    expect([say("keep-days", { days: 1 }), say("keep-days", { days: 90 })]).toEqual(["1 day", "90 days"]);
    expect(say("folder-photos-at-least", { photos: 1 })).toBe("at least 1 photo");
  });
});

describe("moments", () => {
  const now = new Date(2026, 10, 21, 8, 0);
  const at = (...parts: [number, number, number, number, number]): string =>
    when(new Date(...parts).toISOString(), now);

  it("are named by their day", () => {
    expect(at(2026, 10, 21, 2, 5)).toBe("today at 2:05 AM");
    expect(at(2026, 10, 20, 23, 59)).toBe("yesterday at 11:59 PM");
    expect(at(2026, 10, 19, 23, 59)).toBe("on November 19, 2026");
  });
});

describe("a moment that cannot be read", () => {
  it("is said to be unknown, and breaks nothing", () => {
    const now = new Date(2026, 10, 21, 8, 0);
    expect(when("+12345-01-01T00:00:00+00:00", now)).toBe("at an unknown time");
    expect(when("", now)).toBe("at an unknown time");
    expect(day("2026-13-40", now)).toBe("An unknown day");
    expect(day("2026-11-20", now)).toBe("Yesterday");
  });
});

describe("room", () => {
  it("is written as the program writes it", () => {
    expect(sizes.length).toBeGreaterThan(10);
    for (const [bytes, written] of sizes) expect(room(Number(bytes))).toBe(written);
  });
});
