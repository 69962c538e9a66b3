//! Walks a place's mirror, or one of its trees, in the order of streams.

use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::tree::{self, FileNode, Node, TreeNode};
use crate::format::{FormatError, layout, names::StoredNames};
use crate::library::litter;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::place::many::{is_far, many};
use crate::place::small_files;
use crate::store::{Kind, Listed, Stat, Store, StoreError, StoreErrorKind};
use std::collections::{BTreeMap, HashMap};

/// A file in the mirror, under its true path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorFile {
    /// Where it stands in the order; an empty name for a folder with nothing in it.
    pub key: FileKey,
    /// What is known without reading it.
    pub stat: Stat,
}

/// Walks the mirror. Ours, what is neither file nor folder, and what systems drop at the top of a disk
/// (`lost+found`) is left out.
///
/// A folder that may not be opened is given as `PermissionDenied` with its true path, in its turn, and the
/// walk goes on after it; any other fault ends the walk.
pub struct MirrorWalk<'a> {
    store: &'a dyn Store,
    truth_of: BTreeMap<Vec<u8>, Vec<u8>>,
    files: std::vec::IntoIter<MirrorFile>,
    /// Folders still to be entered, the next one last: stored path and true path.
    folders: Vec<(RelPath, RelPath)>,
}

impl<'a> MirrorWalk<'a> {
    /// A walk over all of a place's mirror.
    pub fn new(store: &'a dyn Store, names: &StoredNames) -> Self {
        Self {
            store,
            truth_of: names.by_stored(),
            files: Vec::new().into_iter(),
            folders: vec![(RelPath::root(), RelPath::root())],
        }
    }

    /// Whether this lies at the root of a place and is none of the mirror: no library has such a name there.
    fn is_none_of_the_mirror(&self, entry: &Listed) -> bool {
        let is_litter = entry.stat.kind == Kind::Folder && litter::is_litter(&entry.name);
        layout::RESERVED.iter().any(|r| r.as_bytes() == entry.name)
            || (is_litter && !self.truth_of.contains_key(&entry.name))
    }

    fn enter(&mut self, stored: &RelPath, truth: &RelPath) -> Result<()> {
        let folder = FolderKey::of(truth);
        let mut files = Vec::new();
        let mut folders = Vec::new();
        let mut found = Vec::new();
        self.store.list(stored, &mut |entry| {
            found.push(entry);
            Ok(())
        })?;
        for entry in found {
            if stored.is_root() && self.is_none_of_the_mirror(&entry) {
                continue;
            }
            let stored = stored.join(&entry.name).map_err(Error::internal)?;
            let name = self.truth_of.get(stored.as_bytes()).unwrap_or(&entry.name).clone();
            match entry.stat.kind {
                Kind::File => {
                    files
                        .push(MirrorFile { key: FileKey { folder: folder.clone(), name }, stat: entry.stat });
                }
                Kind::Folder => folders.push((stored, truth.join(&name).map_err(Error::internal)?)),
                Kind::Other => {}
            }
        }
        if files.is_empty() && folders.is_empty() {
            let stat = Stat { kind: Kind::Folder, size: 0, mtime: Default::default(), mode: None };
            files.push(MirrorFile { key: FileKey { folder, name: Vec::new() }, stat });
        }
        files.sort_by(|a, b| a.key.name.cmp(&b.key.name));
        folders.sort_by(|a, b| b.1.name().cmp(a.1.name()));
        self.files = files.into_iter();
        self.folders.extend(folders);
        Ok(())
    }
}

impl Iterator for MirrorWalk<'_> {
    type Item = Result<MirrorFile>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(file) = self.files.next() {
                return Some(Ok(file));
            }
            let (stored, truth) = self.folders.pop()?;
            match self.enter(&stored, &truth) {
                Ok(()) => {}
                Err(Error::Store(e)) if e.kind == StoreErrorKind::PermissionDenied && !stored.is_root() => {
                    return Some(Err(StoreError { path: truth, ..e }.into()));
                }
                Err(e) => {
                    self.folders.clear();
                    return Some(Err(e));
                }
            }
        }
    }
}

/// What a walk over a tree comes by.
#[derive(Debug)]
pub enum TreeItem {
    /// A folder and its node, before what is in it.
    Folder(FolderKey, Digest),
    /// A file, or an empty folder (`None`).
    File(FileKey, Option<FileNode>),
    /// A node that is gone or damaged: nothing is known of what is below.
    Lost(FolderKey, Error),
}

/// Walks a tree.
pub struct TreeWalk<'a> {
    store: &'a dyn Store,
    items: std::vec::IntoIter<TreeItem>,
    folders: Vec<(RelPath, Digest)>,
    /// Nodes that were read before their turn.
    ahead: HashMap<Digest, Result<Vec<tree::Entry>>>,
}

impl<'a> TreeWalk<'a> {
    /// A walk over the tree with this root.
    pub fn new(store: &'a dyn Store, root: Digest) -> Self {
        let folders = vec![(RelPath::root(), root)];
        Self { store, items: Vec::new().into_iter(), folders, ahead: HashMap::new() }
    }

    /// The entries of a node; with it, those of the folders that come next are read.
    fn read(&mut self, node: Digest) -> Result<Vec<tree::Entry>> {
        if let Some(entries) = self.ahead.remove(&node) {
            return entries;
        }
        let next = self.folders.iter().rev().take(self.store.capabilities().parallel).map(|(_, node)| *node);
        let mut nodes: Vec<Digest> = next.filter(|n| *n != node && !self.ahead.contains_key(n)).collect();
        if !is_far(self.store) {
            nodes.clear();
        }
        nodes.push(node);
        let read = many(self.store, &nodes, |node| read_folder(self.store, node));
        self.ahead.extend(nodes.into_iter().zip(read));
        self.ahead.remove(&node).unwrap_or_else(|| Err(Error::internal("a node that was just read")))
    }

    fn enter(&mut self, path: &RelPath, node: Digest) {
        let folder = FolderKey::of(path);
        let entries = match self.read(node) {
            Ok(entries) => entries,
            Err(e) => {
                self.items = vec![TreeItem::Lost(folder, e)].into_iter();
                return;
            }
        };
        let mut items = vec![TreeItem::Folder(folder.clone(), node)];
        if entries.is_empty() {
            items.push(TreeItem::File(FileKey { folder: folder.clone(), name: Vec::new() }, None));
        }
        let mut folders = Vec::new();
        for entry in entries {
            match entry.node {
                Node::File(file) => {
                    items.push(TreeItem::File(
                        FileKey { folder: folder.clone(), name: entry.name },
                        Some(file),
                    ));
                }
                Node::Folder(sub) => {
                    if let Ok(below) = path.join(&entry.name) {
                        folders.push((below, sub));
                    }
                }
            }
        }
        self.items = items.into_iter();
        self.folders.extend(folders.into_iter().rev());
    }
}

impl Iterator for TreeWalk<'_> {
    type Item = TreeItem;

    fn next(&mut self) -> Option<TreeItem> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(item);
            }
            let (path, node) = self.folders.pop()?;
            self.enter(&path, node);
        }
    }
}

/// All entries of a folder's node, the parts of a split one joined.
pub fn read_folder(store: &dyn Store, node: &Digest) -> Result<Vec<tree::Entry>> {
    match read_node(store, node)? {
        TreeNode::Folder(entries) => Ok(entries),
        TreeNode::Split(parts) => {
            let mut all = Vec::new();
            for part in parts {
                match read_node(store, &part)? {
                    TreeNode::Folder(entries) => all.extend(entries),
                    TreeNode::Split(_) => return Err(tree_damaged("a part is split again")),
                }
            }
            Ok(all)
        }
    }
}

fn read_node(store: &dyn Store, node: &Digest) -> Result<TreeNode> {
    let bytes = small_files::read(store, &layout::tree(node), tree::MAX_NODE_BYTES)?
        .ok_or_else(|| tree_damaged(format!("{node} is not there")))?;
    tree::decode(node, &bytes).map_err(|e| match e {
        FormatError::Newer(why) => Error::coded(crate::code::Code::SnapshotNewer, why),
        FormatError::Damaged(why) => tree_damaged(why),
    })
}

fn tree_damaged(why: impl std::fmt::Display) -> Error {
    Error::coded(crate::code::Code::SnapshotDamaged, why)
}
