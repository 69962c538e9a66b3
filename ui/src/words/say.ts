// The window's own sentences, by their key. They stand beside all others, in the program's one folder of
// sentences.

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import source from "../../../src-tauri/crates/api/sentences/en/window.ftl?raw";

/** The language and region the window speaks; English until there is a second language. */
export const LOCALE = "en";

const bundle = new FluentBundle(LOCALE, { useIsolating: false });
const mistakes = bundle.addResource(new FluentResource(source));
if (mistakes.length > 0) throw new Error("the sentences cannot be read", { cause: mistakes });

/** The sentence of this key. */
export function say(key: string, parts: Record<string, FluentVariable> = {}): string {
  const pattern = bundle.getMessage(key)?.value;
  if (!pattern) throw new Error(`no sentence for ${key}`);
  return bundle.formatPattern(pattern, parts);
}

/** Every key there is. */
export function keys(): string[] {
  return [...source.matchAll(/^([a-z-]+) =/gm)].map((match) => match[1] ?? "");
}
