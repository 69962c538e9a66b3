// Who browses is not thrown back to the beginning: not by work that ends, not by coming back from one photo.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, type MockInstance, vi } from "vitest";
import App from "../App.svelte";
import { aPhoto } from "../fakes/a-photo";
import { aFinished, aProgram, requests } from "../fakes/a-program";
import { aStatus } from "../home/a-status";
import { hold } from "./stay";

const lake = aPhoto();
const hill = aPhoto({ path: "2024/07/hill.jpg", taken: "2024-07-13T10:00:00" });
const fresh = aPhoto({ path: "2024/08/new.jpg", taken: "2024-08-01T10:00:00" });
let photos = [lake, hill];
let scrolledTo: MockInstance<typeof window.scrollTo>;
const photoPage = () => Promise.resolve({ photos: structuredClone(photos), total: photos.length, next: null });
const photo = () => Promise.resolve(hill);

beforeEach(() => {
  photos = [lake, hill];
  location.hash = "#/photos";
  scrolledTo = vi.spyOn(window, "scrollTo").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

it("keeps rows and focus when work ends, and shows what came", async () => {
  const program = aProgram({ photoPage });
  render(App, { program });
  const box = await screen.findByLabelText("Choose hill.jpg");
  box.focus();
  photos = [fresh, lake, hill];
  program.tell({ now: null, last: aFinished({ id: 3 }) });
  expect(await screen.findByLabelText("Choose new.jpg")).toBeTruthy();
  expect(screen.getByLabelText("Choose hill.jpg")).toBe(box);
  expect(document.activeElement).toBe(box);
});

it("shows what another look has found", async () => {
  const program = aProgram({ photoPage });
  render(App, { program });
  await screen.findByLabelText("Choose hill.jpg");
  program.tellStatus(aStatus({ looked: "2026-11-21T09:00:00Z" }));
  photos = [lake];
  const { primary } = aStatus();
  program.tellStatus(aStatus({ looked: "2026-11-21T10:00:00Z", primary: { ...primary, photos: 41 } }));
  await vi.waitFor(() => {
    expect(screen.queryByLabelText("Choose hill.jpg")).toBeNull();
  });
  expect(requests(program, "photoPage")).toHaveLength(2);
});

it("comes back from one photo to where it was, with the keyboard on that photo", async () => {
  render(App, { program: aProgram({ photoPage, photo }) });
  await fireEvent.click(await screen.findByText("hill.jpg"));
  location.hash = "#/photo/2024%2F07%2Fhill.jpg";
  await screen.findByRole("heading", { level: 1, name: "hill.jpg" });
  await vi.waitFor(() => {
    expect(scrolledTo).toHaveBeenCalledWith(0, 0);
  });
  scrolledTo.mockClear();
  location.hash = "#/photos";
  await screen.findByRole("heading", { level: 1, name: "Photos" });
  const link = (await screen.findByText("hill.jpg")).closest("a");
  await vi.waitFor(() => {
    expect(document.activeElement).toBe(link);
  });
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.activeElement).toBe(link);
  expect(scrolledTo).not.toHaveBeenCalled();

  // From elsewhere it begins at the top.
  location.hash = "#/settings";
  await screen.findByRole("heading", { level: 1, name: "Settings" });
  location.hash = "#/photos";
  const title = await screen.findByRole("heading", { level: 1, name: "Photos" });
  await vi.waitFor(() => {
    expect(document.activeElement).toBe(title);
  });
});

it("scrolls by as much as came above what is seen, and by nothing where the beginning is in sight", () => {
  const rows = document.createElement("div");
  rows.append(document.createElement("li"), document.createElement("li"));
  document.body.append(rows);
  const [above, seen] = rows.querySelectorAll("li");
  const at = (topPx: number): DOMRect => ({ top: topPx, bottom: topPx + 100 }) as DOMRect;
  vi.spyOn(above as HTMLElement, "getBoundingClientRect").mockReturnValue(at(-150));
  const moves = vi.spyOn(seen as HTMLElement, "getBoundingClientRect").mockReturnValue(at(-50));
  const scrolled = vi.spyOn(window, "scrollBy").mockImplementation(() => undefined);
  const begins = vi.spyOn(rows, "getBoundingClientRect").mockReturnValue(at(40));
  const stay = hold(rows);
  moves.mockReturnValue(at(75));
  stay();
  expect(scrolled).not.toHaveBeenCalled();
  moves.mockReturnValue(at(-50));
  begins.mockReturnValue(at(-900));
  const back = hold(rows);
  moves.mockReturnValue(at(75));
  back();
  expect(scrolled.mock.calls).toEqual([[0, 125]]);
  rows.remove();
});
