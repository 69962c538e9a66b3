//! One command, one call of the api, one answer.

use crate::args::{self, Cli, Command, Place, PlaceAdd, Secret, Settings};
use crate::exit::Exit;
use crate::far::{self, Person};
use crate::output::{self, Report, completions, places, settings};
use crate::paths::{absolute, meant};
use crate::progress::Bar;
use crate::secret;
use crate::signals;
use elderphoto_api::requests::{
    AddFolderRequest, BackupRequest, DrillRequest, InitRequest, PhotosRequest, RestoreRequest,
    SetPlaceRequest, VerifyRequest,
};
use elderphoto_api::sentences::{self, Code, Context};
use elderphoto_api::wire::{self, Failure};
use elderphoto_api::{Api, Done, Watcher, Work};
use std::path::PathBuf;

/// Does what was asked for and prints the answer.
pub fn run(cli: Cli) -> Exit {
    let answered = answer(cli.home.map(absolute), cli.command, Person::present(cli.json));
    match answered {
        Ok(report) => output::report(&report, cli.json),
        Err(failure) => output::failure(&failure, cli.json),
    }
}

fn answer(home: Option<PathBuf>, command: Command, person: Option<Person>) -> Result<Report, Failure> {
    let api = || Api::open(home);
    match command {
        Command::Init(args::Init { from_env: Some(file), .. }) => {
            api()?.init_from_env(&absolute(file)).map(Report::new)
        }
        Command::Init(init) => api()?.init(init.into()).map(Report::new),
        Command::Place(place) => answer_place(&api()?, place, person),
        Command::Backup(backup) => {
            let api = api()?;
            watched(|watcher| match api.hand_over(Work::Backup(backup.into()), watcher)? {
                Done::Backup(backup) => Ok(Report::new(backup)),
                other => Err(not_asked_for(&other)),
            })
        }
        Command::Verify(verify) => {
            let api = api()?;
            watched(|watcher| match api.hand_over(Work::Verify(verify.into()), watcher)? {
                Done::Verify(verify) => Ok(Report::new(verify)),
                other => Err(not_asked_for(&other)),
            })
        }
        Command::Drill(drill) => {
            let api = api()?;
            watched(|watcher| match api.hand_over(Work::Drill(drill.into()), watcher)? {
                Done::Drill(drill) => Ok(Report::new(drill)),
                other => Err(not_asked_for(&other)),
            })
        }
        Command::Snapshots(of) => api()?.snapshots(of.place.as_deref()).map(Report::new),
        Command::Photos(photos) => api()?.photos(photos.into()).map(Report::new),
        Command::Restore(restore) => {
            let api = api()?;
            let request = restore_request(&api, restore)?;
            watched(|watcher| match api.hand_over(Work::Restore(request), watcher)? {
                Done::Restore(restore) => Ok(Report::new(restore)),
                other => Err(not_asked_for(&other)),
            })
        }
        Command::Undo => {
            let api = api()?;
            watched(|watcher| match api.hand_over(Work::Undo, watcher)? {
                Done::Undo(undo) => Ok(Report::new(undo)),
                other => Err(not_asked_for(&other)),
            })
        }
        Command::Status => api()?.status().map(Report::new),
        Command::Health => api()?.health().map(Report::new),
        Command::Usage(of) => api()?.usage(of.place.as_deref()).map(Report::new),
        Command::Settings(Settings::Get { name }) => {
            settings::only(api()?.settings()?, name.as_deref()).map(Report::new)
        }
        Command::Settings(Settings::Set { name, value }) => {
            settings::only(api()?.set_setting(&name, &value)?, Some(&name)).map(Report::new)
        }
        Command::Secret(Secret::Set { name, stdin: _ }) => {
            let api = api()?;
            api.set_secret(&name, &secret::from_stdin()?).map(Report::new)
        }
        Command::Completions { shell } => Ok(Report::new(completions::script(shell))),
    }
}

fn answer_place(api: &Api, place: Place, person: Option<Person>) -> Result<Report, Failure> {
    Ok(match place {
        Place::Add(PlaceAdd::Folder(folder)) => Report::new(places::Added(api.add_folder(folder.into())?)),
        Place::Add(PlaceAdd::Sftp(sftp)) => Report::new(places::Added(far::add(api, sftp, person)?)),
        Place::List => Report::new(places::Listed(api.places()?)),
        Place::Check { name } => Report::new(places::Checked(api.check_place(&name)?)),
        Place::Remove { name } => Report::new(places::Removed(api.remove_place(&name)?)),
        Place::Set(set) => {
            let (name, request) = set_request(set);
            Report::new(places::Changed(api.set_place(&name, request)?))
        }
    })
}

/// Whoever was asked answered something else: a fault of the program.
fn not_asked_for(done: &Done) -> Failure {
    Failure {
        code: "internal".to_owned(),
        message: sentences::failure(Code::Internal, &Context::new()),
        details: Some(format!("{done:?}")),
        host_key: None,
    }
}

/// A run that shows how far it is and that Ctrl-C stops.
fn watched<T>(work: impl FnOnce(&Watcher) -> Result<T, Failure>) -> Result<T, Failure> {
    let bar = Bar::new();
    let watcher = bar.watcher();
    let stopping = bar.stopping();
    let stopped = watcher.clone();
    signals::on_stop(move || {
        stopped.cancel();
        stopping();
    });
    work(&watcher)
}

/// The request, with each PATH resolved to the bytes of a name in the library.
fn restore_request(api: &Api, restore: args::Restore) -> Result<RestoreRequest, Failure> {
    let list = || -> Result<Vec<wire::Photo>, Failure> {
        let at = restore.at.clone();
        let mut photos = api.photos(PhotosRequest { at: at.clone(), ..PhotosRequest::default() })?.photos;
        if at.is_none() {
            let deleted = PhotosRequest { deleted: true, ..PhotosRequest::default() };
            photos.extend(api.photos(deleted)?.photos);
        }
        Ok(photos)
    };
    let paths = meant(&restore.paths, list)?;
    Ok(RestoreRequest {
        paths,
        all: restore.all,
        versions: Vec::new(),
        year: None,
        place: restore.place,
        at: restore.at,
        to: absolute(restore.to).into(),
        dry_run: restore.dry_run,
    })
}

fn set_request(set: args::PlaceSet) -> (String, SetPlaceRequest) {
    let args::PlaceSet { name, keep, limit: limit_mb_s, enabled, offsite, medium, rename } = set;
    (name, SetPlaceRequest { keep, limit_mb_s, enabled, offsite, medium, rename })
}

impl From<args::Init> for InitRequest {
    fn from(init: args::Init) -> Self {
        Self { libraries: init.libraries.into_iter().map(absolute).collect(), name: init.name }
    }
}

impl From<args::AddFolder> for AddFolderRequest {
    fn from(folder: args::AddFolder) -> Self {
        let args::AddFolder { name, path, offsite, medium, use_existing } = folder;
        Self { name, path: absolute(path), offsite, medium, use_existing, ..Self::default() }
    }
}

impl From<args::Backup> for BackupRequest {
    fn from(backup: args::Backup) -> Self {
        let args::Backup { places, full, verify } = backup;
        Self { places, full, verify }
    }
}

impl From<args::Verify> for VerifyRequest {
    fn from(verify: args::Verify) -> Self {
        Self { places: verify.places, sample: verify.sample }
    }
}

impl From<args::Drill> for DrillRequest {
    fn from(drill: args::Drill) -> Self {
        let usual = Self::with(drill.places);
        Self { photos: drill.photos.unwrap_or(usual.photos), ..usual }
    }
}

impl From<args::Photos> for PhotosRequest {
    fn from(photos: args::Photos) -> Self {
        let args::Photos { at, deleted, pattern } = photos;
        Self { at, deleted, pattern }
    }
}
