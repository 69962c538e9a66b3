// What help says of each screen.

import { say } from "../words/say";
import type { Route } from "./route";

const WORDS: Record<Route["screen"], () => string[]> = {
  home: () => [say("help-home-one"), say("help-home-two"), say("help-home-three")],
  start: () => [say("help-start-one"), say("help-start-two")],
  add: () => [say("help-add-one"), say("help-add-two")],
  place: () => [say("help-place-one"), say("help-place-two")],
  photos: () => [say("help-photos-one"), say("help-photos-two")],
  photo: () => [say("help-photo-one"), say("help-photo-two")],
  restore: () => [say("help-restore-one"), say("help-restore-two")],
  "restore-some": () => [say("help-restore-one"), say("help-restore-two")],
  "restore-all": () => [say("help-restore-one"), say("help-restore-two")],
  settings: () => [say("help-settings-one")],
};

export function helpOf(route: Route): string[] {
  return WORDS[route.screen]();
}
