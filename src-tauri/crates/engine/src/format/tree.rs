//! Folder nodes: the files and subfolders of one folder, stored by the SHA-256 of their bytes.

use super::{FormatError, VERSION, text};
use crate::digest::Digest;
use crate::time::FileTime;
use serde::Deserialize;

/// A folder with more entries is split.
pub const MAX_ENTRIES: usize = 1_000;
/// A part has at least so many entries before a name can end it.
const MIN_PART: usize = 100;

/// One name of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// One component, as bytes.
    pub name: Vec<u8>,
    /// File or folder.
    pub node: Node,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A file.
    File(FileNode),
    /// A folder, by the digest of its node.
    Folder(Digest),
}

/// What is kept of a file besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileNode {
    /// Bytes.
    pub size: u64,
    /// Time of last modification.
    pub mtime: FileTime,
    /// Low 12 bits of the POSIX mode.
    pub mode: Option<u32>,
    /// Its content.
    pub sha256: Digest,
}

/// A node as read: entries, or the parts of a split folder in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeNode {
    /// Entries in order.
    Folder(Vec<Entry>),
    /// Nodes of the parts.
    Split(Vec<Digest>),
}

/// A node's bytes and their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// SHA-256 of `bytes`.
    pub digest: Digest,
    /// What is stored.
    pub bytes: Vec<u8>,
}

/// The nodes of one folder: its own last, the parts of a split folder before it.
/// `entries` must be in the order of their names.
pub fn encode(entries: &[Entry]) -> Vec<Encoded> {
    if entries.len() <= MAX_ENTRIES {
        return vec![encoded(folder_bytes(entries))];
    }
    let mut nodes = Vec::new();
    let mut index = format!("{{\"format\":{VERSION},\"kind\":\"split\",\"parts\":[").into_bytes();
    for (i, part) in cut(entries).into_iter().enumerate() {
        let node = encoded(folder_bytes(part));
        index.extend_from_slice(if i == 0 { b"\n{" } else { b",\n{" });
        text::push_pair(&mut index, "first", &part[0].name);
        index.extend_from_slice(
            format!(",\"entries\":{},\"tree\":\"{}\"}}", part.len(), node.digest).as_bytes(),
        );
        nodes.push(node);
    }
    index.extend_from_slice(b"\n]}\n");
    nodes.push(encoded(index));
    nodes
}

fn cut(entries: &[Entry]) -> Vec<&[Entry]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (i, entry) in entries.iter().enumerate() {
        let count = i + 1 - start;
        let ends = count == MAX_ENTRIES || (count >= MIN_PART && Digest::of(&entry.name).as_bytes()[0] == 0);
        if ends || i + 1 == entries.len() {
            parts.push(&entries[start..=i]);
            start = i + 1;
        }
    }
    parts
}

fn folder_bytes(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + entries.len() * 190);
    out.extend_from_slice(format!("{{\"format\":{VERSION},\"kind\":\"folder\",\"entries\":[").as_bytes());
    for (i, entry) in entries.iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"\n{" } else { b",\n{" });
        text::push_pair(&mut out, "name", &entry.name);
        match &entry.node {
            Node::Folder(tree) => {
                out.extend_from_slice(b",\"type\":\"folder\",\"tree\":\"");
                out.extend_from_slice(tree.to_hex().as_bytes());
            }
            Node::File(file) => {
                out.extend_from_slice(b",\"type\":\"file\",\"size\":");
                out.extend_from_slice(file.size.to_string().as_bytes());
                out.extend_from_slice(b",\"mtime\":\"");
                out.extend_from_slice(file.mtime.to_text().as_bytes());
                if let Some(mode) = file.mode {
                    out.extend_from_slice(format!("\",\"mode\":\"{mode:o}").as_bytes());
                }
                out.extend_from_slice(b"\",\"sha256\":\"");
                out.extend_from_slice(file.sha256.to_hex().as_bytes());
            }
        }
        out.extend_from_slice(b"\"}");
    }
    out.extend_from_slice(if entries.is_empty() { b"]}\n" } else { b"\n]}\n" });
    out
}

fn encoded(bytes: Vec<u8>) -> Encoded {
    Encoded { digest: Digest::of(&bytes), bytes }
}

#[derive(Deserialize)]
struct EntryWire {
    name: String,
    name_b64: Option<String>,
    r#type: String,
    size: Option<u64>,
    mtime: Option<String>,
    mode: Option<String>,
    sha256: Option<Digest>,
    tree: Option<Digest>,
}

#[derive(Deserialize)]
struct PartWire {
    tree: Digest,
}

#[derive(Deserialize)]
struct NodeWire {
    format: u32,
    kind: String,
    #[serde(default)]
    entries: Vec<EntryWire>,
    #[serde(default)]
    parts: Vec<PartWire>,
}

/// A node's bytes may be at most so long: 1,000 entries of 255-byte names with room to spare.
pub const MAX_NODE_BYTES: u64 = 4 << 20;

/// Reads the node that stands under `digest`; refuses other bytes.
pub fn decode(digest: &Digest, bytes: &[u8]) -> Result<TreeNode, FormatError> {
    if Digest::of(bytes) != *digest {
        return Err(FormatError::damaged("a folder's list does not have its digest"));
    }
    let wire: NodeWire = serde_json::from_slice(bytes).map_err(FormatError::damaged)?;
    if wire.format > VERSION {
        return Err(FormatError::Newer(format!("format {}", wire.format)));
    }
    match wire.kind.as_str() {
        "split" => Ok(TreeNode::Split(wire.parts.into_iter().map(|p| p.tree).collect())),
        "folder" => {
            let entries: Vec<Entry> = wire.entries.into_iter().map(entry).collect::<Result<_, _>>()?;
            if entries.windows(2).any(|w| w[0].name >= w[1].name) {
                return Err(FormatError::damaged("a folder's list is out of order"));
            }
            Ok(TreeNode::Folder(entries))
        }
        other => Err(FormatError::Newer(format!("node {other}"))),
    }
}

fn entry(wire: EntryWire) -> Result<Entry, FormatError> {
    let name = text::from_text(&wire.name, wire.name_b64.as_deref())?;
    crate::path::RelPath::root().join(&name).map_err(FormatError::damaged)?;
    let missing = || FormatError::damaged("a folder's list lacks a field");
    let node = match wire.r#type.as_str() {
        "folder" => Node::Folder(wire.tree.ok_or_else(missing)?),
        "file" => Node::File(FileNode {
            size: wire.size.ok_or_else(missing)?,
            mtime: wire.mtime.as_deref().and_then(FileTime::from_text).ok_or_else(missing)?,
            mode: wire
                .mode
                .as_deref()
                .map(|m| u32::from_str_radix(m, 8))
                .transpose()
                .map_err(|_| missing())?,
            sha256: wire.sha256.ok_or_else(missing)?,
        }),
        other => return Err(FormatError::Newer(format!("entry {other}"))),
    };
    Ok(Entry { name, node })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Entry {
        let node = FileNode {
            size: 3,
            mtime: FileTime::from_ns(1_500_000_000_000_000_001),
            mode: Some(0o644),
            sha256: Digest::of(b"abc"),
        };
        Entry { name: name.into(), node: Node::File(node) }
    }

    #[test]
    fn a_node_has_exactly_the_documented_bytes() {
        let entries = [Entry { name: b"2024".into(), node: Node::Folder(Digest::of(b"")) }, file("a.jpg")];
        let node = encode(&entries).pop().unwrap();
        let expected = format!(
            "{{\"format\":1,\"kind\":\"folder\",\"entries\":[\n{{\"name\":\"2024\",\"type\":\"folder\",\"tree\":\"{}\"}},\n{{\"name\":\"a.jpg\",\"type\":\"file\",\"size\":3,\"mtime\":\"1500000000.000000001\",\"mode\":\"644\",\"sha256\":\"{}\"}}\n]}}\n",
            Digest::of(b""),
            Digest::of(b"abc"),
        );
        assert_eq!(String::from_utf8(node.bytes.clone()).unwrap(), expected);
        assert_eq!(decode(&node.digest, &node.bytes).unwrap(), TreeNode::Folder(entries.to_vec()));
    }

    #[test]
    fn a_large_folder_is_split_and_an_insertion_changes_few_parts() {
        let mut entries: Vec<Entry> = (0..3_000).map(|i| file(&format!("IMG_{i:05}.jpg"))).collect();
        let before = encode(&entries);
        entries.insert(5, file("IMG_00004b.jpg"));
        let after = encode(&entries);
        let changed = after.iter().filter(|n| !before.contains(n)).count();
        assert!(before.len() > 3 && changed <= 3, "{} parts, {changed} changed", before.len());
        let TreeNode::Split(parts) =
            decode(&after[after.len() - 1].digest, &after[after.len() - 1].bytes).unwrap()
        else {
            panic!("not split")
        };
        assert_eq!(parts, after[..after.len() - 1].iter().map(|n| n.digest).collect::<Vec<_>>());
    }

    #[test]
    fn other_bytes_than_the_digests_are_refused() {
        let node = encode(&[file("a.jpg")]).pop().unwrap();
        assert!(decode(&Digest::of(b"x"), &node.bytes).is_err());
    }
}
