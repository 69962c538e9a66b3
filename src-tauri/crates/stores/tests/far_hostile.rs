//! A far machine that plays tricks: links in our tree, folders swapped for links, folders of any
//! size. Nothing outside the place is read, written or removed. What a server may do to the protocol
//! itself is tested beside the protocol.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Move, Store, StoreErrorKind};
use elderphoto_stores::sftp::SftpStore;
use far::Sshd;
use far::work::*;
use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

const SERVERS: [&str; 2] = ["", "ForceCommand internal-sftp"];

/// A place in which `link` leads to a folder outside with a file `secret`.
struct Trap {
    _server: Sshd,
    store: SftpStore,
    root: PathBuf,
    outside: PathBuf,
}

impl Trap {
    fn on(settings: &str) -> Self {
        let server = Sshd::start(settings);
        let (root, outside) = (server.new_root(), server.new_root());
        make_place(&root);
        std::fs::write(outside.join("secret"), "secret").unwrap();
        std::fs::create_dir(outside.join("empty")).unwrap();
        symlink(&outside, root.join("link")).unwrap();
        symlink(outside.join("secret"), root.join("file")).unwrap();
        std::fs::write(root.join("ours"), "ours").unwrap();
        let store = server.open(&root);
        Self { _server: server, store, root, outside }
    }

    #[track_caller]
    fn nothing_happened_outside(&self) {
        let found: BTreeMap<PathBuf, Vec<u8>> = files_below(&self.outside);
        assert_eq!(found, BTreeMap::from([(self.outside.join("secret"), b"secret".to_vec())]));
        assert!(self.outside.join("empty").is_dir());
    }
}

fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let at = entry.unwrap().path();
        if at.is_dir() {
            found.extend(files_below(&at));
        } else {
            found.insert(at.clone(), std::fs::read(&at).unwrap());
        }
    }
    found
}

#[test]
fn no_call_leaves_the_place_by_a_link() {
    for settings in SERVERS {
        let trap = Trap::on(settings);
        let store = &trap.store;
        store.has_shell().unwrap();
        let inside = |name: &str| path(&format!("link/{name}"));
        assert!(store.stat(&path("link")).unwrap().is_some_and(|s| s.kind == Kind::Other));
        assert!(store.stat(&path("file")).unwrap().is_some_and(|s| s.kind == Kind::Other));
        kind_of(store.stat(&inside("secret")));
        kind_of(store.list(&path("link"), &mut |_| Ok(())));
        kind_of(store.open(&path("file"), 0, false));
        kind_of(store.open(&inside("secret"), 0, false));
        kind_of(store.stage(&inside("new"), None));
        kind_of(store.resume(&inside("secret"), 0));
        kind_of(store.resume(&path("file"), 0));
        kind_of(store.stage_whole(&inside("new"), b"1", &META).and_then(|()| store.flush()));
        kind_of(store.make_folder(&inside("new")));
        kind_of(store.make_folder(&path("link")));
        kind_of(store.remove(&inside("secret")));
        kind_of(store.remove_folder(&inside("empty")));
        kind_of(store.remove_folder(&path("link")));
        kind_of(store.append(&path("file"), b"1"));
        kind_of(store.append(&inside("secret"), b"1"));
        kind_of(store.set_meta(&path("file"), &META));
        kind_of(store.rename(&inside("secret"), &path("stolen")));
        kind_of(store.rename(&path("ours"), &inside("ours")));
        let move_out = Move { from: path("ours"), to: inside("ours") };
        let move_in = Move { from: inside("secret"), to: path("stolen") };
        for done in store.commit(&[move_out, move_in]).unwrap() {
            kind_of(done);
        }
        if let Some(digests) = store.hash_there(&[path("file"), inside("secret")]).unwrap() {
            digests.into_iter().for_each(|digest| assert!(digest.is_err()));
        }
        trap.nothing_happened_outside();
        assert_eq!(std::fs::read(trap.root.join("ours")).unwrap(), b"ours", "{settings}");
        assert!(!trap.root.join("stolen").exists());
    }
}

/// The folder was seen to be one; then it is swapped for a link.
#[test]
fn a_folder_of_ours_swapped_for_a_link_is_not_written_through() {
    for settings in SERVERS {
        let trap = Trap::on(settings);
        let store = &trap.store;
        backs_up(store, &trap.root, 30);
        std::fs::rename(trap.root.join("2024"), trap.root.join("away")).unwrap();
        for n in 0..5 {
            std::fs::create_dir(trap.outside.join(n.to_string())).unwrap();
        }
        symlink(&trap.outside, trap.root.join("2024")).unwrap();
        // As a run begins: what was known of folders is from before.
        let store = trap._server.open(&trap.root);
        stage(&store, 30).unwrap();
        let done = store.commit(&moves(30));
        assert!(done.is_err() || done.unwrap().into_iter().all(|one| one.is_err()));
        for n in 0..5 {
            std::fs::remove_dir(trap.outside.join(n.to_string())).expect("nothing was written into it");
        }
        trap.nothing_happened_outside();
    }
}

/// Where the batch is staged, and while it is staged.
#[test]
fn the_folder_of_a_batch_swapped_for_a_link_takes_nothing_out_of_the_place() {
    for settings in SERVERS {
        let trap = Trap::on(settings);
        let incoming = trap.root.join(".elderphoto/incoming");
        std::fs::create_dir_all(&incoming).unwrap();
        symlink(&trap.outside, incoming.join("run-1")).unwrap();
        let staged = stage(&trap.store, 40);
        let done = staged.and_then(|()| trap.store.commit(&moves(40)));
        assert!(done.is_err() || done.unwrap().into_iter().all(|one| one.is_err()));
        trap.nothing_happened_outside();
    }
}

#[test]
fn what_is_neither_file_nor_folder_is_never_opened() {
    let trap = Trap::on("");
    let fifo = trap.root.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    // Opening it would wait for ever.
    assert_eq!(kind_of(trap.store.open(&path("pipe"), 0, false)), StoreErrorKind::NotPlain);
    assert_eq!(kind_of(trap.store.append(&path("pipe"), b"1")), StoreErrorKind::NotPlain);
    assert_eq!(
        kind_of(trap.store.hash_there(&[path("pipe")]).unwrap().unwrap().pop().unwrap()),
        StoreErrorKind::NotPlain
    );
    assert_eq!(kind_of(trap.store.resume(&path("pipe"), 0)), StoreErrorKind::NotPlain);
}

/// Bytes of memory this process has in use.
fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

#[test]
fn a_folder_of_a_hundred_thousand_names_is_listed_in_little_memory() {
    let server = Sshd::start("");
    let (store, root) = server.store();
    let long = "n".repeat(200);
    for n in 0..100_000 {
        std::fs::File::create(root.join(format!("{long}{n}"))).unwrap();
    }
    store.stat(&RelPath::root()).unwrap();
    let (before, mut most, mut count) = (resident_bytes(), 0, 0);
    store
        .list(&RelPath::root(), &mut |listed| {
            assert_eq!(listed.stat.kind, Kind::File);
            count += 1;
            if count % 1_000 == 0 {
                most = most.max(resident_bytes());
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(count, 100_000);
    let grown = most.saturating_sub(before);
    assert!(grown < 12 << 20, "{grown} bytes for 30 MB of names");
}

#[test]
fn who_lists_may_stop_at_any_name() {
    let server = Sshd::start("");
    let (store, root) = server.store();
    (0..3_000).for_each(|n| drop(std::fs::File::create(root.join(format!("photo {n}"))).unwrap()));
    let mut seen = 0;
    let stopped = store.list(&RelPath::root(), &mut |_| {
        seen += 1;
        let kind = StoreErrorKind::Cancelled;
        if seen == 5 {
            Err(elderphoto_engine::store::StoreError::new(kind, &path("x"), "enough"))
        } else {
            Ok(())
        }
    });
    assert_eq!((kind_of(stopped), seen), (StoreErrorKind::Cancelled, 5));
    backs_up(&store, &root, 30);
}
