// The first screen's faces, and a run from its beginning to its end.

import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import App from "../App.svelte";
import { findings } from "../fakes/axe";
import { aFinished, anActivity, answered, aProgram, refused, requests } from "../fakes/a-program";
import { aCard, aPlace, aStatus } from "./a-status";

const button = (name: string): HTMLElement => screen.getByRole("button", { name });
const verdict = async (): Promise<string | null> => (await screen.findByRole("heading", { level: 1 })).textContent;

beforeEach(() => {
  location.hash = "";
});

describe("the first screen", () => {
  it("is safe: one sentence, one main button, each place a link", async () => {
    render(App, { program: aProgram() });
    expect(await verdict()).toBe("All 42 photos are safe in 2 places.");
    expect(button("Back up now")).toBeTruthy();
    expect(screen.queryByRole("progressbar")).toBeNull();
    expect(screen.getByRole("link", { name: "Aunt's house" }).getAttribute("href")).toBe("#/place/Aunt's%20house");
    expect(await findings()).toEqual([]);
  });

  it("needs you: the worst with its one button on top, the rest as cards below", async () => {
    const worst = aCard();
    const other = aCard({
      code: "password_wrong",
      sentence: "Aunt's house does not accept the password.",
      action: "password",
    });
    const status = aStatus({
      face: "needs_you",
      verdict: "needs_you",
      sentence: worst.sentence,
      cards: [worst, other],
    });
    const program = aProgram({ status: answered(status) });
    render(App, { program });
    expect(await verdict()).toBe("Dad's, Tucson hasn't answered for 3 days.");
    expect(screen.getByText("Is it switched on?", { selector: "header p" })).toBeTruthy();
    expect(screen.getAllByText(worst.sentence)).toHaveLength(1);
    expect(screen.getByRole("heading", { level: 2, name: other.sentence })).toBeTruthy();
    expect(await findings()).toEqual([]);
    await fireEvent.click(button("Try again"));
    expect(requests(program, "backup")).toEqual([{ places: ["Dad's, Tucson"] }]);
  });

  it("has nothing yet: offers to add a place, and no copying to nowhere", async () => {
    const status = aStatus({
      face: "nothing_yet",
      verdict: "nothing_yet",
      sentence: "Nothing is copied yet.",
      backups: [],
    });
    render(App, { program: aProgram({ status: answered(status) }) });
    await verdict();
    expect(screen.getByRole("link", { name: "Add a place" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Back up now" })).toBeNull();
    expect(await findings()).toEqual([]);
  });
});

describe("a run", () => {
  it("takes the place of the button, counts, can be stopped, and says how it ended", async () => {
    const program = aProgram();
    render(App, { program });
    await verdict();
    button("Back up now").focus();
    await fireEvent.click(button("Back up now"));
    await waitFor(() => {
      expect(document.activeElement?.tagName).toBe("H1");
    });
    expect(await verdict()).toMatch(/^Copying 214 new photos/);
    expect(screen.queryByRole("button", { name: "Back up now" })).toBeNull();
    expect(screen.getByRole<HTMLProgressElement>("progressbar").value).toBe(0.25);
    expect(screen.getByText("50 of 214 files, 250 MB of 1.0 GB")).toBeTruthy();
    expect(screen.getByText("about 6 minutes left")).toBeTruthy();
    expect(screen.getByText(/Stopping is safe/)).toBeTruthy();
    expect(await findings()).toEqual([]);

    await fireEvent.click(button("Stop"));
    expect(requests(program, "stop")).toHaveLength(1);
    expect(button("Stop").hasAttribute("disabled")).toBe(true);

    program.status = answered(
      aStatus({ backups: [aPlace({ state: "waiting", state_words: "3 photos still to go" })] }),
    );
    program.tell({
      now: null,
      last: aFinished({ outcome: "stopped", sentence: "It was stopped. 50 photos were copied." }),
    });
    expect(await screen.findByText("It was stopped. 50 photos were copied.", { selector: "section *" })).toBeTruthy();
    expect(await screen.findByText("3 photos still to go")).toBeTruthy();
    await fireEvent.click(button("OK"));
    expect(screen.queryByText("It was stopped. 50 photos were copied.", { selector: "section *" })).toBeNull();
  });

  it("is there again after a reload in its middle, on any screen", async () => {
    const activities = answered({ now: anActivity(), last: null });
    location.hash = "#/settings";
    render(App, { program: aProgram({ activities }) });
    const link = await screen.findByRole("link", { name: "25 % done" });
    expect(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeTruthy();
    expect(link.getAttribute("href")).toBe("#/");
  });

  it("can be stopped while nobody knows yet how things stand, and when that cannot be told", async () => {
    const activities = answered({ now: anActivity(), last: null });
    const program = aProgram({ activities, status: () => new Promise(() => undefined) });
    render(App, { program });
    expect(await screen.findByRole("button", { name: "Stop" })).toBeTruthy();
    render(App, { program: aProgram({ activities, status: refused({ code: "internal" }) }) });
    await screen.findByText("ElderPhoto could not look at your photos.");
    expect(screen.getAllByRole("button", { name: "Stop" })).toHaveLength(2);
  });

  it("that cannot begin says why, and the button stays", async () => {
    render(App, {
      program: aProgram({ backup: refused({ code: "busy", message: "ElderPhoto is already at work." }) }),
    });
    await verdict();
    await fireEvent.click(button("Back up now"));
    expect((await screen.findByRole("alert")).textContent).toContain("already at work");
    expect(button("Back up now").hasAttribute("disabled")).toBe(false);
  });

  it("that failed says so once, with the cause folded away", async () => {
    const failure = { code: "home_full", message: "The disk of this computer is full.", details: "ENOSPC" };
    const last = aFinished({ outcome: "failed", sentence: failure.message, failure });
    render(App, { program: aProgram({ activities: answered({ now: null, last }) }) });
    const region = await screen.findByRole("region", { name: "What was done last" });
    expect(region.textContent.split(failure.message)).toHaveLength(2);
    expect(region.querySelector("details")?.textContent).toContain("ENOSPC");
  });

  it("is told to the ear at its quarters only", async () => {
    const program = aProgram();
    render(App, { program });
    await verdict();
    const ear = (): string[] => screen.getAllByRole("status").map(({ textContent }) => textContent);
    const at = (bytes_done: number) => ({ ...anActivity(), progress: { ...anActivity().progress, bytes_done } });
    program.tell({ now: at(300_000_000), last: null });
    await screen.findByRole("progressbar");
    expect(ear()).toContain("25 % done");
    program.tell({ now: at(499_000_000), last: null });
    await Promise.resolve();
    expect(ear()).toContain("25 % done");
    program.tell({ now: at(500_000_000), last: null });
    expect(await screen.findByText("50 % done")).toBeTruthy();
  });
});
