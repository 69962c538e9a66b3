// What the program answers and what the page may ask it for. Made from elderphoto_api's `wire` and `wishes`
// by `make bindings`; do not change it by hand.

/** `about` */
export type About = {
/** `0.1.0` */
version: string,
/** Where settings, catalog and records are. */
home: string,
/** Where the log is; `null` where none is kept. */
log: string | null, };

/** `accept_host_key`: somebody there vouches for the computer that answers now. */
export type AcceptHostKeyWish = {
/** What the place is called. */
place: string,
/** The fingerprint (`SHA256:…`) it must show. */
sha256: string, };

/** `activities`, and the event of that name. */
export type Activities = {
/** What is at work. */
now: Activity | null,
/** What ended last since the program began. */
last: Finished | null, };

/** Something at work. */
export type Activity = {
/** Counts up from the start of the program. */
id: number,
/** What it is. */
kind: ActivityKind,
/** The places it is about; all when empty. */
places: Array<string>,
/** RFC 3339. */
begun: string,
/** It was told to stop and is about to. */
stopping: boolean,
/** How far it is. */
progress: Progress,
/** The same in words. */
sentence: string,
/**
 * A small picture of what is being copied, `thumb://localhost/<picture>/<size>`; `null` where there is none.
 * Only the window gives it.
 */
picture: number | null, };

/** What kind of work. */
export type ActivityKind = "backup" | "check" | "restore" | "undo";

/** `backup` */
export type Backup = {
/** How it ended, over all places. */
outcome: Outcome,
/** The newest snapshot after the run; `null` before there is one. */
snapshot: string | null,
/** Files seen in the library. */
scanned: number,
/** Each place that was asked for. */
places: Array<BackupPlace>,
/** What could not be read in the library. */
problems: Array<Problem>,
/** Links, pipes, sockets and devices that were left out. */
left_out: Array<Problem>, };

/** `backup` at one place */
export type BackupPlace = {
/** Its name. */
name: string,
/** How it ended there. */
outcome: PlaceOutcome,
/** Files sent. */
copied: number,
/** Bytes sent. */
copied_bytes: number,
/** Files whose earlier content was kept as an older version. */
kept_versions: number,
/** Files that left the mirror because they were deleted in the library. */
removed_from_mirror: number,
/** What went wrong there, with the library's problems that keep a photo from being there. */
problems: Array<Problem>, };

/** `backup` */
export type BackupWish = {
/** Only these places; all when empty. */
places: Array<string>, };

/** The button of a card. */
export type CardAction = "retry" | "back_up" | "check" | "password" | "host_key" | "choose_disk" | "show" | "none";

/** `check` */
export type CheckWish = {
/** The place. */
place: string,
/** Only so many files, those with the oldest proof first. */
sample?: number, };

/** `choose_folder` */
export type ChooseFolderWish = {
/** What for. */
purpose: FolderPurpose, };

/** `choose_folder` */
export type ChosenFolder = {
/** The folder. */
folder: FolderToken,
/** Readable path. */
path: string,
/** Free room where it lies. */
free_bytes: number | null,
/** For a library: photos and videos in it. */
photos?: number,
/** For a library: there are at least so many. */
at_least?: boolean,
/** For a library: the year of the oldest. */
from_year?: number,
/** For a library: the year of the newest. */
to_year?: number, };

/** `disks`: a disk or share on which copies could live. */
export type Disk = {
/** A folder of its own for the copies on it, made when the place is added. */
folder: FolderToken,
/** What a person calls it. */
name: string,
/** Where it is. */
path: string,
/** Free room. */
free_bytes: number,
/** Room in all. */
total_bytes: number,
/** `ssd`, `hdd`, `usb` or `nas`. */
medium: string,
/** Reached over the network. */
network: boolean, };

/** The faces of the first screen. */
export type Face = "safe" | "at_work" | "needs_you" | "nothing_yet" | "looking";

/** Why a command could not do its work. */
export type Failure = {
/** A stable code (see `elderphoto_engine::code::Code`). */
code: string,
/** What happened, whether the photos are safe, and what to do, in one or more sentences. */
message: string,
/** The technical cause, for the helper. */
details?: string,
/** Where a far computer is not known, or not the one that is known. */
host_key?: HostKeyFacts, };

/** `far_host_key` */
export type FarHostWish = {
/** The far computer's name or number. */
host: string,
/** Its port; the usual one when absent. */
port?: number, };

/** `try_far`, `add_far`. Its `Debug` shows no secret, and it is never written anywhere. */
export type FarPlaceWish = {
/** What the place is called. */
name: string,
/** The far computer's name or number. */
host: string,
/** Its port; the usual one when absent. */
port?: number,
/** Who signs in there. */
user: string,
/** The folder there. */
path: string,
/** The password there; the usual keys when absent. */
password?: string,
/** The fingerprint (`SHA256:…`) that somebody vouches for. */
accept_host_key?: string,
/** Away from home. */
offsite: boolean,
/** `ssd`, `hdd`, `nas`, `usb`, `cloud` */
medium?: string,
/** Take over what stands there. */
use_existing: boolean, };

/** A fingerprint as OpenSSH prints it. */
export type Fingerprint = {
/** `ssh-ed25519` and others. */
algorithm: string,
/** `SHA256:…` */
fingerprint: string, };

/** Something that was at work. */
export type Finished = {
/** Its number while it was at work. */
id: number,
/** What it was. */
kind: ActivityKind,
/** RFC 3339. */
ended: string,
/** How it ended. */
outcome: Outcome,
/** The same in words. */
sentence: string,
/** What is not as it should be; at most 500, the rest is counted in the sentence. */
problems: Array<Problem>,
/** What came back, if photos were put back. */
restore: Restore | null,
/** It put photos back, and that can be undone. */
can_undo: boolean,
/** Why it could not be done at all. */
failure: Failure | null, };

/** `folders`: a folder of the library that can come back as a whole. */
export type FolderChoice = {
/** Readable path; empty for the whole library. */
path: string,
/** Photos and videos in it and below it (a pair counts as one). */
photos: number,
/** Bytes of all files in it and below it. */
bytes: number,
/** The years its photos were taken in, oldest first. */
years: Array<number>, };

/** `try_folder`, `add_folder` */
export type FolderPlaceWish = {
/** The folder. */
folder: FolderToken,
/** What the place is called. */
name: string,
/** Away from home. */
offsite: boolean,
/** `ssd`, `hdd`, `nas`, `usb`, `cloud` */
medium?: string,
/** Take over what stands there. */
use_existing: boolean, };

/** What a folder is chosen for. */
export type FolderPurpose = "library" | "place" | "restore";

/** Stands for a folder of this computer that the program found or a person chose. */
export type FolderToken = string;

/** `health` */
export type Health = {
/** The one word. */
health: HealthLevel,
/** A sentence. */
message: string,
/** Whether the library can be read. */
primary_accessible: boolean,
/** `2/2` */
backups_accessible: string,
/** RFC 3339. */
timestamp: string, };

/** The one word of `health`; exit status 0, 1, 2. */
export type HealthLevel = "healthy" | "degraded" | "critical";

/** Who a far computer says it is, and who it should be. */
export type HostKeyFacts = {
/** What it shows; `place add sftp --accept-host-key` takes the fingerprint. */
offered: Fingerprint,
/** What it was known by; empty at first contact. */
known: Array<Fingerprint>, };

/** `init` */
export type Init = {
/** How it ended. */
outcome: Outcome,
/** The library's id. */
library_id: string,
/** Its name. */
name: string,
/** Its folders. */
libraries: Array<string>,
/** Where settings, catalog and logs are. */
home: string, };

/** `check_libraries` */
export type LibrariesWish = {
/** The photo folders. */
folders: Array<FolderToken>, };

/** `library_suggestions` */
export type LibrarySuggestion = {
/** The folder. */
folder: FolderToken,
/** Readable path. */
path: string,
/** Its last part. */
name: string,
/** Photos and videos in it (a pair counts as one), as far as counted. */
photos: number,
/** Their bytes. */
bytes: number,
/** There was too much to count it all: there are at least so many. */
at_least: boolean,
/** The year of the oldest, by its file's time. */
from_year: number | null,
/** The year of the newest. */
to_year: number | null, };

/** How a run ended. */
export type Outcome = "completed" | "attention" | "stopped" | "failed";

/** `set_password`. Its `Debug` shows no secret, and it is never written anywhere. */
export type PasswordWish = {
/** What the place is called. */
place: string,
/** The password, or what unlocks the key. */
password: string, };

/** `photo`, `photo_versions`, `show_in_folder` */
export type PathWish = {
/**
 * Of a photo: its `Photo.path`, or where that is not exact, `//` and its `Photo.path_b64`. For
 * `show_in_folder`: below the folder of the last restore.
 */
path: string, };

/** What a run is doing. */
export type Phase = "looking" | "copying" | "finishing" | "checking" | "restoring";

/** One file of the library, as it is kept. */
export type Photo = {
/** For its picture, `thumb://localhost/<id>/<size>`; `null` where there is none. Only the window gives it. */
id: number | null,
/** Readable path. */
path: string,
/** The exact bytes in base64, when it is not UTF-8. */
path_b64?: string,
/** Bytes. */
size: number,
/** SHA-256; `null` while it has not been read. */
sha256: string | null,
/** When it was taken, local time as the camera wrote it (`2024-11-20T18:22:03`); `null` if unknown. */
taken: string | null,
/** `photo`, `video`, `raw`, `sidecar` or `other`. */
kind: string,
/** Gone from the library, kept at the places. */
deleted: boolean,
/** How many different contents of this path are kept, the present one included. */
versions: number,
/** Where it is. */
places: Array<PhotoPlace>,
/** Places that have what it is now from before only: it was deleted or replaced here, and is back. */
kept: Array<string>, };

/** `photo_page` */
export type PhotoPage = {
/** Pictures and videos, newest taken first. `taken` is the file's time where the camera wrote none. */
photos: Array<Photo>,
/** How many there are on all pages. */
total: number,
/** For the next page; `null` on the last. */
next: string | null, };

/** `photo_page` */
export type PhotoPageWish = {
/** Words that must all be in the path or the date ("lake july 2019"); everything when empty. */
search: string,
/** Those deleted at home, and only those. */
deleted: boolean,
/** As it was in this state of the library (`Snapshot.id`). */
at?: string,
/** `PhotoPage.next` of the page before. */
after?: string,
/** At most so many, 1 to 200. */
limit: number, };

/** One place that holds a photo. */
export type PhotoPlace = {
/** Its name. */
name: string,
/** When its bytes there were last read and found right, RFC 3339; `null` if never. */
proven: string | null, };

/** `photo_versions`: one content that a path has or had. */
export type PhotoVersion = {
/** Its content. */
sha256: string,
/** For its picture; `null` where there is none. */
id: number | null,
/** Bytes. */
size: number,
/** When the file was last changed, RFC 3339. */
modified: string,
/** When it was taken, as the camera wrote it; `null` if unknown. */
taken: string | null,
/** This is what is on this computer now. */
present: boolean,
/** The places that have it. */
places: Array<string>, };

/** `photos` */
export type Photos = {
/** In the order of folders and names. */
photos: Array<Photo>, };

/** How a place stands, by the same rule as the answer: only `well` is green. */
export type PlaceCondition = "well" | "waiting" | "unproven" | "empty" | "trouble" | "off";

/** `place_details` */
export type PlaceDetails = {
/** How it is set up. */
info: PlaceInfo,
/** What takes room there. */
usage: UsagePlace,
/** Its states of the library, newest first, at most 50. */
snapshots: Array<Snapshot>,
/** Free room day by day, oldest first, as far as it was noted. */
room: Array<RoomDay>, };

/** A place as it is set up. */
export type PlaceInfo = {
/** Its name. */
name: string,
/** `folder` or `sftp`. */
kind: string,
/** Whether it is on a far machine. */
remote: boolean,
/** Only for far machines: its name or number. */
ssh_host?: string,
/** Only for far machines: its port. */
ssh_port?: number,
/** Only for far machines: who signs in there. */
ssh_user?: string,
/** Its folder. */
path: string,
/** The id in its `location.json`. */
location_id: string,
/** Whether runs go there. */
enabled: boolean,
/** Whether it is away from home. */
offsite: boolean,
/** `ssd`, `hdd`, `nas`, `usb`, `cloud` or `null`. */
medium: string | null,
/** How long older versions stay: `all`, `fewer` or `days:N`. */
keep: string,
/** MB/s, `null` for no limit. */
limit_mb_s: number | null,
/** `place check` only: whether it could be reached, written and read back. */
reachable?: boolean,
/** `place check` only: what is in the way. */
problem?: Problem,
/** `place check`, and `place add --use-existing`: files of others that lie there. */
foreign_files?: number,
/** Free room in bytes, where it can be told. */
free_bytes?: number, };

/** How a run ended at one place. */
export type PlaceOutcome = "completed" | "attention" | "held" | "unreachable" | "refused" | "full" | "stopped" | "failed";

/** `place_details`, `check_place`, `remove_place` */
export type PlaceWish = {
/** What the place is called. */
name: string, };

/** `place list`, `place add`, `place set`, `place check`, `place remove` */
export type Places = {
/** How it ended. */
outcome: Outcome,
/** The places it was about. */
places: Array<PlaceInfo>, };

/** The library on this computer. */
export type Primary = {
/** Its name. */
name: string,
/** Its folder. */
path: string,
/** Whether it can be read now. */
accessible: boolean,
/** Photos and videos (a pair counts as one) when last seen. */
photos: number,
/** Files when last seen. */
files: number,
/** Bytes when last seen. */
bytes: number, };

/** One thing that is not as it should be. */
export type Problem = {
/** A stable code. */
code: string,
/** The path in the library, readable; empty when it is about a whole place. */
path: string,
/** The place it is about, if it is about one. */
place?: string,
/** The exact bytes of `path` in base64, when it is not UTF-8. */
path_b64?: string,
/** A sentence. */
message: string,
/** The technical cause, for the helper. */
details?: string,
/** Where a far computer is not known, or not the one that is known. */
host_key?: HostKeyFacts, };

/** One thing that needs someone. */
export type ProblemCard = {
/** A stable code. */
code: string,
/** The place it is about, if it is about one. */
place?: string,
/** What happened. */
sentence: string,
/** Whether the photos are safe. */
safe: string,
/** The one thing to do. */
todo: string,
/** The technical cause, for the helper. */
details?: string,
/** Where a far computer is not known, or not the one that is known. */
host_key?: HostKeyFacts,
/** The button that belongs to it. */
action: CardAction, };

/** How far a run is. Sent at most five times a second. */
export type Progress = {
/** `looking`, `copying`, `finishing`, `checking`, `restoring` */
phase: Phase,
/** Files done and to do, over the places of the run. */
files_done: number,
/** Files in all, as far as known. */
files_total: number,
/** Bytes done. */
bytes_done: number,
/** Bytes in all, as far as known. */
bytes_total: number,
/** Time left, when it can be told. */
seconds_left: number | null,
/** What is being worked on now. */
current: string | null, };

/** `restore` */
export type Restore = {
/** How it ended. */
outcome: Outcome,
/** Files written. */
restored: number,
/** Bytes written. */
restored_bytes: number,
/** Files that were there already, byte for byte. */
already_there: number,
/** Files written under a new name, because their own was taken or does not fit there. */
renamed: Array<RestoredAs>,
/** Files that could not be restored. */
problems: Array<Problem>,
/** Nothing was written: only told what would be. */
dry_run: boolean,
/** The places they came from. */
from: Array<string>,
/** The folder they went to. */
to: string,
/** The same in words; only the window's answers have it. */
sentence?: string, };

/** Where photos come back to. Nothing is ever overwritten. */
export type RestoreTo = { "kind": "home", } | { "kind": "folder",
/** The folder. */
folder: FolderToken, };

/** What comes back. */
export type RestoreWhat = { "kind": "photos",
/** Their paths. */
paths: Array<string>, } | { "kind": "version",
/** The photo's path, as in [`PathWish`]. */
path: string,
/** The content. */
sha256: string, } | { "kind": "folder",
/** Its path (`FolderChoice.path`). */
path: string, } | { "kind": "year",
/** `2024` */
year: number, } | { "kind": "everything", };

/** `restore`, `restore_plan` */
export type RestoreWish = {
/** What comes back. */
what: RestoreWhat,
/** As it was in this state of the library (`Snapshot.id`). */
at?: string,
/** Only from this place. */
place?: string,
/** Where to. */
to: RestoreTo, };

/** A file that came back under another name. */
export type RestoredAs = {
/** Its path in the library. */
path: string,
/** Its path below the target. */
stored_as: string, };

/** Free room on one day. */
export type RoomDay = {
/** `2026-11-21` */
day: string,
/** Free room when it was last looked at on that day. */
free_bytes: number, };

/** Three copies, two kinds of storage, one off site. */
export type Rule321 = {
/** Whether all three hold. */
ok: boolean,
/** Copies, this computer included. */
copies: number,
/** Kinds of storage. */
kinds: number,
/** Copies away from home. */
offsite: number,
/** What is missing, in plain words. */
missing: Array<string>, };

/** `secret set` */
export type SecretKept = {
/** How it ended. */
outcome: Outcome,
/** The place it is for. */
name: string,
/** `password` or `passphrase`. */
what: string, };

/** `set_place`: what is absent stays. */
export type SetPlaceWish = {
/** What the place is called. */
name: string,
/** A new name. */
rename?: string,
/** Whether runs go there. */
enabled?: boolean,
/** Away from home. */
offsite?: boolean,
/** `ssd`, `hdd`, `nas`, `usb`, `cloud` */
medium?: string,
/** How long older versions stay: `all`, `fewer`, `days:N`. */
keep?: string, };

/** `set_up` */
export type SetUpWish = {
/** The photo folders; at least one. */
folders: Array<FolderToken>,
/** The library's name; made from the folder's when absent. */
name?: string, };

/** `set_setting` */
export type SettingWish = {
/** Its name. */
name: string,
/** What it shall be. */
value: string, };

/** `settings get`, `settings set` */
export type SettingsList = {
/** Where the file is. */
file: string,
/** Each setting by its name. */
settings: Record<string, string | number | boolean | null>, };

/** One run's state, over the places that have it. */
export type Snapshot = {
/** Accepted by every command that asks for a snapshot. */
id: string,
/** When the run started, RFC 3339. */
started: string,
/** When it was listed. */
finished: string,
/** Whether the run went to its end. */
complete: boolean,
/** Files in it. */
files: number,
/** Bytes in it. */
bytes: number,
/** The places that have it. */
places: Array<string>, };

/** `snapshots` */
export type Snapshots = {
/** Newest last. */
snapshots: Array<Snapshot>, };

/** `status` */
export type Status = {
/** RFC 3339. */
timestamp: string,
/** The library on this computer. */
primary: Primary,
/** Each place. */
backups: Array<StatusPlace>,
/** Three copies, two kinds of storage, one off site. */
rule_321: Rule321,
/** The answer: `safe`, `needs_you` or `nothing_yet`. */
verdict: string,
/** The answer in one sentence. */
sentence: string,
/** What stands below it: when proven, or what else needs someone. */
more: Array<string>,
/**
 * Which of its faces the window shows. While something is at work that is `at_work`, whatever the
 * answer is.
 */
face: Face,
/** Everything that needs someone, the worst first. */
cards: Array<ProblemCard>,
/** When library and places were last looked at, RFC 3339; `null` if never. What is told rests on that. */
looked: string | null,
/**
 * Told from what is known; nobody looked for this answer. The window looks again by itself and tells by
 * the event `status`.
 */
known: boolean, };

/** One place as it stands. */
export type StatusPlace = {
/** Its name. */
name: string,
/** `folder` or `sftp`. */
kind: string,
/** Whether runs go there. */
enabled: boolean,
/** Whether it is on a far machine. */
remote: boolean,
/** Only for far machines. */
ssh_host?: string,
/** Whether it could be reached now. */
accessible: boolean,
/** Why not, when it could not: a code. */
trouble?: string,
/** The same as a sentence. */
trouble_message?: string,
/** When a run last brought everything there, RFC 3339. */
last_success: string | null,
/** The oldest proof among what it holds, RFC 3339; `null` while anything is unproven. */
last_verified: string | null,
/** Photos and videos there (a pair counts as one). */
photos: number,
/** Files there. */
files: number,
/** Bytes in its mirror. */
bytes: number,
/** Files of the library that are not there as they are now. */
behind: number,
/** Free room in bytes, where it can be told. */
free_bytes: number | null,
/** Whether it is away from home. */
offsite: boolean,
/** `ssd`, `hdd`, `nas`, `usb`, `cloud` or `null`. */
medium: string | null,
/** How it stands. */
state: PlaceCondition,
/** The same in a few words: "up to date", "12 photos still to go". */
state_words: string,
/** "420 GB free", "62 GB free, full in about 5 months"; `null` where it cannot be told. */
room_sentence: string | null, };

/** `try_folder`, `try_far`: how a try went. Nothing is kept of it. */
export type Tried = {
/** A file was copied there and read back. */
ok: boolean,
/** What was done, in order; the first that is not done is where it ended. */
steps: Array<TriedStep>,
/** The same in a sentence. */
sentence: string,
/** Why it did not work. */
failure?: Failure,
/** Who the far computer says it is. */
host_key?: HostKeyFacts,
/** Free room there. */
free_bytes?: number, };

/** One step of a try. */
export type TriedStep = {
/** "Found the folder", "Copied a file", … */
word: string,
/** Whether it was done. */
done: boolean, };

/** `undo` */
export type Undo = {
/** How it ended. */
outcome: Outcome,
/** Files taken away. */
removed: number,
/** Their bytes. */
removed_bytes: number,
/** Files that were gone already. */
gone: number,
/** Files that stay, since they were changed, or why else. */
left: Array<Problem>,
/** The folder they had come back to. */
from: string, };

/** `usage` */
export type Usage = {
/** Each place. */
places: Array<UsagePlace>, };

/** Room taken at one place. */
export type UsagePlace = {
/** Its name. */
name: string,
/** Bytes of the photos as they are now. */
mirror_bytes: number,
/** Files of the same. */
mirror_files: number,
/** Bytes of older versions. */
versions_bytes: number,
/** Files of the same. */
versions_files: number,
/** By year the photo was taken (or last changed), `"2024"`; oldest first. */
years: Array<UsageYear>,
/** Free room in bytes, where it can be told. */
free_bytes: number | null, };

/** Room taken by one year. */
export type UsageYear = {
/** `"2024"` */
year: string,
/** Files of it. */
files: number,
/** Bytes of them. */
bytes: number, };

/** `verify` */
export type Verify = {
/** How it ended, over all places. */
outcome: Outcome,
/** Each place that was asked for. */
places: Array<VerifyPlace>, };

/** `verify` at one place */
export type VerifyPlace = {
/** Its name. */
name: string,
/** How it ended there. */
outcome: PlaceOutcome,
/** Files read and compared. */
checked: number,
/** Of these, how many were right. */
ok: number,
/** Files that are gone. */
missing: Array<string>,
/** Files whose bytes are not what was written. */
damaged: Array<string>,
/** Files that were not looked at (not in the sample, or could not be read). */
unchecked: number,
/** Older versions read and compared. */
history_checked: number,
/** Older versions (by SHA-256) that are gone or wrong. */
history_damaged: Array<string>,
/** What else went wrong. */
problems: Array<Problem>, };
