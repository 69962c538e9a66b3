//! The way from the root down to a folder, without ever following a link, and the handles kept
//! so that a thousand files of one folder walk it once.

use super::{Place, errno, folder_bytes};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Enough for the folders that several threads work in at once.
const KEPT_HANDLES: usize = 64;

/// Longer ones the system would refuse as a whole; they are walked.
const LONGEST_PATH_BYTES: usize = 4000;

/// A handle that only leads further needs no right to read the folder.
#[cfg(target_os = "linux")]
const LEADS_ON: OFlags = OFlags::PATH;
#[cfg(not(target_os = "linux"))]
const LEADS_ON: OFlags = OFlags::RDONLY;

const FOLDER_ONLY: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// What to do about folders on the way that do not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Refuse,
    Make,
}

/// Folder handles kept open, the least recently used dropped first.
pub(super) struct Parents {
    root: Arc<OwnedFd>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    handles: HashMap<Vec<u8>, KeptHandle>,
    /// Raised by each use; orders uses.
    uses: u64,
    /// Raised whenever handles are forgotten, so that one opened before a rename and put here
    /// after it is not kept under the old name.
    forgotten: u64,
}

struct KeptHandle {
    fd: Arc<OwnedFd>,
    last_use: u64,
}

/// A folder to work in.
pub(super) struct Parent {
    pub(super) fd: Arc<OwnedFd>,
    /// It comes from the kept handles, so the name may have been given to another folder since.
    pub(super) was_kept: bool,
}

impl Parents {
    pub(super) fn new(root: Arc<OwnedFd>) -> Self {
        Self { root, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops the handles of `folder` and of all below it. To be called after a folder was renamed
    /// or removed.
    pub(super) fn forget_below(&self, folder: &[u8]) {
        let mut kept = self.kept();
        kept.forgotten += 1;
        kept.handles.retain(|path, _| !is_in(path, folder));
    }

    /// Drops all handles. Done at every flush: what others do to the folders meanwhile is seen at
    /// the next batch at the latest.
    pub(super) fn forget_all(&self) {
        let mut kept = self.kept();
        kept.forgotten += 1;
        kept.handles.clear();
    }

    fn look_up(&self, folder: &[u8]) -> (Option<Arc<OwnedFd>>, u64) {
        let mut kept = self.kept();
        kept.uses += 1;
        let (now, forgotten) = (kept.uses, kept.forgotten);
        let found = kept.handles.get_mut(folder).map(|handle| {
            handle.last_use = now;
            Arc::clone(&handle.fd)
        });
        (found, forgotten)
    }

    fn keep(&self, folder: &[u8], fd: &Arc<OwnedFd>, forgotten_before: u64) {
        let mut kept = self.kept();
        if kept.forgotten != forgotten_before {
            return;
        }
        if kept.handles.len() >= KEPT_HANDLES {
            let oldest = kept.handles.iter().min_by_key(|(_, h)| h.last_use).map(|(path, _)| path.clone());
            if let Some(path) = oldest {
                kept.handles.remove(&path);
            }
        }
        let last_use = kept.uses;
        kept.handles.insert(folder.to_vec(), KeptHandle { fd: Arc::clone(fd), last_use });
    }
}

fn is_in(path: &[u8], folder: &[u8]) -> bool {
    folder.is_empty() || path == folder || (path.starts_with(folder) && path.get(folder.len()) == Some(&b'/'))
}

impl Place {
    /// The folder in which `path` lies.
    pub(super) fn parent_of(&self, path: &RelPath, missing: Missing) -> StoreResult<Parent> {
        if path.is_root() {
            return Err(StoreError::new(StoreErrorKind::NotPlain, path, "the root of the place itself"));
        }
        self.folder(folder_bytes(path), missing, path)
    }

    /// A handle that leads on from `folder`; `about` is the path that faults name.
    pub(super) fn folder(&self, folder: &[u8], missing: Missing, about: &RelPath) -> StoreResult<Parent> {
        if folder.is_empty() {
            return Ok(Parent { fd: Arc::clone(&self.parents.root), was_kept: false });
        }
        let (found, forgotten) = self.parents.look_up(folder);
        if let Some(fd) = found {
            return Ok(Parent { fd, was_kept: true });
        }
        let fd = Arc::new(match self.open_at_once(folder, LEADS_ON) {
            Some(Ok(fd)) => fd,
            Some(Err(Errno::NOENT)) if missing == Missing::Refuse => {
                return Err(self.fault(Errno::NOENT, about, "the folder"));
            }
            // The walk finds out what exactly stands in the way.
            _ => self.walk(folder, LEADS_ON, missing, about)?,
        });
        self.parents.keep(folder, &fd, forgotten);
        Ok(Parent { fd, was_kept: false })
    }

    /// A handle of one's own for reading the names of a folder (or making it durable).
    pub(super) fn open_folder(&self, folder: &RelPath) -> StoreResult<OwnedFd> {
        if folder.is_root() {
            return rustix::io::retry_on_intr(|| {
                rustix::fs::openat(&self.root, c".", OFlags::RDONLY | FOLDER_ONLY, Mode::empty())
            })
            .map_err(|e| self.fault(e, folder, "opening the folder"));
        }
        match self.open_at_once(folder.as_bytes(), OFlags::RDONLY) {
            Some(Ok(fd)) => Ok(fd),
            _ => self.walk(folder.as_bytes(), OFlags::RDONLY, Missing::Refuse, folder),
        }
    }

    /// The whole way in one call, where the kernel can refuse links by itself.
    #[cfg(target_os = "linux")]
    fn open_at_once(&self, folder: &[u8], flags: OFlags) -> Option<rustix::io::Result<OwnedFd>> {
        use rustix::fs::ResolveFlags;
        if folder.len() > LONGEST_PATH_BYTES {
            return None;
        }
        let never = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let opened = rustix::io::retry_on_intr(|| {
            rustix::fs::openat2(&self.root, folder, flags | FOLDER_ONLY, Mode::empty(), never)
        });
        Some(opened)
    }

    #[cfg(not(target_os = "linux"))]
    fn open_at_once(&self, _folder: &[u8], _flags: OFlags) -> Option<rustix::io::Result<OwnedFd>> {
        None
    }

    /// One component after the other, making what is missing if that is wished.
    fn walk(&self, folder: &[u8], flags: OFlags, missing: Missing, about: &RelPath) -> StoreResult<OwnedFd> {
        let mut here: Option<OwnedFd> = None;
        let mut end = 0;
        for name in folder.split(|b| *b == b'/') {
            let above = here.as_ref().unwrap_or(&self.root);
            let so_far = &folder[..end];
            end += name.len() + usize::from(end > 0);
            let is_last = end == folder.len();
            let opened = self.step(above, name, if is_last { flags } else { LEADS_ON }, missing);
            if let Ok((_, true)) = &opened {
                self.durability.touched(so_far);
            }
            here = Some(opened.map_err(|e| self.blocked(e, above, name, about))?.0);
        }
        here.ok_or_else(|| StoreError::new(StoreErrorKind::NotFound, about, "no folder was named"))
    }

    /// Opens one folder; also tells whether it was made.
    fn step(
        &self,
        above: &OwnedFd,
        name: &[u8],
        flags: OFlags,
        missing: Missing,
    ) -> rustix::io::Result<(OwnedFd, bool)> {
        let open = || {
            rustix::io::retry_on_intr(|| rustix::fs::openat(above, name, flags | FOLDER_ONLY, Mode::empty()))
        };
        match open() {
            Err(Errno::NOENT) if missing == Missing::Make => {
                let made = rustix::io::retry_on_intr(|| {
                    rustix::fs::mkdirat(above, name, Mode::from_raw_mode(0o777))
                });
                match made {
                    // Another thread made it meanwhile.
                    Ok(()) | Err(Errno::EXIST) => open().map(|fd| (fd, true)),
                    Err(e) => Err(errno::when_naming(e)),
                }
            }
            other => other.map(|fd| (fd, false)),
        }
    }

    /// What stands in the way: a plain file where a folder is needed is `AlreadyExists` for
    /// whoever wants to make one and simply "nothing there" for whoever looks; a link is neither.
    fn blocked(&self, errno: Errno, above: &OwnedFd, name: &[u8], about: &RelPath) -> StoreError {
        if errno != Errno::NOTDIR && errno != Errno::LOOP {
            return self.fault(errno, about, "the folder");
        }
        let stands = rustix::fs::statat(above, name, AtFlags::SYMLINK_NOFOLLOW);
        match stands.map(|s| FileType::from_raw_mode(s.st_mode)) {
            Ok(FileType::RegularFile) => StoreError::new(
                StoreErrorKind::AlreadyExists,
                about,
                "a file stands where a folder is needed",
            ),
            _ => StoreError::new(StoreErrorKind::NotPlain, about, "a link stands where a folder is needed"),
        }
    }
}
