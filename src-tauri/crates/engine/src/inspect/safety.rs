//! Whether every photo is at a place, and when that was last proven.

use super::PlaceNumbers;
use crate::backup::Context;
use crate::catalog::{files, held};
use crate::error::Result;
use crate::library::media::PhotoCount;
use crate::path::{FileKey, FolderKey};
use crate::time::Moment;
use crate::verify::attach_proofs;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// A copy counts as safe for so long after it was made, without a proof.
pub const FRESH_S: i64 = 24 * 3600;

/// The library as last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LibraryTotals {
    /// Photos and videos; a pair counts as one.
    pub photos: u64,
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
    /// Files that were never read: their content is not known.
    pub unread: u64,
}

/// How safe the library is at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceSafety {
    /// Photos and videos there.
    pub photos: u64,
    /// Files there.
    pub files: u64,
    /// Bytes in its mirror.
    pub bytes: u64,
    /// Files of the library that are not there as they are now.
    pub behind: u64,
    /// Photos and videos of the library that are not there as they are now.
    pub photos_behind: u64,
    /// Bytes of the files that are not there as they are now.
    pub bytes_behind: u64,
    /// Copies that were found gone or damaged.
    pub bad: u64,
    /// Older versions, and records of earlier states, that were found gone or damaged.
    pub bad_history: u64,
    /// The oldest proof of a copy; `None` while any is unproven.
    pub oldest_proof: Option<Moment>,
    /// The oldest proof among the copies that have one.
    pub oldest_known_proof: Option<Moment>,
    /// Copies neither proven within the limit nor fresh.
    pub stale: u64,
    /// Copies that are only fresh: not proven yet.
    pub fresh: u64,
}

/// The library as last seen.
pub fn library(conn: &Connection) -> Result<LibraryTotals> {
    let (files, bytes) = files::totals(conn)?;
    let unread: i64 =
        conn.query_row("SELECT count(*) FROM files WHERE sha IS NULL AND name<>x''", [], |r| r.get(0))?;
    let mut count = PhotoCount::default();
    let mut statement =
        conn.prepare("SELECT folder,name FROM files WHERE kind IN (1,2,3) ORDER BY folder,name")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        count.add(blob(row, 0)?, blob(row, 1)?);
    }
    Ok(LibraryTotals { photos: count.photos(), files, bytes, unread: unread as u64 })
}

/// How safe the library is at one place, with proofs not older than `limit_s` counting. What is known to be
/// unreadable on this computer is no fault of the place: it is not counted as behind.
pub fn place(
    context: &Context<'_>,
    numbers: &PlaceNumbers,
    limit_s: i64,
    library: &LibraryTotals,
    unreadable: &BTreeSet<FileKey>,
) -> Result<PlaceSafety> {
    let conn = context.catalog.reader()?;
    attach_proofs(&conn, context)?;
    let now = context.clock.now().as_unix();
    let (files, bytes) = held::totals(&conn, numbers.no)?;
    let mut safety = PlaceSafety { files, bytes, ..PlaceSafety::default() };
    let sql = "SELECT count(*), count(p.at), min(p.at),
          coalesce(sum(p.at>=?3),0),
          coalesce(sum((p.at IS NULL OR p.at<?3) AND h.copied>=?4 AND h.copied<=?5+86400),0)
        FROM held h
        LEFT JOIN proofs p ON p.place=?2 AND p.folder=h.folder AND p.name=h.name AND p.sha=h.sha
        WHERE h.place=?1 AND h.name<>x'' AND h.state=0";
    let bounds = params![numbers.no, numbers.records_no, now - limit_s, now - FRESH_S, now];
    conn.query_row(sql, bounds, |r| {
        let [all, with_proof, in_time, fresh] = [r.get::<_, i64>(0)?, r.get(1)?, r.get(3)?, r.get(4)?];
        safety.oldest_known_proof = r.get::<_, Option<i64>>(2)?.map(Moment::from_unix);
        safety.oldest_proof = safety.oldest_known_proof.filter(|_| all == with_proof);
        safety.fresh = fresh as u64;
        safety.stale = (all - in_time - fresh) as u64;
        Ok(())
    })?;
    let bad = |sql: &str| conn.query_row(sql, [numbers.no], |r| r.get::<_, i64>(0)).map(|n| n as u64);
    safety.bad = bad("SELECT count(*) FROM held WHERE place=?1 AND state<>0")?;
    safety.bad_history = bad_history(&conn, numbers)?;
    count_photos(&conn, numbers.no, library, unreadable, &mut safety)?;
    Ok(safety)
}

/// Contents and snapshots of the past that the place does not have as it should.
fn bad_history(conn: &Connection, numbers: &PlaceNumbers) -> Result<u64> {
    let sql = "SELECT (SELECT count(*) FROM (SELECT sha FROM objects WHERE place=?1 AND bad<>0
                UNION SELECT sha FROM records.wrong_history WHERE place=?2))
              + coalesce((SELECT bad_snapshots FROM places WHERE id=?1),0)
              + (SELECT count(*) FROM records.gone_snapshots WHERE place=?2)";
    Ok(conn.query_row(sql, params![numbers.no, numbers.records_no], |r| r.get::<_, i64>(0))? as u64)
}

/// Photos of the library that are not there, and photos there: one pass each, in the order of streams, since
/// pairs stand side by side. A place that lacks none and holds as many files holds the same ones: what is known
/// of the library is not counted again.
fn count_photos(
    conn: &Connection,
    place: i64,
    library: &LibraryTotals,
    unreadable: &BTreeSet<FileKey>,
    safety: &mut PlaceSafety,
) -> Result<()> {
    count_lacking(conn, place, unreadable, safety)?;
    if unreadable.is_empty() && safety.behind == 0 && safety.files == library.files {
        safety.photos = library.photos;
        return Ok(());
    }
    let mut there = PhotoCount::default();
    let mut statement = conn.prepare(
        "SELECT folder,name FROM held WHERE place=? AND state=0 AND name<>x'' ORDER BY folder,name",
    )?;
    let mut rows = statement.query([place])?;
    while let Some(row) = rows.next()? {
        there.add(blob(row, 0)?, blob(row, 1)?);
    }
    safety.photos = there.photos();
    Ok(())
}

fn count_lacking(
    conn: &Connection,
    place: i64,
    unreadable: &BTreeSet<FileKey>,
    safety: &mut PlaceSafety,
) -> Result<()> {
    let mut lacking = PhotoCount::default();
    let mut statement = conn.prepare(
        "SELECT f.folder,f.name,f.size,f.sha IS NULL FROM files f LEFT JOIN held h ON h.place=? AND h.folder=f.folder AND h.name=f.name
           WHERE f.name<>x'' AND (f.sha IS NULL OR h.sha IS NULL OR h.sha<>f.sha OR h.state<>0)
           ORDER BY f.folder,f.name",
    )?;
    let mut rows = statement.query([place])?;
    while let Some(row) = rows.next()? {
        let (folder, name) = (blob(row, 0)?, blob(row, 1)?);
        let is_unread: bool = row.get(3)?;
        if is_unread && !unreadable.is_empty() && unreadable.contains(&key_of(folder, name)) {
            continue;
        }
        lacking.add(folder, name);
        safety.behind += 1;
        safety.bytes_behind += row.get::<_, i64>(2)? as u64;
    }
    safety.photos_behind = lacking.photos();
    Ok(())
}

fn key_of(folder: &[u8], name: &[u8]) -> FileKey {
    FileKey { folder: FolderKey::from_bytes(folder), name: name.to_vec() }
}

fn blob<'a>(row: &'a rusqlite::Row<'_>, at: usize) -> Result<&'a [u8]> {
    Ok(row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from)?)
}
