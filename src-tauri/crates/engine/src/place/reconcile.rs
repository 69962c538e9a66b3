//! Looks at what really stands at a place, and brings the catalog to it: after an interrupted run,
//! after the catalog was lost, when another program wrote there, when a place is taken over.
//!
//! Only reads the place. The newest listed snapshot says what should be in the mirror, the mirror
//! says what is; where they differ, content is hashed.

use super::closed::ClosedFolders;
use super::content;
use super::history;
use super::ledger::{Ledger, Note};
use super::lock;
use super::many::{both, many};
use super::mirror::{MirrorFile, MirrorWalk, TreeItem, TreeWalk};
use super::session::Session;
use super::writer::Standing;
use crate::catalog::held::{HeldRow, HeldState};
use crate::catalog::versions::VersionRow;
use crate::catalog::{Catalog, files, places, snapshots};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::names::StoredNames;
use crate::format::snapshot::{Snapshot, SnapshotId};
use crate::format::tree::FileNode;
use crate::library::Library;
use crate::monitor::Monitor;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::problem::Problem;
use crate::store::{Kind, Stat, Store, StoreErrorKind};
use crate::time::{Clock, FileTime};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashSet};
use std::iter::Peekable;

/// How to look.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Files of the library's paths that stand there count as ours, whoever put them there.
    pub take_over: bool,
    /// The photo folders: what stands at a place may be their own file under a second name.
    pub library: &'a Library,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// Cancel.
    pub monitor: &'a dyn Monitor,
}

/// Looks, whatever the catalog knows.
pub fn reconcile(session: &Session, catalog: &Catalog, look: &Look<'_>) -> Result<Standing> {
    let store = &*session.store;
    let (seen, (asides, objects)) = both(
        store,
        || read_snapshots(session, catalog),
        || both(store, || see_asides(session), || names_in(store, &layout::objects())),
    );
    let (found, problems) = seen?;
    let Asides { names, placing, leftovers } = asides?;
    begin(session, catalog, &found)?;
    let mut ledger = Ledger::new(catalog, session.no);
    list_objects(session, &objects?, &mut ledger)?;
    ledger.flush()?;
    let newest = found.last();
    let mut comparison =
        Comparison { session, ledger, look, names: &names, placing, stale: BTreeSet::new(), problems };
    comparison.run(newest)?;
    let Comparison { stale, problems, mut ledger, .. } = comparison;
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
    let is_bad = |p: &&Problem| matches!(p.code, Code::SnapshotDamaged | Code::SnapshotMissing);
    let bad_snapshots = problems.iter().filter(is_bad).count() as u64;
    places::set_bad_snapshots(&catalog.write(), session.no, bad_snapshots)?;
    restore_copied_times(&catalog.write(), session.no)?;
    history::rebuild(session, &mut ledger, &found, look.monitor)?;
    ledger.flush()?;
    let listed = newest.map(|s| (s.id.clone(), s.root, s.complete));
    Ok(Standing { listed, stale, was_dirty: true, sums_stale, leftovers, problems })
}

/// All snapshots that can be read, oldest first, and those that are damaged or gone.
fn read_snapshots(session: &Session, catalog: &Catalog) -> Result<(Vec<Snapshot>, Vec<Problem>)> {
    let mut found = Vec::new();
    let ids = session.snapshot_ids()?;
    let gone = gone_snapshots(&catalog.write(), session.no, &ids)?;
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

/// Forgets what was known of the place; it counts as unknown until the look is done.
fn begin(session: &Session, catalog: &Catalog, found: &[Snapshot]) -> Result<()> {
    let mut conn = catalog.write();
    let tx = conn.transaction()?;
    places::mark_behind(&tx, session.no)?;
    tx.execute("UPDATE places SET dirty=1 WHERE id=?", [session.no])?;
    keep_copied_times(&tx, session.no)?;
    places::forget_content(&tx, session.no)?;
    tx.execute("DELETE FROM snapshots WHERE place=?", [session.no])?;
    for snapshot in found {
        snapshots::put(&tx, session.no, snapshot)?;
    }
    Ok(tx.commit()?)
}

fn keep_copied_times(conn: &Connection, place: i64) -> Result<()> {
    conn.execute("DELETE FROM copied_times WHERE place=?", [place])?;
    conn.execute(
        "INSERT INTO copied_times SELECT place,folder,name,sha,copied FROM held WHERE place=? AND copied>0",
        [place],
    )?;
    Ok(())
}

fn restore_copied_times(conn: &Connection, place: i64) -> Result<()> {
    conn.execute(
        "UPDATE held SET copied=c.copied FROM copied_times c WHERE held.place=?1 AND held.copied=0
           AND c.place=held.place AND c.folder=held.folder AND c.name=held.name AND c.sha=held.sha",
        [place],
    )?;
    conn.execute("DELETE FROM copied_times WHERE place=?", [place])?;
    Ok(())
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

fn list_objects(session: &Session, folders: &[Vec<u8>], ledger: &mut Ledger<'_>) -> Result<()> {
    let store = &*session.store;
    // A few at a time: a long history is not held in memory.
    for some in folders.chunks(store.capabilities().parallel.max(1)) {
        for objects in many(store, some, |folder| objects_in(store, folder)) {
            for (digest, size) in objects? {
                ledger.push(Note::Object(digest, size))?;
            }
        }
    }
    Ok(())
}

fn objects_in(store: &dyn Store, folder: &[u8]) -> Result<Vec<(Digest, u64)>> {
    let mut objects = Vec::new();
    store.list(&layout::objects().join(folder).map_err(Error::internal)?, &mut |entry| {
        let digest = std::str::from_utf8(&entry.name).ok().and_then(Digest::from_hex);
        if let (Some(digest), Kind::File) = (digest, entry.stat.kind) {
            objects.push((digest, entry.stat.size));
        }
        Ok(())
    })?;
    Ok(objects)
}

struct Comparison<'a> {
    session: &'a Session,
    ledger: Ledger<'a>,
    look: &'a Look<'a>,
    names: &'a StoredNames,
    placing: HashSet<Vec<u8>>,
    stale: BTreeSet<FolderKey>,
    problems: Vec<Problem>,
}

impl Comparison<'_> {
    fn run(&mut self, newest: Option<&Snapshot>) -> Result<()> {
        let store = self.session.store.clone();
        let mut tree: Peekable<Box<dyn Iterator<Item = TreeItem>>> = match newest {
            Some(snapshot) => {
                let walk: Box<dyn Iterator<Item = TreeItem>> =
                    Box::new(TreeWalk::new(&*store, snapshot.root));
                walk.peekable()
            }
            None => (Box::new(std::iter::empty()) as Box<dyn Iterator<Item = TreeItem>>).peekable(),
        };
        let mut mirror = MirrorWalk::new(&*store, self.names).peekable();
        let mut lost: Vec<RelPath> = Vec::new();
        let mut closed = ClosedFolders::default();
        loop {
            if self.look.monitor.cancelled() {
                return Err(Error::stopped());
            }
            if let Some(item) = tree.next_if(|i| !matches!(i, TreeItem::File(..))) {
                match item {
                    TreeItem::Folder(folder, node) => self.ledger.push(Note::Node(folder, node))?,
                    TreeItem::Lost(folder, e) => {
                        lost.push(folder.to_path());
                        self.problems.push(Problem::new(e.code(), &folder.to_path(), e));
                        self.stale.insert(folder);
                    }
                    TreeItem::File(..) => {}
                }
                continue;
            }
            let tree_key = match tree.peek() {
                Some(TreeItem::File(key, _)) => Some(key),
                _ => None,
            };
            let mirror_key = closed.skip(&mut mirror)?.map(|file| &file.key);
            let order = match (tree_key, mirror_key) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(t), Some(m)) => t.cmp(m),
            };
            let recorded = if order.is_le() { tree.next() } else { None };
            let stands = if order.is_ge() { mirror.next().transpose()? } else { None };
            match (recorded, stands) {
                (Some(TreeItem::File(key, node)), Some(file)) => self.both(key, node, &file.stat)?,
                (Some(TreeItem::File(key, node)), None) => {
                    let is_hidden = closed.hide(&key.to_path());
                    self.recorded_only(key, node, is_hidden)?;
                }
                (_, Some(file)) => {
                    let is_lost = lost.iter().any(|l| file.key.to_path().is_in(l));
                    self.mirror_only(file, is_lost)?;
                }
                _ => {}
            }
        }
        self.problems.extend(closed.problems(self.ledger.catalog)?);
        Ok(())
    }

    fn both(&mut self, key: FileKey, node: Option<FileNode>, stat: &Stat) -> Result<()> {
        let Some(node) = node else { return self.hold(key, &empty_folder(), 0) };
        let step = self.session.store.capabilities().time_step_ns;
        if stat.size == node.size && stat.mtime.same_within(node.mtime, step) {
            return self.hold(key, &node, 0);
        }
        let stored = self.names.stored(&key.to_path());
        self.stale.insert(key.folder.clone());
        let found = match content::hash(&*self.session.store, &stored, true, self.look.monitor) {
            Ok((found, _)) => Some(found),
            Err(e) if e.code() == Code::Stopped => return Err(e),
            Err(_) => None,
        };
        let is_ours = found.is_some()
            && (found == Some(node.sha256)
                || self.placing.contains(stored.as_bytes())
                || self.ledger.has_object(&node.sha256)?);
        if let (true, Some(found)) = (is_ours, found) {
            let actual = FileNode { size: stat.size, mtime: stat.mtime, mode: stat.mode, sha256: found };
            return self.hold(key, &actual, 0);
        }
        self.problems.push(Problem::new(
            Code::Damaged,
            &key.to_path(),
            "the content is not what was recorded",
        ));
        self.put(key, &node, HeldState::Damaged, 0)
    }

    /// With `is_hidden` nobody could look where it should stand: that is told of the folder.
    fn recorded_only(&mut self, key: FileKey, node: Option<FileNode>, is_hidden: bool) -> Result<()> {
        let Some(node) = node else {
            self.stale.insert(key.folder);
            return Ok(());
        };
        self.stale.insert(key.folder.clone());
        if is_hidden {
            return self.put(key, &node, HeldState::Damaged, 0);
        }
        if self.ledger.has_object(&node.sha256)? {
            let (sha, size, mtime) = (node.sha256, node.size, node.mtime);
            self.ledger.push(Note::Version(VersionRow { key, sha, size, mtime, taken: None }))?;
            return Ok(());
        }
        self.problems.push(Problem::new(Code::Missing, &key.to_path(), "not there"));
        // The record stays: what was lost is told until it is there again.
        self.put(key, &node, HeldState::Missing, 0)
    }

    /// A file nobody recorded: ours if an interrupted run was about to put it there, or if we take
    /// over; else somebody's, and left alone.
    fn mirror_only(&mut self, file: MirrorFile, is_lost: bool) -> Result<()> {
        if file.key.is_folder() {
            return Ok(());
        }
        let path = file.key.to_path();
        let stored = self.names.stored(&path);
        let wanted = files::get(&self.ledger.catalog.write(), &file.key)?;
        let is_ours =
            self.placing.contains(stored.as_bytes()) || is_lost || (self.look.take_over && wanted.is_some());
        let store = &*self.session.store;
        // A run puts a copy in its place.
        if !is_ours || content::is_the_original(store, &stored, self.look.library, &path)? {
            return Ok(());
        }
        let found = content::hash(&*self.session.store, &stored, true, self.look.monitor);
        let (sha256, size) = match found {
            Ok(found) => found,
            // It stays as it is, and a copy of ours gets a place beside it.
            Err(Error::Store(e)) if !e.kind.is_whole_place() => {
                self.problems.push(Problem::new(Code::CopyUnreadable, &path, e));
                return Ok(());
            }
            Err(e) => return Err(e),
        };
        self.stale.insert(file.key.folder.clone());
        let node = FileNode { size, mtime: file.stat.mtime, mode: file.stat.mode, sha256 };
        let now = self.look.clock.now().as_unix();
        self.hold(file.key, &node, now)
    }

    fn hold(&mut self, key: FileKey, node: &FileNode, copied: i64) -> Result<()> {
        self.put(key, node, HeldState::Copied, copied)
    }

    fn put(&mut self, key: FileKey, node: &FileNode, state: HeldState, copied: i64) -> Result<()> {
        let row = HeldRow {
            key,
            size: node.size,
            mtime: node.mtime,
            mode: node.mode,
            sha: node.sha256,
            state,
            copied,
        };
        self.ledger.push(Note::Held(row))
    }
}

fn empty_folder() -> FileNode {
    FileNode { size: 0, mtime: FileTime::default(), mode: None, sha256: Digest::of(b"") }
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
