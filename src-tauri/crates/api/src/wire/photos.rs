//! Photos as they are kept, and the states of the library that are kept.

use serde::{Deserialize, Serialize};

/// `photos`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Photos {
    /// In the order of folders and names.
    pub photos: Vec<Photo>,
}

/// One file of the library, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Photo {
    /// For its picture, `thumb://localhost/<id>/<size>`; `null` where there is none. Only the window gives it.
    #[serde(default)]
    pub id: Option<u64>,
    /// Readable path.
    pub path: String,
    /// The exact bytes in base64, when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
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
    /// Places that have what it is now from before only: it was deleted or replaced here, and is back.
    pub kept: Vec<String>,
}

/// One place that holds a photo.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PhotoPlace {
    /// Its name.
    pub name: String,
    /// When its bytes there were last read and found right, RFC 3339; `null` if never.
    pub proven: Option<String>,
}

/// `snapshots`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Snapshots {
    /// Newest last.
    pub snapshots: Vec<Snapshot>,
}

/// One run's state, over the places that have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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

/// `photo_page`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PhotoPage {
    /// Pictures and videos, newest taken first. `taken` is the file's time where the camera wrote none.
    pub photos: Vec<Photo>,
    /// How many there are on all pages.
    pub total: u64,
    /// For the next page; `null` on the last.
    pub next: Option<String>,
}

/// `photo_versions`: one content that a path has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PhotoVersion {
    /// Its content.
    pub sha256: String,
    /// For its picture; `null` where there is none.
    pub id: Option<u64>,
    /// Bytes.
    pub size: u64,
    /// When the file was last changed, RFC 3339.
    pub modified: String,
    /// When it was taken, as the camera wrote it; `null` if unknown.
    pub taken: Option<String>,
    /// This is what is on this computer now.
    pub present: bool,
    /// The places that have it.
    pub places: Vec<String>,
}

/// `folders`: a folder of the library that can come back as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderChoice {
    /// Readable path; empty for the whole library.
    pub path: String,
    /// Photos and videos in it and below it (a pair counts as one).
    pub photos: u64,
    /// Bytes of all files in it and below it.
    pub bytes: u64,
    /// The years its photos were taken in, oldest first.
    pub years: Vec<i32>,
}
