//! Why a far place could not be opened, told apart as far as a person can act on it.

use super::HostKey;
use std::path::PathBuf;

/// Why a far place could not be opened. Never holds a secret.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// No machine of that name.
    #[error("the name was not found: {cause}")]
    NameNotFound {
        /// The technical cause.
        cause: String,
    },
    /// No way to it.
    #[error("not reachable: {cause}")]
    Unreachable {
        /// The technical cause.
        cause: String,
    },
    /// The machine is there; nothing listens at that port.
    #[error("refused: {cause}")]
    Refused {
        /// The technical cause.
        cause: String,
    },
    /// It did not answer in time.
    #[error("no answer in time: {cause}")]
    TimedOut {
        /// The technical cause.
        cause: String,
    },
    /// Something else listens there.
    #[error("not an SSH server: {cause}")]
    NotSsh {
        /// The technical cause.
        cause: String,
    },
    /// First contact: nothing secret was sent.
    #[error("the host key {} ({}) is not known", offered.fingerprint(), offered.algorithm)]
    HostKeyUnknown {
        /// The key it showed.
        offered: HostKey,
    },
    /// Another key than the one it had: nothing secret was sent.
    #[error("the host key is {} ({}) and was {}", offered.fingerprint(), offered.algorithm, listed(pinned))]
    HostKeyChanged {
        /// The keys it is known by.
        pinned: Vec<HostKey>,
        /// The key it showed.
        offered: HostKey,
    },
    /// The server does not take the password.
    #[error("the password was refused")]
    PasswordWrong,
    /// The server takes none of the keys.
    #[error("the key was refused")]
    KeyRefused,
    /// The server took the key and wants a password as well, which was not given.
    #[error("the key was taken, and a password is wanted too")]
    PasswordWantedToo,
    /// The server took the password and wants a key as well, which was not given.
    #[error("the password was taken, and a key is wanted too")]
    KeyWantedToo,
    /// The key file is none, or of an unknown kind.
    #[error("the key cannot be read: {cause}")]
    KeyUnreadable {
        /// The technical cause.
        cause: String,
    },
    /// The key is locked and no passphrase was given.
    #[error("the key needs a passphrase")]
    PassphraseMissing,
    /// The key is locked with another passphrase.
    #[error("the passphrase is wrong")]
    PassphraseWrong,
    /// No agent answers.
    #[error("no agent answers")]
    AgentMissing,
    /// There is nothing to try.
    #[error("neither key, agent nor password")]
    NoCredentials,
    /// The account has no file transfer.
    #[error("no SFTP: {cause}")]
    NoSftp {
        /// The technical cause.
        cause: String,
    },
    /// The folder is not there.
    #[error("{path:?} is not there")]
    FolderMissing {
        /// The folder.
        path: PathBuf,
    },
    /// Something else stands there.
    #[error("{path:?} is not a folder")]
    NotAFolder {
        /// What stands there.
        path: PathBuf,
    },
    /// The account may not look into the folder.
    #[error("no permission for {path:?}")]
    PermissionDenied {
        /// The folder.
        path: PathBuf,
    },
    /// The connection broke.
    #[error("the connection was lost: {cause}")]
    Lost {
        /// The technical cause.
        cause: String,
    },
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
}

fn listed(keys: &[HostKey]) -> String {
    keys.iter().map(HostKey::fingerprint).collect::<Vec<_>>().join(", ")
}
