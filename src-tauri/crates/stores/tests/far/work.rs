//! Short words for what the tests of far places do over and over.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, Move, StagedFile, Store, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use std::io::Read;
use std::path::Path;

pub const META: Meta = Meta { mtime: FileTime::from_ns(1_700_000_000_000_000_000), mode: None };
/// The folder of the batch that the tests stage into.
const BATCH: &str = ".elderphoto/incoming/run-1";

pub fn path(text: &str) -> RelPath {
    RelPath::literal(text)
}

/// The kind of a fault that must have happened.
#[track_caller]
pub fn kind_of<T>(result: StoreResult<T>) -> StoreErrorKind {
    match result {
        Ok(_) => panic!("it went well"),
        Err(e) => e.kind,
    }
}

/// What makes a folder a place: both SFTP and shell look for this file.
pub fn make_place(root: &Path) {
    std::fs::create_dir_all(root.join(".elderphoto")).unwrap();
    std::fs::write(root.join(".elderphoto/location.json"), "{}").unwrap();
}

/// The `n`th small file of the batch.
pub fn staged(n: usize) -> RelPath {
    path(&format!("{BATCH}/{}/{n}.jpg", n % 3))
}

/// Where it goes.
pub fn target(n: usize) -> RelPath {
    path(&format!("2024/{}/{n}.jpg", n % 5))
}

/// Most are small; some are as long as several streams at once are worth.
pub fn content(n: usize) -> Vec<u8> {
    let size = if n % 4 == 3 { 200_000 } else { 2_000 };
    (0..size + n % 700).map(|i| (i * 31 + n) as u8).collect()
}

/// Stages so many small files.
pub fn stage(store: &dyn Store, count: usize) -> StoreResult<()> {
    (0..count).try_for_each(|n| store.stage_whole(&staged(n), &content(n), &META))
}

pub fn moves(count: usize) -> Vec<Move> {
    (0..count).map(|n| Move { from: staged(n), to: target(n) }).collect()
}

/// Stages and commits so many small files, and looks at each of them in the folder.
#[track_caller]
pub fn backs_up(store: &dyn Store, root: &Path, count: usize) {
    stage(store, count).unwrap();
    for done in store.commit(&moves(count)).unwrap() {
        done.unwrap();
    }
    for n in 0..count {
        let at = root.join(target(n).to_string());
        assert!(std::fs::read(&at).unwrap() == content(n), "{at:?} is not what was sent");
    }
}

pub fn read(store: &dyn Store, at: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.open(&path(at), 0, false).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// Writes until it fails, and it must before everything on the way could have taken it.
#[track_caller]
pub fn write_until_it_fails(file: &mut dyn StagedFile) -> StoreErrorKind {
    let block = vec![2; 1 << 20];
    let failed = (0..200).find_map(|_| file.write(&block).err());
    failed.expect("200 MB went into nothing").kind
}
