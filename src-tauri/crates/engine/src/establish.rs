//! Makes a folder a place of a library, or finds out why it must not become one.

use crate::catalog::held::HeldRow;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::location::{Id, Location, Source};
use crate::format::{layout, names, readme};
use crate::library::litter;
use crate::monitor::Monitor;
use crate::path::RelPath;
use crate::place::closed::is_closed;
use crate::place::mirror::MirrorWalk;
use crate::place::session::{self, Session};
use crate::place::{content, small_files};
use crate::store::{Meta, Store};
use crate::time::{FileTime, Moment};

/// What a folder is before it becomes a place.
#[derive(Debug)]
pub enum Found {
    /// A place of this library already.
    Ours(Box<Location>),
    /// Nothing of ours; empty, or to be taken over.
    Free,
}

/// What a new place is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The library.
    pub library_id: Id,
    /// Its name.
    pub library_name: String,
    /// Its folders.
    pub sources: Vec<Source>,
    /// The installation that may write.
    pub owner: Id,
    /// Now.
    pub created: Moment,
}

/// Looks at a folder. One that holds something else is refused unless it is to be taken over.
pub fn look(store: &dyn Store, library_id: &Id, take_over: bool) -> Result<Found> {
    match session::read_location(store) {
        Ok(location) if location.library_id == *library_id => return Ok(Found::Ours(Box::new(location))),
        Ok(location) => return Err(Error::coded(Code::PlaceOfOtherLibrary, location.library_id.as_str())),
        Err(e) if e.code() == Code::PlaceNotConnected => {}
        Err(e) => return Err(e),
    }
    let mut something = None;
    store.list(&RelPath::root(), &mut |entry| {
        if !litter::is_litter(&entry.name) {
            something = Some(entry.name);
        }
        Ok(())
    })?;
    match something {
        Some(name) if !take_over => Err(Error::coded(Code::PlaceNotEmpty, String::from_utf8_lossy(&name))),
        _ => Ok(Found::Free),
    }
}

/// Writes who the place is. Somebody's own files under names of ours get other names.
pub fn establish(store: &dyn Store, wanted: Wanted) -> Result<Location> {
    let location = Location {
        location_id: Id::random()?,
        library_id: wanted.library_id,
        library_name: wanted.library_name,
        required: Vec::new(),
        optional: Vec::new(),
        sources: wanted.sources,
        owner: wanted.owner,
        owner_generation: 1,
        created: wanted.created,
    };
    for path in [layout::readme(), layout::sums()] {
        if store.stat(&path)?.is_some() {
            let apart = RelPath::root().join(&names::distinct(path.name())).map_err(Error::internal)?;
            store.rename(&path, &apart)?;
        }
    }
    let mtime = FileTime::from_parts(wanted.created.as_unix(), 0);
    let text = readme::text(&location.library_name);
    store.stage_whole(&layout::readme(), text.as_bytes(), &Meta { mtime, mode: None })?;
    let bytes = location.to_bytes().map_err(Error::internal)?;
    small_files::replace(store, &layout::location(), &bytes, mtime)?;
    Ok(location)
}

/// Writes a small file below `incoming/`, reads it back from the medium, removes it.
pub fn try_write(store: &dyn Store, mtime: FileTime, monitor: &dyn Monitor) -> Result<()> {
    let name = Id::random()?;
    let path =
        layout::incoming().join(format!("try-{}", name.as_str()).as_bytes()).map_err(Error::internal)?;
    let bytes = name.as_str().as_bytes();
    store.stage_whole(&path, bytes, &Meta { mtime, mode: None })?;
    let tried = store.flush().map_err(Error::from).and_then(|()| content::hash(store, &path, true, monitor));
    small_files::remove_if_there(store, &path)?;
    let (read, _) = tried?;
    if read == Digest::of(bytes) {
        Ok(())
    } else {
        Err(Error::coded(Code::PlaceFailing, "what was written was not read back"))
    }
}

/// Counts files in the mirror that are not ours. `ours` is in the order of streams.
pub fn count_foreign(session: &Session, ours: impl Iterator<Item = Result<HeldRow>>) -> Result<u64> {
    let names = session.read_names()?;
    let mut ours = ours.peekable();
    let mut foreign = 0;
    for file in MirrorWalk::new(&*session.store, &names) {
        let file = match file {
            Err(Error::Store(e)) if is_closed(&e) => continue,
            other => other?,
        };
        while let Some(row) = ours.peek() {
            match row {
                Ok(row) if row.key < file.key => drop(ours.next()),
                _ => break,
            }
        }
        let is_ours = matches!(ours.peek(), Some(Ok(row)) if row.key == file.key);
        foreign += u64::from(!is_ours && !file.key.is_folder());
    }
    Ok(foreign)
}
