// What a screen reader is told of a run: its beginning, each quarter once, its end.

import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { expect, it } from "vitest";
import { aFinished, anActivity, aProgram } from "../fakes/a-program";
import type { Activity } from "../wire";
import Announcer from "./Announcer.svelte";
import { Work } from "./work.svelte";

it("tells a run's quarters forwards only, also where it counts anew, and then how it ended", async () => {
  const work = new Work(aProgram(), () => undefined);
  render(Announcer, { work });
  const told: (string | null)[] = [];
  const tell = async (now: Activity | null): Promise<void> => {
    work.now = now;
    await tick();
    const line = screen.getByRole("status").textContent;
    if (told.at(-1) !== line) told.push(line);
  };
  const { progress } = anActivity();
  const at = (phase: typeof progress.phase, done: number, total: number): Activity =>
    anActivity({
      progress: { ...progress, phase, files_done: done, files_total: total, bytes_done: 0, bytes_total: 0 },
    });
  await tell(at("looking", 5, 0));
  await tell(at("copying", 26, 100));
  await tell(at("copying", 80, 100));
  await tell(at("finishing", 0, 30));
  await tell(at("finishing", 10, 30));
  work.last = aFinished();
  await tell(null);
  const ended = "214 new photos were copied to 2 places.";
  expect(told).toEqual(["ElderPhoto is at work.", "25 % done", "75 % done", ended]);
});
