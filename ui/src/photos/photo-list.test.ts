// Pages follow each other, a late answer never replaces a newer one, and a search waits for the typing to rest.

import { afterEach, expect, it, vi } from "vitest";
import { aPhoto } from "../fakes/a-photo";
import { answered, aProgram, refused, requests } from "../fakes/a-program";
import type { PhotoPage, PhotoPageWish } from "../wire";
import { PhotoList } from "./photo-list.svelte";

afterEach(() => {
  vi.useRealTimers();
});

it("appends what is new on the next page, and knows when there is none", async () => {
  const program = aProgram({
    photoPage: ({ after }: PhotoPageWish) =>
      Promise.resolve(
        after === undefined
          ? { photos: [aPhoto({ path: "a" })], total: 2, next: "n1" }
          : { photos: [aPhoto({ path: "a" }), aPhoto({ path: "b" })], total: 2, next: null },
      ),
  });
  const list = new PhotoList(program);
  await list.ask();
  expect(list.hasMore).toBe(true);
  await list.more();
  expect(list.photos.map(({ path }) => path)).toEqual(["a", "b"]);
  expect(list.hasMore).toBe(false);
  await list.more();
  expect(requests(program, "photoPage")).toHaveLength(2);
});

it("keeps the newer answer when an older question is answered late", async () => {
  const waiting: ((page: PhotoPage) => void)[] = [];
  const list = new PhotoList(aProgram({ photoPage: () => new Promise((resolve) => waiting.push(resolve)) }));
  const [first, second] = [list.ask(), list.ask()];
  waiting[1]?.({ photos: [aPhoto({ path: "new" })], total: 1, next: null });
  waiting[0]?.({ photos: [aPhoto({ path: "old" })], total: 1, next: null });
  await Promise.all([first, second]);
  expect(list.photos.map(({ path }) => path)).toEqual(["new"]);
  expect(list.loading).toBe(false);
});

it("asks once for a word, when the typing rests", () => {
  vi.useFakeTimers();
  const program = aProgram();
  const list = new PhotoList(program);
  for (const words of ["l", "la", "lake "]) list.searchFor(words);
  vi.advanceTimersByTime(1000);
  expect(requests(program, "photoPage")).toMatchObject([{ search: "lake", deleted: false }]);
});

it("tells of another question only what was answered to it, and pages on from nothing else", async () => {
  const all = answered({ photos: [aPhoto()], total: 4213, next: "n1" });
  const program = aProgram({
    photoPage: ({ deleted }: PhotoPageWish) => (deleted ? refused({ code: "busy" }) : all)(),
  });
  const list = new PhotoList(program);
  const nothingYet = { answered: false, total: 0, hasMore: false };
  await list.ask();
  expect(list).toMatchObject({ answered: true, total: 4213, hasMore: true });
  list.showDeleted(true);
  expect(list).toMatchObject({ ...nothingYet, photos: [] });
  await vi.waitFor(() => {
    expect(list.failure?.code).toBe("busy");
  });
  expect(list).toMatchObject(nothingYet);
  await list.more();
  expect(requests(program, "photoPage")).toHaveLength(2);
});

it("says nothing of a word before it was looked for", async () => {
  const waiting: ((page: PhotoPage) => void)[] = [];
  const list = new PhotoList(aProgram({ photoPage: () => new Promise((resolve) => waiting.push(resolve)) }));
  const first = list.ask();
  list.searchFor("lake");
  waiting[0]?.({ photos: [], total: 0, next: "n1" });
  await first;
  expect(list).toMatchObject({ answered: false, hasMore: false, loading: false });
});

it("has as many rows as before when work ended or others are there, and asks for nothing otherwise", async () => {
  const all = Array.from({ length: 600 }, (_, n) => aPhoto({ path: String(n) }));
  const photoPage = ({ after, limit }: PhotoPageWish) => {
    const from = Number(after ?? 0);
    const next = from + limit < all.length ? String(from + limit) : null;
    return Promise.resolve({ photos: structuredClone(all.slice(from, from + limit)), total: all.length, next });
  };
  const program = aProgram({ photoPage });
  const list = new PhotoList(program);
  const idle = () =>
    vi.waitFor(() => {
      expect(list.loading).toBe(false);
    });
  list.freshen(0, "42 photos");
  await idle();
  for (let pages = 1; pages < 4; pages++) await list.more();
  const [before, handful, asked] = [list.photos, list.handfuls[20], requests(program, "photoPage").length];
  expect(before).toHaveLength(240);
  list.freshen(0, "42 photos");
  list.freshen(0, null);
  expect(requests(program, "photoPage")).toHaveLength(asked);

  list.freshen(1, "42 photos");
  expect(list.photos).toHaveLength(240);
  await idle();
  expect(list.photos).toEqual(before);
  expect(list.handfuls[20]).toBe(handful);
  expect(requests(program, "photoPage").slice(asked)).toMatchObject([{ limit: 200 }, { limit: 40, after: "200" }]);

  all.splice(3, 1);
  list.freshen(1, "41 photos");
  await idle();
  expect(list.photos.map(({ path }) => path)).toEqual(all.slice(0, 240).map(({ path }) => path));
  expect(list.hasMore).toBe(true);
  await list.more();
  expect(list.photos).toHaveLength(300);
});

it("chooses nothing that is not shown any more", () => {
  const list = new PhotoList(aProgram());
  list.choose("a", true);
  list.showDeleted(true);
  expect(list.chosen.size).toBe(0);
});

it("tells a failure, and that nothing is being asked any more", async () => {
  const list = new PhotoList(aProgram({ photoPage: refused({ code: "internal" }) }));
  await list.ask();
  expect(list.failure?.code).toBe("internal");
  expect(list.loading).toBe(false);
});
