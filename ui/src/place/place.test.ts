// One place, as a person works with it.

import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import App from "../App.svelte";
import type { Program } from "../bridge";
import { findings } from "../fakes/axe";
import { answered, aPlaceInfo, aProgram, type FakeProgram, refused, requests } from "../fakes/a-program";
import { aCard, aPlace, aStatus } from "../home/a-status";
import type { PlaceDetails, PlaceInfo } from "../wire";
import { Place } from "./place.svelte";

const details = (info: Partial<PlaceInfo> = {}): PlaceDetails => ({
  info: aPlaceInfo(info),
  usage: {
    name: "At home",
    mirror_bytes: 5_700_000_000,
    mirror_files: 45,
    versions_bytes: 300_000_000,
    versions_files: 3,
    years: [],
    free_bytes: 420_000_000_000,
  },
  snapshots: [
    { id: "s2", started: "", finished: "2026-11-20T20:05:00Z", complete: true, files: 45, bytes: 1, places: [] },
    { id: "s1", started: "", finished: "2026-11-19T20:05:00Z", complete: false, files: 9, bytes: 1, places: [] },
  ],
  room: [
    { day: "2025-10-01", free_bytes: 500_000_000_000 },
    { day: "2025-11-20", free_bytes: 420_000_000_000 },
  ],
});

const button = (name: string): HTMLElement => screen.getByRole("button", { name });

async function open(changes: Partial<Program> = {}): Promise<FakeProgram> {
  location.hash = "#/place/At%20home";
  const program = aProgram({ placeDetails: answered(details()), ...changes });
  render(App, { program });
  await screen.findByRole("heading", { name: "Older versions" });
  return program;
}

beforeEach(() => {
  location.hash = "";
});

it("tells what is there, how proven, how much room in words, and only whole older states", async () => {
  await open();
  expect(screen.getByText("42 photos, 5.7 MB")).toBeTruthy();
  expect(screen.getByText("Free room. October 1, 2025: 500 GB. November 20, 2025: 420 GB.")).toBeTruthy();
  expect(screen.getByText("300 MB older versions")).toBeTruthy();
  expect(screen.getAllByText(/^As it was/)).toHaveLength(1);
  expect(screen.queryByLabelText("Give the password again")).toBeNull();
  expect(await findings()).toEqual([]);
});

it("forgets what was in the way when it can be told after all", async () => {
  let isBusy = true;
  const busy = refused({ code: "busy" });
  const place = new Place(
    aProgram({ placeDetails: () => (isBusy ? busy() : Promise.resolve(details())) }),
    "At home",
    () => undefined,
  );
  await place.load();
  expect(place.failure?.code).toBe("busy");
  isBusy = false;
  await place.load();
  expect(place.failure).toBeNull();
});

it("says no longer that it answers when a later look says otherwise", async () => {
  const checkPlace = answered({ outcome: "completed" as const, places: [aPlaceInfo({ reachable: true })] });
  const program = await open({ checkPlace });
  await fireEvent.click(button("Try it again"));
  const fine = "It answers, and can be written to and read.";
  expect(await screen.findByText(fine)).toBeTruthy();
  const away = aPlace({ accessible: false, state: "trouble", state_words: "not connected" });
  const told = (offsetMs: number, backups = [away]): void => {
    program.tellStatus(aStatus({ backups, looked: new Date(Date.now() + offsetMs).toISOString() }));
  };
  told(-60_000);
  expect(await screen.findByText("not connected")).toBeTruthy();
  expect(screen.getByText(fine)).toBeTruthy();
  told(60_000, [aPlace()]);
  expect(await screen.findByText("up to date")).toBeTruthy();
  expect(screen.getByText(fine)).toBeTruthy();
  told(60_000);
  expect(await screen.findByText("not connected")).toBeTruthy();
  await waitFor(() => {
    expect(screen.queryByText(fine)).toBeNull();
  });
});

it("says once what is wrong, whether or not there is something to do about it", async () => {
  const away = aPlace({ state: "trouble", state_words: "not connected", trouble_message: "At home is not connected." });
  const card = aCard({ place: "At home", sentence: "At home is not connected." });
  const program = await open({ status: answered(aStatus({ backups: [away], cards: [card] })) });
  expect(screen.getAllByText("At home is not connected.")).toHaveLength(1);
  expect(screen.getByText("Is it switched on?")).toBeTruthy();
  program.tellStatus(aStatus({ backups: [away], cards: [] }));
  await waitFor(() => {
    expect(screen.queryByText("Is it switched on?")).toBeNull();
  });
  expect(screen.getAllByText("At home is not connected.")).toHaveLength(1);
});

it("practises getting photos back on a press, with it only", async () => {
  const program = await open();
  await fireEvent.click(button("Practise getting photos back"));
  expect(requests(program, "practise")).toEqual([{ name: "At home" }]);
});

it("is checked on a press, and only it", async () => {
  const program = await open();
  await fireEvent.click(button("Check it now"));
  expect(requests(program, "check")).toEqual([{ place: "At home" }]);
});

it("is forgotten only after a second yes that says nothing is deleted there", async () => {
  const program = await open();
  await fireEvent.click(button("Forget this place"));
  expect(screen.getByText(/Nothing is deleted there/)).toBeTruthy();
  expect(document.activeElement?.textContent).toBe("Forget At home?");
  expect(requests(program, "removePlace")).toEqual([]);
  await fireEvent.click(button("Forget it"));
  expect(requests(program, "removePlace")).toEqual([{ name: "At home" }]);
  await waitFor(() => {
    expect(location.hash).toBe("#/");
  });
});

it("shows what a changed far computer offers, accepts it only on a press, and looks again", async () => {
  const host_key = {
    offered: { algorithm: "ssh-ed25519", fingerprint: "SHA256:new" },
    known: [{ algorithm: "ssh-ed25519", fingerprint: "SHA256:old" }],
  };
  const problem = { code: "host_key_changed", path: "", message: "It is not the one we know.", host_key };
  const info = aPlaceInfo({ remote: true, reachable: false, problem });
  const program = await open({ checkPlace: answered({ outcome: "attention", places: [info] }) });
  await fireEvent.click(button("Try it again"));
  expect(await screen.findByText("SHA256:new")).toBeTruthy();
  expect(screen.getByText("SHA256:old")).toBeTruthy();
  expect(requests(program, "acceptHostKey")).toEqual([]);
  await fireEvent.click(button("It is the same, go on"));
  await waitFor(() => {
    expect(requests(program, "checkPlace")).toHaveLength(2);
  });
  expect(requests(program, "acceptHostKey")).toEqual([{ place: "At home", sha256: "SHA256:new" }]);
});

it("hands a new password over once and keeps nothing of it", async () => {
  const program = await open({ placeDetails: answered(details({ remote: true })) });
  const field = screen.getByLabelText<HTMLInputElement>("Give the password again");
  expect(field.type).toBe("password");
  await fireEvent.input(field, { target: { value: "secret" } });
  await fireEvent.click(button("Keep this password"));
  expect(requests(program, "setPassword")).toEqual([{ place: "At home", password: "secret" }]);
  await waitFor(() => {
    expect(field.value).toBe("");
  });
});

it("takes another name, and its address goes with it", async () => {
  const program = await open();
  await fireEvent.input(screen.getByLabelText("Name of this place"), { target: { value: "In the attic" } });
  await fireEvent.click(button("Change the name"));
  await waitFor(() => {
    expect(location.hash).toBe("#/place/In%20the%20attic");
  });
  expect(requests(program, "setPlace")).toEqual([{ name: "At home", rename: "In the attic" }]);
});

it("is switched off and says so", async () => {
  const program = await open();
  await fireEvent.click(button("Switch it off"));
  expect(requests(program, "setPlace")).toEqual([{ name: "At home", enabled: false }]);
});

it("puts what is wrong first, with what puts it right", async () => {
  const card = aCard({
    place: "At home",
    code: "password_wrong",
    sentence: "It does not accept the password.",
    action: "password",
  });
  const program = await open({
    status: answered(aStatus({ cards: [card] })),
    placeDetails: answered(details({ remote: true })),
  });
  expect(screen.getByRole("region", { name: card.sentence }).querySelector("input[type=password]")).toBeTruthy();
  expect(screen.getAllByLabelText("Give the password again")).toHaveLength(1);
  expect(requests(program, "setPassword")).toEqual([]);
});

it("offers to compare a changed far computer at once, when that is what is wrong", async () => {
  const host_key = {
    offered: { algorithm: "ssh-ed25519", fingerprint: "SHA256:new" },
    known: [{ algorithm: "ssh-ed25519", fingerprint: "SHA256:old" }],
  };
  const program = await open({
    status: answered(aStatus({ cards: [aCard({ place: "At home", action: "host_key", host_key })] })),
  });
  await fireEvent.click(button("It is the same, go on"));
  expect(requests(program, "acceptHostKey")).toEqual([{ place: "At home", sha256: "SHA256:new" }]);
});
