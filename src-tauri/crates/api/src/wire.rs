//! What goes over the border: to scripts as JSON, to the window as events and replies.
//!
//! The command line's JSON is a contract: fields are added, never renamed or removed.

mod far;
mod usage;

pub use far::{Fingerprint, HostKeyFacts, SecretKept};
pub use usage::{Usage, UsagePlace, UsageYear};

use serde::{Deserialize, Serialize};

/// Why a command could not do its work.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Failure {
    /// A stable code (see `elderphoto_engine::code::Code`).
    pub code: String,
    /// What happened, whether the photos are safe, and what to do, in one or more sentences.
    pub message: String,
    /// The technical cause, for the helper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Where a far computer is not known, or not the one that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_key: Option<Box<HostKeyFacts>>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it done.
    Completed,
    /// Done, but something needs a person.
    Attention,
    /// The person stopped it.
    Stopped,
    /// Could not be done.
    Failed,
}

/// How a run ended at one place.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum PlaceOutcome {
    /// Everything is there.
    Completed,
    /// Something needs a person.
    Attention,
    /// A surprising change waits for a yes.
    Held,
    /// Not there, or not answering.
    Unreachable,
    /// There, but not the expected place, or not ours to write.
    Refused,
    /// No room.
    Full,
    /// The person stopped it.
    Stopped,
    /// Could not be done.
    Failed,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Problem {
    /// A stable code.
    pub code: String,
    /// The path in the library, readable; empty when it is about a whole place.
    pub path: String,
    /// The exact bytes of `path` in base64, when it is not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_b64: Option<String>,
    /// A sentence.
    pub message: String,
    /// The technical cause, for the helper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Where a far computer is not known, or not the one that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_key: Option<Box<HostKeyFacts>>,
}

/// `backup`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Backup {
    /// How it ended, over all places.
    pub outcome: Outcome,
    /// The newest snapshot after the run; `null` before there is one.
    pub snapshot: Option<String>,
    /// Files seen in the library.
    pub scanned: u64,
    /// Each place that was asked for.
    pub places: Vec<BackupPlace>,
    /// What could not be read in the library.
    pub problems: Vec<Problem>,
    /// Links, pipes, sockets and devices that were left out.
    pub left_out: Vec<Problem>,
}

/// `backup` at one place
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackupPlace {
    /// Its name.
    pub name: String,
    /// How it ended there.
    pub outcome: PlaceOutcome,
    /// Files sent.
    pub copied: u64,
    /// Bytes sent.
    pub copied_bytes: u64,
    /// Files whose earlier content was kept as an older version.
    pub kept_versions: u64,
    /// Files that left the mirror because they were deleted in the library.
    pub removed_from_mirror: u64,
    /// What went wrong there, with the library's problems that keep a photo from being there.
    pub problems: Vec<Problem>,
}

/// `verify`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Verify {
    /// How it ended, over all places.
    pub outcome: Outcome,
    /// Each place that was asked for.
    pub places: Vec<VerifyPlace>,
}

/// `verify` at one place
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerifyPlace {
    /// Its name.
    pub name: String,
    /// How it ended there.
    pub outcome: PlaceOutcome,
    /// Files read and compared.
    pub checked: u64,
    /// Of these, how many were right.
    pub ok: u64,
    /// Files that are gone.
    pub missing: Vec<String>,
    /// Files whose bytes are not what was written.
    pub damaged: Vec<String>,
    /// Files that were not looked at (not in the sample, or could not be read).
    pub unchecked: u64,
    /// Older versions read and compared.
    pub history_checked: u64,
    /// Older versions (by SHA-256) that are gone or wrong.
    pub history_damaged: Vec<String>,
    /// What else went wrong.
    pub problems: Vec<Problem>,
}

/// `snapshots`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshots {
    /// Newest last.
    pub snapshots: Vec<Snapshot>,
}

/// One run's state, over the places that have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    /// Accepted by every command that asks for a snapshot.
    pub id: String,
    /// When the run started, RFC 3339.
    pub started: String,
    /// When it was listed.
    pub finished: String,
    /// Whether the run went to its end.
    pub complete: bool,
    /// Files in it.
    pub files: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// The places that have it.
    pub places: Vec<String>,
}

/// `photos`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Photos {
    /// In the order of folders and names.
    pub photos: Vec<Photo>,
}

/// One file of the library, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Photo {
    /// Readable path.
    pub path: String,
    /// The exact bytes in base64, when it is not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_b64: Option<String>,
    /// Bytes.
    pub size: u64,
    /// SHA-256; `null` while it has not been read.
    pub sha256: Option<String>,
    /// When it was taken, local time as the camera wrote it (`2024-11-20T18:22:03`); `null` if unknown.
    pub taken: Option<String>,
    /// `photo`, `video`, `raw`, `sidecar` or `other`.
    pub kind: String,
    /// Gone from the library, kept at the places.
    pub deleted: bool,
    /// How many different contents of this path are kept, the present one included.
    pub versions: u64,
    /// Where it is.
    pub places: Vec<PhotoPlace>,
}

/// One place that holds a photo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhotoPlace {
    /// Its name.
    pub name: String,
    /// When its bytes there were last read and found right, RFC 3339; `null` if never.
    pub proven: Option<String>,
}

/// `restore`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Restore {
    /// How it ended.
    pub outcome: Outcome,
    /// Files written.
    pub restored: u64,
    /// Bytes written.
    pub restored_bytes: u64,
    /// Files that were there already, byte for byte.
    pub already_there: u64,
    /// Files written under a new name because another file stood there.
    pub renamed: Vec<RestoredAs>,
    /// Files that could not be restored.
    pub problems: Vec<Problem>,
    /// Nothing was written: only told what would be.
    pub dry_run: bool,
    /// The places they came from.
    pub from: Vec<String>,
    /// The folder they went to.
    pub to: String,
}

/// A file that came back under another name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RestoredAs {
    /// Its path in the library.
    pub path: String,
    /// Its path below the target.
    pub stored_as: String,
}

/// `status`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Status {
    /// RFC 3339.
    pub timestamp: String,
    /// The library on this computer.
    pub primary: Primary,
    /// Each place.
    pub backups: Vec<StatusPlace>,
    /// Three copies, two kinds of storage, one off site.
    pub rule_321: Rule321,
    /// The answer: `safe`, `needs_you` or `nothing_yet`.
    pub verdict: String,
    /// The answer in one sentence.
    pub sentence: String,
    /// What stands below it: when proven, or what else needs someone.
    pub more: Vec<String>,
}

/// The library on this computer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Primary {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub path: String,
    /// Whether it can be read now.
    pub accessible: bool,
    /// Photos and videos (a pair counts as one) when last seen.
    pub photos: u64,
    /// Files when last seen.
    pub files: u64,
    /// Bytes when last seen.
    pub bytes: u64,
}

/// One place as it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StatusPlace {
    /// Its name.
    pub name: String,
    /// `folder` or `sftp`.
    pub kind: String,
    /// Whether runs go there.
    pub enabled: bool,
    /// Whether it is on a far machine.
    pub remote: bool,
    /// Only for far machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_host: Option<String>,
    /// Whether it could be reached now.
    pub accessible: bool,
    /// Why not, when it could not: a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// The same as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble_message: Option<String>,
    /// When a run last brought everything there, RFC 3339.
    pub last_success: Option<String>,
    /// The oldest proof among what it holds, RFC 3339; `null` while anything is unproven.
    pub last_verified: Option<String>,
    /// Photos and videos there (a pair counts as one).
    pub photos: u64,
    /// Files there.
    pub files: u64,
    /// Bytes in its mirror.
    pub bytes: u64,
    /// Files of the library that are not there as they are now.
    pub behind: u64,
    /// Free room in bytes, where it can be told.
    pub free_bytes: Option<u64>,
    /// Whether it is away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud` or `null`.
    pub medium: Option<String>,
}

/// Three copies, two kinds of storage, one off site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule321 {
    /// Whether all three hold.
    pub ok: bool,
    /// Copies, this computer included.
    pub copies: u64,
    /// Kinds of storage.
    pub kinds: u64,
    /// Copies away from home.
    pub offsite: u64,
    /// What is missing, in plain words.
    pub missing: Vec<String>,
}

/// `health`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Health {
    /// The one word.
    pub health: HealthLevel,
    /// A sentence.
    pub message: String,
    /// Whether the library can be read.
    pub primary_accessible: bool,
    /// `2/2`
    pub backups_accessible: String,
    /// RFC 3339.
    pub timestamp: String,
}

/// The one word of `health`; exit status 0, 1, 2.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum HealthLevel {
    /// Green: every photo is in every place and proven in time.
    Healthy,
    /// Something needs someone.
    Degraded,
    /// The library cannot be read, or no place has a finished copy.
    Critical,
}

/// `place list`, `place add`, `place set`, `place check`, `place remove`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Places {
    /// How it ended.
    pub outcome: Outcome,
    /// The places it was about.
    pub places: Vec<PlaceInfo>,
}

/// A place as it is set up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlaceInfo {
    /// Its name.
    pub name: String,
    /// `folder` or `sftp`.
    pub kind: String,
    /// Whether it is on a far machine.
    pub remote: bool,
    /// Only for far machines: its name or number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_host: Option<String>,
    /// Only for far machines: its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_port: Option<u16>,
    /// Only for far machines: who signs in there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_user: Option<String>,
    /// Its folder.
    pub path: String,
    /// The id in its `location.json`.
    pub location_id: String,
    /// Whether runs go there.
    pub enabled: bool,
    /// Whether it is away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud` or `null`.
    pub medium: Option<String>,
    /// How long older versions stay: `all`, `fewer` or `days:N`.
    pub keep: String,
    /// MB/s, `null` for no limit.
    pub limit_mb_s: Option<u64>,
    /// `place check` only: whether it could be reached, written and read back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reachable: Option<bool>,
    /// `place check` only: what is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// `place check`, and `place add --use-existing`: files of others that lie there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreign_files: Option<u64>,
    /// Free room in bytes, where it can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
}

/// `settings get`, `settings set`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettingsList {
    /// Where the file is.
    pub file: String,
    /// Each setting by its name.
    pub settings: std::collections::BTreeMap<String, serde_json::Value>,
}

/// `init`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Init {
    /// How it ended.
    pub outcome: Outcome,
    /// The library's id.
    pub library_id: String,
    /// Its name.
    pub name: String,
    /// Its folders.
    pub libraries: Vec<String>,
    /// Where settings, catalog and logs are.
    pub home: String,
}

/// How far a run is. Sent at most five times a second.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Progress {
    /// `looking`, `copying`, `finishing`, `checking`, `restoring`
    pub phase: Phase,
    /// Files done and to do, over the places of the run.
    pub files_done: u64,
    /// Files in all, as far as known.
    pub files_total: u64,
    /// Bytes done.
    pub bytes_done: u64,
    /// Bytes in all, as far as known.
    pub bytes_total: u64,
    /// Time left, when it can be told.
    pub seconds_left: Option<u64>,
    /// What is being worked on now.
    pub current: Option<String>,
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Looking through the library.
    Looking,
    /// Copying to the places.
    Copying,
    /// Making it durable.
    Finishing,
    /// Reading copies again.
    Checking,
    /// Bringing photos back.
    Restoring,
}
