//! Renaming that never replaces: by the kernel where it can, else by a second name for the same
//! file, else (file systems without second names) by looking first.

use super::parents::Missing;
use super::{Place, errno, folder_bytes};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, StoreError, StoreErrorKind, StoreResult};
use rustix::fs::AtFlags;
use rustix::io::Errno;
use std::os::fd::OwnedFd;

/// One end of a rename.
#[derive(Clone, Copy)]
struct End<'a> {
    folder: &'a OwnedFd,
    name: &'a [u8],
}

impl Place {
    pub(super) fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        let stat = self.stat_existing(from)?;
        if stat.kind == Kind::Other {
            return Err(super::entries::not_plain(from));
        }
        self.rename_known(from, to, stat.kind)
    }

    /// [`Place::rename`] of what is known to be a file or a folder.
    pub(super) fn rename_known(&self, from: &RelPath, to: &RelPath, kind: Kind) -> StoreResult<()> {
        if kind == Kind::Folder && to.is_in(from) && from != to {
            return Err(StoreError::new(StoreErrorKind::NameRefused, to, "a folder cannot lie in itself"));
        }
        let source = self.parent_of(from, Missing::Refuse)?;
        let from_end = End { folder: &source.fd, name: from.name() };
        self.at(to, Missing::Make, "renaming", |folder, name| {
            without_replacing(from_end, End { folder, name }, kind)
        })?;
        if kind == Kind::Folder {
            self.parents.forget_below(from.as_bytes());
        }
        self.durability.touched(folder_bytes(from));
        self.durability.touched(folder_bytes(to));
        Ok(())
    }
}

fn without_replacing(from: End, to: End, kind: Kind) -> rustix::io::Result<()> {
    match in_one_call(from, to) {
        Err(e) if errno::is_unsupported(e) => {}
        other => return other,
    }
    if kind == Kind::File {
        match by_second_name(from, to) {
            Err(e) if errno::is_unsupported(e) || e == Errno::PERM || e == Errno::MLINK => {}
            other => return other,
        }
    }
    // Between looking and renaming another program could take the name; two of ours do not, as
    // only the holder of the place's lock renames. A folder that is not empty is refused anyway.
    match rustix::fs::statat(to.folder, to.name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => {
            rustix::fs::renameat(from.folder, from.name, to.folder, to.name).map_err(errno::when_naming)
        }
        Err(e) => Err(e),
    }
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn in_one_call(from: End, to: End) -> rustix::io::Result<()> {
    rustix::fs::renameat_with(from.folder, from.name, to.folder, to.name, rustix::fs::RenameFlags::NOREPLACE)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn in_one_call(_from: End, _to: End) -> rustix::io::Result<()> {
    Err(Errno::NOSYS)
}

/// A second name is refused where one stands already. Killed in between, the file has both.
fn by_second_name(from: End, to: End) -> rustix::io::Result<()> {
    rustix::fs::linkat(from.folder, from.name, to.folder, to.name, AtFlags::empty())?;
    let removed = rustix::fs::unlinkat(from.folder, from.name, AtFlags::empty());
    if removed.is_err() {
        // The first name stands and is the one that counts.
        let _ = rustix::fs::unlinkat(to.folder, to.name, AtFlags::empty());
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{Mode, OFlags};

    fn folder_with(files: &[(&str, &str)]) -> (tempfile::TempDir, OwnedFd) {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let fd = rustix::fs::open(dir.path(), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
        (dir, fd)
    }

    #[test]
    fn the_way_by_a_second_name_moves_and_never_replaces() {
        let (dir, fd) = folder_with(&[("a", "first"), ("b", "second")]);
        let [a, b, c] = [b"a", b"b", b"c"].map(|name| End { folder: &fd, name });
        assert_eq!(by_second_name(a, b), Err(Errno::EXIST));
        assert_eq!(std::fs::read_to_string(dir.path().join("b")).unwrap(), "second");
        by_second_name(a, c).unwrap();
        assert!(!dir.path().join("a").exists());
        assert_eq!(std::fs::read_to_string(dir.path().join("c")).unwrap(), "first");
    }
}
