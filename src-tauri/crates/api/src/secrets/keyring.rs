//! The computer's keyring: Secret Service on Linux, the Keychain on macOS, Windows' credential store.

use super::{Entry, Result, Secrets, SecretsError};
use ::keyring::Error as KeyringError;
use secrecy::{ExposeSecret, SecretString};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What our entries are filed under.
const SERVICE: &str = "ElderPhoto";
/// A keyring may ask its person for the password; so long, and nobody is there.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// See the module.
#[derive(Debug, Clone, Copy)]
pub struct Keyring;

fn account(entry: &Entry) -> String {
    match entry {
        Entry::Place { location_id, what, .. } => format!("place.{}.{}", location_id.as_str(), what.as_str()),
        Entry::HttpToken => "http.token".into(),
        Entry::SmtpPassword => "smtp.password".into(),
    }
}

/// Runs a call that may wait for a person, on a thread of its own. One that nobody answers is left
/// behind: it has nothing to do any more once it ends.
fn answered<T: Send + 'static>(call: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let (send, receive) = channel();
    let failing = |cause: String| SecretsError::KeyringFailing { cause };
    std::thread::Builder::new()
        .name("keyring".into())
        .spawn(move || drop(send.send(call())))
        .map_err(|e| failing(e.to_string()))?;
    match receive.recv_timeout(ANSWER_LIMIT) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => {
            Err(SecretsError::KeyringLocked { cause: "nobody answered its question".into() })
        }
        Err(RecvTimeoutError::Disconnected) => Err(failing("its thread ended without a word".into())),
    }
}

impl Secrets for Keyring {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>> {
        let account = account(entry);
        answered(move || match platform::entry(SERVICE, &account)?.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(KeyringError::NoEntry) => platform::check_unlocked().map(|()| None),
            Err(e) => Err(platform::explain(e)),
        })
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<()> {
        let (account, secret) = (account(entry), secret.clone());
        answered(move || {
            let entry = platform::entry(SERVICE, &account)?;
            entry.set_password(secret.expose_secret()).map_err(platform::explain)
        })
    }

    fn remove(&self, entry: &Entry) -> Result<()> {
        let account = account(entry);
        answered(move || match platform::entry(SERVICE, &account)?.delete_credential() {
            Ok(()) => Ok(()),
            Err(KeyringError::NoEntry) => platform::check_unlocked(),
            Err(e) => Err(platform::explain(e)),
        })
    }

    fn check(&self) -> Result<()> {
        answered(|| {
            let entry = platform::entry(SERVICE, "check")?;
            entry.set_password("check").map_err(platform::explain)?;
            entry.delete_credential().map_err(platform::explain)
        })
    }

    /// The keyring knows places by their id.
    fn rename_place(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
use super::secret_service as platform;

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod platform {
    //! Keychain and credential store say themselves what is the matter.

    use super::{KeyringError, Result, SecretsError};

    pub fn entry(service: &str, account: &str) -> Result<keyring::Entry> {
        keyring::Entry::new(service, account).map_err(explain)
    }

    pub fn check_unlocked() -> Result<()> {
        Ok(())
    }

    pub fn explain(e: KeyringError) -> SecretsError {
        let cause = e.to_string();
        match e {
            KeyringError::NoDefaultStore => SecretsError::KeyringAbsent { cause },
            KeyringError::NoStorageAccess(_) => SecretsError::KeyringDenied { cause },
            _ => SecretsError::KeyringFailing { cause },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::PlaceSecret;
    use elderphoto_engine::format::location::Id;

    #[test]
    fn a_place_is_known_by_its_id() {
        let location_id = Id::random().unwrap();
        let entry = |name: &str| Entry::Place {
            name: name.into(),
            location_id: location_id.clone(),
            what: PlaceSecret::Password,
        };
        assert_eq!(account(&entry("dad")), account(&entry("Tucson")));
        assert_eq!(account(&entry("dad")), format!("place.{}.password", location_id.as_str()));
    }
}
