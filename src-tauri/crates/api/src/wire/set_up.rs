//! What the window shows while somebody sets up: folders to choose from, disks, and how a try went. A
//! folder is handed to the page as a token only; the page never names one.

use super::{Failure, HostKeyFacts, PlaceInfo, Snapshot, UsagePlace};
use serde::{Deserialize, Serialize};

/// Stands for a folder of this computer that the program found or a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct FolderToken(pub String);

/// `library_suggestions`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LibrarySuggestion {
    /// The folder.
    pub folder: FolderToken,
    /// Readable path.
    pub path: String,
    /// Its last part.
    pub name: String,
    /// Photos and videos in it (a pair counts as one), as far as counted.
    pub photos: u64,
    /// Their bytes.
    pub bytes: u64,
    /// There was too much to count it all: there are at least so many.
    pub at_least: bool,
    /// The year of the oldest, by its file's time.
    pub from_year: Option<i32>,
    /// The year of the newest.
    pub to_year: Option<i32>,
}

/// `choose_folder`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChosenFolder {
    /// The folder.
    pub folder: FolderToken,
    /// Readable path.
    pub path: String,
    /// Free room where it lies.
    pub free_bytes: Option<u64>,
    /// For a library: photos and videos in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub photos: Option<u64>,
    /// For a library: there are at least so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub at_least: Option<bool>,
    /// For a library: the year of the oldest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub from_year: Option<i32>,
    /// For a library: the year of the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub to_year: Option<i32>,
}

/// `disks`: a disk or share on which copies could live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Disk {
    /// A folder of its own for the copies on it, made when the place is added.
    pub folder: FolderToken,
    /// What a person calls it.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Free room.
    pub free_bytes: u64,
    /// Room in all.
    pub total_bytes: u64,
    /// `ssd`, `hdd`, `usb` or `nas`.
    pub medium: String,
    /// Reached over the network.
    pub network: bool,
}

/// `try_folder`, `try_far`: how a try went. Nothing is kept of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tried {
    /// A file was copied there and read back.
    pub ok: bool,
    /// What was done, in order; the first that is not done is where it ended.
    pub steps: Vec<TriedStep>,
    /// The same in a sentence.
    pub sentence: String,
    /// Why it did not work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub failure: Option<Failure>,
    /// Who the far computer says it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub host_key: Option<HostKeyFacts>,
    /// Free room there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub free_bytes: Option<u64>,
}

/// One step of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TriedStep {
    /// "Found the folder", "Copied a file", …
    pub word: String,
    /// Whether it was done.
    pub done: bool,
}

/// `place_details`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaceDetails {
    /// How it is set up.
    pub info: PlaceInfo,
    /// What takes room there.
    pub usage: UsagePlace,
    /// Its states of the library, newest first, at most 50.
    pub snapshots: Vec<Snapshot>,
    /// Free room day by day, oldest first, as far as it was noted.
    pub room: Vec<RoomDay>,
}

/// Free room on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoomDay {
    /// `2026-11-21`
    pub day: String,
    /// Free room when it was last looked at on that day.
    pub free_bytes: u64,
}

/// `about`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct About {
    /// `0.1.0`
    pub version: String,
    /// Where settings, catalog and records are.
    pub home: String,
    /// Where the log is; `null` where none is kept.
    pub log: Option<String>,
}
