//! A place that was opened and found to be the expected one.

use crate::catalog::held::PlaceNo;
use crate::code::Code;
use crate::error::{Error, Result};
use crate::format::location::{Id, Location};
use crate::format::names::StoredNames;
use crate::format::snapshot::{Snapshot, SnapshotId};
use crate::format::{FormatError, layout};
use crate::path::RelPath;
use crate::place::many::{both, many};
use crate::place::small_files;
use crate::store::{Store, StoreErrorKind};
use std::sync::Arc;

/// `location.json` and snapshot files are far smaller.
const MAX_SMALL_BYTES: u64 = 1 << 20;
/// `names.json` has a line a name that the place cannot hold.
const MAX_NAMES_BYTES: u64 = 256 << 20;

/// Which place is expected, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The place's own id.
    pub location_id: Id,
    /// The library it must be a copy of.
    pub library_id: Id,
    /// This installation.
    pub installation: Id,
}

/// An open place.
#[derive(Clone)]
pub struct Session {
    /// Its name for people.
    pub name: String,
    /// Its number in the catalog.
    pub no: PlaceNo,
    /// Where its bytes live.
    pub store: Arc<dyn Store>,
    /// Who it is.
    pub location: Location,
    expected: Expected,
}

impl Session {
    /// Opens a place if it is the expected one.
    pub fn open(name: &str, no: PlaceNo, store: Arc<dyn Store>, expected: &Expected) -> Result<Self> {
        let location = read_location(&*store)?;
        let session =
            Self { name: name.into(), no, store, location: location.clone(), expected: expected.clone() };
        session.is_expected(&location)?;
        Ok(session)
    }

    /// Whether this installation may write: it is the owner.
    pub fn check_owner(&self) -> Result<()> {
        if self.location.owner == self.expected.installation {
            Ok(())
        } else {
            Err(Error::coded(Code::PlaceTakenOver, format!("owner {}", self.location.owner.as_str())))
        }
    }

    /// Looks again, before each commit: still there, still the same place, still ours.
    pub fn check_again(&self) -> Result<()> {
        let location = self.root_and_location()?;
        self.is_expected(&location)?;
        if location.owner == self.location.owner
            && location.owner_generation == self.location.owner_generation
        {
            Ok(())
        } else {
            Err(Error::coded(Code::PlaceTakenOver, "the owner changed during the run"))
        }
    }

    /// Two looks that do not depend on each other: over a line they take as long as one.
    fn root_and_location(&self) -> Result<Location> {
        let store = &*self.store;
        let (root, location) = both(store, || store.check_root(), || read_location(store));
        root?;
        location
    }

    /// The mapping of names the place cannot hold.
    pub fn read_names(&self) -> Result<StoredNames> {
        let paths = [layout::names(), layout::new_of(&layout::names())];
        let read = |path: &RelPath| small_files::read(&*self.store, path, MAX_NAMES_BYTES);
        let mut read = many(&*self.store, &paths, read).into_iter();
        if let Some(bytes) = read.next().transpose()?.flatten() {
            return StoredNames::from_bytes(&bytes).map_err(place_format);
        }
        // A torn new file was never made durable: no name of it was used yet.
        let new = read.next().transpose()?.flatten();
        Ok(new.and_then(|bytes| StoredNames::from_bytes(&bytes).ok()).unwrap_or_default())
    }

    /// Ids of all listed snapshots, oldest first.
    pub fn snapshot_ids(&self) -> Result<Vec<SnapshotId>> {
        let mut ids = Vec::new();
        let listed = self.store.list(&layout::snapshots(), &mut |entry| {
            let id = String::from_utf8(entry.name)
                .ok()
                .and_then(|n| n.strip_suffix(".json").map(str::to_owned))
                .and_then(|n| SnapshotId::try_from(n).ok());
            ids.extend(id);
            Ok(())
        });
        match listed {
            Err(e) if e.kind == StoreErrorKind::NotFound => {}
            other => other?,
        }
        ids.sort_by(|a, b| a.order().cmp(&b.order()));
        Ok(ids)
    }

    /// Reads a snapshot.
    pub fn read_snapshot(&self, id: &SnapshotId) -> Result<Snapshot> {
        let bytes = small_files::read(&*self.store, &layout::snapshot(id), MAX_SMALL_BYTES)?
            .ok_or_else(|| Error::coded(Code::SnapshotUnknown, id.as_str()))?;
        Snapshot::from_bytes(id, &bytes).map_err(|e| match e {
            FormatError::Damaged(why) => Error::coded(Code::SnapshotDamaged, why),
            FormatError::Newer(why) => Error::coded(Code::SnapshotNewer, why),
        })
    }

    fn is_expected(&self, location: &Location) -> Result<()> {
        if location.library_id != self.expected.library_id {
            return Err(Error::coded(Code::PlaceOfOtherLibrary, location.library_id.as_str()));
        }
        if location.location_id != self.expected.location_id {
            return Err(Error::coded(Code::PlaceSwapped, location.location_id.as_str()));
        }
        Ok(())
    }
}

/// Reads who a place is. A folder without it is a place that is not connected (an empty mount
/// point, a disk that was not plugged in).
pub fn read_location(store: &dyn Store) -> Result<Location> {
    match small_files::read_replaceable(store, &layout::location(), MAX_SMALL_BYTES) {
        Ok(Some(bytes)) => Location::from_bytes(&bytes).map_err(place_format),
        Ok(None) => Err(Error::coded(Code::PlaceNotConnected, "location.json is not there")),
        Err(e) => Err(e.into()),
    }
}

fn place_format(e: FormatError) -> Error {
    match e {
        FormatError::Damaged(why) => Error::coded(Code::PlaceDamaged, why),
        FormatError::Newer(why) => Error::coded(Code::PlaceNewer, why),
    }
}
