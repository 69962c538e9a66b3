// Bringing photos back: told first, done on a press, and told again.

import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import App from "../App.svelte";
import { findings } from "../fakes/axe";
import { aFinished, anActivity, answered, aProgram, refused, requests } from "../fakes/a-program";
import type { Problem, Restore } from "../wire";
import { cameBack } from "./came-back";
import { Recovery } from "./recovery.svelte";
import { yearsOf } from "./years";

const plan: Restore = {
  outcome: "completed",
  restored: 1204,
  restored_bytes: 6_200_000_000,
  already_there: 0,
  renamed: [],
  problems: [],
  dry_run: true,
  from: ["Aunt's house"],
  to: "/home/maria/Pictures",
  sentence: "1,204 photos, 6.2 GB, from Aunt's house, about 4 minutes. Nothing on this computer will be overwritten.",
};
const folders = [
  { path: "", photos: 1300, bytes: 7_000_000_000, years: [2004, 2023, 2024] },
  { path: "2024", photos: 1204, bytes: 6_200_000_000, years: [2023, 2024] },
];

beforeEach(() => {
  location.hash = "#/restore";
});

it("offers three choices by name", async () => {
  render(App, { program: aProgram() });
  await screen.findByRole("heading", { level: 1, name: "Bring photos back" });
  const links = ["One photo or a few", "A whole folder or year", "Everything, onto this computer"];
  for (const name of links) expect(screen.getByRole("link", { name: new RegExp(name) })).toBeTruthy();
  expect(await findings()).toEqual([]);
});

it("tells what would be done with a year before anything is done, then does it and counts", async () => {
  location.hash = "#/restore/some";
  const program = aProgram({ folders: answered(folders), restorePlan: answered(plan) });
  render(App, { program });
  await fireEvent.change(await screen.findByLabelText("A year"), { target: { value: "2023" } });
  expect(await screen.findByText(plan.sentence ?? "")).toBeTruthy();
  expect(requests(program, "restorePlan")).toEqual([{ what: { kind: "year", year: 2023 }, to: { kind: "home" } }]);
  expect(requests(program, "restore")).toEqual([]);
  expect(await findings()).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Put back" }));
  expect(requests(program, "restore")).toEqual(requests(program, "restorePlan"));

  program.tell({ now: anActivity({ kind: "restore" }), last: null });
  expect(await screen.findByRole("button", { name: "Stop" })).toBeTruthy();
  const restore = { ...plan, dry_run: false, already_there: 3, renamed: [{ path: "a.jpg", stored_as: "a (2).jpg" }] };
  program.tell({ now: null, last: aFinished({ kind: "restore", restore }) });
  const told = [
    "1,204 files are back, 6.2 GB. 3 were there already.",
    "1 got a new name, because its own was taken or does not fit there.",
  ];
  expect(await screen.findByText(told.join(" "))).toBeTruthy();
  expect(screen.getByText("a.jpg is now a (2).jpg")).toBeTruthy();
});

it("offers the years also where no photo is in a subfolder", async () => {
  location.hash = "#/restore/some";
  render(App, { program: aProgram({ folders: answered(folders.slice(0, 1)) }) });
  const years = [...(await screen.findByLabelText<HTMLSelectElement>("A year")).options].map(({ value }) => value);
  expect(years).toEqual(["", "2024", "2023", "2004"]);
  expect(screen.queryByLabelText("A folder")).toBeNull();
  expect(screen.queryByText("Nothing is kept at your places yet.")).toBeNull();
});

it("brings photos back from the place that was chosen, of several", async () => {
  location.hash = "#/restore/all";
  const program = aProgram({ restorePlan: answered(plan) });
  render(App, { program });
  await fireEvent.change(await screen.findByLabelText("From which place?"), { target: { value: "Aunt's house" } });
  await fireEvent.click(await screen.findByRole("button", { name: "Put back" }));
  const wish = { what: { kind: "everything" }, to: { kind: "home" }, place: "Aunt's house" };
  await waitFor(() => {
    expect(requests(program, "restore")).toEqual([wish]);
  });
  expect(await findings()).toEqual([]);
});

it("brings everything back as it was then, only on a press", async () => {
  location.hash = "#/restore/all/s2";
  const program = aProgram({ restorePlan: answered(plan) });
  render(App, { program });
  await screen.findByText(plan.sentence ?? "");
  const wish = { what: { kind: "everything" }, to: { kind: "home" }, at: "s2" };
  expect(requests(program, "restorePlan")).toEqual([wish]);
  expect(requests(program, "restore")).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Put back" }));
  await waitFor(() => {
    expect(requests(program, "restore")).toEqual([wish]);
  });
});

it("names what could not be found before anything is put back", async () => {
  location.hash = "#/restore/all";
  const message = "No place that can be reached has a good copy of 2019/lake.jpg.";
  const problems = [{ code: "content_lost", path: "2019/lake.jpg", message }];
  const none = { ...plan, restored: 0, restored_bytes: 0, problems, sentence: "1 thing could not be found." };
  const program = aProgram({ restorePlan: answered(none as Restore) });
  render(App, { program });
  expect(await screen.findByText("1 thing could not be found.")).toBeTruthy();
  expect(screen.getByText(message)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Put back" })).toBeNull();
  program.restorePlan = answered({ ...plan, problems });
  location.hash = "#/restore";
  await screen.findByRole("heading", { level: 1, name: "Bring photos back" });
  location.hash = "#/restore/all";
  expect(await screen.findByRole("button", { name: "Put back" })).toBeTruthy();
  expect(screen.getByText(message)).toBeTruthy();
  expect(await findings()).toEqual([]);
});

it("looks again what would be done when the work that was in the way is over", async () => {
  location.hash = "#/restore/all";
  let isBusy = true;
  const busy = refused({ code: "busy", message: "ElderPhoto is already at work." });
  const restorePlan = () => (isBusy ? busy() : Promise.resolve(plan));
  const program = aProgram({ activities: answered({ now: anActivity(), last: null }), restorePlan });
  render(App, { program });
  expect(await screen.findByText("ElderPhoto is already at work.")).toBeTruthy();
  program.tell({ now: anActivity({ sentence: "further" }), last: null });
  isBusy = false;
  program.tell({ now: null, last: aFinished() });
  expect(await screen.findByText(plan.sentence ?? "")).toBeTruthy();
  expect(screen.queryByText("ElderPhoto is already at work.")).toBeNull();
  expect(requests(program, "restorePlan")).toHaveLength(2);
});

describe("what came back", () => {
  const none = { ...plan, dry_run: false, restored: 0, restored_bytes: 0 };
  const problem = { code: "unreadable_copy", message: "No place has it.", path: "a.jpg" } as Problem;

  it("is said once, whatever it was", () => {
    expect(cameBack({ ...none, restored: 1, restored_bytes: 3000 }, "completed")).toBe("1 file is back, 3.0 kB.");
    expect(cameBack(none, "completed")).toBe("There was nothing to put back.");
    const there = { ...none, already_there: 1 };
    expect(cameBack(there, "completed")).toBe("It was there already, so nothing had to be put back.");
    expect(cameBack({ ...none, problems: [problem] }, "failed")).toBe("1 file could not be put back.");
    const some = { ...plan, restored: 2, restored_bytes: 9_000_000, problems: [problem] };
    expect(cameBack(some, "attention")).toBe("2 files are back, 9.0 MB. 1 file could not be put back.");
    const stopped = { ...plan, restored: 2, restored_bytes: 9_000_000 };
    const said = "Putting back was stopped. What came back stays. 2 files are back, 9.0 MB.";
    expect(cameBack(stopped, "stopped")).toBe(said);
    expect(cameBack(none, "stopped")).toBe("Putting back was stopped. Nothing had come back yet.");
  });

  it("names single files at once, and folds them away when there are many", async () => {
    location.hash = "#/restore/all";
    const program = aProgram({ restorePlan: answered(plan) });
    render(App, { program });
    const problems = [problem, { ...problem, path: "b.jpg" }];
    const restore = { ...plan, dry_run: false, problems };
    program.tell({ now: null, last: aFinished({ kind: "restore", outcome: "attention", restore, problems }) });
    expect(await screen.findByText("a.jpg: No place has it.")).toBeTruthy();
    expect(screen.queryByText("Which ones")).toBeNull();
    expect(await findings()).toEqual([]);
    const many = [...problems, ...problems];
    program.tell({ now: null, last: aFinished({ id: 8, kind: "restore", restore, problems: many }) });
    expect(await screen.findByText("Which ones")).toBeTruthy();
  });
});

describe("a wish", () => {
  it("goes to the chosen folder, and home again when that is chosen", async () => {
    const program = aProgram({
      restorePlan: answered(plan),
      chooseFolder: answered({ folder: "token-3", path: "/tmp", free_bytes: 1 }),
    });
    const recovery = new Recovery(program);
    await recovery.choose({ kind: "everything" });
    await recovery.toAnotherFolder();
    expect(recovery.wish?.to).toEqual({ kind: "folder", folder: "token-3" });
    await recovery.toWhereTheyWere();
    expect(recovery.wish?.to).toEqual({ kind: "home" });
    expect(requests(program, "restorePlan")).toHaveLength(3);
  });

  it("is not carried out by the plan of an older one", async () => {
    const waiting: ((plan: Restore) => void)[] = [];
    const recovery = new Recovery(aProgram({ restorePlan: () => new Promise((resolve) => waiting.push(resolve)) }));
    const first = recovery.choose({ kind: "year", year: 2023 });
    const second = recovery.choose({ kind: "year", year: 2024 });
    waiting[0]?.({ ...plan, restored: 1 });
    await first;
    expect(recovery.plan).toBeNull();
    waiting[1]?.(plan);
    await second;
    expect(recovery.plan?.restored).toBe(1204);
  });

  it("tells why nothing can be brought back", async () => {
    const recovery = new Recovery(aProgram({ restorePlan: refused({ code: "place_not_connected" }) }));
    await recovery.choose({ kind: "everything" });
    expect(recovery.failure?.code).toBe("place_not_connected");
    expect(recovery.planning).toBe(false);
  });
});

it("names each year once, the newest first", () => {
  expect(yearsOf(folders)).toEqual([2024, 2023, 2004]);
});
