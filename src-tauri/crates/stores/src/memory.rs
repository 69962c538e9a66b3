//! A place in memory whose power can be cut.
//!
//! It keeps two trees: what a reader sees now, and what was there at the last flush. A test stops
//! a run anywhere and goes on with either: [`MemoryStore::after_kill`] (the program died, the
//! computer did not), [`MemoryStore::after_power_cut`] (only what was flushed is left) or
//! [`MemoryStore::after_power_cut_with`] (a random part of the rest is left too, and cut short).

mod files;
mod power;
mod rules;
mod tree;

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    Capabilities, Kind, Listed, Meta, NameRules, Space, StagedFile, Stat, Store, StoreError, StoreErrorKind,
    StoreResult,
};
use elderphoto_engine::time::FileTime;
use files::{Reader, Staged};
use power::Op;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tree::{FileNode, Node, Tree};

/// A place in memory. A clone is another handle of the same place.
#[derive(Clone)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
    capabilities: Capabilities,
}

#[derive(Clone)]
struct State {
    now: Tree,
    flushed: Tree,
    /// What was done since the last flush, in order.
    unflushed: Vec<Op>,
    last_file_id: u64,
    capacity_bytes: Option<u64>,
    is_read_only: bool,
    is_gone: bool,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// An empty place that can hold every name and time.
    pub fn new() -> Self {
        Self::with(Capabilities {
            time_step_ns: 1,
            far_copy: false,
            flush_confirmed: true,
            names: NameRules::default(),
            parallel: 2,
        })
    }

    /// An empty place that holds to these capabilities.
    pub fn with(capabilities: Capabilities) -> Self {
        let tree = Tree::new(capabilities.names);
        let state = State {
            now: tree.clone(),
            flushed: tree,
            unflushed: Vec::new(),
            last_file_id: 0,
            capacity_bytes: None,
            is_read_only: false,
            is_gone: false,
        };
        Self { state: Arc::new(Mutex::new(state)), capabilities }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of_tree(&self, tree: Tree) -> Self {
        let (capacity_bytes, last_file_id) = {
            let state = self.state();
            (state.capacity_bytes, state.last_file_id)
        };
        let state = State {
            now: tree.clone(),
            flushed: tree,
            unflushed: Vec::new(),
            last_file_id,
            capacity_bytes,
            is_read_only: false,
            is_gone: false,
        };
        Self { state: Arc::new(Mutex::new(state)), capabilities: self.capabilities }
    }

    /// The place as the next start finds it after the program was killed: everything written so
    /// far is there.
    pub fn after_kill(&self) -> Self {
        let tree = self.state().now.clone();
        self.of_tree(tree)
    }

    /// The place after the power failed and nothing that was not flushed reached the medium.
    pub fn after_power_cut(&self) -> Self {
        let tree = self.state().flushed.clone();
        self.of_tree(tree)
    }

    /// The place after the power failed and chance decided which of the unflushed operations
    /// reached the medium, and how much of their bytes. The same seed decides alike.
    pub fn after_power_cut_with(&self, seed: u64) -> Self {
        let tree = {
            let state = self.state();
            power::some_of(&state.flushed, &state.unflushed, seed)
        };
        self.of_tree(tree)
    }

    /// Room for so many bytes of content from now on.
    pub fn set_capacity(&self, capacity_bytes: Option<u64>) {
        self.state().capacity_bytes = capacity_bytes;
    }

    /// From now on every write is refused with `ReadOnly` (or no longer).
    pub fn set_read_only(&self, is_read_only: bool) {
        self.state().is_read_only = is_read_only;
    }

    /// From now on every call fails with `Gone` (or no longer): an unplugged disk.
    pub fn set_gone(&self, is_gone: bool) {
        self.state().is_gone = is_gone;
    }

    /// Puts a file there, flushed, with the folders above it; replaces what stood there.
    pub fn insert(&self, path: &RelPath, bytes: &[u8], meta: &Meta) {
        let mut state = self.state();
        let file = FileNode {
            id: state.new_file_id(),
            bytes: Arc::new(bytes.to_vec()),
            mtime: rules::in_steps(meta.mtime, self.capabilities.time_step_ns),
            mode: meta.mode.unwrap_or(rules::FILE_MODE),
        };
        for tree in state.both_trees() {
            tree.make_parents(path);
            tree.put(path, Node::File(file.clone()));
        }
    }

    /// Puts a link there (to nowhere; nothing may follow it).
    pub fn plant_link(&self, path: &RelPath) {
        for tree in self.state().both_trees() {
            tree.make_parents(path);
            tree.put(path, Node::Link);
        }
    }

    /// Flips all bits of one byte of a file, as a failing disk would: time and size stay.
    /// `false` when there is no such file or byte.
    pub fn corrupt(&self, path: &RelPath, at: usize) -> bool {
        let mut flipped = false;
        for tree in self.state().both_trees() {
            if let Some(Node::File(file)) = tree.get_mut(path)
                && let Some(byte) = Arc::make_mut(&mut file.bytes).get_mut(at)
            {
                *byte ^= 0xff;
                flipped = true;
            }
        }
        flipped
    }

    /// All bytes of a file; `None` if it is not there.
    pub fn read_whole(&self, path: &RelPath) -> Option<Vec<u8>> {
        match self.state().now.get(path) {
            Some(Node::File(file)) => Some(file.bytes.to_vec()),
            _ => None,
        }
    }

    /// The paths of all files and links, in the order of their bytes.
    pub fn paths(&self) -> Vec<RelPath> {
        self.state().now.paths(|node| !matches!(node, Node::Folder { .. }))
    }

    /// The paths of all folders, in the order of their bytes, without the root.
    pub fn folders(&self) -> Vec<RelPath> {
        self.state().now.paths(|node| matches!(node, Node::Folder { .. }))
    }

    /// How many operations a power cut could lose.
    pub fn unflushed_operations(&self) -> usize {
        self.state().unflushed.len()
    }

    fn reading(&self, path: &RelPath) -> StoreResult<MutexGuard<'_, State>> {
        let state = self.state();
        if state.is_gone {
            return Err(StoreError::new(StoreErrorKind::Gone, path, "the place is gone"));
        }
        Ok(state)
    }

    fn writing(&self, path: &RelPath) -> StoreResult<MutexGuard<'_, State>> {
        let state = self.reading(path)?;
        if state.is_read_only {
            return Err(StoreError::new(StoreErrorKind::ReadOnly, path, "the place is read-only"));
        }
        Ok(state)
    }

    /// [`Self::writing`] at a name that will be new.
    fn naming(&self, path: &RelPath) -> StoreResult<MutexGuard<'_, State>> {
        rules::check_names(path, self.capabilities.names)?;
        self.writing(path)
    }

    fn in_steps(&self, time: FileTime) -> FileTime {
        rules::in_steps(time, self.capabilities.time_step_ns)
    }
}

impl State {
    fn both_trees(&mut self) -> [&mut Tree; 2] {
        [&mut self.now, &mut self.flushed]
    }

    /// Does an operation on what is seen now and remembers it until the next flush.
    fn apply(&mut self, op: Op) -> StoreResult<()> {
        op.apply(&mut self.now)?;
        self.unflushed.push(op);
        Ok(())
    }

    fn new_file_id(&mut self) -> u64 {
        self.last_file_id += 1;
        self.last_file_id
    }

    fn new_file(&mut self, path: &RelPath) -> StoreResult<()> {
        self.make_parents(path)?;
        let id = self.new_file_id();
        self.apply(Op::NewFile(path.clone(), id))
    }

    fn make_parents(&mut self, path: &RelPath) -> StoreResult<()> {
        for folder in self.now.missing_parents(path)? {
            self.apply(Op::MakeFolder(folder))?;
        }
        Ok(())
    }

    /// As many of `wanted_bytes` as there is room for.
    fn room_for(&self, wanted_bytes: usize) -> usize {
        let Some(capacity) = self.capacity_bytes else { return wanted_bytes };
        let free = capacity.saturating_sub(self.now.used_bytes());
        usize::try_from(free).unwrap_or(usize::MAX).min(wanted_bytes)
    }

    /// Adds to the end of a file as much as there is room for.
    fn extend(&mut self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        let taken = self.room_for(bytes.len());
        self.apply(Op::Extend(path.clone(), self.now.id(path), Arc::from(&bytes[..taken])))?;
        if taken < bytes.len() {
            return Err(StoreError::new(StoreErrorKind::NoSpace, path, "no room left"));
        }
        Ok(())
    }
}

impl Store for MemoryStore {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn check_root(&self) -> StoreResult<()> {
        self.reading(&RelPath::root()).map(drop)
    }

    fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        self.reading(path)?.now.stat(path)
    }

    fn list(&self, folder: &RelPath, visit: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> {
        // Not under the lock: the visitor may use the store.
        let listed = self.reading(folder)?.now.list(folder)?;
        listed.into_iter().try_for_each(visit)
    }

    fn open(&self, path: &RelPath, offset: u64, _from_medium: bool) -> StoreResult<Box<dyn Read + Send>> {
        let bytes = self.reading(path)?.now.file(path)?.bytes.clone();
        let at = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(Box::new(Reader::new(self, path, bytes, at)))
    }

    fn stage(&self, path: &RelPath, _size_bytes: Option<u64>) -> StoreResult<Box<dyn StagedFile>> {
        let mut state = self.naming(path)?;
        state.new_file(path)?;
        drop(state);
        Ok(Box::new(Staged::new(self, path)))
    }

    fn resume(&self, path: &RelPath, at_bytes: u64) -> StoreResult<Option<Box<dyn StagedFile>>> {
        let stands_bytes = self.writing(path)?.now.file(path)?.bytes.len() as u64;
        // It never shortens a file; nobody asks for less than stands there.
        let goes_on = stands_bytes == at_bytes;
        Ok(goes_on.then(|| Box::new(Staged::going_on(self, path, at_bytes)) as Box<dyn StagedFile>))
    }

    fn copy(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()> {
        let bytes = self.reading(from)?.now.file(from)?.bytes.clone();
        self.stage_whole(to, &bytes, meta)
    }

    fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        let mut state = self.naming(to)?;
        match state.now.stat(from)?.map(|s| s.kind) {
            None => return Err(StoreError::new(StoreErrorKind::NotFound, from, "nothing stands there")),
            Some(Kind::Other) => return Err(StoreError::new(StoreErrorKind::NotPlain, from, "a link")),
            Some(Kind::Folder) if to.is_in(from) && from != to => {
                return Err(StoreError::new(
                    StoreErrorKind::NameRefused,
                    to,
                    "a folder cannot lie in itself",
                ));
            }
            Some(Kind::File | Kind::Folder) => {}
        }
        state.make_parents(to)?;
        let id = state.now.id(from);
        state.apply(Op::Rename(from.clone(), id, to.clone()))
    }

    fn flush(&self) -> StoreResult<()> {
        let mut state = self.reading(&RelPath::root())?;
        state.flushed = state.now.clone();
        state.unflushed.clear();
        Ok(())
    }

    fn make_folder(&self, path: &RelPath) -> StoreResult<()> {
        let mut state = self.naming(path)?;
        match state.now.stat(path)?.map(|s| s.kind) {
            Some(Kind::Folder) => Ok(()),
            Some(Kind::File) => {
                Err(StoreError::new(StoreErrorKind::AlreadyExists, path, "a file stands there"))
            }
            Some(Kind::Other) => Err(StoreError::new(StoreErrorKind::NotPlain, path, "a link stands there")),
            None => {
                state.make_parents(path)?;
                state.apply(Op::MakeFolder(path.clone()))
            }
        }
    }

    fn remove(&self, path: &RelPath) -> StoreResult<()> {
        let mut state = self.writing(path)?;
        let id = state.now.file(path)?.id;
        state.apply(Op::Remove(path.clone(), Some(id)))
    }

    fn remove_folder(&self, path: &RelPath) -> StoreResult<bool> {
        let mut state = self.writing(path)?;
        if !state.now.list(path)?.is_empty() {
            return Ok(false);
        }
        state.apply(Op::Remove(path.clone(), None))?;
        Ok(true)
    }

    fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        let mut state = self.naming(path)?;
        if state.now.stat(path)?.is_none() {
            state.new_file(path)?;
        }
        state.now.file(path)?;
        state.extend(path, bytes)
    }

    fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()> {
        let mtime = self.in_steps(meta.mtime);
        let mut state = self.writing(path)?;
        let id = state.now.id(path);
        state.apply(Op::SetMeta(path.clone(), id, mtime, meta.mode))
    }

    fn space(&self) -> StoreResult<Option<Space>> {
        let state = self.reading(&RelPath::root())?;
        let used_bytes = state.now.used_bytes();
        Ok(state.capacity_bytes.map(|total_bytes| Space {
            free_bytes: total_bytes.saturating_sub(used_bytes),
            total_bytes,
            free_files: None,
        }))
    }
}
