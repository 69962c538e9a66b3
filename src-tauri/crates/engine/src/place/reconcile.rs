//! Looks at what really stands at a place, and brings the catalog to it: after an interrupted run,
//! after the catalog was lost, when another program wrote there, when a place is taken over.
//!
//! Only reads the place. The newest listed snapshot says what should be in the mirror, the mirror
//! says what is; where they differ, content is hashed.

use super::comparison::{self, Beside, Found};
use super::history;
use super::ledger::{Ledger, Note};
use super::lock;
use super::many::{both, many};
use super::named::Named;
use super::remembered::Remembered;
use super::session::Session;
use super::writer::Standing;
use crate::catalog::{Catalog, places, snapshots};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::names::StoredNames;
use crate::format::snapshot::{Snapshot, SnapshotId};
use crate::library::Library;
use crate::monitor::Monitor;
use crate::path::RelPath;
use crate::problem::Problem;
use crate::records::Records;
use crate::store::{Kind, Store, StoreErrorKind};
use crate::time::Clock;
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashSet};
use std::sync::Mutex;

/// How to look.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Files of the library's paths that stand there count as ours, whoever put them there.
    pub take_over: bool,
    /// The photo folders: what stands at a place may be their own file under a second name.
    pub library: &'a Library,
    /// What was found wrong there before.
    pub records: &'a Mutex<Records>,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// Cancel.
    pub monitor: &'a dyn Monitor,
}

/// Looks, whatever the catalog knows.
pub fn reconcile(session: &Session, catalog: &Catalog, look: &Look<'_>) -> Result<Standing> {
    let store = &*session.store;
    let remembered = Remembered::of(look.records, &session.location.location_id)?;
    let (seen, (asides, objects)) = both(
        store,
        || read_snapshots(session, catalog, &remembered),
        || both(store, || see_asides(session), || names_in(store, &layout::objects())),
    );
    let (found, problems) = seen?;
    let Asides { names, placing, leftovers } = asides?;
    begin(session, catalog, &found)?;
    let mut ledger = Ledger::new(catalog, session.no);
    list_objects(session, &objects?, &remembered, &mut ledger)?;
    let newest = found.last();
    let beside = Beside { session, look, names: &names, placing, remembered: &remembered };
    let Found { stale, problems } = comparison::run(&beside, &mut ledger, newest, problems)?;
    ledger.flush()?;
    let (are_right, sums) = both(
        store,
        || super::sums_check::are_right(session, catalog, &names),
        || store.stat(&layout::sums()),
    );
    let sums_stale = !are_right?;
    if !sums_stale {
        places::set_sums(&catalog.write(), session.no, sums?.as_ref())?;
    }
    // Those that are gone are counted by the records.
    let bad_snapshots = problems.iter().filter(|p| p.code == Code::SnapshotDamaged).count() as u64;
    places::set_bad_snapshots(&catalog.write(), session.no, bad_snapshots)?;
    let named = Named::none(catalog, session.no)?;
    history::rebuild(session, &mut ledger, &named, &found, look.monitor)?;
    ledger.flush()?;
    remembered.history_is_lost(&named.lost()?)?;
    let listed = newest.map(|s| (s.id.clone(), s.root, s.complete));
    Ok(Standing { listed, stale, was_dirty: true, sums_stale, leftovers, problems })
}

/// All snapshots that can be read, oldest first, and those that are damaged or gone.
fn read_snapshots(
    session: &Session,
    catalog: &Catalog,
    remembered: &Remembered<'_>,
) -> Result<(Vec<Snapshot>, Vec<Problem>)> {
    let mut found = Vec::new();
    let ids = session.snapshot_ids()?;
    let gone = gone_snapshots(&catalog.write(), session.no, &ids)?;
    remembered.snapshots(&gone, &ids)?;
    let missing = |id| Problem::new(Code::SnapshotMissing, &layout::snapshot(id), "not listed any more");
    let mut problems: Vec<Problem> = gone.iter().map(missing).collect();
    for id in ids {
        match session.read_snapshot(&id) {
            Ok(snapshot) => found.push(snapshot),
            Err(e) if matches!(e.code(), Code::SnapshotDamaged) => {
                problems.push(Problem::new(e.code(), &layout::snapshot(&id), e));
            }
            Err(e) => return Err(e),
        }
    }
    Ok((found, problems))
}

/// Snapshots that were at the place and are not listed there any more: nobody but prune takes them away,
/// and prune tells the catalog.
pub(super) fn gone_snapshots(
    conn: &Connection,
    place: i64,
    listed: &[SnapshotId],
) -> Result<Vec<SnapshotId>> {
    let mut gone = snapshots::complete_ids(conn, place)?;
    gone.retain(|id| !listed.contains(id));
    gone.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(gone)
}

/// What stands at a place beside its content.
struct Asides {
    names: StoredNames,
    /// Stored paths that an interrupted batch was about to put into the mirror.
    placing: HashSet<Vec<u8>>,
    /// An interrupted run left something behind.
    leftovers: bool,
}

fn see_asides(session: &Session) -> Result<Asides> {
    let store = &*session.store;
    let (names, (waiting, others)) = both(
        store,
        || session.read_names(),
        || {
            let others =
                || both(store, || lock::stands(store), || super::small_files::has_replacements(store));
            both(store, || names_in(store, &layout::incoming()), others)
        },
    );
    let (waiting, (is_locked, has_replacements)) = (waiting?, others);
    let leftovers = !waiting.is_empty() || is_locked? || has_replacements?;
    Ok(Asides { names: names?, placing: read_placing(store, &waiting)?, leftovers })
}

/// The names in a folder; none where there is no such folder.
fn names_in(store: &dyn Store, folder: &RelPath) -> Result<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    let listed = store.list(folder, &mut |entry| {
        names.push(entry.name);
        Ok(())
    });
    match listed {
        Err(e) if e.kind == StoreErrorKind::NotFound => Ok(Vec::new()),
        other => Ok(other.map(|()| names)?),
    }
}

/// From here on the place counts as unknown until the look is done. What was known of its copies stays until something
/// else is found: the look may be cut off, and the place be away afterwards.
fn begin(session: &Session, catalog: &Catalog, found: &[Snapshot]) -> Result<()> {
    let mut conn = catalog.write();
    let tx = conn.transaction()?;
    places::mark_behind(&tx, session.no)?;
    tx.execute("UPDATE places SET dirty=1 WHERE id=?", [session.no])?;
    places::forget_nodes(&tx, session.no)?;
    tx.execute("DELETE FROM snapshots WHERE place=?", [session.no])?;
    for snapshot in found {
        snapshots::put(&tx, session.no, snapshot)?;
    }
    Ok(tx.commit()?)
}

/// Stored paths that interrupted batches, whose folders these are, were about to put into the mirror.
fn read_placing(store: &dyn Store, folders: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>> {
    const MAX_BYTES: u64 = 256 << 20;
    let mut paths = HashSet::new();
    for folder in folders {
        let path =
            layout::incoming().join(folder).and_then(|f| f.join(b"placing")).map_err(Error::internal)?;
        if let Ok(Some(bytes)) = super::small_files::read(store, &path, MAX_BYTES) {
            paths.extend(bytes.split(|b| *b == 0).filter(|p| !p.is_empty()).map(<[u8]>::to_vec));
        }
    }
    Ok(paths)
}

/// Brings what is known of the history to what lies there, a part at a time.
fn list_objects(
    session: &Session,
    folders: &[Vec<u8>],
    remembered: &Remembered<'_>,
    ledger: &mut Ledger<'_>,
) -> Result<()> {
    let store = &*session.store;
    let mut empty: BTreeSet<u8> = (0..=u8::MAX).collect();
    let parts: Vec<u8> = folders.iter().filter_map(|name| part_of_history(name)).collect();
    // A few at a time: a long history is not held in memory.
    for some in parts.chunks(store.capabilities().parallel.max(1)) {
        for (part, objects) in some.iter().zip(many(store, some, |part| objects_in(store, *part))) {
            let bad = |(digest, _): &&(Digest, u64)| remembered.is_wrong_history(digest);
            let objects = objects?;
            let bad = objects.iter().filter(bad).map(|(digest, _)| *digest).collect();
            ledger.push(Note::Objects { part: *part, objects, bad })?;
            empty.remove(part);
        }
        ledger.flush()?;
    }
    for part in empty {
        ledger.push(Note::Objects { part, objects: Vec::new(), bad: Vec::new() })?;
    }
    ledger.flush()
}

/// The first byte of the contents that a folder of the history is for; `None` if it is none of ours.
fn part_of_history(folder: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(folder).ok()?;
    let part = u8::from_str_radix(text, 16).ok()?;
    (format!("{part:02x}") == text).then_some(part)
}

fn objects_in(store: &dyn Store, part: u8) -> Result<Vec<(Digest, u64)>> {
    let folder = layout::objects().join(format!("{part:02x}").as_bytes()).map_err(Error::internal)?;
    let mut objects = Vec::new();
    store.list(&folder, &mut |entry| {
        let digest = std::str::from_utf8(&entry.name).ok().and_then(Digest::from_hex);
        if let (Some(digest), Kind::File) = (digest, entry.stat.kind)
            && digest.as_bytes()[0] == part
        {
            objects.push((digest, entry.stat.size));
        }
        Ok(())
    })?;
    Ok(objects)
}

/// Takes the library's contents over from a place, for files of which only size and time are
/// known: a lost catalog costs no second reading of the whole library.
pub fn adopt_contents(conn: &Connection, place: i64) -> Result<()> {
    conn.execute(
        "UPDATE files SET sha=h.sha FROM held h WHERE files.sha IS NULL AND h.place=?1 AND h.state=0
           AND h.folder=files.folder AND h.name=files.name AND h.size=files.size AND h.mtime=files.mtime
           AND files.name<>x''",
        params![place],
    )?;
    Ok(())
}
