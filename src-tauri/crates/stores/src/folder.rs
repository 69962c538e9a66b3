//! A folder of this computer as a place: a disk, a stick, a mounted share.
//!
//! All work is done relative to an open handle of the root, component by component and without
//! following links, so that neither a link planted in the place nor a disk that is unplugged can
//! lead a write somewhere else.

mod aligned;
mod answering;
mod commit;
mod durable;
mod entries;
mod errno;
mod file_system;
mod parents;
mod read;
mod renaming;
mod staged;

pub use answering::answers;

use crate::probe;
use aligned::BufferPool;
use durable::Durability;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    Capabilities, FileId, Listed, Meta, Move, Space, StagedFile, Stat, Store, StoreError, StoreErrorKind,
    StoreResult,
};
use parents::{Missing, Parents};
use rustix::fs::{Mode, OFlags};
use std::fs::Metadata;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A place in a folder of this computer.
///
/// After a flush failed, this opened store refuses every later flush: the system reports a lost
/// write once only, so nothing that was staged through it can be trusted any more. Open again and
/// stage again.
pub struct FolderStore(Arc<Place>);

/// What all handles of one opened folder share.
struct Place {
    root_path: PathBuf,
    identity: Identity,
    root: Arc<OwnedFd>,
    parents: Parents,
    durability: Durability,
    capabilities: Capabilities,
    buffers: BufferPool,
    /// The file system refused to pass by the cache once; it will again.
    direct_refused: AtomicBool,
}

/// What makes a folder the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
}

impl FolderStore {
    /// Opens an existing folder, with what is usual for its file system. Never makes it:
    /// `NotFound` when nothing is there.
    pub fn open(root: &Path) -> StoreResult<Self> {
        Self::open_as(root, None)
    }

    /// Opens an existing folder with what [`FolderStore::probe`] found out earlier.
    pub fn open_with(root: &Path, remembered: Capabilities) -> StoreResult<Self> {
        Self::open_as(root, Some(remembered))
    }

    fn open_as(root: &Path, remembered: Option<Capabilities>) -> StoreResult<Self> {
        let here = RelPath::root();
        // The root itself may be reached over links: the user chose that path.
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::io::retry_on_intr(|| rustix::fs::open(root, flags, Mode::empty()))
            .map_err(|e| errno::fault(e, &here, "opening the folder"))?;
        let fd = std::fs::File::from(fd);
        let metadata = fd.metadata().map_err(|e| errno::fault_of_io(&e, &here, "looking at the folder"))?;
        let root_fd = Arc::new(OwnedFd::from(fd));
        let usual = file_system::usual(&root_fd);
        Ok(Self(Arc::new(Place {
            root_path: root.to_path_buf(),
            identity: Identity::of(&metadata),
            parents: Parents::new(Arc::clone(&root_fd)),
            root: root_fd,
            durability: Durability::new(usual.sync),
            capabilities: remembered.unwrap_or(usual.capabilities),
            buffers: BufferPool::default(),
            // Over a share, the cache is what keeps many requests in flight.
            direct_refused: AtomicBool::new(usual.sync == file_system::Sync::Each),
        })))
    }

    /// Finds out by trying which names and times the folder can hold: writes small files below
    /// `.elderphoto/incoming/` and removes them. For when a place is added; remember the answer
    /// and give it to [`FolderStore::open_with`].
    pub fn probe(&self) -> StoreResult<Capabilities> {
        let (names, time_step_ns) = probe::probe(self)?;
        Ok(Capabilities { names, time_step_ns, ..self.0.capabilities })
    }
}

impl Place {
    /// A refusal of the system, told apart as far as this place knows.
    fn fault(&self, errno: rustix::io::Errno, path: &RelPath, doing: &str) -> StoreError {
        if errno == rustix::io::Errno::NOSPC && file_system::is_out_of_inodes(&self.root) {
            return StoreError::new(StoreErrorKind::NoInodes, path, format_args!("{doing}: {errno}"));
        }
        errno::fault(errno, path, doing)
    }

    /// Runs `op` on the folder of `path` and the last component. A folder handle that was kept
    /// may have gone stale (someone removed and made the folder anew), so "nothing there" is
    /// believed only of a fresh one.
    fn at<T>(
        &self,
        path: &RelPath,
        missing: Missing,
        doing: &str,
        op: impl Fn(&Arc<OwnedFd>, &[u8]) -> rustix::io::Result<T>,
    ) -> StoreResult<T> {
        let parent = self.parent_of(path, missing)?;
        let mut result = rustix::io::retry_on_intr(|| op(&parent.fd, path.name()));
        if parent.was_kept && matches!(result, Err(rustix::io::Errno::NOENT)) {
            self.parents.forget_below(folder_bytes(path));
            let fresh = self.parent_of(path, missing)?;
            result = rustix::io::retry_on_intr(|| op(&fresh.fd, path.name()));
        }
        result.map_err(|e| self.fault(e, path, doing))
    }
}

/// The bytes of the folder that `path` lies in; empty for the root.
fn folder_bytes(path: &RelPath) -> &[u8] {
    let bytes = path.as_bytes();
    match bytes.iter().rposition(|b| *b == b'/') {
        Some(at) => &bytes[..at],
        None => &[],
    }
}

impl Store for FolderStore {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities
    }

    fn check_root(&self) -> StoreResult<()> {
        let place = &self.0;
        let gone = |cause: String| StoreError::new(StoreErrorKind::Gone, &RelPath::root(), cause);
        let now = std::fs::metadata(&place.root_path).map_err(|e| gone(e.to_string()))?;
        rustix::fs::fstat(&place.root).map_err(|e| gone(e.to_string()))?;
        if Identity::of(&now) != place.identity {
            return Err(gone("another folder stands there now".into()));
        }
        Ok(())
    }

    fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        self.0.stat(path)
    }

    fn file_id(&self, path: &RelPath) -> StoreResult<Option<FileId>> {
        self.0.file_id(path)
    }

    fn list(&self, folder: &RelPath, visit: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> {
        self.0.list(folder, visit)
    }

    fn open(&self, path: &RelPath, offset: u64, from_medium: bool) -> StoreResult<Box<dyn Read + Send>> {
        read::open(&self.0, path, offset, from_medium)
    }

    fn stage(&self, path: &RelPath, size_bytes: Option<u64>) -> StoreResult<Box<dyn StagedFile>> {
        staged::begin(&self.0, path, size_bytes)
    }

    fn stage_whole(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
        staged::whole(&self.0, path, bytes, meta)
    }

    fn copy(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()> {
        staged::copy(&self.0, from, to, meta)
    }

    fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        self.0.rename(from, to)
    }

    fn flush(&self) -> StoreResult<()> {
        self.0.flush()
    }

    fn commit(&self, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
        self.0.flush()?;
        let results = commit::do_moves(&self.0, moves);
        self.0.flush()?;
        Ok(results)
    }

    fn make_folder(&self, path: &RelPath) -> StoreResult<()> {
        self.0.make_folder(path)
    }

    fn remove(&self, path: &RelPath) -> StoreResult<()> {
        self.0.remove(path)
    }

    fn remove_folder(&self, path: &RelPath) -> StoreResult<bool> {
        self.0.remove_folder(path)
    }

    fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        self.0.append(path, bytes)
    }

    fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()> {
        self.0.set_meta(path, meta)
    }

    fn space(&self) -> StoreResult<Option<Space>> {
        let found =
            rustix::fs::fstatvfs(&self.0.root).map_err(|e| self.0.fault(e, &RelPath::root(), "room left"))?;
        Ok(Some(Space {
            free_bytes: found.f_bavail.saturating_mul(found.f_frsize),
            total_bytes: found.f_blocks.saturating_mul(found.f_frsize),
            free_files: (found.f_files > 0).then_some(found.f_favail),
        }))
    }
}

#[cfg(test)]
mod tests;
