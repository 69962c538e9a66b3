//! Earlier contents of paths: what was replaced or deleted and is kept at the places.

use super::digest_column;
use super::files::read_key;
use crate::digest::Digest;
use crate::error::Result;
use crate::path::FileKey;
use crate::time::FileTime;
use rusqlite::{Connection, Row, params};

/// An earlier content of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// The path.
    pub key: FileKey,
    /// The content.
    pub sha: Digest,
    /// Bytes.
    pub size: u64,
    /// Time of last modification it had.
    pub mtime: FileTime,
    /// When it was taken.
    pub taken: Option<String>,
}

/// Notes an earlier content of a path.
pub fn put(conn: &Connection, row: &VersionRow) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO versions VALUES(?,?,?,?,?,?)")?.execute(params![
        row.key.folder.as_bytes(),
        row.key.name,
        row.sha.as_bytes().as_slice(),
        row.size as i64,
        row.mtime.as_ns(),
        row.taken,
    ])?;
    Ok(())
}

/// The query for all earlier contents, in the order of streams, the newest of a path first.
pub const SELECT_ALL: &str =
    "SELECT folder,name,sha,size,mtime,taken FROM versions ORDER BY folder, name, mtime DESC";

/// Reads a row of [`SELECT_ALL`].
pub fn read_row(row: &Row<'_>) -> rusqlite::Result<VersionRow> {
    Ok(VersionRow {
        key: read_key(row, 0)?,
        sha: digest_column(row, 2)?,
        size: row.get::<_, i64>(3)? as u64,
        mtime: FileTime::from_ns(row.get(4)?),
        taken: row.get(5)?,
    })
}

/// Every content that a path has or had anywhere, the newest first: in the library, at the places, before.
pub fn of(conn: &Connection, key: &FileKey) -> Result<Vec<VersionRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT folder,name,sha,size,mtime,taken FROM files WHERE folder=?1 AND name=?2 AND sha IS NOT NULL
         UNION ALL SELECT folder,name,sha,size,mtime,NULL FROM held
           WHERE place IN (SELECT id FROM places) AND folder=?1 AND name=?2
         UNION ALL SELECT folder,name,sha,size,mtime,taken FROM versions WHERE folder=?1 AND name=?2",
    )?;
    let rows = statement.query_map(params![key.folder.as_bytes(), key.name], read_row)?;
    let mut found: Vec<VersionRow> = Vec::new();
    for row in rows {
        let row = row?;
        if !found.iter().any(|known| known.sha == row.sha) {
            found.push(row);
        }
    }
    found.sort_by_key(|row| std::cmp::Reverse(row.mtime));
    Ok(found)
}

/// Every path that is known to have or have had a content, each once.
pub fn each_key(conn: &Connection, visit: &mut dyn FnMut(FileKey)) -> Result<()> {
    let sql =
        "SELECT folder,name FROM files WHERE name<>x'' UNION SELECT folder,name FROM held WHERE name<>x''
       UNION SELECT folder,name FROM versions";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        visit(read_key(row, 0)?);
    }
    Ok(())
}
