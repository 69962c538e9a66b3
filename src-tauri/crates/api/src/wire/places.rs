//! Places and settings as they are set up.

use super::{Outcome, Problem};
use serde::{Deserialize, Serialize};

/// `place list`, `place add`, `place set`, `place check`, `place remove`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Places {
    /// How it ended.
    pub outcome: Outcome,
    /// The places it was about.
    pub places: Vec<PlaceInfo>,
}

/// A place as it is set up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaceInfo {
    /// Its name.
    pub name: String,
    /// `folder` or `sftp`.
    pub kind: String,
    /// Whether it is on a far machine.
    pub remote: bool,
    /// Only for far machines: its name or number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub ssh_host: Option<String>,
    /// Only for far machines: its port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub ssh_port: Option<u16>,
    /// Only for far machines: who signs in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub reachable: Option<bool>,
    /// `place check` only: what is in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub problem: Option<Problem>,
    /// `place check`, and `place add --use-existing`: files of others that lie there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub foreign_files: Option<u64>,
    /// Free room in bytes, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub free_bytes: Option<u64>,
}

/// `settings get`, `settings set`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingsList {
    /// Where the file is.
    pub file: String,
    /// Each setting by its name.
    #[cfg_attr(test, ts(type = "Record<string, string | number | boolean | null>"))]
    pub settings: std::collections::BTreeMap<String, serde_json::Value>,
}

/// `init`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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

/// `init --from-env`
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FamilySetUp {
    /// What is set up; how it ended.
    #[serde(flatten)]
    pub init: Init,
    /// Whether anything is other than before.
    pub changed: bool,
    /// The places that the file names, in its order.
    pub places: Vec<FamilyPlace>,
}

/// A place that the file names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FamilyPlace {
    /// What it is called.
    pub name: String,
    /// What became of it.
    pub state: FamilyPlaceState,
    /// For one that was there before: in which words the file says otherwise. They were left as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
    /// Why it could not be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What became of a place that the file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyPlaceState {
    /// It is a place from now on.
    Added,
    /// It was one before.
    Present,
    /// It could not be added this time.
    NotAdded,
}
