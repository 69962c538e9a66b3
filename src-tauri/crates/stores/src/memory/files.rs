//! Open files of a place in memory: one in the making, and one being read.

use super::MemoryStore;
use super::power::Op;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StagedFile, StoreError, StoreErrorKind, StoreResult};
use std::io::{self, Read};
use std::sync::Arc;

/// A file in the making; what came so far stands under its name already, as on a disk.
pub(super) struct Staged {
    store: MemoryStore,
    path: RelPath,
    written_bytes: u64,
    is_finished: bool,
}

impl Staged {
    pub(super) fn new(store: &MemoryStore, path: &RelPath) -> Self {
        Self { store: store.clone(), path: path.clone(), written_bytes: 0, is_finished: false }
    }

    pub(super) fn going_on(store: &MemoryStore, path: &RelPath, written_bytes: u64) -> Self {
        Self { store: store.clone(), path: path.clone(), written_bytes, is_finished: false }
    }
}

impl StagedFile for Staged {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.store.writing(&self.path)?.extend(&self.path, bytes)?;
        self.written_bytes += bytes.len() as u64;
        Ok(())
    }

    fn finish(mut self: Box<Self>, meta: &Meta) -> StoreResult<()> {
        let mtime = self.store.in_steps(meta.mtime);
        let mut state = self.store.writing(&self.path)?;
        let stands = state.now.stat(&self.path)?.map(|s| s.size);
        if stands != Some(self.written_bytes) {
            return Err(StoreError::new(StoreErrorKind::Io, &self.path, "the length is wrong"));
        }
        let id = state.now.id(&self.path);
        state.apply(Op::SetMeta(self.path.clone(), id, mtime, meta.mode))?;
        drop(state);
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.is_finished {
            let mut state = self.store.state();
            let id = state.now.id(&self.path);
            let _ = state.apply(Op::Remove(self.path.clone(), id));
        }
    }
}

/// The content as it was when the file was opened.
pub(super) struct Reader {
    store: MemoryStore,
    path: RelPath,
    bytes: Arc<Vec<u8>>,
    at: usize,
}

impl Reader {
    pub(super) fn new(store: &MemoryStore, path: &RelPath, bytes: Arc<Vec<u8>>, at: usize) -> Self {
        Self { store: store.clone(), path: path.clone(), bytes, at }
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        drop(self.store.reading(&self.path).map_err(io::Error::other)?);
        let left = self.bytes.get(self.at..).unwrap_or_default();
        let count = left.len().min(into.len());
        into[..count].copy_from_slice(&left[..count]);
        self.at += count;
        Ok(count)
    }
}
