//! Short words for what the cases do over and over.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, Move, Store, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use std::io::Read;

/// A time with a fraction, before any clock of today.
pub(super) const META: Meta = Meta { mtime: FileTime::from_ns(1_111_111_111_987_654_321), mode: Some(0o640) };

pub(super) fn path(text: &str) -> RelPath {
    RelPath::literal(text)
}

pub(super) fn put(store: &dyn Store, at: &str, bytes: &[u8]) {
    stage_whole(store, &path(at), bytes, &META).unwrap();
}

/// Stages and waits to be told how it went.
pub(super) fn stage_whole(store: &dyn Store, at: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
    store.stage_whole(at, bytes, meta)?;
    store.flush()
}

pub(super) fn read(store: &dyn Store, at: &str) -> Vec<u8> {
    read_from(store, &path(at), 0, false)
}

pub(super) fn read_from(store: &dyn Store, at: &RelPath, offset: u64, from_medium: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.open(at, offset, from_medium).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

pub(super) fn exists(store: &dyn Store, at: &str) -> bool {
    store.stat(&path(at)).unwrap().is_some()
}

pub(super) fn names(store: &dyn Store, folder: &str) -> Vec<String> {
    let mut names = Vec::new();
    store
        .list(&path(folder), &mut |entry| {
            names.push(String::from_utf8_lossy(&entry.name).into_owned());
            Ok(())
        })
        .unwrap();
    names.sort();
    names
}

pub(super) fn one_move(from: &str, to: &str) -> Move {
    Move { from: path(from), to: path(to) }
}

/// The kind of a fault that must have happened.
pub(super) fn refused<T>(result: StoreResult<T>) -> StoreErrorKind {
    match result {
        Ok(_) => panic!("it was not refused"),
        Err(e) => e.kind,
    }
}

/// Bytes in which every place differs from its neighbours, so that a shifted piece shows.
pub(super) fn pattern(size_bytes: usize) -> Vec<u8> {
    (0..size_bytes).map(|i| (i.wrapping_mul(31) ^ (i >> 8)) as u8).collect()
}
