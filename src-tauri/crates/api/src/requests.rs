//! What the window and the command line ask for. One struct a command; defaults are the safe ones.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// `init`
#[derive(Debug, Clone, Default)]
pub struct InitRequest {
    /// Photo folders; at least one.
    pub libraries: Vec<PathBuf>,
    /// The library's name; made from the folder's when absent.
    pub name: Option<String>,
}

/// `place add folder`
#[derive(Debug, Clone, Default)]
pub struct AddFolderRequest {
    /// The place's name.
    pub name: String,
    /// Its folder.
    pub path: PathBuf,
    /// Away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    pub medium: Option<String>,
    /// Take over what stands there.
    pub use_existing: bool,
    /// Other rules than the usual ones.
    pub rules: PlaceRules,
}

/// `place add sftp`. Its `Debug` shows no secret.
#[derive(Debug, Clone, Default)]
pub struct AddSftpRequest {
    /// The place's name.
    pub name: String,
    /// The far machine's name or number.
    pub host: String,
    /// Its port; the usual one when `None`.
    pub port: Option<u16>,
    /// Who signs in there.
    pub user: String,
    /// The folder there, as bytes.
    pub path: Vec<u8>,
    /// By what it lets us in.
    pub sign_in: SignInRequest,
    /// The fingerprint (`SHA256:…`) of the key that the machine must show.
    pub accept_host_key: Option<String>,
    /// Away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    pub medium: Option<String>,
    /// Take over what stands there.
    pub use_existing: bool,
    /// Other rules than the usual ones.
    pub rules: PlaceRules,
}

/// Rules of a new place: what is `None` is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceRules {
    /// `all`, `fewer`, `days:N`
    pub keep: Option<String>,
    /// MB/s; 0 for no limit.
    pub limit_mb_s: Option<u64>,
}

/// By what a far machine lets us in.
#[derive(Debug, Clone, Default)]
pub enum SignInRequest {
    /// An agent's keys and the usual key files.
    #[default]
    UsualKeys,
    /// A password, to be kept.
    Password(SecretString),
    /// A key file, and what unlocks it, to be kept.
    Key {
        /// The file.
        file: PathBuf,
        /// Its passphrase, if it has one.
        passphrase: Option<SecretString>,
    },
}

/// `place set`: what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct SetPlaceRequest {
    /// `all`, `fewer`, `days:N`
    pub keep: Option<String>,
    /// MB/s; 0 for no limit.
    pub limit_mb_s: Option<u64>,
    /// Whether runs go there.
    pub enabled: Option<bool>,
    /// Away from home.
    pub offsite: Option<bool>,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    pub medium: Option<String>,
    /// A new name.
    pub rename: Option<String>,
}

/// `backup`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupRequest {
    /// Only these places; all when empty.
    pub places: Vec<String>,
    /// Read every file again instead of trusting size, time and inode.
    pub full: bool,
    /// Check what was copied by reading it again after the run.
    pub verify: bool,
}

/// `verify`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyRequest {
    /// Only these places; all when empty.
    pub places: Vec<String>,
    /// Only so many files, those with the oldest proof first; all when `None`.
    pub sample: Option<u64>,
}

/// `drill`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrillRequest {
    /// Only these places; all when empty.
    pub places: Vec<String>,
    /// How many photos come back from each.
    pub photos: u64,
}

impl DrillRequest {
    /// With these places and as many photos as are usual.
    pub fn with(places: Vec<String>) -> Self {
        Self { places, photos: USUAL_DRILL_PHOTOS }
    }
}

/// So many photos come back for practice unless somebody wants another number.
pub const USUAL_DRILL_PHOTOS: u64 = 12;

/// `photos`
#[derive(Debug, Clone, Default)]
pub struct PhotosRequest {
    /// As they were in this snapshot.
    pub at: Option<String>,
    /// Only those deleted in the library.
    pub deleted: bool,
    /// Part of a path, any case; or with `*` and `?` over the whole path.
    pub pattern: Option<String>,
}

/// `restore`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    /// Files or folders of the library, as bytes; everything when `all`.
    pub paths: Vec<Vec<u8>>,
    /// Everything.
    pub all: bool,
    /// Single contents, the present or an earlier one: path as bytes, SHA-256 in hexadecimal.
    #[serde(default)]
    pub versions: Vec<(Vec<u8>, String)>,
    /// What was taken in this year.
    #[serde(default)]
    pub year: Option<i32>,
    /// Only from this place.
    pub place: Option<String>,
    /// As it was in this snapshot.
    pub at: Option<String>,
    /// Where to.
    pub to: RestoreTarget,
    /// Tell, write nothing.
    pub dry_run: bool,
}

/// Where photos come back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestoreTarget {
    /// The library's own folders: what is missing there is filled in.
    Home,
    /// The folder, as bytes, below which the paths are kept.
    Folder(Vec<u8>),
}

impl Default for RestoreTarget {
    fn default() -> Self {
        Self::Folder(Vec::new())
    }
}

impl From<PathBuf> for RestoreTarget {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder.into_os_string().into_vec())
    }
}
