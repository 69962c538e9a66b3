//! Makes a batch durable and lists a snapshot of it, in the one order that keeps the invariant
//! (FORMAT.md, "Snapshots"): staged → durable → old content to `objects/` → new content into the
//! mirror → trees → snapshot → content that comes back.

use super::batch::{Batch, Put, Revive};
use super::leave::{self, Left};
use super::small_files;
use super::writer::{Writer, lock_of};
use crate::catalog::held::{self, HeldRow, HeldState};
use crate::catalog::versions;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::{layout, sums};
use crate::path::{FileKey, FolderKey, RelPath};
use crate::place::content;
use crate::place::many::both;
use crate::problem::Problem;
use crate::store::{Meta, Move, StoreError, StoreErrorKind};
use std::collections::BTreeSet;

/// Which kind of snapshot ends a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// More batches follow.
    Checkpoint,
    /// The run is done at this place.
    Complete,
}

impl Writer<'_> {
    /// Does all of a batch. A fault of single files becomes a problem; `Err` is the whole place's.
    pub fn commit(&self, mut batch: Batch, ending: Ending) -> Result<()> {
        let store = &*self.session.store;
        // With nothing that leaves, what will be placed is known before the place is looked at again.
        let only_adds = batch.leaving.is_empty();
        if only_adds {
            self.write_placing(&batch.incoming, &batch.puts)?;
        }
        let (checked, arrived) = both(store, || self.session.check_again(), || store.settle());
        checked?;
        arrived?;
        self.lock.beat()?;
        self.name_folders(&batch)?;
        self.write_names(self.now())?;
        let (left, stays) = leave::leave_mirror(self, &batch.leaving)?;
        batch.puts.retain(|p| !stays.contains(&p.row.key));
        batch.revives.retain(|r| !stays.contains(&r.row.key));
        // A copy that was to move and was not what was recorded moves nowhere: what is not in the
        // history must not be listed. The place stays behind, and the next run sends it.
        let lost: BTreeSet<FileKey> =
            left.iter().filter(|l| !l.in_history).map(|l| l.row.key.clone()).collect();
        batch.revives.retain(|r| r.moved_from.as_ref().is_none_or(|from| !lost.contains(from)));
        let placed = {
            let puts = std::mem::take(&mut batch.puts);
            // What moves takes along what was found of it; what comes from the history was never read as a copy here.
            let from_history = batch.revives.iter().filter(|r| r.moved_from.is_none()).map(|r| &r.row.key);
            let anew = puts.iter().map(|p| &p.row.key).chain(from_history);
            lock_of(self.run.records).forget_proofs(self.records_no, anew)?;
            if !only_adds {
                self.write_placing(&batch.incoming, &puts)?;
            }
            self.place_staged(puts)?
        };
        self.make_folders(&batch)?;
        self.retime(&batch.retimes)?;
        let mut changed = self.note_held(&batch, &left, &placed)?;
        self.note_history(&left, &placed)?;
        changed.append(&mut self.state().stale);
        if !left.is_empty() || !batch.revives.is_empty() {
            self.state().sums_rewrite = true;
        }
        let appended = self.sums_lines(&placed);
        let append = || if appended.is_empty() { Ok(()) } else { store.append(&layout::sums(), &appended) };
        let (appended, gone) = both(store, append, || self.list(&batch, &changed, ending));
        // Nothing comes back to a path that no listed snapshot gives for it.
        let gone = gone?;
        appended?;
        self.revive(&batch.revives)?;
        leave::note_healed(self, &left)?;
        self.remove_gone_folders(gone)?;
        self.state().touched.extend(with_parents(changed));
        self.state().done_batches.push(batch.incoming);
        match ending {
            Ending::Checkpoint => self.clear_done_batches(),
            // Beside what else there is to do at the end.
            Ending::Complete => Ok(()),
        }
    }

    /// Removes the folders of batches whose content has moved on. What was about to be placed is listed
    /// now.
    pub(super) fn clear_done_batches(&self) -> Result<()> {
        let store = &*self.session.store;
        let done = std::mem::take(&mut self.state().done_batches);
        for incoming in done {
            small_files::remove_if_there(store, &placing_of(&incoming)?)?;
            small_files::remove_tree(store, &incoming)?;
        }
        Ok(())
    }

    /// Lists what stood at the place before this run changes any of it, so that whatever a person
    /// had there stays named by a snapshot. It is no checkpoint of this run's own progress.
    ///
    /// Where something was listed before, it is no more than the first checkpoint of this run.
    pub fn list_as_found(&self, empty: Batch) -> Result<()> {
        let is_first = self.state().listed.is_none();
        self.commit(empty, Ending::Checkpoint)?;
        if is_first {
            self.state().own_checkpoint = None;
        }
        Ok(())
    }

    fn place_staged(&self, puts: Vec<Put>) -> Result<Vec<Put>> {
        let store = &*self.session.store;
        let moves: Vec<Move> =
            puts.iter().map(|p| Move { from: p.staged.clone(), to: p.stored.clone() }).collect();
        if moves.is_empty() {
            return Ok(Vec::new());
        }
        let results = store.commit(&moves)?;
        let mut placed = Vec::with_capacity(puts.len());
        for (put, result) in puts.into_iter().zip(results) {
            match result {
                Ok(()) => placed.push(put),
                Err(e) if e.kind == StoreErrorKind::AlreadyExists => placed.extend(self.place_beside(put)?),
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                Err(e) => self.problem(Problem::from_store(&put.row.key.to_path(), &e)),
            }
        }
        Ok(placed)
    }

    /// What is about to stand in the mirror before a snapshot lists it: should the run end here, the
    /// next one knows these for ours.
    fn write_placing(&self, incoming: &RelPath, puts: &[Put]) -> Result<()> {
        if puts.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        for put in puts {
            bytes.extend_from_slice(put.stored.as_bytes());
            bytes.push(0);
        }
        let path = placing_of(incoming)?;
        Ok(self.session.store.stage_whole(&path, &bytes, &Meta { mtime: self.now(), mode: None })?)
    }

    /// Something unknown stands under a photo's name. The same bytes are taken over; a second name of the
    /// library's own file goes aside; anything else is somebody's and stays, and the photo is stored under
    /// another name.
    fn place_beside(&self, mut put: Put) -> Result<Option<Put>> {
        let store = &*self.session.store;
        let path = put.row.key.to_path();
        if small_files::remove_empty_folders(store, &put.stored)?
            && store.rename(&put.staged, &put.stored).is_ok()
        {
            return Ok(Some(put));
        }
        if content::is_the_original(store, &put.stored, self.run.library, &path)? {
            return self.place_instead(put);
        }
        if content::is(store, &put.stored, &put.row.sha, self.run.monitor)? {
            store.set_meta(&put.stored, &put.row.meta())?;
            return Ok(Some(put));
        }
        put.stored = self.store_apart(&path);
        self.write_names(self.now())?;
        match store.rename(&put.staged, &put.stored) {
            Ok(()) => Ok(Some(put)),
            Err(e) if e.kind.is_whole_place() => Err(e.into()),
            Err(e) => {
                self.problem(Problem::from_store(&path, &e));
                Ok(None)
            }
        }
    }

    /// Only the name in the way is moved: the file under it is the library's own.
    fn place_instead(&self, put: Put) -> Result<Option<Put>> {
        let store = &*self.session.store;
        let aside = leave::aside_path(self, &put.stored)?;
        let moved = store.rename(&put.stored, &aside).and_then(|()| store.rename(&put.staged, &put.stored));
        match moved {
            Ok(()) => Ok(Some(put)),
            Err(e) if e.kind.is_whole_place() => Err(e.into()),
            Err(e) => {
                self.problem(Problem::from_store(&put.row.key.to_path(), &e));
                Ok(None)
            }
        }
    }

    /// Empty folders get the names they will lie under, so that these are durable before the folders are
    /// made. (Of files that is done when they are staged.)
    fn name_folders(&self, batch: &Batch) -> Result<()> {
        for folder in &batch.made {
            self.stored_path(&FileKey { folder: folder.clone(), name: Vec::new() })?;
        }
        Ok(())
    }

    fn make_folders(&self, batch: &Batch) -> Result<()> {
        for folder in &batch.made {
            let stored = self.stored_path(&FileKey { folder: folder.clone(), name: Vec::new() })?;
            match self.session.store.make_folder(&stored) {
                Ok(()) => {}
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                Err(e) => self.problem(Problem::from_store(&folder.to_path(), &e)),
            }
        }
        Ok(())
    }

    fn retime(&self, rows: &[HeldRow]) -> Result<()> {
        for row in rows {
            let stored = self.stored_of_held(row);
            let meta = row.meta();
            match self.session.store.set_meta(&stored, &meta) {
                Ok(()) => {}
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                Err(e) => self.problem(Problem::from_store(&row.key.to_path(), &e)),
            }
        }
        Ok(())
    }

    /// Brings the catalog to what now stands there; gives the folders that changed.
    fn note_held(&self, batch: &Batch, left: &[Left], placed: &[Put]) -> Result<BTreeSet<FolderKey>> {
        let mut changed = BTreeSet::new();
        let place = self.session.no;
        let mut conn = self.run.catalog.write();
        let tx = conn.transaction()?;
        for one in left {
            held::remove(&tx, place, &one.row.key)?;
            changed.insert(one.row.key.folder.clone());
            if one.in_history {
                held::put_object(&tx, place, &one.row.sha, one.row.size)?;
                let version = versions::VersionRow {
                    key: one.row.key.clone(),
                    sha: one.row.sha,
                    size: one.row.size,
                    mtime: one.row.mtime,
                    taken: None,
                };
                versions::put(&tx, &version)?;
            }
        }
        for row in
            placed.iter().map(|p| &p.row).chain(batch.revives.iter().map(|r| &r.row)).chain(&batch.retimes)
        {
            held::put(&tx, place, row)?;
            changed.insert(row.key.folder.clone());
        }
        for (folders, is_there) in [(&batch.dropped, false), (&batch.made, true)] {
            for folder in folders {
                note_folder(&tx, place, folder, is_there)?;
                changed.insert(folder.clone());
            }
        }
        tx.commit()?;
        drop(conn);
        let mut state = self.state();
        state.tally.copied += placed.len() as u64;
        state.tally.copied_bytes += placed.iter().map(|p| p.sent_bytes).sum::<u64>();
        state.tally.kept_versions += left.iter().filter(|l| l.replaced && l.in_history).count() as u64;
        let moved: BTreeSet<&FileKey> = batch.revives.iter().filter_map(|r| r.moved_from.as_ref()).collect();
        state.tally.removed +=
            left.iter().filter(|l| !l.replaced && l.in_history && !moved.contains(&l.row.key)).count() as u64;
        Ok(changed)
    }

    /// What left without getting into the history, and stands nowhere else in the mirror, is lost here; what got there,
    /// or is in the mirror again, is not.
    fn note_history(&self, left: &[Left], placed: &[Put]) -> Result<()> {
        let place = self.session.no;
        let (mut lost, mut there) = (Vec::new(), Vec::new());
        {
            let conn = self.run.catalog.write();
            for Left { row, in_history, .. } in left {
                if *in_history {
                    there.push(row.sha);
                } else if !held::has_object(&conn, place, &row.sha)? {
                    held::ensure_content_index(&conn)?;
                    let stands = !held::paths_of(&conn, place, &row.sha)?.is_empty();
                    if stands { &mut there } else { &mut lost }.push(row.sha);
                }
            }
            for put in placed {
                if !held::has_object(&conn, place, &put.row.sha)? {
                    there.push(put.row.sha);
                }
            }
        }
        let mut records = lock_of(self.run.records);
        records.history_is_right(self.records_no, &there)?;
        records.history_is_wrong(self.records_no, &lost)
    }

    fn sums_lines(&self, placed: &[Put]) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.state().sums_rewrite {
            for put in placed {
                sums::push_line(&mut out, &put.row.sha, &put.stored);
            }
        }
        out
    }

    fn revive(&self, revives: &[Revive]) -> Result<()> {
        if revives.is_empty() {
            return Ok(());
        }
        let store = &*self.session.store;
        let moves: Vec<Move> =
            revives.iter().map(|r| Move { from: layout::object(&r.row.sha), to: r.stored.clone() }).collect();
        let results = store.commit(&moves)?;
        let mut back = Vec::new();
        for (one, result) in revives.iter().zip(results) {
            match result {
                Ok(()) => {
                    store.set_meta(&one.stored, &one.row.meta())?;
                    back.push(one);
                }
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                Err(e) => self.not_revived(one, &e)?,
            }
        }
        let conn = self.run.catalog.write();
        for one in &back {
            held::remove_object(&conn, self.session.no, &one.row.sha)?;
        }
        drop(conn);
        let moved: Vec<(FileKey, FileKey)> =
            back.iter().filter_map(|r| Some((r.moved_from.clone()?, r.row.key.clone()))).collect();
        lock_of(self.run.records).move_proofs(self.records_no, &moved)
    }

    fn not_revived(&self, one: &Revive, e: &StoreError) -> Result<()> {
        held::set_state(&self.run.catalog.write(), self.session.no, &one.row.key, HeldState::Missing)?;
        self.problem(Problem::from_store(&one.row.key.to_path(), e));
        Ok(())
    }

    /// Folders that no longer hold anything of ours; one with somebody's files stays.
    fn remove_gone_folders(&self, gone: Vec<FolderKey>) -> Result<()> {
        for folder in gone {
            let stored = self.stored_path(&FileKey { folder: folder.clone(), name: Vec::new() })?;
            match self.session.store.remove_folder(&stored) {
                Ok(_) => {}
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                // Gone already, or a file of that name took its place.
                Err(e) if matches!(e.kind, StoreErrorKind::NotFound | StoreErrorKind::NotPlain) => {}
                Err(e) => self.problem(Problem::from_store(&folder.to_path(), &e)),
            }
        }
        Ok(())
    }
}

/// Where a batch says what it is about to place.
fn placing_of(incoming: &RelPath) -> Result<RelPath> {
    incoming.join(b"placing").map_err(Error::internal)
}

/// Folders and all above them: making a folder changes the time of the one it lies in.
fn with_parents(folders: BTreeSet<FolderKey>) -> BTreeSet<FolderKey> {
    let mut all = BTreeSet::new();
    for folder in folders {
        let mut path = Some(folder.to_path());
        while let Some(at) = path {
            if !all.insert(FolderKey::of(&at)) {
                break;
            }
            path = at.parent();
        }
    }
    all
}

fn note_folder(conn: &rusqlite::Connection, place: i64, folder: &FolderKey, is_there: bool) -> Result<()> {
    let key = FileKey { folder: folder.clone(), name: Vec::new() };
    if !is_there {
        return held::remove(conn, place, &key);
    }
    let row = HeldRow {
        key,
        size: 0,
        mtime: Default::default(),
        mode: None,
        sha: Digest::of(b""),
        state: HeldState::Copied,
        copied: 0,
    };
    held::put(conn, place, &row)
}
