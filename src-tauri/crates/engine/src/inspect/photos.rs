//! Each photo: what it is, where it is, when that was last proven, and its earlier versions.

use super::PlaceNumbers;
use crate::backup::Context;
use crate::catalog::files::{self, FileRow};
use crate::catalog::held::{self, HeldRow, HeldState};
use crate::catalog::versions::{self, VersionRow};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::path::FileKey;
use crate::time::{FileTime, Moment};
use crate::verify::attach_proofs;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::iter::Peekable;

/// A photo as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Its path.
    pub key: FileKey,
    /// Bytes.
    pub size: u64,
    /// Time of last modification.
    pub mtime: FileTime,
    /// Its content; `None` until it was read.
    pub sha: Option<Digest>,
    /// When it was taken.
    pub taken: Option<String>,
    /// Gone from the library.
    pub deleted: bool,
    /// Different contents of this path that are known, the present one included.
    pub versions: u64,
    /// Places that have it (by their position), and when that was last proven.
    pub places: Vec<(usize, Option<Moment>)>,
    /// Places that have what it is now from before only: it was deleted or replaced here, and is back.
    pub kept: Vec<usize>,
}

/// What is known of a path. `conn` has the proofs attached.
pub fn of(conn: &Connection, places: &[PlaceNumbers], key: &FileKey) -> Result<Option<Photo>> {
    let file = files::get(conn, key)?;
    let is_known = file.is_some() || !versions::of(conn, key)?.is_empty();
    if is_known { of_row(conn, places, key.clone(), file).map(Some) } else { Ok(None) }
}

/// The same of a path whose file was read from the catalog already; `None` where the library has none.
pub(super) fn of_row(
    conn: &Connection,
    places: &[PlaceNumbers],
    key: FileKey,
    file: Option<FileRow>,
) -> Result<Photo> {
    let mut copies = Vec::with_capacity(places.len());
    for place in places {
        let held = held::get(conn, place.no, &key)?;
        copies.push(held.map(|h| proven(conn, place, &h).map(|at| (h, at))).transpose()?);
    }
    let past = versions::of(conn, &key)?;
    let mut photo = assemble(key, file, &copies, past);
    add_history(conn, places, &mut photo)?;
    Ok(photo)
}

fn proven(conn: &Connection, place: &PlaceNumbers, held: &HeldRow) -> Result<Option<i64>> {
    let sql = "SELECT at FROM proofs WHERE place=? AND folder=? AND name=? AND sha=?";
    let mut statement = conn.prepare_cached(sql)?;
    let (key, sha) = (&held.key, held.sha.as_bytes().as_slice());
    let bound = params![place.records_no, key.folder.as_bytes(), key.name, sha];
    Ok(statement.query_row(bound, |r| r.get(0)).optional()?)
}

/// Gives every photo in the order of folders and names, the deleted ones at their place in it.
pub fn each(
    context: &Context<'_>,
    places: &[PlaceNumbers],
    visit: &mut dyn FnMut(Photo) -> Result<()>,
) -> Result<()> {
    let conn = context.catalog.reader()?;
    attach_proofs(&conn, context)?;
    let mut wanted = conn.prepare(&files::select_all())?;
    let mut files = wanted.query_map([], files::read_row)?.map(|r| r.map_err(Error::from)).peekable();
    let mut earlier = conn.prepare(versions::SELECT_ALL)?;
    let mut versions = earlier.query_map([], versions::read_row)?.map(|r| r.map_err(Error::from)).peekable();
    let mut statements = Vec::new();
    for _ in places {
        statements.push(conn.prepare(
            "SELECT h.folder,h.name,h.size,h.mtime,h.mode,h.sha,h.state,h.copied,p.at FROM held h
               LEFT JOIN proofs p ON p.place=?2 AND p.folder=h.folder AND p.name=h.name AND p.sha=h.sha
               WHERE h.place=?1 AND h.name<>x'' ORDER BY h.folder, h.name",
        )?);
    }
    let mut held = Vec::new();
    for (statement, numbers) in statements.iter_mut().zip(places) {
        let rows = statement.query_map(params![numbers.no, numbers.records_no], |r| {
            Ok((held::read_row(r)?, r.get::<_, Option<i64>>(8)?))
        })?;
        held.push(rows.map(|r| r.map_err(Error::from)).peekable());
    }
    files::ensure_content_index(&context.catalog.write())?;
    let mut contents = conn.prepare("SELECT 1 FROM files WHERE sha=?")?;
    loop {
        let key = least(&mut files, &mut versions, &mut held)?;
        let Some(key) = key else { return Ok(()) };
        let file = take_at(&mut files, &key, |f| &f.key)?;
        let copies: Vec<Option<(HeldRow, Option<i64>)>> =
            held.iter_mut().map(|h| take_at(h, &key, |r| &r.0.key)).collect::<Result<_>>()?;
        let mut past: Vec<VersionRow> = Vec::new();
        while let Some(row) = take_at(&mut versions, &key, |v| &v.key)? {
            past.push(row);
        }
        if key.is_folder() {
            continue;
        }
        let mut photo = assemble(key, file, &copies, past);
        // Its content stands in the library under another path: it was moved, not deleted.
        if let (true, Some(sha)) = (photo.deleted, photo.sha)
            && contents.exists([sha.as_bytes().as_slice()])?
        {
            continue;
        }
        add_history(&conn, places, &mut photo)?;
        visit(photo)?;
    }
}

fn least<F, V, H>(
    files: &mut Peekable<F>,
    versions: &mut Peekable<V>,
    held: &mut [Peekable<H>],
) -> Result<Option<FileKey>>
where
    F: Iterator<Item = Result<FileRow>>,
    V: Iterator<Item = Result<VersionRow>>,
    H: Iterator<Item = Result<(HeldRow, Option<i64>)>>,
{
    let mut least: Option<FileKey> = None;
    let mut take = |key: &FileKey| {
        if least.as_ref().is_none_or(|l| key < l) {
            least = Some(key.clone());
        }
    };
    if let Some(row) = peek(files)? {
        take(&row.key);
    }
    if let Some(row) = peek(versions)? {
        take(&row.key);
    }
    for rows in held {
        if let Some(row) = peek(rows)? {
            take(&row.0.key);
        }
    }
    Ok(least)
}

fn peek<T, I: Iterator<Item = Result<T>>>(rows: &mut Peekable<I>) -> Result<Option<&T>> {
    if matches!(rows.peek(), Some(Err(_))) {
        return match rows.next() {
            Some(Err(e)) => Err(e),
            _ => Ok(None),
        };
    }
    Ok(rows.peek().and_then(|r| r.as_ref().ok()))
}

fn take_at<T, I: Iterator<Item = Result<T>>>(
    rows: &mut Peekable<I>,
    key: &FileKey,
    key_of: impl Fn(&T) -> &FileKey,
) -> Result<Option<T>> {
    match peek(rows)? {
        Some(row) if key_of(row) == key => rows.next().transpose(),
        _ => Ok(None),
    }
}

fn assemble(
    key: FileKey,
    file: Option<FileRow>,
    copies: &[Option<(HeldRow, Option<i64>)>],
    past: Vec<VersionRow>,
) -> Photo {
    let deleted = file.is_none();
    let mut contents: BTreeSet<Digest> = past.iter().map(|v| v.sha).collect();
    contents.extend(copies.iter().flatten().map(|c| c.0.sha));
    let copy = copies.iter().flatten().find(|c| c.0.state == HeldState::Copied);
    let (size, mtime, sha, taken) = match (&file, copy, past.first()) {
        (Some(file), _, _) => (file.size, file.mtime, file.sha, file.taken.clone()),
        (None, Some((held, _)), _) => {
            let taken = past.iter().find(|v| v.sha == held.sha).and_then(|v| v.taken.clone());
            (held.size, held.mtime, Some(held.sha), taken)
        }
        (None, None, Some(version)) => {
            (version.size, version.mtime, Some(version.sha), version.taken.clone())
        }
        (None, None, None) => (0, FileTime::default(), None, None),
    };
    contents.extend(sha);
    let places = copies
        .iter()
        .enumerate()
        .filter_map(|(at, copy)| {
            let (held, proven) = copy.as_ref()?;
            let is_it = held.state == HeldState::Copied && Some(held.sha) == sha;
            is_it.then(|| (at, proven.map(Moment::from_unix)))
        })
        .collect();
    let versions = contents.len().max(1) as u64;
    Photo { key, size, mtime, sha, taken, deleted, versions, places, kept: Vec::new() }
}

/// A deleted photo is where its content is kept; one that the library has is so only among its photos.
fn add_history(conn: &Connection, places: &[PlaceNumbers], photo: &mut Photo) -> Result<()> {
    let Some(sha) = photo.sha else { return Ok(()) };
    for (at, numbers) in places.iter().enumerate() {
        if photo.places.iter().any(|p| p.0 == at) || !held::has_good_object(conn, numbers.no, &sha)? {
            continue;
        }
        match photo.deleted {
            true => photo.places.push((at, None)),
            false => photo.kept.push(at),
        }
    }
    photo.places.sort_by_key(|p| p.0);
    Ok(())
}
