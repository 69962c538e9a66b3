//! Hashing what stands at a place, and finding a content there.

use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::library::Library;
use crate::monitor::Monitor;
use crate::path::RelPath;
use crate::store::{Store, StoreError, StoreErrorKind, StoreResult};
use std::io::Read;

/// Bytes read at a time.
const BLOCK_BYTES: usize = 1 << 20;

/// Digest and length of a file at a place, read from the medium or from a cache.
pub fn hash(
    store: &dyn Store,
    path: &RelPath,
    from_medium: bool,
    monitor: &dyn Monitor,
) -> Result<(Digest, u64)> {
    let mut reader = store.open(path, 0, from_medium)?;
    let mut hasher = Hasher::new();
    let mut size = 0;
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        if monitor.cancelled() {
            return Err(Error::stopped());
        }
        let n = read_some(&mut *reader, &mut block, path)?;
        if n == 0 {
            return Ok((hasher.finish(), size));
        }
        hasher.update(&block[..n]);
        size += n as u64;
    }
}

/// Digest of a file at a place, hashed where it lies if the place can do that.
pub fn digest(store: &dyn Store, path: &RelPath, monitor: &dyn Monitor) -> Result<Digest> {
    if let Some(digest) = store.hash_there(std::slice::from_ref(path))?.and_then(|mut all| all.pop()) {
        return Ok(digest?);
    }
    Ok(hash(store, path, false, monitor)?.0)
}

/// One read, its interruptions retried.
pub fn read_some(reader: &mut dyn Read, block: &mut [u8], path: &RelPath) -> StoreResult<usize> {
    loop {
        match reader.read(block) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(StoreError::reading(path, e)),
            Ok(n) => return Ok(n),
        }
    }
}

/// Whether the file at `path` has exactly this content; `false` also when there is
/// none, or one that cannot be read.
pub fn is(store: &dyn Store, path: &RelPath, sha: &Digest, monitor: &dyn Monitor) -> Result<bool> {
    match digest(store, path, monitor) {
        Ok(found) => Ok(found == *sha),
        Err(Error::Store(e))
            if matches!(
                e.kind,
                StoreErrorKind::NotFound
                    | StoreErrorKind::Io
                    | StoreErrorKind::NotPlain
                    | StoreErrorKind::PermissionDenied
            ) =>
        {
            Ok(false)
        }
        Err(e) => Err(e),
    }
}

/// Whether what stands at `stored` is the library's own file of that path under a second name (a hard link):
/// no copy at all, and never written to.
pub fn is_the_original(
    store: &dyn Store,
    stored: &RelPath,
    library: &Library,
    path: &RelPath,
) -> StoreResult<bool> {
    Ok(store.file_id(stored)?.is_some_and(|there| library.file_id(path) == Some(there)))
}
