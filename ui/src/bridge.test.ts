// Every wish goes out under the command's own name, as its one argument.

import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, it } from "vitest";
import { asFailure, type Program, program } from "./bridge";

afterEach(() => {
  clearMocks();
});

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const bare = ["status", "activities", "undo", "stop", "librarySuggestions", "disks", "settings", "folders", "about"];
const events = ["onActivity", "onStatus"];

it("asks each command by its name, with its request and nothing else", async () => {
  const calls: [string, unknown][] = [];
  mockIPC((command, given) => {
    calls.push([command, given]);
  });
  const request = { name: "At home" };
  for (const [name, ask] of Object.entries(program)) {
    if (events.includes(name)) continue;
    calls.length = 0;
    await (ask as (request: unknown) => Promise<unknown>)(request);
    expect(calls).toEqual([[snake(name), bare.includes(name) ? {} : { request }]]);
  }
});

it.each<[keyof Program & ("onActivity" | "onStatus"), string]>([
  ["onActivity", "activity"],
  ["onStatus", "status"],
])("%s hears of %s", async (method, event) => {
  const calls: unknown[] = [];
  mockIPC((command, given) => {
    calls.push([command, (given as { event?: string }).event]);
    return 1;
  });
  await program[method](() => undefined);
  expect(calls).toEqual([["plugin:event|listen", event]]);
});

it("takes what was thrown as the failure it is, and keeps what it was when it is none", () => {
  const failure = { code: "busy", message: "ElderPhoto is already at work." };
  expect(asFailure(failure)).toBe(failure);
  expect(asFailure(new Error("the wire broke"))).toMatchObject({ code: "internal", details: "the wire broke" });
  expect(asFailure("plain")).toMatchObject({ code: "internal", details: "plain" });
});
