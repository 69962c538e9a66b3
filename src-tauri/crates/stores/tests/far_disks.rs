//! What is wrong with the disk of a far machine is told apart, with a shell there and without; what
//! was there before stays.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::store::{Move, Store, StoreErrorKind};
use elderphoto_stores::folder::FolderStore;
use far::Sshd;
use far::account::Account;
use far::work::*;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const SERVERS: [&str; 2] = ["", "ForceCommand internal-sftp"];

/// A disk of its own, which is gone when it is dropped.
struct Disk(PathBuf);

impl Disk {
    fn at(root: &Path, options: &str) -> Self {
        mount(&["-t", "tmpfs", "-o", options, "none"], root);
        make_place(root);
        Self(root.to_owned())
    }

    fn becomes(&self, options: &str) {
        mount(&["-o", &format!("remount,{options}")], &self.0);
    }
}

fn mount(args: &[&str], at: &Path) {
    let done = Command::new("mount").args(args).arg(at).status().unwrap();
    assert!(done.success(), "this test mounts disks of its own: it must be run as root");
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Stages a batch whose files have together so many bytes; the kind of the fault it must end with.
#[track_caller]
fn batch_fails(store: &dyn Store, files: usize, bytes: usize) -> StoreErrorKind {
    let staged =
        (0..files).try_for_each(|n| store.stage_whole(&staged(n), &vec![n as u8; bytes / files], &META));
    let committed = staged.and_then(|()| store.commit(&moves(files)));
    match committed {
        Err(e) => e.kind,
        Ok(all) => all.into_iter().find_map(Result::err).expect("there was no room for that").kind,
    }
}

fn one_move(from: &str, to: &str) -> Move {
    Move { from: path(from), to: path(to) }
}

/// Other accounts may look into the server's folder: the public keys lie there, and the disks.
fn open_to_all(server: &Sshd) {
    std::fs::set_permissions(server.dir(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_full_disk() {
    for settings in SERVERS {
        let server = Sshd::start(settings);
        let root = server.new_root();
        let _disk = Disk::at(&root, "size=3m");
        let store = server.open(&root);
        store.stage_whole(&path("kept"), b"kept", &META).unwrap();
        store.flush().unwrap();
        // One file, staged in pieces.
        let mut file = store.stage(&path("large"), None).unwrap();
        let written = (0..40).try_for_each(|_| file.write(&vec![1; 1 << 20]));
        assert_eq!(kind_of(written.and_then(|()| file.finish(&META))), StoreErrorKind::NoSpace, "{settings}");
        std::fs::remove_file(root.join("large")).unwrap_or_default();
        // Many, by streams where there is a shell.
        assert_eq!(batch_fails(&store, 200, 8 << 20), StoreErrorKind::NoSpace, "{settings}");
        assert_eq!(read(&store, "kept"), b"kept");
        assert!(store.space().unwrap().unwrap().free_bytes < 1 << 20);
    }
}

#[test]
fn a_disk_without_room_for_more_files() {
    for settings in SERVERS {
        let server = Sshd::start(settings);
        let root = server.new_root();
        let _disk = Disk::at(&root, "size=8m,nr_inodes=60");
        let store = server.open(&root);
        assert_eq!(batch_fails(&store, 200, 100_000), StoreErrorKind::NoInodes, "{settings}");
    }
}

/// A disk with room of which an account has a share: btrfs, whose quotas every kernel with btrfs has.
struct Shared {
    disk: PathBuf,
}

impl Shared {
    /// Mounted at `disk`; a place at `share` in it, of at most so many megabytes.
    fn at(disk: &Path, account: &Account, megabytes: u32) -> (Self, PathBuf) {
        let image = disk.with_extension("img");
        let share = disk.join("share");
        std::fs::create_dir(disk).unwrap();
        run("truncate", &["--size=300M".as_ref(), &image]);
        run("mkfs.btrfs", &["-q".as_ref(), &image]);
        run("mount", &["-o".as_ref(), "loop".as_ref(), &image, disk]);
        let mounted = Self { disk: disk.to_owned() };
        run("btrfs", &["quota".as_ref(), "enable".as_ref(), disk]);
        run("btrfs", &["-q".as_ref(), "subvolume".as_ref(), "create".as_ref(), &share]);
        let limit = format!("{megabytes}M");
        run("btrfs", &["qgroup".as_ref(), "limit".as_ref(), limit.as_ref(), &share]);
        make_place(&share);
        std::fs::create_dir(share.join(".elderphoto/incoming")).unwrap();
        account.owns(&share);
        run("sync", &["-f".as_ref(), disk]);
        (mounted, share)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.disk).status();
    }
}

#[track_caller]
fn run(program: &str, args: &[&Path]) {
    let out = Command::new(program).args(args).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(out.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// The disk has room, as the server says: that the account's share of it is used up has a word of its own.
#[test]
fn a_share_that_is_used_up_is_told_from_a_full_disk() {
    for settings in SERVERS {
        let (account, server) = (Account::new("/bin/sh", ""), Sshd::start(settings));
        open_to_all(&server);
        let (_disk, share) = Shared::at(&server.dir().join("disk"), &account, 6);
        let store = server.open_as(&account, &share);
        assert!(store.space().unwrap().unwrap().free_bytes > 100 << 20);
        store.stage_whole(&path(".elderphoto/incoming/kept"), b"kept", &META).unwrap();
        store.commit(&[one_move(".elderphoto/incoming/kept", "kept")]).unwrap().pop().unwrap().unwrap();
        // One file, staged in pieces.
        let mut file = store.stage(&path("large"), None).unwrap();
        let written = (0..40).try_for_each(|_| file.write(&vec![1; 1 << 20]));
        assert_eq!(kind_of(written.and_then(|()| file.finish(&META))), StoreErrorKind::Quota, "{settings}");
        // Many, by streams where there is a shell.
        assert_eq!(batch_fails(&store, 200, 12 << 20), StoreErrorKind::Quota, "{settings}");
        assert_eq!(read(&store, "kept"), b"kept");
    }
}

#[test]
fn a_share_of_a_folder_of_this_computer_that_is_used_up_is_told_as_well() {
    let account = Account::new("/bin/sh", "");
    let folder = tempfile::tempdir().unwrap();
    let (_disk, share) = Shared::at(&folder.path().join("disk"), &account, 6);
    let store = FolderStore::open(&share).unwrap();
    let mut file = store.stage(&path(".elderphoto/incoming/large"), None).unwrap();
    let written = (0..40).try_for_each(|_| file.write(&vec![1; 1 << 20]));
    assert_eq!(kind_of(written.and_then(|()| file.finish(&META))), StoreErrorKind::Quota);
    assert_eq!(batch_fails(&store, 200, 12 << 20), StoreErrorKind::Quota);
}

#[test]
fn a_disk_that_became_read_only() {
    for settings in SERVERS {
        let server = Sshd::start(settings);
        let root = server.new_root();
        let disk = Disk::at(&root, "size=8m");
        let store = server.open(&root);
        store.stage_whole(&path("a"), b"1", &META).unwrap();
        store.flush().unwrap();
        disk.becomes("ro");
        assert_eq!(kind_of(store.stage(&path("b"), None)), StoreErrorKind::ReadOnly, "{settings}");
        assert_eq!(kind_of(store.rename(&path("a"), &path("c"))), StoreErrorKind::ReadOnly, "{settings}");
        assert_eq!(kind_of(store.remove(&path("a"))), StoreErrorKind::ReadOnly, "{settings}");
        assert_eq!(kind_of(store.make_folder(&path("d"))), StoreErrorKind::ReadOnly, "{settings}");
        assert_eq!(kind_of(store.append(&path("a"), b"2")), StoreErrorKind::ReadOnly, "{settings}");
        assert_eq!(batch_fails(&store, 50, 50_000), StoreErrorKind::ReadOnly, "{settings}");
        assert_eq!(read(&store, "a"), b"1");
        disk.becomes("rw");
        backs_up(&server.open(&root), &root, 50);
    }
}

#[test]
fn a_root_that_vanished() {
    for settings in SERVERS {
        let server = Sshd::start(settings);
        let (store, root) = server.store();
        store.check_root().unwrap();
        std::fs::rename(&root, server.dir().join("away")).unwrap();
        assert_eq!(kind_of(store.check_root()), StoreErrorKind::Gone);
    }
}

#[test]
fn a_folder_that_grows_is_listed_and_a_file_that_grows_is_read_to_its_end() {
    let server = Sshd::start("");
    let (store, root) = server.store();
    std::fs::write(root.join("grows"), vec![1; 100_000]).unwrap();
    let mut reader = store.open(&path("grows"), 0, false).unwrap();
    let mut bytes = vec![0; 50_000];
    std::io::Read::read_exact(&mut reader, &mut bytes).unwrap();
    let more = [vec![1; 100_000], vec![2; 3 << 20]].concat();
    std::fs::write(root.join("grows"), &more).unwrap();
    std::io::Read::read_to_end(&mut reader, &mut bytes).unwrap();
    // At least what stood there; never anything that did not.
    assert!(bytes.len() >= 100_000 && bytes.len() <= more.len());
    assert!(bytes == more[..bytes.len()]);
}

/// A twin of what stands there is made there: its bytes do not travel.
#[test]
fn a_copy_is_made_by_the_server_itself_where_it_can() {
    let server = Sshd::start("");
    let (proxy, root) = (far::proxy::Proxy::to(server.port), server.new_root());
    let store = server.through(&proxy, &root, Default::default());
    let bytes: Vec<u8> = (0..30_000_000u32).map(|n| (n / 5) as u8).collect();
    std::fs::write(root.join("film"), &bytes).unwrap();
    let before = proxy.sent();
    store.copy(&path("film"), &path("twin"), &META).unwrap();
    assert!(std::fs::read(root.join("twin")).unwrap() == bytes);
    assert_eq!(store.stat(&path("twin")).unwrap().unwrap().mtime, META.mtime);
    // OpenSSH knows how since its version 9.0; without, they go there and back.
    if store.capabilities().far_copy {
        assert!(proxy.sent() - before < 100_000);
    }
    assert_eq!(kind_of(store.copy(&path("film"), &path("twin"), &META)), StoreErrorKind::AlreadyExists);
    assert_eq!(kind_of(store.copy(&path("nothing"), &path("other"), &META)), StoreErrorKind::NotFound);
    assert!(!root.join("other").exists());
}
