//! A place that may use only so much of a line: whatever is sent there or read from there waits its turn.

use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    Capabilities, FileId, Listed, Meta, Move, Space, StagedFile, Stat, Store, StoreError, StoreErrorKind,
    StoreResult,
};
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whoever waits looks so often whether it is still wanted.
const GLANCE: Duration = Duration::from_millis(100);

/// Turns on a line of so many bytes a second: pure, in time since any one moment.
#[derive(Debug)]
pub struct Pace {
    bytes_per_s: u64,
    free_from: Duration,
}

impl Pace {
    /// A line that is free from the beginning. A rate of 0 counts as 1.
    pub fn new(bytes_per_s: u64) -> Self {
        Self { bytes_per_s: bytes_per_s.max(1), free_from: Duration::ZERO }
    }

    /// Takes the next turn for so many bytes; gives how long it is until then.
    pub fn book(&mut self, now: Duration, bytes: u64) -> Duration {
        let begins = self.free_from.max(now);
        let nanos = u128::from(bytes) * 1_000_000_000 / u128::from(self.bytes_per_s);
        self.free_from = begins + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        begins - now
    }
}

/// Whether the work was stopped.
pub type IsStopped = Arc<dyn Fn() -> bool + Send + Sync>;

/// Any store, no faster than its pace.
pub struct Limited {
    inner: Arc<dyn Store>,
    turns: Arc<Turns>,
}

struct Turns {
    pace: Mutex<Pace>,
    begun: Instant,
    is_stopped: IsStopped,
}

impl Limited {
    /// At most so many bytes a second, each way taken together. Waiting ends when the work is stopped.
    pub fn new(inner: Arc<dyn Store>, bytes_per_s: u64, is_stopped: IsStopped) -> Self {
        let turns = Turns { pace: Mutex::new(Pace::new(bytes_per_s)), begun: Instant::now(), is_stopped };
        Self { inner, turns: Arc::new(turns) }
    }

    fn staged(&self, path: &RelPath, inner: Box<dyn StagedFile>) -> Box<dyn StagedFile> {
        Box::new(Staged { inner, path: path.clone(), turns: self.turns.clone() })
    }
}

impl Turns {
    fn wait(&self, path: &RelPath, bytes: usize) -> StoreResult<()> {
        let now = self.begun.elapsed();
        let wait = self.pace.lock().unwrap_or_else(PoisonError::into_inner).book(now, bytes as u64);
        let until = now + wait;
        loop {
            let left = until.saturating_sub(self.begun.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            if (self.is_stopped)() {
                return Err(StoreError::new(StoreErrorKind::Cancelled, path, "stopped"));
            }
            std::thread::sleep(left.min(GLANCE));
        }
    }
}

struct Staged {
    inner: Box<dyn StagedFile>,
    path: RelPath,
    turns: Arc<Turns>,
}

impl StagedFile for Staged {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.turns.wait(&self.path, bytes.len())?;
        self.inner.write(bytes)
    }

    fn finish(self: Box<Self>, meta: &Meta) -> StoreResult<()> {
        self.inner.finish(meta)
    }
}

struct Reader {
    inner: Box<dyn Read + Send>,
    path: RelPath,
    turns: Arc<Turns>,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(into)?;
        self.turns.wait(&self.path, count).map_err(std::io::Error::other)?;
        Ok(count)
    }
}

impl Store for Limited {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn check_root(&self) -> StoreResult<()> {
        self.inner.check_root()
    }

    fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        self.inner.stat(path)
    }

    fn file_id(&self, path: &RelPath) -> StoreResult<Option<FileId>> {
        self.inner.file_id(path)
    }

    fn list(&self, folder: &RelPath, visit: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> {
        self.inner.list(folder, visit)
    }

    fn open(&self, path: &RelPath, offset: u64, from_medium: bool) -> StoreResult<Box<dyn Read + Send>> {
        let inner = self.inner.open(path, offset, from_medium)?;
        Ok(Box::new(Reader { inner, path: path.clone(), turns: self.turns.clone() }))
    }

    fn hash_there(&self, paths: &[RelPath]) -> StoreResult<Option<Vec<StoreResult<Digest>>>> {
        self.inner.hash_there(paths)
    }

    fn stage(&self, path: &RelPath, size_bytes: Option<u64>) -> StoreResult<Box<dyn StagedFile>> {
        Ok(self.staged(path, self.inner.stage(path, size_bytes)?))
    }

    fn resume(&self, path: &RelPath, at_bytes: u64) -> StoreResult<Option<Box<dyn StagedFile>>> {
        Ok(self.inner.resume(path, at_bytes)?.map(|inner| self.staged(path, inner)))
    }

    fn stage_whole(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
        self.turns.wait(path, bytes.len())?;
        self.inner.stage_whole(path, bytes, meta)
    }

    fn copy(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()> {
        self.inner.copy(from, to, meta)
    }

    fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        self.inner.rename(from, to)
    }

    fn flush(&self) -> StoreResult<()> {
        self.inner.flush()
    }

    fn commit(&self, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
        self.inner.commit(moves)
    }

    fn commit_steps(&self, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
        self.inner.commit_steps(steps)
    }

    fn expect_writes(&self, bytes: u64) {
        self.inner.expect_writes(bytes);
    }

    fn settle(&self) -> StoreResult<()> {
        self.inner.settle()
    }

    fn set_folders_meta(&self, folders: &[(RelPath, Meta)]) -> Vec<StoreResult<()>> {
        self.inner.set_folders_meta(folders)
    }

    fn make_folder(&self, path: &RelPath) -> StoreResult<()> {
        self.inner.make_folder(path)
    }

    fn remove(&self, path: &RelPath) -> StoreResult<()> {
        self.inner.remove(path)
    }

    fn remove_folder(&self, path: &RelPath) -> StoreResult<bool> {
        self.inner.remove_folder(path)
    }

    fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        self.turns.wait(path, bytes.len())?;
        self.inner.append(path, bytes)
    }

    fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()> {
        self.inner.set_meta(path, meta)
    }

    fn space(&self) -> StoreResult<Option<Space>> {
        self.inner.space()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryStore;
    use std::sync::atomic::{AtomicBool, Ordering};

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn turns_follow_each_other_at_the_pace() {
        let mut pace = Pace::new(1_000_000);
        assert_eq!(pace.book(S, 500_000), Duration::ZERO);
        assert_eq!(pace.book(S, 1_000_000), S / 2);
        assert_eq!(pace.book(S * 2, 1), S / 2, "the second turn ends at 2.5 s");
    }

    #[test]
    fn time_that_nobody_used_is_not_made_up_for() {
        let mut pace = Pace::new(1_000_000);
        pace.book(Duration::ZERO, 1_000_000);
        assert_eq!(pace.book(S * 100, 1_000_000), Duration::ZERO);
        assert_eq!(pace.book(S * 100, 1), S);
    }

    #[test]
    fn the_largest_numbers_overflow_nothing() {
        let mut pace = Pace::new(0);
        pace.book(Duration::ZERO, u64::MAX);
        assert!(pace.book(S, 1) > S);
    }

    #[test]
    fn a_stop_ends_the_waiting() {
        let stopped = Arc::new(AtomicBool::new(false));
        let asked = stopped.clone();
        let store = Limited::new(
            Arc::new(MemoryStore::new()),
            1,
            Arc::new(move || asked.swap(true, Ordering::Relaxed)),
        );
        let path = RelPath::literal("a");
        let meta = Meta { mtime: Default::default(), mode: None };
        store.stage_whole(&path, &[0; 1_000_000], &meta).unwrap();
        let error = store.stage_whole(&RelPath::literal("b"), &[0], &meta).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Cancelled);
        assert!(stopped.load(Ordering::Relaxed));
    }
}
