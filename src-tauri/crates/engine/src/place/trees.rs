//! Makes the tree nodes of folders that changed, from what the catalog says a place holds.

use crate::catalog::held::{self, PlaceNo};
use crate::digest::Digest;
use crate::error::Result;
use crate::format::tree::{self, Encoded};
use crate::path::FolderKey;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// The root's node and all nodes that are new.
pub struct Made {
    /// The root's node.
    pub root: Digest,
    /// Nodes that were not there before, in no order.
    pub new: Vec<Encoded>,
    /// Folders that no longer exist at the place, deepest first.
    pub gone: Vec<FolderKey>,
}

/// Makes the nodes of `changed` folders and of all above them, and notes them.
pub fn make(conn: &Connection, place: PlaceNo, changed: &BTreeSet<FolderKey>) -> Result<Made> {
    let mut dirty: BTreeSet<(usize, FolderKey)> = BTreeSet::new();
    for folder in changed {
        let mut path = Some(folder.to_path());
        while let Some(at) = path {
            if !dirty.insert((at.components().count(), FolderKey::of(&at))) {
                break;
            }
            path = at.parent();
        }
    }
    dirty.insert((0, FolderKey::default()));
    let mut made = Made { root: Digest::of(b""), new: Vec::new(), gone: Vec::new() };
    for (depth, folder) in dirty.into_iter().rev() {
        let (files, noted_empty) = held::folder_files(conn, place, &folder)?;
        let subfolders = held::subfolders(conn, place, &folder)?;
        if files.is_empty() && subfolders.is_empty() && !noted_empty && depth > 0 {
            held::set_node(conn, place, &folder, None)?;
            made.gone.push(folder);
            continue;
        }
        let mut entries = files;
        entries.extend(subfolders);
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        let before = held::node(conn, place, &folder)?;
        let nodes = tree::encode(&entries);
        let Some(own) = nodes.last().map(|n| n.digest) else { continue };
        if before != Some(own) {
            held::set_node(conn, place, &folder, Some(&own))?;
            made.new.extend(nodes);
        }
        if depth == 0 {
            made.root = own;
        }
    }
    Ok(made)
}
