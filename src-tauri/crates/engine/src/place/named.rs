//! Which contents that listed snapshots name a place has no more: neither in its history nor at any path of its mirror.
//!
//! A copy in the mirror that is known to be gone or damaged is told as that copy, and not here once more.

use crate::catalog::held::PlaceNo;
use crate::catalog::{Catalog, digest_column};
use crate::digest::Digest;
use crate::error::Result;
use crate::path::FileKey;
use rusqlite::{Connection, params};

/// What snapshots name, as far as it is not where it is looked for first.
///
/// Nearly all of it is, so the table stays small; it lies in a temporary file, not in memory.
pub struct Named {
    conn: Connection,
    place: PlaceNo,
}

impl Named {
    /// Nothing is named yet.
    pub fn none(catalog: &Catalog, place: PlaceNo) -> Result<Self> {
        let conn = catalog.reader()?;
        conn.execute_batch("CREATE TEMP TABLE named(sha BLOB PRIMARY KEY) WITHOUT ROWID")?;
        Ok(Self { conn, place })
    }

    /// A listed snapshot gives a path this content. What is known of the place must be in the catalog by now.
    pub fn add(&self, key: &FileKey, content: &Digest) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "INSERT OR IGNORE INTO named SELECT ?4
               WHERE NOT EXISTS(SELECT 1 FROM held WHERE place=?1 AND folder=?2 AND name=?3 AND sha=?4)
                 AND NOT EXISTS(SELECT 1 FROM objects WHERE place=?1 AND sha=?4)",
        )?;
        let content = content.as_bytes().as_slice();
        statement.execute(params![self.place, key.folder.as_bytes(), key.name, content])?;
        Ok(())
    }

    /// What the place does not have.
    pub fn lost(self) -> Result<Vec<Digest>> {
        if self.conn.query_row("SELECT NOT EXISTS(SELECT 1 FROM named)", [], |r| r.get(0))? {
            return Ok(Vec::new());
        }
        // Photos that were moved stand under another path: one pass over the mirror, each a look into what is left.
        self.conn.execute(
            "DELETE FROM named WHERE sha IN
               (SELECT h.sha FROM held h CROSS JOIN named n ON n.sha=h.sha WHERE h.place=?1 AND h.name<>x'')",
            [self.place],
        )?;
        let mut statement = self.conn.prepare("SELECT sha FROM named")?;
        let lost = statement.query_map([], |r| digest_column(r, 0))?;
        Ok(lost.collect::<rusqlite::Result<_>>()?)
    }
}
