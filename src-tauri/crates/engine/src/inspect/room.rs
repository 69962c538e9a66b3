//! What takes room at a place: by year, and for older versions.

use crate::error::Result;
use rusqlite::Connection;

/// Files and their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

/// Room at one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Room {
    /// The photos as they are now.
    pub mirror: Amount,
    /// Older versions.
    pub versions: Amount,
    /// The mirror by year, oldest first.
    pub years: Vec<(String, Amount)>,
}

/// Room at the place of this number.
pub fn room(conn: &Connection, place: i64) -> Result<Room> {
    let mut room = Room::default();
    let mut statement = conn.prepare(
        "SELECT coalesce(substr(f.taken,1,4), strftime('%Y', h.mtime/1000000000, 'unixepoch'), '?') AS year,
            count(*), sum(h.size)
         FROM held h LEFT JOIN files f ON f.folder=h.folder AND f.name=h.name AND f.sha=h.sha
         WHERE h.place=? AND h.name<>x'' AND h.state=0 GROUP BY year ORDER BY year",
    )?;
    let mut rows = statement.query([place])?;
    while let Some(row) = rows.next()? {
        let amount = Amount { files: row.get::<_, i64>(1)? as u64, bytes: row.get::<_, i64>(2)? as u64 };
        room.mirror.files += amount.files;
        room.mirror.bytes += amount.bytes;
        room.years.push((row.get(0)?, amount));
    }
    let sql = "SELECT count(*), coalesce(sum(size),0) FROM objects WHERE place=?";
    room.versions = conn.query_row(sql, [place], |r| {
        Ok(Amount { files: r.get::<_, i64>(0)? as u64, bytes: r.get::<_, i64>(1)? as u64 })
    })?;
    Ok(room)
}
