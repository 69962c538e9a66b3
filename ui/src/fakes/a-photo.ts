// A photo for tests: safe in two places.

import type { Photo, PhotoVersion } from "../wire";

export function aPhoto(changes: Partial<Photo> = {}): Photo {
  return {
    id: 12,
    path: "2024/07/lake.jpg",
    size: 3_200_000,
    sha256: "ab",
    taken: "2024-07-14T18:22:03",
    kind: "photo",
    deleted: false,
    versions: 1,
    places: [
      { name: "At home", proven: "2026-11-12T09:00:00Z" },
      { name: "Aunt's house", proven: null },
    ],
    kept: [],
    ...changes,
  };
}

export function aVersion(changes: Partial<PhotoVersion> = {}): PhotoVersion {
  return {
    sha256: "ab",
    id: 12,
    size: 3_200_000,
    modified: "2024-07-14T18:22:03Z",
    taken: "2024-07-14T18:22:03",
    present: true,
    places: ["At home", "Aunt's house"],
    ...changes,
  };
}
