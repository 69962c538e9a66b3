//! Looks through the photo folders: every file, in the order of streams, reading names and sizes
//! only. Links are never followed; what cannot be looked at is named, never taken for deleted.

use super::{Library, SourceFolder, litter};
use crate::code::Code;
use crate::format::layout;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::time::FileTime;
use std::cmp::Ordering;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use walkdir::{DirEntry, WalkDir};

/// What is known of a file before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    /// Where it stands in the order; an empty name means a folder with nothing in it.
    pub key: FileKey,
    /// Bytes.
    pub size: u64,
    /// Time of last modification.
    pub mtime: FileTime,
    /// Inode number.
    pub inode: u64,
    /// Low 12 bits of the mode.
    pub mode: u32,
}

/// What a scan comes by, in the order of streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A file, or an empty folder.
    File(FileSeen),
    /// A folder, before what is in it.
    Folder {
        /// The folder.
        key: FolderKey,
        /// Time of last modification.
        mtime: FileTime,
        /// Low 12 bits of the mode.
        mode: u32,
    },
    /// Something could not be looked at; nothing at or below it counts as deleted.
    Unreadable {
        /// Where.
        path: RelPath,
        /// `UnreadableFile` or `UnreadableFolder`.
        code: Code,
        /// Why.
        cause: String,
    },
    /// A link, pipe, socket or device.
    LeftOut {
        /// Where.
        path: RelPath,
        /// `LinkLeftOut` or `SpecialLeftOut`.
        code: Code,
    },
}

/// Walks all sources in order and gives each thing seen to `visit`, until it returns `false`.
pub fn scan(library: &Library, visit: &mut dyn FnMut(Seen) -> bool) {
    for source in library.sources() {
        if !scan_source(source, visit) {
            return;
        }
    }
}

/// Whether a folder has something of the family's in it (not only litter, not only ours).
pub fn has_content(source: &SourceFolder) -> std::io::Result<bool> {
    let ours = ours_stand_at(&source.path);
    for entry in std::fs::read_dir(&source.path)? {
        let name = entry?.file_name();
        let reserved = ours && layout::RESERVED.iter().any(|r| r.as_bytes() == name.as_bytes());
        if !reserved && !litter::is_litter(name.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether this folder was made by copying a place back, so that our three names are ours.
fn ours_stand_at(root: &std::path::Path) -> bool {
    std::fs::read(root.join(layout::OURS).join("location.json"))
        .is_ok_and(|bytes| crate::format::location::Location::from_bytes(&bytes).is_ok())
}

struct OpenFolder {
    path: RelPath,
    has_any: bool,
}

fn scan_source(source: &SourceFolder, visit: &mut dyn FnMut(Seen) -> bool) -> bool {
    let ours = ours_stand_at(&source.path);
    let walk = WalkDir::new(&source.path).follow_root_links(true).sort_by(files_before_folders);
    let mut open: Vec<OpenFolder> = Vec::new();
    let mut walk = walk.into_iter();
    while let Some(step) = walk.next() {
        let depth = match &step {
            Ok(entry) => entry.depth(),
            Err(e) => e.depth(),
        };
        if !close_to(&mut open, depth, visit) {
            return false;
        }
        let goes_on = match step {
            Err(e) => visit(unreadable(source, &mut open, &e)),
            Ok(entry) => match plain(&entry, &open, source, ours) {
                Skip::Litter => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                    true
                }
                Skip::Keep(path) => take(&entry, path, &mut open, visit),
            },
        };
        if !goes_on {
            return false;
        }
    }
    close_to(&mut open, 0, visit)
}

enum Skip {
    Litter,
    Keep(RelPath),
}

fn plain(entry: &DirEntry, open: &[OpenFolder], source: &SourceFolder, ours: bool) -> Skip {
    let Some(parent) = open.last() else { return Skip::Keep(source.prefix.clone()) };
    let name = entry.file_name().as_bytes();
    let reserved = ours && entry.depth() == 1 && layout::RESERVED.iter().any(|r| r.as_bytes() == name);
    if reserved || litter::is_litter(name) {
        return Skip::Litter;
    }
    parent.path.join(name).map_or(Skip::Litter, Skip::Keep)
}

fn take(
    entry: &DirEntry,
    path: RelPath,
    open: &mut Vec<OpenFolder>,
    visit: &mut dyn FnMut(Seen) -> bool,
) -> bool {
    let kind = entry.file_type();
    // The root itself may be a link that the person chose; everything below is not followed.
    let is_folder = kind.is_dir() || entry.depth() == 0;
    if !is_folder && !kind.is_file() {
        let code = if kind.is_symlink() { Code::LinkLeftOut } else { Code::SpecialLeftOut };
        return visit(Seen::LeftOut { path, code });
    }
    if let Some(parent) = open.last_mut() {
        parent.has_any = true;
    }
    let meta = if entry.depth() == 0 {
        std::fs::metadata(entry.path()).map_err(|e| e.to_string())
    } else {
        entry.metadata().map_err(|e| e.to_string())
    };
    let meta = match meta {
        Ok(meta) => meta,
        Err(cause) => {
            let code = if is_folder { Code::UnreadableFolder } else { Code::UnreadableFile };
            return visit(Seen::Unreadable { path, code, cause });
        }
    };
    let mtime = FileTime::from_parts(meta.mtime(), meta.mtime_nsec() as u32);
    let mode = meta.mode() & 0o7777;
    if is_folder {
        let key = FolderKey::of(&path);
        open.push(OpenFolder { path, has_any: false });
        return visit(Seen::Folder { key, mtime, mode });
    }
    let key = FileKey::of(&path);
    visit(Seen::File(FileSeen { key, size: meta.len(), mtime, inode: meta.ino(), mode }))
}

/// Leaves folders until the next entry's parent is on top; tells those that had nothing in them.
fn close_to(open: &mut Vec<OpenFolder>, depth: usize, visit: &mut dyn FnMut(Seen) -> bool) -> bool {
    while open.len() > depth {
        let Some(folder) = open.pop() else { break };
        if folder.has_any {
            continue;
        }
        let key = FileKey { folder: FolderKey::of(&folder.path), name: Vec::new() };
        let empty = FileSeen { key, size: 0, mtime: FileTime::default(), inode: 0, mode: 0 };
        if !visit(Seen::File(empty)) {
            return false;
        }
    }
    true
}

fn unreadable(source: &SourceFolder, open: &mut [OpenFolder], e: &walkdir::Error) -> Seen {
    if let Some(folder) = open.last_mut() {
        folder.has_any = true;
    }
    let path = e
        .path()
        .and_then(|p| p.strip_prefix(&source.path).ok())
        .and_then(|p| RelPath::parse(p.as_os_str().as_bytes()).ok())
        .map_or_else(
            || open.last().map_or_else(|| source.prefix.clone(), |f| f.path.clone()),
            |rest| source.prefix.join_path(&rest),
        );
    Seen::Unreadable { path, code: Code::UnreadableFolder, cause: e.to_string() }
}

/// A folder's files, by name, come before its subfolders, by name (FORMAT.md).
fn files_before_folders(a: &DirEntry, b: &DirEntry) -> Ordering {
    let is_folder = |e: &DirEntry| e.file_type().is_dir();
    is_folder(a).cmp(&is_folder(b)).then_with(|| a.file_name().as_bytes().cmp(b.file_name().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(root: &std::path::Path) -> Library {
        Library::new(vec![SourceFolder { path: root.into(), prefix: RelPath::root() }])
    }

    fn files(root: &std::path::Path) -> Vec<FileKey> {
        let mut keys = Vec::new();
        scan(&library(root), &mut |seen| {
            if let Seen::File(file) = seen {
                keys.push(file.key);
            }
            true
        });
        keys
    }

    #[test]
    fn files_come_in_the_order_of_streams_and_empty_folders_are_seen() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["b/1.jpg", "a/z.jpg", "a/b/1.jpg", "a b/1.jpg", "z.jpg", "a/.DS_Store"] {
            std::fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(dir.path().join(path), path).unwrap();
        }
        std::fs::create_dir_all(dir.path().join("a/empty/deeper")).unwrap();
        let keys = files(dir.path());
        let mut sorted = keys.clone();
        sorted.sort();
        assert_eq!(keys, sorted);
        let paths: Vec<String> = keys.iter().map(|k| k.to_path().to_string()).collect();
        assert_eq!(paths, ["z.jpg", "a/z.jpg", "a/b/1.jpg", "a/empty/deeper", "a b/1.jpg", "b/1.jpg"]);
    }

    #[test]
    fn links_and_pipes_are_left_out_and_named() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.jpg"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path(), dir.path().join("link")).unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("sock")).unwrap();
        let mut left_out = Vec::new();
        scan(&library(dir.path()), &mut |seen| {
            match seen {
                Seen::LeftOut { path, code } => left_out.push((path.to_string(), code)),
                Seen::File(file) => assert!(file.key.is_folder(), "{file:?}"),
                Seen::Folder { .. } => {}
                Seen::Unreadable { .. } => panic!("nothing is unreadable"),
            }
            true
        });
        let expected =
            [("link", Code::LinkLeftOut), ("loop", Code::LinkLeftOut), ("sock", Code::SpecialLeftOut)];
        assert_eq!(left_out, expected.map(|(p, c)| (p.to_owned(), c)));
    }
}
