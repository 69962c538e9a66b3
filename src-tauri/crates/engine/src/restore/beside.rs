//! What the chosen tree of a folder leaves out although it belongs to what is asked for: another place's tree
//! of the same run has it, the library had it when it was last seen, or a place that is away has a newer state.
//! Told or brought back as well, never left out in silence.

use super::{Request, Wanted};
use crate::backup::Context;
use crate::catalog::{files, held, places};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::Result;
use crate::format::snapshot::SnapshotId;
use crate::format::tree::FileNode;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::place::mirror::{TreeItem, TreeWalk};
use crate::place::session::Session;
use crate::problem::Problem;
use rusqlite::{Connection, params};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;

/// Rows of the catalog read at once.
const PAGE_ROWS: i64 = 500;

type Entry = Result<(FileKey, FileNode)>;

/// Something else that tells of the same folder, in the order of streams.
struct Other<'a> {
    says: Says,
    entries: Peekable<Box<dyn Iterator<Item = Entry> + 'a>>,
}

/// What it means that it has a file.
enum Says {
    /// A place that can be reached has it.
    Here,
    /// The library had it when it was last seen; a place may have it.
    Library,
    /// A place that cannot be reached has it, and whether its state is newer than the chosen one.
    Away { name: String, is_newer: bool },
}

/// Compares a tree, file by file in the order of streams, with all else that tells of the folder.
pub(super) struct Beside<'a> {
    context: &'a Context<'a>,
    sessions: &'a [Session],
    others: Vec<Other<'a>>,
    wanted: BTreeMap<FileKey, FileNode>,
    /// Known, and at no place that can be reached: the places that have it.
    away: BTreeMap<FileKey, String>,
    /// The tree has it as it was before: the place that has it as it is.
    outdated: BTreeMap<FileKey, String>,
    /// The catalog has its index by content.
    is_indexed: bool,
}

/// What was found beside the tree.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files that come back, too.
    pub files: Vec<Wanted>,
    /// Files that cannot, or only as they were before.
    pub problems: Vec<Problem>,
}

impl<'a> Beside<'a> {
    /// For what lies below `path`. `trees` are the nodes of that folder in other places' trees of the same run.
    pub fn new(
        context: &'a Context<'a>,
        sessions: &'a [Session],
        path: &'a RelPath,
        trees: Vec<(&'a Session, Digest)>,
    ) -> Self {
        let walk = |(session, node): (&'a Session, Digest)| {
            let entries = TreeWalk::new(&*session.store, node).filter_map(move |item| of_tree(path, item));
            Other { says: Says::Here, entries: boxed(entries) }
        };
        let others = trees.into_iter().map(walk).collect();
        let (wanted, away, outdated) = Default::default();
        Self { context, sessions, others, wanted, away, outdated, is_indexed: false }
    }

    /// And with what the catalog knows of the newest state, which the chosen snapshot is taken for.
    pub fn with_newest(
        mut self,
        conn: &'a Connection,
        request: &Request,
        chosen: &SnapshotId,
        path: &RelPath,
    ) -> Result<Self> {
        self.others.push(Other { says: Says::Library, entries: boxed(Rows::of_library(conn, path)) });
        for (name, location) in &request.elsewhere {
            if self.sessions.iter().any(|s| s.location.location_id == *location) {
                continue;
            }
            let Some(place) = places::get(conn, location)? else { continue };
            let newest = place.snapshot.and_then(|id| SnapshotId::try_from(id).ok());
            let Some(order) = newest.map(|id| id.order().cmp(&chosen.order())) else { continue };
            if order != Ordering::Less {
                let says = Says::Away { name: name.clone(), is_newer: order == Ordering::Greater };
                self.others.push(Other { says, entries: boxed(Rows::of_place(conn, place.no, path)) });
            }
        }
        Ok(self)
    }

    /// The next file of the tree.
    pub fn pass(&mut self, key: &FileKey, node: &FileNode) -> Result<()> {
        let mut others = std::mem::take(&mut self.others);
        for other in &mut others {
            self.take_before(other, Some(key))?;
            let same = other.entries.next_if(|entry| matches!(entry, Ok((k, _)) if k == key));
            if let (Some(Ok((key, theirs))), Says::Away { name, is_newer: true }) = (same, &other.says)
                && theirs.sha256 != node.sha256
            {
                self.outdated.insert(key, name.clone());
            }
        }
        self.others = others;
        Ok(())
    }

    /// The tree has no more.
    pub fn end(mut self) -> Result<Found> {
        for mut other in std::mem::take(&mut self.others) {
            self.take_before(&mut other, None)?;
        }
        let (wanted, mut problems) = (self.wanted, Vec::new());
        for (key, name) in self.away.into_iter().filter(|(key, _)| !wanted.contains_key(key)) {
            let cause = format!("as far as is known it is at {name} only");
            problems.push(Problem::new(Code::ContentLost, &key.to_path(), cause));
        }
        for (key, name) in self.outdated {
            problems.push(Problem::new(Code::NewerElsewhere, &key.to_path(), name));
        }
        let files = wanted.into_iter().map(|(key, node)| Wanted { key, node: Some(node) }).collect();
        Ok(Found { files, problems })
    }

    /// What the tree has not: everything before its next file.
    fn take_before(&mut self, other: &mut Other<'_>, next: Option<&FileKey>) -> Result<()> {
        let is_before = |entry: &Entry| match (entry, next) {
            (Ok((key, _)), Some(next)) => key < next,
            _ => true,
        };
        while let Some(entry) = other.entries.next_if(is_before) {
            let (key, node) = entry?;
            match &other.says {
                Says::Here => _ = self.wanted.entry(key).or_insert(node),
                _ if self.is_here(&key, &node.sha256)? => _ = self.wanted.entry(key).or_insert(node),
                Says::Away { name, .. } => _ = self.away.insert(key, name.clone()),
                Says::Library => {}
            }
        }
        Ok(())
    }

    /// Whether a place that can be reached has a content, as far as is known.
    fn is_here(&mut self, key: &FileKey, sha: &Digest) -> Result<bool> {
        let conn = self.context.catalog.write();
        if !self.is_indexed {
            held::ensure_content_index(&conn)?;
            self.is_indexed = true;
        }
        for session in self.sessions {
            if held::has(&conn, session.no, key, sha.as_bytes())?
                || !held::paths_of(&conn, session.no, sha)?.is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn boxed<'a>(entries: impl Iterator<Item = Entry> + 'a) -> Peekable<Box<dyn Iterator<Item = Entry> + 'a>> {
    let entries: Box<dyn Iterator<Item = Entry> + 'a> = Box::new(entries);
    entries.peekable()
}

/// A file of another tree. What that one cannot tell, the others may.
fn of_tree(path: &RelPath, item: TreeItem) -> Option<Entry> {
    match item {
        TreeItem::File(key, Some(node)) => {
            let folder = FolderKey::of(&path.join_path(&key.folder.to_path()));
            Some(Ok((FileKey { folder, name: key.name }, node)))
        }
        _ => None,
    }
}

/// Files of the catalog below a path, read page by page: nothing is held open while photos travel.
struct Rows<'a> {
    conn: &'a Connection,
    sql: String,
    place: held::PlaceNo,
    after: FileKey,
    end: Option<Vec<u8>>,
    page: std::vec::IntoIter<(FileKey, FileNode)>,
    is_last: bool,
}

impl<'a> Rows<'a> {
    fn of_library(conn: &'a Connection, path: &RelPath) -> Self {
        Self::new(conn, "files WHERE ?1=?1 AND sha IS NOT NULL", 0, path)
    }

    fn of_place(conn: &'a Connection, place: held::PlaceNo, path: &RelPath) -> Self {
        Self::new(conn, "held WHERE place=?1 AND state=0", place, path)
    }

    fn new(conn: &'a Connection, from: &str, place: held::PlaceNo, path: &RelPath) -> Self {
        let sql = format!(
            "SELECT folder,name,size,mtime,mode,sha FROM {from} AND name<>x''
               AND (folder,name)>(?2,?3) AND (?4 IS NULL OR folder<?4) ORDER BY folder,name LIMIT ?5"
        );
        let folder = FolderKey::of(path);
        // All folders below it begin with it and NUL.
        let end = (!path.is_root()).then(|| [folder.as_bytes(), &[1]].concat());
        let after = FileKey { folder, name: Vec::new() };
        Self { conn, sql, place, after, end, page: Vec::new().into_iter(), is_last: false }
    }

    fn read_page(&mut self) -> Result<()> {
        let mut statement = self.conn.prepare_cached(&self.sql)?;
        let bound = params![self.place, self.after.folder.as_bytes(), self.after.name, self.end, PAGE_ROWS];
        let rows = statement.query_map(bound, |row| {
            let (size, mtime, mode) = (row.get::<_, i64>(2)? as u64, row.get(3)?, row.get(4)?);
            let sha256 = crate::catalog::digest_column(row, 5)?;
            let mtime = crate::time::FileTime::from_ns(mtime);
            Ok((files::read_key(row, 0)?, FileNode { size, mtime, mode, sha256 }))
        })?;
        let page: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        self.is_last = page.len() < PAGE_ROWS as usize;
        if let Some((key, _)) = page.last() {
            self.after = key.clone();
        }
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Rows<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.page.next() {
                return Some(Ok(entry));
            }
            if self.is_last {
                return None;
            }
            if let Err(e) = self.read_page() {
                self.is_last = true;
                return Some(Err(e));
            }
        }
    }
}
