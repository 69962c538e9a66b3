//! `init --from-env`: a whole family from one file. Everything is looked at first, and nothing is done unless
//! all of it makes sense; then the library is set up and each place added. What is there already is left
//! alone, so that a computer may do it at each start.

mod file;
mod seen;

use super::{Answer, Api};
use crate::env_file::{EnvFile, EnvPlace, Fault, PlaceRequest};
use crate::faults;
use crate::requests::{AddSftpRequest, InitRequest, SignInRequest};
use crate::secrets::PlaceSecret;
use crate::sentences::Context as Words;
use crate::settings::Settings;
use crate::wire::{self, Failure, FamilyPlace, FamilyPlaceState, FamilySetUp, Outcome, Problem};
use elderphoto_engine::code::Code;
use file::{read, wrong};
use seen::{differs, folders, is_this};
use std::path::Path;

impl Api {
    /// Sets up what the file says and is not there yet.
    pub fn init_from_env(&self, file: &Path) -> Answer<FamilySetUp> {
        let text = read(file)?;
        let family = EnvFile::parse(&text).map_err(|found| wrong(file, &found))?;
        let present = self.present()?;
        let mut found = self.seen(&family, present.as_ref());
        if !found.is_empty() {
            found.sort_by_key(Fault::line);
            return Err(wrong(file, &found));
        }
        let is_new = present.is_none();
        let init = match present {
            Some(settings) => self.as_it_is(settings),
            None => self.init(InitRequest {
                libraries: family.libraries.into_iter().map(|(_, path)| path).collect(),
                name: family.name,
            })?,
        };
        let mut places = Vec::new();
        for place in family.places {
            places.push(self.set_up_place(place)?);
        }
        let is_whole = places.iter().all(|place| place.state != FamilyPlaceState::NotAdded);
        let outcome = if is_whole { Outcome::Completed } else { Outcome::Attention };
        let changed = is_new || places.iter().any(|place| place.state == FamilyPlaceState::Added);
        Ok(FamilySetUp { init: wire::Init { outcome, ..init }, changed, places })
    }

    fn present(&self) -> Answer<Option<Settings>> {
        match self.settings_file() {
            Ok(settings) => Ok(Some(settings)),
            Err(e) if e.code() == Code::NotSetUp => Ok(None),
            Err(e) => Err(super::explain(self, &e)),
        }
    }

    fn as_it_is(&self, settings: Settings) -> wire::Init {
        wire::Init {
            outcome: Outcome::Completed,
            library_id: settings.library.id.as_str().to_owned(),
            libraries: folders(&settings).iter().map(|path| path.display().to_string()).collect(),
            name: settings.library.name,
            home: self.home.path().display().to_string(),
        }
    }

    /// Adds the place unless it is there. What only this place lacks keeps no other from being added.
    fn set_up_place(&self, place: EnvPlace) -> Answer<FamilyPlace> {
        let name = place.request.name().to_owned();
        let settings = self.settings_file().map_err(|e| super::explain(self, &e))?;
        if let Some(there) = settings.places.iter().find(|there| is_this(there, &place.request)) {
            let differs = differs(there, &place.request);
            return Ok(FamilyPlace { name, state: FamilyPlaceState::Present, differs, problem: None });
        }
        let added = match place.request {
            PlaceRequest::Folder(folder) => self.add_folder(folder),
            PlaceRequest::Sftp(far) => self.add_with_written_secret(far),
        };
        let (state, problem) = match added {
            Ok(_) => (FamilyPlaceState::Added, None),
            Err(failure) => (FamilyPlaceState::NotAdded, Some(problem_at(&name, failure))),
        };
        Ok(FamilyPlace { name, state, differs: Vec::new(), problem })
    }

    /// With the password or passphrase that stands in the file for secrets, if one does.
    fn add_with_written_secret(&self, far: AddSftpRequest) -> Answer<wire::Places> {
        let words = |e| faults::failure_with(&e, Words::new().place(&far.name));
        let written = |what| self.secrets.written_down(&far.name, what).map_err(|e| words(e.into()));
        let sign_in = match &far.sign_in {
            SignInRequest::Key { file, passphrase: None } => {
                SignInRequest::Key { file: file.clone(), passphrase: written(PlaceSecret::Passphrase)? }
            }
            SignInRequest::UsualKeys => match written(PlaceSecret::Password)? {
                Some(password) => SignInRequest::Password(password),
                None => SignInRequest::UsualKeys,
            },
            other => other.clone(),
        };
        self.add_sftp(AddSftpRequest { sign_in, ..far })
    }
}

fn problem_at(place: &str, failure: Failure) -> Problem {
    Problem {
        code: failure.code,
        path: String::new(),
        path_b64: None,
        place: Some(place.to_owned()),
        message: failure.message,
        details: failure.details,
        host_key: failure.host_key,
    }
}
