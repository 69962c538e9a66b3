//! One run's writing at one place: what is staged, what was decided, how it went.

use crate::catalog::Catalog;
use crate::catalog::held::{self, HeldRow};
use crate::error::Result;
use crate::format::location::Id;
use crate::format::names::{self, StoredNames};
use crate::format::snapshot::{self, SnapshotId};
use crate::format::{layout, tree};
use crate::library::Library;
use crate::monitor::Monitor;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::place::lock::{Holder, Lock};
use crate::place::many::both;
use crate::place::session::Session;
use crate::problem::Problem;
use crate::records::Records;
use crate::time::{Clock, FileTime, Moment};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What all places of a run share.
pub struct Run<'r> {
    /// The id of the snapshot it will list.
    pub id: SnapshotId,
    /// When it started.
    pub started: Moment,
    /// Who runs.
    pub by: snapshot::Writer,
    /// The library.
    pub library_id: Id,
    /// Its folders.
    pub library: &'r Library,
    /// Photos and folders that could not be read so far.
    pub unread: AtomicU64,
    /// The catalog.
    pub catalog: &'r Catalog,
    /// The records.
    pub records: &'r Mutex<Records>,
    /// The clock.
    pub clock: &'r dyn Clock,
    /// Progress and cancel.
    pub monitor: &'r dyn Monitor,
}

/// What was done at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files put in place.
    pub copied: u64,
    /// Bytes sent for them.
    pub copied_bytes: u64,
    /// Files whose earlier content was kept as an older version.
    pub kept_versions: u64,
    /// Files that left the mirror for the history because the library no longer has them. One that was gone
    /// there before, or was not what was recorded, is told as a problem.
    pub removed: u64,
    /// What went wrong with single files.
    pub problems: Vec<Problem>,
}

pub(super) struct State {
    pub(super) tally: Tally,
    /// `SHA256SUMS` cannot be kept right by appending.
    pub(super) sums_rewrite: bool,
    /// Folders whose node must be made anew though no step of this run touched them.
    pub(super) stale: BTreeSet<FolderKey>,
    /// Folders whose time at the place is to be set again.
    pub(super) touched: BTreeSet<FolderKey>,
    /// Folders below `incoming/` whose content has moved on.
    pub(super) done_batches: Vec<RelPath>,
    /// The newest listed snapshot.
    pub(super) listed: Option<(SnapshotId, crate::digest::Digest, bool)>,
    /// This run's checkpoint that is listed.
    pub(super) own_checkpoint: Option<SnapshotId>,
    pub(super) checkpoints: u64,
    names_changed: bool,
    names: StoredNames,
    /// By folder, at a place to which different names can be one: the folded names in use there, and
    /// whose they are.
    folded_names: HashMap<Vec<u8>, HashMap<Vec<u8>, Vec<u8>>>,
}

/// The right and the means to write at a place during a run.
pub struct Writer<'r> {
    /// The run.
    pub run: &'r Run<'r>,
    /// The place.
    pub session: Session,
    pub(super) lock: Lock,
    pub(super) state: Mutex<State>,
    /// Our number among the records' places.
    pub(super) records_no: i64,
}

/// What a look at the place found before the run writes.
#[derive(Debug, Default)]
pub struct Standing {
    /// The newest listed snapshot: id, root, complete.
    pub listed: Option<(SnapshotId, crate::digest::Digest, bool)>,
    /// Folders whose listed node is not what stands there.
    pub stale: BTreeSet<FolderKey>,
    /// The catalog did not know how the place was left: it was looked at anew.
    pub was_dirty: bool,
    /// `SHA256SUMS` is not what it should be.
    pub sums_stale: bool,
    /// An interrupted run left something behind: staged files, or its lock.
    pub leftovers: bool,
    /// What was found amiss.
    pub problems: Vec<Problem>,
}

impl Tally {
    /// Whether somebody has to do something about what was met.
    pub fn needs_someone(&self) -> bool {
        self.problems.iter().any(|problem| !problem.code.is_healed())
    }
}

impl<'r> Writer<'r> {
    /// Takes the lock, marks the place as being written, clears what an earlier run left behind.
    pub fn begin(run: &'r Run<'r>, session: Session, standing: Standing, host: &str) -> Result<Self> {
        session.check_owner()?;
        let store = &*session.store;
        let looks = || both(store, || Lock::look(store), || session.read_names());
        let (checked, (locks, names)) = both(store, || session.check_again(), looks);
        checked?;
        let holder = Holder::new(&run.by.installation, host, run.id.as_str());
        let lock = Lock::take(&session.store, holder, locks?, run.clock, run.monitor)?;
        crate::catalog::places::mark_dirty(&run.catalog.write(), session.no)?;
        let records_no = lock_of(run.records).place(&session.location.location_id)?;
        let names = names?;
        let state = State {
            tally: Tally { problems: standing.problems, ..Tally::default() },
            sums_rewrite: standing.sums_stale,
            stale: standing.stale,
            touched: BTreeSet::new(),
            done_batches: Vec::new(),
            listed: standing.listed,
            own_checkpoint: None,
            checkpoints: 0,
            names_changed: false,
            names,
            folded_names: HashMap::new(),
        };
        Ok(Self { run, session, lock, state: Mutex::new(state), records_no })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock_of(&self.state)
    }

    /// Notes a problem with one file.
    pub fn problem(&self, problem: Problem) {
        self.state().tally.problems.push(problem);
    }

    /// What was done so far.
    pub fn tally(&self) -> Tally {
        self.state().tally.clone()
    }

    /// The newest listed snapshot.
    pub fn listed(&self) -> Option<SnapshotId> {
        self.state().listed.as_ref().map(|l| l.0.clone())
    }

    /// Removes what an interrupted run left behind. What it had put into the mirror must be listed
    /// before: the list of it is among what goes. Unfinished large files stay: this run goes on with them.
    pub fn clear_leftovers(&self) -> Result<()> {
        let (store, incoming) = (&*self.session.store, layout::incoming());
        super::small_files::remove_tree_but(store, &incoming, layout::large().name())?;
        super::small_files::clear_replacements(&*self.session.store)
    }

    /// Keeps the lock fresh; does nothing until it is time.
    pub fn beat(&self) -> Result<()> {
        self.lock.beat()
    }

    /// Gives the lock back.
    pub fn release(&self) -> Result<()> {
        self.lock.release()
    }

    /// Where a file lies in the mirror; notes a name the place cannot hold.
    pub fn stored_path(&self, key: &FileKey) -> Result<RelPath> {
        let path = key.to_path();
        let rules = self.session.store.capabilities().names;
        let mut state = self.state();
        let mut truth = RelPath::root();
        for component in path.components() {
            let at_root = truth.is_root();
            truth = truth.join(component).unwrap_or_default();
            if !at_root && rules == Default::default() {
                break;
            }
            if state.names.of_last(&truth).is_some() {
                continue;
            }
            let other = names::storable(&rules, at_root, component);
            let other = if rules.merges_names() {
                let candidate = other.clone().unwrap_or_else(|| component.to_vec());
                self.apart_from_alike(&mut state, &truth, candidate)?.or(other)
            } else {
                other
            };
            if let Some(stored) = other {
                state.names.insert(&truth, stored);
                state.names_changed = true;
            }
        }
        Ok(state.names.stored(&path))
    }

    /// Another name if `candidate` is, to the place, one with a different name of its folder.
    fn apart_from_alike(
        &self,
        state: &mut State,
        truth: &RelPath,
        candidate: Vec<u8>,
    ) -> Result<Option<Vec<u8>>> {
        let rules = self.session.store.capabilities().names;
        let parent = truth.parent().unwrap_or_default();
        if !state.folded_names.contains_key(parent.as_bytes()) {
            let conn = self.run.catalog.write();
            let folder = FolderKey::of(&parent);
            let (mut entries, _) = held::folder_files(&conn, self.session.no, &folder)?;
            entries.extend(held::subfolders(&conn, self.session.no, &folder)?);
            let taken = entries.into_iter().map(|e: tree::Entry| {
                let child = parent.join(&e.name).unwrap_or_default();
                (names::folded(&rules, state.names.of_last(&child).unwrap_or(&e.name)), e.name)
            });
            let mut taken: HashMap<Vec<u8>, Vec<u8>> = taken.collect();
            // Also names that were given in a run that was killed before anything stood under them.
            let given = state.names.in_folder(&parent);
            taken.extend(given.map(|(name, stored)| (names::folded(&rules, stored), name.to_vec())));
            state.folded_names.insert(parent.as_bytes().to_vec(), taken);
        }
        let taken = state.folded_names.entry(parent.as_bytes().to_vec()).or_default();
        let own = truth.name().to_vec();
        let first = taken.entry(names::folded(&rules, &candidate)).or_insert_with(|| own.clone());
        if *first == own {
            return Ok(None);
        }
        let apart = names::distinct_at(&rules, &own);
        taken.insert(names::folded(&rules, &apart), own);
        Ok(Some(apart))
    }

    /// Stores a path under another name, since somebody else's file stands under its own.
    pub(super) fn store_apart(&self, path: &RelPath) -> RelPath {
        let mut state = self.state();
        let rules = self.session.store.capabilities().names;
        state.names.insert(path, names::distinct_at(&rules, path.name()));
        state.names_changed = true;
        state.names.stored(path)
    }

    /// Writes `names.json` if a name was added since it was written.
    pub(super) fn write_names(&self, now: FileTime) -> Result<()> {
        let bytes = {
            let mut state = self.state();
            if !state.names_changed {
                return Ok(());
            }
            state.names_changed = false;
            state.names.to_bytes().map_err(crate::error::Error::internal)?
        };
        super::small_files::replace(&*self.session.store, &layout::names(), &bytes, now)
    }

    /// Where a held file lies, without noting anything.
    pub(super) fn stored_of_held(&self, row: &HeldRow) -> RelPath {
        self.state().names.stored(&row.key.to_path())
    }

    /// The clock as a file's time.
    pub(super) fn now(&self) -> FileTime {
        FileTime::from_parts(self.run.clock.now().as_unix(), 0)
    }
}

/// A lock whose holder panicked still guards consistent data: every change is made whole.
pub fn lock_of<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
