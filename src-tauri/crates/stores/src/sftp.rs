//! Stand-in with the public face of the store for far machines: replaced as a whole by the real one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Capabilities, Listed, Meta, Space, StagedFile, Stat, Store, StoreResult};
use secrecy::SecretString;
use std::io::Read;
use std::time::Duration;

/// Where a far machine is, and the folder on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Name or number of the machine.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who signs in.
    pub user: String,
    /// The folder, as bytes.
    pub root: Vec<u8>,
}

/// What a machine shows to prove who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKey {
    /// `ssh-ed25519` and others.
    pub algorithm: String,
    /// SHA-256 of the key.
    pub sha256: [u8; 32],
}

impl HostKey {
    /// As OpenSSH prints it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(self.sha256))
    }

    /// Reads [`Self::fingerprint`] back.
    pub fn parse_fingerprint(text: &str) -> Option<[u8; 32]> {
        let text = text.strip_prefix("SHA256:")?.trim_end_matches('=');
        STANDARD_NO_PAD.decode(text).ok()?.try_into().ok()
    }
}

/// What proves who we are.
pub struct Credentials {
    /// Private keys, tried in order.
    pub keys: Vec<PrivateKey>,
    /// Whether an agent is asked.
    pub use_agent: bool,
    /// A password.
    pub password: Option<SecretString>,
}

/// A private key.
pub struct PrivateKey {
    /// The file's text.
    pub pem: SecretString,
    /// What it is locked with.
    pub passphrase: Option<SecretString>,
}

/// How to connect.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections at the same time, at most.
    pub sessions: usize,
    /// How long connecting may take.
    pub connect_limit: Duration,
    /// How long a call may wait without a byte.
    pub idle_limit: Duration,
}

/// Why a far place could not be opened. No text of it holds a secret.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// No machine is known by that name.
    #[error("no machine is known as {host}: {cause}")]
    NameNotFound {
        /// The name.
        host: String,
        /// The technical cause.
        cause: String,
    },
    /// There is no way to that machine.
    #[error("no way to {host}: {cause}")]
    Unreachable {
        /// The machine.
        host: String,
        /// The technical cause.
        cause: String,
    },
    /// The machine is there, but nothing listens.
    #[error("{host} refuses connections at port {port}: {cause}")]
    Refused {
        /// The machine.
        host: String,
        /// Its port.
        port: u16,
        /// The technical cause.
        cause: String,
    },
    /// It did not answer in time.
    #[error("no answer in time: {cause}")]
    TimedOut {
        /// The technical cause.
        cause: String,
    },
    /// What answers does not speak SSH, or no kind of it that is safe.
    #[error("what answers is no usable SSH server: {cause}")]
    NotSsh {
        /// The technical cause.
        cause: String,
    },
    /// No key of that server was accepted so far.
    #[error("the server's key is not known: {}", offered.fingerprint())]
    HostKeyUnknown {
        /// What it shows.
        offered: HostKey,
    },
    /// The server shows another key than the accepted one. Nothing secret was sent.
    #[error("the server's key is another one now: {}", offered.fingerprint())]
    HostKeyChanged {
        /// What was accepted.
        pinned: Vec<HostKey>,
        /// What it shows.
        offered: HostKey,
    },
    /// The server does not take the password.
    #[error("the server does not take the password")]
    PasswordWrong,
    /// The server takes none of the keys.
    #[error("the server does not take the key")]
    KeyRefused,
    /// The private key cannot be read.
    #[error("the private key cannot be read: {cause}")]
    KeyUnreadable {
        /// The technical cause.
        cause: String,
    },
    /// The private key is locked and no passphrase was given.
    #[error("the private key needs its passphrase")]
    PassphraseMissing,
    /// The passphrase does not unlock the private key.
    #[error("the passphrase does not unlock the private key")]
    PassphraseWrong,
    /// The key agent of this computer does not answer.
    #[error("no key agent answers")]
    AgentMissing,
    /// Nothing was given to sign in with.
    #[error("nothing to sign in with")]
    NoCredentials,
    /// The server does not offer SFTP.
    #[error("the server offers no file transfer: {cause}")]
    NoSftp {
        /// The technical cause.
        cause: String,
    },
    /// There is no such folder.
    #[error("no folder {path}")]
    FolderMissing {
        /// The folder.
        path: String,
    },
    /// Something stands there that is no folder.
    #[error("{path} is no folder")]
    NotAFolder {
        /// What stands there.
        path: String,
    },
    /// The account may not use that folder.
    #[error("no right to use {path}")]
    PermissionDenied {
        /// The folder.
        path: String,
    },
    /// The connection broke.
    #[error("the connection was lost: {cause}")]
    Lost {
        /// The technical cause.
        cause: String,
    },
}

fn absent() -> ConnectError {
    ConnectError::Unreachable {
        host: String::new(),
        cause: "the store for far machines is not part of this build".into(),
    }
}

/// The key a machine offers.
pub fn host_key(_: &Address, _: &Options) -> Result<HostKey, ConnectError> {
    Err(absent())
}

/// Makes the last folder of the root.
pub fn make_root(_: &Address, _: &Credentials, _: &[HostKey], _: &Options) -> Result<(), ConnectError> {
    Err(absent())
}

/// A folder on a far machine.
pub struct SftpStore(std::convert::Infallible);

/// Ends what a store is waiting for.
#[derive(Clone)]
pub struct Canceller(());

impl Canceller {
    /// Every call under way ends at once.
    pub fn cancel(&self) {
        let () = self.0;
    }
}

impl SftpStore {
    /// Connects.
    pub fn open(_: Address, _: Credentials, _: Vec<HostKey>, _: Options) -> Result<Self, ConnectError> {
        Err(absent())
    }

    /// Connects, with what was found out before.
    pub fn open_with(
        _: Address,
        _: Credentials,
        _: Vec<HostKey>,
        _: Options,
        _: Capabilities,
    ) -> Result<Self, ConnectError> {
        Err(absent())
    }

    /// See [`Canceller`].
    pub fn canceller(&self) -> Canceller {
        match self.0 {}
    }

    /// Whether commands can be run there.
    pub fn has_shell(&self) -> bool {
        match self.0 {}
    }

    /// Finds out by trying what it can hold.
    pub fn probe(&self) -> StoreResult<Capabilities> {
        match self.0 {}
    }
}

impl Store for SftpStore {
    fn capabilities(&self) -> Capabilities {
        match self.0 {}
    }
    fn check_root(&self) -> StoreResult<()> {
        match self.0 {}
    }
    fn stat(&self, _: &RelPath) -> StoreResult<Option<Stat>> {
        match self.0 {}
    }
    fn list(&self, _: &RelPath, _: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> {
        match self.0 {}
    }
    fn open(&self, _: &RelPath, _: u64, _: bool) -> StoreResult<Box<dyn Read + Send>> {
        match self.0 {}
    }
    fn stage(&self, _: &RelPath, _: Option<u64>) -> StoreResult<Box<dyn StagedFile>> {
        match self.0 {}
    }
    fn copy(&self, _: &RelPath, _: &RelPath, _: &Meta) -> StoreResult<()> {
        match self.0 {}
    }
    fn rename(&self, _: &RelPath, _: &RelPath) -> StoreResult<()> {
        match self.0 {}
    }
    fn flush(&self) -> StoreResult<()> {
        match self.0 {}
    }
    fn make_folder(&self, _: &RelPath) -> StoreResult<()> {
        match self.0 {}
    }
    fn remove(&self, _: &RelPath) -> StoreResult<()> {
        match self.0 {}
    }
    fn remove_folder(&self, _: &RelPath) -> StoreResult<bool> {
        match self.0 {}
    }
    fn append(&self, _: &RelPath, _: &[u8]) -> StoreResult<()> {
        match self.0 {}
    }
    fn set_meta(&self, _: &RelPath, _: &Meta) -> StoreResult<()> {
        match self.0 {}
    }
    fn space(&self) -> StoreResult<Option<Space>> {
        match self.0 {}
    }
}
