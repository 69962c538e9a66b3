// The keyboard is never left nowhere.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepFocus } from "./keep-focus";

let stop = (): void => undefined;

beforeEach(() => {
  document.body.innerHTML = `<main><h1>Photos</h1>
    <section><h2>Last done</h2><button id="away">OK</button></section><button id="check">Check</button></main>`;
  stop = keepFocus(document.querySelector("main") as HTMLElement);
});

afterEach(() => {
  stop();
});

const button = (id: string): HTMLButtonElement => document.getElementById(id) as HTMLButtonElement;

it("goes to the title of the part that a control was in", async () => {
  button("away").focus();
  button("away").remove();
  await vi.waitFor(() => {
    expect(document.activeElement?.textContent).toBe("Last done");
  });
});

it("goes to the heading of the screen when the whole part is gone", async () => {
  button("away").focus();
  document.querySelector("section")?.remove();
  await vi.waitFor(() => {
    expect(document.activeElement?.textContent).toBe("Photos");
  });
});

it("comes back to a control that could not be used for a moment", async () => {
  button("check").focus();
  button("check").disabled = true;
  button("check").blur();
  button("check").disabled = false;
  await vi.waitFor(() => {
    expect(document.activeElement).toBe(button("check"));
  });
});

it("leaves alone who clicked beside", async () => {
  button("check").focus();
  button("check").blur();
  button("away").remove();
  await new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50));
  expect(document.activeElement).toBe(document.body);
});
