// The one door from the page to the program.

import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type * as wire from "./wire";

/** What the page may ask for. */
export interface Program {
  status(): Promise<wire.Status>;
  activities(): Promise<wire.Activities>;
  backup(request: wire.BackupWish): Promise<wire.Activity>;
  check(request: wire.CheckWish): Promise<wire.Activity>;
  restore(request: wire.RestoreWish): Promise<wire.Activity>;
  restorePlan(request: wire.RestoreWish): Promise<wire.Restore>;
  undo(): Promise<wire.Activity>;
  stop(): Promise<void>;

  librarySuggestions(): Promise<wire.LibrarySuggestion[]>;
  chooseFolder(request: wire.ChooseFolderWish): Promise<wire.ChosenFolder | null>;
  disks(): Promise<wire.Disk[]>;
  checkLibraries(request: wire.LibrariesWish): Promise<void>;
  setUp(request: wire.SetUpWish): Promise<wire.Init>;
  tryFolder(request: wire.FolderPlaceWish): Promise<wire.Tried>;
  addFolder(request: wire.FolderPlaceWish): Promise<wire.Places>;
  farHostKey(request: wire.FarHostWish): Promise<wire.HostKeyFacts>;
  tryFar(request: wire.FarPlaceWish): Promise<wire.Tried>;
  addFar(request: wire.FarPlaceWish): Promise<wire.Places>;

  placeDetails(request: wire.PlaceWish): Promise<wire.PlaceDetails>;
  checkPlace(request: wire.PlaceWish): Promise<wire.Places>;
  practise(request: wire.PlaceWish): Promise<wire.Activity>;
  setPlace(request: wire.SetPlaceWish): Promise<wire.Places>;
  removePlace(request: wire.PlaceWish): Promise<wire.Places>;
  setPassword(request: wire.PasswordWish): Promise<void>;
  acceptHostKey(request: wire.AcceptHostKeyWish): Promise<wire.Places>;

  settings(): Promise<wire.SettingsList>;
  setSetting(request: wire.SettingWish): Promise<wire.SettingsList>;

  photoPage(request: wire.PhotoPageWish): Promise<wire.PhotoPage>;
  photo(request: wire.PathWish): Promise<wire.Photo | null>;
  photoVersions(request: wire.PathWish): Promise<wire.PhotoVersion[]>;
  folders(): Promise<wire.FolderChoice[]>;
  showInFolder(request: wire.PathWish): Promise<void>;
  about(): Promise<wire.About>;

  /** Hears of the work under way; answers how to stop hearing. */
  onActivity(listener: (activities: wire.Activities) => void): Promise<() => void>;
  /** Hears how things stand when the program has looked again; answers how to stop hearing. */
  onStatus(listener: (status: wire.Status) => void): Promise<() => void>;
}

/** A command that takes one request. */
const ask =
  <Answer>(command: string) =>
  (request: object): Promise<Answer> =>
    invoke<Answer>(command, { request });

/** A command that takes nothing. */
const get =
  <Answer>(command: string) =>
  (): Promise<Answer> =>
    invoke<Answer>(command);

/** Something the program tells by itself. */
const hear =
  (event: string) =>
  (listener: (news: never) => void): Promise<() => void> =>
    listen<never>(event, ({ payload }) => {
      listener(payload);
    });

export const program: Program = {
  status: get("status"),
  activities: get("activities"),
  backup: ask("backup"),
  check: ask("check"),
  restore: ask("restore"),
  restorePlan: ask("restore_plan"),
  undo: get("undo"),
  stop: get("stop"),

  librarySuggestions: get("library_suggestions"),
  chooseFolder: ask("choose_folder"),
  disks: get("disks"),
  checkLibraries: ask("check_libraries"),
  setUp: ask("set_up"),
  tryFolder: ask("try_folder"),
  addFolder: ask("add_folder"),
  farHostKey: ask("far_host_key"),
  tryFar: ask("try_far"),
  addFar: ask("add_far"),

  placeDetails: ask("place_details"),
  checkPlace: ask("check_place"),
  practise: ask("practise"),
  setPlace: ask("set_place"),
  removePlace: ask("remove_place"),
  setPassword: ask("set_password"),
  acceptHostKey: ask("accept_host_key"),

  settings: get("settings"),
  setSetting: ask("set_setting"),

  photoPage: ask("photo_page"),
  photo: ask("photo"),
  photoVersions: ask("photo_versions"),
  folders: get("folders"),
  showInFolder: ask("show_in_folder"),
  about: get("about"),

  onActivity: hear("activity"),
  onStatus: hear("status"),
};

/** What was thrown, as the failure it is. */
export function asFailure(thrown: unknown): wire.Failure {
  if (isFailure(thrown)) return thrown;
  return { code: "internal", message: "", details: thrown instanceof Error ? thrown.message : String(thrown) };
}

function isFailure(thrown: unknown): thrown is wire.Failure {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown;
}
