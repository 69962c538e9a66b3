//! What is usual for each kind of file system: its time step, its names, and how its content is
//! made durable. [`super::probe`] finds out more, by trying.

use elderphoto_engine::store::{Capabilities, NameRules, UnicodeNames};
use std::os::fd::OwnedFd;

/// How what was written gets onto the medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sync {
    /// One call for the whole file system, which reports lost writes.
    Whole {
        /// It does not tell the disk to empty its own cache; syncing one folder afterwards does.
        then_root: bool,
    },
    /// Each file when it is finished, each changed folder at the flush: for shares and for file
    /// systems that run as a program, which one call for the whole does not reach.
    Each,
}

/// What is assumed until it was tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usual {
    pub(super) capabilities: Capabilities,
    pub(super) sync: Sync,
}

const PLAIN_NAMES: NameRules =
    NameRules { ignores_case: false, windows_names: false, utf8_only: false, unicode: UnicodeNames::AsGiven };
const WINDOWS_NAMES: NameRules =
    NameRules { ignores_case: true, windows_names: true, utf8_only: true, ..PLAIN_NAMES };

/// Reads at once that keep a disk and two cores busy.
const PARALLEL: usize = 4;

const fn local(time_step_ns: u64, names: NameRules, sync: Sync) -> Usual {
    Usual {
        capabilities: Capabilities {
            time_step_ns,
            far_copy: false,
            flush_confirmed: true,
            names,
            parallel: PARALLEL,
        },
        sync,
    }
}

const fn share(time_step_ns: u64, names: NameRules, flush_confirmed: bool) -> Usual {
    Usual {
        capabilities: Capabilities {
            time_step_ns,
            far_copy: true,
            flush_confirmed,
            names,
            parallel: PARALLEL,
        },
        sync: Sync::Each,
    }
}

const WHOLE: Sync = Sync::Whole { then_root: false };
const WHOLE_THEN_ROOT: Sync = Sync::Whole { then_root: true };
/// Cannot be told from here whether a flush got further than the program behind the file system.
const UNKNOWN: Usual = Usual {
    capabilities: Capabilities {
        time_step_ns: 1_000_000_000,
        far_copy: false,
        flush_confirmed: false,
        names: PLAIN_NAMES,
        parallel: PARALLEL,
    },
    sync: Sync::Each,
};

/// What is usual for the file system that `folder` lies on.
#[cfg(target_os = "linux")]
pub(super) fn usual(folder: &OwnedFd) -> Usual {
    let Ok(found) = rustix::fs::fstatfs(folder) else { return UNKNOWN };
    // The magic numbers are 32 bits wide; some platforms sign-extend them.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::unnecessary_cast)]
    let mut usual = usual_of(found.f_type as u32);
    if !kernel_reports_lost_writes() {
        usual.sync = Sync::Each;
    }
    usual
}

/// One flush a file; the disk's own cache is emptied at the end of a flush.
#[cfg(not(target_os = "linux"))]
pub(super) fn usual(_folder: &OwnedFd) -> Usual {
    let is_apple = cfg!(target_vendor = "apple");
    let unicode = if is_apple { UnicodeNames::OneName } else { UnicodeNames::AsGiven };
    let names = NameRules { ignores_case: is_apple, windows_names: false, utf8_only: true, unicode };
    local(1, names, Sync::Each)
}

/// By the numbers of `linux/magic.h` and of the file systems' own sources.
#[cfg(target_os = "linux")]
fn usual_of(magic: u32) -> Usual {
    match magic {
        0xEF53 => local(1, PLAIN_NAMES, WHOLE),      // ext2, ext3, ext4
        0x5846_5342 => local(1, PLAIN_NAMES, WHOLE), // xfs
        0x9123_683E => local(1, PLAIN_NAMES, WHOLE), // btrfs
        0x0102_1994 => local(1, PLAIN_NAMES, WHOLE), // tmpfs
        0xF2F5_2010 => local(1, PLAIN_NAMES, WHOLE), // f2fs
        0xCA45_1A4E => local(1, PLAIN_NAMES, WHOLE_THEN_ROOT), // bcachefs
        0x4D44 => local(2_000_000_000, WINDOWS_NAMES, WHOLE_THEN_ROOT), // FAT
        0x2011_BAB0 => local(10_000_000, WINDOWS_NAMES, WHOLE_THEN_ROOT), // exFAT
        0x7366_746E => local(100, PLAIN_NAMES, WHOLE_THEN_ROOT), // ntfs3
        0x482B => local(1_000_000_000, NameRules { utf8_only: true, ..PLAIN_NAMES }, WHOLE_THEN_ROOT), // HFS+
        0x2FC1_2FC1 => local(1, PLAIN_NAMES, Sync::Each), // ZFS
        0x6969 => share(1, PLAIN_NAMES, true),       // NFS: its commit is part of the protocol
        0xFF53_4D42 | 0xFE53_4D42 | 0x517B => share(100, WINDOWS_NAMES, false), // CIFS, SMB2, smbfs
        _ => UNKNOWN,
    }
}

/// Before Linux 5.8 a sync of the whole file system did not tell of lost writes.
#[cfg(target_os = "linux")]
fn kernel_reports_lost_writes() -> bool {
    let release = rustix::system::uname();
    let release = release.release().to_string_lossy();
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (5, 8)
}

/// Whether "no room" is about the number of files: bytes are left, file slots are counted, none free.
pub(super) fn is_out_of_inodes(folder: &OwnedFd) -> bool {
    rustix::fs::fstatvfs(folder).is_ok_and(|room| room.f_files > 0 && room.f_favail == 0 && room.f_bavail > 0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_file_system_is_not_trusted_to_flush_as_a_whole() {
        let usual = usual_of(0x6573_5546); // FUSE
        assert_eq!(usual.sync, Sync::Each);
        assert!(!usual.capabilities.flush_confirmed);
    }

    #[test]
    fn a_fat_stick_keeps_times_in_two_seconds() {
        assert_eq!(usual_of(0x4D44).capabilities.time_step_ns, 2_000_000_000);
    }
}
