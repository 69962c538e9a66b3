// The work under way: found again after a reload, never shown older than it is, and stopped when asked.

import { describe, expect, it, vi } from "vitest";
import { aFinished, anActivity, answered, aProgram, refused, requests } from "../fakes/a-program";
import type { Activities } from "../wire";
import { Work } from "./work.svelte";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const nobody = (): void => undefined;

describe("the work under way", () => {
  it("is found again by a page that was reloaded", async () => {
    const work = new Work(aProgram({ activities: answered({ now: anActivity(), last: null }) }), nobody);
    work.follow();
    await settled();
    expect(work.now?.sentence).toContain("214");
  });

  it("is not replaced by an answer older than what was heard", async () => {
    let answer: (activities: Activities) => void = nobody;
    const program = aProgram({ activities: () => new Promise((resolve) => (answer = resolve)) });
    const work = new Work(program, nobody);
    work.follow();
    await settled();
    program.tell({ now: null, last: aFinished() });
    answer({ now: anActivity(), last: null });
    await settled();
    expect(work.now).toBeNull();
    expect(work.last?.id).toBe(7);
  });

  it("says when it begins and ends, not at each step", async () => {
    const changed = vi.fn();
    const program = aProgram();
    new Work(program, changed).follow();
    await settled();
    program.tell({ now: anActivity(), last: null });
    program.tell({ now: anActivity({ sentence: "further" }), last: null });
    expect(changed).toHaveBeenCalledTimes(1);
    program.tell({ now: null, last: aFinished() });
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("is not shown again when it was over before its beginning was answered", async () => {
    const program = aProgram();
    program.backup = () => {
      program.tell({ now: null, last: aFinished() });
      return Promise.resolve(anActivity());
    };
    const work = new Work(program, nobody);
    work.follow();
    await settled();
    await work.backup();
    expect(work.now).toBeNull();
    expect(work.news?.sentence).toContain("were copied");
  });

  it("keeps the failure when it could not begin", async () => {
    const work = new Work(aProgram({ backup: refused({ code: "busy" }) }), nobody);
    expect(await work.backup()).toBe(false);
    expect(work.failure?.code).toBe("busy");
    expect(work.now).toBeNull();
  });

  it("forgets why it could not begin as soon as something else begins or ends", async () => {
    const program = aProgram({ backup: refused({ code: "busy" }) });
    const work = new Work(program, nobody);
    work.follow();
    await settled();
    program.tell({ now: anActivity(), last: null });
    await work.backup();
    program.tell({ now: anActivity({ sentence: "further" }), last: null });
    expect(work.failure?.code).toBe("busy");
    program.tell({ now: null, last: aFinished() });
    expect(work.failure).toBeNull();
  });

  it("shows at once that it is being stopped, and takes that back when it cannot be", async () => {
    const program = aProgram({ stop: refused({}) });
    const work = new Work(program, nobody);
    await work.backup(["At home"]);
    expect(requests(program, "backup")).toEqual([{ places: ["At home"] }]);
    const stopping = work.stop();
    expect(work.now?.stopping).toBe(true);
    await stopping;
    expect(work.now?.stopping).toBe(false);
    expect(work.failure).not.toBeNull();
  });

  it("is put away by the person, and by whatever begins next", async () => {
    const program = aProgram();
    const work = new Work(program, nobody);
    work.follow();
    await settled();
    program.tell({ now: null, last: aFinished({ id: 1 }) });
    expect(work.news?.id).toBe(1);
    work.putAway();
    expect(work.news).toBeNull();
    program.tell({ now: null, last: aFinished({ id: 2 }) });
    expect(work.news?.id).toBe(2);
    await work.check("At home");
    expect(work.news).toBeNull();
  });
});
