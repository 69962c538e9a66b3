//! What runs answer: a backup, a check, putting back; and how far a run is.

use super::{Outcome, PlaceOutcome, Problem};
use serde::{Deserialize, Serialize};

/// `backup`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verify {
    /// How it ended, over all places.
    pub outcome: Outcome,
    /// Each place that was asked for.
    pub places: Vec<VerifyPlace>,
}

/// `verify` at one place
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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

/// `restore`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Restore {
    /// How it ended.
    pub outcome: Outcome,
    /// Files written.
    pub restored: u64,
    /// Bytes written.
    pub restored_bytes: u64,
    /// Files that were there already, byte for byte.
    pub already_there: u64,
    /// Files written under a new name, because their own was taken or does not fit there.
    pub renamed: Vec<RestoredAs>,
    /// Files that could not be restored.
    pub problems: Vec<Problem>,
    /// Nothing was written: only told what would be.
    pub dry_run: bool,
    /// The places they came from.
    pub from: Vec<String>,
    /// The folder they went to.
    pub to: String,
    /// The same in words; only the window's answers have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub sentence: Option<String>,
}

/// A file that came back under another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoredAs {
    /// Its path in the library.
    pub path: String,
    /// Its path below the target.
    pub stored_as: String,
}

/// `undo`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Undo {
    /// How it ended.
    pub outcome: Outcome,
    /// Files taken away.
    pub removed: u64,
    /// Their bytes.
    pub removed_bytes: u64,
    /// Files that were gone already.
    pub gone: u64,
    /// Files that stay, since they were changed, or why else.
    pub left: Vec<Problem>,
    /// The folder they had come back to.
    pub from: String,
}

/// How far a run is. Sent at most five times a second.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
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

/// `drill`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drill {
    /// How it ended, over all places.
    pub outcome: Outcome,
    /// Each place that was asked for.
    pub places: Vec<PlaceDrill>,
}

/// `drill` with one place
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlaceDrill {
    /// Its name.
    pub name: String,
    /// How it ended there.
    pub outcome: DrillOutcome,
    /// Photos that were to come back.
    pub tried: u64,
    /// Of these, how many could be opened here and are the same, bit for bit.
    pub opened: u64,
    /// The others.
    pub failed: Vec<String>,
    /// All of this in words.
    pub message: String,
    /// Why it could not be done.
    pub problems: Vec<Problem>,
}

/// How a practice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillOutcome {
    /// Every photo came back as it was.
    Passed,
    /// Some did not.
    Failed,
    /// It could not be tried.
    CouldNot,
}
