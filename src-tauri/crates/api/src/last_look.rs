//! What was seen when library and places were last looked at: which of them answered, and what could not be
//! read. With it a window that was just opened can tell at once what is known, and since when.
//!
//! A small file beside the databases. It only ever adds trouble to what the catalog knows, never takes any
//! away; without it nobody has looked yet.

use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// So many unreadable files are kept by name.
pub const MAX_NAMED: usize = 1_000;

/// What one look found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLook {
    /// When, in seconds since 1970.
    pub at: i64,
    /// What is wrong with the library itself: a code.
    pub library: Option<Trouble>,
    /// Photos of it that could not be read.
    pub unreadable: u64,
    /// The paths of those whose content was never read, so that they are told from what is still to be
    /// copied. No more than [`MAX_NAMED`]; others count as still to be copied.
    #[serde(default)]
    pub unreadable_paths: Vec<Vec<u8>>,
    /// Files of it, no pictures, that could not be read.
    #[serde(default)]
    pub unreadable_others: u64,
    /// Folders of it that could not be opened.
    pub unreadable_folders: u64,
    /// Links and the like: nothing below them is copied.
    #[serde(default)]
    pub left_out: u64,
    /// Each place by its id.
    pub places: BTreeMap<String, PlaceLook>,
}

/// What one look found at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceLook {
    /// What was in the way.
    pub trouble: Option<Trouble>,
    /// Free room there.
    pub free_bytes: Option<u64>,
}

/// Something in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// A stable code.
    pub code: String,
    /// The technical cause.
    pub cause: String,
}

impl Trouble {
    /// What an error leaves behind.
    pub fn of(error: &Error) -> Self {
        Self { code: error.code().as_str().to_owned(), cause: error.to_string() }
    }

    /// The error again. A code of another version is still trouble.
    pub fn error(&self) -> Error {
        Error::coded(Code::from_text(&self.code).unwrap_or(Code::Internal), &self.cause)
    }
}

impl LastLook {
    /// What was noted; `None` where nothing was, or nothing that can be understood.
    pub fn read(file: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(file).ok()?).ok()
    }

    /// Notes it: a new file takes the old one's name.
    pub fn write(&self, file: &Path) -> Result<()> {
        let bytes = serde_json::to_vec(self).map_err(Error::internal)?;
        let new = file.with_extension("json.new");
        let write = || -> std::io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600).open(&new)?.write_all(&bytes)?;
            std::fs::rename(&new, file)
        };
        write().map_err(|e| Error::io(file, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_read_back_and_nonsense_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("last-look.json");
        assert_eq!(LastLook::read(&file), None);
        let trouble = Trouble::of(&Error::coded(Code::PlaceSwapped, "another id"));
        let place = PlaceLook { trouble: Some(trouble.clone()), free_bytes: Some(7) };
        let look = LastLook { at: 12, places: BTreeMap::from([("a".into(), place)]), ..LastLook::default() };
        look.write(&file).unwrap();
        assert_eq!(LastLook::read(&file), Some(look));
        assert_eq!(trouble.error().code(), Code::PlaceSwapped);
        std::fs::write(&file, "{").unwrap();
        assert_eq!(LastLook::read(&file), None);
    }

    #[test]
    fn a_code_of_another_version_is_still_trouble() {
        let trouble = Trouble { code: "from_the_future".into(), cause: String::new() };
        assert_eq!(trouble.error().code(), Code::Internal);
    }
}
