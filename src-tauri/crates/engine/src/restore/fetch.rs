//! Finds a content at the places: in the history, under its path, under any path that has it.

use super::noted;
use crate::backup::Context;
use crate::catalog::held::{self, HeldState};
use crate::code::Code;
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::names::StoredNames;
use crate::monitor::Monitor;
use crate::path::{FileKey, RelPath};
use crate::place::content::read_some;
use crate::place::many::is_far;
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::records::Proof;
use crate::store::{StoreError, StoreErrorKind};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Mutex;

const BLOCK_BYTES: usize = 1 << 20;
/// Photos brought back at the same time from a folder of this computer.
const LOCAL_WORKERS: usize = 2;

/// Where contents come from: all reachable places, the preferred one first.
pub struct Source<'a> {
    context: &'a Context<'a>,
    sessions: Vec<(&'a Session, StoredNames)>,
    used: Mutex<BTreeSet<String>>,
}

enum Tried {
    Written,
    NotThere,
    Wrong,
}

/// What is known of a path where a content may be.
enum Candidate {
    /// The mirror has it under this key.
    Mirror(FileKey),
    /// Where the history would have it.
    History,
    Unknown,
}

impl<'a> Source<'a> {
    /// All sessions, `first` before the others.
    pub fn new(context: &'a Context<'a>, sessions: &'a [Session], first: usize) -> Result<Self> {
        let mut ordered = Vec::new();
        for session in sessions
            .get(first)
            .into_iter()
            .chain(sessions.iter().enumerate().filter(|(i, _)| *i != first).map(|(_, s)| s))
        {
            ordered.push((session, session.read_names()?));
        }
        Ok(Self { context, sessions: ordered, used: Mutex::new(BTreeSet::new()) })
    }

    /// So many photos at the same time keep the line, or the disk and this computer, busy.
    pub fn parallel(&self) -> usize {
        let first = self.sessions.first().map(|(session, _)| &*session.store);
        first.filter(|store| is_far(*store)).map_or(LOCAL_WORKERS, |store| store.capabilities().parallel)
    }

    /// Names of the places that gave something.
    pub fn used(&self) -> Vec<String> {
        lock_of(&self.used).iter().cloned().collect()
    }

    /// Writes the content that was under `path` to files that `begin` makes, until one is right.
    /// `block` is scratch room.
    pub fn fetch(
        &self,
        path: &RelPath,
        sha: &Digest,
        monitor: &dyn Monitor,
        begin: &mut dyn FnMut() -> Result<std::fs::File>,
    ) -> Result<std::fs::File> {
        let mut causes = Vec::new();
        for (session, names) in &self.sessions {
            for (stored, candidate) in self.candidates(session, names, path, sha)? {
                let mut file = begin()?;
                match try_copy(session, &stored, sha, &mut file, monitor) {
                    Ok(Tried::Written) => {
                        lock_of(&self.used).insert(session.name.clone());
                        return Ok(file);
                    }
                    Ok(Tried::NotThere) => self.note(session, candidate, sha, HeldState::Missing),
                    Ok(Tried::Wrong) => {
                        causes.push(format!("{}: {stored} has other bytes", session.name));
                        self.note(session, candidate, sha, HeldState::Damaged);
                    }
                    Err(Error::Store(e)) => causes.push(format!("{}: {e}", session.name)),
                    Err(e) => return Err(e),
                }
            }
        }
        Err(Error::coded(Code::ContentLost, format!("{sha}; {}", causes.join("; "))))
    }

    fn note(&self, session: &Session, candidate: Candidate, sha: &Digest, state: HeldState) {
        match candidate {
            Candidate::Mirror(key) => {
                noted::copy_is_wrong(self.context, session, Proof { key, sha: *sha }, state);
            }
            Candidate::History => noted::history_is_wrong(self.context, session, sha, state),
            Candidate::Unknown => {}
        }
    }

    /// Where a place may have a content, the likeliest first.
    fn candidates(
        &self,
        session: &Session,
        names: &StoredNames,
        path: &RelPath,
        sha: &Digest,
    ) -> Result<Vec<(RelPath, Candidate)>> {
        let key = FileKey::of(path);
        let conn = self.context.catalog.write();
        let held = held::get(&conn, session.no, &key)?;
        let mut out = Vec::new();
        if held.is_some_and(|h| h.sha == *sha) {
            out.push((names.stored(path), Candidate::Mirror(key)));
            out.push((layout::object(sha), Candidate::History));
            return Ok(out);
        }
        out.push((layout::object(sha), Candidate::History));
        held::ensure_content_index(&conn)?;
        for other in held::paths_of(&conn, session.no, sha)? {
            out.push((names.stored(&other.to_path()), Candidate::Mirror(other)));
        }
        // Nothing is known of this place: its mirror may have it under the same path.
        out.push((names.stored(path), Candidate::Unknown));
        Ok(out)
    }
}

fn try_copy(
    session: &Session,
    stored: &RelPath,
    sha: &Digest,
    file: &mut std::fs::File,
    monitor: &dyn Monitor,
) -> Result<Tried> {
    let mut reader = match session.store.open(stored, 0, false) {
        Ok(reader) => reader,
        Err(e) if e.kind == StoreErrorKind::NotFound => return Ok(Tried::NotThere),
        Err(e) => return Err(e.into()),
    };
    let mut hasher = Hasher::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        if monitor.cancelled() {
            return Err(Error::stopped());
        }
        let n = match read_some(&mut *reader, &mut block, stored) {
            Ok(0) => break,
            Ok(n) => n,
            Err(StoreError { kind: StoreErrorKind::Io, .. }) => return Ok(Tried::Wrong),
            Err(e) => return Err(e.into()),
        };
        hasher.update(&block[..n]);
        file.write_all(&block[..n]).map_err(|e| Error::coded(target_code(&e), e))?;
    }
    Ok(if hasher.finish() == *sha { Tried::Written } else { Tried::Wrong })
}

/// The code of a fault of the folder that is restored to.
pub(super) fn target_code(e: &std::io::Error) -> Code {
    match e.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::TargetFull,
        _ => Code::TargetUnusable,
    }
}
