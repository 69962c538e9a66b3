//! A batch made durable and visible by one command: flush, rename, flush.
//!
//! Each target is looked at right before its rename, and the rename would replace what came to
//! stand there in between: `mv -n` aside, no language at hand offers better by name. A place has
//! one installation that writes to it (its lock sees to that), so nothing comes in between.

use super::Inner;
use super::probe::Renamer;
use super::script::{Script, escape, run_program};
use super::talk::{Talk, fault, unexpected};
use elderphoto_engine::store::{Move, StoreError, StoreErrorKind, StoreResult};
use std::time::Duration;

const BEGIN: &str = include_str!("scripts/commit_begin.sh");
const PERL: &str = include_str!("scripts/rename.pl");
const PYTHON: &str = include_str!("scripts/rename.py");
const SHELL: &str = include_str!("scripts/rename.sh");
const END: &str = include_str!("scripts/commit_end.sh");

/// So many moves are under way unanswered. Their answers fit in any pipe, so neither side ever
/// waits for the other to read; and it is more than the shell gathers before it answers.
const MAX_UNANSWERED: usize = 500;

/// A flush of a slow disk with much to write.
const FLUSHES_WITHIN: Duration = Duration::from_secs(1800);

/// One rename, and those that are gathered with it.
const RENAMES_WITHIN: Duration = Duration::from_secs(120);

/// `Err` before anything was moved, or when the far side did not say that all is durable: then each
/// file is at its old or its new name.
pub(super) fn commit(shell: &Inner, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
    if let Some(root) = moves.iter().find(|m| m.from.is_root() || m.to.is_root()) {
        return Err(StoreError::new(StoreErrorKind::NameRefused, &root.from, "the root is not moved"));
    }
    let mut talk = Talk::start(&*shell.far, &script_for(shell)?)?;
    talk.answer_within(FLUSHES_WITHIN);
    // Nothing is sent before this, so that a failed flush is known to have moved nothing.
    expect(&mut talk, b"synced")?;
    tracing::debug!("flushed before {} renames", moves.len());
    let results = rename_all(&mut talk, moves)?;
    talk.answer_within(FLUSHES_WITHIN);
    expect(&mut talk, b"end")?;
    tracing::debug!("flushed after {} renames", moves.len());
    Ok(results)
}

fn script_for(shell: &Inner) -> StoreResult<Script> {
    let abilities = &shell.abilities;
    let mut script = Script::at(&abilities.root)?;
    script.set("sync", if abilities.sync_reports { b"sync -f ." } else { b"sync" });
    script.set("keep", if abilities.mv_keeps { b"-n" } else { b"" });
    script.add(BEGIN);
    match abilities.renamer {
        Renamer::Perl => script.add(&run_program("perl -e", PERL)),
        Renamer::Python => script.add(&run_program("python3 -I -S -c", PYTHON)),
        Renamer::Shell => script.add(SHELL),
    }
    script.add(END);
    Ok(script)
}

fn expect(talk: &mut Talk, word: &[u8]) -> StoreResult<()> {
    match talk.line()? {
        line if line == word => Ok(()),
        line if line == b"unsynced" => Err(fault(StoreErrorKind::Io, "the far side could not flush")),
        line if line == b"gone" => Err(fault(StoreErrorKind::Gone, "the root cannot be entered")),
        line => Err(unexpected(&line)),
    }
}

fn rename_all(talk: &mut Talk, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
    let mut results = Vec::with_capacity(moves.len());
    let mut sent = 0;
    while results.len() < moves.len() {
        // Refilled by halves, so that the lines travel together.
        if sent < moves.len() && sent - results.len() <= MAX_UNANSWERED / 2 {
            let until = moves.len().min(results.len() + MAX_UNANSWERED);
            talk.send(&list_of(moves.get(sent..until).unwrap_or_default()))?;
            sent = until;
            if sent == moves.len() {
                talk.close_input()?;
            }
        }
        talk.answer_within(RENAMES_WITHIN);
        let line = talk.line()?;
        let number = results.len();
        let moved = moves.get(number).and_then(|one| result_of(&line, number, one));
        results.push(moved.ok_or_else(|| unexpected(&line))?);
    }
    if moves.is_empty() {
        talk.close_input()?;
    }
    Ok(results)
}

fn list_of(moves: &[Move]) -> Vec<u8> {
    let mut list = Vec::new();
    for one in moves {
        list.extend_from_slice(&escape(&one.from));
        list.push(b' ');
        list.extend_from_slice(&escape(&one.to));
        list.push(b'\n');
    }
    list
}

/// What an answer says of a move; `None` if it is no answer to that one.
fn result_of(line: &[u8], number: usize, one: &Move) -> Option<StoreResult<()>> {
    use StoreErrorKind::*;
    let code = line.strip_prefix(number.to_string().as_bytes())?.strip_prefix(b" ")?;
    let (kind, path) = match code {
        b"ok" => return Some(Ok(())),
        b"missing" => (NotFound, &one.from),
        b"exists" => (AlreadyExists, &one.to),
        b"notplain" => (NotPlain, &one.from),
        b"denied" => (PermissionDenied, &one.to),
        b"readonly" => (ReadOnly, &one.to),
        b"full" => (NoSpace, &one.to),
        b"quota" => (Quota, &one.to),
        b"name" => (NameRefused, &one.to),
        b"failed" => (Io, &one.to),
        _ => return None,
    };
    Some(Err(StoreError::new(kind, path, "the far side's rename")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use elderphoto_engine::path::RelPath;

    #[test]
    fn only_the_answer_to_that_very_move_counts() {
        let one = Move { from: RelPath::literal("a"), to: RelPath::literal("b") };
        assert!(matches!(result_of(b"7 ok", 7, &one), Some(Ok(()))));
        for wrong in ["8 ok", "7 OK", "7  ok", "7", "ok", "", "77 ok", "7 ok "] {
            assert!(result_of(wrong.as_bytes(), 7, &one).is_none(), "{wrong:?}");
        }
    }
}
