// One photo: what was in the way once is not told for ever.

import { expect, it } from "vitest";
import { aPhoto } from "../fakes/a-photo";
import { aProgram, refused } from "../fakes/a-program";
import { OnePhoto } from "./one-photo.svelte";

it("forgets a failure when it is found after all", async () => {
  let isBusy = true;
  const busy = refused({ code: "busy" });
  const one = new OnePhoto(aProgram({ photo: () => (isBusy ? busy() : Promise.resolve(aPhoto())) }), "a.jpg", null);
  await one.load();
  expect(one.failure?.code).toBe("busy");
  isBusy = false;
  await one.load();
  expect(one).toMatchObject({ failure: null, gone: false, versions: [] });
});
