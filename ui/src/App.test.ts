// The window as a whole: what it shows for each answer of the program.

import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { answered, aProgram, refused } from "./fakes/a-program";
import { aPlace, aStatus } from "./home/a-status";

beforeEach(() => {
  location.hash = "";
});

const verdict = async (): Promise<string | null> => (await screen.findByRole("heading", { level: 1 })).textContent;

describe("the window", () => {
  it("says the program's sentence, and names each place with its state", async () => {
    const away = aPlace({
      name: "Dad's, Tucson",
      state: "trouble",
      state_words: "not reachable",
      trouble_message: "It has not answered since Friday.",
    });
    render(App, { program: aProgram({ status: answered(aStatus({ backups: [aPlace(), away] })) }) });
    expect(await verdict()).toBe("All 42 photos are safe in 2 places.");
    expect(screen.getByRole("article", { name: "At home" }).textContent).toContain("up to date");
    const card = screen.getByRole("article", { name: "Dad's, Tucson" }).textContent;
    expect(card).toContain("not reachable");
    expect(card).toContain("It has not answered since Friday.");
    expect(card).not.toContain("up to date");
  });

  it("shows what the program says went wrong, and asks again on a click", async () => {
    const program = aProgram({
      status: refused({ code: "settings_damaged", message: "The settings cannot be read." }),
    });
    render(App, { program });
    expect(await screen.findByText("The settings cannot be read.")).toBeTruthy();
    program.status = answered(aStatus());
    screen.getByRole("button", { name: "Look again" }).click();
    expect(await screen.findByText("All 42 photos are safe in 2 places.")).toBeTruthy();
  });

  it("never stays silent when something unforeseen is thrown", async () => {
    render(App, { program: aProgram({ status: () => Promise.reject(new Error("the wire broke")) }) });
    expect(await verdict()).toBe("ElderPhoto could not look at your photos.");
    expect(screen.getByText(/the wire broke/)).toBeTruthy();
  });
});

it("tells what could not be done where it was wanted, and on no other screen", async () => {
  const message = "ElderPhoto is already at work. Wait until it is done.";
  render(App, { program: aProgram({ backup: refused({ code: "busy", message }) }) });
  await fireEvent.click(await screen.findByRole("button", { name: "Back up now" }));
  expect(await screen.findByText(message)).toBeTruthy();
  location.hash = "#/photos";
  await screen.findByRole("heading", { level: 1, name: "Photos" });
  await waitFor(() => {
    expect(screen.queryByText(message)).toBeNull();
  });
});

describe("help", () => {
  it("opens and closes by keyboard, speaks of the screen that is shown, and gives the focus back", async () => {
    render(App, { program: aProgram() });
    await verdict();
    const button = screen.getByRole("button", { name: "Help" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await fireEvent.keyDown(window, { key: "F1" });
    expect(document.activeElement?.textContent).toBe("What you see here");
    expect(screen.getByText(/The sentence on top/)).toBeTruthy();
    await fireEvent.keyDown(window, { key: "Escape" });
    expect(screen.queryByText(/The sentence on top/)).toBeNull();
    expect(document.activeElement).toBe(button);
  });
});
