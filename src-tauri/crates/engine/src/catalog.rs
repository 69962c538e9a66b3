//! What is known of the library and of each place: a cache on this computer. Delete it and it is
//! rebuilt from the places. Never on a place.

pub mod files;
pub mod held;
pub mod places;
pub mod snapshots;
pub mod versions;

use crate::code::Code;
use crate::error::{Error, Result};
pub use rusqlite::Connection;
use rusqlite::OpenFlags;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The one connection that writes, and the way to more that read.
pub struct Catalog {
    path: PathBuf,
    writer: Mutex<Connection>,
    /// The file was new when it was opened: nothing is known yet.
    fresh: bool,
}

/// Raised when the tables change in a way an older catalog cannot serve; an older or newer catalog
/// is set aside and rebuilt, since it is only a cache.
const SCHEMA_VERSION: i64 = 1;

/// Folders are keys of [`crate::path::FolderKey`]; times are nanoseconds; `sha` is 32 bytes.
const SCHEMA: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('generation', 1);
-- The library as last seen. sha is NULL until the content was read.
CREATE TABLE files(folder BLOB, name BLOB, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
  inode INTEGER NOT NULL, mode INTEGER NOT NULL, sha BLOB, taken TEXT, kind INTEGER NOT NULL,
  PRIMARY KEY(folder, name)) WITHOUT ROWID;
-- Folders of the library; `changed` is the generation in which time or mode were last seen to change.
CREATE TABLE folders(folder BLOB PRIMARY KEY, mtime INTEGER NOT NULL, mode INTEGER NOT NULL,
  changed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE places(id INTEGER PRIMARY KEY, location TEXT UNIQUE NOT NULL, dirty INTEGER NOT NULL DEFAULT 1,
  generation INTEGER NOT NULL DEFAULT 0, snapshot TEXT,
  sums_size INTEGER NOT NULL DEFAULT -1, sums_mtime INTEGER NOT NULL DEFAULT 0,
  bad_snapshots INTEGER NOT NULL DEFAULT 0);
-- What each place holds in its mirror. state: 0 copied, 2 missing, 3 damaged.
CREATE TABLE held(place INTEGER, folder BLOB, name BLOB, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
  mode INTEGER, sha BLOB NOT NULL, state INTEGER NOT NULL, copied INTEGER NOT NULL,
  PRIMARY KEY(place, folder, name)) WITHOUT ROWID;
-- What each place holds in its history.
CREATE INDEX held_lost ON held(place, folder) WHERE state<>0;
CREATE TABLE objects(place INTEGER, sha BLOB, size INTEGER NOT NULL, bad INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(place, sha)) WITHOUT ROWID;
-- The tree node of each folder at each place.
CREATE TABLE nodes(place INTEGER, parent BLOB, name BLOB, sha BLOB NOT NULL,
  PRIMARY KEY(place, parent, name)) WITHOUT ROWID;
CREATE TABLE snapshots(place INTEGER, id TEXT, sequence INTEGER NOT NULL, complete INTEGER NOT NULL,
  started INTEGER NOT NULL, finished INTEGER NOT NULL, root BLOB NOT NULL, files INTEGER NOT NULL,
  bytes INTEGER NOT NULL, PRIMARY KEY(place, id)) WITHOUT ROWID;
-- While a run is under way: which content is about to leave which place.
CREATE TABLE leaving(place INTEGER, sha BLOB, folder BLOB, name BLOB, size INTEGER,
  PRIMARY KEY(place, sha)) WITHOUT ROWID;
-- Earlier contents of paths, kept at the places.
CREATE TABLE versions(folder BLOB, name BLOB, sha BLOB, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
  taken TEXT, PRIMARY KEY(folder, name, sha)) WITHOUT ROWID;
";

impl Catalog {
    /// Opens or makes the catalog. One that is damaged or of another version is set aside beside
    /// it, and a new one begun.
    pub fn open(path: &Path) -> Result<Self> {
        match Self::open_existing(path) {
            Ok(Some(writer)) => Ok(Self { path: path.into(), writer: Mutex::new(writer), fresh: false }),
            Ok(None) => Self::create(path),
            Err(Error::Database(e)) if is_damage(&e) => {
                set_aside(path)?;
                Self::create(path)
            }
            Err(e) => Err(e),
        }
    }

    /// Whether nothing was known when it was opened.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// The connection that writes.
    pub fn write(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more connection, for a long read beside writes: it sees the state of its begin.
    pub fn reader(&self) -> Result<Connection> {
        let conn = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        prepare(&conn)?;
        Ok(conn)
    }

    fn open_existing(path: &Path) -> Result<Option<Connection>> {
        if !path.exists() {
            return Ok(None);
        }
        let conn = Connection::open(path)?;
        prepare(&conn)?;
        let version: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if version != SCHEMA_VERSION {
            drop(conn);
            set_aside(path)?;
            return Ok(None);
        }
        Ok(Some(conn))
    }

    fn create(path: &Path) -> Result<Self> {
        let conn = Connection::open(path)?;
        prepare(&conn)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.execute_batch(&format!("BEGIN;{SCHEMA}PRAGMA user_version={SCHEMA_VERSION};COMMIT;"))?;
        crate::inspect::timeline::ensure_index(&conn)?;
        Ok(Self { path: path.into(), writer: Mutex::new(conn), fresh: true })
    }

    /// Reads every page of the catalog: damage that opening did not notice.
    pub fn is_sound(&self) -> Result<bool> {
        let verdict: rusqlite::Result<String> =
            self.write().query_row("PRAGMA quick_check(1)", [], |r| r.get(0));
        match verdict {
            Ok(text) => Ok(text == "ok"),
            Err(e) if is_damage(&e) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }
}

fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(64);
    // NORMAL loses at most the last transactions in a power cut; the dirty mark of a place is
    // written with FULL, and what is lost is found again by looking at the place.
    conn.execute_batch(
        "PRAGMA synchronous=NORMAL; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-8000;
         PRAGMA wal_autocheckpoint=16000;",
    )
}

/// Whether SQLite says that the file itself is bad.
pub fn is_damage(e: &rusqlite::Error) -> bool {
    matches!(
        e.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    ) || matches!(e, rusqlite::Error::SqliteFailure(_, Some(text)) if text.starts_with("no such table") || text.starts_with("no such column"))
}

/// Renames a damaged database and what belongs to it out of the way; the newest such is kept.
pub fn set_aside(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut from = path.as_os_str().to_owned();
        from.push(suffix);
        let mut to = path.as_os_str().to_owned();
        to.push(".damaged");
        to.push(suffix);
        match std::fs::rename(&from, &to) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(path, e)),
        }
    }
    Ok(())
}

/// A column that must hold a digest.
pub(crate) fn digest_column(
    row: &rusqlite::Row<'_>,
    index: usize,
) -> rusqlite::Result<crate::digest::Digest> {
    let bytes = row.get_ref(index)?.as_blob()?;
    crate::digest::Digest::from_bytes(bytes).ok_or(rusqlite::Error::InvalidColumnType(
        index,
        "sha".into(),
        rusqlite::types::Type::Blob,
    ))
}

/// A fault that names the catalog.
pub(crate) fn damaged(cause: impl std::fmt::Display) -> Error {
    Error::coded(Code::Internal, cause)
}
