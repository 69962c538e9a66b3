//! What goes over the border about far machines: fingerprints, and that a secret is kept. Never a secret.

use super::Outcome;
use serde::{Deserialize, Serialize};

/// Who a far computer says it is, and who it should be.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HostKeyFacts {
    /// What it shows; `place add sftp --accept-host-key` takes the fingerprint.
    pub offered: Fingerprint,
    /// What it was known by; empty at first contact.
    pub known: Vec<Fingerprint>,
}

/// A fingerprint as OpenSSH prints it.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fingerprint {
    /// `ssh-ed25519` and others.
    pub algorithm: String,
    /// `SHA256:…`
    pub fingerprint: String,
}

/// `secret set`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SecretKept {
    /// How it ended.
    pub outcome: Outcome,
    /// The place it is for.
    pub name: String,
    /// `password` or `passphrase`.
    pub what: String,
}
