//! Putting back: from what the page wishes to a request, what it would do in words, and what of it may be
//! shown in the file manager.

use super::{Window, limits};
use crate::commands::{Answer, Api, exact_path};
use crate::faults;
use crate::requests::{RestoreRequest, RestoreTarget};
use crate::say;
use crate::sentences::{Context, size};
use crate::watcher::Watcher;
use crate::wire::Restore;
use crate::wishes::{PathWish, RestoreTo, RestoreWhat, RestoreWish};
use elderphoto_engine::code::Code;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// Bytes a second that are surely put back from a disk or share, and from far away.
const NEAR_BYTES_A_SECOND: u64 = 40_000_000;
const FAR_BYTES_A_SECOND: u64 = 4_000_000;
/// What each file costs beside its bytes.
const FILES_A_SECOND: u64 = 50;

/// What the file manager is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reveal(pub PathBuf);

impl Window {
    pub(super) fn restore_request(&self, wish: &RestoreWish, dry_run: bool) -> Answer<RestoreRequest> {
        limits::some_names(wish.at.as_deref())?;
        limits::some_names(wish.place.as_deref())?;
        let to = match &wish.to {
            RestoreTo::Home {} => RestoreTarget::Home,
            RestoreTo::Folder { folder } => self.folders.get(folder)?.into(),
        };
        let (at, place) = (wish.at.clone(), wish.place.clone());
        let mut request = RestoreRequest { at, place, to, dry_run, ..RestoreRequest::default() };
        match &wish.what {
            RestoreWhat::Photos { paths } => {
                limits::paths(paths)?;
                request.paths = match wish.at {
                    None => self.api().with_what_belongs(paths)?,
                    Some(_) => paths.iter().map(|path| exact_bytes(path)).collect::<Answer<_>>()?,
                };
            }
            RestoreWhat::Version { path, sha256 } => {
                limits::path(path)?;
                limits::name(sha256)?;
                request.versions = vec![(exact_bytes(path)?, sha256.clone())];
            }
            RestoreWhat::Folder { path } => {
                limits::path(path)?;
                request.all = path.is_empty();
                request.paths = if path.is_empty() { vec![] } else { self.api().folders_of(path)? };
            }
            RestoreWhat::Year { year } => request.year = Some(*year),
            RestoreWhat::Everything {} => request.all = true,
        }
        Ok(request)
    }

    /// From now on what this restore writes may be shown.
    pub(super) fn note_revealable(&self, request: &RestoreRequest) -> Answer<()> {
        let folders = self.api().restore_folders(&request.to)?;
        *self.revealable.lock().unwrap_or_else(PoisonError::into_inner) = folders;
        Ok(())
    }

    /// `show_in_folder`: where a path of the last restore is, for the file manager. `path` is one that the
    /// restore told (`Restore.to`, or a photo's path below it).
    pub fn reveal(&self, wish: PathWish) -> Answer<Reveal> {
        limits::path(&wish.path)?;
        let unknown = || faults::refused(Code::PhotoUnknown, Context::new().path(wish.path.clone()));
        let mut revealable = self.revealable.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Also what a command had put back here, or another process of this home.
        let last = self.desk.activities().last.and_then(|last| last.restore);
        revealable.extend(last.map(|restore| PathBuf::from(restore.to)));
        let asked = Path::new(&wish.path);
        let is_plain = |path: &Path| {
            path.components()
                .all(|c| matches!(c, std::path::Component::Normal(_) | std::path::Component::RootDir))
        };
        if !is_plain(asked) {
            return Err(unknown());
        }
        // A relative path is joined to the folder, an absolute one stands for itself.
        let found = revealable.iter().map(|folder| (folder, folder.join(asked)));
        let mut found = found.filter(|(folder, path)| path.starts_with(folder) && path.exists());
        found.next().map(|(_, path)| Reveal(path)).ok_or_else(unknown)
    }
}

fn exact_bytes(path: &str) -> Answer<Vec<u8>> {
    let bytes = exact_path(path).map(|path| path.as_bytes().to_vec());
    bytes.map_err(|e| faults::failure_with(&e, Context::new().path(path)))
}

/// What would be put back, with the words for it.
pub(super) fn plan(api: &Api, request: RestoreRequest) -> Answer<Restore> {
    let is_home = request.to == RestoreTarget::Home;
    let mut plan = api.restore(request, &Watcher::silent())?;
    let from = plan.from.first();
    let is_far = api.places()?.places.iter().any(|place| place.remote && Some(&place.name) == from);
    plan.sentence = Some(foretold(&plan, is_home, is_far));
    Ok(plan)
}

/// "Nothing is missing" is said only where everything was found.
fn foretold(plan: &Restore, is_home: bool, is_far: bool) -> String {
    let mut said = Vec::new();
    if plan.restored > 0 {
        let from = plan.from.first().cloned().unwrap_or_default();
        let left = takes(plan.restored, plan.restored_bytes, is_far);
        said.push(say!(
            "plan",
            count = plan.restored,
            size = size(plan.restored_bytes),
            from = from,
            left = left
        ));
    } else if plan.problems.is_empty() {
        said.push(say!("plan-nothing"));
    } else if plan.already_there > 0 {
        said.push(say!("plan-there", count = plan.already_there));
    }
    if !plan.problems.is_empty() {
        said.push(say!("plan-not-found", count = plan.problems.len()));
    }
    if is_home && plan.restored > 0 {
        said.push(say!("plan-home"));
    }
    said.join(" ")
}

fn takes(files: u64, bytes: u64, is_far: bool) -> String {
    let rate = if is_far { FAR_BYTES_A_SECOND } else { NEAR_BYTES_A_SECOND };
    match bytes / rate + files / FILES_A_SECOND {
        0..60 => say!("plan-takes-moment"),
        seconds @ 60..5_400 => say!("plan-takes-minutes", minutes = seconds.div_ceil(60)),
        seconds => say!("plan-takes-hours", hours = seconds.div_ceil(3_600)),
    }
}
