//! What cannot be rebuilt from the places: when which copy was proven, what was found wrong, and how runs went.

mod history;

use crate::catalog::{digest_column, is_damage};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::location::Id;
use crate::path::{FileKey, FolderKey};
use crate::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// The records of this installation.
pub struct Records {
    conn: Connection,
}

const SCHEMA_VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE places(id INTEGER PRIMARY KEY, location TEXT UNIQUE NOT NULL,
  last_success INTEGER, last_contact INTEGER, last_trouble TEXT);
-- When the bytes of a copy were last read from its medium and found right; FOUND_WRONG where they were not.
CREATE TABLE proofs(place INTEGER, folder BLOB, name BLOB, sha BLOB NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(place, folder, name)) WITHOUT ROWID;
";

/// Made beside the others when it is missing: an earlier version does not look for it.
const ROOM: &str = "CREATE TABLE IF NOT EXISTS room(place INTEGER, day TEXT, free_bytes INTEGER NOT NULL,
  PRIMARY KEY(place, day)) WITHOUT ROWID;";
/// Made beside the others like [`ROOM`]: the highest number that a snapshot of this installation has.
const NUMBER: &str =
    "CREATE TABLE IF NOT EXISTS newest(only INTEGER PRIMARY KEY CHECK(only=1), sequence INTEGER NOT NULL);";
/// Stands for a proof where a copy was found gone or wrong. Kept until another copy is made, so that a lost
/// catalog does not make a damaged copy look like a good one.
const FOUND_WRONG: i64 = -1;
/// So many days of free room are kept.
const ROOM_DAYS: i64 = 800;

/// A copy that was read from its medium and found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its path.
    pub key: FileKey,
    /// Its content.
    pub sha: Digest,
}

/// How runs went at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceHistory {
    /// When a run last brought everything there.
    pub last_success: Option<Moment>,
    /// When it last answered.
    pub last_contact: Option<Moment>,
    /// What the last run ended with there, if it did not bring everything.
    pub last_trouble: Option<Code>,
}

/// Free room at a place on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomOnDay {
    /// `2026-11-21`, UTC.
    pub day: String,
    /// Bytes.
    pub free_bytes: u64,
}

impl Records {
    /// Opens or makes the records. They are never thrown away: damaged ones are an error.
    pub fn open(path: &Path) -> Result<Self> {
        Self::try_open(path).map_err(|e| match e {
            Error::Database(e) if is_damage(&e) => Error::coded(Code::RecordsDamaged, e),
            other => other,
        })
    }

    fn try_open(path: &Path) -> Result<Self> {
        let conn = Connection::open(path)?;
        conn.busy_timeout(std::time::Duration::from_secs(10))?;
        conn.execute_batch("PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-4000;")?;
        let version: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        match version {
            0 => {
                conn.pragma_update(None, "journal_mode", "WAL")?;
                conn.execute_batch(&format!("BEGIN;{SCHEMA}PRAGMA user_version={SCHEMA_VERSION};COMMIT;"))?;
            }
            SCHEMA_VERSION => {}
            newer => return Err(Error::coded(Code::RecordsNewer, format!("version {newer}"))),
        }
        conn.execute_batch(ROOM)?;
        conn.execute_batch(NUMBER)?;
        conn.execute_batch(history::TABLES)?;
        Ok(Self { conn })
    }

    /// For a query over catalog and records at once: attach this file.
    pub fn path(&self) -> Option<&str> {
        self.conn.path()
    }

    /// The number of a place here.
    pub fn place(&self, location: &Id) -> Result<i64> {
        let sql = "SELECT id FROM places WHERE location=?";
        let known = self.conn.query_row(sql, [location.as_str()], |r| r.get(0)).optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        self.conn.execute("INSERT OR IGNORE INTO places(location) VALUES(?)", [location.as_str()])?;
        Ok(self
            .conn
            .query_row("SELECT id FROM places WHERE location=?", [location.as_str()], |r| r.get(0))?)
    }

    /// Notes proofs.
    pub fn prove(&mut self, place: i64, proofs: &[Proof], at: Moment) -> Result<()> {
        let tx = self.conn.transaction()?;
        {
            let mut statement = tx.prepare_cached("INSERT OR REPLACE INTO proofs VALUES(?,?,?,?,?)")?;
            for p in proofs {
                statement.execute(params![
                    place,
                    p.key.folder.as_bytes(),
                    p.key.name,
                    p.sha.as_bytes().as_slice(),
                    at.as_unix()
                ])?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Takes proofs back: these copies were found gone or wrong.
    pub fn disprove(&mut self, place: i64, wrong: &[Proof]) -> Result<()> {
        self.prove(place, wrong, Moment::from_unix(FOUND_WRONG))
    }

    /// The copies that were found gone or wrong and were not made anew since.
    pub fn found_wrong(&self, place: i64) -> Result<Vec<Proof>> {
        let mut statement = self.conn.prepare("SELECT folder,name,sha FROM proofs WHERE place=? AND at=?")?;
        let read = |r: &rusqlite::Row<'_>| {
            let key = FileKey { folder: FolderKey::from_bytes(r.get_ref(0)?.as_blob()?), name: r.get(1)? };
            Ok(Proof { key, sha: digest_column(r, 2)? })
        };
        Ok(statement.query_map(params![place, FOUND_WRONG], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Forgets what was found of copies that are about to be made anew: nobody has read the new ones.
    pub fn forget_proofs<'k>(&mut self, place: i64, keys: impl Iterator<Item = &'k FileKey>) -> Result<()> {
        let has_any = "SELECT EXISTS(SELECT 1 FROM proofs WHERE place=?)";
        if !self.conn.query_row(has_any, [place], |r| r.get::<_, bool>(0))? {
            return Ok(());
        }
        let tx = self.conn.transaction()?;
        for key in keys {
            tx.prepare_cached("DELETE FROM proofs WHERE place=? AND folder=? AND name=?")?
                .execute(params![place, key.folder.as_bytes(), key.name])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Forgets what was proven at a place that is one no more: whoever has it meanwhile may do as he likes. What was
    /// found wrong there stays.
    pub fn forget_all_proofs(&self, location: &Id) -> Result<()> {
        let sql = "DELETE FROM proofs WHERE at>=0 AND place IN (SELECT id FROM places WHERE location=?)";
        self.conn.execute(sql, [location.as_str()])?;
        Ok(())
    }

    /// A copy moved within a place: what was proven of it goes along, and what was wrong where it comes to is no more.
    pub fn move_proofs(&mut self, place: i64, moved: &[(FileKey, FileKey)]) -> Result<()> {
        if moved.is_empty() {
            return Ok(());
        }
        let tx = self.conn.transaction()?;
        for (from, to) in moved {
            tx.prepare_cached("DELETE FROM proofs WHERE place=? AND folder=? AND name=? AND at<0")?
                .execute(params![place, to.folder.as_bytes(), to.name])?;
            tx.prepare_cached(
                "INSERT OR REPLACE INTO proofs SELECT place,?4,?5,sha,at FROM proofs
                   WHERE place=?1 AND folder=?2 AND name=?3 AND at>=0",
            )?
            .execute(params![
                place,
                from.folder.as_bytes(),
                from.name,
                to.folder.as_bytes(),
                to.name
            ])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Notes how a run went at a place.
    pub fn note_run(&self, location: &Id, at: Moment, success: bool, trouble: Option<Code>) -> Result<()> {
        let place = self.place(location)?;
        self.conn.execute(
            "UPDATE places SET last_success=CASE WHEN ?2 THEN ?3 ELSE last_success END,
               last_contact=CASE WHEN ?4 THEN ?3 ELSE last_contact END, last_trouble=?5 WHERE id=?1",
            params![
                place,
                success,
                at.as_unix(),
                !matches!(trouble, Some(Code::PlaceNotConnected | Code::PlaceTimedOut)),
                trouble.map(Code::as_str)
            ],
        )?;
        Ok(())
    }

    /// Notes the number of a snapshot, so that with a lost catalog and a place that is away none gets it again.
    pub fn note_sequence(&self, sequence: u64) -> Result<()> {
        self.conn.execute(
            "INSERT INTO newest VALUES(1,?1) ON CONFLICT DO UPDATE SET sequence=max(sequence,?1)",
            [i64::try_from(sequence).unwrap_or(i64::MAX)],
        )?;
        Ok(())
    }

    /// The highest number that was noted.
    pub fn newest_sequence(&self) -> Result<u64> {
        let newest: Option<i64> =
            self.conn.query_row("SELECT sequence FROM newest", [], |r| r.get(0)).optional()?;
        Ok(newest.unwrap_or(0) as u64)
    }

    /// Notes the free room at a place; of a day the last note stays.
    pub fn note_room(&self, location: &Id, at: Moment, free_bytes: u64) -> Result<()> {
        let place = self.place(location)?;
        let day: String = at.to_rfc3339().chars().take(10).collect();
        let free = i64::try_from(free_bytes).unwrap_or(i64::MAX);
        self.conn.execute("INSERT OR REPLACE INTO room VALUES(?,?,?)", params![place, day, free])?;
        self.conn.execute(
            "DELETE FROM room WHERE place=?1 AND day NOT IN
               (SELECT day FROM room WHERE place=?1 ORDER BY day DESC LIMIT ?2)",
            params![place, ROOM_DAYS],
        )?;
        Ok(())
    }

    /// The free room at a place, day by day, oldest first.
    pub fn room(&self, location: &Id) -> Result<Vec<RoomOnDay>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT day, free_bytes FROM room JOIN places ON places.id=room.place WHERE location=? ORDER BY day",
        )?;
        let read =
            |r: &rusqlite::Row<'_>| Ok(RoomOnDay { day: r.get(0)?, free_bytes: r.get::<_, i64>(1)? as u64 });
        Ok(statement.query_map([location.as_str()], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether any run of this installation ever reached a place.
    pub fn knows_of_a_run(&self) -> Result<bool> {
        let sql = "SELECT 1 FROM places WHERE last_contact IS NOT NULL LIMIT 1";
        Ok(self.conn.prepare(sql)?.exists([])?)
    }

    /// How runs went at a place.
    pub fn history(&self, location: &Id) -> Result<PlaceHistory> {
        let sql = "SELECT last_success,last_contact,last_trouble FROM places WHERE location=?";
        let moment = |at: Option<i64>| at.map(Moment::from_unix);
        let read = |r: &rusqlite::Row<'_>| {
            Ok(PlaceHistory {
                last_success: moment(r.get(0)?),
                last_contact: moment(r.get(1)?),
                last_trouble: r.get::<_, Option<String>>(2)?.and_then(|code| Code::from_text(&code)),
            })
        };
        Ok(self.conn.query_row(sql, [location.as_str()], read).optional()?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RelPath;

    fn copy(path: &str) -> Proof {
        Proof { key: FileKey::of(&RelPath::literal(path)), sha: Digest::of(path.as_bytes()) }
    }

    #[test]
    fn a_copy_found_wrong_stays_so_until_it_is_proven_or_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let mut records = Records::open(&dir.path().join("records.sqlite")).unwrap();
        let (lake, dog, cat) = (copy("lake.jpg"), copy("dog.jpg"), copy("cat.jpg"));
        let all = [lake.clone(), dog.clone(), cat.clone()];
        records.prove(1, &all, Moment::from_unix(100)).unwrap();
        assert_eq!(records.found_wrong(1).unwrap(), []);
        records.disprove(1, &all).unwrap();
        assert_eq!(records.found_wrong(1).unwrap().len(), 3);
        assert_eq!(records.found_wrong(2).unwrap(), []);
        records.prove(1, std::slice::from_ref(&lake), Moment::from_unix(200)).unwrap();
        records.forget_proofs(1, [&dog.key].into_iter()).unwrap();
        assert_eq!(records.found_wrong(1).unwrap(), [cat]);
    }

    #[test]
    fn a_copy_found_wrong_takes_no_proof_along_when_it_moves() {
        let dir = tempfile::tempdir().unwrap();
        let mut records = Records::open(&dir.path().join("records.sqlite")).unwrap();
        let (lake, moved) = (copy("lake.jpg"), copy("2024/lake.jpg"));
        records.disprove(1, std::slice::from_ref(&lake)).unwrap();
        records.move_proofs(1, &[(lake.key.clone(), moved.key)]).unwrap();
        assert_eq!(records.found_wrong(1).unwrap(), [lake]);
    }

    #[test]
    fn where_another_copy_moves_to_nothing_is_wrong_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let mut records = Records::open(&dir.path().join("records.sqlite")).unwrap();
        let (lake, dog) = (copy("lake.jpg"), copy("dog.jpg"));
        records.disprove(1, std::slice::from_ref(&lake)).unwrap();
        records.move_proofs(1, &[(dog.key, lake.key)]).unwrap();
        assert_eq!(records.found_wrong(1).unwrap(), []);
    }
}
