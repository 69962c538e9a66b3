//! Looks through the library and brings the catalog's picture of it up to date, in one transaction.

use crate::catalog::Catalog;
use crate::catalog::files::{self, FileRow};
use crate::code::Code;
use crate::error::{Error, Result};
use crate::library::scan::{self, FileSeen, Seen};
use crate::library::{Library, SourceFolder, read};
use crate::monitor::{Monitor, Phase};
use crate::path::{FileKey, FolderKey};
use crate::plan::source::{SourceStep, diff};
use crate::problem::Problem;
use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

/// What was seen.
#[derive(Debug, Default)]
pub struct Looked {
    /// Files seen.
    pub files: u64,
    /// Bytes seen.
    pub bytes: u64,
    /// Something must be copied, moved or taken out.
    pub changed: bool,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
    /// Links, pipes, sockets, devices.
    pub left_out: Vec<Problem>,
}

/// Things seen travel in groups: one message for many.
const GROUP: usize = 256;
/// At most so many problems are kept by name.
const MAX_NAMED: usize = 10_000;

/// Looks through the library.
pub fn look(library: &Library, catalog: &Catalog, monitor: &dyn Monitor) -> Result<Looked> {
    check_sources(library, catalog)?;
    monitor.phase(Phase::Looking, 0, 0);
    let trust_inode = library.sources().iter().all(|s| read::inodes_are_stable(&s.path));
    std::thread::scope(|scope| {
        let (send, receive) = bounded::<Vec<Seen>>(64);
        scope.spawn(move || send_all(library, &send, monitor));
        take_in(catalog, receive, trust_inode, monitor)
    })
}

fn send_all(library: &Library, send: &Sender<Vec<Seen>>, monitor: &dyn Monitor) {
    let mut group = Vec::with_capacity(GROUP);
    scan::scan(library, &mut |seen| {
        group.push(seen);
        if group.len() < GROUP {
            return true;
        }
        let full = std::mem::replace(&mut group, Vec::with_capacity(GROUP));
        !monitor.cancelled() && send.send(full).is_ok()
    });
    // The receiver is gone only when the look failed; it says why.
    drop(send.send(group));
}

/// The files that nobody could read when they were last wanted and that cannot be opened now either: those
/// whose content is not known are tried, nothing of them is read.
pub fn unreadable(library: &Library, catalog: &Catalog, monitor: &dyn Monitor) -> Result<Vec<FileKey>> {
    let conn = catalog.reader()?;
    let mut statement =
        conn.prepare("SELECT folder,name FROM files WHERE sha IS NULL AND name<>x'' ORDER BY folder,name")?;
    let keys = statement.query_map([], |r| {
        Ok(FileKey { folder: FolderKey::from_bytes(r.get_ref(0)?.as_blob()?), name: r.get(1)? })
    })?;
    let mut found = Vec::new();
    for key in keys {
        let key = key?;
        if monitor.cancelled() {
            return Err(Error::stopped());
        }
        let opened = library.locate(&key.to_path()).map(|path| read::open(&path));
        if opened.is_some_and(|opened| opened.is_err_and(|e| e.code == Code::UnreadableFile)) {
            found.push(key);
        }
    }
    Ok(found)
}

/// Whether every folder of the library is there and has something in it: a library that is
/// gone, or suddenly empty, is never taken for "all deleted".
///
/// # Errors
/// `LibraryMissing`, `LibraryUnreadable`, `LibraryEmpty`.
pub fn check_sources(library: &Library, catalog: &Catalog) -> Result<()> {
    for source in library.sources() {
        check_source(library, source, catalog)?;
    }
    Ok(())
}

/// The photo folder that [`check_sources`] speaks of, if it does.
pub fn failing_source<'l>(library: &'l Library, catalog: &Catalog) -> Option<&'l SourceFolder> {
    library.sources().iter().find(|source| check_source(library, source, catalog).is_err())
}

fn check_source(library: &Library, source: &SourceFolder, catalog: &Catalog) -> Result<()> {
    let has_content = scan::has_content(source).map_err(|e| {
        let code = match e.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Code::LibraryMissing,
            _ => Code::LibraryUnreadable,
        };
        Error::coded(code, format!("{}: {e}", source.path.display()))
    })?;
    let is_known = source_is_known(&catalog.write(), source)?;
    if !has_content && (is_known || library.sources().len() == 1) {
        return Err(Error::coded(Code::LibraryEmpty, source.path.display()));
    }
    Ok(())
}

fn source_is_known(conn: &Connection, source: &SourceFolder) -> Result<bool> {
    if source.prefix.is_root() {
        return Ok(!files::is_empty(conn)?);
    }
    let prefix = crate::path::FolderKey::of(&source.prefix);
    let mut end = prefix.as_bytes().to_vec();
    end.push(1);
    let sql = "SELECT EXISTS(SELECT 1 FROM files WHERE folder>=?1 AND folder<?2 AND name<>x'')";
    Ok(conn.query_row(sql, rusqlite::params![prefix.as_bytes(), end], |r| r.get(0))?)
}

fn take_in(
    catalog: &Catalog,
    receive: Receiver<Vec<Seen>>,
    trust_inode: bool,
    monitor: &dyn Monitor,
) -> Result<Looked> {
    let reader = catalog.reader()?;
    let mut statement = reader.prepare(&files::select_all())?;
    let known = statement.query_map([], files::read_row)?.map(|row| row.map_err(Error::from));
    let mut looked = Looked::default();
    let writer = catalog.write();
    let mut tx = None;
    for step in diff(receive.into_iter().flatten(), known, trust_inode) {
        if monitor.cancelled() {
            return Err(Error::stopped());
        }
        let step = step?;
        looked.count(&step);
        let writes = !matches!(step, SourceStep::Same(_) | SourceStep::Hidden)
            && !matches!(step, SourceStep::Other(Seen::Unreadable { .. } | Seen::LeftOut { .. }));
        if writes && tx.is_none() {
            tx = Some(writer.unchecked_transaction()?);
        }
        if let Some(tx) = &tx {
            apply(tx, &reader, &mut looked, step)?;
        } else {
            looked.note(step);
        }
    }
    if let Some(tx) = tx {
        if looked.changed {
            files::raise_generation(&tx)?;
        }
        tx.commit()?;
    }
    Ok(looked)
}

impl Looked {
    fn count(&mut self, step: &SourceStep) {
        match step {
            SourceStep::New(seen)
            | SourceStep::Changed(seen)
            | SourceStep::Touched(seen, _)
            | SourceStep::Same(seen) => {
                self.files += u64::from(!seen.key.is_folder());
                self.bytes += seen.size;
            }
            SourceStep::Gone(_) | SourceStep::Hidden | SourceStep::Other(_) => {}
        }
    }

    fn note(&mut self, step: SourceStep) {
        match step {
            SourceStep::Other(Seen::Unreadable { path, code, cause }) if self.problems.len() < MAX_NAMED => {
                self.problems.push(Problem::new(code, &path, cause));
            }
            SourceStep::Other(Seen::LeftOut { path, code }) if self.left_out.len() < MAX_NAMED => {
                self.left_out.push(Problem::new(code, &path, ""));
            }
            _ => {}
        }
    }
}

fn row_of(seen: FileSeen) -> FileRow {
    FileRow {
        key: seen.key,
        size: seen.size,
        mtime: seen.mtime,
        inode: seen.inode,
        mode: seen.mode,
        sha: None,
        taken: None,
    }
}

fn apply(tx: &Connection, reader: &Connection, looked: &mut Looked, step: SourceStep) -> Result<()> {
    match step {
        SourceStep::Same(_) | SourceStep::Hidden => {}
        SourceStep::New(seen) | SourceStep::Changed(seen) => {
            looked.changed = true;
            files::put(tx, &row_of(seen))?;
        }
        SourceStep::Touched(seen, known) => {
            looked.changed |= seen.mode != known.mode;
            files::put(tx, &FileRow { inode: seen.inode, mode: seen.mode, ..known })?;
        }
        SourceStep::Gone(known) => {
            looked.changed = true;
            files::remove(tx, &known.key)?;
        }
        SourceStep::Other(Seen::Folder { key, mtime, mode }) => {
            if files::folder_meta(reader, &key)? != Some((mtime, mode)) {
                files::put_folder(tx, &key, mtime, mode)?;
            }
        }
        other @ SourceStep::Other(_) => looked.note(other),
    }
    Ok(())
}
