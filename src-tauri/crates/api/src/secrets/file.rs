//! A TOML file for secrets, for a computer without a keyring. Only its owner may read it.
//!
//! ```toml
//! [place."Dad's, Tucson"]
//! password = "…"
//! ```
//!
//! It is a person's own file: whatever else stands in it, comments too, stays.

use super::{Entry, PlaceSecret, Result, Secrets, SecretsError};
use rustix::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags, Stat};
use secrecy::{ExposeSecret, SecretString};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, value};
use zeroize::Zeroizing;

/// Read and write for the owner; nothing for anyone else.
const OWNER_ONLY: Mode = Mode::from_raw_mode(0o600);
/// A file of secrets is small: more is something else.
const MAX_BYTES: u64 = 1 << 20;

/// See the module.
#[derive(Debug, Clone)]
pub struct SecretsFile(PathBuf);

impl SecretsFile {
    /// The file at `path`. It need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    fn unusable(&self, e: impl Into<std::io::Error>) -> SecretsError {
        SecretsError::FileUnusable { path: self.0.clone(), source: e.into() }
    }

    fn open_to_others(&self, cause: &'static str) -> SecretsError {
        SecretsError::FileOpen { path: self.0.clone(), cause }
    }

    fn damaged(&self, cause: impl Into<String>) -> SecretsError {
        SecretsError::FileDamaged { path: self.0.clone(), cause: cause.into() }
    }

    /// The folder, opened and locked: two programs that write at the same time take turns.
    fn lock(&self) -> Result<Folder> {
        let name = self.0.file_name().ok_or_else(|| self.unusable(std::io::ErrorKind::InvalidInput))?;
        let parent = self.0.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(parent, flags, Mode::empty()).map_err(|e| self.unusable(e))?;
        rustix::fs::flock(&fd, FlockOperation::LockExclusive).map_err(|e| self.unusable(e))?;
        Ok(Folder { fd, name: PathBuf::from(name) })
    }

    fn read(&self, folder: &Folder) -> Result<DocumentMut> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = match rustix::fs::openat(&folder.fd, &folder.name, flags, Mode::empty()) {
            Ok(fd) => fd,
            Err(rustix::io::Errno::NOENT) => return Ok(DocumentMut::new()),
            Err(rustix::io::Errno::LOOP) => return Err(self.open_to_others("a link")),
            Err(e) => return Err(self.unusable(e)),
        };
        self.check_rights(&rustix::fs::fstat(&fd).map_err(|e| self.unusable(e))?)?;
        let mut text = Zeroizing::new(String::new());
        match File::from(fd).take(MAX_BYTES + 1).read_to_string(&mut text) {
            Ok(read) if read as u64 > MAX_BYTES => return Err(self.damaged("too large")),
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => return Err(self.damaged("not UTF-8")),
            Err(e) => return Err(self.unusable(e)),
        }
        // The parser's own words quote the line, and with it the secret.
        text.parse().map_err(|e: toml_edit::TomlError| {
            let line = e.span().map(|span| 1 + text[..span.start].matches('\n').count());
            self.damaged(line.map_or("not TOML".into(), |line| format!("not TOML at line {line}")))
        })
    }

    fn check_rights(&self, stat: &Stat) -> Result<()> {
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(self.open_to_others("not an ordinary file"));
        }
        if stat.st_uid != rustix::process::geteuid().as_raw() {
            return Err(self.open_to_others("owned by another user"));
        }
        if !OWNER_ONLY.contains(Mode::from_raw_mode(stat.st_mode & 0o7777)) {
            return Err(self.open_to_others("its rights are not 0600"));
        }
        Ok(())
    }

    /// A new file takes the old one's name once it is durable.
    fn write(&self, folder: &Folder, document: &DocumentMut) -> Result<()> {
        let put = |new: &Path| -> std::io::Result<()> {
            rustix::fs::renameat(&folder.fd, new, &folder.fd, &folder.name)?;
            Ok(rustix::fs::fsync(&folder.fd)?)
        };
        self.write_beside(folder, document, put)
    }

    /// Writes a new file beside the old one and hands it to `then`, which may take it away.
    fn write_beside(
        &self,
        folder: &Folder,
        document: &DocumentMut,
        then: impl FnOnce(&Path) -> std::io::Result<()>,
    ) -> Result<()> {
        let new = folder.name.with_extension(format!("new-{}", std::process::id()));
        let text = Zeroizing::new(document.to_string());
        let remove = || match rustix::fs::unlinkat(&folder.fd, &new, AtFlags::empty()) {
            Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
            Err(e) => Err(std::io::Error::from(e)),
        };
        let written = || -> std::io::Result<()> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            // One that a killed process of the same number left: it is ours, and the folder is locked.
            remove()?;
            let mut file = File::from(rustix::fs::openat(&folder.fd, &new, flags, OWNER_ONLY)?);
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            then(&new)
        };
        let written = written();
        // What was not taken away must not stay: it may hold a secret.
        written.and(remove()).map_err(|e| self.unusable(e))
    }
}

/// The folder of the file, locked while this lives.
struct Folder {
    fd: OwnedFd,
    name: PathBuf,
}

/// Where a secret stands: the tables above it, and its own key.
fn keys(entry: &Entry) -> (Vec<&str>, &'static str) {
    match entry {
        Entry::Place { name, what, .. } => (vec!["place", name], what.as_str()),
        Entry::HttpToken => (vec!["http"], "token"),
        Entry::SmtpPassword => (vec!["smtp"], "password"),
    }
}

impl SecretsFile {
    fn find(&self, tables: &[&str], key: &str) -> Result<Option<SecretString>> {
        let document = self.read(&self.lock()?)?;
        let mut item = document.as_item();
        for name in tables.iter().chain([&key]) {
            match item.as_table_like() {
                Some(table) => match table.get(name) {
                    Some(found) => item = found,
                    None => return Ok(None),
                },
                None => return Err(self.damaged(format!("nothing can be below {name}'s place"))),
            }
        }
        match item.as_str() {
            Some(secret) => Ok(Some(SecretString::from(secret.to_owned()))),
            None => Err(self.damaged(format!("{}.{key} is no text", tables.join(".")))),
        }
    }
}

impl Secrets for SecretsFile {
    fn get(&self, entry: &Entry) -> Result<Option<SecretString>> {
        let (tables, key) = keys(entry);
        self.find(&tables, key)
    }

    fn written_down(&self, place: &str, what: PlaceSecret) -> Result<Option<SecretString>> {
        self.find(&["place", place], what.as_str())
    }

    fn set(&self, entry: &Entry, secret: &SecretString) -> Result<()> {
        let folder = self.lock()?;
        let mut document = self.read(&folder)?;
        let (tables, key) = keys(entry);
        let mut item = document.as_item_mut();
        for name in &tables {
            let Some(table) = item.as_table_like_mut() else {
                return Err(self.damaged(format!("{} is no table", tables.join("."))));
            };
            let is_outer = *name == "place";
            item = table.entry(name).or_insert_with(|| {
                let mut new = Table::new();
                new.set_implicit(is_outer);
                Item::Table(new)
            });
        }
        let Some(table) = item.as_table_like_mut() else {
            return Err(self.damaged(format!("{} is no table", tables.join("."))));
        };
        table.insert(key, value(secret.expose_secret()));
        self.write(&folder, &document)
    }

    fn remove(&self, entry: &Entry) -> Result<()> {
        let folder = self.lock()?;
        let mut document = self.read(&folder)?;
        let (tables, key) = keys(entry);
        let mut item = document.as_item_mut();
        for name in &tables {
            match item.as_table_like_mut().and_then(|table| table.get_mut(name)) {
                Some(below) => item = below,
                None => return Ok(()),
            }
        }
        match item.as_table_like_mut().and_then(|table| table.remove(key)) {
            Some(_) => self.write(&folder, &document),
            None => Ok(()),
        }
    }

    fn check(&self) -> Result<()> {
        let folder = self.lock()?;
        self.read(&folder)?;
        self.write_beside(&folder, &DocumentMut::new(), |_| Ok(()))
    }

    fn rename_place(&self, from: &str, to: &str) -> Result<()> {
        let folder = self.lock()?;
        let mut document = self.read(&folder)?;
        let Some(places) = document.get_mut("place").and_then(Item::as_table_like_mut) else {
            return Ok(());
        };
        let Some(secrets) = places.remove(from) else { return Ok(()) };
        match places.get_mut(to).and_then(Item::as_table_like_mut) {
            // What somebody wrote there beforehand stays, except for what moves.
            Some(there) => {
                let moved = PlaceSecret::ALL.map(PlaceSecret::as_str);
                for (key, item) in secrets.as_table_like().into_iter().flat_map(|t| t.iter()) {
                    if moved.contains(&key) || there.get(key).is_none() {
                        there.insert(key, item.clone());
                    }
                }
            }
            None => drop(places.insert(to, secrets)),
        }
        self.write(&folder, &document)
    }
}

#[cfg(test)]
mod tests;
