//! Where passwords are kept: the computer's keyring, or on a server a file that its owner named.
//! Never in the settings, a log, an answer or a command line.

mod file;
mod keyring;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

pub use file::SecretsFile;
pub use keyring::Keyring;

use elderphoto_engine::code::Code;
use elderphoto_engine::error::Error;
use elderphoto_engine::format::location::Id;
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::Arc;

/// Names the file for secrets, where there is no keyring.
pub const FILE_VARIABLE: &str = "ELDERPHOTO_SECRETS_FILE";

/// What a secret of a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceSecret {
    /// Signs in at the far machine.
    Password,
    /// Unlocks the key that signs in there.
    Passphrase,
}

impl PlaceSecret {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Password, Self::Passphrase];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passphrase => "passphrase",
        }
    }
}

/// Which secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// One of a place. The keyring knows the place by its id, so that a new name loses nothing; the
    /// file, which a person writes, by its name.
    Place {
        /// What the place is called now.
        name: String,
        /// Its id.
        location_id: Id,
        /// What it is for.
        what: PlaceSecret,
    },
    /// What someone who asks over HTTP must know.
    HttpToken,
    /// Signs in at the mail server.
    SmtpPassword,
}

/// Why a secret could not be had or kept. No variant ever holds one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// There is no keyring.
    #[error("no keyring: {cause}")]
    KeyringAbsent {
        /// Why.
        cause: String,
    },
    /// It is locked, and nobody unlocked it.
    #[error("the keyring is locked: {cause}")]
    KeyringLocked {
        /// Why.
        cause: String,
    },
    /// It is unlocked and lets this program not in.
    #[error("the keyring refuses: {cause}")]
    KeyringDenied {
        /// Why.
        cause: String,
    },
    /// It failed otherwise.
    #[error("the keyring failed: {cause}")]
    KeyringFailing {
        /// Why.
        cause: String,
    },
    /// Others may read the file, or it is not an ordinary file of this user's own.
    #[error("{}: {cause}", path.display())]
    FileOpen {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: &'static str,
    },
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML, or has something else where a secret should be.
    #[error("{}: {cause}", path.display())]
    FileDamaged {
        /// The file.
        path: PathBuf,
        /// Where, but never what stands there.
        cause: String,
    },
}

impl SecretsError {
    /// What a person's sentence is chosen by.
    pub fn code(&self) -> Code {
        match self {
            Self::KeyringAbsent { .. } => Code::KeyringAbsent,
            Self::KeyringLocked { .. } => Code::KeyringLocked,
            Self::KeyringDenied { .. } => Code::KeyringDenied,
            Self::KeyringFailing { .. } => Code::KeyringFailing,
            Self::FileOpen { .. } => Code::SecretsFileOpen,
            Self::FileUnusable { .. } => Code::SecretsFileUnusable,
            Self::FileDamaged { .. } => Code::SecretsFileDamaged,
        }
    }
}

impl From<SecretsError> for Error {
    fn from(e: SecretsError) -> Self {
        Self::outside(e.code(), e)
    }
}

/// What keeping secrets gives.
pub type Result<T> = std::result::Result<T, SecretsError>;

/// Keeps secrets. Calls may take as long as a person needs to unlock a keyring.
pub trait Secrets: Send + Sync {
    /// The secret, if there is one.
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>>;

    /// The secret that a person wrote down for a place of this name, which need not be there yet. Only a file
    /// knows places by name.
    fn written_down(&self, _place: &str, _what: PlaceSecret) -> Result<Option<SecretString>> {
        Ok(None)
    }

    /// Keeps a secret in place of what was kept.
    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<()>;

    /// Forgets a secret; fine if there is none.
    fn remove(&self, entry: &Entry) -> Result<()>;

    /// Whether [`Secrets::set`] can be expected to work: asked before something is done that needs it
    /// afterwards.
    fn check(&self) -> Result<()>;

    /// A place has another name now.
    fn rename_place(&self, from: &str, to: &str) -> Result<()>;
}

/// The file that [`FILE_VARIABLE`] names, else the computer's keyring.
pub fn usual() -> Arc<dyn Secrets> {
    match std::env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => Arc::new(SecretsFile::new(PathBuf::from(path))),
        None => Arc::new(Keyring),
    }
}
