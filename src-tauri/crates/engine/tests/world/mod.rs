//! A family's library on disk and places in memory or elsewhere, for tests of whole runs.

#![allow(dead_code)]

pub mod story;

use elderphoto_engine::backup::{self, Context, Options, Report, Target};
use elderphoto_engine::catalog::Catalog;
use elderphoto_engine::digest::Digest;
use elderphoto_engine::error::Error;
use elderphoto_engine::establish::{self, Wanted};
use elderphoto_engine::format::layout;
use elderphoto_engine::format::location::{Id, Source};
use elderphoto_engine::format::names::StoredNames;
use elderphoto_engine::format::snapshot::{Snapshot, SnapshotId};
use elderphoto_engine::library::{Library, SourceFolder};
use elderphoto_engine::monitor::Quiet;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::place::mirror::{TreeItem, TreeWalk};
use elderphoto_engine::place::session::Expected;
use elderphoto_engine::records::Records;
use elderphoto_engine::store::Store;
use elderphoto_engine::time::{Clock, Moment};
use elderphoto_stores::fault::FaultStore;
use elderphoto_stores::memory::MemoryStore;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A clock that goes forward a second each time it is asked, or as much as a test says.
pub struct TestClock {
    now_s: AtomicI64,
    step_s: AtomicI64,
}

impl TestClock {
    fn at(now_s: i64) -> Self {
        Self { now_s: AtomicI64::new(now_s), step_s: AtomicI64::new(1) }
    }

    /// From here on so much goes by each time it is asked.
    pub fn goes_by(&self, step_s: i64) {
        self.step_s.store(step_s, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment::from_unix(self.now_s.fetch_add(self.step_s.load(Ordering::Relaxed), Ordering::Relaxed))
    }
    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.now_s.load(Ordering::Relaxed) as u64)
    }
}

/// A place and what a test may do to it.
pub struct TestPlace<S: Store + 'static = MemoryStore> {
    pub store: Arc<S>,
    pub faults: FaultStore<S>,
    pub location_id: Id,
    /// What its opening waits for.
    pub before_open: Arc<dyn Fn() + Send + Sync>,
}

/// Everything of one family.
pub struct World<S: Store + 'static = MemoryStore> {
    pub folder: tempfile::TempDir,
    pub places: Vec<TestPlace<S>>,
    pub catalog: Catalog,
    pub records: Mutex<Records>,
    pub clock: TestClock,
    pub library_id: Id,
    pub installation: Id,
}

/// What a library or a snapshot holds: path → content.
pub type State = BTreeMap<String, Vec<u8>>;

/// What can be seen of a place by looking at what lies there.
pub trait Seen {
    /// Every file.
    fn paths(&self) -> Vec<RelPath>;
    /// The bytes of one, if it is there.
    fn read_whole(&self, path: &RelPath) -> Option<Vec<u8>>;
    fn as_store(&self) -> &dyn Store;
}

impl Seen for MemoryStore {
    fn paths(&self) -> Vec<RelPath> {
        MemoryStore::paths(self)
    }
    fn read_whole(&self, path: &RelPath) -> Option<Vec<u8>> {
        MemoryStore::read_whole(self, path)
    }
    fn as_store(&self) -> &dyn Store {
        self
    }
}

impl<S: Seen> Seen for Arc<S> {
    fn paths(&self) -> Vec<RelPath> {
        (**self).paths()
    }
    fn read_whole(&self, path: &RelPath) -> Option<Vec<u8>> {
        (**self).read_whole(path)
    }
    fn as_store(&self) -> &dyn Store {
        (**self).as_store()
    }
}

impl World {
    pub fn new(places: usize) -> Self {
        let mut world = Self::without_places();
        for _ in 0..places {
            world.add_place(MemoryStore::new());
        }
        world
    }

    /// The computer lost power or the program was killed: the place is what `after` makes of it.
    pub fn replace_memory(&mut self, place: usize, after: impl Fn(&MemoryStore) -> MemoryStore) {
        let store = after(&self.places[place].store);
        self.replace_store(place, store);
    }
}

impl<S: Store + 'static> World<S> {
    pub fn without_places() -> Self {
        let folder = memory_folder();
        std::fs::create_dir(folder.path().join("library")).unwrap();
        let catalog = Catalog::open(&folder.path().join("catalog.sqlite")).unwrap();
        let records = Mutex::new(Records::open(&folder.path().join("records.sqlite")).unwrap());
        Self {
            folder,
            places: Vec::new(),
            catalog,
            records,
            clock: TestClock::at(1_700_000_000),
            library_id: Id::random().unwrap(),
            installation: Id::random().unwrap(),
        }
    }

    /// The same family once more: a copy of what lies on its computer, and one place that `store` leads
    /// to, a copy of its first.
    pub fn twin(&self, store: S) -> Self {
        let folder = memory_folder();
        let all = self.folder.path().join(".");
        let copied = std::process::Command::new("cp").arg("-a").arg(&all).arg(folder.path()).status();
        assert!(copied.unwrap().success());
        let store = Arc::new(store);
        let faults = FaultStore::new(store.clone());
        let location_id = self.places[0].location_id.clone();
        Self {
            places: vec![TestPlace { store, faults, location_id, before_open: Arc::new(|| ()) }],
            catalog: Catalog::open(&folder.path().join("catalog.sqlite")).unwrap(),
            records: Mutex::new(Records::open(&folder.path().join("records.sqlite")).unwrap()),
            clock: TestClock::at(self.clock.now_s.load(Ordering::Relaxed)),
            library_id: self.library_id.clone(),
            installation: self.installation.clone(),
            folder,
        }
    }

    pub fn add_place(&mut self, store: S) {
        let store = Arc::new(store);
        let wanted = Wanted {
            library_id: self.library_id.clone(),
            library_name: "Test".into(),
            sources: vec![Source { id: Id::random().unwrap(), name: "Test".into(), prefix: RelPath::root() }],
            owner: self.installation.clone(),
            created: self.clock.now(),
        };
        let location = establish::establish(&*store, wanted).unwrap();
        let faults = FaultStore::new(store.clone());
        let location_id = location.location_id;
        self.places.push(TestPlace { store, faults, location_id, before_open: Arc::new(|| ()) });
    }

    /// The place is reached by another way from now on, without faults.
    pub fn replace_store(&mut self, place: usize, store: S) {
        let store = Arc::new(store);
        self.places[place].faults = FaultStore::new(store.clone());
        self.places[place].store = store;
    }

    pub fn lose_catalog(&mut self) {
        let path = self.folder.path().join("catalog.sqlite");
        elderphoto_engine::catalog::set_aside(&path).unwrap();
        self.catalog = Catalog::open(&path).unwrap();
    }

    pub fn library(&self) -> PathBuf {
        self.folder.path().join("library")
    }

    pub fn write(&self, path: &str, content: &[u8]) {
        let full = self.library().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(&full, content).unwrap();
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.library().join(path)).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.library().join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(self.library().join(from), to).unwrap();
    }

    /// What the library holds now.
    pub fn state(&self) -> State {
        let root = self.library();
        let mut state = State::new();
        for entry in walkdir::WalkDir::new(&root) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                state.insert(path, std::fs::read(entry.path()).unwrap());
            }
        }
        state
    }

    pub fn run(&self) -> elderphoto_engine::error::Result<Report> {
        self.run_at(&(0..self.places.len()).collect::<Vec<_>>())
    }

    pub fn run_at(&self, places: &[usize]) -> elderphoto_engine::error::Result<Report> {
        self.with(places, |context, targets| backup::run(context, targets, Options::default()))
    }

    /// Looks how the places stand; gives what was in the way.
    pub fn look(&self) -> Vec<Option<Error>> {
        let all: Vec<_> = (0..self.places.len()).collect();
        self.with(&all, |context, targets| backup::meet_all(context, targets, true)).unwrap()
    }

    /// Does something with these places.
    pub fn with<R>(&self, places: &[usize], work: impl FnOnce(&Context<'_>, &[Target]) -> R) -> R {
        let library = Library::new(vec![SourceFolder { path: self.library(), prefix: RelPath::root() }]);
        let monitor = Quiet::default();
        let context = Context {
            library: &library,
            library_id: self.library_id.clone(),
            installation: self.installation.clone(),
            host: "test".into(),
            program: "test".into(),
            catalog: &self.catalog,
            records: &self.records,
            clock: &self.clock,
            monitor: &monitor,
        };
        let targets: Vec<Target> = places
            .iter()
            .map(|i| {
                let store: Arc<dyn Store> = Arc::new(self.places[*i].faults.clone());
                let before_open = self.places[*i].before_open.clone();
                Target {
                    name: format!("place {i}"),
                    open: Box::new(move || {
                        before_open();
                        Ok(store.clone())
                    }),
                    expected: Expected {
                        location_id: self.places[*i].location_id.clone(),
                        library_id: self.library_id.clone(),
                        installation: self.installation.clone(),
                    },
                    take_over: false,
                }
            })
            .collect();
        work(&context, &targets)
    }
}

/// Hundreds of worlds are made: in memory where the system has such a folder.
fn memory_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Runs and asserts that every place has everything and nothing is amiss.
pub fn run_well<S: Store + 'static>(world: &World<S>) -> Report {
    let report = world.run().unwrap();
    for place in &report.places {
        assert!(place.error.is_none(), "{}: {:?}", place.name, place.error);
        assert!(place.tally.problems.is_empty(), "{}: {:?}", place.name, place.tally.problems);
    }
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    report
}

/// All listed snapshots of a place, oldest first.
pub fn snapshots(store: &impl Seen) -> Vec<Snapshot> {
    let mut out: Vec<Snapshot> = store
        .paths()
        .iter()
        .filter(|p| p.parent().as_ref() == Some(&layout::snapshots()))
        .map(|p| {
            let name = String::from_utf8(p.name().to_vec()).unwrap();
            let id = SnapshotId::try_from(name.strip_suffix(".json").unwrap().to_owned()).unwrap();
            Snapshot::from_bytes(&id, &store.read_whole(p).unwrap()).unwrap()
        })
        .collect();
    out.sort_by(|a, b| a.id.order().cmp(&b.id.order()));
    out
}

/// The paths and contents that a snapshot names. Panics on a tree that is not whole.
pub fn tree(store: &impl Seen, snapshot: &Snapshot) -> BTreeMap<String, Digest> {
    let mut out = BTreeMap::new();
    for item in TreeWalk::new(store.as_store(), snapshot.root) {
        match item {
            TreeItem::Folder(..) | TreeItem::File(_, None) => {}
            TreeItem::File(key, Some(node)) => {
                out.insert(key.to_path().to_string(), node.sha256);
            }
            TreeItem::Lost(folder, e) => panic!("snapshot {:?}: {folder:?}: {e}", snapshot.id),
        }
    }
    out
}

/// The invariant of FORMAT.md: each content that a listed snapshot names lies in the history, or
/// in the mirror at a path that some listed snapshot gives for it. Gives the contents.
pub fn check_invariant(store: &impl Seen) -> BTreeMap<Digest, Vec<u8>> {
    let mut named: BTreeSet<(String, Digest)> = BTreeSet::new();
    for snapshot in snapshots(store) {
        named.extend(tree(store, &snapshot));
    }
    let names = stored_names(store);
    let mut contents = BTreeMap::new();
    for (path, sha) in &named {
        if contents.contains_key(sha) {
            continue;
        }
        let in_history = store.read_whole(&layout::object(sha)).filter(|b| Digest::of(b) == *sha);
        let in_mirror = || {
            let paths =
                named.iter().filter(|(_, s)| s == sha).map(|(p, _)| names.stored(&RelPath::literal(p)));
            paths.filter_map(|p| store.read_whole(&p)).find(|b| Digest::of(b) == *sha)
        };
        let content = in_history.or_else(in_mirror);
        contents.insert(*sha, content.unwrap_or_else(|| panic!("{path}: {sha} is nowhere")));
    }
    contents
}

/// What `names.json` says; it may be on its way to a new version.
pub fn stored_names(store: &impl Seen) -> StoredNames {
    let path = layout::names();
    if let Some(bytes) = store.read_whole(&path) {
        return StoredNames::from_bytes(&bytes).unwrap();
    }
    // A torn new file was never made durable: no name of it was used yet.
    let new = store.read_whole(&layout::new_of(&path));
    new.and_then(|b| StoredNames::from_bytes(&b).ok()).unwrap_or_default()
}

/// What a snapshot restores to, by the format alone.
pub fn restored(store: &impl Seen, snapshot: &Snapshot) -> State {
    let contents = check_invariant(store);
    tree(store, snapshot).into_iter().map(|(path, sha)| (path, contents[&sha].clone())).collect()
}

/// What lies in the mirror.
pub fn mirror(store: &impl Seen) -> State {
    store
        .paths()
        .iter()
        .filter(|p| !layout::RESERVED.iter().any(|r| p.components().next() == Some(r.as_bytes())))
        .map(|p| (p.to_string(), store.read_whole(p).unwrap()))
        .collect()
}
