// A program for tests: answers as it is told, remembers what it was asked, and tells of work when a test says so.

import type { Program } from "../bridge";
import { aStatus } from "../home/a-status";
import type { Activities, Activity, Failure, Finished, PlaceInfo, Status } from "../wire";

export interface Asked {
  command: keyof Program;
  request: unknown;
}

export interface FakeProgram extends Program {
  /** Every command asked for, but the questions that screens ask by themselves. */
  asked: Asked[];
  /** Tells every listener. */
  tell(activities: Activities): void;
  /** The same with how things stand. */
  tellStatus(status: Status): void;
}

/** A command's failure crosses the border as plain data, not as an Error. */
export function refused(failure: Partial<Failure>): () => Promise<never> {
  return () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return Promise.reject({ code: "internal", message: "It did not work.", ...failure });
  };
}

export function answered<Answer>(answer: Answer): () => Promise<Answer> {
  return () => Promise.resolve(answer);
}

export function anActivity(changes: Partial<Activity> = {}): Activity {
  return {
    id: 7,
    kind: "backup",
    places: [],
    begun: "2026-11-21T08:00:00Z",
    stopping: false,
    sentence: "Copying 214 new photos. About 6 minutes left. You can go on using the computer.",
    picture: null,
    progress: {
      phase: "copying",
      files_done: 50,
      files_total: 214,
      bytes_done: 250_000_000,
      bytes_total: 1_000_000_000,
      seconds_left: 360,
      current: "2026/11/img_0412.jpg",
    },
    ...changes,
  };
}

export function aFinished(changes: Partial<Finished> = {}): Finished {
  return {
    id: 7,
    kind: "backup",
    ended: "2026-11-21T08:06:00Z",
    outcome: "completed",
    sentence: "214 new photos were copied to 2 places.",
    problems: [],
    restore: null,
    can_undo: false,
    failure: null,
    ...changes,
  };
}

export function aPlaceInfo(changes: Partial<PlaceInfo> = {}): PlaceInfo {
  return {
    name: "At home",
    kind: "folder",
    remote: false,
    path: "/media/maria/Photos",
    location_id: "0123",
    enabled: true,
    offsite: false,
    medium: "hdd",
    keep: "all",
    limit_mb_s: null,
    ...changes,
  };
}

const idle: Activities = { now: null, last: null };

export function aProgram(changes: Partial<Program> = {}): FakeProgram {
  const asked: Asked[] = [];
  const listeners = new Set<(activities: Activities) => void>();
  const watchers = new Set<(status: Status) => void>();
  const places = { outcome: "completed", places: [aPlaceInfo()] } as const;
  const answers: Program = {
    status: answered(aStatus()),
    activities: answered(idle),
    backup: answered(anActivity()),
    check: answered(anActivity({ kind: "check" })),
    practise: answered(anActivity({ kind: "check" })),
    restore: answered(anActivity({ kind: "restore" })),
    restorePlan: refused({}),
    undo: answered(anActivity({ kind: "undo" })),
    stop: answered(undefined),
    librarySuggestions: answered([]),
    chooseFolder: answered(null),
    disks: answered([]),
    checkLibraries: answered(undefined),
    setUp: answered({ outcome: "completed", library_id: "1", name: "Maria's photos", libraries: ["/p"], home: "/h" }),
    tryFolder: answered({ ok: true, steps: [], sentence: "It works." }),
    addFolder: answered({ ...places, places: [...places.places] }),
    farHostKey: answered({ offered: { algorithm: "ssh-ed25519", fingerprint: "SHA256:abc" }, known: [] }),
    tryFar: answered({ ok: true, steps: [], sentence: "It works." }),
    addFar: answered({ ...places, places: [...places.places] }),
    placeDetails: refused({}),
    checkPlace: answered({ ...places, places: [...places.places] }),
    setPlace: answered({ ...places, places: [...places.places] }),
    removePlace: answered({ outcome: "completed", places: [] }),
    setPassword: answered(undefined),
    acceptHostKey: answered({ ...places, places: [...places.places] }),
    settings: answered({ file: "/h/settings.toml", settings: { library_name: "Maria's photos", proof_days: 90 } }),
    setSetting: answered({ file: "/h/settings.toml", settings: {} }),
    photoPage: answered({ photos: [], total: 0, next: null }),
    photo: answered(null),
    photoVersions: answered([]),
    folders: answered([]),
    showInFolder: answered(undefined),
    about: answered({ version: "0.1.0", home: "/h", log: "/h/log" }),
    onActivity: (listener) => {
      listeners.add(listener);
      return Promise.resolve(() => void listeners.delete(listener));
    },
    onStatus: (watcher) => {
      watchers.add(watcher);
      return Promise.resolve(() => void watchers.delete(watcher));
    },
    ...changes,
  };
  const program = Object.fromEntries(
    Object.entries(answers).map(([command, answer]) => [
      command,
      (request: never) => {
        asked.push({ command: command as keyof Program, request });
        return (answer as (request: never) => unknown)(request);
      },
    ]),
  ) as unknown as Program;
  return {
    ...program,
    asked,
    tell: (activities) => {
      for (const listener of listeners) listener(activities);
    },
    tellStatus: (status) => {
      for (const watcher of watchers) watcher(status);
    },
  };
}

/** What a program was asked by this command, in order. */
export function requests(program: FakeProgram, command: keyof Program): unknown[] {
  return program.asked.filter((one) => one.command === command).map((one) => one.request);
}
