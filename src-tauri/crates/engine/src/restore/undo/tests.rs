//! What goes and what stays.

use super::*;
use crate::format::tree::FileNode;
use crate::monitor::Quiet;
use crate::restore::receipt::Receipt;
use crate::time::FileTime;
use std::os::unix::fs::MetadataExt;

struct World {
    dir: tempfile::TempDir,
    receipt: Receipt,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let receipt = Receipt::at(&dir.path().join("receipt"));
        Self { receipt, dir }
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a file as a restore does; killed before it was noted that it has its name, if not `to_the_end`.
    fn wrote(&self, name: &str, content: &str, to_the_end: bool) {
        let path = RelPath::literal(name);
        let mut made = path.parent().unwrap_or_default();
        let mut missing = Vec::new();
        while !self.folder().join(os_path(made.as_bytes())).exists() {
            missing.push(made.clone());
            match made.parent() {
                Some(parent) => made = parent,
                None => break,
            }
        }
        for made in missing.iter().rev() {
            std::fs::create_dir(self.folder().join(os_path(made.as_bytes()))).unwrap();
            self.receipt.made(&self.folder(), made);
        }
        std::fs::write(self.path(name), content).unwrap();
        let meta = std::fs::metadata(self.path(name)).unwrap();
        let identity = Identity { device: meta.dev(), inode: meta.ino() };
        let (size, sha256) = (content.len() as u64, Digest::of(content.as_bytes()));
        let node = FileNode { size, sha256, mtime: FileTime::default(), mode: None };
        let no = self.receipt.will(&self.folder(), &path, identity, &node);
        if to_the_end {
            self.receipt.did(&self.folder(), no);
        }
    }

    fn undo(&self) -> Result<Undone> {
        undo(&self.dir.path().join("receipt"), &Quiet::default())
    }
}

#[test]
fn what_was_written_goes_with_the_folders_that_were_made_for_it() {
    let world = World::new();
    std::fs::create_dir(world.folder()).unwrap();
    std::fs::write(world.path("before.jpg"), "was there").unwrap();
    world.wrote("2024/11/a.jpg", "a", true);
    world.wrote("2024/12/b.jpg", "bb", true);
    std::fs::write(world.path("2024/12/mine.txt"), "put there since").unwrap();
    let undone = world.undo().unwrap();
    assert_eq!((undone.removed, undone.removed_bytes, undone.gone), (2, 3, 0));
    assert!(undone.left.is_empty(), "{undone:?}");
    assert!(!world.path("2024/11").exists());
    assert!(world.path("2024/12/mine.txt").exists() && world.path("before.jpg").exists());
    assert_eq!(world.undo().unwrap_err().code(), Code::NothingToUndo);
}

#[test]
fn a_folder_that_was_made_to_restore_to_goes_too() {
    let world = World::new();
    world.wrote("a.jpg", "a", true);
    world.undo().unwrap();
    assert!(!world.folder().exists());
}

#[test]
fn what_was_changed_since_stays_and_is_named() {
    let world = World::new();
    for name in ["same-size.jpg", "longer.jpg", "link.jpg", "folder.jpg", "gone.jpg", "fine.jpg"] {
        world.wrote(name, "content", true);
    }
    std::fs::write(world.path("same-size.jpg"), "CONTENT").unwrap();
    std::fs::write(world.path("longer.jpg"), "content and more").unwrap();
    std::fs::write(world.dir.path().join("elsewhere"), "content").unwrap();
    for name in ["link.jpg", "folder.jpg", "gone.jpg"] {
        std::fs::remove_file(world.path(name)).unwrap();
    }
    std::os::unix::fs::symlink(world.dir.path().join("elsewhere"), world.path("link.jpg")).unwrap();
    std::fs::create_dir(world.path("folder.jpg")).unwrap();
    let undone = world.undo().unwrap();
    let mut left: Vec<_> = undone.left.iter().map(|p| (p.path.to_string(), p.code)).collect();
    left.sort();
    assert_eq!(
        left.iter().map(|l| l.0.as_str()).collect::<Vec<_>>(),
        ["folder.jpg", "link.jpg", "longer.jpg", "same-size.jpg"]
    );
    assert_eq!((left[2].1, left[3].1), (Code::ChangedSince, Code::ChangedSince));
    assert_eq!((undone.removed, undone.gone), (1, 1));
    assert!(world.dir.path().join("elsewhere").exists() && world.path("folder.jpg").exists());
}

#[test]
fn after_a_kill_between_the_two_notes_only_the_very_file_goes() {
    let world = World::new();
    world.wrote("ours.jpg", "content", false);
    world.wrote("theirs.jpg", "content", false);
    // Somebody else's file of that name, the same to the bit.
    std::fs::write(world.path("new"), "content").unwrap();
    std::fs::rename(world.path("new"), world.path("theirs.jpg")).unwrap();
    let undone = world.undo().unwrap();
    assert_eq!((undone.removed, undone.left.len()), (1, 0), "{undone:?}");
    assert!(!world.path("ours.jpg").exists() && world.path("theirs.jpg").exists());
}

#[test]
fn a_folder_in_the_way_that_became_a_link_is_not_followed() {
    let world = World::new();
    world.wrote("2024/a.jpg", "content", true);
    std::fs::rename(world.path("2024"), world.dir.path().join("moved")).unwrap();
    std::os::unix::fs::symlink(world.dir.path().join("moved"), world.path("2024")).unwrap();
    assert_eq!(world.undo().unwrap().removed, 0);
    assert!(world.dir.path().join("moved/a.jpg").exists());
}

#[test]
fn one_that_was_stopped_goes_on_the_next_time() {
    let world = World::new();
    world.wrote("a.jpg", "a", true);
    world.wrote("b.jpg", "b", true);
    std::fs::remove_file(world.path("a.jpg")).unwrap();
    let stopped = Quiet::default();
    stopped.cancel();
    let receipt = world.dir.path().join("receipt");
    assert_eq!(undo(&receipt, &stopped).unwrap_err().code(), Code::Stopped);
    let undone = world.undo().unwrap();
    assert_eq!((undone.removed, undone.gone), (1, 1));
}
