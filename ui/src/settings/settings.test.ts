// Settings do what they say, and the size of text is remembered.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import App from "../App.svelte";
import { findings } from "../fakes/axe";
import { answered, aPlaceInfo, aProgram, refused, requests } from "../fakes/a-program";
import { aPlace, aStatus } from "../home/a-status";
import { TextSize } from "../look/text-size.svelte";

const usage = {
  name: "",
  mirror_bytes: 0,
  mirror_files: 0,
  versions_bytes: 0,
  versions_files: 0,
  years: [],
  free_bytes: 0,
};

beforeEach(() => {
  location.hash = "#/settings";
  localStorage.clear();
});

it("lists the places, keeps what is chosen, and tells where its files are", async () => {
  const program = aProgram({
    status: answered(aStatus({ backups: [aPlace()] })),
    placeDetails: answered({ info: aPlaceInfo({ keep: "days:400" }), usage, snapshots: [], room: [] }),
  });
  render(App, { program });
  const keep = await screen.findByLabelText<HTMLSelectElement>("How long older versions stay: At home");
  expect(keep.value).toBe("days:400");
  expect(screen.getByRole("link", { name: "At home" }).getAttribute("href")).toBe("#/place/At%20home");
  expect(screen.getByText(/settings: \/h\/settings.toml/)).toBeTruthy();
  expect(await findings()).toEqual([]);
  await fireEvent.change(keep, { target: { value: "fewer" } });
  expect(requests(program, "setPlace")).toEqual([{ name: "At home", keep: "fewer" }]);
  await fireEvent.change(screen.getByLabelText(/Check each copy/), { target: { value: "30" } });
  expect(requests(program, "setSetting")).toEqual([{ name: "proof_days", value: "30" }]);
});

it("shows what is kept, not what could not be", async () => {
  const program = aProgram({
    status: answered(aStatus({ backups: [aPlace()] })),
    placeDetails: answered({ info: aPlaceInfo({ keep: "all" }), usage, snapshots: [], room: [] }),
    setPlace: refused({ code: "busy" }),
    setSetting: refused({ code: "busy" }),
  });
  render(App, { program });
  const keep = await screen.findByLabelText<HTMLSelectElement>("How long older versions stay: At home");
  const days = screen.getByLabelText<HTMLSelectElement>(/Check each copy/);
  await fireEvent.change(keep, { target: { value: "days:90" } });
  await fireEvent.change(days, { target: { value: "365" } });
  await vi.waitFor(() => {
    expect([keep.value, days.value]).toEqual(["all", "90"]);
  });
  expect(await screen.findByRole("alert")).toBeTruthy();
});

it("makes the text larger at once, and next time too", async () => {
  render(App, { program: aProgram() });
  await fireEvent.click(await screen.findByLabelText("Largest"));
  expect(document.documentElement.classList.contains("text-largest")).toBe(true);
  expect(document.documentElement.classList.contains("text-normal")).toBe(false);
  expect(new TextSize(window).size).toBe("largest");
});

it("takes the normal size when something else is remembered", () => {
  localStorage.setItem("text-size", "gigantic");
  expect(new TextSize(window).size).toBe("normal");
});
