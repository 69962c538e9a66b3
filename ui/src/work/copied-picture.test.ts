// Pictures follow each other slowly, whole, and only where somebody looks.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CopiedPicture } from "./copied-picture.svelte";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("fetches a picture before it is shown, and shows it for a while", async () => {
  const fetched: string[] = [];
  const picture = new CopiedPicture((source) => {
    fetched.push(source);
    return Promise.resolve();
  });
  await picture.offer(1);
  expect(picture.shown).toBe(1);
  for (let moment = 0; moment < 9; moment++) {
    vi.advanceTimersByTime(200);
    await picture.offer(2 + moment);
  }
  expect(picture.shown).toBe(1);
  vi.advanceTimersByTime(200);
  await picture.offer(20);
  expect(picture.shown).toBe(20);
  expect(fetched).toEqual(["thumb://localhost/1/160", "thumb://localhost/20/160"]);
});

it("keeps the one before while the next is fetched, where there is none, and for what is no picture", async () => {
  const answers: ((come: boolean) => void)[] = [];
  const picture = new CopiedPicture(
    () =>
      new Promise((resolve, reject) => {
        answers.push((come) => {
          if (come) resolve();
          else reject(new Error("no picture"));
        });
      }),
  );
  const offered = picture.offer(1);
  expect(picture.shown).toBeNull();
  answers[0]?.(true);
  await offered;
  vi.advanceTimersByTime(2000);
  const refused = picture.offer(2);
  expect(picture.shown).toBe(1);
  answers[1]?.(false);
  await refused;
  await picture.offer(null);
  expect(picture.shown).toBe(1);
  expect(answers).toHaveLength(2);
});

it("fetches nothing while the window is hidden", async () => {
  const fetch = vi.fn(() => Promise.resolve());
  const picture = new CopiedPicture(fetch);
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await picture.offer(1);
  expect(fetch).not.toHaveBeenCalled();
  vi.spyOn(document, "hidden", "get").mockReturnValue(false);
  await picture.offer(1);
  expect(picture.shown).toBe(1);
});
