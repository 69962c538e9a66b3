//! `place add sftp` and `secret set`: the way to a far machine, set up once.

use super::places::{check_keep, check_medium, check_name, find, info, settle};
use super::{Answer, Api, Open, explain, with_open};
use crate::far;
use crate::faults;
use crate::requests::{AddSftpRequest, SignInRequest};
use crate::secrets::PlaceSecret;
use crate::sentences::Context as Words;
use crate::settings::far::{FarSettings, PORT, SignIn, usual_options};
use crate::settings::{PlaceSettings, Settings};
use crate::wire::{self, Outcome};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::establish;
use elderphoto_stores::sftp::{self, Address, ConnectError, HostKey, SftpStore};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;

impl Api {
    /// Adds a folder of a far machine as a place. Nothing secret is sent before the machine has shown
    /// the key that the request vouches for.
    pub fn add_sftp(&self, request: AddSftpRequest) -> Answer<wire::Places> {
        let words = || {
            let path = String::from_utf8_lossy(&request.path).into_owned();
            Words::new().place(request.name.clone()).path(path)
        };
        let added = with_open(self, Open::to_work, |open| self.try_add_sftp(open, &request));
        added.map_err(|failure| match Code::from_text(&failure.code) {
            // What these say of a name was found out on the way.
            Some(Code::PlaceSameFolder | Code::BadArgument | Code::FingerprintUnreadable) | None => failure,
            Some(code) => faults::reworded(code, words(), failure),
        })
    }

    fn try_add_sftp(&self, open: &Open, request: &AddSftpRequest) -> EngineResult<wire::Places> {
        check_name(&open.settings, &request.name, None)?;
        check_medium(request.medium.as_deref())?;
        request.rules.keep.as_deref().map(check_keep).transpose()?;
        let address = address(request)?;
        check_address(&open.settings, &address)?;
        if let Some(secret) = request.sign_in.secret() {
            check_secret(secret)?;
            if !self.is_written_down(request) {
                self.secrets.check()?;
            }
        }
        let met = far::meet(&address, &usual_options(), request.accept_host_key.as_deref())?;
        let mut made = false;
        let added = self.add_met(open, request, &address, &met, &mut made);
        if made && added.is_err() {
            unmake(&address, request, &met);
        }
        added
    }

    /// Whether a person wrote down this very secret for the place before it was added: it need not be kept then,
    /// and where it stands may be what nobody may write.
    fn is_written_down(&self, request: &AddSftpRequest) -> bool {
        let what = request.sign_in.way().secret();
        match (request.sign_in.secret(), self.secrets.written_down(&request.name, what)) {
            (Some(given), Ok(Some(written))) => given.expose_secret() == written.expose_secret(),
            _ => false,
        }
    }

    /// Adds a place on a machine that is known; tells in `made` whether its folder was made for it.
    fn add_met(
        &self,
        open: &Open,
        request: &AddSftpRequest,
        address: &Address,
        met: &HostKey,
        made: &mut bool,
    ) -> EngineResult<wire::Places> {
        let secret = request.sign_in.secret();
        let (found, capabilities) = {
            let store = connect(address, request, met, made)?;
            let found = establish::look(&store, &open.settings.library.id, request.use_existing)?;
            (found, store.probe()?)
        };
        let pinned = vec![met.clone()];
        let credentials = request.sign_in.credentials()?;
        let store = SftpStore::open_with(address.clone(), credentials, pinned, usual_options(), capabilities)
            .map_err(far::fault)?;
        let location = settle(open, &store, found)?;
        let way = FarSettings::new(address, request.sign_in.way(), request.sign_in.key(), met, &capabilities);
        let mut place =
            PlaceSettings::far(&request.name, way, &address.root, location.location_id, &capabilities);
        place.offsite = request.offsite;
        place.medium.clone_from(&request.medium);
        place.use_existing = request.use_existing;
        request.rules.apply(&mut place);
        if let Some(secret) = secret.filter(|_| !self.is_written_down(request)) {
            self.secrets.set(&far::entry(&place, request.sign_in.way()), secret)?;
        }
        self.note(open, place, &store)
    }

    /// Keeps the password of a far place, or what unlocks its key, in place of what was kept.
    pub fn set_secret(&self, name: &str, secret: &SecretString) -> Answer<wire::SecretKept> {
        let kept = self.try_set_secret(name, secret);
        kept.map_err(|e| match e.code() {
            Code::PlaceUnknown => explain(self, &e),
            _ => faults::failure_with(&e, Words::new().place(name)),
        })
    }

    fn try_set_secret(&self, name: &str, secret: &SecretString) -> EngineResult<wire::SecretKept> {
        let _lock = self.lock()?;
        let settings = self.settings_file()?;
        let place = find(&settings, name)?;
        let Some(way) = place.sftp() else { return Err(Error::coded(Code::SecretNotNeeded, name)) };
        check_secret(secret)?;
        self.secrets.set(&far::entry(place, way.sign_in), secret)?;
        Ok(wire::SecretKept {
            outcome: Outcome::Completed,
            name: place.name.clone(),
            what: way.sign_in.secret().as_str().to_owned(),
        })
    }

    /// From now on a far place is the machine that shows this fingerprint: somebody there vouches for it. It
    /// must be the one that answers now; nothing secret is sent to find out.
    pub fn accept_host_key(&self, name: &str, fingerprint: &str) -> Answer<wire::Places> {
        self.try_accept(name, fingerprint).map_err(|e| match e.code() {
            Code::PlaceUnknown => explain(self, &e),
            _ => faults::failure_with(&e, Words::new().place(name)),
        })
    }

    fn try_accept(&self, name: &str, fingerprint: &str) -> EngineResult<wire::Places> {
        let _lock = self.lock()?;
        let mut settings = self.settings_file()?;
        let place = find(&settings, name)?;
        let (Some(address), Some(way)) = (place.address(), place.sftp()) else {
            return Err(Error::coded(Code::BadArgument, name));
        };
        let met = far::meet(&address, &way.options(), Some(fingerprint))?;
        if let Some(place) = settings.places.iter_mut().find(|p| p.name == name) {
            place.pin(&met);
        }
        settings.write(&self.home.settings())?;
        let place = find(&settings, name)?;
        Ok(wire::Places { outcome: Outcome::Completed, places: vec![info(place)] })
    }

    /// What was kept for a place goes with it. A keyring that is locked does not keep a place.
    pub(super) fn forget_secrets(&self, place: &PlaceSettings) {
        if place.sftp().is_none() {
            return;
        }
        for what in PlaceSecret::ALL {
            if let Err(e) = self.secrets.remove(&far::entry_of(place, what)) {
                tracing::warn!("what was kept for a place that is gone could not be removed: {e}");
                return;
            }
        }
    }
}

impl SignInRequest {
    fn way(&self) -> SignIn {
        match self {
            Self::Password(_) => SignIn::Password,
            Self::UsualKeys | Self::Key { .. } => SignIn::Key,
        }
    }

    pub(super) fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::Password(password) => Some(password),
            Self::Key { passphrase, .. } => passphrase.as_ref(),
            Self::UsualKeys => None,
        }
    }

    fn key(&self) -> Option<&Path> {
        match self {
            Self::Key { file, .. } => Some(file),
            Self::UsualKeys | Self::Password(_) => None,
        }
    }

    fn credentials(&self) -> EngineResult<sftp::Credentials> {
        match self {
            Self::Password(password) => Ok(far::with_password(password.clone())),
            Self::Key { file, passphrase } => far::with_keys(Some(file), passphrase.clone()),
            Self::UsualKeys => far::with_keys(None, None),
        }
    }
}

pub(super) fn address(request: &AddSftpRequest) -> EngineResult<Address> {
    let is_word = |text: &str| {
        !text.is_empty()
            && !text.starts_with('-')
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    let refused = |what: &str| Err(Error::coded(Code::BadArgument, what));
    let port = request.port.unwrap_or(PORT);
    if !is_word(&request.host) {
        return refused("--host");
    }
    if !is_word(&request.user) {
        return refused("--user");
    }
    if port == 0 {
        return refused("--port");
    }
    if request.path.is_empty() || request.path.contains(&0) {
        return refused("--path");
    }
    Ok(Address { host: request.host.clone(), port, user: request.user.clone(), root: request.path.clone() })
}

/// Two places on one folder would be one copy. The same folder by another way is found out by its id.
pub(super) fn check_address(settings: &Settings, address: &Address) -> EngineResult<()> {
    match settings.places.iter().find(|p| p.address().is_some_and(|other| is_same(&other, address))) {
        Some(other) => Err(Error::coded(Code::PlaceSameFolder, &other.name)),
        None => Ok(()),
    }
}

/// Whether two addresses are one folder.
pub(super) fn is_same(one: &Address, other: &Address) -> bool {
    one.host.eq_ignore_ascii_case(&other.host)
        && one.port == other.port
        && trimmed(&one.root) == trimmed(&other.root)
}

fn trimmed(path: &[u8]) -> &[u8] {
    path.strip_suffix(b"/").unwrap_or(path)
}

pub(super) fn check_secret(secret: &SecretString) -> EngineResult<()> {
    let text = secret.expose_secret();
    if text.is_empty() || text.contains(char::is_control) {
        return Err(Error::coded(Code::SecretUnusable, "empty, or with control characters"));
    }
    Ok(())
}

/// Connects; makes the last folder if it is missing, and nothing above it.
pub(super) fn connect(
    address: &Address,
    request: &AddSftpRequest,
    met: &HostKey,
    made: &mut bool,
) -> EngineResult<SftpStore> {
    let open = || -> EngineResult<Result<SftpStore, ConnectError>> {
        let credentials = request.sign_in.credentials()?;
        Ok(SftpStore::open(address.clone(), credentials, vec![met.clone()], usual_options()))
    };
    match open()? {
        Err(ConnectError::FolderMissing { .. }) => {
            let credentials = request.sign_in.credentials()?;
            sftp::make_root(address, &credentials, std::slice::from_ref(met), &usual_options())
                .map_err(far::fault)?;
            *made = true;
            open()?.map_err(far::fault)
        }
        other => other.map_err(far::fault),
    }
}

/// What was made for a place that then was not added goes again, if nothing lies in it.
pub(super) fn unmake(address: &Address, request: &AddSftpRequest, met: &HostKey) {
    let removed = request.sign_in.credentials().and_then(|credentials| {
        sftp::unmake_root(address, &credentials, std::slice::from_ref(met), &usual_options())
            .map_err(far::fault)
    });
    if let Err(e) = removed {
        tracing::warn!("the folder that was made for it stays: {e}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> AddSftpRequest {
        AddSftpRequest {
            name: "dad".into(),
            host: "dad.example.org".into(),
            user: "maria".into(),
            path: b"/srv/photos".to_vec(),
            ..AddSftpRequest::default()
        }
    }

    #[test]
    fn an_address_that_makes_no_sense_is_refused() {
        assert_eq!(address(&request()).unwrap().port, 22);
        for wrong in [
            AddSftpRequest { host: String::new(), ..request() },
            AddSftpRequest { host: "-oProxyCommand=x".into(), ..request() },
            AddSftpRequest { host: "a b".into(), ..request() },
            AddSftpRequest { user: "a\n".into(), ..request() },
            AddSftpRequest { port: Some(0), ..request() },
            AddSftpRequest { path: Vec::new(), ..request() },
            AddSftpRequest { path: b"/a\0b".to_vec(), ..request() },
        ] {
            assert_eq!(address(&wrong).unwrap_err().code(), Code::BadArgument, "{wrong:?}");
        }
    }

    #[test]
    fn a_request_never_shows_its_secret() {
        let secret = || SecretString::from("canary-5f3a");
        for sign_in in [
            SignInRequest::Password(secret()),
            SignInRequest::Key { file: "/k".into(), passphrase: Some(secret()) },
        ] {
            let shown = format!("{:?}", AddSftpRequest { sign_in, ..request() });
            assert!(!shown.contains("canary"), "{shown}");
        }
    }

    #[test]
    fn a_secret_is_one_line_of_text() {
        assert!(check_secret(&SecretString::from("pa ß \"word\"")).is_ok());
        for wrong in ["", "two\nlines", "a\0"] {
            assert_eq!(check_secret(&SecretString::from(wrong)).unwrap_err().code(), Code::SecretUnusable);
        }
    }
}
