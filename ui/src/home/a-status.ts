// Answers of the program, for tests: everything well, unless a test says otherwise.

import type { ProblemCard, Status, StatusPlace } from "../wire";

export function aPlace(changes: Partial<StatusPlace> = {}): StatusPlace {
  return {
    name: "At home",
    kind: "folder",
    enabled: true,
    remote: false,
    accessible: true,
    last_success: "2026-11-20T20:05:00Z",
    last_verified: "2026-11-12T09:00:00Z",
    photos: 42,
    files: 45,
    bytes: 5_700_000,
    behind: 0,
    free_bytes: 420_900_000_000,
    offsite: false,
    medium: "hdd",
    state: "well",
    state_words: "up to date",
    room_sentence: "420 GB free",
    ...changes,
  };
}

export function aStatus(changes: Partial<Status> = {}): Status {
  return {
    timestamp: "2026-11-21T08:00:00Z",
    primary: { name: "Maria's photos", path: "/photos", accessible: true, photos: 42, files: 45, bytes: 5_700_000 },
    backups: [aPlace(), aPlace({ name: "Aunt's house", offsite: true, medium: "nas" })],
    rule_321: { ok: true, copies: 3, kinds: 2, offsite: 1, missing: [] },
    verdict: "safe",
    sentence: "All 42 photos are safe in 2 places.",
    more: ["Every one was checked within the last 90 days."],
    face: "safe",
    cards: [],
    looked: "2026-11-21T08:00:00Z",
    known: false,
    ...changes,
  };
}

export function aCard(changes: Partial<ProblemCard> = {}): ProblemCard {
  return {
    code: "place_not_connected",
    place: "Dad's, Tucson",
    sentence: "Dad's, Tucson hasn't answered for 3 days.",
    safe: "Your photos are safe in 2 places.",
    todo: "Is it switched on?",
    action: "retry",
    ...changes,
  };
}
