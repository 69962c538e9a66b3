// What the first start says of folders and of what is missing.

import { say } from "../words/say";
import type { FolderOption } from "./library-draft.svelte";
import type { Field } from "./place-draft.svelte";

/** "Pictures, 4,102 photos, 2004 to 2026" */
export function optionLine(option: FolderOption): string {
  const parts = [option.name];
  if (option.photos !== null) {
    const count = { photos: option.photos };
    parts.push(option.atLeast ? say("folder-photos-at-least", count) : say("folder-photos", count));
  }
  if (option.years !== null) {
    const [from, to] = option.years.map(String);
    if (from !== undefined && to !== undefined) parts.push(from === to ? from : say("folder-years", { from, to }));
  }
  return parts.join(", ");
}

const FIELDS: Record<Field, () => string> = {
  name: () => say("missing-name"),
  folder: () => say("missing-folder"),
  host: () => say("missing-host"),
  user: () => say("missing-user"),
  path: () => say("missing-path"),
};

export function missingLine(fields: Field[]): string {
  return say("missing-line", { what: fields.map((field) => FIELDS[field]()).join(", ") });
}
