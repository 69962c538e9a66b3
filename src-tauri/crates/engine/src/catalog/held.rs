//! What each place holds: its mirror, its history, and the tree nodes of its folders.

use super::digest_column;
use super::files::read_key;
use crate::digest::Digest;
use crate::error::Result;
use crate::format::tree::{Entry, FileNode, Node};
use crate::path::{FileKey, FolderKey};
use crate::store::Meta;
use crate::time::FileTime;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeSet, HashSet};

/// Number of a place in this catalog.
pub type PlaceNo = i64;

/// How a copy is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum HeldState {
    /// Durable, length checked.
    Copied = 0,
    /// Found gone.
    Missing = 2,
    /// Found with other bytes.
    Damaged = 3,
}

impl HeldState {
    fn from_number(number: i64) -> Self {
        match number {
            2 => Self::Missing,
            3 => Self::Damaged,
            _ => Self::Copied,
        }
    }
}

/// A file in a place's mirror; an empty name means a folder with nothing in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Its true path.
    pub key: FileKey,
    /// Bytes.
    pub size: u64,
    /// Time of last modification, as recorded in the tree.
    pub mtime: FileTime,
    /// Low 12 bits of the mode.
    pub mode: Option<u32>,
    /// Its content.
    pub sha: Digest,
    /// How it is known to be.
    pub state: HeldState,
    /// When it was copied, seconds since 1970; 0 if that is not known.
    pub copied: i64,
}

/// A copy that its owner may not read could never be checked.
const OWNER_READS: u32 = 0o400;

impl HeldRow {
    /// What the file at the place gets.
    pub fn meta(&self) -> Meta {
        Meta { mtime: self.mtime, mode: self.mode.map(|mode| mode | OWNER_READS) }
    }
}

const COLUMNS: &str = "folder,name,size,mtime,mode,sha,state,copied";

/// Reads a row of [`select_all`].
pub fn read_row(row: &Row<'_>) -> rusqlite::Result<HeldRow> {
    Ok(HeldRow {
        key: read_key(row, 0)?,
        size: row.get::<_, i64>(2)? as u64,
        mtime: FileTime::from_ns(row.get(3)?),
        mode: row.get(4)?,
        sha: digest_column(row, 5)?,
        state: HeldState::from_number(row.get(6)?),
        copied: row.get(7)?,
    })
}

/// The query for all a place holds (`?1`), in the order of streams.
pub fn select_all() -> String {
    format!("SELECT {COLUMNS} FROM held WHERE place=?1 ORDER BY folder, name")
}

/// One file of a place.
pub fn get(conn: &Connection, place: PlaceNo, key: &FileKey) -> Result<Option<HeldRow>> {
    let sql = format!("SELECT {COLUMNS} FROM held WHERE place=? AND folder=? AND name=?");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![place, key.folder.as_bytes(), key.name], read_row).optional()?)
}

/// Whether a place has a content, under this path or in its history.
pub fn has(conn: &Connection, place: PlaceNo, key: &FileKey, sha: &[u8]) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM held WHERE place=?1 AND folder=?2 AND name=?3 AND sha=?4 AND state=0)
             OR EXISTS(SELECT 1 FROM objects WHERE place=?1 AND sha=?4 AND bad=0)",
    )?;
    Ok(statement.query_row(params![place, key.folder.as_bytes(), key.name, sha], |r| r.get(0))?)
}

/// Writes what a place holds under a path.
pub fn put(conn: &Connection, place: PlaceNo, row: &HeldRow) -> Result<()> {
    let mut statement = conn.prepare_cached("INSERT OR REPLACE INTO held VALUES(?,?,?,?,?,?,?,?,?)")?;
    statement.execute(params![
        place,
        row.key.folder.as_bytes(),
        row.key.name,
        row.size as i64,
        row.mtime.as_ns(),
        row.mode,
        row.sha.as_bytes().as_slice(),
        row.state as u8,
        row.copied,
    ])?;
    Ok(())
}

/// A place no longer holds anything under a path.
pub fn remove(conn: &Connection, place: PlaceNo, key: &FileKey) -> Result<()> {
    let mut statement = conn.prepare_cached("DELETE FROM held WHERE place=? AND folder=? AND name=?")?;
    statement.execute(params![place, key.folder.as_bytes(), key.name])?;
    Ok(())
}

/// Notes how a copy was found to be.
pub fn set_state(conn: &Connection, place: PlaceNo, key: &FileKey, state: HeldState) -> Result<()> {
    let mut statement =
        conn.prepare_cached("UPDATE held SET state=? WHERE place=? AND folder=? AND name=?")?;
    statement.execute(params![state as u8, place, key.folder.as_bytes(), key.name])?;
    Ok(())
}

/// Files and bytes that a place holds well.
pub fn totals(conn: &Connection, place: PlaceNo) -> Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(size),0) FROM held WHERE place=? AND name<>x'' AND state=0";
    Ok(conn.query_row(sql, [place], |r| Ok((r.get::<_, i64>(0)? as u64, r.get::<_, i64>(1)? as u64)))?)
}

/// Files of one folder that a place holds well, as entries of its node; and whether the folder is
/// noted as empty. A lost copy is in no node: a snapshot names only what stands there.
pub fn folder_files(conn: &Connection, place: PlaceNo, folder: &FolderKey) -> Result<(Vec<Entry>, bool)> {
    let mut statement = conn.prepare_cached(
        "SELECT name,size,mtime,mode,sha FROM held WHERE place=? AND folder=? AND state=0 ORDER BY name",
    )?;
    let mut rows = statement.query(params![place, folder.as_bytes()])?;
    let mut entries = Vec::new();
    let mut is_empty_folder = false;
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?.to_vec();
        if name.is_empty() {
            is_empty_folder = true;
            continue;
        }
        let file = FileNode {
            size: row.get::<_, i64>(1)? as u64,
            mtime: FileTime::from_ns(row.get(2)?),
            mode: row.get(3)?,
            sha256: digest_column(row, 4)?,
        };
        entries.push(Entry { name, node: Node::File(file) });
    }
    Ok((entries, is_empty_folder))
}

/// Folders in which a place holds something gone or damaged.
pub fn folders_with_losses(conn: &Connection, place: PlaceNo) -> Result<BTreeSet<FolderKey>> {
    let mut statement = conn.prepare("SELECT DISTINCT folder FROM held WHERE place=? AND state<>0")?;
    let rows = statement.query_map([place], |r| Ok(FolderKey::from_bytes(r.get_ref(0)?.as_blob()?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Nodes of the subfolders of one folder of a place.
pub fn subfolders(conn: &Connection, place: PlaceNo, folder: &FolderKey) -> Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(
        "SELECT name,sha FROM nodes WHERE place=? AND parent=? AND name<>x'' ORDER BY name",
    )?;
    let rows = statement.query_map(params![place, folder.as_bytes()], |row| {
        Ok(Entry { name: row.get_ref(0)?.as_blob()?.to_vec(), node: Node::Folder(digest_column(row, 1)?) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn node_key(folder: &FolderKey) -> (Vec<u8>, Vec<u8>) {
    let path = folder.to_path();
    let parent = path.parent().map(|p| FolderKey::of(&p).as_bytes().to_vec()).unwrap_or_default();
    (parent, path.name().to_vec())
}

/// The node of a folder of a place; the root's has the empty name.
pub fn node(conn: &Connection, place: PlaceNo, folder: &FolderKey) -> Result<Option<Digest>> {
    let (parent, name) = node_key(folder);
    let mut statement = conn.prepare_cached("SELECT sha FROM nodes WHERE place=? AND parent=? AND name=?")?;
    Ok(statement.query_row(params![place, parent, name], |r| digest_column(r, 0)).optional()?)
}

/// Notes the node of a folder of a place, or that the folder is gone.
pub fn set_node(conn: &Connection, place: PlaceNo, folder: &FolderKey, sha: Option<&Digest>) -> Result<()> {
    let (parent, name) = node_key(folder);
    match sha {
        Some(sha) => conn
            .prepare_cached("INSERT OR REPLACE INTO nodes VALUES(?,?,?,?)")?
            .execute(params![place, parent, name, sha.as_bytes().as_slice()])?,
        None => conn
            .prepare_cached("DELETE FROM nodes WHERE place=? AND parent=? AND name=?")?
            .execute(params![place, parent, name])?,
    };
    Ok(())
}

/// Whether a place's history holds a content.
pub fn has_object(conn: &Connection, place: PlaceNo, sha: &Digest) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM objects WHERE place=? AND sha=?")?;
    Ok(statement.exists(params![place, sha.as_bytes().as_slice()])?)
}

/// Whether a place's history holds a content, as far as is known unharmed.
pub fn has_good_object(conn: &Connection, place: PlaceNo, sha: &Digest) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM objects WHERE place=? AND sha=? AND bad=0")?;
    Ok(statement.exists(params![place, sha.as_bytes().as_slice()])?)
}

/// A place's history holds a content.
pub fn put_object(conn: &Connection, place: PlaceNo, sha: &Digest, size: u64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO objects(place,sha,size) VALUES(?,?,?)
           ON CONFLICT(place,sha) DO UPDATE SET size=excluded.size, bad=0 WHERE size<>excluded.size OR bad<>0",
    )?
    .execute(params![place, sha.as_bytes().as_slice(), size as i64])?;
    Ok(())
}

/// A place's history holds, of the contents whose digest begins with `part`, these and no others.
pub fn set_objects(conn: &Connection, place: PlaceNo, part: u8, objects: &[(Digest, u64)]) -> Result<()> {
    let there: HashSet<&Digest> = objects.iter().map(|(digest, _)| digest).collect();
    let known = {
        let mut statement =
            conn.prepare_cached("SELECT sha FROM objects WHERE place=? AND sha BETWEEN ? AND ?")?;
        let (first, last) = ([part], [[part].as_slice(), &[u8::MAX; 31]].concat());
        let rows = statement.query_map(params![place, first, last], |r| digest_column(r, 0))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()?
    };
    for digest in known.iter().filter(|digest| !there.contains(digest)) {
        remove_object(conn, place, digest)?;
    }
    for (digest, size) in objects {
        put_object(conn, place, digest, *size)?;
    }
    Ok(())
}

/// Notes whether a content of the history was found right.
pub fn set_object_bad(conn: &Connection, place: PlaceNo, sha: &Digest, bad: bool) -> Result<()> {
    conn.prepare_cached("UPDATE objects SET bad=? WHERE place=? AND sha=?")?.execute(params![
        bad,
        place,
        sha.as_bytes().as_slice()
    ])?;
    Ok(())
}

/// A place's history no longer holds a content.
pub fn remove_object(conn: &Connection, place: PlaceNo, sha: &Digest) -> Result<()> {
    conn.prepare_cached("DELETE FROM objects WHERE place=? AND sha=?")?
        .execute(params![place, sha.as_bytes().as_slice()])?;
    Ok(())
}

/// Works out which content is sure to leave a place's mirror, so that a moved photo is known for
/// what it is. A file that is yet to be read may turn out to be what it was: it is not among them.
/// Gives how many.
pub fn find_leaving(conn: &Connection, place: PlaceNo) -> Result<usize> {
    conn.execute("DELETE FROM leaving WHERE place=?", [place])?;
    Ok(conn.execute(
        "INSERT OR IGNORE INTO leaving SELECT h.place,h.sha,h.folder,h.name,h.size FROM held h
           LEFT JOIN files f ON f.folder=h.folder AND f.name=h.name
           WHERE h.place=?1 AND h.name<>x'' AND h.state=0 AND (f.name IS NULL OR f.sha<>h.sha)",
        [place],
    )?)
}

/// The path under which a content that is about to leave stands in the mirror.
pub fn leaving(conn: &Connection, place: PlaceNo, sha: &Digest) -> Result<Option<HeldRow>> {
    let key: Option<FileKey> = conn
        .prepare_cached("SELECT folder,name FROM leaving WHERE place=? AND sha=?")?
        .query_row(params![place, sha.as_bytes().as_slice()], |r| read_key(r, 0))
        .optional()?;
    match key {
        None => Ok(None),
        Some(key) => {
            Ok(get(conn, place, &key)?.filter(|row| row.sha == *sha && row.state == HeldState::Copied))
        }
    }
}

/// How many contents a place's history holds.
pub fn count_objects(conn: &Connection, place: PlaceNo) -> Result<u64> {
    let sql = "SELECT count(*) FROM objects WHERE place=?";
    Ok(conn.query_row(sql, [place], |r| r.get::<_, i64>(0))? as u64)
}

/// Sizes, from `least_bytes` on, of contents that a place may have already, or is to get twice.
pub fn large_sizes(conn: &Connection, place: PlaceNo, least_bytes: u64) -> Result<Vec<u64>> {
    let mut statement = conn.prepare_cached(
        "SELECT size FROM objects WHERE place=?1 AND size>=?2 UNION SELECT size FROM leaving WHERE place=?1 AND size>=?2
         UNION SELECT size FROM held WHERE place=?1 AND size>=?2
         UNION SELECT size FROM files WHERE size>=?2 GROUP BY size HAVING count(*)>1",
    )?;
    let rows = statement.query_map(params![place, least_bytes as i64], |r| r.get::<_, i64>(0))?;
    Ok(rows.map(|r| r.map(|n| n as u64)).collect::<rusqlite::Result<_>>()?)
}

/// What a place lacks: files to put, their bytes, and bytes that are about to leave the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lacking {
    /// Files to put.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The least that must be sent to a place: what it surely lacks, less what is about to leave its
/// mirror and may only be moving. Call [`find_leaving`] before.
pub fn least_lacking_bytes(conn: &Connection, place: PlaceNo) -> Result<u64> {
    let sql = "SELECT coalesce(sum(f.size),0) FROM files f
        LEFT JOIN held h ON h.place=?1 AND h.folder=f.folder AND h.name=f.name
        WHERE f.name<>x'' AND (h.sha IS NULL OR h.state<>0 OR h.sha<>f.sha OR (f.sha IS NULL AND h.size<>f.size))";
    let lacking: i64 = conn.query_row(sql, [place], |r| r.get(0))?;
    let sql = "SELECT coalesce(sum(size),0) FROM leaving WHERE place=?";
    let leaving: i64 = conn.query_row(sql, [place], |r| r.get(0))?;
    Ok((lacking - leaving).max(0) as u64)
}

/// What a place lacks of the library as last seen.
pub fn lacking(conn: &Connection, place: PlaceNo) -> Result<Lacking> {
    let sql = "SELECT count(*), coalesce(sum(f.size),0) FROM files f
        LEFT JOIN held h ON h.place=?1 AND h.folder=f.folder AND h.name=f.name
        WHERE f.name<>x'' AND (f.sha IS NULL OR h.sha IS NULL OR h.sha<>f.sha OR h.state<>0)";
    Ok(conn.query_row(sql, [place], |r| {
        Ok(Lacking { files: r.get::<_, i64>(0)? as u64, bytes: r.get::<_, i64>(1)? as u64 })
    })?)
}

/// Gives every content of a place's mirror.
pub fn each_content(conn: &Connection, place: PlaceNo, mut visit: impl FnMut(&Digest)) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT sha FROM held WHERE place=? AND name<>x'' AND state=0")?;
    let mut rows = statement.query([place])?;
    while let Some(row) = rows.next()? {
        visit(&digest_column(row, 0)?);
    }
    Ok(())
}

/// Every path of a place's mirror with a content; see [`ensure_content_index`].
pub fn paths_of(conn: &Connection, place: PlaceNo, sha: &Digest) -> Result<Vec<FileKey>> {
    let mut statement = conn
        .prepare_cached("SELECT folder,name FROM held WHERE place=? AND sha=? AND name<>x'' AND state=0")?;
    let rows = statement.query_map(params![place, sha.as_bytes().as_slice()], |r| read_key(r, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Makes the index that [`paths_of`] wants, when it is first needed: a first copy fills the table
/// without it.
pub fn ensure_content_index(conn: &Connection) -> Result<()> {
    conn.execute_batch("CREATE INDEX IF NOT EXISTS held_by_content ON held(place, sha)")?;
    Ok(())
}
