//! The far shell at work for the store: commands on its sessions, and many small files of one batch
//! as streams instead of one by one.

use super::Inner;
use super::pool::{Link, Pool};
use crate::sftp::fault::Fault;
use crate::sftp::session::Duplex;
use crate::sftp::shell::far::{Exit, FarProcess, FarShell};
use crate::sftp::shell::{BulkLane, Shell};
use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreError, StoreErrorKind, StoreResult};
use std::collections::HashMap;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A batch with fewer files is there sooner one by one than by a command.
const WORTH_FILES: usize = 12;
/// Commands at once, over all sessions: a server allows ten channels on one, and may have few
/// processors.
const COMMANDS: usize = 8;
/// Streams at once: as many as keep a line of 40 ms full.
const STREAMS: usize = 4;
/// A file that both ways of looking can see.
const SEEN_BY_BOTH: &str = ".elderphoto/location.json";
const SEEN_BYTES: u64 = 1 << 20;

#[derive(Default)]
pub(super) struct Bulk {
    shell: Mutex<Option<Option<Shell>>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: HashMap<RelPath, usize>,
    lanes: HashMap<RelPath, BulkLane>,
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
        let permits = Arc::new(Permits { free: Mutex::new(COMMANDS), changed: Condvar::new() });
        let commands = Arc::new(Commands { pool: self.pool.clone(), permits });
        let shell = Shell::probe(commands, &self.root)?.filter(|shell| sees(shell, &seen));
        tracing::debug!("far shell: {:?}", shell.as_ref().map(Shell::abilities));
        *found = Some(shell.clone());
        Ok(shell)
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
            match shell.lane(&batch, STREAMS) {
                Ok(lane) => drop(state.lanes.insert(batch.clone(), lane)),
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

/// Runs commands on the sessions of a store.
struct Commands {
    pool: Arc<Pool>,
    permits: Arc<Permits>,
}

/// How many commands may begin.
struct Permits {
    free: Mutex<usize>,
    changed: Condvar,
}

/// The right of one command, while it lives.
struct Permit(Arc<Permits>);

impl Permits {
    /// Waits for a command to end when there are too many.
    fn take(self: &Arc<Self>) -> Permit {
        let mut free = lock(&self.free);
        while *free == 0 {
            free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Permit(self.clone())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *lock(&self.0.free) += 1;
        self.0.changed.notify_one();
    }
}

impl FarShell for Commands {
    fn start(&self, command: &[u8]) -> StoreResult<Box<dyn FarProcess>> {
        let root = RelPath::root();
        let text = std::str::from_utf8(command)
            .map_err(|_| StoreError::new(StoreErrorKind::Io, &root, "a command that is no text"))?;
        let permit = self.permits.take();
        let link = self.pool.link_for_command().map_err(|e| e.at(&root))?;
        let duplex = link.session.exec(text).map_err(|e| e.at(&root))?;
        Ok(Box::new(Process { expecting: Expecting::begin(&link), duplex, link, _permit: permit }))
    }
}

/// A command under way.
struct Process {
    duplex: Duplex,
    link: Arc<Link>,
    expecting: Expecting,
    _permit: Permit,
}

/// As long as it lives the line must not fall silent: the scripts give a sign of life.
struct Expecting(Arc<AtomicUsize>);

impl Expecting {
    fn begin(link: &Link) -> Self {
        let expecting = link.session.expecting();
        expecting.fetch_add(1, Ordering::Relaxed);
        Self(expecting)
    }
}

impl Drop for Expecting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn at_root(fault: Fault) -> StoreError {
    fault.at(&RelPath::root())
}

impl FarProcess for Process {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.duplex.write(bytes.to_vec()).map_err(at_root)
    }

    fn close_input(&mut self) -> StoreResult<()> {
        self.duplex.close_input();
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], within: Duration) -> StoreResult<usize> {
        self.duplex.read(into, Some(Instant::now() + within)).map_err(at_root)
    }

    fn wait(self: Box<Self>, within: Duration) -> StoreResult<Exit> {
        let Self { duplex, link, expecting, _permit } = *self;
        let ended = duplex.wait(Some(Instant::now() + within)).map_err(at_root)?;
        drop((link, expecting));
        Ok(Exit { status: ended.status, stderr: ended.stderr })
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
