//! What a restore wrote, noted while it writes, so that exactly that can be taken away again.
//!
//! A file of JSON lines, only ever appended to: `will` before a file gets its name, with the inode that it
//! keeps while it is renamed; `did` when it has it. A restore that is killed between the two leaves a `will`
//! whose inode tells whether the file under that name is its own. A line that was cut off counts as none.

use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::tree::FileNode;
use crate::path::RelPath;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What a file system knows a file by, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub device: u64,
    pub inode: u64,
}

/// Bytes as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bytes(String);

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        Self(STANDARD.encode(bytes))
    }

    /// `None` for what is no such text.
    pub fn get(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.0).ok()
    }
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Note {
    /// What follows is below this folder.
    Below { folder: Bytes },
    /// This folder was not there before.
    Made { path: Bytes },
    /// This file is about to get its name.
    Will { no: u64, path: Bytes, identity: Identity, size: u64, sha256: Digest },
    /// It has it.
    Did { no: u64 },
}

/// The notes of a restore under way. Made when there is something to note: a restore that writes nothing leaves
/// those of the one before.
pub struct Receipt {
    path: PathBuf,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    file: Option<File>,
    below: Option<Vec<u8>>,
    count: u64,
    /// Nothing more can be noted; what is noted holds.
    is_broken: bool,
}

impl Receipt {
    /// Notes that will be in this file.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_path_buf(), notes: Mutex::default() }
    }

    /// Whether anything was noted.
    pub fn has_notes(&self) -> bool {
        crate::place::writer::lock_of(&self.notes).file.is_some()
    }

    /// Makes the notes durable.
    pub fn flush(&self) {
        if let Some(Err(e)) = crate::place::writer::lock_of(&self.notes).file.as_ref().map(File::sync_all) {
            tracing::warn!("what was put back could not be noted durably: {e}");
        }
    }

    pub(super) fn made(&self, folder: &Path, path: &RelPath) {
        self.note(folder, |_| Note::Made { path: Bytes::of(path.as_bytes()) });
    }

    /// To be said before the file gets its name; the number is for [`Self::did`].
    pub(super) fn will(&self, folder: &Path, path: &RelPath, identity: Identity, node: &FileNode) -> u64 {
        let (path, size, sha256) = (Bytes::of(path.as_bytes()), node.size, node.sha256);
        self.note(folder, |no| Note::Will { no, path, identity, size, sha256 })
    }

    pub(super) fn did(&self, folder: &Path, no: u64) {
        self.note(folder, |_| Note::Did { no });
    }

    /// That something cannot be noted keeps no photo from coming back.
    fn note(&self, folder: &Path, note: impl FnOnce(u64) -> Note) -> u64 {
        let mut notes = crate::place::writer::lock_of(&self.notes);
        notes.count += 1;
        let no = notes.count;
        if !notes.is_broken
            && let Err(e) = notes.append(&self.path, folder, &note(no))
        {
            notes.is_broken = true;
            tracing::warn!("what is put back cannot be noted: {e}");
        }
        no
    }
}

impl Notes {
    fn append(&mut self, path: &Path, folder: &Path, note: &Note) -> std::io::Result<()> {
        let mut lines = Vec::new();
        let below = folder.as_os_str().as_bytes();
        if self.below.as_deref() != Some(below) {
            push_line(&mut lines, &Note::Below { folder: Bytes::of(below) })?;
            self.below = Some(below.to_vec());
        }
        push_line(&mut lines, note)?;
        let file = match self.file.take() {
            Some(file) => file,
            None => OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?,
        };
        self.file.insert(file).write_all(&lines)
    }
}

fn push_line(lines: &mut Vec<u8>, note: &Note) -> std::io::Result<()> {
    serde_json::to_writer(&mut *lines, note)?;
    lines.push(b'\n');
    Ok(())
}

/// Every whole note of a file, in their order.
pub(super) fn each_note(path: &Path, mut take: impl FnMut(Note) -> Result<()>) -> Result<()> {
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    for line in BufReader::new(file).split(b'\n') {
        let line = line.map_err(|e| Error::io(path, e))?;
        if let Ok(note) = serde_json::from_slice(&line) {
            take(note)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::FileTime;

    fn node() -> FileNode {
        FileNode { size: 3, sha256: Digest::of(b"abc"), mtime: FileTime::default(), mode: None }
    }

    #[test]
    fn notes_are_read_back_without_the_one_that_was_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("notes");
        let receipt = Receipt::at(&at);
        assert!(!receipt.has_notes() && !at.exists(), "nothing is made before there is something to note");
        let (folder, path) = (Path::new("/home/maria"), RelPath::literal("2024/a.jpg"));
        receipt.made(folder, &RelPath::literal("2024"));
        let no = receipt.will(folder, &path, Identity { device: 1, inode: 2 }, &node());
        receipt.did(folder, no);
        let mut text = std::fs::read(&at).unwrap();
        text.extend_from_slice(br#"{"will":{"no":9,"path":"#);
        std::fs::write(&at, text).unwrap();
        let mut notes = Vec::new();
        each_note(&at, |note| {
            notes.push(note);
            Ok(())
        })
        .unwrap();
        assert_eq!(notes.len(), 4, "{notes:?}");
        assert_eq!(notes[3], Note::Did { no });
    }
}
