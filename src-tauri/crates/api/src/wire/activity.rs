//! What is at work now and what was last: what the window shows while photos are copied, checked or put
//! back, also after the page was loaded anew.

use super::{Failure, Outcome, Problem, Progress, Restore};
use serde::{Deserialize, Serialize};

/// `activities`, and the event of that name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Activities {
    /// What is at work.
    pub now: Option<Activity>,
    /// What ended last since the program began.
    pub last: Option<Finished>,
}

/// What kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// Copying to the places.
    Backup,
    /// Reading copies again.
    Check,
    /// Putting photos back.
    Restore,
    /// Taking away again what was put back last.
    Undo,
}

/// Something at work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Activity {
    /// Counts up from the start of the program.
    pub id: u64,
    /// What it is.
    pub kind: ActivityKind,
    /// The places it is about; all when empty.
    pub places: Vec<String>,
    /// RFC 3339.
    pub begun: String,
    /// It was told to stop and is about to.
    pub stopping: bool,
    /// How far it is.
    pub progress: Progress,
    /// The same in words.
    pub sentence: String,
    /// A small picture of what is being copied, `thumb://localhost/<picture>/<size>`; `null` where there is none.
    /// Only the window gives it.
    #[serde(default)]
    pub picture: Option<u64>,
}

/// Something that was at work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finished {
    /// Its number while it was at work.
    pub id: u64,
    /// What it was.
    pub kind: ActivityKind,
    /// RFC 3339.
    pub ended: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The same in words.
    pub sentence: String,
    /// What is not as it should be; at most 500, the rest is counted in the sentence.
    pub problems: Vec<Problem>,
    /// What came back, if photos were put back.
    pub restore: Option<Restore>,
    /// It put photos back, and that can be undone.
    #[serde(default)]
    pub can_undo: bool,
    /// Why it could not be done at all.
    pub failure: Option<Failure>,
}
