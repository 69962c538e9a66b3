//! Each place's standing in the catalog.

use super::held::PlaceNo;
use crate::error::Result;
use crate::format::location::Id;
use crate::store::Stat;
use rusqlite::{Connection, OptionalExtension, params};

/// What the catalog knows of a place as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// Its number here.
    pub no: PlaceNo,
    /// A run wrote there and did not finish: look before trusting.
    pub dirty: bool,
    /// The library's generation that it holds in full.
    pub generation: i64,
    /// The newest snapshot this catalog knows to be listed there.
    pub snapshot: Option<String>,
}

/// The row of a place; made (dirty) when it is new.
pub fn get_or_add(conn: &Connection, location: &Id) -> Result<PlaceRow> {
    if let Some(known) = get(conn, location)? {
        // Asked for while others write: nothing is to be written.
        return Ok(known);
    }
    conn.execute("INSERT OR IGNORE INTO places(location) VALUES(?)", [location.as_str()])?;
    get(conn, location)?.ok_or_else(|| super::damaged("a place's row is gone"))
}

/// The row of a place.
pub fn get(conn: &Connection, location: &Id) -> Result<Option<PlaceRow>> {
    let sql = "SELECT id,dirty,generation,snapshot FROM places WHERE location=?";
    let read = |r: &rusqlite::Row<'_>| {
        Ok(PlaceRow { no: r.get(0)?, dirty: r.get(1)?, generation: r.get(2)?, snapshot: r.get(3)? })
    };
    Ok(conn.query_row(sql, [location.as_str()], read).optional()?)
}

/// Notes, durably, that a run is about to write there.
pub fn mark_dirty(conn: &Connection, place: PlaceNo) -> Result<()> {
    conn.execute_batch("PRAGMA synchronous=FULL")?;
    let done = conn.execute("UPDATE places SET dirty=1 WHERE id=?", [place]);
    conn.execute_batch("PRAGMA synchronous=NORMAL")?;
    done?;
    Ok(())
}

/// Notes that the catalog's rows are what stands there.
pub fn mark_clean(conn: &Connection, place: PlaceNo, generation: i64, snapshot: Option<&str>) -> Result<()> {
    conn.execute(
        "UPDATE places SET dirty=0, generation=?2, snapshot=?3 WHERE id=?1",
        params![place, generation, snapshot],
    )?;
    Ok(())
}

/// Notes how `SHA256SUMS` was left there.
pub fn set_sums(conn: &Connection, place: PlaceNo, stat: Option<&Stat>) -> Result<()> {
    let (size, mtime) = stat.map_or((-1, 0), |s| (s.size as i64, s.mtime.as_ns()));
    conn.execute("UPDATE places SET sums_size=?2, sums_mtime=?3 WHERE id=?1", params![place, size, mtime])?;
    Ok(())
}

/// Notes how many of its snapshots cannot be read in full.
pub fn set_bad_snapshots(conn: &Connection, place: PlaceNo, count: u64) -> Result<()> {
    conn.execute("UPDATE places SET bad_snapshots=?2 WHERE id=?1", params![place, count as i64])?;
    Ok(())
}

/// Whether `SHA256SUMS` is as it was left.
pub fn sums_are(conn: &Connection, place: PlaceNo, stat: Option<&Stat>) -> Result<bool> {
    let (size, mtime) = stat.map_or((-1, 0), |s| (s.size as i64, s.mtime.as_ns()));
    let sql = "SELECT sums_size=?2 AND sums_mtime=?3 FROM places WHERE id=?1";
    Ok(conn.query_row(sql, params![place, size, mtime], |r| r.get(0))?)
}

/// Notes that something the place should hold is known to be amiss, so that the next run looks.
pub fn mark_behind(conn: &Connection, place: PlaceNo) -> Result<()> {
    conn.execute("UPDATE places SET generation=0 WHERE id=?", [place])?;
    Ok(())
}

/// Forgets all about a place.
pub fn forget(conn: &Connection, place: PlaceNo) -> Result<()> {
    for table in ["held", "objects", "nodes", "snapshots"] {
        conn.execute(&format!("DELETE FROM {table} WHERE place=?"), [place])?;
    }
    conn.execute("DELETE FROM places WHERE id=?", [place])?;
    Ok(())
}

/// Forgets the tree nodes of a place's folders, before it is looked at anew. Nobody asks for them before that look is
/// done.
pub fn forget_nodes(conn: &Connection, place: PlaceNo) -> Result<()> {
    conn.execute("DELETE FROM nodes WHERE place=?", [place])?;
    Ok(())
}
