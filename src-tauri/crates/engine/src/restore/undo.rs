//! Takes away what the last restore wrote, file by file, and nothing else: a file goes only if it is still bit
//! for bit what was written. It may be killed at any moment and done again.

use super::receipt::{Identity, Note, each_note};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::library::os_path;
use crate::monitor::{Monitor, Phase};
use crate::path::RelPath;
use crate::problem::Problem;
use rustix::fs::{AtFlags, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::collections::HashSet;
use std::fs::File;
use std::io::ErrorKind;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

/// How it went.
#[derive(Debug, Default)]
pub struct Undone {
    /// Files taken away.
    pub removed: u64,
    /// Their bytes.
    pub removed_bytes: u64,
    /// Files that were gone already.
    pub gone: u64,
    /// Files that stay, and why.
    pub left: Vec<Problem>,
    /// The folder they had come back to; the first of several.
    pub from: Option<PathBuf>,
}

/// What is known before anything is taken away.
#[derive(Default)]
struct Known {
    /// Numbers of files that surely got their name.
    did: HashSet<u64>,
    files: u64,
    bytes: u64,
}

/// A file that was written, or was about to be.
struct Written {
    path: RelPath,
    identity: Identity,
    size: u64,
    sha256: Digest,
    /// It surely got its name; else only its inode tells.
    is_sure: bool,
}

enum Fate {
    Removed,
    Gone,
    /// Nothing of that name was written: another file stands there.
    NotOurs,
}

/// Undoes what is noted at `receipt`, and forgets it when nothing of it is left to do.
pub fn undo(receipt: &Path, monitor: &dyn Monitor) -> Result<Undone> {
    let mut known = Known::default();
    let read = each_note(receipt, |note| {
        match note {
            Note::Did { no } => drop(known.did.insert(no)),
            Note::Will { size, .. } => {
                known.files += 1;
                known.bytes += size;
            }
            Note::Below { .. } | Note::Made { .. } => {}
        }
        Ok(())
    });
    match read {
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return Err(Error::coded(Code::NothingToUndo, "nothing is noted"));
        }
        other => other?,
    }
    monitor.phase(Phase::Restoring, known.files, known.bytes);
    let mut work = Undoing { monitor, known, folder: None, made: Vec::new(), undone: Undone::default() };
    each_note(receipt, |note| work.take(note))?;
    work.leave_folder();
    // What stays was changed since, and a second try would find the same.
    std::fs::remove_file(receipt).map_err(|e| Error::io(receipt, e))?;
    Ok(work.undone)
}

struct Undoing<'a> {
    monitor: &'a dyn Monitor,
    known: Known,
    /// The folder that is worked in; without a handle when it is not there any more.
    folder: Option<(PathBuf, Option<OwnedFd>)>,
    /// Folders that were made in it.
    made: Vec<RelPath>,
    undone: Undone,
}

impl Undoing<'_> {
    fn take(&mut self, note: Note) -> Result<()> {
        if self.monitor.cancelled() {
            return Err(Error::stopped());
        }
        match note {
            Note::Below { folder } => {
                self.leave_folder();
                let Some(folder) = folder.get() else { return Ok(()) };
                let folder = os_path(&folder).to_path_buf();
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
                let opened = rustix::fs::open(&folder, flags, Mode::empty()).ok();
                self.undone.from.get_or_insert_with(|| folder.clone());
                self.folder = Some((folder, opened));
            }
            Note::Made { path } => self.made.extend(path.get().and_then(|p| RelPath::parse(&p).ok())),
            Note::Did { .. } => {}
            Note::Will { no, path, identity, size, sha256 } => {
                let Some(path) = path.get().and_then(|p| RelPath::parse(&p).ok()) else { return Ok(()) };
                let is_sure = self.known.did.contains(&no);
                self.file(&Written { path, identity, size, sha256, is_sure })?;
            }
        }
        Ok(())
    }

    fn file(&mut self, written: &Written) -> Result<()> {
        self.monitor.current(&written.path);
        let fate = match &self.folder {
            Some((_, Some(root))) => remove(root, written, self.monitor),
            _ => Ok(Fate::Gone),
        };
        self.monitor.advance(1, written.size);
        match fate {
            Ok(Fate::Removed) => {
                self.undone.removed += 1;
                self.undone.removed_bytes += written.size;
            }
            Ok(Fate::Gone) => self.undone.gone += u64::from(written.is_sure),
            Ok(Fate::NotOurs) => {}
            Err(e) if e.code() == Code::Stopped => return Err(e),
            Err(e) => self.undone.left.push(Problem::new(e.code(), &written.path, e)),
        }
        Ok(())
    }

    /// Takes the folders that were made away, the deepest first, as far as nothing is in them now.
    fn leave_folder(&mut self) {
        let Some((path, root)) = self.folder.take() else { return };
        if root.is_some() {
            super::target::clear_parts(&path);
        }
        for made in std::mem::take(&mut self.made).iter().rev() {
            let removed = match (&root, made.is_root()) {
                (_, true) => std::fs::remove_dir(&path),
                (Some(root), false) => enter(root, &made.parent().unwrap_or_default())
                    .and_then(|folder| {
                        rustix::fs::unlinkat(&folder, os_path(made.name()), AtFlags::REMOVEDIR)
                    })
                    .map_err(Into::into),
                (None, false) => Ok(()),
            };
            if let Err(e) = removed {
                tracing::debug!("a folder stays: {e}");
            }
        }
        if let Some(Err(e)) = root.as_ref().map(rustix::fs::syncfs) {
            tracing::warn!("it could not be made durable: {e}");
        }
    }
}

/// The folder at a path, reached through folders only.
fn enter(root: &OwnedFd, path: &RelPath) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut folder = rustix::fs::openat(root, ".", flags, Mode::empty())?;
    for name in path.components() {
        folder = rustix::fs::openat(&folder, os_path(name), flags, Mode::empty())?;
    }
    Ok(folder)
}

fn remove(root: &OwnedFd, written: &Written, monitor: &dyn Monitor) -> Result<Fate> {
    let failed = |e: Errno| Error::coded(Code::NotRemoved, e);
    let folder = match enter(root, &written.path.parent().unwrap_or_default()) {
        Ok(folder) => folder,
        Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(Fate::Gone),
        Err(e) => return Err(failed(e)),
    };
    let name = os_path(written.path.name());
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::openat(&folder, name, flags, Mode::empty()) {
        Ok(fd) => File::from(fd),
        Err(Errno::NOENT) => return Ok(Fate::Gone),
        Err(_) if !written.is_sure => return Ok(Fate::NotOurs),
        Err(e) => return Err(failed(e)),
    };
    let before = rustix::fs::fstat(&file).map_err(failed)?;
    if !written.is_sure && identity(&before) != written.identity {
        return Ok(Fate::NotOurs);
    }
    let changed = || Error::coded(Code::ChangedSince, "its content is another now");
    let is_candidate = file.metadata().is_ok_and(|m| m.is_file() && m.len() == written.size);
    if !is_candidate || super::target::digest_of(file, monitor)? != Some(written.sha256) {
        return Err(changed());
    }
    // What was read is what goes: nobody wrote to it or put another in its place meanwhile.
    match rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(now) if is_same(&before, &now) => {}
        Ok(_) => return Err(changed()),
        Err(Errno::NOENT) => return Ok(Fate::Gone),
        Err(e) => return Err(failed(e)),
    }
    rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::empty()).map_err(failed)?;
    Ok(Fate::Removed)
}

fn identity(stat: &Stat) -> Identity {
    Identity { device: stat.st_dev, inode: stat.st_ino }
}

fn is_same(a: &Stat, b: &Stat) -> bool {
    identity(a) == identity(b)
        && (a.st_size, a.st_mtime, a.st_mtime_nsec) == (b.st_size, b.st_mtime, b.st_mtime_nsec)
        && (a.st_ctime, a.st_ctime_nsec) == (b.st_ctime, b.st_ctime_nsec)
}

#[cfg(test)]
mod tests;
