//! Finds out whether a place's far side has a shell, and what can be done with it.
//!
//! One conversation, begun blindly: a server without a shell closes, says something else, echoes
//! what it is sent, or is silent. All of these mean "no shell", within a few seconds.

use super::archive;
use super::far::FarShell;
use super::script::Script;
use super::talk::{Talk, unexpected};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreError, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use std::time::Duration;

const PROBE: &str = include_str!("scripts/probe.sh");

/// A shell greets within this.
const GREETS_WITHIN: Duration = Duration::from_secs(5);

/// A slow far machine may need so long to try what it has.
const TRIES_WITHIN: Duration = Duration::from_secs(20);

/// What a shell says that keeps names as they are, whatever bytes they have.
const KEEPS_BYTES: &[u8] = b"bytes \xff\xfe\x81\x88\xa0\xc3\\";

/// More lines are no path.
const MAX_ROOT_LINES: usize = 64;

/// What a far shell can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abilities {
    /// The absolute path of the place's root, links resolved.
    pub root: Vec<u8>,
    /// The program that unpacks what is staged; `None`: nothing can be staged in bulk.
    pub tar: Option<Tar>,
    /// The program that hashes; `None`: nothing can be hashed there.
    pub hasher: Option<Hasher>,
    /// What does the renames of a commit.
    pub renamer: Renamer,
    /// `mv -n` is known: it never replaces.
    pub mv_keeps: bool,
    /// `sync -f` is known: it flushes the root's file system only, and reports a failure. Without
    /// it `sync` flushes everything and reports nothing.
    pub sync_reports: bool,
    /// A file can be put out of the far machine's cache before it is hashed.
    pub drops_cache: bool,
    /// Bits that a new file of this account does not get.
    pub umask: u32,
}

/// A known kind of `tar`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tar {
    /// GNU tar.
    Gnu,
    /// libarchive's. It passes over a file that exists without a word.
    Bsd,
    /// BusyBox's. It keeps times to the second.
    BusyBox,
}

/// A program that hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hasher {
    /// `openssl dgst -sha256 -r`.
    Openssl,
    /// `sha256sum`.
    Sha256sum,
    /// `shasum -a 256`.
    Shasum,
}

/// What does the renames of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renamer {
    /// One perl for all.
    Perl,
    /// One python3 for all.
    Python,
    /// The shell, with one `mv` for a group of files.
    Shell,
}

/// `None` when the server has no shell that is of use.
pub(super) fn probe(far: &dyn FarShell, hint: &[u8]) -> StoreResult<Option<Abilities>> {
    match try_all(far, hint) {
        Ok(abilities) => Ok(Some(abilities)),
        Err(e) if matches!(e.kind, StoreErrorKind::Cancelled) => Err(e),
        Err(_) => Ok(None),
    }
}

fn try_all(far: &dyn FarShell, hint: &[u8]) -> StoreResult<Abilities> {
    if hint.contains(&0) {
        return Err(StoreError::new(StoreErrorKind::NameRefused, &RelPath::root(), "NUL in the root's path"));
    }
    let mut script = Script::new()?;
    script.set("hint", &as_operand(hint));
    script.add(PROBE);
    let mut talk = Talk::start(far, &script)?;
    talk.answer_within(GREETS_WITHIN);
    // The script may be done before it has read this: then its answers tell.
    let meta = Meta { mtime: FileTime::default(), mode: Some(0o600) };
    let (head, tail) = script.greeting().split_at(script.greeting().len() / 2);
    let sent = talk.send(&archive::entry(b"probe", head, &meta, 0)?);
    let sent = sent.and_then(|()| talk.send(&archive::END)).and_then(|()| talk.close_input());
    talk.greet()?;
    sent?;
    talk.answer_within(TRIES_WITHIN);
    let mut abilities = nothing(read_root(&mut talk, tail)?);
    let bytes = talk.line()?;
    if bytes != KEEPS_BYTES {
        return Err(unexpected(&bytes));
    }
    loop {
        let line = talk.line()?;
        if line == b"end" {
            return Ok(abilities);
        }
        note(&line, &mut abilities)?;
    }
}

/// A relative path never looks like an option, or like the folder before.
fn as_operand(hint: &[u8]) -> Vec<u8> {
    if hint.starts_with(b"/") { hint.to_vec() } else { [b"./", hint].concat() }
}

fn nothing(root: Vec<u8>) -> Abilities {
    Abilities {
        root,
        tar: None,
        hasher: None,
        renamer: Renamer::Shell,
        mv_keeps: false,
        sync_reports: false,
        drops_cache: false,
        umask: 0o022,
    }
}

fn read_root(talk: &mut Talk, end: &[u8]) -> StoreResult<Vec<u8>> {
    let mut root = talk.line()?;
    if !root.starts_with(b"/") || root.contains(&0) {
        return Err(unexpected(&root));
    }
    for _ in 0..MAX_ROOT_LINES {
        let line = talk.line()?;
        if line == end {
            return Ok(root);
        }
        root.push(b'\n');
        root.extend_from_slice(&line);
    }
    Err(unexpected(&root))
}

/// Takes in one answer. Only what is known counts.
fn note(line: &[u8], abilities: &mut Abilities) -> StoreResult<()> {
    match line {
        b"hash openssl" => abilities.hasher = Some(Hasher::Openssl),
        b"hash sha256sum" => abilities.hasher = Some(Hasher::Sha256sum),
        b"hash shasum" => abilities.hasher = Some(Hasher::Shasum),
        b"rename perl" => abilities.renamer = Renamer::Perl,
        b"rename python" => abilities.renamer = Renamer::Python,
        b"mv keeps" => abilities.mv_keeps = true,
        b"sync file-system" => abilities.sync_reports = true,
        b"dd nocache" => abilities.drops_cache = true,
        b"tar gnu" => abilities.tar = Some(Tar::Gnu),
        b"tar bsd" => abilities.tar = Some(Tar::Bsd),
        b"tar busybox" => abilities.tar = Some(Tar::BusyBox),
        other => {
            let mask = other.strip_prefix(b"umask ").and_then(|m| std::str::from_utf8(m).ok());
            let mask = mask.and_then(|m| u32::from_str_radix(m, 8).ok());
            abilities.umask = mask.filter(|m| *m <= 0o777).ok_or_else(|| unexpected(other))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_not_known_is_refused() {
        let mut abilities = nothing(b"/".to_vec());
        assert!(note(b"hash md5", &mut abilities).is_err());
        assert!(note(b"umask 9", &mut abilities).is_err());
        assert!(note(b"umask 1000", &mut abilities).is_err());
        note(b"umask 0077", &mut abilities).unwrap();
        assert_eq!(abilities, Abilities { umask: 0o077, ..nothing(b"/".to_vec()) });
    }

    #[test]
    fn a_relative_root_is_never_an_option() {
        assert_eq!(as_operand(b"-"), b"./-");
        assert_eq!(as_operand(b""), b"./");
        assert_eq!(as_operand(b"/photos"), b"/photos");
    }
}
