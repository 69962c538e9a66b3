//! Operations that wait for a flush, and what a power cut leaves of them.

use super::rules::FILE_MODE;
use super::tree::{FileNode, Node, Tree};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use std::sync::Arc;

/// One change of a tree. What is changed is named by its path and by which file it is (`None`: a
/// folder), so that a change to a new file never falls on the older one whose name it took.
#[derive(Clone, Debug)]
pub(super) enum Op {
    NewFile(RelPath, u64),
    Extend(RelPath, Option<u64>, Arc<[u8]>),
    SetMeta(RelPath, Option<u64>, FileTime, Option<u32>),
    MakeFolder(RelPath),
    Rename(RelPath, Option<u64>, RelPath),
    /// A file, or a folder that is empty.
    Remove(RelPath, Option<u64>),
}

impl Op {
    /// Changes `tree`, or leaves it as it is and tells why.
    pub(super) fn apply(&self, tree: &mut Tree) -> StoreResult<()> {
        match self {
            Self::NewFile(path, id) => {
                let (bytes, mtime) = (Arc::default(), FileTime::default());
                put_new(tree, path, Node::File(FileNode { id: *id, bytes, mtime, mode: FILE_MODE }))
            }
            Self::MakeFolder(path) => put_new(tree, path, Node::new_folder()),
            Self::Extend(path, id, bytes) => {
                same(tree, path, *id)?;
                tree.extend(path, bytes)
            }
            Self::SetMeta(path, id, mtime, mode) => {
                same(tree, path, *id)?;
                set_meta(tree, path, *mtime, *mode)
            }
            Self::Rename(from, id, to) => {
                same(tree, from, *id)?;
                match tree.missing_parents(to)?.first() {
                    None => tree.rename(from, to),
                    Some(folder) => Err(StoreError::new(StoreErrorKind::NotFound, folder, "no such folder")),
                }
            }
            Self::Remove(path, id) => {
                same(tree, path, *id)?;
                remove(tree, path)
            }
        }
    }
}

fn same(tree: &Tree, path: &RelPath, id: Option<u64>) -> StoreResult<()> {
    if tree.id(path) == id {
        return Ok(());
    }
    Err(StoreError::new(StoreErrorKind::NotFound, path, "another file stands there"))
}

fn put_new(tree: &mut Tree, path: &RelPath, node: Node) -> StoreResult<()> {
    if path.is_root() || tree.get(path).is_some() {
        return Err(StoreError::new(StoreErrorKind::AlreadyExists, path, "the name is taken"));
    }
    if let Some(folder) = tree.missing_parents(path)?.first() {
        return Err(StoreError::new(StoreErrorKind::NotFound, folder, "no such folder"));
    }
    tree.put(path, node);
    Ok(())
}

fn set_meta(tree: &mut Tree, path: &RelPath, mtime: FileTime, mode: Option<u32>) -> StoreResult<()> {
    tree.stat(path)?;
    match tree.get_mut(path) {
        Some(Node::File(FileNode { mtime: at, mode: bits, .. }) | Node::Folder { mtime: at, mode: bits }) => {
            *at = mtime;
            *bits = mode.map_or(*bits, |m| m & 0o7777);
            Ok(())
        }
        Some(Node::Link) => Err(StoreError::new(StoreErrorKind::NotPlain, path, "a link")),
        None => Err(StoreError::new(StoreErrorKind::NotFound, path, "nothing stands there")),
    }
}

fn remove(tree: &mut Tree, path: &RelPath) -> StoreResult<()> {
    if matches!(tree.get(path), Some(Node::Folder { .. })) && !tree.list(path)?.is_empty() {
        return Err(StoreError::new(StoreErrorKind::AlreadyExists, path, "the folder is not empty"));
    }
    match tree.take(path) {
        Some(_) => Ok(()),
        None => Err(StoreError::new(StoreErrorKind::NotFound, path, "nothing stands there")),
    }
}

/// What chance leaves of `unflushed` after the power failed.
///
/// Half of the seeds are a file system with a journal (names come in order up to some moment,
/// bytes come or not), half one without (any operation may be missing; one that no longer makes
/// sense does nothing). Content may be missing, short, or zeros of the right length.
pub(super) fn some_of(flushed: &Tree, unflushed: &[Op], seed: u64) -> Tree {
    let mut tree = flushed.clone();
    let mut dice = Dice(seed);
    let has_journal = dice.below(2) == 0;
    let until = dice.below(unflushed.len() as u64 + 1);
    for (n, op) in unflushed.iter().enumerate() {
        let survives = if has_journal { (n as u64) < until } else { dice.below(3) > 0 };
        let Some(op) = Some(op).filter(|_| survives) else { continue };
        // An operation whose ground is missing cannot have happened.
        let _ = match op {
            Op::Extend(path, id, bytes) => {
                Op::Extend(path.clone(), *id, what_came_through(bytes, &mut dice)).apply(&mut tree)
            }
            other => other.apply(&mut tree),
        };
    }
    tree
}

fn what_came_through(bytes: &Arc<[u8]>, dice: &mut Dice) -> Arc<[u8]> {
    match dice.below(4) {
        0 => Arc::from(&bytes[..dice.below(bytes.len() as u64 + 1) as usize]),
        1 => vec![0; bytes.len()].into(),
        _ => Arc::clone(bytes),
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryStore;
    use elderphoto_engine::store::{Meta, Move, Store};

    const META: Meta = Meta { mtime: FileTime::from_ns(7), mode: None };

    #[test]
    fn a_power_cut_takes_what_was_not_flushed_and_a_kill_does_not() {
        let store = MemoryStore::new();
        let (kept, lost) = (RelPath::literal("kept"), RelPath::literal("x/lost"));
        store.stage_whole(&kept, b"1", &META).unwrap();
        store.flush().unwrap();
        store.stage_whole(&lost, b"2", &META).unwrap();
        assert_eq!(store.after_kill().read_whole(&lost).as_deref(), Some(&b"2"[..]));
        let cut = store.after_power_cut();
        assert_eq!(cut.read_whole(&kept).as_deref(), Some(&b"1"[..]));
        assert_eq!(cut.read_whole(&lost), None);
    }

    #[test]
    fn no_power_cut_takes_what_was_flushed_wherever_it_was_renamed_to() {
        let store = MemoryStore::new();
        let (from, to) = (RelPath::literal("mirror/a"), RelPath::literal("objects/a"));
        store.stage_whole(&from, b"precious", &META).unwrap();
        store.flush().unwrap();
        store.rename(&from, &to).unwrap();
        store.stage_whole(&from, b"new", &META).unwrap();
        for seed in 0..500 {
            let cut = store.after_power_cut_with(seed);
            let found = [&from, &to].into_iter().filter_map(|p| cut.read_whole(p));
            assert!(found.into_iter().any(|bytes| bytes == b"precious"), "seed {seed}");
        }
    }

    #[test]
    fn some_power_cuts_leave_short_or_empty_content() {
        let store = MemoryStore::new();
        let path = RelPath::literal("a");
        store.stage_whole(&path, b"content", &META).unwrap();
        let left: Vec<_> = (0..200).map(|seed| store.after_power_cut_with(seed).read_whole(&path)).collect();
        assert!(left.contains(&None));
        assert!(left.contains(&Some(vec![0; 7])));
        assert!(left.iter().flatten().any(|bytes| bytes.len() < 7));
        assert!(left.iter().flatten().any(|bytes| bytes == b"content"));
    }

    #[test]
    fn a_commit_is_durable() {
        let store = MemoryStore::new();
        let (from, to) = (RelPath::literal("in/a"), RelPath::literal("2024/a"));
        store.stage_whole(&from, b"1", &META).unwrap();
        store.commit(&[Move { from, to: to.clone() }]).unwrap();
        assert_eq!(store.unflushed_operations(), 0);
        assert!(store.after_power_cut().read_whole(&to).is_some());
    }
}
