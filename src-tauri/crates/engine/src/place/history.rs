//! Rebuilds from a place's snapshots what the catalog knows of the past: earlier contents of paths,
//! and since when a copy has been there. Folders that two snapshots share are looked at once.

use super::ledger::{Ledger, Note};
use super::mirror::{TreeItem, TreeWalk, read_folder};
use super::named::Named;
use super::session::Session;
use crate::catalog::versions::VersionRow;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::snapshot::Snapshot;
use crate::format::tree::{Entry, FileNode, Node};
use crate::monitor::Monitor;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::store::Store;

/// A file that differs between two trees.
pub struct Difference {
    /// The path.
    pub key: FileKey,
    /// What the older tree has.
    pub before: Option<FileNode>,
    /// What the newer tree has.
    pub after: Option<FileNode>,
}

/// Goes through the snapshots from the oldest on; every content they name is told to `named`. A damaged tree hides its
/// part of the past only.
pub(super) fn rebuild(
    session: &Session,
    ledger: &mut Ledger<'_>,
    named: &Named,
    found: &[Snapshot],
    monitor: &dyn Monitor,
) -> Result<()> {
    let store = &*session.store;
    let mut before: Option<Digest> = None;
    for snapshot in found {
        if monitor.cancelled() {
            return Err(Error::stopped());
        }
        let since = snapshot.started.as_unix();
        let mut note = |difference: Difference| -> Result<()> {
            if let Some(old) = difference.before
                && difference.after.map(|a| a.sha256) != Some(old.sha256)
            {
                let row = VersionRow {
                    key: difference.key.clone(),
                    sha: old.sha256,
                    size: old.size,
                    mtime: old.mtime,
                    taken: None,
                };
                ledger.push(Note::Version(row))?;
            }
            if let Some(new) = difference.after {
                named.add(&difference.key, &new.sha256)?;
                ledger.push(Note::Since(difference.key, new.sha256, since))?;
            }
            Ok(())
        };
        match before {
            None => {
                for item in TreeWalk::new(store, snapshot.root) {
                    if let TreeItem::File(key, Some(node)) = item {
                        note(Difference { key, before: None, after: Some(node) })?;
                    }
                }
            }
            Some(root) => differences(store, Some(root), Some(snapshot.root), &mut note)?,
        }
        before = Some(snapshot.root);
    }
    Ok(())
}

/// A folder of which the two trees have different nodes, or only one of them any.
struct Pair {
    path: RelPath,
    before: Option<Digest>,
    after: Option<Digest>,
}

/// What differs between two trees, folders with the same node left out unread. However deep they are: what
/// is still to be compared waits in memory, not on the stack.
pub fn differences(
    store: &dyn Store,
    before: Option<Digest>,
    after: Option<Digest>,
    note: &mut dyn FnMut(Difference) -> Result<()>,
) -> Result<()> {
    let mut waiting = Vec::new();
    if before != after {
        waiting.push(Pair { path: RelPath::root(), before, after });
    }
    while let Some(pair) = waiting.pop() {
        let below = compare(store, &pair, note)?;
        waiting.extend(below.into_iter().rev());
    }
    Ok(())
}

/// Notes the files of one folder that differ; gives its folders that do.
fn compare(
    store: &dyn Store,
    pair: &Pair,
    note: &mut dyn FnMut(Difference) -> Result<()>,
) -> Result<Vec<Pair>> {
    let mut below = Vec::new();
    let read = |node: Option<Digest>| node.map_or(Ok(Vec::new()), |n| read_folder(store, &n));
    // Of a folder whose list cannot be read nothing is known: neither that it was there nor that
    // it is gone.
    let (Ok(old), Ok(new)) = (read(pair.before), read(pair.after)) else { return Ok(below) };
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(below),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(o), Some(n)) => o.name.cmp(&n.name),
        };
        let was = if order.is_le() { old.next() } else { None };
        let is = if order.is_ge() { new.next() } else { None };
        let Some(name) = was.as_ref().or(is.as_ref()).map(|e| e.name.clone()) else { return Ok(below) };
        let (was_file, was_folder) = split(was);
        let (is_file, is_folder) = split(is);
        if was_file != is_file {
            let key = FileKey { folder: FolderKey::of(&pair.path), name: name.clone() };
            note(Difference { key, before: was_file, after: is_file })?;
        }
        if was_folder != is_folder {
            let path = pair.path.join(&name).map_err(Error::internal)?;
            below.push(Pair { path, before: was_folder, after: is_folder });
        }
    }
}

fn split(entry: Option<Entry>) -> (Option<FileNode>, Option<Digest>) {
    match entry.map(|e| e.node) {
        None => (None, None),
        Some(Node::File(file)) => (Some(file), None),
        Some(Node::Folder(node)) => (None, Some(node)),
    }
}
