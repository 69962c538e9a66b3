//! What `usage` answers: the room that copies take.

use serde::{Deserialize, Serialize};

/// `usage`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Usage {
    /// Each place.
    pub places: Vec<UsagePlace>,
}

/// Room taken at one place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UsagePlace {
    /// Its name.
    pub name: String,
    /// Bytes of the photos as they are now.
    pub mirror_bytes: u64,
    /// Files of the same.
    pub mirror_files: u64,
    /// Bytes of older versions.
    pub versions_bytes: u64,
    /// Files of the same.
    pub versions_files: u64,
    /// By year the photo was taken (or last changed), `"2024"`; oldest first.
    pub years: Vec<UsageYear>,
    /// Free room in bytes, where it can be told.
    pub free_bytes: Option<u64>,
}

/// Room taken by one year.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UsageYear {
    /// `"2024"`
    pub year: String,
    /// Files of it.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
}
