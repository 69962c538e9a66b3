//! Every command: takes a request, asks the engine, answers with a wire type.

mod answers;
mod details;
mod drill;
mod far_places;
mod from_env;
mod inspect;
mod photos;
mod places;
mod put_back;
mod runs;
mod setup;
mod standing;
mod status;
pub(crate) use status::JUST_NOW_S;
mod timeline;
mod tries;
mod undo;

use crate::desk::{Done, Work};
use crate::far;
use crate::faults;
use crate::home::{Home, HomeLock};
use crate::link;
use crate::secrets::{self, Secrets};
use crate::sentences::Context as Words;
use crate::settings::{PlaceSettings, Settings};
use crate::watcher::Watcher;
use crate::wire::Failure;
use elderphoto_engine::backup::{Context, Target, look};
use elderphoto_engine::catalog::{self, Catalog};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::library::Library;
use elderphoto_engine::monitor::Monitor;
use elderphoto_engine::records::Records;
use elderphoto_engine::store::Store;
use elderphoto_engine::time::{Clock, SystemClock};
use elderphoto_stores::folder::{self, FolderStore};
use elderphoto_stores::limited::Limited;
use std::collections::HashMap;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
pub(crate) use timeline::exact_path;

/// What a command gives.
pub type Answer<T> = Result<T, Failure>;

/// For so long a command waits for one that only looks.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_millis(20);

/// The right to change something in the home.
struct Locked {
    _lock: HomeLock,
    /// Keeps whoever has the seat from beginning anything.
    _room: Option<UnixStream>,
}

/// One installation.
pub struct Api {
    home: Home,
    clock: Arc<dyn Clock>,
    secrets: Arc<dyn Secrets>,
}

impl Api {
    /// The installation in `home`; the platform's folder when `None`. Nothing is made yet.
    pub fn open(home: Option<PathBuf>) -> Answer<Self> {
        let home = Home::new(home).map_err(|e| faults::failure(&e))?;
        Ok(Self { home, clock: Arc::new(SystemClock::default()), secrets: secrets::usual() })
    }

    /// Takes the home for a command that changes something. Whoever has the seat and only looks gives way.
    fn lock(&self) -> EngineResult<Locked> {
        let begun = Instant::now();
        let mut room = None;
        loop {
            match self.home.lock() {
                Ok(lock) => return Ok(Locked { _lock: lock, _room: room }),
                Err(e) if e.code() == Code::Busy && begun.elapsed() < PATIENCE => {
                    room = room.or_else(|| link::room(&self.home));
                    if room.is_none() {
                        return Err(e);
                    }
                    std::thread::sleep(BETWEEN);
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// Has the work done by whoever is at work for this home already, else here; the answer is the same. What
    /// others ask meanwhile waits its turn.
    pub fn hand_over(self, work: Work, watcher: &Watcher) -> Answer<Done> {
        link::perform(self, work, watcher)
    }

    /// Where it is kept.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// The photo folders.
    pub(crate) fn library(&self) -> EngineResult<Library> {
        self.settings_file()?.library()
    }

    fn settings_file(&self) -> EngineResult<Settings> {
        Settings::read(&self.home.settings())
    }
}

/// The store of each place that was opened, as it was opened last, by the place's id: what is asked
/// about a place afterwards needs no second connection.
type Reached = Arc<Mutex<HashMap<String, Arc<dyn Store>>>>;

/// What a command works with: settings, databases, and the lock that keeps others out.
struct Open {
    settings: Settings,
    library: Library,
    catalog: Catalog,
    records: Mutex<Records>,
    clock: Arc<dyn Clock>,
    secrets: Arc<dyn Secrets>,
    reached: Reached,
    /// Where it is noted what was seen last.
    last_look: PathBuf,
    /// Without it, another run is under way: only look at what is known.
    lock: Option<Locked>,
}

impl Open {
    /// For a command that changes something: nobody else may be at work.
    fn to_work(api: &Api) -> EngineResult<Self> {
        let settings = api.settings_file()?;
        let lock = api.lock()?;
        Self::with(api, settings, Some(lock))
    }

    /// For a command that only tells: also while a run is under way.
    fn to_tell(api: &Api) -> EngineResult<Self> {
        let settings = api.settings_file()?;
        let lock = match api.home.lock() {
            Ok(lock) => Some(Locked { _lock: lock, _room: None }),
            Err(e) if e.code() == Code::Busy => None,
            Err(e) => return Err(e),
        };
        Self::with(api, settings, lock)
    }

    /// For a command that tells what is known: it looks at nothing, and keeps nobody from working.
    fn to_know(api: &Api) -> EngineResult<Self> {
        Self::with(api, api.settings_file()?, None)
    }

    fn with(api: &Api, settings: Settings, lock: Option<Locked>) -> EngineResult<Self> {
        Ok(Self {
            library: settings.library()?,
            settings,
            catalog: Catalog::open(&api.home.catalog())?,
            records: Mutex::new(Records::open(&api.home.records())?),
            clock: api.clock.clone(),
            secrets: api.secrets.clone(),
            reached: Reached::default(),
            last_look: api.home.last_look(),
            lock,
        })
    }

    fn context<'a>(&'a self, monitor: &'a dyn Monitor) -> Context<'a> {
        Context {
            library: &self.library,
            library_id: self.settings.library.id.clone(),
            installation: self.settings.installation.clone(),
            host: host_name(),
            program: concat!("ElderPhoto ", env!("CARGO_PKG_VERSION")).into(),
            catalog: &self.catalog,
            records: &self.records,
            clock: &*self.clock,
            monitor,
        }
    }

    /// The enabled places, or those that were named.
    fn targets(&self, names: &[String], watcher: &Watcher) -> EngineResult<Vec<Target>> {
        let chosen: Vec<&PlaceSettings> = if names.is_empty() {
            self.settings.places.iter().filter(|p| p.enabled).collect()
        } else {
            let find = |name: &String| {
                self.settings.place(name).ok_or_else(|| Error::coded(Code::PlaceUnknown, name))
            };
            names.iter().map(find).collect::<EngineResult<_>>()?
        };
        if chosen.is_empty() {
            let code = if self.settings.places.is_empty() { Code::NoPlaces } else { Code::PlacesOff };
            return Err(Error::coded(code, "no place to work with"));
        }
        Ok(chosen.into_iter().map(|place| self.target(place, watcher)).collect())
    }

    fn target(&self, place: &PlaceSettings, watcher: &Watcher) -> Target {
        let (settings, secrets, watcher) = (place.clone(), self.secrets.clone(), watcher.clone());
        let reached = self.reached.clone();
        let open = move || {
            let store = open_store(&settings, &secrets, &watcher)?;
            let mut reached = reached.lock().unwrap_or_else(PoisonError::into_inner);
            reached.insert(settings.location_id.as_str().to_owned(), store.clone());
            Ok(store)
        };
        Target {
            name: place.name.clone(),
            open: Box::new(open),
            expected: self.settings.expected(place),
            take_over: place.use_existing,
        }
    }

    /// Free room at a place that was opened before; not told for others.
    fn free_bytes(&self, place: &PlaceSettings) -> Option<u64> {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        let store = reached.get(place.location_id.as_str()).cloned();
        drop(reached);
        store?.space().ok().flatten().map(|space| space.free_bytes)
    }
}

fn open_store(
    place: &PlaceSettings,
    secrets: &Arc<dyn Secrets>,
    watcher: &Watcher,
) -> EngineResult<Arc<dyn Store>> {
    let store: Arc<dyn Store> = match place.sftp() {
        Some(far) => far::open(place, place.capabilities(far.capabilities()), secrets, watcher)?,
        None => {
            let path = place.local_path().unwrap_or_default();
            folder::answers(&path, &|| watcher.cancelled())?;
            let usual = FolderStore::open(&path)?.capabilities();
            Arc::new(FolderStore::open_with(&path, place.capabilities(usual))?)
        }
    };
    let Some(limit_mb_s) = place.limit_mb_s.filter(|limit| *limit > 0) else { return Ok(store) };
    let watcher = watcher.clone();
    let is_stopped = Arc::new(move || watcher.cancelled());
    Ok(Arc::new(Limited::new(store, limit_mb_s.saturating_mul(1_000_000), is_stopped)))
}

fn host_name() -> String {
    let name = rustix::system::uname();
    name.nodename().to_string_lossy().into_owned()
}

/// Runs a command with the databases open. A catalog that turns out damaged on the way is set
/// aside, and the command is done once more with a new one.
fn with_open<T>(
    api: &Api,
    open: fn(&Api) -> EngineResult<Open>,
    work: impl Fn(&Open) -> EngineResult<T>,
) -> Answer<T> {
    let attempt = || open(api).and_then(|open| work(&open));
    let result = match attempt() {
        Err(Error::Database(e)) if catalog::is_damage(&e) => {
            catalog::set_aside(&api.home.catalog()).and_then(|()| attempt())
        }
        other => other,
    };
    result.map_err(|e| explain(api, &e))
}

/// The failure with what can be told of it: which folder, which name.
fn explain(api: &Api, error: &Error) -> Failure {
    let words = match error.code() {
        Code::LibraryMissing | Code::LibraryEmpty | Code::LibraryUnreadable => api
            .library()
            .ok()
            .and_then(|l| failing_folder(api, &l))
            .map_or_else(Words::new, |f| Words::new().path(f)),
        Code::PlaceUnknown | Code::SettingUnknown | Code::SnapshotUnknown | Code::BadArgument => {
            match error {
                Error::Coded { cause, .. } => Words::new().name(cause.clone()),
                _ => Words::new(),
            }
        }
        Code::PlaceSameFolder => match error {
            Error::Coded { cause, .. } => Words::new().place(cause.clone()),
            _ => Words::new(),
        },
        Code::PhotoUnknown => match error {
            Error::Coded { cause, .. } => Words::new().path(cause.clone()),
            _ => Words::new(),
        },
        _ => Words::new(),
    };
    faults::failure_with(error, words)
}

/// Of several photo folders the one that it is about.
fn failing_folder(api: &Api, library: &Library) -> Option<String> {
    let catalog = Catalog::open(&api.home.catalog()).ok();
    let failing = catalog.as_ref().and_then(|c| look::failing_source(library, c));
    failing.or(library.sources().first()).map(|source| source.path.display().to_string())
}

/// Brings the catalog up to date before it is asked: what the library has now, and, when the
/// catalog was lost, what each place that can be reached has. Does nothing while a run is under way.
#[derive(Default)]
struct Refreshed {
    problems: Vec<elderphoto_engine::problem::Problem>,
    /// Files that were never read and cannot be.
    unreadable: Vec<elderphoto_engine::path::FileKey>,
    /// Links and the like.
    left_out: u64,
    library_error: Option<Error>,
    place_errors: Vec<Option<Error>>,
}

fn refresh(open: &Open, targets: &[Target], watcher: &Watcher) -> EngineResult<Refreshed> {
    let context = open.context(watcher);
    let mut refreshed = Refreshed::default();
    if open.lock.is_some() {
        match look::look(&open.library, &open.catalog, watcher) {
            Ok(looked) => {
                refreshed.problems = looked.problems;
                refreshed.left_out = looked.left_out.len() as u64;
                refreshed.unreadable = look::unreadable(&open.library, &open.catalog, watcher)?;
            }
            Err(e) if is_about_library(&e) => refreshed.library_error = Some(e),
            Err(e) => return Err(e),
        }
    } else if let Err(e) = look::check_sources(&open.library, &open.catalog) {
        refreshed.library_error = Some(e);
    }
    refreshed.place_errors = elderphoto_engine::backup::meet_all(&context, targets, open.lock.is_some())?;
    Ok(refreshed)
}

/// Something was just written to the photo folders, or taken away from them: what is asked next knows of it.
/// It is done either way; where the folders cannot be looked at, the next look says so.
fn look_again(open: &Open) {
    let seen = elderphoto_engine::backup::look::look(&open.library, &open.catalog, &Watcher::silent());
    if let Err(e) = seen {
        tracing::warn!("the photo folders could not be looked at again: {e}");
    }
}

fn is_about_library(e: &Error) -> bool {
    matches!(e.code(), Code::LibraryMissing | Code::LibraryEmpty | Code::LibraryUnreadable)
}
