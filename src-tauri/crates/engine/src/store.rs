//! The contract of a place's storage: what the engine asks of a folder, a far machine, a memory.
//!
//! One conformance suite (in the `stores` crate) holds every implementation to it.

use crate::digest::Digest;
use crate::path::RelPath;
use crate::time::FileTime;
use std::io::Read;

/// What went wrong at a store, told apart as far as a person can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// Nothing stands under that name.
    NotFound,
    /// Something stands under the new name already.
    AlreadyExists,
    /// The rights do not suffice.
    PermissionDenied,
    /// The medium cannot be written to.
    ReadOnly,
    /// No room (bytes) left.
    NoSpace,
    /// Room in bytes, but no room for more files.
    NoInodes,
    /// The user's share of the room is used up.
    Quota,
    /// The file is larger than the place can hold.
    TooLarge,
    /// The place cannot hold such a name.
    NameRefused,
    /// The place gives names back other than it was given them.
    NamesChange,
    /// A link, or something else that is neither file nor folder, stands in the way.
    NotPlain,
    /// The place went away, or is not the one that was opened.
    Gone,
    /// It did not answer in time.
    TimedOut,
    /// The medium failed to read or write.
    Io,
    /// The run was cancelled.
    Cancelled,
}

impl StoreErrorKind {
    /// Whether the fault is the whole place's, so that going on with other files is no use.
    pub fn is_whole_place(self) -> bool {
        use StoreErrorKind::*;
        match self {
            ReadOnly | NoSpace | NoInodes | Quota | NamesChange | Gone | TimedOut | Cancelled => true,
            NotFound | AlreadyExists | PermissionDenied | TooLarge | NameRefused | NotPlain | Io => false,
        }
    }
}

/// A fault of a store: its kind, where, and the technical cause.
#[derive(Debug, thiserror::Error)]
#[error("{kind:?} at {path:?}: {cause}")]
pub struct StoreError {
    /// What a person can act on.
    pub kind: StoreErrorKind,
    /// The path it was about.
    pub path: RelPath,
    /// The technical cause, for the folded-away details.
    pub cause: String,
}

impl StoreError {
    /// A fault with a cause in words.
    pub fn new(kind: StoreErrorKind, path: &RelPath, cause: impl std::fmt::Display) -> Self {
        Self { kind, path: path.clone(), cause: cause.to_string() }
    }

    /// What a reader's error means: the store's own fault where it carries one. A line that was lost, or a person
    /// who stops, says nothing of the copy that was being read.
    pub fn reading(path: &RelPath, e: std::io::Error) -> Self {
        e.downcast().unwrap_or_else(|e| Self::new(StoreErrorKind::Io, path, e))
    }
}

/// What a store's calls return.
pub type StoreResult<T> = Result<T, StoreError>;

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An ordinary file.
    File,
    /// A folder.
    Folder,
    /// A link, device, socket: never followed, never touched.
    Other,
}

/// What is known of a name without reading its content. Links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// File, folder or neither.
    pub kind: Kind,
    /// Length in bytes (0 for folders).
    pub size: u64,
    /// Time of last modification.
    pub mtime: FileTime,
    /// Low 12 bits of the POSIX mode, where there is one.
    pub mode: Option<u32>,
}

/// What makes a file the same file under every name that it has on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    /// The file system.
    pub device: u64,
    /// The file within it.
    pub inode: u64,
}

/// A name in a folder, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// One component, as bytes.
    pub name: Vec<u8>,
    /// What stands there.
    pub stat: Stat,
}

/// What a file gets besides its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Time of last modification.
    pub mtime: FileTime,
    /// Low 12 bits of the POSIX mode; `None` leaves the store's default.
    pub mode: Option<u32>,
}

/// Room at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Bytes that this user may still write.
    pub free_bytes: u64,
    /// Bytes in all.
    pub total_bytes: u64,
    /// Files that may still be made, where the file system counts them.
    pub free_files: Option<u64>,
}

/// What kind of names a place can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameRules {
    /// `IMG.jpg` and `img.JPG` are one name there.
    pub ignores_case: bool,
    /// `\ : * ? " < > |`, reserved names and a trailing dot or space are refused.
    pub windows_names: bool,
    /// Only UTF-8 names are taken.
    pub utf8_only: bool,
    /// Letters that can be written in two ways.
    pub unicode: UnicodeNames,
}

impl NameRules {
    /// Whether two different names can be one there.
    pub fn merges_names(&self) -> bool {
        self.ignores_case || self.unicode != UnicodeNames::AsGiven
    }
}

/// What becomes of a letter that Unicode writes in two ways: `é`, or `e` and an accent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnicodeNames {
    /// The two are two names.
    #[default]
    AsGiven,
    /// The two are one name, which stays as it was given (APFS).
    OneName,
    /// Names are kept composed (NFC).
    Composed,
    /// Names are kept decomposed (NFD; HFS+).
    Decomposed,
}

/// What a store can do; found out when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Times are kept in steps of this many nanoseconds.
    pub time_step_ns: u64,
    /// [`Store::copy`] is much cheaper than sending the bytes again.
    pub far_copy: bool,
    /// A flush is known to reach the medium (not only asked for).
    pub flush_confirmed: bool,
    /// The names it can hold.
    pub names: NameRules,
    /// So many calls at the same time are worth it: what hides the latency of a disk or a line.
    pub parallel: usize,
}

/// A file being written below `incoming/`; it becomes real by [`Store::commit`].
pub trait StagedFile: Send {
    /// Takes the next bytes.
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()>;
    /// Sets time and mode, checks the length against what was written, closes.
    fn finish(self: Box<Self>, meta: &Meta) -> StoreResult<()>;
}

/// One rename of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// What is there now: a staged file, or a file of the mirror or of the history.
    pub from: RelPath,
    /// A name that is free. Its folder is made if it is missing.
    pub to: RelPath,
}

/// Where bytes live. All paths are relative to the root of the place.
///
/// Contract, for every implementation:
/// - No call follows a link below the root, none leads outside it.
/// - Nothing is overwritten: [`Store::rename`], [`Store::commit`], [`Store::stage`] onto an
///   existing name fail with `AlreadyExists` and leave both as they were.
/// - A call that fails leaves what was there before.
/// - Calls may come from several threads.
pub trait Store: Send + Sync {
    /// What this store can do.
    fn capabilities(&self) -> Capabilities;

    /// Whether the root is still the one that was opened (mounted, same device, answering).
    fn check_root(&self) -> StoreResult<()>;

    /// What stands at `path`; `None` when nothing does.
    fn stat(&self, path: &RelPath) -> StoreResult<Option<Stat>>;

    /// Which file of this computer stands at `path`; `None` where there is none, and at every store whose files
    /// cannot be this computer's own.
    fn file_id(&self, _path: &RelPath) -> StoreResult<Option<FileId>> {
        Ok(None)
    }

    /// Gives every name of a folder to `visit`, in no order. `NotFound` if there is no such
    /// folder. Names that are not one plain component are left out.
    fn list(&self, folder: &RelPath, visit: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()>;

    /// Reads a file from `offset`. With `from_medium` the bytes come from the medium, not from a
    /// cache of this computer, as far as the system allows it. The reader's errors carry a [`StoreError`]
    /// ([`StoreError::reading`]).
    fn open(&self, path: &RelPath, offset: u64, from_medium: bool) -> StoreResult<Box<dyn Read + Send>>;

    /// Hashes files where they lie, from their medium as far as that side allows it, without sending
    /// their bytes: one result a path, in the order asked. `None` where the place cannot.
    fn hash_there(&self, _paths: &[RelPath]) -> StoreResult<Option<Vec<StoreResult<Digest>>>> {
        Ok(None)
    }

    /// Begins a file at `path` (a free name; its folder is made if missing). `size_bytes` is what
    /// will come, if known. Not durable before [`Store::commit`] or [`Store::flush`].
    fn stage(&self, path: &RelPath, size_bytes: Option<u64>) -> StoreResult<Box<dyn StagedFile>>;

    /// Goes on with a file that an earlier [`Store::stage`], perhaps of another process, left
    /// unfinished: its first `at_bytes` stay, what is beyond them goes. `None` where the place
    /// cannot.
    fn resume(&self, _path: &RelPath, _at_bytes: u64) -> StoreResult<Option<Box<dyn StagedFile>>> {
        Ok(None)
    }

    /// [`Store::stage`] for content that is in memory. A store that is far away may take the bytes
    /// in and tell of a fault later: at the [`Store::flush`], or the [`Store::commit`] or
    /// [`Store::rename`] that would move the file.
    fn stage_whole(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
        stage_in_parts(self, path, bytes, meta)
    }

    /// So many bytes will be written soon: what takes time to open or to find out may begin now, in the
    /// background. Nothing is written by it, and nothing fails.
    fn expect_writes(&self, _bytes: u64) {}

    /// Waits until what was staged has arrived, so that a look at something else may go on meanwhile.
    /// It need not be durable, and a fault of a single file is still told where it always is.
    fn settle(&self) -> StoreResult<()> {
        Ok(())
    }

    /// A second file with the content of `from`, at the free name `to`, without sending it.
    fn copy(&self, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()>;

    /// Renames a file or folder to a free name; the new folder is made if it is missing.
    fn rename(&self, from: &RelPath, to: &RelPath) -> StoreResult<()>;

    /// Makes everything durable that was staged, renamed, appended or removed before this call.
    fn flush(&self) -> StoreResult<()>;

    /// Makes all staged files durable, then does `moves` in order, then makes them durable.
    ///
    /// `Err` when nothing was moved; otherwise one result a move, and a failed move does not stop
    /// the others unless the fault is the whole place's. Folders of a batch below `incoming/` that it
    /// empties may be gone afterwards.
    fn commit(&self, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
        commit_one_by_one(self, moves)
    }

    /// [`Store::commit`] of several steps: each is durable before the next begins, so what a later one
    /// lists is there. A step in which a move failed is the last that is done. Gives the results of the
    /// steps that were done; `Err` says that the last of them may have been done in part.
    fn commit_steps(&self, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
        let mut done = Vec::with_capacity(steps.len());
        for step in steps {
            let results = self.commit(step)?;
            let has_failed = results.iter().any(Result::is_err);
            done.push(results);
            if has_failed {
                break;
            }
        }
        Ok(done)
    }

    /// Makes a folder (and those above it); fine if it is there.
    fn make_folder(&self, path: &RelPath) -> StoreResult<()>;

    /// Removes a file. `NotFound` if there is none.
    fn remove(&self, path: &RelPath) -> StoreResult<()>;

    /// Removes a folder if it is empty; `false` if it is not.
    fn remove_folder(&self, path: &RelPath) -> StoreResult<bool>;

    /// Appends to a file, making it if it is missing. Not atomic.
    fn append(&self, path: &RelPath, bytes: &[u8]) -> StoreResult<()>;

    /// Sets time and mode of a file or folder.
    fn set_meta(&self, path: &RelPath, meta: &Meta) -> StoreResult<()>;

    /// [`Store::set_meta`] of many folders: one result each, `NotPlain` for what is no folder.
    fn set_folders_meta(&self, folders: &[(RelPath, Meta)]) -> Vec<StoreResult<()>> {
        set_folders_one_by_one(self, folders)
    }

    /// Room at the place, where it can be told.
    fn space(&self) -> StoreResult<Option<Space>>;
}

/// [`Store::stage_whole`] by the calls for a file of any length.
pub fn stage_in_parts(
    store: &(impl Store + ?Sized),
    path: &RelPath,
    bytes: &[u8],
    meta: &Meta,
) -> StoreResult<()> {
    let mut staged = store.stage(path, Some(bytes.len() as u64))?;
    staged.write(bytes)?;
    staged.finish(meta)
}

/// [`Store::commit`] by flush and rename.
pub fn commit_one_by_one(store: &(impl Store + ?Sized), moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
    store.flush()?;
    let mut results = Vec::with_capacity(moves.len());
    for one in moves {
        let result = store.rename(&one.from, &one.to);
        let stop = matches!(&result, Err(e) if e.kind.is_whole_place());
        results.push(result);
        if stop {
            break;
        }
    }
    while results.len() < moves.len() {
        results.push(Err(StoreError::new(StoreErrorKind::Gone, &moves[results.len()].from, "not tried")));
    }
    store.flush()?;
    Ok(results)
}

/// [`Store::set_folders_meta`] by looking at each and setting it.
pub fn set_folders_one_by_one(
    store: &(impl Store + ?Sized),
    folders: &[(RelPath, Meta)],
) -> Vec<StoreResult<()>> {
    let set = |(path, meta): &(RelPath, Meta)| match store.stat(path)? {
        Some(stat) if stat.kind == Kind::Folder => store.set_meta(path, meta),
        Some(_) => Err(StoreError::new(StoreErrorKind::NotPlain, path, "not a folder")),
        None => Err(StoreError::new(StoreErrorKind::NotFound, path, "no such folder")),
    };
    folders.iter().map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_met_is_told_as_what_it_was() {
        let path = RelPath::literal("a.jpg");
        let lost = StoreError::new(StoreErrorKind::Gone, &path, "the line was cut");
        let told = StoreError::reading(&path, std::io::Error::other(lost));
        assert_eq!((told.kind, told.cause.as_str()), (StoreErrorKind::Gone, "the line was cut"));
        let unreadable = std::io::Error::from_raw_os_error(5);
        assert_eq!(StoreError::reading(&path, unreadable).kind, StoreErrorKind::Io);
    }
}
