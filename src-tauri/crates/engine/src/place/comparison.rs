//! The newest tree and the mirror of a place, walked side by side: what stands there, in the order of streams.
//!
//! What was known before goes along as a third stream. A row is written only where something else was found, and goes
//! when the walk has come by and found nothing for it. So a look that is cut off has forgotten nothing: as far as it came
//! the rows say what stands there now, beyond that what stood there before.

use super::closed::ClosedFolders;
use super::content;
use super::ledger::{Ledger, Note};
use super::mirror::{MirrorFile, MirrorWalk, TreeItem, TreeWalk};
use super::reconcile::Look;
use super::remembered::Remembered;
use super::session::Session;
use crate::catalog::files;
use crate::catalog::held::{self, HeldRow, HeldState};
use crate::catalog::versions::VersionRow;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::names::StoredNames;
use crate::format::snapshot::Snapshot;
use crate::format::tree::FileNode;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::problem::Problem;
use crate::store::Stat;
use crate::time::FileTime;
use std::collections::{BTreeSet, HashSet};
use std::iter::Peekable;

/// What is known beside tree and mirror.
pub(super) struct Beside<'a> {
    pub(super) session: &'a Session,
    pub(super) look: &'a Look<'a>,
    pub(super) names: &'a StoredNames,
    /// Stored paths that an interrupted batch was about to put into the mirror.
    pub(super) placing: HashSet<Vec<u8>>,
    pub(super) remembered: &'a Remembered<'a>,
}

/// What came of it, beside the notes.
pub(super) struct Found {
    /// Folders whose listed node is not what stands there.
    pub(super) stale: BTreeSet<FolderKey>,
    pub(super) problems: Vec<Problem>,
}

/// Compares; the history must be noted already.
pub(super) fn run(
    beside: &Beside<'_>,
    ledger: &mut Ledger<'_>,
    newest: Option<&Snapshot>,
    problems: Vec<Problem>,
) -> Result<Found> {
    let conn = ledger.catalog.reader()?;
    let mut statement = conn.prepare(&held::select_all())?;
    let rows = statement.query_map([beside.session.no], held::read_row)?;
    let known = rows.map(|row| row.map_err(Error::from)).peekable();
    let mut comparison = Comparison { beside, ledger, known, stale: BTreeSet::new(), problems };
    comparison.run(newest)?;
    comparison.pass(None)?;
    Ok(Found { stale: comparison.stale, problems: comparison.problems })
}

struct Comparison<'a, 'c, K: Iterator<Item = Result<HeldRow>>> {
    beside: &'a Beside<'a>,
    ledger: &'a mut Ledger<'c>,
    /// What was known before, from where the walk is on.
    known: Peekable<K>,
    stale: BTreeSet<FolderKey>,
    problems: Vec<Problem>,
}

impl<K: Iterator<Item = Result<HeldRow>>> Comparison<'_, '_, K> {
    fn run(&mut self, newest: Option<&Snapshot>) -> Result<()> {
        let store = self.beside.session.store.clone();
        let mut tree: Peekable<Box<dyn Iterator<Item = TreeItem>>> = match newest {
            Some(snapshot) => {
                let walk: Box<dyn Iterator<Item = TreeItem>> =
                    Box::new(TreeWalk::new(&*store, snapshot.root));
                walk.peekable()
            }
            None => (Box::new(std::iter::empty()) as Box<dyn Iterator<Item = TreeItem>>).peekable(),
        };
        let mut mirror = MirrorWalk::new(&*store, self.beside.names).peekable();
        let mut lost: Vec<RelPath> = Vec::new();
        let mut closed = ClosedFolders::default();
        loop {
            if self.beside.look.monitor.cancelled() {
                return Err(Error::stopped());
            }
            if let Some(item) = tree.next_if(|i| !matches!(i, TreeItem::File(..))) {
                self.folder(item, &mut lost)?;
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

    /// Notes the node of a folder, or that it is lost.
    fn folder(&mut self, item: TreeItem, lost: &mut Vec<RelPath>) -> Result<()> {
        match item {
            TreeItem::Folder(folder, node) => self.ledger.push(Note::Node(folder, node))?,
            // A place that went away says nothing of its folders.
            TreeItem::Lost(_, e) if is_whole_place(&e) => return Err(e),
            TreeItem::Lost(folder, e) => {
                lost.push(folder.to_path());
                self.problems.push(Problem::new(e.code(), &folder.to_path(), e));
                self.stale.insert(folder);
            }
            TreeItem::File(..) => {}
        }
        Ok(())
    }

    fn both(&mut self, key: FileKey, node: Option<FileNode>, stat: &Stat) -> Result<()> {
        let Some(node) = node else { return self.hold(key, &empty_folder(), 0) };
        let step = self.beside.session.store.capabilities().time_step_ns;
        if stat.size == node.size && stat.mtime.same_within(node.mtime, step) {
            return self.hold(key, &node, 0);
        }
        let stored = self.beside.names.stored(&key.to_path());
        self.stale.insert(key.folder.clone());
        let found = match content::hash(&*self.beside.session.store, &stored, true, self.beside.look.monitor)
        {
            Ok((found, _)) => Some(found),
            Err(e) if e.code() == Code::Stopped || is_whole_place(&e) => return Err(e),
            Err(_) => None,
        };
        let is_ours = found.is_some()
            && (found == Some(node.sha256)
                || self.beside.placing.contains(stored.as_bytes())
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
        self.stale.insert(key.folder.clone());
        let Some(node) = node else { return Ok(()) };
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
        let stored = self.beside.names.stored(&path);
        let wanted = files::get(&self.ledger.catalog.write(), &file.key)?;
        let is_ours = self.beside.placing.contains(stored.as_bytes())
            || is_lost
            || (self.beside.look.take_over && wanted.is_some());
        let (store, look) = (&*self.beside.session.store, self.beside.look);
        // A run puts a copy in its place.
        if !is_ours || content::is_the_original(store, &stored, look.library, &path)? {
            return Ok(());
        }
        let (sha256, size) = match content::hash(store, &stored, true, look.monitor) {
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
        let now = self.beside.look.clock.now().as_unix();
        self.hold(file.key, &node, now)
    }

    fn hold(&mut self, key: FileKey, node: &FileNode, copied: i64) -> Result<()> {
        self.put(key, node, HeldState::Copied, copied)
    }

    fn put(&mut self, key: FileKey, node: &FileNode, state: HeldState, copied: i64) -> Result<()> {
        let mut row = HeldRow {
            key,
            size: node.size,
            mtime: node.mtime,
            mode: node.mode,
            sha: node.sha256,
            state,
            copied,
        };
        if state == HeldState::Copied && self.beside.remembered.is_wrong_copy(&row.key, &row.sha) {
            row.state = HeldState::Damaged;
        }
        let known = self.pass(Some(&row.key))?;
        if let Some(known) = known.filter(|known| known.sha == row.sha) {
            if row.copied == 0 {
                row.copied = known.copied;
            }
            if known == row {
                return Ok(());
            }
        }
        self.ledger.push(Note::Held(row))
    }

    /// Goes on to `key`, or to the end: rows on the way that nothing was found for go. Gives the row of `key`.
    fn pass(&mut self, key: Option<&FileKey>) -> Result<Option<HeldRow>> {
        let is_reached =
            |row: &Result<HeldRow>| row.as_ref().map_or(true, |row| key.is_none_or(|key| row.key <= *key));
        while let Some(row) = self.known.next_if(is_reached) {
            let row = row?;
            if key == Some(&row.key) {
                return Ok(Some(row));
            }
            self.ledger.push(Note::NotHeld(row.key))?;
        }
        Ok(None)
    }
}

fn is_whole_place(e: &Error) -> bool {
    matches!(e, Error::Store(e) if e.kind.is_whole_place())
}

fn empty_folder() -> FileNode {
    FileNode { size: 0, mtime: FileTime::default(), mode: None, sha256: Digest::of(b"") }
}
