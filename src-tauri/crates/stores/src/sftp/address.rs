//! Which machine, which folder on it, and the key by which the machine is known.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Whose machine, and which folder on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Its name or number on the network.
    pub host: String,
    /// Its port, mostly 22.
    pub port: u16,
    /// The account.
    pub user: String,
    /// The folder as bytes: absolute, or relative to the account's own folder (`~/x` is `x`).
    pub root: Vec<u8>,
}

impl Address {
    /// The folder as the server is asked for it.
    pub(super) fn asked_root(&self) -> Vec<u8> {
        let relative = self.root.strip_prefix(b"~/").unwrap_or(&self.root);
        if relative.is_empty() || self.root == b"~" { b".".to_vec() } else { relative.to_vec() }
    }
}

/// A server's key as it is pinned: one per algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKey {
    /// As in the key itself: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` …
    pub algorithm: String,
    /// SHA-256 of the key as the server sends it.
    pub sha256: [u8; 32],
}

impl HostKey {
    /// As `ssh` shows it: `SHA256:` and base64 without padding.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(self.sha256))
    }

    /// Reads [`Self::fingerprint`] back.
    pub fn parse_fingerprint(text: &str) -> Option<[u8; 32]> {
        let encoded = text.trim().strip_prefix("SHA256:")?.trim_end_matches('=');
        STANDARD_NO_PAD.decode(encoded).ok()?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_back() {
        let key = HostKey { algorithm: "ssh-ed25519".into(), sha256: [7; 32] };
        assert_eq!(HostKey::parse_fingerprint(&key.fingerprint()), Some(key.sha256));
        for wrong in ["", "MD5:00", "SHA256:", "SHA256:AAAA", "SHA256:!"] {
            assert_eq!(HostKey::parse_fingerprint(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_accounts_own_folder_is_where_relative_paths_begin() {
        let asked = |root: &str| {
            let address = Address { host: "h".into(), port: 22, user: "u".into(), root: root.into() };
            String::from_utf8(address.asked_root()).unwrap()
        };
        assert_eq!(asked("/srv/photos"), "/srv/photos");
        assert_eq!(asked("~/photos"), "photos");
        assert_eq!(asked("photos"), "photos");
        assert_eq!(asked("~"), ".");
        assert_eq!(asked(""), ".");
    }
}
