//! Hashes files where they lie: one command for a group of them.
//!
//! Only a well-formed answer that names the very path counts as a digest; everything else is an
//! error of that path or of the conversation. A far side that lies can still lie about a digest, as
//! it can about bytes; that is why proof needs more than one place.

use super::Inner;
use super::probe::Hasher;
use super::script::{Script, escape};
use super::talk::{Talk, fault, unexpected};
use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use std::collections::HashMap;
use std::time::Duration;

const SCRIPT: &str = include_str!("scripts/hash.sh");

/// Answers to what was sent take no more than this, so neither side ever waits for the other to
/// read; and it is more than the script gathers before it answers.
const MAX_UNANSWERED_BYTES: usize = 24 << 10;

/// What an answer has besides the path: a digest, a mark, an end.
const ANSWER_BYTES: usize = 100;

/// A huge file on a slow disk. Signs of life come meanwhile.
const HASHES_WITHIN: Duration = Duration::from_secs(3 * 3600);

/// One result a path, in the order asked.
pub(super) fn hash(shell: &Inner, paths: &[RelPath]) -> StoreResult<Vec<StoreResult<Digest>>> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let mut script = Script::at(&shell.abilities.root)?;
    script.set("hasher", program(shell)?.as_bytes());
    script.set("drop_cache", if shell.abilities.drops_cache { b"yes" } else { b"" });
    script.add(SCRIPT);
    let mut answers = Answers::expected(paths);
    let mut talk = Talk::start(&*shell.far, &script)?;
    let mut sent = 0;
    let mut unanswered_bytes = 0;
    loop {
        let from = sent;
        let mut list = Vec::new();
        while let Some(path) = paths.get(sent)
            && (unanswered_bytes < MAX_UNANSWERED_BYTES || sent == answers.handled)
        {
            list.extend_from_slice(if may_be_printed(path) { b"group " } else { b"alone " });
            list.extend_from_slice(&escape(path));
            list.push(b'\n');
            unanswered_bytes += answer_bytes(path);
            sent += 1;
        }
        if sent > from {
            talk.send(&list)?;
            if sent == paths.len() {
                talk.close_input()?;
            }
        }
        talk.answer_within(HASHES_WITHIN);
        let before = answers.handled;
        if answers.take(&talk.line()?, sent)? {
            return Ok(answers.results(paths));
        }
        let handled = paths.get(before..answers.handled).unwrap_or_default();
        unanswered_bytes -= handled.iter().map(answer_bytes).sum::<usize>();
    }
}

fn program(shell: &Inner) -> StoreResult<&'static str> {
    match shell.abilities.hasher {
        Some(Hasher::Openssl) => Ok("openssl dgst -sha256 -r"),
        Some(Hasher::Sha256sum) => Ok("sha256sum"),
        Some(Hasher::Shasum) => Ok("shasum -a 256"),
        None => Err(fault(StoreErrorKind::Io, "the far side has no program that hashes")),
    }
}

fn answer_bytes(path: &RelPath) -> usize {
    path.as_bytes().len() + ANSWER_BYTES
}

/// Programs print names as they are, or escaped, each in its way: those for which it matters are
/// hashed alone, from standard input. A control character might be taken for a sign of life.
fn may_be_printed(path: &RelPath) -> bool {
    !path.is_root() && !path.as_bytes().iter().any(|b| b.is_ascii_control() || *b == b'\\')
}

/// What came so far.
struct Answers<'a> {
    numbers: HashMap<&'a [u8], Vec<usize>>,
    results: Vec<Option<Result<Digest, StoreErrorKind>>>,
    /// All before this number are answered.
    handled: usize,
}

impl<'a> Answers<'a> {
    fn expected(paths: &'a [RelPath]) -> Self {
        let mut numbers: HashMap<&[u8], Vec<usize>> = HashMap::with_capacity(paths.len());
        for (number, path) in paths.iter().enumerate() {
            numbers.entry(path.as_bytes()).or_default().push(number);
        }
        Self { numbers, results: vec![None; paths.len()], handled: 0 }
    }

    /// Takes in one line; `true` for the last.
    fn take(&mut self, line: &[u8], sent: usize) -> StoreResult<bool> {
        if line == b"end" {
            return if self.handled == self.results.len() { Ok(true) } else { Err(unexpected(line)) };
        }
        if line == b"gone" {
            return Err(fault(StoreErrorKind::Gone, "the root cannot be entered"));
        }
        self.take_numbered(line, sent).or_else(|| self.take_printed(line)).ok_or_else(|| unexpected(line))?;
        Ok(false)
    }

    /// `NUMBER WORD`, as the script says it.
    fn take_numbered(&mut self, line: &[u8], sent: usize) -> Option<()> {
        let (number, word) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        let is_number = !number.is_empty() && number.len() < 10 && number.bytes().all(|b| b.is_ascii_digit());
        let number: usize = is_number.then(|| number.parse().ok())??;
        if word == "handled" {
            let is_next = (self.handled..=sent).contains(&number);
            return is_next.then(|| self.handled = number);
        }
        if !(self.handled..sent).contains(&number) {
            return None;
        }
        let result = match word {
            "missing" => Err(StoreErrorKind::NotFound),
            "notplain" => Err(StoreErrorKind::NotPlain),
            "denied" => Err(StoreErrorKind::PermissionDenied),
            "=" => Err(StoreErrorKind::Io),
            _ => Ok(Digest::from_hex(word.strip_prefix('=')?)?),
        };
        self.note(number, result)
    }

    /// `DIGEST  ./PATH` or `DIGEST *./PATH`, as the programs print it.
    fn take_printed(&mut self, line: &[u8]) -> Option<()> {
        let (hex, rest) = line.split_at_checked(64)?;
        let digest = Digest::from_hex(std::str::from_utf8(hex).ok()?)?;
        let path = rest.strip_prefix(b"  ./").or_else(|| rest.strip_prefix(b" *./"))?;
        let numbers = self.numbers.get(path)?.clone();
        // One that was asked twice may be printed twice.
        numbers.into_iter().try_for_each(|number| match self.results.get(number) {
            Some(Some(Ok(known))) if *known == digest => Some(()),
            _ => self.note(number, Ok(digest)),
        })
    }

    /// `None` when there is a result already.
    fn note(&mut self, number: usize, result: Result<Digest, StoreErrorKind>) -> Option<()> {
        let slot = self.results.get_mut(number)?;
        if slot.is_some() {
            return None;
        }
        *slot = Some(result);
        Some(())
    }

    /// What was never answered could not be read.
    fn results(self, paths: &[RelPath]) -> Vec<StoreResult<Digest>> {
        let of = |(result, path): (Option<Result<Digest, StoreErrorKind>>, &RelPath)| {
            let result = result.unwrap_or(Err(StoreErrorKind::Io));
            result.map_err(|kind| StoreError::new(kind, path, "hashing on the far side"))
        };
        self.results.into_iter().zip(paths).map(of).collect()
    }
}

#[cfg(test)]
mod tests;
