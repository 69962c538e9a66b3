//! Notes for the catalog, written in short transactions, so that a slow place never keeps the
//! others from the catalog.

use crate::catalog::Catalog;
use crate::catalog::held::{self, HeldRow, PlaceNo};
use crate::catalog::versions::{self, VersionRow};
use crate::digest::Digest;
use crate::error::Result;
use crate::path::{FileKey, FolderKey};
use rusqlite::params;

/// So many notes go into one transaction.
const MAX_PENDING: usize = 2_000;

/// One thing to note of a place.
pub(super) enum Note {
    /// It holds a file.
    Held(HeldRow),
    /// It holds nothing under a path.
    NotHeld(FileKey),
    /// Its history holds these contents of those whose digest begins with `part`; of these some are bad.
    Objects { part: u8, objects: Vec<(Digest, u64)>, bad: Vec<Digest> },
    /// The node of a folder.
    Node(FolderKey, Digest),
    /// An earlier content of a path.
    Version(VersionRow),
    /// A copy has been there since, if nothing else is known.
    Since(FileKey, Digest, i64),
}

pub(super) struct Ledger<'a> {
    pub(super) catalog: &'a Catalog,
    place: PlaceNo,
    pending: Vec<Note>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(catalog: &'a Catalog, place: PlaceNo) -> Self {
        Self { catalog, place, pending: Vec::new() }
    }

    pub(super) fn push(&mut self, note: Note) -> Result<()> {
        self.pending.push(note);
        if self.pending.len() >= MAX_PENDING { self.flush() } else { Ok(()) }
    }

    pub(super) fn has_object(&self, sha: &Digest) -> Result<bool> {
        held::has_object(&self.catalog.write(), self.place, sha)
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        let mut conn = self.catalog.write();
        let tx = conn.transaction()?;
        for note in self.pending.drain(..) {
            match note {
                Note::Held(row) => held::put(&tx, self.place, &row)?,
                Note::NotHeld(key) => held::remove(&tx, self.place, &key)?,
                Note::Objects { part, objects, bad } => {
                    held::set_objects(&tx, self.place, part, &objects)?;
                    for digest in bad {
                        held::set_object_bad(&tx, self.place, &digest, true)?;
                    }
                }
                Note::Node(folder, sha) => held::set_node(&tx, self.place, &folder, Some(&sha))?,
                Note::Version(row) => versions::put(&tx, &row)?,
                Note::Since(key, sha, at) => {
                    tx.prepare_cached(
                        "UPDATE held SET copied=?1 WHERE place=?2 AND folder=?3 AND name=?4 AND sha=?5 AND copied=0",
                    )?
                    .execute(params![
                        at,
                        self.place,
                        key.folder.as_bytes(),
                        key.name,
                        sha.as_bytes().as_slice()
                    ])?;
                }
            }
        }
        Ok(tx.commit()?)
    }
}
