//! The photo folders on this computer. Only ever read.

pub mod litter;
pub mod media;
pub mod read;
pub mod scan;
pub mod taken;

use crate::path::RelPath;
use crate::store::FileId;
use std::path::{Path, PathBuf};

/// One folder of the library and where it lies in the mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFolder {
    /// The folder on this computer.
    pub path: PathBuf,
    /// The folder of the mirror; the root for a single source.
    pub prefix: RelPath,
}

/// All folders of the library, ordered by prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    sources: Vec<SourceFolder>,
}

impl Library {
    /// A library of these folders.
    pub fn new(mut sources: Vec<SourceFolder>) -> Self {
        sources.sort_by(|a, b| a.prefix.as_bytes().cmp(b.prefix.as_bytes()));
        Self { sources }
    }

    /// The folders, ordered by prefix.
    pub fn sources(&self) -> &[SourceFolder] {
        &self.sources
    }

    /// Where a path of the library lies on this computer.
    pub fn locate(&self, path: &RelPath) -> Option<PathBuf> {
        let source = self.sources.iter().rev().find(|s| path.is_in(&s.prefix))?;
        let skip = if source.prefix.is_root() { 0 } else { source.prefix.as_bytes().len() + 1 };
        Some(source.path.join(os_path(path.as_bytes().get(skip..).unwrap_or_default())))
    }
}

impl Library {
    /// Which file stands at a path of the library; `None` where there is none.
    pub fn file_id(&self, path: &RelPath) -> Option<FileId> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::symlink_metadata(self.locate(path)?).ok()?;
        found.is_file().then(|| FileId { device: found.dev(), inode: found.ino() })
    }
}

/// Bytes as a path of this computer.
pub fn os_path(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(bytes))
}
