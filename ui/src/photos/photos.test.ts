// Photos as a person looks for them and has them put back.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import App from "../App.svelte";
import { findings } from "../fakes/axe";
import { aPhoto, aVersion } from "../fakes/a-photo";
import { aFinished, answered, aProgram, refused, requests } from "../fakes/a-program";
import type { PathWish, PhotoPageWish, Restore } from "../wire";

const button = (name: string): HTMLElement => screen.getByRole("button", { name });

const lake = aPhoto();
const goat = aPhoto({ path: "2024/06/goat.jpg", id: null, taken: "2024-06-01T09:00:00", places: [], deleted: true });

const photoPage = ({ deleted, search }: PhotoPageWish) => {
  const photos = [lake, goat].filter((one) => one.deleted === deleted && one.path.includes(search));
  return Promise.resolve({ photos, total: photos.length, next: null });
};

const photo = ({ path }: PathWish) => Promise.resolve([lake, goat].find((one) => one.path === path) ?? null);

const restored: Restore = {
  outcome: "completed",
  restored: 1,
  restored_bytes: 3_200_000,
  already_there: 0,
  renamed: [],
  problems: [],
  dry_run: false,
  from: ["At home"],
  to: "/home/maria/Pictures",
};

beforeEach(() => {
  location.hash = "#/photos";
});

it("puts a photo back that was deleted at home, and shows where it is", async () => {
  const program = aProgram({ photoPage });
  render(App, { program });
  expect(await screen.findByRole("heading", { name: "July 2024" })).toBeTruthy();
  expect(screen.queryByText("goat.jpg")).toBeNull();
  expect(await findings()).toEqual([]);

  await fireEvent.click(screen.getByLabelText("Deleted at home"));
  expect(await screen.findByText("1 photo was deleted at home.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Put back" })).toBeNull();
  await fireEvent.click(await screen.findByLabelText("Choose goat.jpg"));
  expect(await findings()).toEqual([]);
  await fireEvent.click(button("Put back"));
  expect(requests(program, "restore")).toEqual([
    { what: { kind: "photos", paths: ["2024/06/goat.jpg"] }, to: { kind: "home" } },
  ]);

  program.tell({ now: null, last: aFinished({ kind: "restore", sentence: "1 photo is back.", restore: restored }) });
  expect(await screen.findByText("1 file is back, 3.2 MB.")).toBeTruthy();
  await fireEvent.click(button("Show in folder"));
  expect(requests(program, "showInFolder")).toEqual([{ path: "/home/maria/Pictures" }]);
});

it("closes help by Escape and leaves what was chosen; the next Escape leaves the choosing", async () => {
  render(App, { program: aProgram({ photoPage }) });
  await fireEvent.click(await screen.findByLabelText("Choose lake.jpg"));
  const chosen = (): HTMLElement | null => screen.queryByRole("region", { name: "Chosen photos" });
  await fireEvent.keyDown(document.body, { key: "F1" });
  expect(screen.getByText("What you see here")).toBeTruthy();
  await fireEvent.keyDown(document.body, { key: "Escape" });
  expect(screen.queryByText("What you see here")).toBeNull();
  expect(chosen()).not.toBeNull();
  await fireEvent.keyDown(document.body, { key: "Escape" });
  expect(chosen()).toBeNull();
});

it("saves to the folder that was chosen, and does nothing when none was", async () => {
  const program = aProgram({ photoPage });
  render(App, { program });
  await fireEvent.click(await screen.findByLabelText("Choose lake.jpg"));
  await fireEvent.click(button("Save to…"));
  expect(requests(program, "restore")).toEqual([]);
  program.chooseFolder = answered({ folder: "token-9", path: "/tmp", free_bytes: null });
  await fireEvent.click(button("Save to…"));
  expect(requests(program, "restore")).toMatchObject([{ to: { kind: "folder", folder: "token-9" } }]);
});

it("keeps two photos apart whose names cannot be written and look the same", async () => {
  const [first, second] = [btoa("caf\xe9.jpg"), btoa("caf\xea.jpg")].map((path_b64, index) =>
    aPhoto({ path: "caf\uFFFD.jpg", path_b64, sha256: String(index) }),
  );
  if (first === undefined || second === undefined) throw new Error("there are two");
  const exact = `//${String(second.path_b64)}`;
  const program = aProgram({ photoPage: answered({ photos: [first, second], total: 2, next: null }) });
  render(App, { program });
  const [, box] = await screen.findAllByLabelText("Choose caf\uFFFD.jpg");
  if (box === undefined) throw new Error("both are shown");
  await fireEvent.click(box);
  await fireEvent.click(button("Put back"));
  expect(requests(program, "restore")).toMatchObject([{ what: { kind: "photos", paths: [exact] } }]);
  location.hash = box.closest(".photo")?.querySelector("a")?.getAttribute("href") ?? "";
  expect(await screen.findByRole("heading", { level: 1, name: "caf\uFFFD.jpg" })).toBeTruthy();
  expect(requests(program, "photo")).toEqual([{ path: exact }]);
});

it("shows of one photo where it is, how proven, and brings an earlier version back", async () => {
  const older = aVersion({ sha256: "old", present: false, modified: "2023-05-01T10:00:00Z" });
  const program = aProgram({ photoPage, photo, photoVersions: answered([aVersion(), older]) });
  render(App, { program });
  await fireEvent.click(await screen.findByText("lake.jpg"));
  location.hash = "#/photo/2024%2F07%2Flake.jpg";
  expect(await screen.findByRole("heading", { name: "Safe in 2 places" })).toBeTruthy();
  expect(screen.getByText(/copied, not checked yet/).textContent).toContain("Aunt's house");
  const version = await screen.findByRole("group", { name: /Last changed on May 1, 2023/ });
  expect(await findings()).toEqual([]);
  const [putBack] = version.querySelectorAll("button");
  if (putBack !== undefined) await fireEvent.click(putBack);
  expect(requests(program, "restore")).toMatchObject([
    { what: { kind: "version", path: "2024/07/lake.jpg", sha256: "old" } },
  ]);
});

it("calls a photo safe only where it is known how its places stand", async () => {
  location.hash = "#/photo/2024%2F07%2Flake.jpg";
  render(App, {
    program: aProgram({ status: refused({ code: "busy" }), photo, photoVersions: answered([aVersion()]) }),
  });
  const nobodyKnows = "There are copies, but none can be counted on right now";
  expect(await screen.findByRole("heading", { name: nobodyKnows })).toBeTruthy();
});

it("finds one photo again after a reload, also a deleted one, and says kept only where a copy is", async () => {
  location.hash = "#/photo/2024%2F06%2Fgoat.jpg";
  const kept = { ...goat, places: [{ name: "At home", proven: null }] };
  const program = aProgram({ photoPage, photo: answered(kept) });
  render(App, { program });
  expect(await screen.findByText("It was deleted on this computer. Copies are kept at your places.")).toBeTruthy();
  program.photo = answered(goat);
  program.tell({ now: null, last: aFinished({ id: 9 }) });
  expect(await screen.findByText(/It was deleted on this computer. No copy of it is known/)).toBeTruthy();
  expect(screen.getByRole("heading", { name: "No copy of it is known" })).toBeTruthy();
  expect(screen.queryByText("Not yet in any place")).toBeNull();
});

it("marks what was deleted and has no copy, and claims none for it in the count", async () => {
  render(App, { program: aProgram({ photoPage }) });
  await fireEvent.click(await screen.findByLabelText("Deleted at home"));
  expect(await screen.findByText("1 photo was deleted at home.")).toBeTruthy();
  expect(await screen.findByText("No copy of it is known")).toBeTruthy();
});

it("says of one that was just put back that its copies from before are kept", async () => {
  const back = aPhoto({ places: [], kept: ["At home", "Aunt's house"] });
  const photoPage = answered({ photos: [back], next: null, total: 1 });
  render(App, { program: aProgram({ photoPage, photo: answered(back) }) });
  expect(await screen.findByText("Kept in 2 places")).toBeTruthy();
  expect(screen.queryByText("Not yet in any place")).toBeNull();
  location.hash = "#/photo/2024%2F07%2Flake.jpg";
  expect(await screen.findByRole("heading", { name: "Kept in 2 places" })).toBeTruthy();
  expect(screen.queryByText("Not yet in any place")).toBeNull();
  expect(await findings()).toEqual([]);
});
