//! Every kind of place that lives in this crate, held to the contract.
#![allow(clippy::unwrap_used)]

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Capabilities, NameRules, Store, UnicodeNames};
use elderphoto_stores::conformance::{Subject, run};
use elderphoto_stores::fault::FaultStore;
use elderphoto_stores::limited::Limited;
use elderphoto_stores::memory::MemoryStore;
use std::sync::Arc;

#[cfg(unix)]
#[test]
fn a_folder_holds_the_contract() {
    use elderphoto_stores::folder::FolderStore;
    use std::os::unix::ffi::OsStrExt;
    run(&|| {
        let root = tempfile::tempdir().unwrap();
        let at = root.path().to_path_buf();
        let in_root = move |path: &RelPath| at.join(std::ffi::OsStr::from_bytes(path.as_bytes()));
        Subject::new(FolderStore::open(root.path()).unwrap())
            .with_links(move |link, target| {
                std::os::unix::fs::symlink(in_root(target), in_root(link)).unwrap()
            })
            .keeping(root)
    });
}

#[test]
fn a_place_in_memory_holds_the_contract() {
    run(&|| memory(MemoryStore::new()));
}

#[test]
fn a_place_in_memory_like_a_fat_stick_holds_the_contract() {
    let names =
        NameRules { ignores_case: true, windows_names: true, utf8_only: true, ..NameRules::default() };
    run(&|| memory(MemoryStore::with(Capabilities { time_step_ns: 2_000_000_000, ..capabilities(names) })));
}

#[test]
fn a_place_in_memory_that_knows_one_way_to_write_a_letter_holds_the_contract() {
    for unicode in [UnicodeNames::OneName, UnicodeNames::Composed, UnicodeNames::Decomposed] {
        let names = NameRules { utf8_only: true, unicode, ..NameRules::default() };
        run(&|| memory(MemoryStore::with(capabilities(names))));
    }
}

fn capabilities(names: NameRules) -> Capabilities {
    Capabilities { time_step_ns: 1, far_copy: false, flush_confirmed: true, names, parallel: 2 }
}

#[test]
fn a_limited_place_holds_the_contract() {
    run(&|| {
        let store = MemoryStore::new();
        with_links(Limited::new(Arc::new(store.clone()), 1 << 40, Arc::new(|| false)), store)
    });
}

#[test]
fn a_store_without_planned_faults_holds_the_contract() {
    run(&|| {
        let store = MemoryStore::new();
        with_links(FaultStore::new(Arc::new(store.clone())), store)
    });
}

fn memory(store: MemoryStore) -> Subject {
    with_links(store.clone(), store)
}

fn with_links(store: impl Store + 'static, beneath: MemoryStore) -> Subject {
    Subject::new(store).with_links(move |link, _target| beneath.plant_link(link))
}
