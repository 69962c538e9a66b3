//! What the records remember of a place, for a look at it: size and time tell of no wrong byte, and a catalog that was
//! lost knows of none.

use super::writer::lock_of;
use crate::digest::Digest;
use crate::error::Result;
use crate::format::location::Id;
use crate::format::snapshot::SnapshotId;
use crate::path::FileKey;
use crate::records::Records;
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// See the module.
pub(super) struct Remembered<'a> {
    records: &'a Mutex<Records>,
    place: i64,
    wrong_copies: HashMap<FileKey, Digest>,
    wrong_history: HashSet<Digest>,
}

impl<'a> Remembered<'a> {
    pub(super) fn of(records: &'a Mutex<Records>, location: &Id) -> Result<Self> {
        let known = lock_of(records);
        let place = known.place(location)?;
        let wrong_copies = known.found_wrong(place)?.into_iter().map(|copy| (copy.key, copy.sha)).collect();
        let wrong_history = known.wrong_history(place)?;
        drop(known);
        Ok(Self { records, place, wrong_copies, wrong_history })
    }

    /// Whether a copy was found wrong, and not right nor made anew since.
    pub(super) fn is_wrong_copy(&self, key: &FileKey, content: &Digest) -> bool {
        self.wrong_copies.get(key) == Some(content)
    }

    /// Whether a content of the history was found wrong and not right since.
    pub(super) fn is_wrong_history(&self, content: &Digest) -> bool {
        self.wrong_history.contains(content)
    }

    /// Remembers which snapshots are gone: only the catalog of now knows of them, and a look makes it forget.
    pub(super) fn snapshots(&self, gone: &[SnapshotId], listed: &[SnapshotId]) -> Result<()> {
        lock_of(self.records).note_snapshots(self.place, gone, listed)
    }

    /// Remembers contents that snapshots name and the place does not have.
    pub(super) fn history_is_lost(&self, contents: &[Digest]) -> Result<()> {
        lock_of(self.records).history_is_wrong(self.place, contents)
    }
}
