// A place being set up: asks for what is missing, tries before it adds, compares before it trusts, forgets the
// password.

import { describe, expect, it } from "vitest";
import { answered, aProgram, type FakeProgram, refused, requests } from "../fakes/a-program";
import type { Program } from "../bridge";
import type { FarPlaceWish, HostKeyFacts, Tried } from "../wire";
import { Start } from "./start.svelte";

const hostKey: HostKeyFacts = { offered: { algorithm: "ssh-ed25519", fingerprint: "SHA256:new" }, known: [] };

function farDraft(changes: Partial<Program> = {}): { program: FakeProgram; start: Start } {
  const program = aProgram(changes);
  const start = new Start(program);
  const draft = start.draft("far");
  Object.assign(draft, { name: " Dad's ", host: "dad.example.org", user: "dad", path: "/photos", password: "secret" });
  return { program, start };
}

describe("what was never tried", () => {
  const works = { ok: true, steps: [], sentence: "It works." };

  it("is another folder, also after a good try of the first", async () => {
    const program = aProgram({ chooseFolder: answered({ folder: "B", path: "/b", free_bytes: 1 }) });
    const draft = new Start(program).draft("home");
    draft.folder = "A";
    await draft.tryIt();
    expect(draft.tried?.ok).toBe(true);
    await draft.chooseFolder();
    expect(draft).toMatchObject({ folder: "B", tried: null });
  });

  it("is what was typed while something else was being tried", async () => {
    let answer: (tried: Tried) => void = () => undefined;
    let refuse: (failure: unknown) => void = () => undefined;
    const { start } = farDraft({
      tryFar: () => new Promise((resolve, reject) => ([answer, refuse] = [resolve, reject])),
    });
    const draft = start.draft("far");
    const first = draft.tryIt();
    Object.assign(draft, { host: "other.example.org" }).changed();
    answer(works);
    await first;
    expect(draft).toMatchObject({ tried: null, busy: false });
    const second = draft.tryIt();
    draft.changed();
    refuse({ code: "host_not_found", message: "Nobody is there." });
    await second;
    expect(draft).toMatchObject({ tried: null, failure: null });
    const third = draft.tryIt();
    answer(works);
    await third;
    expect(draft.tried?.ok).toBe(true);
  });
});

describe("a far place", () => {
  it("asks nobody before everything is filled in", async () => {
    const { program, start } = farDraft();
    const draft = start.draft("far");
    draft.host = "  ";
    await draft.tryIt();
    expect(draft.missing).toEqual(["host"]);
    expect(requests(program, "tryFar")).toEqual([]);
  });

  it("keeps the password until it is handed over for good, then forgets it", async () => {
    const { program, start } = farDraft();
    await start.draft("far").tryIt();
    expect(start.draft("far").password).toBe("secret");
    const draft = start.draft("far");
    expect(await start.add("far")).toBe(true);
    expect(requests(program, "addFar")).toMatchObject([{ name: "Dad's", password: "secret", offsite: true }]);
    expect(draft.password).toBe("");
    expect(start.draft("far").password).toBe("");
    expect(start.added).toEqual([{ spot: "far", name: "Dad's" }]);
  });

  it("says what went wrong with a wrong password, loses nothing, and works when it is corrected", async () => {
    const failure = { code: "password_wrong", message: "The computer does not accept the password." };
    const { program, start } = farDraft({
      tryFar: (request: FarPlaceWish) =>
        Promise.resolve(
          request.password === "right"
            ? { ok: true, steps: [], sentence: "It works." }
            : { ok: false, steps: [{ word: "Signed in", done: false }], sentence: failure.message, failure },
        ),
    });
    const draft = start.draft("far");
    await draft.tryIt();
    expect(draft.tried?.failure?.code).toBe("password_wrong");
    expect(draft.host).toBe("dad.example.org");
    draft.password = "right";
    await draft.tryIt();
    expect(draft.tried?.ok).toBe(true);
    expect(requests(program, "tryFar")).toHaveLength(2);
  });

  it("trusts a computer only after the person has compared, and only that one", async () => {
    const { program, start } = farDraft({
      tryFar: answered({ ok: false, steps: [], sentence: "New.", host_key: hostKey }),
    });
    const draft = start.draft("far");
    await draft.tryIt();
    expect(requests(program, "tryFar")[0]).not.toHaveProperty("accept_host_key");
    await draft.accept("SHA256:new");
    expect(requests(program, "tryFar")[1]).toMatchObject({ accept_host_key: "SHA256:new" });
    draft.changed();
    await draft.tryIt();
    expect(requests(program, "tryFar")[2]).not.toHaveProperty("accept_host_key");
  });

  it("is no place when it could not be added", async () => {
    const { start } = farDraft({ addFar: refused({ code: "host_unreachable" }) });
    expect(await start.add("far")).toBe(false);
    expect(start.added).toEqual([]);
    expect(start.draft("far").failure?.code).toBe("host_unreachable");
    expect(start.draft("far").password).toBe("secret");
  });
});

describe("the photos", () => {
  const found = {
    path: "/p",
    name: "Pictures",
    photos: 4102,
    bytes: 1,
    at_least: false,
    from_year: 2004,
    to_year: 2026,
  };

  it("are settled once, before the first place", async () => {
    const program = aProgram({ librarySuggestions: answered([{ ...found, folder: "token-1" }]) });
    const start = new Start(program);
    await start.library.look();
    start.draft("home").folder = "disk-1";
    await start.draft("home").tryIt();
    expect(requests(program, "setUp")).toEqual([]);
    await start.add("home");
    start.draft("home").folder = "disk-2";
    await start.add("home");
    expect(requests(program, "setUp")).toEqual([{ folders: ["token-1"] }]);
    expect(start.copies).toBe(3);
    expect(start.isAway).toBe(false);
  });

  it("are settled earlier where a try needs it", async () => {
    const failure = { code: "not_set_up", message: "Choose your photo folder first." };
    const program = aProgram();
    const tries = [
      { ok: false, steps: [], sentence: failure.message, failure },
      { ok: true, steps: [], sentence: "It works." },
    ];
    program.tryFolder = () => Promise.resolve(tries.shift() ?? { ok: false, steps: [], sentence: "" });
    const start = new Start(program);
    start.draft("home").folder = "disk-1";
    await start.draft("home").tryIt();
    expect(requests(program, "setUp")).toHaveLength(1);
    expect(start.draft("home").tried?.ok).toBe(true);
  });
});
