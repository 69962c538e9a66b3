//! The snapshots each place has, so that they can be told while it is away.

use super::digest_column;
use super::held::PlaceNo;
use crate::digest::Digest;
use crate::error::Result;
use crate::format::snapshot::{Snapshot, SnapshotId};
use crate::time::Moment;
use rusqlite::{Connection, params};

/// A snapshot of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRow {
    /// The place.
    pub place: PlaceNo,
    /// Its id.
    pub id: SnapshotId,
    /// Whether its run went to its end.
    pub complete: bool,
    /// When the run started.
    pub started: Moment,
    /// When it was written.
    pub finished: Moment,
    /// The root's node.
    pub root: Digest,
    /// Files in it.
    pub files: u64,
    /// Bytes in it.
    pub bytes: u64,
}

/// Notes a snapshot of a place.
pub fn put(conn: &Connection, place: PlaceNo, s: &Snapshot) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO snapshots VALUES(?,?,?,?,?,?,?,?,?)")?.execute(params![
        place,
        s.id.as_str(),
        s.sequence as i64,
        s.complete,
        s.started.as_unix(),
        s.finished.as_unix(),
        s.root.as_bytes().as_slice(),
        s.files as i64,
        s.bytes as i64,
    ])?;
    Ok(())
}

/// A snapshot of a place is no longer listed.
pub fn remove(conn: &Connection, place: PlaceNo, id: &SnapshotId) -> Result<()> {
    conn.execute("DELETE FROM snapshots WHERE place=? AND id=?", params![place, id.as_str()])?;
    Ok(())
}

/// The ids of the complete snapshots a place was last seen with, in no order. (Checkpoints within a run
/// come and go.)
pub fn complete_ids(conn: &Connection, place: PlaceNo) -> Result<Vec<SnapshotId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM snapshots WHERE place=? AND complete=1")?;
    let ids = statement.query_map([place], |r| id_column(r, 0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// All snapshots of all places, oldest first.
pub fn all(conn: &Connection) -> Result<Vec<SnapshotRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT place,id,complete,started,finished,root,files,bytes FROM snapshots ORDER BY sequence, place",
    )?;
    let rows = statement.query_map([], |r| {
        Ok(SnapshotRow {
            place: r.get(0)?,
            id: id_column(r, 1)?,
            complete: r.get(2)?,
            started: Moment::from_unix(r.get(3)?),
            finished: Moment::from_unix(r.get(4)?),
            root: digest_column(r, 5)?,
            files: r.get::<_, i64>(6)? as u64,
            bytes: r.get::<_, i64>(7)? as u64,
        })
    })?;
    let mut rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.sort_by(|a, b| a.id.order().cmp(&b.id.order()).then(a.place.cmp(&b.place)));
    Ok(rows)
}

/// A column that must hold a snapshot's id.
pub(crate) fn id_column(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<SnapshotId> {
    SnapshotId::try_from(row.get::<_, String>(at)?)
        .map_err(|_| rusqlite::Error::InvalidColumnType(at, "id".into(), rusqlite::types::Type::Text))
}
