// Each problem's button does what its words say.

import { expect, it } from "vitest";
import { aProgram, requests } from "../fakes/a-program";
import { Page } from "../page.svelte";
import type { CardAction } from "../wire";
import { aCard } from "./a-status";
import { actionOf } from "./card-action";

it.each<[CardAction, "backup" | "check", unknown]>([
  ["retry", "backup", { places: ["Dad's, Tucson"] }],
  ["back_up", "backup", { places: ["Dad's, Tucson"] }],
  ["check", "check", { place: "Dad's, Tucson" }],
])("%s begins the work at its place", (action, command, request) => {
  const program = aProgram();
  actionOf(aCard({ action }))?.act(new Page(program, window));
  expect(requests(program, command)).toEqual([request]);
});

it.each<CardAction>(["password", "host_key", "choose_disk", "show"])("%s opens the place", (action) => {
  const page = new Page(aProgram(), window);
  actionOf(aCard({ action }))?.act(page);
  expect(page.router.route).toEqual({ screen: "place", name: "Dad's, Tucson" });
});

it("has none where there is nothing to press", () => {
  expect(actionOf(aCard({ action: "none" }))).toBeNull();
  const { code, sentence, safe, todo } = aCard();
  expect(actionOf({ code, sentence, safe, todo, action: "show" })).toBeNull();
});
