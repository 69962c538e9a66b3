//! What lies below a folder: as a person would compare two copies ([`contents`]), and to the last
//! detail, to prove that nothing was written ([`exact`]).

use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// What must survive a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Bytes; 0 for folders.
    pub size: u64,
    /// Of the content; empty for folders.
    pub sha256: String,
    /// Seconds and nanoseconds; zero for folders.
    pub mtime: (i64, i64),
    /// Low 12 bits; zero for folders.
    pub mode: u32,
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

fn sha256_of_file(path: &Path) -> String {
    let mut file = fs::File::open(path).unwrap_or_else(|e| panic!("cannot open {path:?}: {e}"));
    let mut hasher = Sha256::new();
    let mut block = vec![0; 1 << 20];
    loop {
        let n = file.read(&mut block).unwrap_or_else(|e| panic!("cannot read {path:?}: {e}"));
        if n == 0 {
            return hex(&hasher.finalize());
        }
        hasher.update(&block[..n]);
    }
}

fn walk(root: &Path, below: &Path, visit: &mut dyn FnMut(PathBuf, &fs::Metadata)) {
    let folder = root.join(below);
    for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot list {folder:?}: {e}")) {
        let name = entry.unwrap_or_else(|e| panic!("cannot list {folder:?}: {e}")).file_name();
        let path = below.join(name);
        let meta = fs::symlink_metadata(root.join(&path)).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        visit(path.clone(), &meta);
        if meta.is_dir() {
            walk(root, &path, visit);
        }
    }
}

/// Every file with its facts, and every folder, by path below `root`.
pub fn contents(root: &Path) -> BTreeMap<PathBuf, Facts> {
    let mut out = BTreeMap::new();
    walk(root, Path::new(""), &mut |path, meta| {
        let facts = if meta.is_file() {
            Facts {
                size: meta.len(),
                sha256: sha256_of_file(&root.join(&path)),
                mtime: (meta.mtime(), meta.mtime_nsec()),
                mode: meta.mode() & 0o7777,
            }
        } else {
            let kind = if meta.is_dir() { "" } else { "neither file nor folder" };
            Facts { size: 0, sha256: kind.to_owned(), mtime: (0, 0), mode: 0 }
        };
        out.insert(path, facts);
    });
    out
}

/// [`contents`] of a place without the three names of ours.
pub fn mirror(place: &Path) -> BTreeMap<PathBuf, Facts> {
    let ours = [".elderphoto", "SHA256SUMS", "READ ME FIRST.txt"];
    let mut all = contents(place);
    all.retain(|path, _| !ours.iter().any(|name| path.starts_with(name)));
    all
}

/// The same, with times in whole seconds.
pub fn in_seconds(mut all: BTreeMap<PathBuf, Facts>) -> BTreeMap<PathBuf, Facts> {
    all.values_mut().for_each(|facts| facts.mtime.1 = 0);
    all
}

/// Fails, and names what is different, unless both hold the same.
#[track_caller]
pub fn assert_same(found: &BTreeMap<PathBuf, Facts>, wanted: &BTreeMap<PathBuf, Facts>) {
    let paths = wanted.keys().chain(found.keys().filter(|p| !wanted.contains_key(*p)));
    let different: Vec<_> = paths.filter(|p| found.get(*p) != wanted.get(*p)).collect();
    let mut told = String::new();
    for path in different.iter().take(10) {
        told += &format!("\n{path:?}\n  found  {:?}\n  wanted {:?}", found.get(*path), wanted.get(*path));
    }
    assert!(different.is_empty(), "{} are not the same:{told}", different.len());
}

/// What a write would change, by path; the empty path is the root itself.
pub type Listing = BTreeMap<PathBuf, String>;

/// Fails, and says what is different, unless nothing at all was written.
#[track_caller]
pub fn assert_untouched(root: &Path, before: &Listing) {
    let now = exact(root);
    let mut changes = Vec::new();
    for path in before.keys().chain(now.keys().filter(|p| !before.contains_key(*p))) {
        let (was, is) = (before.get(path), now.get(path));
        if was != is {
            changes.push(format!("{path:?}\n  was {}\n  is  {}", or_absent(was), or_absent(is)));
        }
    }
    assert!(changes.is_empty(), "something was written in {root:?}:\n{}", changes.join("\n"));
}

fn or_absent(detail: Option<&String>) -> &str {
    detail.map_or("absent", String::as_str)
}

/// Every detail that a write would change: inode, size, mode, links, times of change; `root` too.
pub fn exact(root: &Path) -> Listing {
    let detail = |m: &fs::Metadata| {
        format!(
            "inode {} size {} mode {:o} links {} mtime {}.{:09} ctime {}.{:09}",
            m.ino(),
            if m.is_dir() { 0 } else { m.len() },
            m.mode(),
            m.nlink(),
            m.mtime(),
            m.mtime_nsec(),
            m.ctime(),
            m.ctime_nsec()
        )
    };
    let mut out = BTreeMap::new();
    let meta = fs::symlink_metadata(root).unwrap_or_else(|e| panic!("{root:?}: {e}"));
    out.insert(PathBuf::new(), detail(&meta));
    walk(root, Path::new(""), &mut |path, meta| {
        out.insert(path, detail(meta));
    });
    out
}
