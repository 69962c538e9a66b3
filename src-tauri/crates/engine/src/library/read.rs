//! Reads one photo: never through a link, and notices when it changes meanwhile.

use super::os_path;
use crate::code::Code;
use crate::time::FileTime;
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

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

/// [`open`], as soon as a further change would show in the file's time: within one tick of the clock of its
/// file system a file can change twice and look the same. One that is written to all the time is opened all
/// the same; that it changes is seen while it is read.
pub fn open_at_rest(path: &Path, cancelled: &dyn Fn() -> bool) -> Result<(File, State), Unread> {
    let begun = Instant::now();
    loop {
        let (file, state) = open(path)?;
        let wait = until_rest(state.mtime, FileTime::from(SystemTime::now()));
        if wait.is_zero() || cancelled() || begun.elapsed() > LONGEST_TICK {
            return Ok((file, state));
        }
        std::thread::sleep(wait.min(GLANCE));
    }
}

/// FAT counts in two seconds.
const LONGEST_TICK: Duration = Duration::from_secs(2);
/// exFAT counts in hundredths of a second; the slowest kernels set the time of other file systems as often.
const SHORT_TICK: Duration = Duration::from_millis(10);
const GLANCE: Duration = Duration::from_millis(100);

/// How long until the tick in which a file was changed is over. Its time tells how long that is: one without
/// a fraction of a second is that of a coarse clock, or the wait is for nothing.
fn until_rest(mtime: FileTime, now: FileTime) -> Duration {
    let tick = if mtime.nanos() == 0 { LONGEST_TICK } else { SHORT_TICK };
    let age_ns = i128::from(now.as_ns()) - i128::from(mtime.as_ns());
    match u64::try_from(age_ns) {
        Ok(age_ns) => tick.saturating_sub(Duration::from_nanos(age_ns)),
        // From the future: its clock is another one.
        Err(_) => Duration::ZERO,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_at_rest_when_its_tick_is_over() {
        let at = |seconds, nanos| FileTime::from_parts(seconds, nanos);
        let fine = at(1_000, 123_456_789);
        assert_eq!(until_rest(fine, at(1_000, 123_456_789)), SHORT_TICK);
        assert_eq!(until_rest(fine, at(1_000, 130_456_789)), Duration::from_millis(3));
        assert_eq!(until_rest(fine, at(1_000, 133_456_789)), Duration::ZERO);
        let coarse = at(1_000, 0);
        assert_eq!(until_rest(coarse, at(1_000, 500_000_000)), Duration::from_millis(1_500));
        assert_eq!(until_rest(coarse, at(1_002, 0)), Duration::ZERO);
        assert_eq!(until_rest(at(2_000, 1), at(1_000, 0)), Duration::ZERO, "from the future");
        assert_eq!(until_rest(FileTime::from_ns(i64::MIN), FileTime::from_ns(i64::MAX)), Duration::ZERO);
    }

    #[test]
    fn what_was_written_just_now_is_opened_when_its_tick_is_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jpg");
        std::fs::write(&path, "one").unwrap();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let second = SystemTime::UNIX_EPOCH + Duration::from_secs(now.as_secs());
        File::options().write(true).open(&path).unwrap().set_modified(second).unwrap();
        let (_, state) = open_at_rest(&path, &|| true).unwrap();
        assert!(second.elapsed().unwrap() < LONGEST_TICK, "whoever stops waits for nothing");
        let (_, again) = open_at_rest(&path, &|| false).unwrap();
        assert_eq!(again, state);
        assert!(second.elapsed().unwrap() >= LONGEST_TICK);
    }
}
