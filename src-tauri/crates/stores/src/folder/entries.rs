//! Looking at names, making and removing them, and the small writes to existing files.

use super::parents::Missing;
use super::{Place, errno, folder_bytes};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{FileId, Kind, Listed, Meta, Stat, StoreError, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT};
use rustix::io::Errno;
use std::os::fd::OwnedFd;

/// Opening must neither follow a link nor wait for the other end of a pipe.
pub(super) const CAREFULLY: OFlags =
    OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// Low 12 bits of a POSIX mode.
pub(super) const MODE_BITS: u32 = 0o7777;

#[allow(clippy::unnecessary_cast, clippy::cast_possible_truncation, clippy::cast_lossless)] // differs by platform
pub(super) fn stat_of(found: &rustix::fs::Stat) -> Stat {
    let kind = match FileType::from_raw_mode(found.st_mode) {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        _ => Kind::Other,
    };
    Stat {
        kind,
        size: if kind == Kind::File { u64::try_from(found.st_size).unwrap_or(0) } else { 0 },
        mtime: FileTime::from_parts(found.st_mtime as i64, found.st_mtime_nsec as u32),
        mode: Some(found.st_mode as u32 & MODE_BITS),
    }
}

/// Sets the time of last modification and leaves that of last access.
pub(super) fn set_time(file: &OwnedFd, mtime: FileTime) -> rustix::io::Result<()> {
    let times = Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: mtime.seconds(), tv_nsec: mtime.nanos().into() },
    };
    rustix::io::retry_on_intr(|| rustix::fs::futimens(file, &times))
}

pub(super) fn set_mode(file: &OwnedFd, mode: u32) -> rustix::io::Result<()> {
    rustix::io::retry_on_intr(|| rustix::fs::fchmod(file, mode_bits(mode)))
}

#[allow(clippy::useless_conversion)] // 16 bits wide on some platforms
pub(super) fn mode_bits(mode: u32) -> Mode {
    Mode::from_raw_mode((mode & MODE_BITS).try_into().unwrap_or(0))
}

pub(super) fn not_plain(path: &RelPath) -> StoreError {
    StoreError::new(StoreErrorKind::NotPlain, path, "not a plain file")
}

/// Whether a refusal says that nothing stands there.
fn is_nothing(e: &StoreError) -> bool {
    // A file where a folder would be: below it there is nothing.
    matches!(e.kind, StoreErrorKind::NotFound | StoreErrorKind::AlreadyExists)
}

/// Below a plain file there is nothing; for whoever only looks that is `NotFound`.
pub(super) fn looking(e: StoreError) -> StoreError {
    if is_nothing(&e) { StoreError { kind: StoreErrorKind::NotFound, ..e } } else { e }
}

impl Place {
    pub(super) fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        if path.is_root() {
            let found = rustix::fs::fstat(&self.root).map_err(|e| self.fault(e, path, "looking"))?;
            return Ok(Some(stat_of(&found)));
        }
        let found = self.at(path, Missing::Refuse, "looking", |folder, name| {
            rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
        });
        match found {
            Ok(found) => Ok(Some(stat_of(&found))),
            Err(e) if is_nothing(&e) => Ok(None),
            Err(e) => Err(e),
        }
    }

    #[allow(clippy::unnecessary_cast, clippy::cast_lossless)] // differs by platform
    pub(super) fn file_id(&self, path: &RelPath) -> StoreResult<Option<FileId>> {
        let found = self.at(path, Missing::Refuse, "looking", |folder, name| {
            rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
        });
        match found {
            Ok(found) if stat_of(&found).kind == Kind::File => {
                Ok(Some(FileId { device: found.st_dev as u64, inode: found.st_ino as u64 }))
            }
            Ok(_) => Ok(None),
            Err(e) if is_nothing(&e) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// What stands at `path`, or `NotFound`.
    pub(super) fn stat_existing(&self, path: &RelPath) -> StoreResult<Stat> {
        self.stat(path)?
            .ok_or_else(|| StoreError::new(StoreErrorKind::NotFound, path, "nothing stands there"))
    }

    pub(super) fn list(
        &self,
        folder: &RelPath,
        visit: &mut dyn FnMut(Listed) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let fault = |e: Errno| self.fault(e, folder, "reading the folder");
        let fd = self.open_folder(folder).map_err(looking)?;
        let names = Dir::read_from(&fd).map_err(fault)?;
        for entry in names {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name().to_bytes();
            if !is_plain(name) {
                continue;
            }
            let stat = rustix::io::retry_on_intr(|| {
                rustix::fs::statat(&fd, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)
            });
            match stat {
                Ok(found) => visit(Listed { name: name.to_vec(), stat: stat_of(&found) })?,
                // It went away since.
                Err(Errno::NOENT) => {}
                Err(e) => return Err(fault(e)),
            }
        }
        Ok(())
    }

    /// The names in an open folder, and whether each is a file or folder (and no link).
    pub(super) fn names_of(&self, fd: &OwnedFd, folder: &RelPath) -> StoreResult<Vec<(Vec<u8>, bool)>> {
        let fault = |e: Errno| self.fault(e, folder, "reading the folder");
        let mut names = Vec::new();
        for entry in Dir::read_from(fd).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name().to_bytes();
            if name == b"." || name == b".." {
                continue;
            }
            let may_be_moved = match entry.file_type() {
                FileType::RegularFile | FileType::Directory => true,
                FileType::Unknown => rustix::fs::statat(fd, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)
                    .is_ok_and(|found| stat_of(&found).kind != Kind::Other),
                _ => false,
            };
            names.push((name.to_vec(), may_be_moved));
        }
        Ok(names)
    }

    pub(super) fn make_folder(&self, path: &RelPath) -> StoreResult<()> {
        let held = self.folder(path.as_bytes(), Missing::Make, path)?;
        if held.was_kept && self.stat(path)?.is_none() {
            self.parents.forget_below(path.as_bytes());
            self.folder(path.as_bytes(), Missing::Make, path)?;
        }
        Ok(())
    }

    pub(super) fn remove(&self, path: &RelPath) -> StoreResult<()> {
        if self.stat_existing(path)?.kind != Kind::File {
            return Err(not_plain(path));
        }
        self.at(path, Missing::Refuse, "removing", |folder, name| {
            rustix::fs::unlinkat(folder, name, AtFlags::empty())
        })
        .map_err(looking)?;
        self.durability.touched(folder_bytes(path));
        Ok(())
    }

    pub(super) fn remove_folder(&self, path: &RelPath) -> StoreResult<bool> {
        if self.stat_existing(path)?.kind != Kind::Folder {
            return Err(StoreError::new(StoreErrorKind::NotPlain, path, "not a folder"));
        }
        let parent = self.parent_of(path, Missing::Refuse)?;
        match rustix::io::retry_on_intr(|| rustix::fs::unlinkat(&parent.fd, path.name(), AtFlags::REMOVEDIR))
        {
            Ok(()) => {
                self.parents.forget_below(path.as_bytes());
                self.durability.touched(folder_bytes(path));
                Ok(true)
            }
            Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
            Err(e) => Err(self.fault(e, path, "removing the folder")),
        }
    }

    pub(super) fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE | CAREFULLY;
        let file = self.at(path, Missing::Make, "opening to append", |folder, name| {
            rustix::fs::openat(folder, name, flags, Mode::from_raw_mode(0o666))
                .map_err(errno::when_opening)
                .map_err(errno::when_naming)
        })?;
        self.only_a_file(&file, path)?;
        let mut left = bytes;
        while !left.is_empty() {
            let taken = rustix::io::retry_on_intr(|| rustix::io::write(&file, left))
                .map_err(|e| self.fault(e, path, "appending"))?;
            left = &left[taken..];
        }
        self.durability.touched(folder_bytes(path));
        self.flush_file(&file, path)
    }

    /// What the handle leads to; `NotPlain` unless it is a file.
    pub(super) fn only_a_file(&self, file: &OwnedFd, path: &RelPath) -> StoreResult<Stat> {
        let found = rustix::fs::fstat(file).map_err(|e| self.fault(e, path, "looking at the file"))?;
        let stat = stat_of(&found);
        if stat.kind == Kind::File { Ok(stat) } else { Err(not_plain(path)) }
    }

    /// A mode that the file system cannot keep is left; a time that cannot be set is a fault,
    /// since setting it is all that was asked for.
    pub(super) fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()> {
        let flags = OFlags::RDONLY | CAREFULLY;
        let file = if path.is_root() {
            self.open_folder(path)?
        } else {
            self.at(path, Missing::Refuse, "opening", |folder, name| {
                rustix::fs::openat(folder, name, flags, Mode::empty()).map_err(errno::when_opening)
            })
            .map_err(looking)?
        };
        let found = rustix::fs::fstat(&file).map_err(|e| self.fault(e, path, "looking"))?;
        let stat = stat_of(&found);
        if stat.kind == Kind::Other {
            return Err(not_plain(path));
        }
        set_time(&file, meta.mtime).map_err(|e| self.fault(e, path, "setting the time"))?;
        if let Some(mode) = meta.mode.filter(|m| Some(m & MODE_BITS) != stat.mode) {
            match set_mode(&file, mode) {
                Err(e) if errno::refuses_meta(e) => {}
                other => other.map_err(|e| self.fault(e, path, "setting the mode"))?,
            }
        }
        self.flush_file(&file, path)
    }
}

/// The system gives out nothing else; a broken share might.
fn is_plain(name: &[u8]) -> bool {
    !name.is_empty() && name != b"." && name != b".." && !name.contains(&b'/')
}
