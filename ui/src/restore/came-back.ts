// What came back, as one sentence or two: each thing is said once.

import type { Outcome, Restore } from "../wire";
import { room } from "../words/room";
import { say } from "../words/say";

export function cameBack(back: Restore, outcome: Outcome): string {
  const { restored, renamed, problems } = back;
  const said: string[] = [];
  if (outcome === "stopped") said.push(say("restored-stopped", { files: restored }));
  if (restored > 0) said.push(say("restored-count", { files: restored, size: room(back.restored_bytes) }));
  else if (problems.length === 0 && outcome !== "stopped")
    said.push(say("restored-nothing", { files: back.already_there }));
  if (restored > 0 && back.already_there > 0) said.push(say("restored-already", { files: back.already_there }));
  if (renamed.length > 0) said.push(say("restored-renamed", { files: renamed.length }));
  if (problems.length > 0) said.push(say("restored-failed", { files: problems.length }));
  return said.join(" ");
}
