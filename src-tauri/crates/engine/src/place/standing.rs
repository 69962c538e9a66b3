//! How a place stands before a run: by the catalog's word where a few cheap looks agree with it,
//! else by looking at all of it ([`super::reconcile`]).

use super::reconcile::{Look, reconcile};
use super::session::Session;
use super::writer::Standing;
use crate::catalog::{Catalog, held, places};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::snapshot::{Snapshot, SnapshotId};
use crate::path::{FolderKey, RelPath};
use crate::store::Stat;
use std::collections::{BTreeSet, HashSet};

/// Looks if there is reason to: the catalog does not know how the place was left.
pub fn standing(session: &Session, catalog: &Catalog, look: &Look<'_>) -> Result<Standing> {
    let row = places::get_or_add(&catalog.write(), &session.location.location_id)?;
    if row.dirty {
        return reconcile(session, catalog, look);
    }
    let expected = row.snapshot.map(SnapshotId::try_from).transpose().map_err(Error::internal)?;
    let glance = glance(session, catalog, expected.as_ref())?;
    if !glance.is_expected {
        return reconcile(session, catalog, look);
    }
    let listed = glance.newest.map(|s| (s.id, s.root, s.complete));
    let sums_stale = !places::sums_are(&catalog.write(), session.no, glance.sums.as_ref())?;
    let stale = folders_listed_wrongly(session, catalog, listed.as_ref().map(|l| l.1))?;
    Ok(Standing { listed, sums_stale, stale, ..Standing::default() })
}

struct Glance {
    /// Nothing seen speaks against what the catalog says.
    is_expected: bool,
    newest: Option<Snapshot>,
    sums: Option<Stat>,
}

/// Looks that do not depend on each other, at the same time: over a line they take as long as one.
fn glance(session: &Session, catalog: &Catalog, expected: Option<&SnapshotId>) -> Result<Glance> {
    let panicked = |_| Error::internal("a look at the place panicked");
    std::thread::scope(|scope| {
        let ids = scope.spawn(|| session.snapshot_ids());
        let newest = scope.spawn(|| expected.map(|id| session.read_snapshot(id)).transpose());
        let sums = scope.spawn(|| session.store.stat(&layout::sums()));
        let top_stands = top_level_stands(session, catalog)?;
        let ids = ids.join().map_err(panicked)??;
        let newest = newest.join().map_err(panicked)?;
        let sums = sums.join().map_err(panicked)??;
        let is_newest = ids.last() == expected
            && super::reconcile::gone_snapshots(&catalog.write(), session.no, &ids)?.is_empty();
        match newest {
            Ok(newest) => Ok(Glance { is_expected: is_newest && top_stands, newest, sums }),
            // Gone or damaged: the long look says what that means.
            Err(e) if !is_newest || e.code() == Code::SnapshotDamaged => {
                Ok(Glance { is_expected: false, newest: None, sums })
            }
            Err(e) => Err(e),
        }
    })
}

/// Whether every file and folder at the top of the mirror is where the catalog says: one listing
/// shows a mirror that somebody emptied, or a folder of years that was dragged away.
fn top_level_stands(session: &Session, catalog: &Catalog) -> Result<bool> {
    let mut stands: HashSet<Vec<u8>> = HashSet::new();
    session.store.list(&RelPath::root(), &mut |entry| {
        stands.insert(entry.name);
        Ok(())
    })?;
    let mut absent = Vec::new();
    {
        let conn = catalog.write();
        let top = FolderKey::default();
        let (mut entries, _) = held::folder_files(&conn, session.no, &top)?;
        entries.extend(held::subfolders(&conn, session.no, &top)?);
        absent.extend(entries.into_iter().map(|e| e.name).filter(|name| !stands.contains(name)));
    }
    if absent.is_empty() {
        return Ok(true);
    }
    let names = session.read_names()?;
    for name in absent {
        let truth = RelPath::root().join(&name).map_err(Error::internal)?;
        if !stands.contains(names.stored(&truth).as_bytes()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Folders with lost copies that the newest snapshot still names.
fn folders_listed_wrongly(
    session: &Session,
    catalog: &Catalog,
    listed: Option<Digest>,
) -> Result<BTreeSet<FolderKey>> {
    let mut conn = catalog.write();
    let folders = held::folders_with_losses(&conn, session.no)?;
    if folders.is_empty() {
        return Ok(folders);
    }
    // Only a trial: what is made here is made again when the run writes.
    let trial = conn.transaction()?;
    let made = super::trees::make(&trial, session.no, &folders)?;
    trial.rollback()?;
    Ok(if listed == Some(made.root) { BTreeSet::new() } else { folders })
}
