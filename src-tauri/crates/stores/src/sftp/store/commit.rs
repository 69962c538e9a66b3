//! What is staged made durable and visible: by commands of a shell, else by many renames at once. No
//! server is trusted to refuse a name that is taken: each is looked at first.

use super::explain::{Doing, explain, looking};
use super::paths::{not_plain, stat_of};
use super::{Inner, staging};
use crate::sftp::protocol::{Refusal, Request};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Move, StoreError, StoreErrorKind, StoreResult};
use std::collections::HashSet;
use std::ops::Range;

/// What was staged one by one was flushed by its handle when it was finished; what came by streams is
/// flushed by a command.
pub(super) fn flush(inner: &Inner) -> StoreResult<()> {
    let streamed = inner.finish_streams(None);
    inner.staging.failures().into_values().next().map_or(streamed, Err)?;
    if inner.take_unflushed()
        && let Some(shell) = inner.shell()?
    {
        shell.commit(&[])?;
    }
    Ok(())
}

/// By one command where there is a shell.
pub(super) fn commit(inner: &Inner, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
    if moves.is_empty() {
        return flush(inner).map(|()| Vec::new());
    }
    let streamed = inner.finish_streams(None);
    let failed = staged_failures(&inner.staging, moves)?;
    streamed?;
    let done = match inner.shell()? {
        Some(shell) => {
            let done = shell.commit(moves)?;
            moved_by_command(inner, moves);
            done
        }
        None => do_moves(inner, moves),
    };
    Ok(told_of(&mut failed.into_iter(), done))
}

/// All steps by one command where there is a shell.
pub(super) fn commit_steps(inner: &Inner, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
    let all: Vec<Move> = steps.concat();
    let streamed = inner.finish_streams(None);
    let failed = staged_failures(&inner.staging, &all)?;
    streamed?;
    let is_all_there = !all.is_empty() && failed.iter().all(Option::is_none);
    if is_all_there && let Some(shell) = inner.shell()? {
        let done = shell.commit_steps(steps)?;
        moved_by_command(inner, &all);
        return Ok(done);
    }
    let mut failed = failed.into_iter();
    let mut done = Vec::with_capacity(steps.len());
    for step in steps {
        let results = told_of(&mut failed, commit(inner, step)?);
        let is_last = results.iter().any(Result::is_err);
        done.push(results);
        if is_last {
            break;
        }
    }
    Ok(done)
}

/// A file that did not arrive is why its move failed.
fn told_of(
    failed: &mut impl Iterator<Item = Option<StoreError>>,
    done: Vec<StoreResult<()>>,
) -> Vec<StoreResult<()>> {
    done.into_iter().map(|done| failed.next().flatten().map_or(done, Err)).collect()
}

/// What is known of files that a command moved, and of folders it may have removed, is no longer so.
fn moved_by_command(inner: &Inner, moves: &[Move]) {
    inner.take_unflushed();
    for one in moves {
        inner.forget(&one.from);
        let emptied = one.from.parent().filter(|f| f.as_bytes().starts_with(b".elderphoto/incoming/"));
        emptied.iter().for_each(|folder| inner.forget(folder));
    }
}

/// So many are under way at once.
const WAVE: usize = 256;

/// Cuts the moves into waves whose moves do not touch each other, in order.
fn waves(moves: &[Move]) -> Vec<Range<usize>> {
    let mut waves = Vec::new();
    let mut touched: HashSet<&RelPath> = HashSet::new();
    let mut start = 0;
    for (index, one) in moves.iter().enumerate() {
        let meets = touched.contains(&one.from) || touched.contains(&one.to);
        if meets || index - start == WAVE {
            waves.push(start..index);
            start = index;
            touched.clear();
        }
        touched.insert(&one.from);
        touched.insert(&one.to);
    }
    if start < moves.len() {
        waves.push(start..moves.len());
    }
    waves
}

/// One result a move, in order. Only a fault of the whole place stops them.
pub(super) fn do_moves(inner: &Inner, moves: &[Move]) -> Vec<StoreResult<()>> {
    let mut results: Vec<StoreResult<()>> = Vec::with_capacity(moves.len());
    for wave in waves(moves) {
        let wave = &moves[wave];
        let done = match prepare(inner, wave).and_then(|()| do_wave(inner, wave)) {
            Ok(done) => done,
            Err(e) if e.kind.is_whole_place() => vec![Err(e)],
            // Something stands in the way of one: each for itself tells of which.
            Err(_) => wave.iter().map(|one| rename(inner, &one.from, &one.to)).collect(),
        };
        results.extend(done);
        if results.iter().any(|r| matches!(r, Err(e) if e.kind.is_whole_place())) {
            break;
        }
    }
    let not_tried = |m: &Move| Err(StoreError::new(StoreErrorKind::Gone, &m.from, "not tried"));
    let done = results.len();
    results.extend(moves[done..].iter().map(not_tried));
    results
}

/// One move, with all that has to be there for it.
pub(super) fn rename(inner: &Inner, from: &RelPath, to: &RelPath) -> StoreResult<()> {
    let one = [Move { from: from.clone(), to: to.clone() }];
    prepare(inner, &one)?;
    do_wave(inner, &one)?.pop().unwrap_or(Ok(()))
}

fn prepare(inner: &Inner, wave: &[Move]) -> StoreResult<()> {
    for one in wave {
        if one.to.is_in(&one.from) && one.to != one.from {
            return Err(StoreError::new(
                StoreErrorKind::NameRefused,
                &one.to,
                "a folder cannot lie in itself",
            ));
        }
        inner.check_above(&one.from)?;
    }
    let root = RelPath::root();
    let link = inner.pool.link().map_err(|e| e.at(&root))?;
    inner.make_above(&link.client, wave.iter().map(|one| &one.to))
}

fn do_wave(inner: &Inner, wave: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
    let stands = look(inner, wave)?;
    let root = RelPath::root();
    let link = inner.pool.link().map_err(|e| e.at(&root))?;
    let mut asked = Vec::with_capacity(wave.len());
    for (one, stands) in wave.iter().zip(stands) {
        asked.push(match stands {
            Err(e) => Err(e),
            Ok(kind) => {
                let (from, to) = (inner.full(&one.from), inner.full(&one.to));
                let ticket = link.client.ask(&Request::Rename { from: &from, to: &to });
                ticket.map(|t| (t, kind)).map_err(|e| looking(e, &one.from))
            }
        });
    }
    let finish = |(one, asked): (&Move, StoreResult<_>)| -> StoreResult<()> {
        let (ticket, kind): (crate::sftp::protocol::Ticket, Kind) = asked?;
        ticket.done().map_err(|e| refused(inner, one, e))?;
        if kind == Kind::Folder {
            inner.forget(&one.from);
        }
        Ok(())
    };
    Ok(wave.iter().zip(asked).map(finish).collect())
}

/// What is to be renamed, if its new name is free.
fn look(inner: &Inner, wave: &[Move]) -> StoreResult<Vec<StoreResult<Kind>>> {
    let found = inner.pool.look(|link| {
        let mut asked = Vec::with_capacity(wave.len());
        for one in wave {
            let (from, to) = (inner.full(&one.from), inner.full(&one.to));
            let from = link.client.ask(&Request::Lstat { path: &from })?;
            asked.push((from, link.client.ask(&Request::Lstat { path: &to })?));
        }
        let answer = |(from, to): (crate::sftp::protocol::Ticket, crate::sftp::protocol::Ticket)| {
            Ok((from.attributes_if_there()?, to.attributes_if_there()?))
        };
        asked.into_iter().map(answer).collect::<Result<Vec<_>, Refusal>>()
    });
    let root = RelPath::root();
    let tell = |(one, (from, to)): (&Move, (Option<_>, Option<_>))| match (from, to) {
        (None, _) => Err(StoreError::new(StoreErrorKind::NotFound, &one.from, "nothing stands there")),
        (Some(_), Some(_)) => {
            Err(StoreError::new(StoreErrorKind::AlreadyExists, &one.to, "the name is taken"))
        }
        (Some(of), None) => match stat_of(&of).kind {
            Kind::Other => Err(not_plain(&one.from)),
            kind => Ok(kind),
        },
    };
    Ok(wave.iter().zip(found.map_err(|e| looking(e, &root))?).map(tell).collect())
}

fn refused(inner: &Inner, one: &Move, refusal: Refusal) -> StoreError {
    explain(inner, refusal, &one.to, Doing::Making)
}

/// What was staged and failed, among these moves; `Err` if it is the whole place's.
pub(super) fn staged_failures(
    staging: &staging::Staging,
    moves: &[Move],
) -> StoreResult<Vec<Option<StoreError>>> {
    let mut failed = staging.failures();
    if let Some(path) = failed.iter().find(|(_, e)| e.kind.is_whole_place()).map(|(p, _)| p.clone())
        && let Some(e) = failed.remove(&path)
    {
        return Err(e);
    }
    Ok(moves.iter().map(|one| failed.remove(&one.from)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(all: &[(&str, &str)]) -> Vec<Move> {
        all.iter().map(|(from, to)| Move { from: RelPath::literal(from), to: RelPath::literal(to) }).collect()
    }

    #[test]
    fn moves_that_touch_each_other_keep_their_order() {
        let all = moves(&[("a", "b"), ("c", "d"), ("b", "e"), ("f", "g"), ("e", "h")]);
        assert_eq!(waves(&all), [0..2, 2..4, 4..5]);
        assert!(waves(&[]).is_empty());
    }

    #[test]
    fn a_wave_is_bounded() {
        let all: Vec<_> = (0..600).map(|n| (format!("from{n}"), format!("to{n}"))).collect();
        let all: Vec<_> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(waves(&moves(&all)), [0..256, 256..512, 512..600]);
    }
}
