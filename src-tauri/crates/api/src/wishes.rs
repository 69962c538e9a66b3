//! What the page asks for. Everything is limited, what is not known is refused, and no wish names a path
//! of this computer: folders are tokens that the program gave out.
//!
//! Each command of the window takes its wish as the one argument `request`.

use crate::wire::FolderToken;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// `backup`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct BackupWish {
    /// Only these places; all when empty.
    pub places: Vec<String>,
}

/// `check`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct CheckWish {
    /// The place.
    pub place: String,
    /// Only so many files, those with the oldest proof first.
    #[serde(default)]
    pub sample: Option<u64>,
}

/// `restore`, `restore_plan`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct RestoreWish {
    /// What comes back.
    pub what: RestoreWhat,
    /// As it was in this state of the library (`Snapshot.id`).
    #[serde(default)]
    pub at: Option<String>,
    /// Only from this place.
    #[serde(default)]
    pub place: Option<String>,
    /// Where to.
    pub to: RestoreTo,
}

/// What comes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RestoreWhat {
    /// These photos, each as in [`PathWish`].
    Photos {
        /// Their paths.
        paths: Vec<String>,
    },
    /// One earlier content of a photo (`PhotoVersion`).
    Version {
        /// The photo's path, as in [`PathWish`].
        path: String,
        /// The content.
        sha256: String,
    },
    /// A folder and all below it.
    Folder {
        /// Its path (`FolderChoice.path`).
        path: String,
    },
    /// What was taken in a year.
    Year {
        /// `2024`
        year: i32,
    },
    /// All of it.
    Everything {},
}

/// Where photos come back to. Nothing is ever overwritten.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RestoreTo {
    /// Where they were: fills in what is missing.
    Home {},
    /// Another folder.
    Folder {
        /// The folder.
        folder: FolderToken,
    },
}

/// What a folder is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FolderPurpose {
    /// Photos are in it.
    Library,
    /// Copies shall be in it.
    Place,
    /// Photos shall come back to it.
    Restore,
}

/// `choose_folder`
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ChooseFolderWish {
    /// What for.
    pub purpose: FolderPurpose,
}

/// `check_libraries`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LibrariesWish {
    /// The photo folders.
    pub folders: Vec<FolderToken>,
}

/// `set_up`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SetUpWish {
    /// The photo folders; at least one.
    pub folders: Vec<FolderToken>,
    /// The library's name; made from the folder's when absent.
    #[serde(default)]
    pub name: Option<String>,
}

/// `try_folder`, `add_folder`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct FolderPlaceWish {
    /// The folder.
    pub folder: FolderToken,
    /// What the place is called.
    pub name: String,
    /// Away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    #[serde(default)]
    pub medium: Option<String>,
    /// Take over what stands there.
    pub use_existing: bool,
}

/// `far_host_key`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct FarHostWish {
    /// The far computer's name or number.
    pub host: String,
    /// Its port; the usual one when absent.
    #[serde(default)]
    pub port: Option<u16>,
}

/// `try_far`, `add_far`. Its `Debug` shows no secret, and it is never written anywhere.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct FarPlaceWish {
    /// What the place is called.
    pub name: String,
    /// The far computer's name or number.
    pub host: String,
    /// Its port; the usual one when absent.
    #[serde(default)]
    pub port: Option<u16>,
    /// Who signs in there.
    pub user: String,
    /// The folder there.
    pub path: String,
    /// The password there; the usual keys when absent.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub password: Option<SecretString>,
    /// The fingerprint (`SHA256:…`) that somebody vouches for.
    #[serde(default)]
    pub accept_host_key: Option<String>,
    /// Away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    #[serde(default)]
    pub medium: Option<String>,
    /// Take over what stands there.
    pub use_existing: bool,
}

/// `place_details`, `check_place`, `remove_place`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PlaceWish {
    /// What the place is called.
    pub name: String,
}

/// `set_place`: what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SetPlaceWish {
    /// What the place is called.
    pub name: String,
    /// A new name.
    #[serde(default)]
    pub rename: Option<String>,
    /// Whether runs go there.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Away from home.
    #[serde(default)]
    pub offsite: Option<bool>,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    #[serde(default)]
    pub medium: Option<String>,
    /// How long older versions stay: `all`, `fewer`, `days:N`.
    #[serde(default)]
    pub keep: Option<String>,
}

/// `set_password`. Its `Debug` shows no secret, and it is never written anywhere.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PasswordWish {
    /// What the place is called.
    pub place: String,
    /// The password, or what unlocks the key.
    #[cfg_attr(test, ts(as = "String"))]
    pub password: SecretString,
}

/// `accept_host_key`: somebody there vouches for the computer that answers now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AcceptHostKeyWish {
    /// What the place is called.
    pub place: String,
    /// The fingerprint (`SHA256:…`) it must show.
    pub sha256: String,
}

/// `set_setting`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SettingWish {
    /// Its name.
    pub name: String,
    /// What it shall be.
    pub value: String,
}

/// `photo_page`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct PhotoPageWish {
    /// Words that must all be in the path or the date ("lake july 2019"); everything when empty.
    pub search: String,
    /// Those deleted at home, and only those.
    pub deleted: bool,
    /// As it was in this state of the library (`Snapshot.id`).
    #[serde(default)]
    pub at: Option<String>,
    /// `PhotoPage.next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many, 1 to 200.
    pub limit: u64,
}

/// `photo`, `photo_versions`, `show_in_folder`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PathWish {
    /// Of a photo: its `Photo.path`, or where that is not exact, `//` and its `Photo.path_b64`. For
    /// `show_in_folder`: below the folder of the last restore.
    pub path: String,
}
