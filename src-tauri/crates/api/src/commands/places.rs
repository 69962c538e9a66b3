//! `place add`, `place list`, `place check`, `place set`, `place remove`.

use super::setup::is_within;
use super::{Answer, Api, Open, explain, open_store, with_open};
use crate::faults;
use crate::requests::{AddFolderRequest, PlaceRules, SetPlaceRequest};
use crate::sentences::Context as Words;
use crate::settings::{MEDIA, PlaceSettings, Settings, is_keep};
use crate::watcher::Watcher;
use crate::wire::{self, Outcome};
use elderphoto_engine::catalog::{held, places};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::establish;
use elderphoto_engine::format::location::{Id, Location, Source};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::place::session::Session;
use elderphoto_engine::place::writer::lock_of;
use elderphoto_engine::store::{Capabilities, Store};
use elderphoto_engine::time::FileTime;
use elderphoto_stores::folder::FolderStore;
use std::path::Path;

impl Api {
    /// Adds a folder as a place.
    pub fn add_folder(&self, request: AddFolderRequest) -> Answer<wire::Places> {
        let words = || Words::new().place(request.name.clone()).path(request.path.display().to_string());
        let added = with_open(self, Open::to_work, |open| self.try_add(open, &request));
        added.map_err(|failure| match Code::from_text(&failure.code) {
            // Whose folder it is was found out on the way.
            Some(Code::PlaceSameFolder) | None => failure,
            Some(code @ (Code::PlaceInsideLibrary | Code::LibraryInsidePlace)) => {
                faults::reworded(code, self.words_on_library(&request), failure)
            }
            Some(code) => faults::reworded(code, words(), failure),
        })
    }

    /// With the photo folder that the wanted one has to do with.
    fn words_on_library(&self, request: &AddFolderRequest) -> Words {
        let words = Words::new().place(request.name.clone());
        let library = self.settings_file().and_then(|settings| settings.library());
        let touches = |source: &Path| is_within(&request.path, source) || is_within(source, &request.path);
        match library.ok().and_then(|l| l.sources().iter().find(|s| touches(&s.path)).cloned()) {
            Some(source) => words.path(source.path.display().to_string()),
            None => words,
        }
    }

    fn try_add(&self, open: &Open, request: &AddFolderRequest) -> EngineResult<wire::Places> {
        check_name(&open.settings, &request.name, None)?;
        check_medium(request.medium.as_deref())?;
        request.rules.keep.as_deref().map(check_keep).transpose()?;
        check_folder(&open.settings, &request.path)?;
        let made = make_folder(&request.path)?;
        let result = self.establish(open, request);
        if result.is_err() && made {
            // What this call made and could not use goes again; with anything in it, it stays.
            let _ = std::fs::remove_dir(&request.path);
        }
        result
    }

    fn establish(&self, open: &Open, request: &AddFolderRequest) -> EngineResult<wire::Places> {
        let store = FolderStore::open(&request.path)?;
        let found = establish::look(&store, &open.settings.library.id, request.use_existing)?;
        let capabilities = store.probe()?;
        let store = FolderStore::open_with(&request.path, capabilities)?;
        let location = settle(open, &store, found)?;
        self.note(open, place_settings(request, location.location_id, &capabilities), &store)
    }

    /// The place is one of ours from now on.
    pub(super) fn note(
        &self,
        open: &Open,
        place: PlaceSettings,
        store: &dyn Store,
    ) -> EngineResult<wire::Places> {
        let mut info = info(&place);
        info.free_bytes = store.space()?.map(|s| s.free_bytes);
        let mut settings = open.settings.clone();
        settings.places.push(place);
        settings.write(&self.home.settings())?;
        Ok(wire::Places { outcome: Outcome::Completed, places: vec![info] })
    }

    /// Every place as it is set up.
    pub fn places(&self) -> Answer<wire::Places> {
        let settings = self.settings_file().map_err(|e| explain(self, &e))?;
        Ok(wire::Places { outcome: Outcome::Completed, places: settings.places.iter().map(info).collect() })
    }

    /// Connects to a place, writes a small file there, reads it back, removes it.
    pub fn check_place(&self, name: &str) -> Answer<wire::Places> {
        with_open(self, Open::to_work, |open| {
            let place = find(&open.settings, name)?;
            let mut info = info(place);
            match try_place(open, place) {
                Ok(tried) => {
                    info.reachable = Some(true);
                    info.free_bytes = tried.free_bytes;
                    info.foreign_files = Some(tried.foreign_files);
                }
                Err(e) => {
                    info.reachable = Some(false);
                    info.problem = Some(faults::place_problem(&e, name));
                }
            }
            let outcome = if info.problem.is_some() { Outcome::Attention } else { Outcome::Completed };
            Ok(wire::Places { outcome, places: vec![info] })
        })
    }

    /// Forgets a place. What is there stays there.
    pub fn remove_place(&self, name: &str) -> Answer<wire::Places> {
        with_open(self, Open::to_work, |open| {
            let place = find(&open.settings, name)?.clone();
            let mut settings = open.settings.clone();
            settings.places.retain(|p| p.name != name);
            settings.write(&self.home.settings())?;
            self.forget_secrets(&place);
            {
                let records = lock_of(&open.records);
                records.forget_snapshots(&place.location_id)?;
                records.forget_all_proofs(&place.location_id)?;
            }
            let conn = open.catalog.write();
            if let Some(row) = places::get(&conn, &place.location_id)? {
                places::forget(&conn, row.no)?;
            }
            Ok(wire::Places { outcome: Outcome::Completed, places: vec![info(&place)] })
        })
    }

    /// Changes the rules of a place.
    pub fn set_place(&self, name: &str, request: SetPlaceRequest) -> Answer<wire::Places> {
        self.try_set_place(name, request).map_err(|e| explain(self, &e))
    }

    fn try_set_place(&self, name: &str, request: SetPlaceRequest) -> EngineResult<wire::Places> {
        let _lock = self.lock()?;
        let mut settings = self.settings_file()?;
        find(&settings, name)?;
        check_medium(request.medium.as_deref())?;
        if let Some(new) = &request.rename {
            check_name(&settings, new, Some(name))?;
        }
        if let Some(keep) = &request.keep {
            check_keep(keep)?;
        }
        let Some(place) = settings.places.iter_mut().find(|p| p.name == name) else {
            return Err(Error::coded(Code::PlaceUnknown, name));
        };
        PlaceRules { keep: request.keep, limit_mb_s: request.limit_mb_s }.apply(place);
        place.enabled = request.enabled.unwrap_or(place.enabled);
        place.offsite = request.offsite.unwrap_or(place.offsite);
        place.medium = request.medium.or_else(|| place.medium.clone());
        if let Some(new) = request.rename {
            if place.sftp().is_some() {
                self.secrets.rename_place(name, &new)?;
            }
            place.name = new;
        }
        let info = info(place);
        settings.write(&self.home.settings())?;
        Ok(wire::Places { outcome: Outcome::Completed, places: vec![info] })
    }
}

/// Whether what was found may be a place of this installation's.
pub(super) fn is_settled(open: &Open, found: &establish::Found) -> EngineResult<()> {
    let establish::Found::Ours(location) = found else { return Ok(()) };
    if location.owner != open.settings.installation {
        return Err(Error::coded(Code::PlaceTakenOver, location.owner.as_str()));
    }
    match open.settings.places.iter().find(|p| p.location_id == location.location_id) {
        Some(other) => Err(Error::coded(Code::PlaceSameFolder, &other.name)),
        None => Ok(()),
    }
}

/// Makes what was found a place of this library's, or says whose it is.
pub(super) fn settle(open: &Open, store: &dyn Store, found: establish::Found) -> EngineResult<Location> {
    is_settled(open, &found)?;
    match found {
        establish::Found::Ours(location) => Ok(*location),
        establish::Found::Free => {
            let wanted = establish::Wanted {
                library_id: open.settings.library.id.clone(),
                library_name: open.settings.library.name.clone(),
                sources: sources(&open.settings)?,
                owner: open.settings.installation.clone(),
                created: open.clock.now(),
            };
            establish::establish(store, wanted)
        }
    }
}

pub(super) fn find<'a>(settings: &'a Settings, name: &str) -> EngineResult<&'a PlaceSettings> {
    settings.place(name).ok_or_else(|| Error::coded(Code::PlaceUnknown, name))
}

pub(super) fn check_name(settings: &Settings, name: &str, except: Option<&str>) -> EngineResult<()> {
    if name.trim().is_empty() || name.chars().any(char::is_control) || name.chars().count() > 100 {
        return Err(Error::coded(Code::BadArgument, "NAME"));
    }
    let lower = name.to_lowercase();
    let taken =
        settings.places.iter().any(|p| Some(p.name.as_str()) != except && p.name.to_lowercase() == lower);
    if taken { Err(Error::coded(Code::PlaceNameTaken, name)) } else { Ok(()) }
}

pub(super) fn check_medium(medium: Option<&str>) -> EngineResult<()> {
    match medium {
        Some(m) if !MEDIA.contains(&m) => Err(Error::coded(Code::BadArgument, "--medium")),
        _ => Ok(()),
    }
}

pub(super) fn check_keep(keep: &str) -> EngineResult<()> {
    if is_keep(keep) { Ok(()) } else { Err(Error::coded(Code::BadArgument, "--keep")) }
}

/// A place may lie neither in the library nor around it, and no two on one folder.
pub(super) fn check_folder(settings: &Settings, path: &Path) -> EngineResult<()> {
    for source in settings.library()?.sources() {
        if is_within(path, &source.path) {
            return Err(Error::coded(Code::PlaceInsideLibrary, source.path.display()));
        }
        if is_within(&source.path, path) {
            return Err(Error::coded(Code::LibraryInsidePlace, source.path.display()));
        }
    }
    for (other, folder) in settings.places.iter().filter_map(|p| Some((p, p.local_path()?))) {
        if is_within(path, &folder) || is_within(&folder, path) {
            return Err(Error::coded(Code::PlaceSameFolder, &other.name));
        }
    }
    Ok(())
}

/// Makes the last folder only: a missing one above it is a disk that is not there.
pub(super) fn make_folder(path: &Path) -> EngineResult<bool> {
    match std::fs::create_dir(path) {
        Ok(()) => Ok(true),
        Err(e) => match e.kind() {
            std::io::ErrorKind::AlreadyExists if path.is_dir() => Ok(false),
            std::io::ErrorKind::PermissionDenied => Err(Error::coded(Code::PlaceNoPermission, e)),
            std::io::ErrorKind::ReadOnlyFilesystem => Err(Error::coded(Code::PlaceReadOnly, e)),
            _ => Err(Error::coded(Code::PlaceFolderMissing, e)),
        },
    }
}

fn sources(settings: &Settings) -> EngineResult<Vec<Source>> {
    let one = |s: &crate::settings::SourceSettings| {
        let prefix = RelPath::parse(s.prefix.as_bytes()).map_err(Error::internal)?;
        Ok(Source { id: s.id.clone(), name: s.name.clone(), prefix })
    };
    settings.library.sources.iter().map(one).collect()
}

fn place_settings(request: &AddFolderRequest, location: Id, capabilities: &Capabilities) -> PlaceSettings {
    let mut place = PlaceSettings::folder(&request.name, &request.path, location, capabilities);
    place.offsite = request.offsite;
    place.medium.clone_from(&request.medium);
    place.use_existing = request.use_existing;
    request.rules.apply(&mut place);
    place
}

impl PlaceRules {
    pub(super) fn apply(&self, place: &mut PlaceSettings) {
        if let Some(keep) = &self.keep {
            place.keep.clone_from(keep);
        }
        if let Some(limit) = self.limit_mb_s {
            place.limit_mb_s = (limit > 0).then_some(limit);
        }
    }
}

pub(super) fn info(place: &PlaceSettings) -> wire::PlaceInfo {
    wire::PlaceInfo {
        name: place.name.clone(),
        kind: place.kind.as_str().into(),
        remote: place.sftp().is_some(),
        ssh_host: place.sftp().map(|far| far.host.clone()),
        ssh_port: place.sftp().map(|far| far.port),
        ssh_user: place.sftp().map(|far| far.user.clone()),
        path: place.readable_path().to_owned(),
        location_id: place.location_id.as_str().to_owned(),
        enabled: place.enabled,
        offsite: place.offsite,
        medium: place.medium.clone(),
        keep: place.keep.clone(),
        limit_mb_s: place.limit_mb_s,
        reachable: None,
        problem: None,
        foreign_files: None,
        free_bytes: None,
    }
}

struct Tried {
    free_bytes: Option<u64>,
    foreign_files: u64,
}

fn try_place(open: &Open, place: &PlaceSettings) -> EngineResult<Tried> {
    let store = open_store(place, &open.secrets, &Watcher::silent())?;
    let no = places::get_or_add(&open.catalog.write(), &place.location_id)?.no;
    let session = Session::open(&place.name, no, store, &open.settings.expected(place))?;
    session.check_owner()?;
    let mtime = FileTime::from_parts(open.clock.now().as_unix(), 0);
    establish::try_write(&*session.store, mtime, &Watcher::silent())?;
    let reader = open.catalog.reader()?;
    let mut statement = reader.prepare(&held::select_all())?;
    let rows = statement.query_map([no], held::read_row)?.map(|r| r.map_err(Error::from));
    let foreign_files = establish::count_foreign(&session, rows)?;
    Ok(Tried { free_bytes: session.store.space()?.map(|s| s.free_bytes), foreign_files })
}
