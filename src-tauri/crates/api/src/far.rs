//! The way to a far machine: key and password are fetched when it is opened, faults get their codes,
//! and whoever waits for it can be let go.

use crate::secrets::{Entry, PlaceSecret, Secrets};
use crate::settings::PlaceSettings;
use crate::settings::far::{FarSettings, SignIn};
use crate::watcher::Watcher;
use crate::wire;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::monitor::Monitor;
use elderphoto_engine::store::{Capabilities, Store};
use elderphoto_stores::sftp::{Address, ConnectError, Credentials, HostKey, Options, PrivateKey, SftpStore};
use secrecy::{ExposeSecret, SecretString};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How soon one who waits for a connection notices that the run was stopped.
const NOTICE: Duration = Duration::from_millis(50);
/// A private key is small: more is another file.
const MAX_KEY_BYTES: u64 = 64 << 10;
/// The key files that are tried when none is named, as OpenSSH does.
const USUAL_KEYS: [&str; 3] = ["id_ed25519", "id_ecdsa", "id_rsa"];

/// Opens a place on a far machine, with what was found out about it before.
pub fn open(
    place: &PlaceSettings,
    capabilities: Capabilities,
    secrets: &Arc<dyn Secrets>,
    watcher: &Watcher,
) -> EngineResult<Arc<dyn Store>> {
    let (place, secrets) = (place.clone(), secrets.clone());
    let store = unless_stopped(watcher, move || connect(&place, capabilities, &*secrets))?;
    let store = Arc::new(store);
    // Weak: a store whose run is over must not keep its connections until the watcher goes.
    let held = Arc::downgrade(&store);
    watcher.on_stop(move || {
        if let Some(store) = held.upgrade() {
            store.canceller().cancel();
        }
    });
    Ok(store)
}

fn connect(
    place: &PlaceSettings,
    capabilities: Capabilities,
    secrets: &dyn Secrets,
) -> EngineResult<SftpStore> {
    let (Some(far), Some(address)) = (place.sftp(), place.address()) else {
        return Err(Error::internal("the place is not far"));
    };
    let (pinned, options) = (far.host_keys()?, far.options());
    let connect = |credentials| {
        SftpStore::open_with(address.clone(), credentials, pinned.clone(), options.clone(), capabilities)
    };
    if far.sign_in == SignIn::Password {
        let password = needed(place, far, secrets)?;
        return connect(with_password(password)).map_err(fault);
    }
    // The keyring may be locked, and most keys need nothing from it: it is asked only when it must be.
    match connect(with_keys(far.key().as_deref(), None)?) {
        Err(ConnectError::PassphraseMissing) => {
            let passphrase = needed(place, far, secrets)?;
            connect(with_keys(far.key().as_deref(), Some(passphrase))?).map_err(fault)
        }
        other => other.map_err(fault),
    }
}

fn needed(place: &PlaceSettings, far: &FarSettings, secrets: &dyn Secrets) -> EngineResult<SecretString> {
    let entry = entry(place, far.sign_in);
    let missing = || Error::coded(Code::SecretMissing, format!("no {}", far.sign_in.secret().as_str()));
    secrets.get(&entry)?.ok_or_else(missing)
}

/// The secret by which this place is signed in at.
pub fn entry(place: &PlaceSettings, sign_in: SignIn) -> Entry {
    entry_of(place, sign_in.secret())
}

/// A secret of this place.
pub fn entry_of(place: &PlaceSettings, what: PlaceSecret) -> Entry {
    Entry::Place { name: place.name.clone(), location_id: place.location_id.clone(), what }
}

/// Signs in with a password alone.
pub fn with_password(password: SecretString) -> Credentials {
    Credentials { keys: Vec::new(), use_agent: false, password: Some(password) }
}

/// Signs in with the named key; without one, with an agent's keys and the usual files.
pub fn with_keys(key: Option<&Path>, passphrase: Option<SecretString>) -> EngineResult<Credentials> {
    let unlocked = |pem| PrivateKey { pem, passphrase: passphrase.clone() };
    let keys = match key {
        Some(path) => vec![unlocked(read_key(path)?)],
        None => {
            let found = usual_keys().into_iter().filter_map(|path| read_key(&path).ok());
            // One that is locked is the agent's business: a person unlocks it there.
            found.filter(|pem| !is_locked(pem.expose_secret())).map(unlocked).collect()
        }
    };
    Ok(Credentials { keys, use_agent: key.is_none(), password: None })
}

fn usual_keys() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let folder = home.map(|home| home.join(".ssh"));
    folder.iter().flat_map(|folder| USUAL_KEYS.map(|name| folder.join(name))).collect()
}

fn read_key(path: &Path) -> EngineResult<SecretString> {
    let unreadable = |cause: String| {
        Error::outside(
            Code::KeyUnreadable,
            ConnectError::KeyUnreadable { cause: format!("{}: {cause}", path.display()) },
        )
    };
    let file = std::fs::File::open(path).map_err(|e| unreadable(e.to_string()))?;
    let mut text = zeroize::Zeroizing::new(String::new());
    file.take(MAX_KEY_BYTES + 1).read_to_string(&mut text).map_err(|e| unreadable(e.to_string()))?;
    if text.len() as u64 > MAX_KEY_BYTES || !text.contains("PRIVATE KEY") {
        return Err(unreadable("not a private key".into()));
    }
    Ok(SecretString::from(text.as_str()))
}

/// Whether a private key is locked with a passphrase, by the head of its text.
fn is_locked(pem: &str) -> bool {
    if pem.contains("BEGIN ENCRYPTED") || pem.contains("4,ENCRYPTED") {
        return true;
    }
    let Some((_, body)) = pem.split_once("BEGIN OPENSSH PRIVATE KEY-----") else { return false };
    let head: String = body.chars().filter(|c| !c.is_whitespace()).take(32).collect();
    let head = STANDARD.decode(head).unwrap_or_default();
    // The magic, the length of the cipher's name, its name.
    head.strip_prefix(b"openssh-key-v1\0").is_some_and(|rest| !rest.starts_with(b"\0\0\0\x04none"))
}

/// Runs what may wait for a far machine or a locked keyring on a thread of its own. When the run is
/// stopped meanwhile, the thread is left behind: its own limits end it.
fn unless_stopped<T: Send + 'static>(
    watcher: &Watcher,
    work: impl FnOnce() -> EngineResult<T> + Send + 'static,
) -> EngineResult<T> {
    let (send, receive) = channel();
    let thread = std::thread::Builder::new().name("connect".into());
    thread.spawn(move || drop(send.send(work()))).map_err(Error::internal)?;
    loop {
        match receive.recv_timeout(NOTICE) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Timeout) if watcher.cancelled() => return Err(Error::stopped()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::internal("connecting ended without a word"));
            }
        }
    }
}

/// Compares the key that a machine offers with the fingerprint a person vouches for.
pub fn meet(address: &Address, options: &Options, accepted: Option<&str>) -> EngineResult<HostKey> {
    let accepted = match accepted.map(|text| (text, HostKey::parse_fingerprint(text.trim()))) {
        None => None,
        Some((_, Some(sha256))) => Some(sha256),
        Some((text, None)) => return Err(Error::coded(Code::FingerprintUnreadable, text)),
    };
    let offered = elderphoto_stores::sftp::host_key(address, options).map_err(fault)?;
    match accepted {
        None => Err(fault(ConnectError::HostKeyUnknown { offered })),
        Some(sha256) if sha256 == offered.sha256 => Ok(offered),
        Some(sha256) => {
            let named = HostKey { algorithm: offered.algorithm.clone(), sha256 };
            Err(fault(ConnectError::HostKeyChanged { pinned: vec![named], offered }))
        }
    }
}

/// The engine's error for a connection that failed.
pub fn fault(e: ConnectError) -> Error {
    Error::outside(code(&e), e)
}

fn code(e: &ConnectError) -> Code {
    match e {
        ConnectError::NameNotFound { .. } => Code::HostNotFound,
        ConnectError::Unreachable { .. } => Code::HostUnreachable,
        ConnectError::Refused { .. } => Code::ConnectionRefused,
        ConnectError::TimedOut { .. } => Code::PlaceTimedOut,
        ConnectError::NotSsh { .. } => Code::NotSsh,
        ConnectError::HostKeyUnknown { .. } => Code::HostKeyUnknown,
        ConnectError::HostKeyChanged { .. } => Code::HostKeyChanged,
        ConnectError::PasswordWrong => Code::PasswordWrong,
        ConnectError::KeyRefused => Code::KeyRefused,
        ConnectError::PasswordWantedToo => Code::PasswordWantedToo,
        ConnectError::KeyWantedToo => Code::KeyWantedToo,
        ConnectError::KeyUnreadable { .. } => Code::KeyUnreadable,
        ConnectError::PassphraseMissing => Code::PassphraseMissing,
        ConnectError::PassphraseWrong => Code::PassphraseWrong,
        ConnectError::AgentMissing => Code::AgentMissing,
        ConnectError::NoCredentials => Code::CredentialsMissing,
        ConnectError::NoSftp { .. } => Code::NoSftp,
        ConnectError::FolderMissing { .. } => Code::PlaceFolderMissing,
        ConnectError::NotAFolder { .. } => Code::PlaceNotAFolder,
        ConnectError::PermissionDenied { .. } => Code::PlaceNoPermission,
        ConnectError::Lost { .. } => Code::ConnectionLost,
        ConnectError::Cancelled => Code::Stopped,
        // What a later store tells apart is at least a place that cannot be used now.
        _ => Code::PlaceNotConnected,
    }
}

/// What a machine shows, beside what it was known by.
pub fn facts(offered: &HostKey, known: &[HostKey]) -> wire::HostKeyFacts {
    let shown = |key: &HostKey| wire::Fingerprint {
        algorithm: key.algorithm.clone(),
        fingerprint: key.fingerprint(),
    };
    wire::HostKeyFacts { offered: shown(offered), known: known.iter().map(shown).collect() }
}

/// The fingerprints that an error is about, if it is about any.
pub fn host_key_of(error: &Error) -> Option<wire::HostKeyFacts> {
    let Error::Outside { source, .. } = error else { return None };
    match source.downcast_ref::<ConnectError>()? {
        ConnectError::HostKeyUnknown { offered } => Some(facts(offered, &[])),
        ConnectError::HostKeyChanged { pinned, offered } => Some(facts(offered, pinned)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
