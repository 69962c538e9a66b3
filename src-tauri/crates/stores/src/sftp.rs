//! Stand-in with the public face of the store for far machines: replaced as a whole by the real one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Capabilities, Listed, Meta, Space, StagedFile, Stat, Store, StoreResult};
use secrecy::SecretString;
use std::io::Read;
use std::path::PathBuf;
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

/// Why a far machine cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum ConnectError {
    #[error("name not found: {cause}")]
    NameNotFound { cause: String },
    #[error("unreachable: {cause}")]
    Unreachable { cause: String },
    #[error("refused: {cause}")]
    Refused { cause: String },
    #[error("timed out: {cause}")]
    TimedOut { cause: String },
    #[error("not an SSH server: {cause}")]
    NotSsh { cause: String },
    #[error("host key unknown: {}", offered.fingerprint())]
    HostKeyUnknown { offered: HostKey },
    #[error("host key changed: {}", offered.fingerprint())]
    HostKeyChanged { pinned: Vec<HostKey>, offered: HostKey },
    #[error("password wrong")]
    PasswordWrong,
    #[error("key refused")]
    KeyRefused,
    #[error("key unreadable: {cause}")]
    KeyUnreadable { cause: String },
    #[error("passphrase missing")]
    PassphraseMissing,
    #[error("passphrase wrong")]
    PassphraseWrong,
    #[error("no agent")]
    AgentMissing,
    #[error("no credentials")]
    NoCredentials,
    #[error("no SFTP: {cause}")]
    NoSftp { cause: String },
    #[error("no folder {}", path.display())]
    FolderMissing { path: PathBuf },
    #[error("not a folder {}", path.display())]
    NotAFolder { path: PathBuf },
    #[error("permission denied {}", path.display())]
    PermissionDenied { path: PathBuf },
    #[error("connection lost: {cause}")]
    Lost { cause: String },
}

fn absent() -> ConnectError {
    ConnectError::Unreachable { cause: "the store for far machines is not part of this build".into() }
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
