//! Tests: what only a real folder can show: links, mounts, full disks.

use super::*;
use crate::conformance::{Subject, run};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// A store as it would be over a share, where every file is made durable by itself.
fn as_over_a_share(root: &Path) -> FolderStore {
    let FolderStore(place) = FolderStore::open(root).unwrap();
    let place = Arc::into_inner(place).unwrap();
    FolderStore(Arc::new(Place {
        durability: Durability::new(file_system::Sync::Each),
        direct_refused: AtomicBool::new(true),
        ..place
    }))
}

#[test]
fn a_folder_on_a_share_holds_the_contract() {
    run(&|| {
        let root = tempfile::tempdir().unwrap();
        let at = root.path().to_path_buf();
        let in_root = move |path: &RelPath| at.join(OsStr::from_bytes(path.as_bytes()));
        Subject::new(as_over_a_share(root.path()))
            .with_links(move |link, target| {
                std::os::unix::fs::symlink(in_root(target), in_root(link)).unwrap()
            })
            .keeping(root)
    });
}

#[test]
fn after_a_failed_flush_no_later_one_succeeds() {
    let root = tempfile::tempdir().unwrap();
    let store = FolderStore::open(root.path()).unwrap();
    store.flush().unwrap();
    store.0.durability.fail_for_ever(&StoreError::new(StoreErrorKind::Io, &RelPath::root(), "lost a write"));
    for _ in 0..2 {
        let refused = store.flush().unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::Io);
        assert!(refused.cause.contains("lost a write"));
    }
    assert!(store.commit(&[]).is_err());
    FolderStore::open(root.path()).unwrap().flush().unwrap();
}
