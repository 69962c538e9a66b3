// The window as a whole: what it shows for each answer of the program.

import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import type { Program } from "./bridge";
import { aPlace, aStatus } from "./home/a-status";
import type { Status } from "./wire";

// A command's failure crosses the border as plain data, not as an Error.
// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
const refused = (failure: unknown): Promise<Status> => Promise.reject(failure);

const answering = (status: Status): Program => ({ status: () => Promise.resolve(status) });
const failing = (failure: unknown): Program => ({ status: () => refused(failure) });

describe("the window", () => {
  it("says the program's sentence, and names each place with its state", async () => {
    const away = aPlace({
      name: "Dad's, Tucson",
      accessible: false,
      trouble_message: "It has not answered since Friday.",
    });
    render(App, { program: answering(aStatus({ backups: [aPlace(), away] })) });
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("All 42 photos are safe in 2 places.");
    expect(screen.getByRole("article", { name: "At home" }).textContent).toContain("up to date");
    const card = screen.getByRole("article", { name: "Dad's, Tucson" }).textContent;
    expect(card).toContain("not reachable");
    expect(card).toContain("It has not answered since Friday.");
    expect(card).not.toContain("up to date");
  });

  it("says that nothing is set up, offers nothing that does not work", async () => {
    render(App, { program: failing({ code: "not_set_up", message: "…" }) });
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("Nothing is set up yet.");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("shows what the program says went wrong, and asks again on a click", async () => {
    const answers = [
      refused({ code: "settings_damaged", message: "The settings cannot be read." }),
      Promise.resolve(aStatus()),
    ];
    const program: Program = { status: () => answers.shift() ?? Promise.resolve(aStatus()) };
    render(App, { program });
    expect(await screen.findByText("The settings cannot be read.")).toBeTruthy();
    screen.getByRole("button", { name: "Look again" }).click();
    expect(await screen.findByText("All 42 photos are safe in 2 places.")).toBeTruthy();
  });

  it("never stays silent when something unforeseen is thrown", async () => {
    render(App, { program: failing(new Error("the wire broke")) });
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe(
      "ElderPhoto could not look at your photos.",
    );
    expect(screen.getByText(/the wire broke/)).toBeTruthy();
  });
});
