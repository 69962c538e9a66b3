//! From paths of the place to paths of the server, and what stands on the way: no folder of ours is
//! entered through a link.

use super::Inner;
use super::explain::{Doing, explain, looking};
use crate::sftp::protocol::{Attributes, Client, Refusal, Request, Ticket};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Stat, StoreError, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use std::sync::PoisonError;

/// No system takes a longer path in one piece (`PATH_MAX`); servers word their refusal in many ways.
const MAX_PATH_BYTES: usize = 4096;
/// Longer names fit nowhere.
const MAX_NAME_BYTES: usize = 255;

pub(super) fn stat_of(of: &Attributes) -> Stat {
    const KIND: u32 = 0o170_000;
    const FOLDER: u32 = 0o040_000;
    const FILE: u32 = 0o100_000;
    let kind = match of.mode.map(|mode| mode & KIND) {
        Some(FILE) => Kind::File,
        Some(FOLDER) => Kind::Folder,
        // What a server will not tell is not trusted.
        _ => Kind::Other,
    };
    let size = if kind == Kind::File { of.size.unwrap_or(0) } else { 0 };
    let mtime = FileTime::from_parts(of.times.map_or(0, |(_, changed)| i64::from(changed)), 0);
    Stat { kind, size, mtime, mode: of.mode.map(|mode| mode & 0o7777) }
}

/// Looks under way, in the order they were asked for.
pub(super) struct Looks(Vec<(RelPath, Ticket)>);

/// A path, and what the server says of it.
pub(super) type Seen = (RelPath, Result<Option<Attributes>, Refusal>);

impl Looks {
    /// Waits for all; fails only when the line does.
    pub(super) fn wait(self) -> Result<Vec<Seen>, Refusal> {
        let see = |(path, ticket): (RelPath, Ticket)| match ticket.attributes_if_there() {
            Err(e @ Refusal::Line(_)) => Err(e),
            seen => Ok((path, seen)),
        };
        self.0.into_iter().map(see).collect()
    }
}

impl Inner {
    /// The path as the server knows it.
    pub(super) fn full(&self, path: &RelPath) -> Vec<u8> {
        let mut full = self.root.clone();
        if !path.is_root() {
            if full.last() != Some(&b'/') {
                full.push(b'/');
            }
            full.extend_from_slice(path.as_bytes());
        }
        full
    }

    fn is_known(&self, folder: &RelPath) -> bool {
        folder.is_root()
            || self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder.as_bytes())
    }

    pub(super) fn know(&self, folder: &RelPath) {
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.as_bytes().to_vec());
    }

    /// Forgets a folder and all below it: it was removed or renamed.
    pub(super) fn forget(&self, folder: &RelPath) {
        self.forget_batch(folder);
        if !self.is_known(folder) {
            return;
        }
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        let below = [folder.as_bytes(), b"/"].concat();
        folders.retain(|known| known != folder.as_bytes() && !known.starts_with(&below));
    }

    /// The folders above `path` and below the root that were not seen yet, the uppermost first.
    fn unknown_above(&self, path: &RelPath) -> Vec<RelPath> {
        let mut unknown = Vec::new();
        let mut at = path.parent();
        while let Some(folder) = at.filter(|f| !self.is_known(f)) {
            at = folder.parent();
            unknown.push(folder);
        }
        unknown.reverse();
        unknown
    }

    /// Sees that every folder above `path` is one; `NotFound` if one is missing.
    pub(super) fn check_above(&self, path: &RelPath) -> StoreResult<()> {
        let unknown = self.unknown_above(path);
        if unknown.is_empty() {
            return Ok(());
        }
        let found = self.pool.look(|link| self.ask_for(&link.client, &unknown)?.wait());
        self.are_folders(path, found.map_err(|e| looking(e, path))?)
    }

    /// What stands under `path`, if every folder above it is one (else `NotFound`): one round trip.
    pub(super) fn look_at(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        let found = self.pool.look(|link| self.begin_look(&link.client, path)?.wait());
        self.looked_at(path, found.map_err(|e| looking(e, path))?)
    }

    /// Asks for the folders above `path` that are not known yet, and for itself.
    pub(super) fn begin_look(&self, client: &Client, path: &RelPath) -> Result<Looks, Refusal> {
        let mut asked = self.unknown_above(path);
        asked.push(path.clone());
        self.ask_for(client, &asked)
    }

    /// Makes of the answers what [`Self::look_at`] gives.
    pub(super) fn looked_at(&self, path: &RelPath, mut found: Vec<Seen>) -> StoreResult<Option<Stat>> {
        let own = found.pop();
        // A server may call a file in a folder's place whatever it likes: the folders come first.
        self.are_folders(path, found)?;
        let own = own.map_or(Ok(None), |(_, own)| own).map_err(|e| looking(e, path))?;
        Ok(own.map(|of| stat_of(&of)))
    }

    fn ask_for(&self, client: &Client, paths: &[RelPath]) -> Result<Looks, Refusal> {
        let ask = |path: &RelPath| {
            let full = self.full(path);
            // The root may be reached by a link: what it leads to is meant.
            let full = if path.is_root() { [&full, &b"/."[..]].concat() } else { full };
            Ok((path.clone(), client.ask(&Request::Lstat { path: &full })?))
        };
        Ok(Looks(paths.iter().map(ask).collect::<Result<_, Refusal>>()?))
    }

    fn are_folders(&self, path: &RelPath, found: Vec<Seen>) -> StoreResult<()> {
        for (folder, found) in found {
            match found.map_err(|e| looking(e, path))?.map(|of| stat_of(&of).kind) {
                Some(Kind::Folder) => self.know(&folder),
                Some(Kind::Other) => return Err(not_plain(&folder)),
                Some(Kind::File) | None => {
                    return Err(StoreError::new(StoreErrorKind::NotFound, path, "no such folder"));
                }
            }
        }
        Ok(())
    }

    /// Sees that every folder above each of `paths` is there, and makes those that are missing.
    pub(super) fn make_above<'p>(
        &self,
        client: &Client,
        paths: impl Iterator<Item = &'p RelPath>,
    ) -> StoreResult<()> {
        let mut unknown: Vec<RelPath> = Vec::new();
        for path in paths {
            check_names(path)?;
            if self.full(path).len() >= MAX_PATH_BYTES {
                return Err(StoreError::new(StoreErrorKind::NameRefused, path, "a path that is too long"));
            }
            for folder in self.unknown_above(path) {
                if !unknown.contains(&folder) {
                    unknown.push(folder);
                }
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let missing = self.missing_of(client, &unknown)?;
        // The server does them in their order: the upper ones are there before the lower.
        let root = RelPath::root();
        let ask = |f: &RelPath| client.ask(&Request::Mkdir { path: &self.full(f) });
        let tickets = missing.iter().map(ask).collect::<Result<Vec<_>, _>>();
        let made: Vec<_> = tickets.map_err(|e| looking(e, &root))?.into_iter().map(|t| t.done()).collect();
        for (folder, made) in missing.iter().zip(made) {
            match made {
                Ok(()) => self.know(folder),
                // Another thread may have been quicker.
                Err(Refusal::Failure(_))
                    if self.missing_of(client, std::slice::from_ref(folder))?.is_empty() => {}
                Err(e) => return Err(explain(self, e, folder, Doing::Making)),
            }
        }
        Ok(())
    }

    /// Which of these folders are not there. One that is there is known from now on; anything else
    /// under that name is refused, and nothing is made below it.
    fn missing_of(&self, client: &Client, folders: &[RelPath]) -> StoreResult<Vec<RelPath>> {
        let root = RelPath::root();
        let ask = |f: &RelPath| client.ask(&Request::Lstat { path: &self.full(f) });
        let tickets = folders.iter().map(ask).collect::<Result<Vec<_>, _>>();
        let mut missing = Vec::new();
        for (folder, ticket) in folders.iter().zip(tickets.map_err(|e| looking(e, &root))?) {
            match ticket.attributes_if_there().map_err(|e| looking(e, folder))?.map(|of| stat_of(&of).kind) {
                Some(Kind::Folder) => self.know(folder),
                Some(_) => return Err(not_plain(folder)),
                None => missing.push(folder.clone()),
            }
        }
        Ok(missing)
    }
}

pub(super) fn not_plain(path: &RelPath) -> StoreError {
    StoreError::new(StoreErrorKind::NotPlain, path, "a link, or something else that is no folder")
}

/// Servers word their refusal of a long name in many ways.
pub(super) fn check_names(path: &RelPath) -> StoreResult<()> {
    if path.is_root() {
        return Err(StoreError::new(StoreErrorKind::NameRefused, path, "the root itself"));
    }
    match path.components().find(|name| name.len() > MAX_NAME_BYTES) {
        Some(name) => {
            let cause = format!("a name of {} bytes", name.len());
            Err(StoreError::new(StoreErrorKind::NameRefused, path, cause))
        }
        None => Ok(()),
    }
}
