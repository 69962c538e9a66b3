//! `restore`: which paths are meant, and where they come back to.

use super::setup::is_within;
use super::{Answer, Api, Open, answers, runs, with_open};
use crate::requests::{RestoreRequest, RestoreTarget};
use crate::watcher::Watcher;
use crate::wire;
use elderphoto_engine::code::Code;
use elderphoto_engine::digest::Digest;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::inspect::years;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::restore::receipt::Receipt;
use elderphoto_engine::restore::{self, Report, Request, learned, wanted};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// A folder that photos come back to, and what of their paths it stands for.
struct Destination {
    folder: PathBuf,
    prefix: RelPath,
}

/// What is meant by a request.
struct Meant {
    paths: Vec<RelPath>,
    exact: Vec<(RelPath, Digest)>,
}

impl Api {
    /// Brings photos back.
    pub fn restore(&self, request: RestoreRequest, watcher: &Watcher) -> Answer<wire::Restore> {
        with_open(self, Open::to_work, |open| {
            let begun = open.context(watcher).clock.now();
            let destinations = self.destinations(open, &request.to)?;
            let names: Vec<String> = request.place.iter().cloned().collect();
            let targets = open.targets(&names, watcher)?;
            super::refresh(open, &targets, watcher)?;
            let meant = meant(open, &request)?;
            let mut all = Report::default();
            let receipt = Receipt::at(&self.home().last_restore());
            for destination in &destinations {
                let several = destinations.len() > 1;
                if let Some(wanted) = request_for(open, &request, &meant, destination, several)? {
                    add(
                        &mut all,
                        restore::restore(&open.context(watcher), &targets, &wanted, Some(&receipt))?,
                    );
                }
            }
            let is_library = |d: &Destination| open.library.sources().iter().any(|s| s.path == d.folder);
            if destinations.iter().any(is_library) && all.restored > 0 && !request.dry_run {
                super::look_again(open);
                let learned =
                    learned::learn(&self.home().last_restore(), &open.library, &open.catalog, begun);
                if let Err(e) = learned {
                    tracing::warn!("what came back will be read by the next run: {e}");
                }
            }
            let to = destinations.first().map(|d| d.folder.display().to_string()).unwrap_or_default();
            Ok(answers::restore(&all, request.dry_run, to))
        })
    }

    /// The folders that photos come back to.
    pub(crate) fn restore_folders(&self, to: &RestoreTarget) -> Answer<Vec<PathBuf>> {
        with_open(self, Open::to_know, |open| {
            Ok(self.destinations(open, to)?.into_iter().map(|d| d.folder).collect())
        })
    }

    fn destinations(&self, open: &Open, to: &RestoreTarget) -> EngineResult<Vec<Destination>> {
        match to {
            RestoreTarget::Home => Ok(open
                .library
                .sources()
                .iter()
                .map(|s| Destination { folder: s.path.clone(), prefix: s.prefix.clone() })
                .collect()),
            RestoreTarget::Folder(bytes) => {
                let folder = PathBuf::from(OsString::from_vec(bytes.clone()));
                let ours = open.settings.places.iter().filter_map(|p| p.local_path());
                if ours.chain([self.home.path().to_path_buf()]).any(|ours| is_within(&folder, &ours)) {
                    let why = "inside a place or the program's own folder";
                    return Err(Error::coded(Code::TargetUnusable, why));
                }
                Ok(vec![Destination { folder, prefix: RelPath::root() }])
            }
        }
    }
}

/// The engine's request for what of it belongs into one folder; `None` if nothing does. A photo folder that
/// is away is not made: it would hide the drive that it is on.
fn request_for(
    open: &Open,
    request: &RestoreRequest,
    meant: &Meant,
    destination: &Destination,
    is_one_of_several: bool,
) -> EngineResult<Option<Request>> {
    let prefix = &destination.prefix;
    let within = |path: &RelPath| match path.is_in(prefix) {
        true => Some(path.clone()),
        false => prefix.is_in(path).then(|| prefix.clone()),
    };
    let paths: Vec<RelPath> = meant.paths.iter().filter_map(within).collect();
    let exact: Vec<_> = meant.exact.iter().filter(|(path, _)| path.is_in(prefix)).cloned().collect();
    if paths.is_empty() && exact.is_empty() && (is_one_of_several || request.year.is_some()) {
        return Ok(None);
    }
    if request.to == RestoreTarget::Home && !destination.folder.is_dir() {
        let missing = format!("{} is not there", destination.folder.display());
        return Err(Error::coded(Code::LibraryMissing, missing));
    }
    Ok(Some(Request {
        paths,
        exact,
        at: request.at.as_deref().map(|id| runs::snapshot_id(open, id)).transpose()?,
        to: destination.folder.clone(),
        strip: prefix.clone(),
        elsewhere: match request.place {
            // What one place has is what was asked for.
            Some(_) => Vec::new(),
            None => open.settings.places.iter().map(|p| (p.name.clone(), p.location_id.clone())).collect(),
        },
        dry_run: request.dry_run,
    }))
}

fn add(all: &mut Report, one: Report) {
    all.restored += one.restored;
    all.restored_bytes += one.restored_bytes;
    all.already_there += one.already_there;
    all.renamed.extend(one.renamed);
    all.problems.extend(one.problems);
    for place in one.from {
        if !all.from.contains(&place) {
            all.from.push(place);
        }
    }
}

fn meant(open: &Open, request: &RestoreRequest) -> EngineResult<Meant> {
    let mut exact = Vec::new();
    for (path, sha256) in &request.versions {
        let digest = Digest::from_hex(sha256).ok_or_else(|| Error::coded(Code::PhotoUnknown, sha256))?;
        exact.push((parse(path)?, digest));
    }
    let paths: Vec<RelPath> = match request.all {
        true => vec![RelPath::root()],
        false => request.paths.iter().map(|p| parse(p)).collect::<EngineResult<_>>()?,
    };
    if let Some(year) = request.year {
        exact.extend(of_year(open, request, year)?);
        if exact.is_empty() {
            return Err(Error::coded(Code::PhotoUnknown, year));
        }
    }
    if paths.is_empty() && exact.is_empty() {
        return Err(Error::coded(Code::BadArgument, "PATH"));
    }
    Ok(Meant { paths, exact })
}

/// What was taken in a year: as it is known now, or as it was in a snapshot.
fn of_year(open: &Open, request: &RestoreRequest, year: i32) -> EngineResult<Vec<(RelPath, Digest)>> {
    let mut known = years::contents_of(&open.catalog.reader()?, year)?;
    let Some(at) = &request.at else { return Ok(known) };
    // Which photos are of that year is known now; which content each had then, the snapshot says.
    let id = runs::snapshot_id(open, at)?;
    let watcher = Watcher::silent();
    let names: Vec<String> = request.place.iter().cloned().collect();
    let targets = open.targets(&names, &watcher)?;
    let paths: BTreeSet<RelPath> = known.drain(..).map(|(path, _)| path).collect();
    let mut then = Vec::new();
    wanted::each_of_snapshot(&open.context(&watcher), &targets, &id, &mut |one, _| {
        let path = one.key.to_path();
        if let Some(node) = one.node.filter(|_| paths.contains(&path)) {
            then.push((path, node.sha256));
        }
    })?;
    Ok(then)
}

fn parse(bytes: &[u8]) -> EngineResult<RelPath> {
    let trimmed = bytes.strip_suffix(b"/").unwrap_or(bytes);
    RelPath::parse(trimmed).map_err(|_| Error::coded(Code::PhotoUnknown, String::from_utf8_lossy(bytes)))
}
