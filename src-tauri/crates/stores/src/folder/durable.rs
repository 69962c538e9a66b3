//! Getting what was written onto the medium, and never believing a second answer.

use super::file_system::Sync;
use super::{Place, errno};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use rustix::io::Errno;
use std::collections::HashSet;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What still has to reach the medium, and whether that ever failed.
pub(super) struct Durability {
    sync: Sync,
    changed_folders: Mutex<HashSet<Vec<u8>>>,
    /// Held during a flush: of two at once, both must hear of a fault that is told only once.
    flushing: Mutex<Option<(StoreErrorKind, String)>>,
}

impl Durability {
    pub(super) fn new(sync: Sync) -> Self {
        Self { sync, changed_folders: Mutex::default(), flushing: Mutex::new(None) }
    }

    /// Whether a file has to be made durable by itself when it is finished.
    pub(super) fn is_each(&self) -> bool {
        self.sync == Sync::Each
    }

    /// A name in `folder` was made, renamed or removed.
    pub(super) fn touched(&self, folder: &[u8]) {
        if self.is_each() {
            self.changed_folders().insert(folder.to_vec());
        }
    }

    /// As after a flush that failed with `fault`.
    #[cfg(test)]
    pub(super) fn fail_for_ever(&self, fault: &StoreError) {
        let mut failed = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        *failed = Some((fault.kind, fault.cause.clone()));
    }

    fn changed_folders(&self) -> MutexGuard<'_, HashSet<Vec<u8>>> {
        self.changed_folders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Makes durable what was done before. A fault is for ever: the system tells of a lost write
    /// once, so a second flush that succeeds would prove nothing.
    pub(super) fn flush(&self) -> StoreResult<()> {
        let mut failed = self.durability.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((kind, cause)) = failed.as_ref() {
            let cause = format!("an earlier flush failed ({cause}); open the place again");
            return Err(StoreError::new(*kind, &RelPath::root(), cause));
        }
        self.parents.forget_all();
        let result = match self.durability.sync {
            Sync::Whole { then_root } => self.flush_whole(then_root),
            Sync::Each => self.flush_folders(),
        };
        if let Err(e) = &result {
            *failed = Some((e.kind, e.cause.clone()));
        }
        result
    }

    /// Makes one file durable where that is not left to [`Place::flush`].
    pub(super) fn flush_file(&self, file: &OwnedFd, path: &RelPath) -> StoreResult<()> {
        if !self.durability.is_each() {
            return Ok(());
        }
        rustix::io::retry_on_intr(|| rustix::fs::fsync(file))
            .map_err(|e| self.fault(e, path, "making the file durable"))
    }

    #[cfg(target_os = "linux")]
    fn flush_whole(&self, then_root: bool) -> StoreResult<()> {
        let fault = |e| self.fault(e, &RelPath::root(), "making the place durable");
        rustix::fs::syncfs(&self.root).map_err(fault)?;
        if then_root {
            self.flush_one(&self.root, &RelPath::root())?;
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn flush_whole(&self, _then_root: bool) -> StoreResult<()> {
        self.flush_folders()
    }

    fn flush_folders(&self) -> StoreResult<()> {
        let changed = std::mem::take(&mut *self.durability.changed_folders());
        for folder in &changed {
            let Ok(path) = RelPath::parse(folder) else { continue };
            match self.open_folder(&path) {
                Ok(fd) => self.flush_one(&fd, &path)?,
                // Removed or renamed since; then its parent is waiting as well.
                Err(e) if e.kind == StoreErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        self.flush_one(&self.root, &RelPath::root())?;
        self.empty_disk_cache()
    }

    /// Many shares cannot sync a folder; their server keeps the order of names itself.
    fn flush_one(&self, folder: &OwnedFd, path: &RelPath) -> StoreResult<()> {
        match rustix::io::retry_on_intr(|| rustix::fs::fsync(folder)) {
            Err(e) if errno::is_unsupported(e) || e == Errno::BADF || e == Errno::ACCESS => Ok(()),
            other => other.map_err(|e| self.fault(e, path, "making the folder durable")),
        }
    }

    /// Apple's plain sync leaves the bytes in the disk's own cache.
    #[cfg(target_vendor = "apple")]
    fn empty_disk_cache(&self) -> StoreResult<()> {
        match rustix::fs::fcntl_fullfsync(&self.root) {
            Err(e) if !errno::is_unsupported(e) && e != Errno::NOTTY => {
                Err(self.fault(e, &RelPath::root(), "emptying the disk's cache"))
            }
            _ => Ok(()),
        }
    }

    #[cfg(not(target_vendor = "apple"))]
    fn empty_disk_cache(&self) -> StoreResult<()> {
        Ok(())
    }
}
