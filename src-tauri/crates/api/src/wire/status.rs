//! What is known about how safe everything is.

use super::HostKeyFacts;
use serde::{Deserialize, Serialize};

/// `status`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
    /// Which of its faces the window shows. While something is at work that is `at_work`, whatever the
    /// answer is.
    pub face: Face,
    /// Everything that needs someone, the worst first.
    pub cards: Vec<ProblemCard>,
    /// When library and places were last looked at, RFC 3339; `null` if never. What is told rests on that.
    pub looked: Option<String>,
    /// Told from what is known; nobody looked for this answer. The window looks again by itself and tells by
    /// the event `status`.
    pub known: bool,
}

/// The faces of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// Every photo is in every place, and proven.
    Safe,
    /// Something is at work.
    AtWork,
    /// Something needs someone.
    NeedsYou,
    /// There is nothing to be safe yet.
    NothingYet,
    /// It was safe when somebody last looked, more than a day ago; nothing is said of now.
    Looking,
}

/// One thing that needs someone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProblemCard {
    /// A stable code.
    pub code: String,
    /// The place it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub place: Option<String>,
    /// What happened.
    pub sentence: String,
    /// Whether the photos are safe.
    pub safe: String,
    /// The one thing to do.
    pub todo: String,
    /// The technical cause, for the helper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub details: Option<String>,
    /// Where a far computer is not known, or not the one that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub host_key: Option<HostKeyFacts>,
    /// The button that belongs to it.
    pub action: CardAction,
}

/// The button of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CardAction {
    /// Look again (`check_place`).
    Retry,
    /// Back up now.
    BackUp,
    /// Check the copies (`check`).
    Check,
    /// Type the password (`set_password`).
    Password,
    /// Compare the fingerprint (`accept_host_key`).
    HostKey,
    /// Choose another disk or folder.
    ChooseDisk,
    /// Show which photos or files it is about.
    Show,
    /// Nothing the program could do.
    None,
}

/// How a place stands, by the same rule as the answer: only `well` is green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlaceCondition {
    /// Every photo is there, and proven or copied less than a day ago.
    Well,
    /// Photos are still to go there.
    Waiting,
    /// Every photo is there; not all were checked in time.
    Unproven,
    /// Nothing was ever copied there.
    Empty,
    /// Something is in the way, or copies are gone or damaged.
    Trouble,
    /// Switched off.
    Off,
}

/// The library on this computer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub ssh_host: Option<String>,
    /// Whether it could be reached now.
    pub accessible: bool,
    /// Why not, when it could not: a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub trouble: Option<String>,
    /// The same as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
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
    /// How it stands.
    pub state: PlaceCondition,
    /// The same in a few words: "up to date", "12 photos still to go".
    pub state_words: String,
    /// "420 GB free", "62 GB free, full in about 5 months"; `null` where it cannot be told.
    pub room_sentence: Option<String>,
}

/// Three copies, two kinds of storage, one off site.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HealthLevel {
    /// Green: every photo is in every place and proven in time.
    Healthy,
    /// Something needs someone.
    Degraded,
    /// The library cannot be read, or no place has a finished copy.
    Critical,
}
