//! How a far machine is reached, as the settings keep it. Never a secret.

use super::path_text::PathText;
use crate::secrets::PlaceSecret;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result};
use elderphoto_engine::store::Capabilities;
use elderphoto_stores::sftp::{Address, HostKey, Options};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The port that is meant when none is named.
pub const PORT: u16 = 22;
/// Sessions at the same time: hides the line's latency, and stays below what servers allow at first
/// contact (`MaxStartups 10`).
const SESSIONS: usize = 4;
/// A machine that is there answers within a few seconds, also over a slow line.
const CONNECT_LIMIT_S: u64 = 15;
/// A line without a byte for so long is dead.
const IDLE_LIMIT_S: u64 = 30;

/// By what the machine lets us in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// A password, kept among the secrets.
    Password,
    /// A key: the named one, or an agent's and the usual ones.
    Key,
}

impl SignIn {
    /// The secret that it may need.
    pub const fn secret(self) -> PlaceSecret {
        match self {
            Self::Password => PlaceSecret::Password,
            Self::Key => PlaceSecret::Passphrase,
        }
    }
}

/// A far machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FarSettings {
    /// Its name or number.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who signs in there.
    pub user: String,
    /// By what it lets us in.
    pub sign_in: SignIn,
    /// Connections at the same time, at most; what suits most when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<usize>,
    /// How long connecting may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_limit_s: Option<u64>,
    /// How long a connection may stay without a byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_limit_s: Option<u64>,
    far_copy: bool,
    flush_confirmed: bool,
    parallel: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<PathText>,
    host_keys: Vec<PinnedKey>,
}

/// A key by which the machine is known again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PinnedKey {
    algorithm: String,
    sha256: String,
}

impl PinnedKey {
    fn of(key: &HostKey) -> Self {
        Self { algorithm: key.algorithm.clone(), sha256: key.fingerprint() }
    }
}

impl FarSettings {
    /// A machine that was just met.
    pub fn new(
        address: &Address,
        sign_in: SignIn,
        key: Option<&Path>,
        met: &HostKey,
        found: &Capabilities,
    ) -> Self {
        Self {
            host: address.host.clone(),
            port: address.port,
            user: address.user.clone(),
            sign_in,
            sessions: None,
            connect_limit_s: None,
            idle_limit_s: None,
            far_copy: found.far_copy,
            flush_confirmed: found.flush_confirmed,
            parallel: found.parallel,
            key: key.map(PathText::new),
            host_keys: vec![PinnedKey::of(met)],
        }
    }

    /// The machine is known by this key, and by no other.
    pub fn pin(&mut self, key: &HostKey) {
        self.host_keys = vec![PinnedKey::of(key)];
    }

    /// The key file; without one, an agent and the usual files are tried.
    pub fn key(&self) -> Option<PathBuf> {
        self.key.as_ref().map(PathText::to_path)
    }

    /// The keys by which the machine is known. `Err` when the file was changed by hand and one is no
    /// key: leaving it out would weaken what is checked.
    pub fn host_keys(&self) -> Result<Vec<HostKey>> {
        let read = |pinned: &PinnedKey| match HostKey::parse_fingerprint(&pinned.sha256) {
            Some(sha256) => Ok(HostKey { algorithm: pinned.algorithm.clone(), sha256 }),
            None => Err(Error::coded(Code::SettingsDamaged, format!("host_keys: {:?}", pinned.sha256))),
        };
        self.host_keys.iter().map(read).collect()
    }

    /// How to connect.
    pub fn options(&self) -> Options {
        let seconds = |set: Option<u64>, usual: u64| Duration::from_secs(set.unwrap_or(usual).max(1));
        Options {
            sessions: self.sessions.unwrap_or(SESSIONS).max(1),
            connect_limit: seconds(self.connect_limit_s, CONNECT_LIMIT_S),
            idle_limit: seconds(self.idle_limit_s, IDLE_LIMIT_S),
        }
    }

    /// What was found out about the machine when it was added, names and times aside.
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            time_step_ns: 1_000_000_000,
            far_copy: self.far_copy,
            flush_confirmed: self.flush_confirmed,
            names: Default::default(),
            parallel: self.parallel.max(1),
        }
    }
}

/// How a machine is connected to that is not in the settings yet.
pub fn usual_options() -> Options {
    Options {
        sessions: SESSIONS,
        connect_limit: Duration::from_secs(CONNECT_LIMIT_S),
        idle_limit: Duration::from_secs(IDLE_LIMIT_S),
    }
}
