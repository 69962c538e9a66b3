//! Any store, with faults at chosen operations and a count of what was asked of it.
//!
//! Every call that changes something is numbered from 1. A test runs the same work once for each
//! number and makes just that operation fail, or lets the program "die" there, and then looks
//! whether every photo still exists somewhere.

mod plan;
mod whole;

pub use plan::{Fault, OpName};

use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    Capabilities, FileId, Listed, Meta, Move, Space, StagedFile, Stat, Store, StoreError, StoreErrorKind,
    StoreResult,
};
use plan::{Plan, Verdict};
use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// Called after each changing operation with its number and name.
pub type Observer = dyn Fn(u64, OpName) + Send + Sync;

/// A store that fails where it is told to. A clone is another handle of the same one.
pub struct FaultStore<S: Store + 'static> {
    inner: Arc<S>,
    shared: Arc<Shared>,
}

impl<S: Store + 'static> Clone for FaultStore<S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), shared: Arc::clone(&self.shared) }
    }
}

#[derive(Default)]
struct Shared {
    plan: Mutex<Plan>,
    observer: Mutex<Option<Arc<Observer>>>,
}

impl Shared {
    fn plan<T>(&self, with: impl FnOnce(&mut Plan) -> T) -> T {
        with(&mut self.plan.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A call that only looks.
    fn looks(&self, name: OpName, path: &RelPath) -> StoreResult<()> {
        match self.plan(|plan| plan.begin(name)).1 {
            Verdict::Go => Ok(()),
            Verdict::Fail(kind) | Verdict::Half(kind) | Verdict::HalfThenDead(kind) => Err(told(kind, path)),
        }
    }

    /// A call that changes something: the fault planned for it, or `act`. Where half of it can be
    /// done, `half` does that.
    fn changes<T>(
        &self,
        name: OpName,
        path: &RelPath,
        act: impl FnOnce() -> StoreResult<T>,
        half: impl FnOnce() -> StoreResult<()>,
    ) -> StoreResult<T> {
        let (number, verdict) = self.plan(|plan| plan.begin(name));
        let result = match verdict {
            Verdict::Go => act(),
            Verdict::Fail(kind) => Err(told(kind, path)),
            Verdict::Half(kind) | Verdict::HalfThenDead(kind) => half().and_then(|()| Err(told(kind, path))),
        };
        if !self.is_dead() {
            self.observe(number, name);
        }
        result
    }

    fn observe(&self, number: u64, name: OpName) {
        // Not under a lock: the observer may use the store.
        let observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(observer) = observer {
            observer(number, name);
        }
    }

    fn is_dead(&self) -> bool {
        self.plan(|plan| plan.is_dead())
    }
}

fn told(kind: StoreErrorKind, path: &RelPath) -> StoreError {
    StoreError::new(kind, path, "a fault was asked for here")
}

/// For operations of which half cannot be done.
fn nothing() -> StoreResult<()> {
    Ok(())
}

impl<S: Store + 'static> FaultStore<S> {
    /// Wraps a store; as yet nothing fails.
    pub fn new(inner: Arc<S>) -> Self {
        Self { inner, shared: Arc::default() }
    }

    /// The store within, which never fails by this one's doing.
    pub fn inner(&self) -> &Arc<S> {
        &self.inner
    }

    /// Plans `fault` for the changing operation with this number (from 1, counted since the store
    /// was wrapped or [`FaultStore::reset`]).
    pub fn fail_at(&self, number: u64, fault: Fault) {
        self.shared.plan(|plan| plan.add(number, fault));
    }

    /// Whether calls that only look (stat, list, open, `check_root`, space) are numbered as well.
    pub fn number_looks_too(&self, wished: bool) {
        self.shared.plan(|plan| plan.numbers_looks = wished);
    }

    /// Whether calls with many parts (`stage_whole`, `commit`, `commit_steps`, `set_folders_meta`) go to
    /// the store within as they are, which may have its own way for each. Their parts are numbered all
    /// the same: after a death at a rename, those before it were done.
    pub fn pass_whole_calls(&self, wished: bool) {
        self.shared.plan(|plan| plan.passes_whole_calls = wished);
    }

    /// Calls `observer` after each changing operation, whether it succeeded or not, until the
    /// store is "dead".
    pub fn on_op(&self, observer: impl Fn(u64, OpName) + Send + Sync + 'static) {
        *self.shared.observer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(observer));
    }

    /// How many numbered operations there were.
    pub fn operations(&self) -> u64 {
        self.shared.plan(|plan| plan.numbered())
    }

    /// How often this was asked for, whether it succeeded or not.
    pub fn count(&self, name: OpName) -> u64 {
        self.shared.plan(|plan| plan.count(name))
    }

    /// Whether a crash was reached.
    pub fn is_dead(&self) -> bool {
        self.shared.is_dead()
    }

    /// Forgets faults, counts and numbers, and is alive again.
    pub fn reset(&self) {
        self.shared.plan(|plan| {
            let passes_whole_calls = plan.passes_whole_calls;
            *plan = Plan::default();
            plan.passes_whole_calls = passes_whole_calls;
        });
    }
}

/// A staged file whose writes are numbered.
struct Staged {
    shared: Arc<Shared>,
    path: RelPath,
    inner: Option<Box<dyn StagedFile>>,
}

impl StagedFile for Staged {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        let lost = || told(StoreErrorKind::Gone, &self.path);
        let inner = RefCell::new(self.inner.as_mut());
        let pass_on = |bytes: &[u8]| inner.borrow_mut().as_mut().ok_or_else(lost)?.write(bytes);
        self.shared.changes(
            OpName::StagedWrite,
            &self.path,
            || pass_on(bytes),
            || pass_on(&bytes[..bytes.len() / 2]),
        )
    }

    fn finish(mut self: Box<Self>, meta: &Meta) -> StoreResult<()> {
        let (shared, path) = (Arc::clone(&self.shared), self.path.clone());
        let finish = || match self.inner.take() {
            Some(inner) => inner.finish(meta),
            None => Err(told(StoreErrorKind::Gone, &path)),
        };
        shared.changes(OpName::Finish, &path, finish, nothing)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if self.shared.is_dead() {
            // A program that died tidies nothing up.
            std::mem::forget(self.inner.take());
        }
    }
}

/// A reader that stops when the store is dead.
struct Reader {
    shared: Arc<Shared>,
    path: RelPath,
    inner: Box<dyn Read + Send>,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.shared.is_dead() {
            return Err(io::Error::other(told(StoreErrorKind::Gone, &self.path)));
        }
        let got = self.inner.read(into)?;
        self.shared.plan(|plan| plan.add_read_bytes(got as u64));
        Ok(got)
    }
}

impl<S: Store + 'static> FaultStore<S> {
    /// How many bytes were read in all.
    pub fn read_bytes(&self) -> u64 {
        self.shared.plan(|plan| plan.read_bytes())
    }
}

impl<S: Store + 'static> Store for FaultStore<S> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn check_root(&self) -> StoreResult<()> {
        self.shared.looks(OpName::CheckRoot, &RelPath::root())?;
        self.inner.check_root()
    }

    fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        self.shared.looks(OpName::Stat, path)?;
        self.inner.stat(path)
    }

    fn file_id(&self, path: &RelPath) -> StoreResult<Option<FileId>> {
        self.inner.file_id(path)
    }

    fn list(&self, folder: &RelPath, visit: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> {
        self.shared.looks(OpName::List, folder)?;
        self.inner.list(folder, visit)
    }

    fn open(&self, path: &RelPath, offset: u64, from_medium: bool) -> StoreResult<Box<dyn Read + Send>> {
        self.shared.looks(OpName::Open, path)?;
        let inner = self.inner.open(path, offset, from_medium)?;
        Ok(Box::new(Reader { shared: Arc::clone(&self.shared), path: path.clone(), inner }))
    }

    fn stage(&self, path: &RelPath, size_bytes: Option<u64>) -> StoreResult<Box<dyn StagedFile>> {
        let stage = || self.inner.stage(path, size_bytes);
        let inner = self.shared.changes(OpName::StageBegin, path, stage, nothing)?;
        Ok(Box::new(Staged { shared: Arc::clone(&self.shared), path: path.clone(), inner: Some(inner) }))
    }

    fn resume(&self, path: &RelPath, at_bytes: u64) -> StoreResult<Option<Box<dyn StagedFile>>> {
        let resume = || self.inner.resume(path, at_bytes);
        let inner = self.shared.changes(OpName::StageBegin, path, resume, nothing)?;
        let (shared, path) = (Arc::clone(&self.shared), path.clone());
        Ok(inner.map(|inner| Box::new(Staged { shared, path, inner: Some(inner) }) as Box<dyn StagedFile>))
    }

    fn stage_whole(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
        whole::stage(self, path, bytes, meta)
    }

    fn commit(&self, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
        Ok(self.commit_steps(&[moves])?.pop().unwrap_or_default())
    }

    fn commit_steps(&self, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
        whole::commit_steps(self, steps)
    }

    fn expect_writes(&self, bytes: u64) {
        self.inner.expect_writes(bytes);
    }

    fn settle(&self) -> StoreResult<()> {
        self.shared.looks(OpName::CheckRoot, &RelPath::root())?;
        self.inner.settle()
    }

    fn hash_there(&self, paths: &[RelPath]) -> StoreResult<Option<Vec<StoreResult<Digest>>>> {
        self.shared.looks(OpName::Open, paths.first().unwrap_or(&RelPath::root()))?;
        self.inner.hash_there(paths)
    }

    fn set_folders_meta(&self, folders: &[(RelPath, Meta)]) -> Vec<StoreResult<()>> {
        whole::set_folders_meta(self, folders)
    }

    fn copy(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()> {
        self.shared.changes(OpName::Copy, to, || self.inner.copy(from, to, meta), nothing)
    }

    fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        self.shared.changes(OpName::Rename, from, || self.inner.rename(from, to), nothing)
    }

    fn flush(&self) -> StoreResult<()> {
        self.shared.changes(OpName::Flush, &RelPath::root(), || self.inner.flush(), nothing)
    }

    fn make_folder(&self, path: &RelPath) -> StoreResult<()> {
        self.shared.changes(OpName::MakeFolder, path, || self.inner.make_folder(path), nothing)
    }

    fn remove(&self, path: &RelPath) -> StoreResult<()> {
        self.shared.changes(OpName::Remove, path, || self.inner.remove(path), nothing)
    }

    fn remove_folder(&self, path: &RelPath) -> StoreResult<bool> {
        self.shared.changes(OpName::RemoveFolder, path, || self.inner.remove_folder(path), nothing)
    }

    fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        let half = || self.inner.append(path, &bytes[..bytes.len() / 2]);
        self.shared.changes(OpName::Append, path, || self.inner.append(path, bytes), half)
    }

    fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()> {
        self.shared.changes(OpName::SetMeta, path, || self.inner.set_meta(path, meta), nothing)
    }

    fn space(&self) -> StoreResult<Option<Space>> {
        self.shared.looks(OpName::Space, &RelPath::root())?;
        self.inner.space()
    }
}

#[cfg(test)]
mod tests;
