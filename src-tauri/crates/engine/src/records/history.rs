//! What was found wrong with a place's history. Only a look at every byte finds that out, so it is kept where neither a
//! lost catalog nor a later look at the place forgets it.

use super::Records;
use crate::catalog::digest_column;
use crate::catalog::snapshots::id_column;
use crate::digest::Digest;
use crate::error::Result;
use crate::format::location::Id;
use crate::format::snapshot::SnapshotId;
use rusqlite::params;
use std::collections::HashSet;

/// Made beside the others when they are missing: an earlier version does not look for them.
pub(super) const TABLES: &str = "
-- Contents that a listed snapshot names and that were found gone or wrong.
CREATE TABLE IF NOT EXISTS wrong_history(place INTEGER, sha BLOB, PRIMARY KEY(place, sha)) WITHOUT ROWID;
-- Snapshots that were listed there once and are not any more.
CREATE TABLE IF NOT EXISTS gone_snapshots(place INTEGER, id TEXT, PRIMARY KEY(place, id)) WITHOUT ROWID;";

impl Records {
    /// Notes that these contents of a place's history were found gone or wrong.
    pub fn history_is_wrong(&mut self, place: i64, contents: &[Digest]) -> Result<()> {
        self.note_contents(place, contents, "INSERT OR IGNORE INTO wrong_history VALUES(?,?)")
    }

    /// Notes that a place has these contents after all, or again, or that nothing asks for them any more.
    pub fn history_is_right(&mut self, place: i64, contents: &[Digest]) -> Result<()> {
        let has_any = "SELECT EXISTS(SELECT 1 FROM wrong_history WHERE place=?)";
        if contents.is_empty() || !self.conn.query_row(has_any, [place], |r| r.get::<_, bool>(0))? {
            return Ok(());
        }
        self.note_contents(place, contents, "DELETE FROM wrong_history WHERE place=? AND sha=?")
    }

    fn note_contents(&mut self, place: i64, contents: &[Digest], sql: &str) -> Result<()> {
        if contents.is_empty() {
            return Ok(());
        }
        let tx = self.conn.transaction()?;
        for content in contents {
            tx.prepare_cached(sql)?.execute(params![place, content.as_bytes().as_slice()])?;
        }
        Ok(tx.commit()?)
    }

    /// The contents of a place's history that were found gone or wrong.
    pub fn wrong_history(&self, place: i64) -> Result<HashSet<Digest>> {
        let mut statement = self.conn.prepare_cached("SELECT sha FROM wrong_history WHERE place=?")?;
        let contents = statement.query_map([place], |r| digest_column(r, 0))?;
        Ok(contents.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes which snapshots of a place are listed no more, and which are listed.
    pub fn note_snapshots(&mut self, place: i64, gone: &[SnapshotId], listed: &[SnapshotId]) -> Result<()> {
        let tx = self.conn.transaction()?;
        for id in gone {
            tx.prepare_cached("INSERT OR IGNORE INTO gone_snapshots VALUES(?,?)")?
                .execute(params![place, id.as_str()])?;
        }
        for id in listed {
            tx.prepare_cached("DELETE FROM gone_snapshots WHERE place=? AND id=?")?
                .execute(params![place, id.as_str()])?;
        }
        Ok(tx.commit()?)
    }

    /// The snapshots that a place had once and has no more, oldest first.
    pub fn gone_snapshots(&self, place: i64) -> Result<Vec<SnapshotId>> {
        let mut statement = self.conn.prepare_cached("SELECT id FROM gone_snapshots WHERE place=?")?;
        let ids = statement.query_map([place], |r| id_column(r, 0))?;
        let mut ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
        ids.sort_by(|a, b| a.order().cmp(&b.order()));
        Ok(ids)
    }

    /// Forgets which snapshots a place had once: it is no place of the family any more.
    pub fn forget_snapshots(&self, location: &Id) -> Result<()> {
        let sql = "DELETE FROM gone_snapshots WHERE place IN (SELECT id FROM places WHERE location=?)";
        self.conn.execute(sql, [location.as_str()])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_found_wrong_stays_so_at_its_place_until_it_is_found_right() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("records.sqlite");
        let mut records = Records::open(&path).unwrap();
        let (lake, dog) = (Digest::of(b"the lake"), Digest::of(b"a dog"));
        records.history_is_wrong(1, &[lake, dog]).unwrap();
        records.history_is_wrong(1, &[lake]).unwrap();
        drop(records);
        let mut records = Records::open(&path).unwrap();
        assert_eq!(records.wrong_history(1).unwrap(), HashSet::from([lake, dog]));
        assert_eq!(records.wrong_history(2).unwrap(), HashSet::new());
        records.history_is_right(2, &[lake]).unwrap();
        records.history_is_right(1, &[dog]).unwrap();
        assert_eq!(records.wrong_history(1).unwrap(), HashSet::from([lake]));
    }

    #[test]
    fn a_snapshot_that_is_gone_stays_so_until_it_is_listed_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut records = Records::open(&dir.path().join("records.sqlite")).unwrap();
        let location = Id::random().unwrap();
        let place = records.place(&location).unwrap();
        let [first, second] = ["000001-20261121T020512Z-a1b2c3", "000002-20261122T020512Z-a1b2c3"]
            .map(|id| SnapshotId::try_from(id.to_owned()).unwrap());
        records.note_snapshots(place, &[second.clone(), first.clone()], &[]).unwrap();
        assert_eq!(records.gone_snapshots(place).unwrap(), [first.clone(), second.clone()]);
        records.note_snapshots(place, &[], std::slice::from_ref(&first)).unwrap();
        assert_eq!(records.gone_snapshots(place).unwrap(), [second]);
        records.forget_snapshots(&location).unwrap();
        assert_eq!(records.gone_snapshots(place).unwrap(), []);
    }
}
