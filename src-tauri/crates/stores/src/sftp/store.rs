//! A place on a far machine, as the engine's contract wants it.

mod bulk;
mod commands;
mod commit;
mod explain;
mod files;
mod meta;
mod paths;
mod pool;
mod room;
mod root;
mod staging;
mod time;

use super::protocol::{Refusal, Request, open_flag};
use super::{Address, ConnectError, Credentials, HostKey, Options};
use crate::probe;
use bulk::Bulk;
use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    Capabilities, Kind, Listed, Meta, Move, NameRules, Space, StagedFile, Stat, Store, StoreError,
    StoreErrorKind, StoreResult,
};
use explain::{Doing, explain, looking};
use files::{Staged, attributes_of};
use paths::{check_names, stat_of};
pub use pool::Canceller;
use pool::Pool;
use root::{ask, connect, not_a_folder, of_root};
pub use root::{make_root, unmake_root};
use staging::Staging;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

/// Files up to this length are sent without waiting for the line.
const SMALL_BYTES: usize = 8 << 20;
/// Folders whose times are set by the same two round trips.
const FOLDERS_AT_ONCE: usize = 512;
/// So much is worth all the sessions that the server allows.
const MUCH_BYTES: u64 = 64 << 20;
/// Calls at once that keep a long line full.
const PARALLEL: usize = 16;

/// A place on a far machine.
pub struct SftpStore {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Arc<Pool>,
    /// Absolute, as the server says it.
    root: Vec<u8>,
    /// Folders below the root that were seen to be real ones.
    folders: RwLock<HashSet<Vec<u8>>>,
    staging: Staging,
    bulk: Bulk,
    /// Held by whoever tries whether anything can be written at all.
    trying_room: Mutex<()>,
    capabilities: Capabilities,
}

impl SftpStore {
    /// Connects and looks at the folder, which must be there.
    pub fn open(
        address: Address,
        credentials: Credentials,
        pinned: Vec<HostKey>,
        options: Options,
    ) -> Result<Self, ConnectError> {
        let capabilities = Capabilities {
            // Version 3 of the protocol says no more.
            time_step_ns: 1_000_000_000,
            far_copy: false,
            flush_confirmed: false,
            names: NameRules::default(),
            parallel: PARALLEL,
        };
        Self::open_with(address, credentials, pinned, options, capabilities)
    }

    /// [`Self::open`], with what an earlier [`Self::probe`] found of names and times.
    pub fn open_with(
        address: Address,
        credentials: Credentials,
        pinned: Vec<HostKey>,
        options: Options,
        capabilities: Capabilities,
    ) -> Result<Self, ConnectError> {
        let asked = address.asked_root();
        let pool = connect(address, credentials, pinned, options)?;
        // The root itself may be reached by a link: it is the user's choice.
        let below = [asked.as_slice(), b"/."].concat();
        let found = ask(&pool, |client| {
            let real = client.ask(&Request::Realpath { path: &asked })?;
            let found = client.ask(&Request::Lstat { path: &below })?;
            Ok((real.path()?, found.attributes_if_there()))
        });
        let (root, found) = found.map_err(|e| of_root(e, &asked))?;
        let path = || PathBuf::from(OsStr::from_bytes(&root));
        match found {
            Ok(Some(of)) if stat_of(&of).kind == Kind::Folder => {}
            Ok(Some(_)) | Err(Refusal::Failure(_)) => return Err(ConnectError::NotAFolder { path: path() }),
            Ok(None) => return Err(not_a_folder(&pool, &root)),
            Err(e) => return Err(of_root(e, &root)),
        }
        let extensions = pool.link().map_err(|e| of_root(e.into(), &root))?.client.extensions();
        let capabilities = Capabilities {
            far_copy: extensions.copy_data,
            flush_confirmed: extensions.fsync,
            parallel: PARALLEL,
            ..capabilities
        };
        let (folders, staging, bulk) = (RwLock::default(), Staging::default(), Bulk::default());
        let trying_room = Mutex::default();
        let inner = Inner { pool, root, folders, staging, bulk, trying_room, capabilities };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The means to end every call at once.
    pub fn canceller(&self) -> Canceller {
        self.inner.pool.canceller()
    }

    /// Whether the server has a shell that does the work in bulk; asks it if that is not known yet.
    pub fn has_shell(&self) -> StoreResult<bool> {
        Ok(self.inner.shell()?.is_some())
    }

    /// Finds out by trying which names and times the place can hold.
    pub fn probe(&self) -> StoreResult<Capabilities> {
        let (names, time_step_ns) = probe::probe(self)?;
        Ok(Capabilities { names, time_step_ns, ..self.inner.capabilities })
    }

    fn look<T>(
        &self,
        path: &RelPath,
        look: impl Fn(&super::protocol::Client) -> Result<T, Refusal>,
    ) -> StoreResult<T> {
        ask(&self.inner.pool, look).map_err(|e| looking(e, path))
    }

    /// Does something that changes what is there.
    fn change<T>(
        &self,
        path: &RelPath,
        doing: Doing,
        change: impl FnOnce(&super::protocol::Client) -> Result<T, Refusal>,
    ) -> StoreResult<T> {
        let link = self.inner.pool.link().map_err(|e| e.at(path))?;
        change(&link.client).map_err(|e| explain(&self.inner, e, path, doing))
    }

    /// What is still on its way has to be there before anything is said of it.
    fn arrived(&self, path: &RelPath) -> StoreResult<()> {
        if self.inner.staging.has(path) {
            self.inner.staging.settle();
        }
        self.inner.finish_streams(Some(path))
    }

    /// Everything that is on its way has to be there.
    fn all_arrived(&self) -> StoreResult<()> {
        self.inner.staging.settle();
        self.inner.finish_streams(None)
    }
}

impl Drop for SftpStore {
    fn drop(&mut self) {
        self.canceller().cancel();
    }
}

impl Store for SftpStore {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities
    }

    fn check_root(&self) -> StoreResult<()> {
        let root = RelPath::root();
        match self.inner.look_at(&root)?.map(|stat| stat.kind) {
            Some(Kind::Folder) => Ok(()),
            _ => Err(StoreError::new(StoreErrorKind::Gone, &root, "the folder is not there any more")),
        }
    }

    fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>> {
        self.arrived(path)?;
        match self.inner.look_at(path) {
            Err(e) if e.kind == StoreErrorKind::NotFound => Ok(None),
            other => other,
        }
    }

    fn list(&self, folder: &RelPath, visit: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> {
        self.all_arrived()?;
        let full = self.inner.full(folder);
        // What is opened through a link is closed again unread.
        let opened = self.inner.pool.look(|link| {
            let looks = self.inner.begin_look(&link.client, folder)?;
            let open = link.client.ask(&Request::Opendir { path: &full })?;
            Ok((link.clone(), looks.wait()?, link.client.folder(open)))
        });
        let (_link, seen, open) = opened.map_err(|e| looking(e, folder))?;
        is_folder(folder, self.inner.looked_at(folder, seen)?)?;
        let mut stopped = None;
        let listed = open.and_then(|open| {
            open.each(&mut |name| {
                let listed = Listed { name: name.name, stat: stat_of(&name.attributes) };
                visit(listed).map_err(|e| {
                    stopped = Some(e);
                    Refusal::End
                })
            })
        });
        match (listed, stopped) {
            (_, Some(e)) => Err(e),
            (listed, None) => listed.map_err(|e| looking(e, folder)),
        }
    }

    fn open(&self, path: &RelPath, offset: u64, _from_medium: bool) -> StoreResult<Box<dyn Read + Send>> {
        self.arrived(path)?;
        Ok(Box::new(self.inner.open_file(path, offset)?))
    }

    fn hash_there(&self, paths: &[RelPath]) -> StoreResult<Option<Vec<StoreResult<Digest>>>> {
        let Some(shell) = self.inner.shell()?.filter(super::shell::Shell::can_hash) else { return Ok(None) };
        for path in paths {
            self.arrived(path)?;
        }
        shell.hash(paths).map(Some)
    }

    fn stage(&self, path: &RelPath, _size_bytes: Option<u64>) -> StoreResult<Box<dyn StagedFile>> {
        self.arrived(path)?;
        self.inner.ask_for_shell();
        Ok(Box::new(Staged::begin(&self.inner, path)?))
    }

    fn resume(&self, path: &RelPath, at_bytes: u64) -> StoreResult<Option<Box<dyn StagedFile>>> {
        self.arrived(path)?;
        Ok(Some(Box::new(Staged::go_on(&self.inner, path, at_bytes)?)))
    }

    fn stage_whole(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
        check_names(path)?;
        self.inner.ask_for_shell();
        if bytes.len() > SMALL_BYTES {
            let mut staged = Staged::begin(&self.inner, path)?;
            staged.write_all(bytes)?;
            return staged.close(meta);
        }
        if !self.inner.stage_in_bulk(path, bytes, meta)? {
            Staging::add(&self.inner, path, bytes, meta);
        }
        Ok(())
    }

    fn expect_writes(&self, bytes: u64) {
        self.inner.ask_for_shell();
        if bytes >= MUCH_BYTES {
            self.inner.pool.grow_to_most();
        }
    }

    fn settle(&self) -> StoreResult<()> {
        self.all_arrived()
    }

    fn copy(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()> {
        if self.inner.capabilities.far_copy && self.copy_there(from, to, meta)? {
            return Ok(());
        }
        let mut source = self.open(from, 0, false)?;
        let mut staged = Staged::begin(&self.inner, to)?;
        let mut block = vec![0; 256 << 10];
        loop {
            let count = source.read(&mut block).map_err(|e| StoreError::new(StoreErrorKind::Io, from, e))?;
            if count == 0 {
                return staged.close(meta);
            }
            staged.write_all(&block[..count])?;
        }
    }

    fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()> {
        check_names(to)?;
        self.inner.finish_streams(Some(from))?;
        self.inner.staging.failure_of(from)?;
        commit::rename(&self.inner, from, to)
    }

    fn flush(&self) -> StoreResult<()> {
        commit::flush(&self.inner)
    }

    fn commit(&self, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
        commit::commit(&self.inner, moves)
    }

    fn commit_steps(&self, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
        commit::commit_steps(&self.inner, steps)
    }

    fn make_folder(&self, path: &RelPath) -> StoreResult<()> {
        if path.is_root() {
            return Ok(());
        }
        let link = self.inner.pool.link().map_err(|e| e.at(path))?;
        let inside = path.join(b"x").map_err(|e| StoreError::new(StoreErrorKind::NameRefused, path, e))?;
        self.inner.make_above(&link.client, std::iter::once(&inside))
    }

    fn remove(&self, path: &RelPath) -> StoreResult<()> {
        self.all_arrived()?;
        let full = self.inner.full(path);
        match self.inner.look_at(path)?.map(|s| s.kind) {
            Some(Kind::File) => self
                .change(path, Doing::Changing, |client| client.ask(&Request::Remove { path: &full })?.done()),
            Some(_) => Err(StoreError::new(StoreErrorKind::NotPlain, path, "not a file")),
            None => Err(StoreError::new(StoreErrorKind::NotFound, path, "no such file")),
        }
    }

    fn remove_folder(&self, path: &RelPath) -> StoreResult<bool> {
        self.all_arrived()?;
        self.inner.check_above(path)?;
        let full = self.inner.full(path);
        let removed = self
            .inner
            .pool
            .link()
            .map_err(|e| e.at(path))?
            .client
            .ask(&Request::Rmdir { path: &full })
            .and_then(|t| t.done());
        match removed {
            Ok(()) => {
                self.inner.forget(path);
                Ok(true)
            }
            Err(Refusal::Failure(cause)) => {
                self.check_folder(path)?;
                let mut is_empty = true;
                self.list(path, &mut |_| {
                    is_empty = false;
                    Ok(())
                })?;
                if is_empty { Err(StoreError::new(StoreErrorKind::Io, path, cause)) } else { Ok(false) }
            }
            // Servers say so of a file as well.
            Err(e @ Refusal::NotFound) => {
                let stands = self.stat(path)?;
                let not_there = explain(&self.inner, e, path, Doing::Changing);
                Err(stands.map_or(not_there, |_| paths::not_plain(path)))
            }
            Err(e) => Err(explain(&self.inner, e, path, Doing::Changing)),
        }
    }

    fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()> {
        let stands = self.stat(path)?;
        if stands.is_some_and(|s| s.kind != Kind::File) {
            return Err(StoreError::new(StoreErrorKind::NotPlain, path, "not a file"));
        }
        let link = self.inner.pool.link().map_err(|e| e.at(path))?;
        self.inner.make_above(&link.client, std::iter::once(path))?;
        let full = self.inner.full(path);
        let at_bytes = stands.map_or(0, |s| s.size);
        let appended = (|| {
            let request =
                Request::Open { path: &full, flags: open_flag::WRITE | open_flag::CREATE, mode: None };
            let handle = link.client.ask(&request)?.handle()?;
            let mut tickets = Vec::new();
            for (n, chunk) in bytes.chunks(super::protocol::CHUNK_BYTES).enumerate() {
                let at = at_bytes + (n * super::protocol::CHUNK_BYTES) as u64;
                tickets.push(link.client.ask(&Request::Write { handle: &handle, at, bytes: chunk })?);
            }
            if link.client.extensions().fsync {
                tickets.push(link.client.ask(&Request::Fsync { handle: &handle })?);
            }
            tickets.push(link.client.ask(&Request::Close { handle: &handle })?);
            tickets.into_iter().try_for_each(|t| t.done())
        })();
        appended.map_err(|e| explain(&self.inner, e, path, Doing::Writing))
    }

    fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()> {
        match self.stat(path)?.map(|s| s.kind) {
            None => return Err(StoreError::new(StoreErrorKind::NotFound, path, "nothing stands there")),
            Some(Kind::Other) => return Err(paths::not_plain(path)),
            Some(Kind::File | Kind::Folder) => {}
        }
        let (full, attributes) = (self.inner.full(path), attributes_of(meta));
        self.change(path, Doing::Changing, |client| {
            client.ask(&Request::Setstat { path: &full, attributes })?.done()
        })
    }

    fn set_folders_meta(&self, folders: &[(RelPath, Meta)]) -> Vec<StoreResult<()>> {
        folders.chunks(FOLDERS_AT_ONCE).flat_map(|some| meta::set_of_folders(&self.inner, some)).collect()
    }

    fn space(&self) -> StoreResult<Option<Space>> {
        let root = RelPath::root();
        let found = self.look(&root, |client| {
            if !client.extensions().statvfs {
                return Ok(None);
            }
            match client.statvfs(&self.inner.root) {
                Ok(room) => Ok(Some(room)),
                Err(Refusal::Line(fault)) => Err(fault.into()),
                Err(_) => Ok(None),
            }
        })?;
        Ok(found.map(|room| Space {
            free_bytes: room.free_blocks.saturating_mul(room.block_bytes),
            total_bytes: room.blocks.saturating_mul(room.block_bytes),
            free_files: (room.files > 0).then_some(room.free_files),
        }))
    }
}

impl SftpStore {
    /// [`Store::copy`] by the server alone; `false` if it will not.
    fn copy_there(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<bool> {
        let size_bytes = match self.stat(from)? {
            Some(stat) if stat.kind == Kind::File => stat.size,
            Some(_) => return Err(paths::not_plain(from)),
            None => return Err(StoreError::new(StoreErrorKind::NotFound, from, "no such file")),
        };
        let mut staged = Staged::begin(&self.inner, to)?;
        if !staged.fill_there(from, size_bytes)? {
            return Ok(false);
        }
        staged.close(meta).map(|()| true)
    }

    /// Sees that a folder is one, not a link to one.
    fn check_folder(&self, folder: &RelPath) -> StoreResult<()> {
        if folder.is_root() { Ok(()) } else { is_folder(folder, self.stat(folder)?) }
    }
}

fn is_folder(path: &RelPath, seen: Option<Stat>) -> StoreResult<()> {
    match seen.map(|s| s.kind) {
        Some(Kind::Folder) => Ok(()),
        Some(_) => Err(paths::not_plain(path)),
        None => Err(StoreError::new(StoreErrorKind::NotFound, path, "no such folder")),
    }
}

impl std::fmt::Debug for SftpStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let root = Path::new(OsStr::from_bytes(&self.inner.root));
        f.debug_struct("SftpStore").field("root", &root).finish_non_exhaustive()
    }
}
