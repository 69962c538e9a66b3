// The first start as a person goes through it.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import App from "../App.svelte";
import { findings } from "../fakes/axe";
import { answered, aProgram, refused, requests } from "../fakes/a-program";
import { aStatus } from "../home/a-status";

const button = (name: string): HTMLElement => screen.getByRole("button", { name });
const title = (): Promise<HTMLElement> => screen.findByRole("heading", { level: 1 });

beforeEach(() => {
  location.hash = "";
});

const unset = { status: refused({ code: "not_set_up", message: "…" }) };
const disk = { folder: "disk-1", name: "Red disk", path: "/media/red", free_bytes: 5e11, total_bytes: 1e12 };
const changes = {
  ...unset,
  librarySuggestions: answered([
    {
      folder: "t",
      path: "/p",
      name: "Pictures",
      photos: 4102,
      bytes: 1,
      at_least: false,
      from_year: 2004,
      to_year: 2026,
    },
  ]),
  disks: answered([{ ...disk, medium: "usb", network: false }]),
  tryFolder: answered({ ok: true, steps: [{ word: "Copied a file", done: true }], sentence: "It works." }),
};

it("goes from the photos over a place to the first copy, and nothing typed is lost on the way back", async () => {
  const program = aProgram(changes);
  render(App, { program });
  expect((await title()).textContent).toBe("Which photos should be kept safe?");
  expect(await screen.findByText("Pictures, 4,102 photos, 2004 to 2026")).toBeTruthy();
  expect(await findings()).toEqual([]);
  await fireEvent.click(button("Next"));
  expect((await title()).textContent).toBe("Where should copies live?");
  expect(document.activeElement).toBe(await title());

  await fireEvent.click(screen.getByRole("button", { name: /At home/ }));
  await fireEvent.input(screen.getByLabelText("What do you call this place?"), { target: { value: "In the attic" } });
  await fireEvent.click(button("Back"));
  await fireEvent.click(screen.getByRole("button", { name: /At home/ }));
  expect(screen.getByLabelText<HTMLInputElement>("What do you call this place?").value).toBe("In the attic");
  await fireEvent.click(await screen.findByRole("radio", { name: /Red disk/ }));
  expect(await findings()).toEqual([]);

  await fireEvent.click(button("Try it"));
  expect(await screen.findByText("Copied a file")).toBeTruthy();
  expect(requests(program, "addFolder")).toEqual([]);
  await fireEvent.click(button("Use this place"));
  expect(await screen.findByText("In the attic is added")).toBeTruthy();
  expect(screen.getByText("2 of 3 copies, this computer included.")).toBeTruthy();
  expect(requests(program, "addFolder")).toMatchObject([{ folder: "disk-1", name: "In the attic", medium: "usb" }]);

  await fireEvent.click(button("Next"));
  await fireEvent.click(button("Next"));
  await fireEvent.click(button("Start"));
  expect(requests(program, "backup")).toEqual([{ places: [] }]);
});

it("says on the first screen why the first copy could not begin", async () => {
  const ready = { status: answered(aStatus()), backup: refused({ code: "busy", message: "It is at work already." }) };
  const program = aProgram({ ...changes, backup: ready.backup });
  render(App, { program });
  await screen.findByText(/Pictures/);
  await fireEvent.click(button("Next"));
  await fireEvent.click(screen.getByRole("button", { name: /At home/ }));
  await fireEvent.click(await screen.findByRole("radio", { name: /Red disk/ }));
  await fireEvent.click(button("Try it"));
  await fireEvent.click(await screen.findByRole("button", { name: "Use this place" }));
  await screen.findByText("At home is added");
  await fireEvent.click(button("Next"));
  await fireEvent.click(button("Next"));
  program.status = ready.status;
  program.tellStatus(aStatus());
  await fireEvent.click(button("Start"));
  expect(await screen.findByText("It is at work already.")).toBeTruthy();
  expect(location.hash).toBe("#/");
});

it("may be skipped, says what is missing then, and copies nothing", async () => {
  const program = aProgram(changes);
  render(App, { program });
  await screen.findByText(/Pictures/);
  await fireEvent.click(button("Next"));
  await fireEvent.click(button("Skip for now"));
  await fireEvent.click(button("Next"));
  expect(screen.getByText(/your photos are only on this computer/)).toBeTruthy();
  await fireEvent.click(button("Finish"));
  expect(requests(program, "setUp")).toEqual([{ folders: ["t"] }]);
  expect(requests(program, "backup")).toEqual([]);
});

it("says at the first question why folders cannot be kept safe together", async () => {
  const message = "Of the folders that were chosen, one lies inside another. Choose only the outer one.";
  let overlap = true;
  const refusal = refused({ code: "libraries_overlap", message });
  const checkLibraries = () => (overlap ? refusal() : Promise.resolve());
  const program = aProgram({ ...changes, checkLibraries });
  render(App, { program });
  await screen.findByText(/Pictures/);
  await fireEvent.click(button("Next"));
  expect(await screen.findByText(message)).toBeTruthy();
  expect((await title()).textContent).toBe("Which photos should be kept safe?");
  expect(requests(program, "checkLibraries")).toEqual([{ folders: ["t"] }]);
  expect(requests(program, "setUp")).toEqual([]);
  overlap = false;
  await fireEvent.click(button("Next"));
  expect(await screen.findByRole("heading", { level: 1, name: "Where should copies live?" })).toBeTruthy();
});

it("does not go on without photos", async () => {
  render(App, { program: aProgram(unset) });
  await screen.findByText(/No folder with photos/);
  await fireEvent.click(button("Next"));
  expect(screen.getByText("Please choose at least one folder.")).toBeTruthy();
  expect((await title()).textContent).toBe("Which photos should be kept safe?");
});

it("is over after a reload once there is a place, and begins again when nothing was settled", async () => {
  location.hash = "#/start/4";
  const { unmount } = render(App, { program: aProgram() });
  expect(await screen.findByText("All 42 photos are safe in 2 places.")).toBeTruthy();
  unmount();
  location.hash = "#/start/4";
  render(App, { program: aProgram(changes) });
  expect(await screen.findByText(/Pictures, 4,102 photos/)).toBeTruthy();
  expect(location.hash).toBe("#/start/1");
});
