//! What an account is opened with. Wiped from memory when it is no longer needed.

use secrecy::SecretString;

/// Tried in the order of the fields, each once.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Private keys.
    pub keys: Vec<PrivateKey>,
    /// Whether the keys of a running agent are tried.
    pub use_agent: bool,
    /// The account's password; also answers when the server asks for it in a dialogue.
    pub password: Option<SecretString>,
}

impl Credentials {
    /// Whether there is nothing to try.
    pub fn is_empty(&self) -> bool {
        !self.has_keys() && self.password.is_none()
    }

    /// Whether there are keys to try.
    pub fn has_keys(&self) -> bool {
        !self.keys.is_empty() || self.use_agent
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(***)")
    }
}

/// A private key.
#[derive(Clone)]
pub struct PrivateKey {
    /// The content of its file.
    pub pem: SecretString,
    /// What it is locked with.
    pub passphrase: Option<SecretString>,
}
