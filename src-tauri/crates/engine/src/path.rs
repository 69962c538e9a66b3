//! Paths inside a library or a place: bytes, `/` between components, never leading outside.

use std::borrow::Cow;
use std::fmt;

/// A relative path of plain components. The empty path is the root.
///
/// Guarantee: no component is empty, `.`, `..` or contains NUL. Names are bytes, not text
/// (FORMAT.md, "Text, paths, order, times").
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RelPath(Vec<u8>);

/// Why some bytes are not a [`RelPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plain relative path")]
pub struct BadPath;

impl RelPath {
    /// The root.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// Checks untrusted bytes. An empty slice is the root.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadPath> {
        if bytes.is_empty() {
            return Ok(Self::root());
        }
        if bytes.split(|b| *b == b'/').all(is_plain_component) {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(BadPath)
        }
    }

    /// A path of ours, known at compile time to be plain.
    ///
    /// # Panics
    /// When `text` is not plain; only for literals.
    #[allow(clippy::expect_used)]
    pub fn literal(text: &str) -> Self {
        Self::parse(text.as_bytes()).expect("a literal path is plain")
    }

    /// The bytes, `/` between components.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This path with one more component.
    pub fn join(&self, name: &[u8]) -> Result<Self, BadPath> {
        if !is_plain_component(name) {
            return Err(BadPath);
        }
        let mut bytes = Vec::with_capacity(self.0.len() + 1 + name.len());
        bytes.extend_from_slice(&self.0);
        if !bytes.is_empty() {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(name);
        Ok(Self(bytes))
    }

    /// `self` followed by all components of `rest`.
    pub fn join_path(&self, rest: &RelPath) -> Self {
        if self.is_root() {
            return rest.clone();
        }
        if rest.is_root() {
            return self.clone();
        }
        let mut bytes = self.0.clone();
        bytes.push(b'/');
        bytes.extend_from_slice(&rest.0);
        Self(bytes)
    }

    /// The folder this lies in; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        match self.0.iter().rposition(|b| *b == b'/') {
            Some(at) => Some(Self(self.0[..at].to_vec())),
            None => Some(Self::root()),
        }
    }

    /// The last component; empty for the root.
    pub fn name(&self) -> &[u8] {
        match self.0.iter().rposition(|b| *b == b'/') {
            Some(at) => &self.0[at + 1..],
            None => &self.0,
        }
    }

    /// The components from the root down.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|b| *b == b'/').filter(|c| !c.is_empty())
    }

    /// Whether `self` is `folder` or lies below it.
    pub fn is_in(&self, folder: &RelPath) -> bool {
        folder.is_root()
            || self.0 == folder.0
            || (self.0.starts_with(&folder.0) && self.0.get(folder.0.len()) == Some(&b'/'))
    }

    /// Readable form: invalid UTF-8 shown as U+FFFD.
    pub fn display(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.display())
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display())
    }
}

fn is_plain_component(name: &[u8]) -> bool {
    !name.is_empty() && name != b"." && name != b".." && !name.contains(&0) && !name.contains(&b'/')
}

/// The key by which folders sort: the path with `/` as NUL, so that comparing bytes compares
/// components (FORMAT.md, "Order of files in a stream").
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FolderKey(Vec<u8>);

impl FolderKey {
    /// The key of `folder`.
    pub fn of(folder: &RelPath) -> Self {
        Self(folder.0.iter().map(|b| if *b == b'/' { 0 } else { *b }).collect())
    }

    /// A key read back from where [`Self::as_bytes`] was stored.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Bytes that sort as folders do.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The folder.
    pub fn to_path(&self) -> RelPath {
        RelPath(self.0.iter().map(|b| if *b == 0 { b'/' } else { *b }).collect())
    }
}

impl fmt::Debug for FolderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_path().fmt(f)
    }
}

/// Where a file stands in the order of streams: folder, then name. An empty name stands for a
/// folder that has nothing in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileKey {
    /// The folder.
    pub folder: FolderKey,
    /// The name within it, as bytes; empty for "this folder exists and is empty".
    pub name: Vec<u8>,
}

impl FileKey {
    /// The key of a file's path.
    pub fn of(path: &RelPath) -> Self {
        let folder = path.parent().unwrap_or_default();
        Self { folder: FolderKey::of(&folder), name: path.name().to_vec() }
    }

    /// The file's path; for an empty name the folder's.
    pub fn to_path(&self) -> RelPath {
        let mut path = self.folder.to_path();
        if !self.name.is_empty() {
            if !path.0.is_empty() {
                path.0.push(b'/');
            }
            path.0.extend_from_slice(&self.name);
        }
        path
    }

    /// Whether this stands for an empty folder.
    pub fn is_folder(&self) -> bool {
        self.name.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_outside_are_refused() {
        for bad in ["../x", "/etc", "a//b", "a/.", "a/..", ".", "..", "a/", "a\0b"] {
            assert_eq!(RelPath::parse(bad.as_bytes()), Err(BadPath), "{bad:?}");
        }
    }

    #[test]
    fn a_folders_files_come_before_those_of_its_subfolders_and_neighbours() {
        let order = ["z.jpg", "a/z.jpg", "a/b/1.jpg", "a b/1.jpg", "a-b/1.jpg", "b/1.jpg"];
        let keys: Vec<_> = order.iter().map(|p| FileKey::of(&RelPath::literal(p))).collect();
        let mut sorted = keys.clone();
        sorted.sort();
        assert_eq!(keys, sorted);
    }

    #[test]
    fn keys_give_the_path_back() {
        for p in ["a.jpg", "a/b/c d.jpg"] {
            assert_eq!(FileKey::of(&RelPath::literal(p)).to_path(), RelPath::literal(p));
        }
    }
}
