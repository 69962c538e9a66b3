//! Reads one photo: never through a link, and notices when it changes meanwhile.

use super::os_path;
use crate::code::Code;
use crate::time::FileTime;
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Why a photo could not be read now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// `Vanished`, `UnreadableFile` or `ChangedWhileReading`.
    pub code: Code,
    /// The technical cause.
    pub cause: String,
}

impl Unread {
    /// From a failed call.
    pub fn from_io(e: &std::io::Error) -> Self {
        let code =
            if e.kind() == std::io::ErrorKind::NotFound { Code::Vanished } else { Code::UnreadableFile };
        Self { code, cause: e.to_string() }
    }

    /// It changed while it was read.
    pub fn changed() -> Self {
        Self { code: Code::ChangedWhileReading, cause: "size or time changed while reading".into() }
    }
}

/// What tells two states of a file apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Bytes.
    pub size: u64,
    /// Time of last modification.
    pub mtime: FileTime,
    /// Inode number.
    pub inode: u64,
    /// Low 12 bits of the mode.
    pub mode: u32,
}

/// Opens a photo for reading. A link, pipe or device that took its place is refused, and never
/// waited for.
pub fn open(path: &Path) -> Result<(File, State), Unread> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| Unread::from_io(&e.into()))?;
    let file = File::from(fd);
    let state = state(&file)?;
    Ok((file, state))
}

/// The state of an open photo.
pub fn state(file: &File) -> Result<State, Unread> {
    let meta = file.metadata().map_err(|e| Unread::from_io(&e))?;
    if !meta.is_file() {
        return Err(Unread { code: Code::UnreadableFile, cause: "no longer an ordinary file".into() });
    }
    let mtime = FileTime::from_parts(meta.mtime(), meta.mtime_nsec() as u32);
    Ok(State { size: meta.len(), mtime, inode: meta.ino(), mode: meta.mode() & 0o7777 })
}

/// Whether inode numbers stay with their files on the file system that holds `path`.
pub fn inodes_are_stable(path: &Path) -> bool {
    // ext2/3/4, xfs, btrfs, tmpfs, zfs, f2fs, bcachefs (linux/magic.h and the projects' sources)
    const STABLE: &[u64] =
        &[0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x2fc1_2fc1, 0xf2f5_2010, 0xca45_1a4e];
    let path = if path.as_os_str().is_empty() { os_path(b".") } else { path };
    rustix::fs::statfs(path).is_ok_and(|fs| STABLE.contains(&(fs.f_type as u64)))
}
