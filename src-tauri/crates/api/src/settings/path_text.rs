//! Paths in the settings: readable where they are text, exact where they are not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// A path as bytes, written as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PathText {
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
}

impl PathText {
    pub(crate) fn new(path: &Path) -> Self {
        Self::from_bytes(path.as_os_str().as_bytes())
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let path_b64 = std::str::from_utf8(bytes).is_err().then(|| STANDARD.encode(bytes));
        Self { path: String::from_utf8_lossy(bytes).into_owned(), path_b64 }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let exact = self.path_b64.as_ref().and_then(|b| STANDARD.decode(b).ok());
        exact.unwrap_or_else(|| self.path.clone().into_bytes())
    }

    pub(crate) fn to_path(&self) -> PathBuf {
        std::ffi::OsString::from_vec(self.to_bytes()).into()
    }

    /// For people; bytes that are no text show U+FFFD.
    pub(crate) fn readable(&self) -> &str {
        &self.path
    }
}
