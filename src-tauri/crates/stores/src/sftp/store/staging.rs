//! Small files on their way: whoever stages one does not wait for the line. What went wrong with one
//! is told by the commit that would have moved it.

use super::Inner;
use super::files::Staged;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreError, StoreResult};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

/// Files under way at once. Each takes two round trips: at 40 ms, 400 files a second.
const WORKERS: usize = 32;
/// More is not held in memory: about a photo for each of them.
const MAX_QUEUED_BYTES: usize = 32 << 20;

#[derive(Default)]
pub(super) struct Staging {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    /// Of the queue and of what is being sent.
    bytes: usize,
    under_way: usize,
    workers: usize,
    idle: usize,
    /// Names that are taken by what is queued or under way.
    names: HashSet<RelPath>,
    failed: HashMap<RelPath, StoreError>,
}

struct Job {
    path: RelPath,
    bytes: Vec<u8>,
    meta: Meta,
}

impl Staging {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a file; waits only while too much is queued.
    pub(super) fn add(inner: &Arc<Inner>, path: &RelPath, bytes: &[u8], meta: &Meta) {
        let staging = &inner.staging;
        let mut state = staging.state();
        while state.bytes > 0 && state.bytes + bytes.len() > MAX_QUEUED_BYTES {
            state = staging.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes.len();
        state.names.insert(path.clone());
        state.queue.push_back(Job { path: path.clone(), bytes: bytes.to_vec(), meta: *meta });
        if state.idle == 0 && state.workers < WORKERS {
            state.workers += 1;
            let theirs = Arc::downgrade(inner);
            std::thread::spawn(move || work(&theirs));
        }
        drop(state);
        staging.changed.notify_all();
    }

    /// Whether this name is taken by what is on its way.
    pub(super) fn has(&self, path: &RelPath) -> bool {
        self.state().names.contains(path)
    }

    /// Waits until nothing is on its way.
    pub(super) fn settle(&self) {
        let mut state = self.state();
        while !state.queue.is_empty() || state.under_way > 0 {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// [`Self::settle`], then what failed since the last time, by path.
    pub(super) fn failures(&self) -> HashMap<RelPath, StoreError> {
        self.settle();
        std::mem::take(&mut self.state().failed)
    }

    /// [`Self::settle`], then why this file failed, if it did.
    pub(super) fn failure_of(&self, path: &RelPath) -> StoreResult<()> {
        self.settle();
        self.state().failed.remove(path).map_or(Ok(()), Err)
    }
}

/// Ends when the store is gone, or when there was nothing to do for a while.
fn work(store: &Weak<Inner>) {
    const IDLE: std::time::Duration = std::time::Duration::from_secs(5);
    while let Some(inner) = store.upgrade() {
        let staging = &inner.staging;
        let mut state = staging.state();
        let Some(job) = state.queue.pop_front() else {
            state.idle += 1;
            let (mut state, waited) =
                staging.changed.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
            if waited.timed_out() && state.queue.is_empty() {
                state.workers -= 1;
                return;
            }
            continue;
        };
        state.under_way += 1;
        drop(state);
        let sent = send(&inner, &job);
        let mut state = staging.state();
        state.under_way -= 1;
        state.bytes -= job.bytes.len();
        state.names.remove(&job.path);
        if let Err(e) = sent {
            state.failed.insert(job.path, e);
        }
        drop(state);
        staging.changed.notify_all();
    }
}

fn send(inner: &Arc<Inner>, job: &Job) -> StoreResult<()> {
    let mut staged = Staged::begin(inner, &job.path)?;
    staged.write_all(&job.bytes)?;
    staged.close(&job.meta)
}
