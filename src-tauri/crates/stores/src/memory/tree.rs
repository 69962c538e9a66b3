//! The names of a place in memory, and what stands under each.

use super::rules::{FOLDER_MODE, as_kept, folded};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Listed, NameRules, Stat, StoreError, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file. Its bytes are shared between the trees until one changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileNode {
    /// The same under every name the file gets; no other file ever has it.
    pub(super) id: u64,
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) mtime: FileTime,
    pub(super) mode: u32,
}

/// What stands under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    File(FileNode),
    Folder { mtime: FileTime, mode: u32 },
    Link,
}

impl Node {
    pub(super) fn new_folder() -> Self {
        Self::Folder { mtime: FileTime::default(), mode: FOLDER_MODE }
    }

    pub(super) fn stat(&self) -> Stat {
        match self {
            Self::File(f) => {
                Stat { kind: Kind::File, size: f.bytes.len() as u64, mtime: f.mtime, mode: Some(f.mode) }
            }
            Self::Folder { mtime, mode } => {
                Stat { kind: Kind::Folder, size: 0, mtime: *mtime, mode: Some(*mode) }
            }
            Self::Link => Stat { kind: Kind::Other, size: 0, mtime: FileTime::default(), mode: None },
        }
    }
}

/// All names below the root, which is always there.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    names: NameRules,
    /// By folded path; beside the node, the path as it is listed.
    nodes: BTreeMap<Vec<u8>, (RelPath, Node)>,
    used_bytes: u64,
}

impl Tree {
    pub(super) fn new(names: NameRules) -> Self {
        Self { names, nodes: BTreeMap::new(), used_bytes: 0 }
    }

    /// The total length of all files.
    pub(super) fn used_bytes(&self) -> u64 {
        self.used_bytes
    }

    fn key(&self, path: &RelPath) -> Vec<u8> {
        folded(path.as_bytes(), self.names)
    }

    pub(super) fn get(&self, path: &RelPath) -> Option<&Node> {
        self.nodes.get(&self.key(path)).map(|(_, node)| node)
    }

    /// Which file stands there; `None` for a folder, a link or nothing.
    pub(super) fn id(&self, path: &RelPath) -> Option<u64> {
        match self.get(path) {
            Some(Node::File(file)) => Some(file.id),
            _ => None,
        }
    }

    /// For changes that keep the length.
    pub(super) fn get_mut(&mut self, path: &RelPath) -> Option<&mut Node> {
        self.nodes.get_mut(&folded(path.as_bytes(), self.names)).map(|(_, node)| node)
    }

    pub(super) fn put(&mut self, path: &RelPath, node: Node) {
        self.used_bytes += node.stat().size;
        if let Some((_, before)) = self.nodes.insert(self.key(path), (as_kept(path, self.names), node)) {
            self.used_bytes -= before.stat().size;
        }
    }

    pub(super) fn take(&mut self, path: &RelPath) -> Option<Node> {
        let (_, node) = self.nodes.remove(&self.key(path))?;
        self.used_bytes -= node.stat().size;
        Some(node)
    }

    /// Adds to the end of a file.
    pub(super) fn extend(&mut self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        self.file(path)?;
        if let Some(Node::File(file)) = self.get_mut(path) {
            Arc::make_mut(&mut file.bytes).extend_from_slice(bytes);
        }
        self.used_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Makes the folders above `path` whatever stands in the way; for fixtures.
    pub(super) fn make_parents(&mut self, path: &RelPath) {
        let mut folder = path.parent();
        while let Some(one) = folder.filter(|f| !f.is_root()) {
            if !matches!(self.get(&one), Some(Node::Folder { .. })) {
                self.put(&one, Node::new_folder());
            }
            folder = one.parent();
        }
    }

    /// The folders above `path` that have to be made, from the root down.
    pub(super) fn missing_parents(&self, path: &RelPath) -> StoreResult<Vec<RelPath>> {
        let mut missing = Vec::new();
        let mut so_far = RelPath::root();
        let depth = path.components().count().saturating_sub(1);
        for name in path.components().take(depth) {
            so_far = so_far.join(name).unwrap_or_default();
            match self.get(&so_far) {
                Some(Node::Folder { .. }) => {}
                Some(Node::File(_)) => {
                    return Err(StoreError::new(
                        StoreErrorKind::AlreadyExists,
                        path,
                        "a file stands in the way",
                    ));
                }
                Some(Node::Link) => return Err(link_in_the_way(path)),
                None => missing.push(so_far.clone()),
            }
        }
        Ok(missing)
    }

    /// What stands there, without following a link anywhere on the way.
    pub(super) fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        if path.is_root() {
            return Ok(Some(Node::new_folder().stat()));
        }
        match self.missing_parents(path) {
            Err(e) if e.kind == StoreErrorKind::NotPlain => Err(e),
            _ => Ok(self.get(path).map(Node::stat)),
        }
    }

    /// The file there; `NotFound`, or `NotPlain` if it is no file.
    pub(super) fn file(&self, path: &RelPath) -> StoreResult<&FileNode> {
        self.stat(path)?;
        match self.get(path) {
            Some(Node::File(file)) => Ok(file),
            Some(Node::Folder { .. } | Node::Link) => {
                Err(StoreError::new(StoreErrorKind::NotPlain, path, "not a file"))
            }
            None if path.is_root() => Err(StoreError::new(StoreErrorKind::NotPlain, path, "the root")),
            None => Err(StoreError::new(StoreErrorKind::NotFound, path, "nothing stands there")),
        }
    }

    pub(super) fn list(&self, folder: &RelPath) -> StoreResult<Vec<Listed>> {
        match self.stat(folder)?.map(|s| s.kind) {
            Some(Kind::Folder) => {}
            Some(Kind::File) if folder.is_root() => {}
            Some(Kind::File | Kind::Other) => {
                return Err(StoreError::new(StoreErrorKind::NotPlain, folder, "not a folder"));
            }
            None => return Err(StoreError::new(StoreErrorKind::NotFound, folder, "no such folder")),
        }
        let start = self.start_of(folder);
        let inside = self.nodes.range(start.clone()..).take_while(|(key, _)| key.starts_with(&start));
        Ok(inside
            .filter(|(key, _)| !key[start.len()..].contains(&b'/'))
            .map(|(_, (path, node))| Listed { name: path.name().to_vec(), stat: node.stat() })
            .collect())
    }

    /// The bytes that every key below `folder` begins with.
    fn start_of(&self, folder: &RelPath) -> Vec<u8> {
        let mut start = self.key(folder);
        if !start.is_empty() {
            start.push(b'/');
        }
        start
    }

    /// Moves what stands at `from`, and all below it, to `to`.
    pub(super) fn rename(&mut self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        if self.get(to).is_some() || to.is_root() {
            return Err(StoreError::new(StoreErrorKind::AlreadyExists, to, "the name is taken"));
        }
        let Some(node) = self.take(from) else {
            return Err(StoreError::new(StoreErrorKind::NotFound, from, "nothing stands there"));
        };
        self.put(to, node);
        let start = self.start_of(from);
        let below: Vec<RelPath> = self
            .nodes
            .range(start.clone()..)
            .take_while(|(key, _)| key.starts_with(&start))
            .map(|(_, (path, _))| path.clone())
            .collect();
        for old in below {
            // By components: the path that was asked for may be written in another way than the listed one.
            let rest = old.components().skip(from.components().count());
            let new = rest.fold(to.clone(), |path, name| path.join(name).unwrap_or_default());
            if let Some(node) = self.take(&old) {
                self.put(&new, node);
            }
        }
        Ok(())
    }

    pub(super) fn paths(&self, wanted: impl Fn(&Node) -> bool) -> Vec<RelPath> {
        let mut paths: Vec<RelPath> =
            self.nodes.values().filter(|(_, node)| wanted(node)).map(|(path, _)| path.clone()).collect();
        paths.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
        paths
    }
}

fn link_in_the_way(path: &RelPath) -> StoreError {
    StoreError::new(StoreErrorKind::NotPlain, path, "a link stands where a folder is needed")
}
