//! The folder of this installation: settings, catalog, records; and the lock that lets one run at
//! a time use it.

use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result};
use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where an installation keeps what it knows.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

/// The right to run, given back when it is dropped.
#[derive(Debug)]
pub struct HomeLock(#[allow(dead_code)] File);

impl Home {
    /// The given folder, or the platform's.
    pub fn new(given: Option<PathBuf>) -> Result<Self> {
        match given.or_else(platform_folder) {
            Some(path) => Ok(Self(path)),
            None => Err(Error::coded(Code::HomeUnusable, "neither --home nor a home folder is known")),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// `settings.toml`
    pub fn settings(&self) -> PathBuf {
        self.0.join("settings.toml")
    }

    /// `catalog.sqlite`
    pub fn catalog(&self) -> PathBuf {
        self.0.join("catalog.sqlite")
    }

    /// `records.sqlite`
    pub fn records(&self) -> PathBuf {
        self.0.join("records.sqlite")
    }

    /// `last-look.json`
    pub fn last_look(&self) -> PathBuf {
        self.0.join("last-look.json")
    }

    /// `last-restore.jsonl`: what the last restore wrote, so that it can be undone.
    pub fn last_restore(&self) -> PathBuf {
        self.0.join("last-restore.jsonl")
    }

    /// `logs`: what went on inside, for the helper.
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// `thumbnails`: small pictures, made again when they are missing.
    pub fn thumbnails(&self) -> PathBuf {
        self.0.join("thumbnails")
    }

    /// `engine.sock`, where others reach whoever is at work.
    pub fn socket(&self) -> PathBuf {
        self.0.join("engine.sock")
    }

    /// Makes the folder, for this user only.
    pub fn make(&self) -> Result<()> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.0);
        made.map_err(|e| Error::io(&self.0, e))
    }

    /// Takes the lock; `Busy` when another run has it.
    pub fn lock(&self) -> Result<HomeLock> {
        let path = self.0.join("lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|e| Error::io(&path, e))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(HomeLock(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Error::coded(Code::Busy, "the home is locked")),
            Err(e) => Err(Error::io(&path, e.into())),
        }
    }
}

fn platform_folder() -> Option<PathBuf> {
    let user_home = std::env::var_os("HOME").filter(|h| !h.is_empty()).map(PathBuf::from);
    if cfg!(target_os = "macos") {
        return user_home.map(|h| h.join("Library/Application Support/ElderPhoto"));
    }
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
    data.or_else(|| user_home.map(|h| h.join(".local/share"))).map(|d| d.join("elderphoto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(Some(dir.path().join("home"))).unwrap();
        home.make().unwrap();
        let lock = home.lock().unwrap();
        assert_eq!(home.lock().unwrap_err().code(), Code::Busy);
        drop(lock);
        assert!(home.lock().is_ok());
    }
}
