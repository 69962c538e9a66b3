//! The far shell at work for the store: many small files of one batch as streams instead of one by
//! one.

use super::Inner;
use super::commands::Commands;
use crate::sftp::shell::{BulkLane, Shell};
use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreError, StoreErrorKind, StoreResult};
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A batch with fewer files is there sooner one by one than by a command.
const WORTH_FILES: usize = 12;
/// Streams at once: as many as keep a line of 40 ms full.
const STREAMS: usize = 4;
/// A file that both ways of looking can see.
const SEEN_BY_BOTH: &str = ".elderphoto/location.json";
const SEEN_BYTES: u64 = 1 << 20;

#[derive(Default)]
pub(super) struct Bulk {
    shell: Mutex<Option<Option<Shell>>>,
    /// Somebody began to find out about the shell.
    is_asked: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: HashMap<RelPath, usize>,
    lanes: HashMap<RelPath, BulkLane>,
    /// Batches whose folder was found, or made, to be one of ours alone.
    prepared: HashSet<RelPath>,
    /// Something came by a stream that no command has flushed yet.
    is_unflushed: bool,
    /// The far side would not have it.
    is_off: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folder of its batch, for a file below it.
fn batch_of(path: &RelPath) -> Option<RelPath> {
    let mut folder = RelPath::root();
    let mut components = path.components();
    for _ in 0..3 {
        folder = folder.join(components.next()?).ok()?;
    }
    components.next()?;
    folder.as_bytes().starts_with(b".elderphoto/incoming/").then_some(folder)
}

impl Inner {
    /// The far shell, if there is one and it sees the same place.
    pub(super) fn shell(&self) -> StoreResult<Option<Shell>> {
        let mut found = lock(&self.bulk.shell);
        if let Some(known) = &*found {
            return Ok(known.clone());
        }
        let Some(seen) = self.read_small(&RelPath::literal(SEEN_BY_BOTH))? else {
            // A place in the making: a later look tells.
            return Ok(None);
        };
        let shell = Shell::probe(Commands::on(&self.pool), &self.root)?.filter(|shell| sees(shell, &seen));
        tracing::debug!("far shell: {:?}", shell.as_ref().map(Shell::abilities));
        *found = Some(shell.clone());
        Ok(shell)
    }

    /// The far shell, if it was found already.
    pub(super) fn known_shell(&self) -> Option<Shell> {
        lock(&self.bulk.shell).clone().flatten()
    }

    /// Something will be written: whether there is a shell is found out while that begins.
    pub(super) fn ask_for_shell(self: &Arc<Self>) {
        if !self.bulk.is_asked.swap(true, Ordering::Relaxed) {
            let inner = self.clone();
            // Whoever needs to know asks again, and hears what went wrong.
            std::thread::spawn(move || drop(inner.shell()));
        }
    }

    fn read_small(&self, path: &RelPath) -> StoreResult<Option<Vec<u8>>> {
        let reader = match self.open_file(path, 0) {
            Err(e) if e.kind == StoreErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let mut bytes = Vec::new();
        let read = reader.take(SEEN_BYTES).read_to_end(&mut bytes);
        read.map_err(|e| StoreError::new(StoreErrorKind::Io, path, e))?;
        Ok(Some(bytes))
    }

    /// Sends a small file by a stream if that is worth it; `false` if it is not.
    pub(super) fn stage_in_bulk(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<bool> {
        let Some(batch) = batch_of(path) else { return Ok(false) };
        let mut state = lock(&self.bulk.state);
        let files = state.files.entry(batch.clone()).or_insert(0);
        *files += 1;
        if *files < WORTH_FILES || state.is_off {
            return Ok(false);
        }
        if !state.lanes.contains_key(&batch) {
            let Some(shell) = self.shell()?.filter(Shell::can_stage) else {
                state.is_off = true;
                return Ok(false);
            };
            let lane = if state.prepared.contains(&batch) {
                shell.lane_again(&batch, STREAMS)
            } else {
                shell.lane(&batch, STREAMS)
            };
            match lane {
                Ok(lane) => {
                    state.prepared.insert(batch.clone());
                    state.lanes.insert(batch.clone(), lane);
                }
                Err(e) if e.kind.is_whole_place() => return Err(e),
                Err(e) => {
                    tracing::info!("no streams: {e}");
                    state.is_off = true;
                    return Ok(false);
                }
            }
        }
        state.is_unflushed = true;
        let Some(lane) = state.lanes.get(&batch) else { return Ok(false) };
        lane.stage(path, bytes, meta).map(|()| true)
    }

    /// Waits until all that came by streams is there; `only` what concerns this path.
    pub(super) fn finish_streams(&self, only: Option<&RelPath>) -> StoreResult<()> {
        let mut state = lock(&self.bulk.state);
        let open: Vec<RelPath> =
            state.lanes.keys().filter(|batch| only.is_none_or(|path| path.is_in(batch))).cloned().collect();
        let mut failed = Ok(());
        for batch in open {
            if let Some(lane) = state.lanes.remove(&batch) {
                failed = failed.and(lane.finish());
            }
        }
        if only.is_none() {
            state.files.clear();
        }
        failed
    }

    /// The folder was removed or renamed.
    pub(super) fn forget_batch(&self, folder: &RelPath) {
        lock(&self.bulk.state).prepared.remove(folder);
    }

    /// Whether a command has still to flush something; asked once.
    pub(super) fn take_unflushed(&self) -> bool {
        std::mem::take(&mut lock(&self.bulk.state).is_unflushed)
    }
}

fn sees(shell: &Shell, seen: &[u8]) -> bool {
    let path = RelPath::literal(SEEN_BY_BOTH);
    if !shell.can_hash() {
        // There is no other way to be sure that it is the same place.
        return false;
    }
    match shell.hash(std::slice::from_ref(&path)) {
        Ok(digests) => matches!(digests.first(), Some(Ok(digest)) if *digest == Digest::of(seen)),
        Err(e) => {
            tracing::debug!("the far shell could not be asked: {e}");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_a_folder_below_incoming() {
        let batch = |path: &str| batch_of(&RelPath::literal(path)).map(|b| b.to_string());
        assert_eq!(
            batch(".elderphoto/incoming/run-1/0/a.jpg").as_deref(),
            Some(".elderphoto/incoming/run-1")
        );
        assert_eq!(
            batch(".elderphoto/incoming/run-1/placing").as_deref(),
            Some(".elderphoto/incoming/run-1")
        );
        assert_eq!(batch(".elderphoto/incoming/lock-1"), None);
        assert_eq!(batch("2024/11/12/a.jpg"), None);
    }
}
