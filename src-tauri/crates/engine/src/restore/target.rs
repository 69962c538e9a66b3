//! The folder photos come back to: a half-written file never stands under its final name, nothing
//! there is overwritten, and no link leads out of it.

use super::fetch::{Source, target_code};
use super::receipt::{Identity, Receipt};
use crate::code::Code;
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::format::names::distinct;
use crate::format::tree::FileNode;
use crate::library::os_path;
use crate::monitor::Monitor;
use crate::path::RelPath;
use crate::place::writer::lock_of;
use rustix::fs::{AtFlags, Mode, OFlags, RenameFlags, Timespec, Timestamps};
use rustix::io::Errno;
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// The folder, held open.
pub struct RestoreFolder<'a> {
    root: OwnedFd,
    path: PathBuf,
    /// Half-written files are here, so that those of a run that was killed are found again. Made
    /// when the first file is written.
    parts: OnceLock<OwnedFd>,
    count: AtomicU64,
    /// The folder used last, still open: most files follow one of the same folder.
    last: Mutex<Option<(RelPath, Entered)>>,
    /// Names are given one after another: a disk that can only be asked whether a name is free, and takes two
    /// names for the same, would let one photo replace another.
    naming: Mutex<()>,
    /// Where everything that is written is noted.
    receipt: Option<&'a Receipt>,
}

/// A folder below, held open.
#[derive(Clone)]
struct Entered {
    fd: Arc<OwnedFd>,
    /// Its path there: another one where a name of it is refused.
    path: RelPath,
}

/// The folder of half-written files, while a restore is under way.
const PARTS: &str = ".elderphoto-restore";

/// Removes what a restore that was killed left behind. Only files of ours lie in that folder.
pub(super) fn clear_parts(path: &Path) {
    let folder = path.join(PARTS);
    if std::fs::symlink_metadata(&folder).is_ok_and(|m| m.is_dir()) {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
        let _ = std::fs::remove_dir(&folder);
    }
}

fn device(folder: &impl AsFd) -> Option<u64> {
    rustix::fs::fstat(folder).ok().map(|s| s.st_dev)
}

impl Drop for RestoreFolder<'_> {
    fn drop(&mut self) {
        clear_parts(&self.path);
    }
}

/// Where a file ended up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// Under its name.
    There,
    /// The same bytes stood there.
    AlreadyThere,
    /// Another file stood there and stays, or the disk refuses its name; ours has this path.
    Beside(RelPath),
}

impl<'a> RestoreFolder<'a> {
    /// Opens the folder, making it (its last part only) if it is missing. Refuses when what is to
    /// come does not fit.
    pub fn open(path: &Path, bytes: u64, receipt: Option<&'a Receipt>) -> Result<Self> {
        let unusable = |e: std::io::Error| Error::coded(target_code(&e), format!("{}: {e}", path.display()));
        match std::fs::create_dir(path) {
            Ok(()) => receipt.iter().for_each(|receipt| receipt.made(path, &RelPath::root())),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(unusable(e)),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| unusable(e.into()))?;
        let room = rustix::fs::fstatvfs(&root).map_err(|e| unusable(e.into()))?;
        let free_bytes = room.f_bavail.saturating_mul(room.f_frsize);
        if bytes > free_bytes {
            return Err(Error::coded(Code::TargetFull, format!("{bytes} bytes to write, {free_bytes} free")));
        }
        clear_parts(path);
        Ok(Self {
            root,
            path: path.into(),
            parts: OnceLock::new(),
            count: AtomicU64::new(0),
            last: Mutex::new(None),
            naming: Mutex::new(()),
            receipt,
        })
    }

    /// Makes a folder and those above it.
    pub fn make_folder(&self, path: &RelPath) -> Result<()> {
        self.enter(path).map(drop)
    }

    /// Brings one file back.
    pub fn place(
        &self,
        path: &RelPath,
        node: &FileNode,
        source: &Source<'_>,
        monitor: &dyn Monitor,
    ) -> Result<Placed> {
        let parent = path.parent().unwrap_or_default();
        let folder = self.enter(&parent)?;
        if self.has_content(&folder.fd, path.name(), node, monitor)? {
            return Ok(Placed::AlreadyThere);
        }
        let near = self.parts_folder()?;
        let is_near = device(&folder.fd).is_some() && device(&folder.fd) == device(near);
        let parts = if is_near { near.as_fd() } else { folder.fd.as_fd() };
        let part = format!(".elderphoto-{}.part", self.count.fetch_add(1, Ordering::Relaxed));
        let _ = rustix::fs::unlinkat(parts, part.as_str(), AtFlags::empty());
        let placed = self
            .write_part(&parts, &part, path, node, source, monitor)
            .and_then(|()| self.give_name(&parts, &folder, &part, path, node, monitor));
        if !matches!(placed, Ok(Placed::There | Placed::Beside(_))) {
            let _ = rustix::fs::unlinkat(parts, part.as_str(), AtFlags::empty());
        }
        placed
    }

    fn parts_folder(&self) -> Result<&OwnedFd> {
        if let Some(parts) = self.parts.get() {
            return Ok(parts);
        }
        match rustix::fs::mkdirat(&self.root, PARTS, Mode::from_raw_mode(0o700)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(e) => return Err(self.fault(&RelPath::root(), e)),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let opened = rustix::fs::openat(&self.root, PARTS, flags, Mode::empty());
        let opened = opened.map_err(|e| self.fault(&RelPath::root(), e))?;
        Ok(self.parts.get_or_init(|| opened))
    }

    /// Makes what was written durable.
    pub fn flush(&self) -> Result<()> {
        let result = rustix::fs::syncfs(&self.root);
        result.map_err(|e| self.fault(&RelPath::root(), e))
    }

    fn fault(&self, path: &RelPath, e: rustix::io::Errno) -> Error {
        let e = std::io::Error::from(e);
        Error::coded(target_code(&e), format!("{}/{path}: {e}", self.path.display()))
    }

    fn enter(&self, path: &RelPath) -> Result<Entered> {
        if let Some((last, entered)) = &*lock_of(&self.last)
            && last == path
        {
            return Ok(entered.clone());
        }
        let mut fd = self.root.try_clone().map_err(|e| Error::io(&self.path, e))?;
        let mut reached = RelPath::root();
        for name in path.components() {
            let mut own = reached.join(name).map_err(Error::internal)?;
            fd = match self.enter_one(&fd, &own) {
                Err(e) if is_refusal_of_name(e) => {
                    own = reached.join(&distinct(name)).map_err(Error::internal)?;
                    self.enter_one(&fd, &own)
                }
                other => other,
            }
            .map_err(|e| self.fault(path, e))?;
            reached = own;
        }
        let entered = Entered { fd: Arc::new(fd), path: reached };
        *lock_of(&self.last) = Some((path.clone(), entered.clone()));
        Ok(entered)
    }

    /// Opens the folder of that path, in `parent`; makes it if it is missing.
    fn enter_one(&self, parent: &OwnedFd, path: &RelPath) -> rustix::io::Result<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let name = os_path(path.name());
        match rustix::fs::mkdirat(parent, name, Mode::from_raw_mode(0o777)) {
            Ok(()) => self.receipt.iter().for_each(|receipt| receipt.made(&self.path, path)),
            Err(Errno::EXIST) => {}
            Err(e) => return Err(e),
        }
        rustix::fs::openat(parent, name, flags, Mode::empty())
    }

    fn has_content(
        &self,
        folder: &impl AsFd,
        name: &[u8],
        node: &FileNode,
        monitor: &dyn Monitor,
    ) -> Result<bool> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let Ok(fd) = rustix::fs::openat(folder, os_path(name), flags, Mode::empty()) else {
            return Ok(false);
        };
        let file = File::from(fd);
        let is_candidate = file.metadata().is_ok_and(|m| m.is_file() && m.len() == node.size);
        Ok(is_candidate && digest_of(file, monitor)? == Some(node.sha256))
    }

    fn write_part(
        &self,
        folder: &impl AsFd,
        part: &str,
        path: &RelPath,
        node: &FileNode,
        source: &Source<'_>,
        monitor: &dyn Monitor,
    ) -> Result<()> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut begin = || {
            rustix::fs::openat(folder, part, flags, Mode::from_raw_mode(0o666))
                .map(File::from)
                .map_err(|e| self.fault(path, e))
        };
        let file = source.fetch(path, &node.sha256, monitor, &mut begin)?;
        let time = Timespec { tv_sec: node.mtime.seconds(), tv_nsec: node.mtime.nanos().into() };
        rustix::fs::futimens(&file, &Timestamps { last_access: time, last_modification: time })
            .map_err(|e| self.fault(path, e))?;
        if let Some(mode) = node.mode {
            // Not all file systems keep a mode; the photo is back all the same.
            let _ = rustix::fs::fchmod(&file, Mode::from_raw_mode(mode & 0o777));
        }
        Ok(())
    }

    fn give_name(
        &self,
        parts: &impl AsFd,
        folder: &Entered,
        part: &str,
        path: &RelPath,
        node: &FileNode,
        monitor: &dyn Monitor,
    ) -> Result<Placed> {
        let part_stat = rustix::fs::statat(parts, part, AtFlags::SYMLINK_NOFOLLOW);
        let part_stat = part_stat.map_err(|e| self.fault(path, e))?;
        let identity = Identity { device: part_stat.st_dev, inode: part_stat.st_ino };
        let mut own = path.name().to_vec();
        let mut attempt = 0;
        while attempt < 1000 {
            let name = if attempt == 0 { own.clone() } else { beside(&own, attempt) };
            if name != path.name() && self.has_content(&folder.fd, &name, node, monitor)? {
                return Ok(Placed::AlreadyThere);
            }
            let named = folder.path.join(&name).map_err(Error::internal)?;
            let noted = self.receipt.map(|r| (r, r.will(&self.path, &named, identity, node)));
            let renamed = {
                let _one_at_a_time = lock_of(&self.naming);
                rename_to_free(parts, part, &folder.fd, &name)
            };
            if let (Ok(()), Some((receipt, no))) = (&renamed, noted) {
                receipt.did(&self.path, no);
            }
            match renamed {
                Ok(()) if named == *path => return Ok(Placed::There),
                Ok(()) => return Ok(Placed::Beside(named)),
                Err(Errno::EXIST) => attempt += 1,
                Err(e) if is_refusal_of_name(e) && own == path.name() => own = distinct(path.name()),
                Err(e) => return Err(self.fault(path, e)),
            }
        }
        Err(Error::coded(Code::TargetUnusable, "a thousand files of that name"))
    }
}

/// Whether a name perhaps cannot be used there, as file systems word it when one is made ("no such file" is
/// exfat-fuse's way). If that was not the reason, another name fails as well.
fn is_refusal_of_name(e: Errno) -> bool {
    [Errno::INVAL, Errno::ILSEQ, Errno::NAMETOOLONG, Errno::NOENT].contains(&e)
}

/// `IMG_1 (put back).jpg`, `IMG_1 (put back 2).jpg`, …; within 255 bytes.
fn beside(name: &[u8], attempt: u32) -> Vec<u8> {
    let mark = if attempt == 1 { " (put back)".to_owned() } else { format!(" (put back {attempt})") };
    let dot = name.iter().rposition(|b| *b == b'.').filter(|at| *at > 0 && name.len() - at <= 16);
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let room = 255usize.saturating_sub(mark.len() + extension.len()).min(stem.len());
    [&stem[..room], mark.as_bytes(), extension].concat()
}

fn rename_to_free(parts: &impl AsFd, from: &str, folder: &impl AsFd, to: &[u8]) -> rustix::io::Result<()> {
    let to = os_path(to);
    match rustix::fs::renameat_with(parts, from, folder, to, RenameFlags::NOREPLACE) {
        // Not known to this file system: a link to a free name, then the old name goes.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            match rustix::fs::linkat(parts, from, folder, to, AtFlags::empty()) {
                Ok(()) => rustix::fs::unlinkat(parts, from, AtFlags::empty()),
                Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS) => {
                    match rustix::fs::statat(folder, to, AtFlags::SYMLINK_NOFOLLOW) {
                        Err(Errno::NOENT) => rustix::fs::renameat(parts, from, folder, to),
                        Ok(_) => Err(Errno::EXIST),
                        Err(e) => Err(e),
                    }
                }
                Err(e) => Err(e),
            }
        }
        other => other,
    }
}

/// The digest of what is left to read of a file; `None` if it cannot be read.
pub(crate) fn digest_of(mut file: File, monitor: &dyn Monitor) -> Result<Option<Digest>> {
    let mut hasher = Hasher::new();
    let mut block = vec![0; 1 << 20];
    loop {
        if monitor.cancelled() {
            return Err(Error::stopped());
        }
        match file.read(&mut block) {
            Ok(0) => return Ok(Some(hasher.finish())),
            Ok(n) => hasher.update(&block[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn a_name_beside_keeps_the_extension_and_fits() {
        assert_eq!(beside(b"IMG_1.jpg", 1), b"IMG_1 (put back).jpg");
        assert_eq!(beside(b"IMG_1.jpg", 2), b"IMG_1 (put back 2).jpg");
        assert_eq!(beside(b".hidden", 1), b".hidden (put back)");
        assert!(beside(&[b'x'; 255], 1).len() <= 255);
    }
}
