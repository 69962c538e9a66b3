// The one door from the page to the program.

import { invoke } from "@tauri-apps/api/core";
import type { Failure, Status } from "./wire";

/** What the page may ask for. */
export interface Program {
  status(): Promise<Status>;
}

export const program: Program = {
  status: () => invoke<Status>("status"),
};

/** What was thrown, as the failure it is. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return { code: "internal", message: "", details: thrown instanceof Error ? thrown.message : String(thrown) };
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown;
}
