//! What only a real folder can show: links planted by hand, roots that are swapped, full and
//! read-only file systems, and that the fast way of a commit comes to the same as the slow one.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, Move, Store, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use elderphoto_stores::folder::FolderStore;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::process::Command;

const META: Meta = Meta { mtime: FileTime::from_ns(1_111_111_111_987_654_321), mode: Some(0o644) };

fn path(text: &str) -> RelPath {
    RelPath::literal(text)
}

fn kind<T>(result: StoreResult<T>) -> StoreErrorKind {
    result.err().expect("it was not refused").kind
}

fn place() -> (tempfile::TempDir, FolderStore) {
    let root = tempfile::tempdir().unwrap();
    let store = FolderStore::open(root.path()).unwrap();
    (root, store)
}

/// A place in memory where there is such a file system: thousands of flushes cost nothing there.
fn quick_place() -> (tempfile::TempDir, FolderStore) {
    let root = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let store = FolderStore::open(root.path()).unwrap();
    (root, store)
}

#[test]
fn a_missing_root_is_not_found_and_never_made() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("not-mounted");
    assert_eq!(kind(FolderStore::open(&missing)), StoreErrorKind::NotFound);
    assert!(!missing.exists());
    fs::write(&missing, b"a file").unwrap();
    assert_eq!(kind(FolderStore::open(&missing)), StoreErrorKind::NotPlain);
}

#[test]
fn a_file_is_known_again_under_its_second_name() {
    let (root, store) = place();
    for name in ["a", "b"] {
        store.stage_whole(&path(name), b"the same bytes", &META).unwrap();
    }
    fs::hard_link(root.path().join("a"), root.path().join("again")).unwrap();
    symlink("a", root.path().join("link")).unwrap();
    let id = |name| store.file_id(&path(name)).unwrap();
    assert!(id("a").is_some());
    assert_eq!(id("a"), id("again"));
    assert_ne!(id("a"), id("b"));
    assert_eq!((id("link"), id("nothing")), (None, None));
}

#[test]
fn a_link_planted_over_a_folder_in_use_leads_nowhere() {
    let (root, store) = place();
    let outside = tempfile::tempdir().unwrap();
    store.stage_whole(&path("2024/a"), b"1", &META).unwrap();
    fs::remove_dir_all(root.path().join("2024")).unwrap();
    symlink(outside.path(), root.path().join("2024")).unwrap();
    assert_eq!(kind(store.stage_whole(&path("2024/b"), b"2", &META)), StoreErrorKind::NotPlain);
    assert_eq!(kind(store.stage_whole(&path("2024/sub/b"), b"2", &META)), StoreErrorKind::NotPlain);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_was_removed_and_made_anew_is_found_again() {
    let (root, store) = place();
    store.stage_whole(&path("2024/a"), b"1", &META).unwrap();
    fs::remove_dir_all(root.path().join("2024")).unwrap();
    fs::create_dir(root.path().join("2024")).unwrap();
    fs::write(root.path().join("2024/other"), b"1").unwrap();
    assert!(store.stat(&path("2024/other")).unwrap().is_some());
    store.stage_whole(&path("2024/b"), b"2", &META).unwrap();
    assert_eq!(fs::read(root.path().join("2024/b")).unwrap(), b"2");
    fs::remove_dir_all(root.path().join("2024")).unwrap();
    store.make_folder(&path("2024")).unwrap();
    assert!(root.path().join("2024").is_dir());
}

#[test]
fn another_root_under_the_same_path_is_gone_and_gets_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (root, moved) = (dir.path().join("place"), dir.path().join("moved"));
    fs::create_dir(&root).unwrap();
    let store = FolderStore::open(&root).unwrap();
    store.check_root().unwrap();
    fs::rename(&root, &moved).unwrap();
    assert_eq!(kind(store.check_root()), StoreErrorKind::Gone);
    fs::create_dir(&root).unwrap();
    assert_eq!(kind(store.check_root()), StoreErrorKind::Gone);
    store.stage_whole(&path("a"), b"1", &META).unwrap();
    assert_eq!(fs::read_dir(&root).unwrap().count(), 0);
    assert!(moved.join("a").exists());
}

#[test]
fn pipes_are_neither_opened_nor_waited_for() {
    let (root, store) = place();
    let made = Command::new("mkfifo").arg(root.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let pipe = path("pipe");
    assert_eq!(kind(store.open(&pipe, 0, false).map(drop)), StoreErrorKind::NotPlain);
    assert_eq!(kind(store.append(&pipe, b"1")), StoreErrorKind::NotPlain);
    assert_eq!(kind(store.set_meta(&pipe, &META)), StoreErrorKind::NotPlain);
    assert_eq!(kind(store.remove(&pipe)), StoreErrorKind::NotPlain);
}

#[test]
fn a_probe_finds_the_time_step_and_leaves_nothing() {
    let (root, store) = place();
    let found = store.probe().unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    assert!(!found.names.windows_names || found.names.utf8_only || found.time_step_ns > 0);
    let again = FolderStore::open_with(root.path(), found).unwrap();
    assert_eq!(again.capabilities(), found);
    store.make_folder(&path(".elderphoto/incoming")).unwrap();
    store.probe().unwrap();
    assert_eq!(fs::read_dir(root.path().join(".elderphoto/incoming")).unwrap().count(), 0);
}

/// A file system of its own, while the test lasts.
struct Mounted(tempfile::TempDir);

impl Mounted {
    /// `None`, with a word about it, where this user may not mount.
    fn tmpfs(options: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(dir.path())
            .output()
            .is_ok_and(|o| o.status.success());
        if !mounted {
            println!("SKIPPED: this user may not mount a tmpfs, so a full medium was not tried");
        }
        mounted.then_some(Self(dir))
    }

    fn at(&self) -> &Path {
        self.0.path()
    }

    fn remount(&self, options: &str) {
        let done = Command::new("mount").args(["-o", options]).arg(self.at()).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.at()).output();
    }
}

#[test]
fn a_full_disk_is_no_space_and_half_files_go() {
    let Some(mounted) = Mounted::tmpfs("size=1m") else { return };
    let store = FolderStore::open(mounted.at()).unwrap();
    store.stage_whole(&path("kept"), b"1", &META).unwrap();
    let long = vec![7; 3 << 20];
    assert_eq!(kind(store.stage_whole(&path("d/long"), &long, &META)), StoreErrorKind::NoSpace);
    let mut staged = store.stage(&path("d/pieces"), None).unwrap();
    let failed = long.chunks(100_000).find_map(|piece| staged.write(piece).err());
    assert_eq!(failed.map(|e| e.kind), Some(StoreErrorKind::NoSpace));
    drop(staged);
    assert_eq!(kind(store.append(&path("log"), &long)), StoreErrorKind::NoSpace);
    assert_eq!(fs::read_dir(mounted.at().join("d")).unwrap().count(), 0);
    store.remove(&path("log")).unwrap();
    store.stage_whole(&path("small"), b"fits again", &META).unwrap();
    assert_eq!(fs::read(mounted.at().join("kept")).unwrap(), b"1");
}

#[test]
fn too_many_files_is_not_called_a_full_disk() {
    let Some(mounted) = Mounted::tmpfs("size=10m,nr_inodes=20") else { return };
    let store = FolderStore::open(mounted.at()).unwrap();
    let failed = (0..30).find_map(|n| store.stage_whole(&path(&format!("{n}")), b"1", &META).err());
    assert_eq!(failed.map(|e| e.kind), Some(StoreErrorKind::NoInodes));
    assert_eq!(kind(store.make_folder(&path("folder"))), StoreErrorKind::NoInodes);
    assert_eq!(store.space().unwrap().unwrap().free_files, Some(0));
}

#[test]
fn a_medium_that_turned_read_only_says_so() {
    let Some(mounted) = Mounted::tmpfs("size=1m") else { return };
    let store = FolderStore::open(mounted.at()).unwrap();
    store.stage_whole(&path("d/a"), b"1", &META).unwrap();
    mounted.remount("remount,ro");
    assert_eq!(kind(store.stage_whole(&path("d/b"), b"1", &META)), StoreErrorKind::ReadOnly);
    assert_eq!(kind(store.make_folder(&path("new"))), StoreErrorKind::ReadOnly);
    assert_eq!(kind(store.rename(&path("d/a"), &path("d/c"))), StoreErrorKind::ReadOnly);
    assert_eq!(kind(store.remove(&path("d/a"))), StoreErrorKind::ReadOnly);
    assert_eq!(kind(store.append(&path("d/a"), b"2")), StoreErrorKind::ReadOnly);
    let moves = [Move { from: path("d/a"), to: path("e") }, Move { from: path("d/a"), to: path("f") }];
    let results = store.commit(&moves).unwrap();
    assert_eq!(
        results.into_iter().map(kind).collect::<Vec<_>>(),
        [StoreErrorKind::ReadOnly, StoreErrorKind::Gone]
    );
}

#[test]
fn a_root_that_was_unmounted_is_gone_and_the_folder_beneath_stays_empty() {
    let Some(mounted) = Mounted::tmpfs("size=1m") else { return };
    let store = FolderStore::open(mounted.at()).unwrap();
    let unmounted = Command::new("umount").arg("-l").arg(mounted.at()).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(kind(store.check_root()), StoreErrorKind::Gone);
    // Whether that still works or not, it does not reach the empty folder beneath.
    let _ = store.stage_whole(&path("a"), b"1", &META);
    assert_eq!(fs::read_dir(mounted.at()).unwrap().count(), 0);
}

#[test]
fn a_whole_new_folder_arrives_by_one_rename() {
    let (root, store) = place();
    let mut moves = Vec::new();
    for n in 0..20 {
        let from = path(&format!(".elderphoto/incoming/b/0/{n}"));
        store.stage_whole(&from, b"1", &META).unwrap();
        moves.push(Move { from, to: path(&format!("2024/11/{n}")) });
    }
    let staging = fs::metadata(root.path().join(".elderphoto/incoming/b/0")).unwrap().ino();
    assert!(store.commit(&moves).unwrap().iter().all(Result::is_ok));
    assert_eq!(fs::metadata(root.path().join("2024/11")).unwrap().ino(), staging);
    assert!(!root.path().join(".elderphoto/incoming/b/0").exists());
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A place in some state and a batch that fits it more or less.
fn random_batch(dice: &mut Dice, store: &FolderStore, root: &Path) -> Vec<Move> {
    let mut moves = Vec::new();
    for staging in 0..3 {
        let target = ["", "x", "x/y", "z"][dice.below(4) as usize];
        for n in 0..dice.below(8) {
            let from = path(&format!(".elderphoto/incoming/b/{staging}/{n}"));
            if dice.below(20) > 0 {
                store.stage_whole(&from, format!("{staging}/{n}").as_bytes(), &META).unwrap();
            }
            let name = if dice.below(20) == 0 { "renamed".to_owned() } else { n.to_string() };
            let to = path(format!("{target}/{name}").trim_start_matches('/'));
            if dice.below(30) > 0 {
                moves.push(Move { from, to });
            }
        }
    }
    for at in ["x/1", "x/y/2", "z/3", "z"] {
        let free = matches!(store.stat(&path(at)), Ok(None));
        if free && dice.below(6) == 0 {
            store.stage_whole(&path(at), b"stood there", &META).unwrap();
        }
    }
    let link = root.join(".elderphoto/incoming/b/1/link");
    if dice.below(10) == 0 && link.parent().is_some_and(Path::is_dir) {
        symlink("/nowhere", &link).unwrap();
        moves.push(Move { from: path(".elderphoto/incoming/b/1/link"), to: path("x/link") });
    }
    moves
}

/// Everything below a folder, without empty folders below `incoming/`, which may go.
fn contents(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(root).unwrap().display().to_string();
            let metadata = entry.metadata().unwrap();
            let mode = metadata.mode();
            if metadata.is_dir() {
                folders.push(entry.path());
                if !name.starts_with(".elderphoto") {
                    found.insert(name, format!("folder {mode:o}"));
                }
            } else if metadata.is_file() {
                let text = fs::read_to_string(entry.path()).unwrap();
                found.insert(name, format!("{text} {mode:o} {}", metadata.mtime_nsec()));
            } else {
                found.insert(name, "link".into());
            }
        }
    }
    found
}

/// The commit that the contract describes, without any shortcut.
fn one_by_one(store: &FolderStore, moves: &[Move]) -> Vec<StoreResult<()>> {
    moves.iter().map(|m| store.rename(&m.from, &m.to)).collect()
}

#[test]
fn renaming_whole_folders_comes_to_the_same_as_renaming_each_file() {
    for seed in 0..300 {
        let ((fast_root, fast), (slow_root, slow)) = (quick_place(), quick_place());
        let moves = random_batch(&mut Dice(seed), &fast, fast_root.path());
        assert_eq!(moves, random_batch(&mut Dice(seed), &slow, slow_root.path()));
        let kinds = |results: Vec<StoreResult<()>>| -> Vec<_> {
            results.into_iter().map(|r| r.map_err(|e| e.kind)).collect()
        };
        assert_eq!(
            kinds(fast.commit(&moves).unwrap()),
            kinds(one_by_one(&slow, &moves)),
            "seed {seed}: {moves:?}"
        );
        assert_eq!(contents(fast_root.path()), contents(slow_root.path()), "seed {seed}: {moves:?}");
    }
}
