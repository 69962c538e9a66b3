//! A batch made durable and visible by one command: flush, rename, flush.
//!
//! Each target is looked at right before its rename, and the rename would replace what came to
//! stand there in between: `mv -n` aside, no language at hand offers better by name. A place has
//! one installation that writes to it (its lock sees to that), so nothing comes in between.

use super::Inner;
use super::probe::Renamer;
use super::script::{Script, escape, run_program};
use super::talk::{Talk, fault, unexpected};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Move, StoreError, StoreErrorKind, StoreResult};
use std::time::Duration;

const INCOMING: &[u8] = b".elderphoto/incoming/";

const BEGIN: &str = include_str!("scripts/commit_begin.sh");
const PERL: &str = include_str!("scripts/rename.pl");
const PYTHON: &str = include_str!("scripts/rename.py");
const SHELL: &str = include_str!("scripts/rename.sh");
/// What a program between the steps runs.
const SYNC: &str = r#""$sync >/dev/null 2>&1 </dev/null""#;
const END: &str = include_str!("scripts/commit_end.sh");

/// So many moves are under way unanswered. Their answers are a few bytes each and wait on the way, so
/// neither side ever waits for the other to read; and it is more than the shell gathers before it
/// answers.
const MAX_UNANSWERED: usize = 2000;

/// A flush of a slow disk with much to write.
const FLUSHES_WITHIN: Duration = Duration::from_secs(1800);

/// One rename, and those that are gathered with it.
const RENAMES_WITHIN: Duration = Duration::from_secs(120);

/// `Err` before anything was moved, or when the far side did not say that all is durable: then each
/// file is at its old or its new name.
pub(super) fn commit(shell: &Inner, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
    Ok(commit_steps(shell, &[moves])?.pop().unwrap_or_default())
}

/// [`commit`] of several steps, with a flush between them. A step with a move that failed is the last.
pub(super) fn commit_steps(shell: &Inner, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
    if let Some(root) = steps.iter().copied().flatten().find(|m| m.from.is_root() || m.to.is_root()) {
        return Err(StoreError::new(StoreErrorKind::NameRefused, &root.from, "the root is not moved"));
    }
    let mut talk = Talk::start(&*shell.far, &script_for(shell, steps)?)?;
    talk.answer_within(FLUSHES_WITHIN);
    let mut list = List::of(steps);
    // The first moves go with the script, which reads none of them when the flush fails.
    let first = list.send_more(&mut talk, 0);
    expect(&mut talk, b"synced")?;
    first?;
    let results = list.results(&mut talk)?;
    talk.answer_within(FLUSHES_WITHIN);
    expect(&mut talk, b"end")?;
    tracing::debug!("{} lines of renames, flushed before and after", list.lines.len());
    Ok(results)
}

fn script_for(shell: &Inner, steps: &[&[Move]]) -> StoreResult<Script> {
    let abilities = &shell.abilities;
    let mut script = Script::at(&abilities.root)?;
    script.set("batch", batch_of(steps).as_bytes());
    script.set("sync", if abilities.sync_reports { b"sync -f ." } else { b"sync" });
    script.set("keep", if abilities.mv_keeps { b"-n" } else { b"" });
    script.add(BEGIN);
    match abilities.renamer {
        Renamer::Perl => script.add(&format!("{} {SYNC}", run_program("perl -e", PERL))),
        Renamer::Python => script.add(&format!("{} {SYNC}", run_program("python3 -I -S -c", PYTHON))),
        Renamer::Shell => script.add(SHELL),
    }
    script.add(END);
    Ok(script)
}

/// The folder below `incoming/` whose own folders these moves empty; the root for none.
fn batch_of(steps: &[&[Move]]) -> RelPath {
    let batch = |one: &Move| one.from.parent()?.parent().filter(|b| b.as_bytes().starts_with(INCOMING));
    steps.iter().copied().flatten().find_map(batch).unwrap_or_default()
}

fn expect(talk: &mut Talk, word: &[u8]) -> StoreResult<()> {
    match talk.line()? {
        line if line == word => Ok(()),
        line if line == b"unsynced" => Err(unflushed()),
        line if line == b"gone" => Err(fault(StoreErrorKind::Gone, "the root cannot be entered")),
        line => Err(unexpected(&line)),
    }
}

fn unflushed() -> StoreError {
    fault(StoreErrorKind::Io, "the far side could not flush")
}

/// What the far side reads, line by line.
struct List<'m> {
    lines: Vec<Line<'m>>,
    sent: usize,
}

enum Line<'m> {
    Move(&'m Move),
    /// Between two steps.
    Flush,
}

impl<'m> List<'m> {
    fn of(steps: &[&'m [Move]]) -> Self {
        let mut lines = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            if number > 0 {
                lines.push(Line::Flush);
            }
            lines.extend(step.iter().map(Line::Move));
        }
        Self { lines, sent: 0 }
    }

    /// Sends more once half of what may be under way is answered, so that the lines travel together.
    fn send_more(&mut self, talk: &mut Talk, answered: usize) -> StoreResult<()> {
        let is_all_sent = self.sent == self.lines.len() && answered > 0;
        if is_all_sent || self.sent - answered > MAX_UNANSWERED / 2 {
            return Ok(());
        }
        let until = self.lines.len().min(answered + MAX_UNANSWERED);
        talk.send(&text_of(self.lines.get(self.sent..until).unwrap_or_default()))?;
        self.sent = until;
        if until == self.lines.len() { talk.close_input() } else { Ok(()) }
    }

    /// Reads the answers, step by step.
    fn results(&mut self, talk: &mut Talk) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
        let mut steps = vec![Vec::new()];
        let mut moved = 0;
        for number in 0..self.lines.len() {
            if number > 0 {
                self.send_more(talk, number)?;
            }
            let Some(Line::Move(one)) = self.lines.get(number) else {
                talk.answer_within(FLUSHES_WITHIN);
                match talk.line()?.as_slice() {
                    b"stopped" => break,
                    b"synced" => steps.push(Vec::new()),
                    b"unsynced" => return Err(unflushed()),
                    line => return Err(unexpected(line)),
                }
                continue;
            };
            talk.answer_within(RENAMES_WITHIN);
            let line = talk.line()?;
            let result = result_of(&line, moved, one).ok_or_else(|| unexpected(&line))?;
            if let Some(step) = steps.last_mut() {
                step.push(result);
            }
            moved += 1;
        }
        Ok(steps)
    }
}

fn text_of(lines: &[Line<'_>]) -> Vec<u8> {
    let mut text = Vec::new();
    for line in lines {
        match line {
            Line::Flush => text.extend_from_slice(b"sync\n"),
            Line::Move(one) => {
                text.extend_from_slice(&escape(&one.from));
                text.push(b' ');
                text.extend_from_slice(&escape(&one.to));
                text.push(b'\n');
            }
        }
    }
    text
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

    #[test]
    fn only_the_answer_to_that_very_move_counts() {
        let one = Move { from: RelPath::literal("a"), to: RelPath::literal("b") };
        assert!(matches!(result_of(b"7 ok", 7, &one), Some(Ok(()))));
        for wrong in ["8 ok", "7 OK", "7  ok", "7", "ok", "", "77 ok", "7 ok "] {
            assert!(result_of(wrong.as_bytes(), 7, &one).is_none(), "{wrong:?}");
        }
    }
}
