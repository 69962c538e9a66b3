// Details are folded, copied on a press, and marked where copying is not allowed.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, it, vi } from "vitest";
import ForHelper from "./ForHelper.svelte";

afterEach(() => {
  vi.restoreAllMocks();
  getSelection()?.removeAllRanges();
});

it("is folded at first, and copies all of it", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const { container } = render(ForHelper, { text: "code\ncause" });
  expect(container.querySelector("details")?.open).toBe(false);
  await fireEvent.click(screen.getByText("Copy these details"));
  expect(write).toHaveBeenCalledWith("code\ncause");
  expect(await screen.findByText("Copied.")).toBeTruthy();
});

it("does not say copied when it was not", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
  render(ForHelper, { text: "code" });
  await fireEvent.click(screen.getByText("Copy these details"));
  expect(screen.queryByText("Copied.")).toBeNull();
  expect(getSelection()?.toString()).toBe("code");
});
