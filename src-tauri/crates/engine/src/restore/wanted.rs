//! Which files a request means: from a snapshot's tree at a place, or, for a photo that is no
//! longer in the newest one, from what is known of earlier versions.

use super::beside::Beside;
use super::{Request, Wanted};
use crate::backup::Context;
use crate::catalog::{held, versions};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::snapshot::SnapshotId;
use crate::format::tree::{FileNode, Node};
use crate::path::{FileKey, FolderKey, RelPath};
use crate::place::mirror::{TreeItem, TreeWalk, read_folder};
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::problem::Problem;
use rusqlite::Connection;
use std::collections::HashSet;

/// Files travel in groups.
const GROUP: usize = 8;

/// One thing of a request, found.
#[derive(Debug, Clone)]
enum Found {
    /// A folder, by its node in the chosen place's tree.
    Folder(RelPath, Digest),
    /// Single files.
    Files(Vec<Wanted>),
}

/// What a request means.
#[derive(Debug, Clone)]
pub struct Resolved {
    found: Vec<Found>,
    /// The place whose tree says so, by its position among the sessions.
    pub place: usize,
    /// Files in all.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Parts that cannot be told.
    pub problems: Vec<Problem>,
}

/// Finds out what a request means; the place whose tree is whole is preferred.
pub fn resolve(context: &Context<'_>, sessions: &[Session], request: &Request) -> Result<Resolved> {
    let mut best: Option<Resolved> = None;
    let mut first_error = None;
    for (place, _) in candidates(sessions, request.at.as_ref()) {
        match resolve_at(context, sessions, place, request) {
            Ok(resolved) if resolved.problems.is_empty() => return Ok(resolved),
            Ok(resolved) => best = best.or(Some(resolved)),
            Err(e) => first_error = first_error.or(Some(e)),
        }
    }
    match (best, first_error) {
        (Some(resolved), _) => Ok(resolved),
        (None, Some(e)) => Err(e),
        (None, None) if request.at.is_some() => {
            Err(Error::coded(Code::SnapshotUnknown, "at no reachable place"))
        }
        (None, None) => Err(Error::coded(Code::NothingCopied, "no snapshot at any reachable place")),
    }
}

/// Places that have the snapshot asked for, or the newest complete one; the newest first.
fn candidates(sessions: &[Session], at: Option<&SnapshotId>) -> Vec<(usize, SnapshotId)> {
    let mut out = Vec::new();
    for (place, session) in sessions.iter().enumerate() {
        let Ok(ids) = session.snapshot_ids() else { continue };
        let id = match at {
            Some(at) => ids.into_iter().find(|id| id == at),
            None => newest_readable(session, ids),
        };
        out.extend(id.map(|id| (place, id)));
    }
    out.sort_by(|a, b| b.1.order().cmp(&a.1.order()).then(a.0.cmp(&b.0)));
    out
}

/// The newest complete snapshot that can be read; a checkpoint only where there is no complete one.
fn newest_readable(session: &Session, ids: Vec<SnapshotId>) -> Option<SnapshotId> {
    let readable = |id: &&SnapshotId| session.read_snapshot(id).is_ok();
    let complete = ids.iter().rev().filter(|id| id.checkpoint_number().is_none()).find(readable);
    complete.or_else(|| ids.iter().rev().find(readable)).cloned()
}

fn resolve_at(
    context: &Context<'_>,
    sessions: &[Session],
    place: usize,
    request: &Request,
) -> Result<Resolved> {
    let session = &sessions[place];
    let ids = session.snapshot_ids()?;
    let id = match &request.at {
        Some(at) => at.clone(),
        None => {
            newest_readable(session, ids).ok_or_else(|| Error::coded(Code::NothingCopied, "no snapshot"))?
        }
    };
    let root = session.read_snapshot(&id)?.root;
    let conn = context.catalog.reader()?;
    let others = other_roots(sessions, place, &id, root);
    let mut resolved = Resolved { found: Vec::new(), place, files: 0, bytes: 0, problems: Vec::new() };
    for path in &request.paths {
        let found = match find(session, root, path)? {
            Some(found) => found,
            None if request.at.is_none() => from_versions(context, path)?,
            None => return Err(Error::coded(Code::PhotoUnknown, path)),
        };
        let mut beside = match &found {
            Found::Folder(path, node) => {
                let beside = Beside::new(context, sessions, path, nodes_of(&others, path, *node));
                Some(match request.at {
                    None => beside.with_newest(&conn, request, &id, path)?,
                    Some(_) => beside,
                })
            }
            Found::Files(_) => None,
        };
        resolved.count(session, &found, beside.as_mut())?;
        let beside = beside.map(Beside::end).transpose()?;
        resolved.found.push(found);
        let Some(beside) = beside else { continue };
        resolved.problems.extend(beside.problems);
        if !beside.files.is_empty() {
            let found = Found::Files(beside.files);
            resolved.count(session, &found, None)?;
            resolved.found.push(found);
        }
    }
    if let Some(found) = exactly(context, &request.exact)? {
        resolved.count(session, &found, None)?;
        resolved.found.push(found);
    }
    Ok(resolved)
}

/// Other places' roots of the same run, where they are not the same.
fn other_roots<'a>(
    sessions: &'a [Session],
    place: usize,
    id: &SnapshotId,
    root: Digest,
) -> Vec<(&'a Session, Digest)> {
    let others = sessions.iter().enumerate().filter(|(at, _)| *at != place);
    let roots = others.filter_map(|(_, s)| Some((s, s.read_snapshot(id).ok()?.root)));
    roots.filter(|(_, other)| *other != root).collect()
}

/// The nodes of a folder in other trees, where they are not the same.
fn nodes_of<'a>(
    others: &[(&'a Session, Digest)],
    path: &RelPath,
    node: Digest,
) -> Vec<(&'a Session, Digest)> {
    let mut nodes = Vec::new();
    for (session, root) in others {
        // What that tree cannot tell, the others may.
        if let Ok(Some(Found::Folder(_, other))) = find(session, *root, path)
            && other != node
        {
            nodes.push((*session, other));
        }
    }
    nodes
}

/// Single contents that paths have or had, as far as they are known.
fn exactly(context: &Context<'_>, wanted: &[(RelPath, Digest)]) -> Result<Option<Found>> {
    let conn = context.catalog.reader()?;
    let mut found = Vec::with_capacity(wanted.len());
    for (path, sha256) in wanted {
        let key = FileKey::of(path);
        let known = versions::of(&conn, &key)?.into_iter().find(|v| v.sha == *sha256);
        let Some(known) = known else { return Err(Error::coded(Code::PhotoUnknown, path)) };
        let node = FileNode { size: known.size, mtime: known.mtime, mode: None, sha256: *sha256 };
        found.push(Wanted { key, node: Some(node) });
    }
    Ok((!found.is_empty()).then_some(Found::Files(found)))
}

fn find(session: &Session, root: Digest, path: &RelPath) -> Result<Option<Found>> {
    let mut node = root;
    let mut at = RelPath::root();
    for component in path.components() {
        let entries = read_folder(&*session.store, &node)?;
        let parent = at.clone();
        at = at.join(component).map_err(Error::internal)?;
        match entries.into_iter().find(|e| e.name == component).map(|e| e.node) {
            Some(Node::Folder(below)) => node = below,
            Some(Node::File(file)) if at == *path => {
                let key = FileKey { folder: FolderKey::of(&parent), name: component.to_vec() };
                return Ok(Some(Found::Files(vec![Wanted { key, node: Some(file) }])));
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(Found::Folder(at, node)))
}

/// The newest earlier version of a path that is no longer there, or of all paths below it.
fn from_versions(context: &Context<'_>, path: &RelPath) -> Result<Found> {
    let conn = context.catalog.reader()?;
    let mut statement = conn.prepare(versions::SELECT_ALL)?;
    let mut wanted: Vec<Wanted> = Vec::new();
    for row in statement.query_map([], versions::read_row)? {
        let row = row?;
        if !row.key.to_path().is_in(path) || wanted.last().is_some_and(|w| w.key == row.key) {
            continue;
        }
        let node = FileNode { size: row.size, mtime: row.mtime, mode: None, sha256: row.sha };
        wanted.push(Wanted { key: row.key, node: Some(node) });
    }
    if wanted.is_empty() {
        wanted = held_anywhere(&conn, path)?;
    }
    if wanted.is_empty() { Err(Error::coded(Code::PhotoUnknown, path)) } else { Ok(Found::Files(wanted)) }
}

/// What any place has of a path, or below it, as far as is known: also one that cannot be reached now.
fn held_anywhere(conn: &Connection, path: &RelPath) -> Result<Vec<Wanted>> {
    let sql = "SELECT folder,name,size,mtime,mode,sha,state,copied FROM held
       WHERE place IN (SELECT id FROM places) AND state=0 AND name<>x'' ORDER BY folder,name,copied DESC";
    let mut statement = conn.prepare(sql)?;
    let mut wanted: Vec<Wanted> = Vec::new();
    for row in statement.query_map([], held::read_row)? {
        let row = row?;
        if !row.key.to_path().is_in(path) || wanted.last().is_some_and(|w| w.key == row.key) {
            continue;
        }
        let node = FileNode { size: row.size, mtime: row.mtime, mode: row.mode, sha256: row.sha };
        wanted.push(Wanted { key: row.key, node: Some(node) });
    }
    Ok(wanted)
}

/// Gives every file of a snapshot with the names of the places whose snapshot of that id says the
/// same of it, and that are not known to have lost its content.
///
/// # Errors
/// `SnapshotUnknown` when no reachable place has it.
pub fn each_of_snapshot(
    context: &Context<'_>,
    targets: &[crate::backup::Target],
    id: &SnapshotId,
    visit: &mut dyn FnMut(Wanted, &[&str]),
) -> Result<()> {
    let sessions = super::open_reachable(context, targets)?;
    let mut roots: Vec<(usize, Digest)> = Vec::new();
    for (place, session) in sessions.iter().enumerate() {
        if let Ok(snapshot) = session.read_snapshot(id) {
            roots.push((place, snapshot.root));
        }
    }
    let Some((place, root)) = roots.first().copied() else {
        return Err(Error::coded(Code::SnapshotUnknown, id.as_str()));
    };
    let same: Vec<usize> = roots.iter().filter(|(_, r)| *r == root).map(|(at, _)| *at).collect();
    let other: Vec<usize> = roots.iter().filter(|(_, r)| *r != root).map(|(at, _)| *at).collect();
    let having = Having::of(context, &sessions, &same)?;
    let top = RelPath::root();
    let trees = roots.iter().filter(|(_, r)| *r != root).map(|(at, r)| (&sessions[*at], *r)).collect();
    let mut beside = Beside::new(context, &sessions, &top, trees);
    let mut lost = None;
    each(&sessions[place], &Found::Folder(RelPath::root(), root), &mut |item| match item {
        Item::Wanted(wanted) => {
            if let Some(Err(e)) = wanted.node.as_ref().map(|node| beside.pass(&wanted.key, node)) {
                lost = Some(e);
                return false;
            }
            let names = having.names(&wanted);
            visit(wanted, &names);
            true
        }
        Item::Lost(_, e) => {
            lost = Some(e);
            false
        }
    });
    lost.map_or(Ok(()), Err)?;
    let having = Having::of(context, &sessions, &other)?;
    for wanted in beside.end()?.files {
        let names = having.names(&wanted);
        visit(wanted, &names);
    }
    Ok(())
}

/// Places whose tree has a file, and what each of them is known to have lost.
struct Having<'a>(Vec<(&'a str, HashSet<Digest>)>);

impl<'a> Having<'a> {
    fn of(context: &Context<'_>, sessions: &'a [Session], places: &[usize]) -> Result<Self> {
        let mut having = Vec::new();
        for session in places.iter().map(|at| &sessions[*at]) {
            let records = lock_of(context.records);
            let wrong = records.wrong_history(records.place(&session.location.location_id)?)?;
            having.push((session.name.as_str(), wrong));
        }
        Ok(Self(having))
    }

    fn names(&self, wanted: &Wanted) -> Vec<&'a str> {
        let sha = wanted.node.as_ref().map(|node| node.sha256);
        let has_it = |wrong: &HashSet<Digest>| sha.is_none_or(|sha| !wrong.contains(&sha));
        self.0.iter().filter(|(_, wrong)| has_it(wrong)).map(|(name, _)| *name).collect()
    }
}

impl Resolved {
    /// The name of the place whose tree it is.
    pub fn place_name(&self, sessions: &[Session]) -> Option<String> {
        sessions.get(self.place).map(|s| s.name.clone())
    }

    /// Goes through what was found once: how much it is, and what is known beside it.
    fn count(&mut self, session: &Session, one: &Found, mut beside: Option<&mut Beside<'_>>) -> Result<()> {
        let mut failed = None;
        each(session, one, &mut |item| {
            match item {
                Item::Wanted(Wanted { key, node: Some(node) }) => {
                    self.files += 1;
                    self.bytes += node.size;
                    failed = beside.as_mut().and_then(|beside| beside.pass(&key, &node).err());
                }
                Item::Wanted(_) => {}
                Item::Lost(folder, e) => self.problems.push(Problem::new(e.code(), &folder, e)),
            }
            failed.is_none()
        });
        failed.map_or(Ok(()), Err)
    }

    /// Gives all files in groups until `give` returns `false`.
    pub fn give_all(&self, sessions: &[Session], give: &mut dyn FnMut(Vec<Wanted>) -> bool) -> Result<()> {
        let Some(session) = sessions.get(self.place) else { return Ok(()) };
        let mut group = Vec::with_capacity(GROUP);
        for one in &self.found {
            let goes_on = each(session, one, &mut |item| {
                if let Item::Wanted(wanted) = item {
                    group.push(wanted);
                }
                group.len() < GROUP || give(std::mem::take(&mut group))
            });
            if !goes_on {
                return Ok(());
            }
        }
        give(group);
        Ok(())
    }
}

enum Item {
    Wanted(Wanted),
    Lost(RelPath, Error),
}

fn each(session: &Session, found: &Found, visit: &mut dyn FnMut(Item) -> bool) -> bool {
    match found {
        Found::Files(files) => files.iter().all(|one| visit(Item::Wanted(one.clone()))),
        Found::Folder(path, node) => TreeWalk::new(&*session.store, *node).all(|item| {
            let below = |folder: &FolderKey| path.join_path(&folder.to_path());
            match item {
                TreeItem::Folder(..) => true,
                TreeItem::File(key, node) => {
                    let key = FileKey { folder: FolderKey::of(&below(&key.folder)), name: key.name };
                    visit(Item::Wanted(Wanted { key, node }))
                }
                TreeItem::Lost(folder, e) => visit(Item::Lost(below(&folder), e)),
            }
        }),
    }
}
