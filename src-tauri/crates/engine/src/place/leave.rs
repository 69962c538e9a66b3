//! Content leaves the mirror: into the history, or aside if it is not what was recorded.

use super::content;
use super::writer::Writer;
use crate::catalog::held::{self, HeldRow, HeldState};
use crate::code::Code;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::path::{FileKey, RelPath};
use crate::problem::Problem;
use crate::store::{Kind, Move, Stat, StoreError, StoreErrorKind};
use std::collections::HashSet;

/// A row that is no longer in the mirror.
pub(super) struct Left {
    /// What was held.
    pub(super) row: HeldRow,
    /// Its path gets new content.
    pub(super) replaced: bool,
    /// The content is in the history now (it is not when it was gone or damaged).
    pub(super) in_history: bool,
}

enum Way {
    /// Rename to `objects/`.
    ToHistory,
    /// The history has it: the copy in the mirror may go.
    Drop,
    /// Not what was recorded.
    Aside(Code),
    /// Nothing stands there.
    Gone,
    /// Nobody may look there: it stays as it is.
    Closed(StoreError),
}

/// Takes each row's file out of the mirror. The staged files of the batch become durable first.
///
/// Gives what left, and the paths whose content could not: nothing new may be put there.
pub(super) fn leave_mirror(
    writer: &Writer<'_>,
    leaving: &[(HeldRow, bool)],
) -> Result<(Vec<Left>, HashSet<FileKey>)> {
    let store = &*writer.session.store;
    let mut left = Vec::with_capacity(leaving.len());
    let mut moves = Vec::new();
    let mut moved = Vec::new();
    let mut drops = Vec::new();
    let mut going = HashSet::new();
    let mut failed = HashSet::new();
    for (row, replaced) in leaving {
        let stored = writer.stored_of_held(row);
        let mut in_history = false;
        match way_of(writer, row, &stored, &going)? {
            Way::ToHistory => {
                going.insert(row.sha);
                moves.push(Move { from: stored, to: layout::object(&row.sha) });
                moved.push(left.len());
                in_history = true;
            }
            Way::Drop => {
                drops.push((stored, row.sha));
                in_history = true;
            }
            Way::Aside(code) => {
                moves.push(Move { from: stored.clone(), to: aside_path(writer, &stored)? });
                moved.push(left.len());
                writer.problem(Problem::new(code, &row.key.to_path(), "size, time or content differ"));
            }
            Way::Gone => {
                if row.state != HeldState::Missing {
                    writer.problem(Problem::new(Code::Missing, &row.key.to_path(), "not there"));
                }
            }
            Way::Closed(e) => {
                writer.problem(Problem::from_store(&row.key.to_path(), &e));
                failed.insert(left.len());
            }
        }
        left.push(Left { row: row.clone(), replaced: *replaced, in_history });
    }
    if !moves.is_empty() {
        for (index, result) in moved.into_iter().zip(store.commit(&moves)?) {
            match result {
                Ok(()) => {}
                Err(e) if e.kind == StoreErrorKind::AlreadyExists => {
                    // The history has this content though the catalog did not know.
                    drops.push((writer.stored_of_held(&left[index].row), left[index].row.sha));
                }
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                Err(e) => {
                    writer.problem(Problem::from_store(&left[index].row.key.to_path(), &e));
                    failed.insert(index);
                }
            }
        }
    }
    for (stored, sha) in drops {
        drop_copy(writer, &stored, &sha)?;
    }
    let mut stays = HashSet::new();
    let mut gone = Vec::with_capacity(left.len());
    for (index, one) in left.into_iter().enumerate() {
        if failed.contains(&index) {
            stays.insert(one.row.key);
        } else {
            gone.push(one);
        }
    }
    Ok((gone, stays))
}

fn way_of(
    writer: &Writer<'_>,
    row: &HeldRow,
    stored: &RelPath,
    going: &HashSet<crate::digest::Digest>,
) -> Result<Way> {
    let store = &*writer.session.store;
    let stat: Stat = match store.stat(stored) {
        Ok(Some(stat)) => stat,
        Ok(None) => return Ok(Way::Gone),
        Err(e) if e.kind == StoreErrorKind::PermissionDenied => return Ok(Way::Closed(e)),
        Err(e) => return Err(e.into()),
    };
    if stat.kind != Kind::File {
        return Ok(Way::Aside(Code::SetAside));
    }
    // In the history it would change with the photo.
    if content::is_the_original(store, stored, writer.run.library, &row.key.to_path())? {
        return Ok(Way::Aside(Code::SetAside));
    }
    let step = store.capabilities().time_step_ns;
    let as_recorded = stat.size == row.size && stat.mtime.same_within(row.mtime, step);
    let suspect = !as_recorded || row.state != HeldState::Copied;
    if suspect && !content::is(store, stored, &row.sha, writer.run.monitor)? {
        let code = if row.state == HeldState::Damaged { Code::Damaged } else { Code::SetAside };
        return Ok(Way::Aside(code));
    }
    let in_history = going.contains(&row.sha)
        || held::has_object(&writer.run.catalog.write(), writer.session.no, &row.sha)?;
    Ok(if in_history { Way::Drop } else { Way::ToHistory })
}

/// Removes a copy from the mirror after the one that stays was read and is right; else the one in
/// the history goes aside and this one takes its place.
fn drop_copy(writer: &Writer<'_>, stored: &RelPath, sha: &crate::digest::Digest) -> Result<()> {
    let store = &*writer.session.store;
    let object = layout::object(sha);
    if content::is(store, &object, sha, writer.run.monitor)? {
        return Ok(store.remove(stored)?);
    }
    let mut moves = Vec::new();
    if store.stat(&object)?.is_some() {
        moves.push(Move { from: object.clone(), to: aside_path(writer, &object)? });
        writer.problem(Problem::new(Code::SetAside, &object, "an older version was damaged"));
    }
    moves.push(Move { from: stored.clone(), to: object });
    for result in store.commit(&moves)? {
        result?;
    }
    Ok(())
}

/// What was found amiss with a copy whose path has the same content again: told as that, and once.
pub(super) fn note_healed(writer: &Writer<'_>, left: &[Left]) -> Result<()> {
    let mut healed = HashSet::new();
    for one in left.iter().filter(|one| !one.in_history) {
        let held = held::get(&writer.run.catalog.write(), writer.session.no, &one.row.key)?;
        if held.is_some_and(|now| now.state == HeldState::Copied && now.sha == one.row.sha) {
            healed.insert(one.row.key.to_path());
        }
    }
    if healed.is_empty() {
        return Ok(());
    }
    let mut told = HashSet::new();
    writer.state().tally.problems.retain_mut(|problem| {
        let Some(code) = problem.code.healed().filter(|_| healed.contains(&problem.path)) else {
            return true;
        };
        problem.code = code;
        told.insert(problem.path.clone())
    });
    Ok(())
}

pub(super) fn aside_path(writer: &Writer<'_>, stored: &RelPath) -> Result<RelPath> {
    let run = layout::quarantine().join(writer.run.id.as_str().as_bytes()).map_err(Error::internal)?;
    Ok(run.join_path(stored))
}
