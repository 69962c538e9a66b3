// Names that cannot be written and look the same stay two photos.

import { expect, it } from "vitest";
import { keyOf, readable } from "./key";

it("is the path, or the exact bytes where they are no text", () => {
  expect(keyOf({ path: "2024/07/lake.jpg" })).toBe("2024/07/lake.jpg");
  const [one, other] = [btoa("caf\xe9.jpg"), btoa("caf\xea.jpg")].map((path_b64) =>
    keyOf({ path: "caf\uFFFD.jpg", path_b64 }),
  );
  expect(one).not.toBe(other);
  expect([one, other].map((key) => readable(key ?? ""))).toEqual(["caf\uFFFD.jpg", "caf\uFFFD.jpg"]);
  expect(readable("2024/07/lake.jpg")).toBe("2024/07/lake.jpg");
  expect(readable("//%")).toBe("//%");
});
