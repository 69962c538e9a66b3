//! What is done to folders at a place takes no more stack the deeper they are.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_engine::path::RelPath;
use elderphoto_engine::place::small_files::{remove_empty_folders, remove_tree, remove_tree_but};
use elderphoto_engine::store::{Meta, Store};
use elderphoto_stores::memory::MemoryStore;

const LEVELS: usize = 500;
/// About five hundred bytes a level.
const STACK_BYTES: usize = 256 << 10;

fn deep(top: &str, end: &str) -> RelPath {
    RelPath::parse(format!("{top}/{}{end}", "d/".repeat(LEVELS)).as_bytes()).unwrap()
}

fn on_a_small_stack(work: impl FnOnce(&MemoryStore) + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    thread.spawn(move || work(&MemoryStore::new())).unwrap().join().unwrap();
}

fn put(store: &MemoryStore, path: &RelPath) {
    store.stage_whole(path, b"content", &Meta { mtime: Default::default(), mode: None }).unwrap();
}

#[test]
fn a_deep_tree_is_removed_whole() {
    on_a_small_stack(|store| {
        put(store, &deep("waiting", "photo.jpg"));
        put(store, &RelPath::literal("waiting/d/other.jpg"));
        put(store, &RelPath::literal("photo.jpg"));
        remove_tree(store, &RelPath::literal("waiting")).unwrap();
        assert!(Store::stat(store, &RelPath::literal("waiting")).unwrap().is_none());
        assert!(Store::stat(store, &RelPath::literal("photo.jpg")).unwrap().is_some());
    });
}

#[test]
fn a_deep_tree_is_removed_but_for_one_name_at_its_top() {
    on_a_small_stack(|store| {
        let stays = RelPath::literal("waiting/large");
        put(store, &deep("waiting", "photo.jpg"));
        put(store, &stays.join(b"part").unwrap());
        put(store, &RelPath::literal("waiting/d/large"));
        remove_tree_but(store, &RelPath::literal("waiting"), b"large").unwrap();
        assert!(Store::stat(store, &stays.join(b"part").unwrap()).unwrap().is_some());
        assert!(Store::stat(store, &RelPath::literal("waiting/d")).unwrap().is_none());
    });
}

#[test]
fn deep_folders_go_only_where_no_file_is_in_any() {
    on_a_small_stack(|store| {
        let top = RelPath::literal("a.jpg");
        store.make_folder(&deep("a.jpg", "end")).unwrap();
        put(store, &deep("a.jpg", "photo.jpg"));
        assert!(!remove_empty_folders(store, &top).unwrap());
        assert!(Store::stat(store, &deep("a.jpg", "end")).unwrap().is_some(), "nothing was removed");
        store.remove(&deep("a.jpg", "photo.jpg")).unwrap();
        assert!(remove_empty_folders(store, &top).unwrap());
        assert!(Store::stat(store, &top).unwrap().is_none());
    });
}
