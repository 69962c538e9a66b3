// Every screen's address leads back to it, whatever is in a name.

import { expect, it } from "vitest";
import { address, type Route, routeOf } from "./route";

const routes: Route[] = [
  { screen: "home" },
  { screen: "start", question: 1, spot: "home" },
  { screen: "start", question: 3, spot: "far" },
  { screen: "add", spot: null },
  { screen: "add", spot: "relative" },
  { screen: "place", name: "Dad's, Tucson / 50 % #1 ü" },
  { screen: "photos" },
  { screen: "photo", key: "2024/11/100 %/ä#b?.jpg" },
  { screen: "photo", key: "//Y2Fm6S5qcGc=" },
  { screen: "restore" },
  { screen: "restore-some" },
  { screen: "restore-all", at: null },
  { screen: "restore-all", at: "20261120T020000Z-ab12" },
  { screen: "settings" },
];

it.each(routes)("comes back to $screen", (route) => {
  expect(routeOf(address(route))).toEqual(route);
});

it.each(["", "#", "#/", "#/nowhere", "#/place/%E0%A4%A", "#/place/"])("shows the first screen for %j", (hash) => {
  expect(routeOf(hash)).toEqual({ screen: "home" });
});

it("starts with the first question when the number is none", () => {
  expect(routeOf("#/start/9")).toEqual({ screen: "start", question: 1, spot: "home" });
});
