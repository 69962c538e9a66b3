//! What goes over the border: to scripts as JSON, to the window as events and replies.
//!
//! The command line's JSON is a contract: fields are added, never renamed or removed. The page's types
//! are made from these (`bindings.rs`).

mod activity;
#[cfg(test)]
mod bindings;
mod far;
mod photos;
mod places;
mod runs;
mod set_up;
mod status;
mod usage;

pub use activity::{Activities, Activity, ActivityKind, Finished};
pub use far::{Fingerprint, HostKeyFacts, SecretKept};
pub use photos::{FolderChoice, Photo, PhotoPage, PhotoPlace, PhotoVersion, Photos, Snapshot, Snapshots};
pub use places::{FamilyPlace, FamilyPlaceState, FamilySetUp, Init, PlaceInfo, Places, SettingsList};
pub use runs::{
    Backup, BackupPlace, Drill, DrillOutcome, Phase, PlaceDrill, Progress, Restore, RestoredAs, Undo, Verify,
    VerifyPlace,
};
pub use set_up::{
    About, ChosenFolder, Disk, FolderToken, LibrarySuggestion, PlaceDetails, RoomDay, Tried, TriedStep,
};
pub use status::{
    CardAction, Face, Health, HealthLevel, PlaceCondition, Primary, ProblemCard, Rule321, Status, StatusPlace,
};
pub use usage::{Usage, UsagePlace, UsageYear};

use elderphoto_engine::code::Code;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Why a command could not do its work.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Failure {
    /// A stable code (see `elderphoto_engine::code::Code`).
    pub code: String,
    /// What happened, whether the photos are safe, and what to do, in one or more sentences.
    pub message: String,
    /// The technical cause, for the helper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub details: Option<String>,
    /// Where a far computer is not known, or not the one that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub host_key: Option<Box<HostKeyFacts>>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Problem {
    /// A stable code.
    pub code: String,
    /// The path in the library, readable; empty when it is about a whole place.
    pub path: String,
    /// The place it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub place: Option<String>,
    /// The exact bytes of `path` in base64, when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub path_b64: Option<String>,
    /// A sentence.
    pub message: String,
    /// The technical cause, for the helper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub details: Option<String>,
    /// Where a far computer is not known, or not the one that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub host_key: Option<Box<HostKeyFacts>>,
}

impl Problem {
    /// Whether somebody has to do something about it.
    pub fn needs_someone(&self) -> bool {
        !Code::from_text(&self.code).is_some_and(Code::is_healed)
    }
}
