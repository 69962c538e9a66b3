//! One large file on its way to a place: begun anew, or gone on with where an interrupted run left
//! it. What is unfinished keeps a name that says which state of which file it is of.

use super::lane::Lane;
use crate::catalog::files::FileRow;
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::format::layout;
use crate::path::RelPath;
use crate::place::{content, small_files};
use crate::store::{Meta, StagedFile, Store, StoreError, StoreErrorKind, StoreResult};
use std::collections::HashMap;

/// Less is sent again as fast as it is looked for.
const WORTH_BYTES: u64 = 1 << 20;

/// The unfinished files that stand at a place, by name, with their lengths.
#[derive(Default)]
pub(super) struct Unfinished(HashMap<Vec<u8>, u64>);

impl Unfinished {
    /// Looks what an earlier run left.
    pub(super) fn find(store: &dyn Store) -> Result<Self> {
        let mut found = HashMap::new();
        let listed = store.list(&layout::large(), &mut |entry| {
            found.insert(entry.name, entry.stat.size);
            Ok(())
        });
        match listed {
            Err(e) if e.kind == StoreErrorKind::NotFound => {}
            other => other?,
        }
        Ok(Self(found))
    }
}

/// A large file under way.
pub(super) struct Transfer {
    staged: Box<dyn StagedFile>,
    /// Where it waits.
    pub(super) waiting: RelPath,
    sent_bytes: u64,
    beginning: Option<Beginning>,
}

/// What stands there already, compared with the same bytes as they are read here.
struct Beginning {
    left_bytes: u64,
    hasher: Hasher,
    stands: Digest,
}

/// What became of bytes that were given to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// They are sent, or stood there.
    Yes,
    /// What stood there is not the beginning of this file: it must be sent from its start.
    BeginsOtherwise,
}

impl Transfer {
    /// Begins, or goes on with what stands there.
    pub(super) fn begin(lane: &mut Lane<'_>, file: &FileRow) -> Result<StoreResult<Self>> {
        let waiting = waiting_path(file)?;
        lane.writer()?;
        lane.has_large = true;
        lane.run.monitor.current(&file.key.to_path());
        let stands = lane.unfinished.0.remove(waiting.name());
        let store = &*lane.session.store;
        if let Some(length) = stands {
            let beginning = match go_on(lane, &waiting, length.min(file.size), file.size) {
                Ok(found) => found,
                Err(Error::Store(e)) if !e.kind.is_whole_place() => None,
                Err(e) => return Err(e),
            };
            if let Some(transfer) = beginning {
                return Ok(Ok(transfer));
            }
            small_files::remove_if_there(store, &waiting)?;
        }
        let staged = store.stage(&waiting, Some(file.size));
        Ok(staged.map(|staged| Self { staged, waiting, sent_bytes: 0, beginning: None }))
    }

    /// Takes the next bytes of the file.
    pub(super) fn write(&mut self, bytes: &[u8]) -> StoreResult<Taken> {
        let mut rest = bytes;
        if let Some(beginning) = &mut self.beginning {
            let known = usize::try_from(beginning.left_bytes).unwrap_or(usize::MAX).min(bytes.len());
            beginning.hasher.update(&bytes[..known]);
            beginning.left_bytes -= known as u64;
            rest = &bytes[known..];
            if beginning.left_bytes == 0
                && let Some(Beginning { hasher, stands, .. }) = self.beginning.take()
                && hasher.finish() != stands
            {
                return Ok(Taken::BeginsOtherwise);
            }
        }
        if !rest.is_empty() {
            self.staged.write(rest)?;
            self.sent_bytes += rest.len() as u64;
        }
        Ok(Taken::Yes)
    }

    /// Ends the file; gives how many bytes were sent for it.
    pub(super) fn finish(self, meta: &Meta) -> StoreResult<u64> {
        self.staged.finish(meta)?;
        Ok(self.sent_bytes)
    }
}

/// After a fault: half a file would only take room. What a lost line or a stop cut off is gone on with.
pub(super) fn give_up(store: &dyn Store, waiting: &RelPath, e: &StoreError) {
    use StoreErrorKind::{Cancelled, Gone, TimedOut};
    if !matches!(e.kind, Gone | TimedOut | Cancelled) {
        drop(store.remove(waiting));
    }
}

fn go_on(lane: &Lane<'_>, waiting: &RelPath, stands_bytes: u64, size_bytes: u64) -> Result<Option<Transfer>> {
    if stands_bytes < WORTH_BYTES || stands_bytes >= size_bytes {
        return Ok(None);
    }
    let store = &*lane.session.store;
    let Some(staged) = store.resume(waiting, stands_bytes)? else { return Ok(None) };
    let stands = content::digest(store, waiting, lane.run.monitor)?;
    let beginning = Beginning { left_bytes: stands_bytes, hasher: Hasher::new(), stands };
    Ok(Some(Transfer { staged, waiting: waiting.clone(), sent_bytes: 0, beginning: Some(beginning) }))
}

/// A name for this state of this file.
fn waiting_path(file: &FileRow) -> Result<RelPath> {
    let mut hasher = Hasher::new();
    hasher.update(file.key.to_path().as_bytes());
    hasher.update(b"\0");
    hasher.update(&file.size.to_le_bytes());
    hasher.update(&file.mtime.as_ns().to_le_bytes());
    layout::large().join(hasher.finish().to_hex().as_bytes()).map_err(Error::internal)
}
