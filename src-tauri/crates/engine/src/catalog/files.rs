//! The library as last seen: a row a file, in the order of streams.

use super::digest_column;
use crate::digest::Digest;
use crate::error::Result;
use crate::library::media::MediaKind;
use crate::path::{FileKey, FolderKey};
use crate::time::FileTime;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A file of the library; an empty name means a folder with nothing in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Where it stands in the order.
    pub key: FileKey,
    /// Bytes.
    pub size: u64,
    /// Time of last modification.
    pub mtime: FileTime,
    /// Inode number; 0 where it was not seen here yet.
    pub inode: u64,
    /// Low 12 bits of the mode.
    pub mode: u32,
    /// Its content; `None` until it was read.
    pub sha: Option<Digest>,
    /// When it was taken.
    pub taken: Option<String>,
}

/// What [`read_row`] reads.
pub const COLUMNS: &str = "folder,name,size,mtime,inode,mode,sha,taken";

/// Reads a row of [`select_all`].
pub fn read_row(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        key: read_key(row, 0)?,
        size: row.get::<_, i64>(2)? as u64,
        mtime: FileTime::from_ns(row.get(3)?),
        inode: row.get::<_, i64>(4)? as u64,
        mode: row.get(5)?,
        sha: match row.get_ref(6)? {
            rusqlite::types::ValueRef::Null => None,
            _ => Some(digest_column(row, 6)?),
        },
        taken: row.get(7)?,
    })
}

/// Two columns that hold a key.
pub(crate) fn read_key(row: &Row<'_>, at: usize) -> rusqlite::Result<FileKey> {
    Ok(FileKey {
        folder: FolderKey::from_bytes(row.get_ref(at)?.as_blob()?),
        name: row.get_ref(at + 1)?.as_blob()?.to_vec(),
    })
}

/// The query for all files in the order of streams.
pub fn select_all() -> String {
    format!("SELECT {COLUMNS} FROM files ORDER BY folder, name")
}

/// One file.
pub fn get(conn: &Connection, key: &FileKey) -> Result<Option<FileRow>> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE folder=? AND name=?");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![key.folder.as_bytes(), key.name], read_row).optional()?)
}

/// Whether any file is known.
pub fn is_empty(conn: &Connection) -> Result<bool> {
    Ok(conn.query_row("SELECT NOT EXISTS(SELECT 1 FROM files WHERE name<>x'')", [], |r| r.get(0))?)
}

/// Whether anything is known in a folder or below it, an empty folder included.
pub fn has_below(conn: &Connection, folder: &FolderKey) -> Result<bool> {
    let (mut first, mut end) = (folder.as_bytes().to_vec(), folder.as_bytes().to_vec());
    first.push(0);
    end.push(1);
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM files WHERE folder=?1)
             OR EXISTS(SELECT 1 FROM files WHERE folder>=?2 AND folder<?3)",
    )?;
    Ok(statement.query_row(params![folder.as_bytes(), first, end], |r| r.get(0))?)
}

/// Whether the content of any file is known.
pub fn knows_a_content(conn: &Connection) -> Result<bool> {
    Ok(conn.query_row("SELECT EXISTS(SELECT 1 FROM files WHERE sha IS NOT NULL AND name<>x'')", [], |r| {
        r.get(0)
    })?)
}

/// The values of a row, in the order of [`COLUMNS`] and its kind.
type Values<'a> = (&'a [u8], &'a [u8], i64, i64, i64, u32, Option<&'a [u8]>, Option<&'a str>, u8);

fn values(row: &FileRow) -> Values<'_> {
    (
        row.key.folder.as_bytes(),
        &row.key.name,
        row.size as i64,
        row.mtime.as_ns(),
        row.inode as i64,
        row.mode,
        row.sha.as_ref().map(|sha| sha.as_bytes().as_slice()),
        row.taken.as_deref(),
        MediaKind::of_name(&row.key.name) as u8,
    )
}

/// Writes a file, whatever was known of it before.
pub fn put(conn: &Connection, row: &FileRow) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO files(folder,name,size,mtime,inode,mode,sha,taken,kind) VALUES(?,?,?,?,?,?,?,?,?)",
    )?;
    statement.execute(values(row))?;
    Ok(())
}

/// Notes what was read of a file.
pub fn set_content(conn: &Connection, row: &FileRow) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "UPDATE files SET size=?3, mtime=?4, inode=?5, mode=?6, sha=?7, taken=?8, kind=?9
           WHERE folder=?1 AND name=?2",
    )?;
    statement.execute(values(row))?;
    Ok(())
}

/// Forgets a file.
pub fn remove(conn: &Connection, key: &FileKey) -> Result<()> {
    let mut statement = conn.prepare_cached("DELETE FROM files WHERE folder=? AND name=?")?;
    statement.execute(params![key.folder.as_bytes(), key.name])?;
    Ok(())
}

/// Files and bytes in all.
pub fn totals(conn: &Connection) -> Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(size),0) FROM files WHERE name<>x''";
    Ok(conn.query_row(sql, [], |r| Ok((r.get::<_, i64>(0)? as u64, r.get::<_, i64>(1)? as u64)))?)
}

/// A folder's time and mode, as last seen in the library.
pub fn folder_meta(conn: &Connection, folder: &FolderKey) -> Result<Option<(FileTime, u32)>> {
    let mut statement = conn.prepare_cached("SELECT mtime,mode FROM folders WHERE folder=?")?;
    let read = |r: &Row<'_>| Ok((FileTime::from_ns(r.get(0)?), r.get(1)?));
    Ok(statement.query_row([folder.as_bytes()], read).optional()?)
}

/// Notes a folder's time and mode, if they are other than known.
pub fn put_folder(conn: &Connection, folder: &FolderKey, mtime: FileTime, mode: u32) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO folders VALUES(?,?,?,(SELECT value+1 FROM meta WHERE name='generation'))",
    )?;
    statement.execute(params![folder.as_bytes(), mtime.as_ns(), mode])?;
    Ok(())
}

/// Folders whose time or mode changed after a generation.
pub fn folders_changed_after(conn: &Connection, generation: i64) -> Result<Vec<FolderKey>> {
    let mut statement = conn.prepare_cached("SELECT folder FROM folders WHERE changed>?")?;
    let rows = statement.query_map([generation], |r| Ok(FolderKey::from_bytes(r.get_ref(0)?.as_blob()?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Raised with every change of the library as seen; a place that holds everything notes it.
pub fn generation(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("SELECT value FROM meta WHERE name='generation'", [], |r| r.get(0))?)
}

/// Raises [`generation`].
pub fn raise_generation(conn: &Connection) -> Result<()> {
    conn.execute("UPDATE meta SET value=value+1 WHERE name='generation'", [])?;
    Ok(())
}

/// Makes the index by content, when it is first needed.
pub fn ensure_content_index(conn: &Connection) -> Result<()> {
    conn.execute_batch("CREATE INDEX IF NOT EXISTS files_by_content ON files(sha)")?;
    Ok(())
}
