//! `init` and `settings`.

use super::{Answer, Api, explain};
use crate::faults;
use crate::requests::InitRequest;
use crate::sentences::Context as Words;
use crate::settings::Settings;
use crate::wire::{self, Outcome};
use elderphoto_engine::catalog::Catalog;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::records::Records;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The longest a proof may count: ten years.
const MAX_PROOF_DAYS: u64 = 3_650;

impl Api {
    /// Sets up an installation for these photo folders.
    pub fn init(&self, request: InitRequest) -> Answer<wire::Init> {
        self.check_libraries(&request.libraries)?;
        self.try_init(request).map_err(|e| faults::failure(&e))
    }

    /// Whether these can be the photo folders. Changes nothing.
    pub fn check_libraries(&self, folders: &[PathBuf]) -> Answer<()> {
        for folder in folders {
            let told = |e| faults::failure_with(&e, Words::new().path(folder.display().to_string()));
            check_library(folder).and_then(|()| self.check_apart(folder)).map_err(told)?;
        }
        check_overlap(folders).map_err(|e| faults::failure(&e))
    }

    /// The program's own databases change with every run: they would be copied for ever.
    fn check_apart(&self, folder: &Path) -> EngineResult<()> {
        if is_within(self.home.path(), folder) {
            return Err(Error::coded(Code::HomeInsideLibrary, self.home.path().display()));
        }
        Ok(())
    }

    pub(super) fn try_init(&self, request: InitRequest) -> EngineResult<wire::Init> {
        if self.home.settings().exists() {
            return Err(Error::coded(Code::AlreadySetUp, self.home.path().display()));
        }
        let folders: Vec<PathBuf> = request.libraries;
        let Some(first) = folders.first() else { return Err(Error::coded(Code::BadArgument, "--library")) };
        check_overlap(&folders)?;
        folders.iter().try_for_each(|folder| self.check_apart(folder))?;
        let name = request.name.unwrap_or_else(|| {
            first.file_name().map_or_else(|| "Photos".into(), |n| n.to_string_lossy().into_owned())
        });
        self.home.make()?;
        let lock = self.home.lock()?;
        let settings = Settings::new(name, &folders)?;
        Catalog::open(&self.home.catalog())?;
        Records::open(&self.home.records())?;
        settings.write(&self.home.settings())?;
        drop(lock);
        Ok(wire::Init {
            outcome: Outcome::Completed,
            library_id: settings.library.id.as_str().to_owned(),
            name: settings.library.name,
            libraries: folders.iter().map(|f| f.display().to_string()).collect(),
            home: self.home.path().display().to_string(),
        })
    }

    /// Every setting.
    pub fn settings(&self) -> Answer<wire::SettingsList> {
        let settings = self.settings_file().map_err(|e| explain(self, &e))?;
        Ok(self.list(&settings))
    }

    /// Changes one setting.
    pub fn set_setting(&self, name: &str, value: &str) -> Answer<wire::SettingsList> {
        self.try_set(name, value).map_err(|e| explain(self, &e))
    }

    fn try_set(&self, name: &str, value: &str) -> EngineResult<wire::SettingsList> {
        let _lock = self.lock()?;
        let mut settings = self.settings_file()?;
        let unknown = || Error::coded(Code::SettingUnknown, name);
        match name {
            "proof_days" => {
                let days: u64 = value.parse().map_err(|_| unknown())?;
                if !(1..=MAX_PROOF_DAYS).contains(&days) {
                    return Err(unknown());
                }
                settings.proof_days = days;
            }
            "library_name" if !value.trim().is_empty() => settings.library.name = value.trim().to_owned(),
            _ => return Err(unknown()),
        }
        settings.write(&self.home.settings())?;
        Ok(self.list(&settings))
    }

    fn list(&self, settings: &Settings) -> wire::SettingsList {
        let mut list: BTreeMap<String, serde_json::Value> = BTreeMap::new();
        list.insert("library_name".into(), settings.library.name.clone().into());
        list.insert("proof_days".into(), settings.proof_days.into());
        wire::SettingsList { file: self.home.settings().display().to_string(), settings: list }
    }
}

/// No photo is in two of them.
fn check_overlap(folders: &[PathBuf]) -> EngineResult<()> {
    for (i, one) in folders.iter().enumerate() {
        for other in &folders[i + 1..] {
            if is_within(one, other) || is_within(other, one) {
                let both = format!("{} and {}", one.display(), other.display());
                return Err(Error::coded(Code::LibrariesOverlap, both));
            }
        }
    }
    Ok(())
}

pub(super) fn check_library(folder: &Path) -> EngineResult<()> {
    match std::fs::metadata(folder) {
        Ok(meta) if meta.is_dir() => {}
        Ok(_) => return Err(Error::coded(Code::LibraryMissing, "not a folder")),
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(Error::coded(Code::LibraryUnreadable, e));
        }
        Err(e) => return Err(Error::coded(Code::LibraryMissing, e)),
    }
    match std::fs::read_dir(folder) {
        Ok(_) => Ok(()),
        Err(e) => Err(Error::coded(Code::LibraryUnreadable, e)),
    }
}

/// Whether `inner` is `outer` or lies below it, links resolved.
pub(super) fn is_within(inner: &Path, outer: &Path) -> bool {
    resolved(inner).starts_with(resolved(outer))
}

/// The path without links, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) => resolved(parent).join(name),
        (Err(_), ..) => path.to_path_buf(),
    }
}
