//! What a file for `init --from-env` wants, held against this computer and what is set up on it. Only looks.

use super::super::far_places::{address, is_same};
use super::super::setup::{check_library, is_within};
use super::Api;
use crate::env_file::{EnvFile, EnvPlace, Fault, PlaceRequest};
use crate::requests::SignInRequest;
use crate::sentences::{self, Context as Words};
use crate::settings::{PlaceSettings, Settings};
use crate::{say, settings};
use elderphoto_engine::code::Code;
use std::path::{Path, PathBuf};

impl Api {
    /// What does not fit this computer, or what is set up on it already.
    pub(super) fn seen(&self, family: &EnvFile, present: Option<&Settings>) -> Vec<Fault> {
        let mut found = Vec::new();
        match present {
            Some(settings) => found.extend(other_library(family, settings)),
            None => self.see_libraries(family, &mut found),
        }
        for (i, place) in family.places.iter().enumerate() {
            see_place(place, &family.places[..i], family, &mut found);
            found.extend(present.and_then(|settings| other_place(place, settings)));
        }
        found
    }

    fn see_libraries(&self, family: &EnvFile, found: &mut Vec<Fault>) {
        for (i, (line, folder)) in family.libraries.iter().enumerate() {
            if let Err(e) = check_library(folder) {
                let what = sentences::problem(e.code(), &Words::new().path(folder.display().to_string()));
                found.push(Fault::Seen { line: *line, what });
            }
            let touches =
                |(_, other): &&(usize, PathBuf)| is_within(folder, other) || is_within(other, folder);
            if let Some((first, _)) = family.libraries[..i].iter().find(touches) {
                found.push(Fault::Seen {
                    line: *line,
                    what: say!("env-libraries", first = first.to_string()),
                });
            }
            if is_within(self.home.path(), folder) {
                found.push(Fault::Seen { line: *line, what: say!("env-home-inside") });
            }
        }
    }
}

/// The photo folders.
pub(super) fn folders(settings: &Settings) -> Vec<PathBuf> {
    let library = settings.library();
    library.map(|l| l.sources().iter().map(|s| s.path.clone()).collect()).unwrap_or_default()
}

/// The file is about other photos than those that are looked after here.
fn other_library(family: &EnvFile, settings: &Settings) -> Option<Fault> {
    let there = folders(settings);
    let is_same = |one: &Path, other: &Path| is_within(one, other) && is_within(other, one);
    let new = family.libraries.iter().find(|(_, path)| !there.iter().any(|known| is_same(known, path)));
    let gone = || there.iter().any(|known| !family.libraries.iter().any(|(_, path)| is_same(known, path)));
    let line = match new {
        Some((line, _)) => *line,
        None if gone() => family.libraries.first().map_or(0, |(line, _)| *line),
        None => return None,
    };
    let shown = there.first().map_or_else(String::new, |path| path.display().to_string());
    let what = sentences::problem(Code::AlreadySetUp, &Words::new().path(shown));
    Some(Fault::Seen { line, what })
}

/// A place may lie neither in the photo folder nor around it, and no two on one folder.
fn see_place(place: &EnvPlace, earlier: &[EnvPlace], family: &EnvFile, found: &mut Vec<Fault>) {
    let mut tell = |what| found.push(Fault::Seen { line: place.line, what });
    let touches = |one: &Path, other: &Path| is_within(one, other) || is_within(other, one);
    let is_taken = |other: &&EnvPlace| match (&place.request, &other.request) {
        (PlaceRequest::Folder(this), PlaceRequest::Folder(that)) => touches(&this.path, &that.path),
        (PlaceRequest::Sftp(this), PlaceRequest::Sftp(that)) => match (address(this), address(that)) {
            (Ok(this), Ok(that)) => is_same(&this, &that),
            _ => false,
        },
        _ => false,
    };
    if let Some(other) = earlier.iter().find(is_taken) {
        tell(say!("env-same-folder", first = other.line.to_string()));
    }
    if let PlaceRequest::Folder(folder) = &place.request
        && let Some((line, _)) = family.libraries.iter().find(|(_, path)| touches(path, &folder.path))
    {
        tell(say!("env-in-library", first = line.to_string()));
    }
}

/// A place of that name is somewhere else.
fn other_place(place: &EnvPlace, settings: &Settings) -> Option<Fault> {
    if settings.places.iter().any(|there| is_this(there, &place.request)) {
        return None;
    }
    let name = place.request.name().to_lowercase();
    let there = settings.places.iter().find(|there| there.name.to_lowercase() == name)?;
    let what = say!("env-elsewhere", Place = &there.name, path = there.readable_path());
    Some(Fault::Seen { line: place.line, what })
}

/// Whether the place lies where the wanted one would, whatever it is called.
pub(super) fn is_this(there: &PlaceSettings, wanted: &PlaceRequest) -> bool {
    match wanted {
        PlaceRequest::Folder(folder) => there
            .local_path()
            .is_some_and(|path| is_within(&path, &folder.path) && is_within(&folder.path, &path)),
        PlaceRequest::Sftp(far) => match (there.address(), address(far)) {
            (Some(known), Ok(wanted)) => is_same(&known, &wanted),
            _ => false,
        },
    }
}

/// In which words the file says otherwise than what is set up.
pub(super) fn differs(there: &PlaceSettings, wanted: &PlaceRequest) -> Vec<String> {
    let (name, offsite, medium, rules) = match wanted {
        PlaceRequest::Folder(f) => (&f.name, f.offsite, &f.medium, &f.rules),
        PlaceRequest::Sftp(f) => (&f.name, f.offsite, &f.medium, &f.rules),
    };
    let keep = rules.keep.as_deref().unwrap_or(settings::KEEP);
    let limit = rules.limit_mb_s.filter(|limit| *limit > 0);
    let mut found = vec![
        ("NAME", *name != there.name),
        ("OFFSITE", offsite != there.offsite),
        ("MEDIUM", *medium != there.medium),
        ("KEEP", keep != there.keep),
        ("LIMIT", limit != there.limit_mb_s),
    ];
    if let (PlaceRequest::Sftp(far), Some(way)) = (wanted, there.sftp()) {
        let key = match &far.sign_in {
            SignInRequest::Key { file, .. } => Some(file.clone()),
            SignInRequest::UsualKeys | SignInRequest::Password(_) => None,
        };
        found.push(("USER", far.user != way.user));
        found.push(("KEY", key != way.key()));
        let keys = way.host_keys().unwrap_or_default();
        let is_known = |text: &String| keys.iter().any(|key| key.fingerprint() == text.trim_end_matches('='));
        found.push(("ACCEPT_HOST_KEY", !far.accept_host_key.as_ref().is_some_and(is_known)));
    }
    found.into_iter().filter(|(_, other)| *other).map(|(word, _)| word.to_owned()).collect()
}
