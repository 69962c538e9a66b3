//! The end of a run at a place: folder times, `SHA256SUMS`, and the catalog's word that all is there.

use super::leave;
use super::small_files;
use super::writer::Writer;
use crate::catalog::{files, held, places};
use crate::code::Code;
use crate::error::Result;
use crate::format::{layout, sums};
use crate::path::{FileKey, FolderKey};
use crate::place::many::both;
use crate::problem::Problem;
use crate::store::{Kind, Meta};
use crate::time::FileTime;
use std::collections::BTreeSet;

/// Lines of `SHA256SUMS` are sent in pieces of this size.
const PIECE_BYTES: usize = 1 << 20;

impl Writer<'_> {
    /// Ends the run at this place. `generation` is the library's generation that it now holds in
    /// full; `None` if something is still lacking.
    pub fn finish(&self, generation: Option<i64>) -> Result<()> {
        let store = &self.session.store;
        if self.state().sums_rewrite {
            self.rewrite_sums()?;
        }
        let mut touched = std::mem::take(&mut self.state().touched);
        {
            let conn = self.run.catalog.write();
            let before = places::get_or_add(&conn, &self.session.location.location_id)?.generation;
            touched.extend(files::folders_changed_after(&conn, before)?);
        }
        touched.insert(FolderKey::default());
        let set_times = || self.set_folder_times(&touched);
        let (cleared, (set, sums)) = both(
            &**store,
            || self.clear_done_batches(),
            || both(&**store, set_times, || store.stat(&layout::sums())),
        );
        cleared?;
        set?;
        let sums = sums?;
        self.release()?;
        store.flush()?;
        let listed = self.listed();
        let conn = self.run.catalog.write();
        places::set_sums(&conn, self.session.no, sums.as_ref())?;
        places::mark_clean(
            &conn,
            self.session.no,
            generation.unwrap_or(0),
            listed.as_ref().map(|id| id.as_str()),
        )
    }

    fn set_folder_times(&self, folders: &BTreeSet<FolderKey>) -> Result<()> {
        let mut wanted = Vec::with_capacity(folders.len());
        for folder in folders {
            let Some((mtime, mode)) = files::folder_meta(&self.run.catalog.write(), folder)? else {
                continue;
            };
            let stored = self.stored_path(&FileKey { folder: folder.clone(), name: Vec::new() })?;
            // Folders must stay ours to write; the root's rights are its owner's business.
            let mode = if stored.is_root() { None } else { Some(mode | 0o700) };
            wanted.push((stored, Meta { mtime, mode }));
        }
        for set in self.session.store.set_folders_meta(&wanted) {
            match set {
                Err(e) if e.kind.is_whole_place() => return Err(e.into()),
                // Some file systems keep no folder times: nothing of the photos depends on them.
                _ => {}
            }
        }
        Ok(())
    }

    /// Whoever put a folder or a link under the name of the list finds it aside.
    fn clear_sums_name(&self) -> Result<()> {
        let (store, sums) = (&*self.session.store, layout::sums());
        if store.stat(&sums)?.is_some_and(|found| found.kind != Kind::File) {
            store.rename(&sums, &leave::aside_path(self, &sums)?)?;
            self.problem(Problem::new(Code::SetAside, &sums, "no ordinary file"));
        }
        Ok(())
    }

    fn rewrite_sums(&self) -> Result<()> {
        let store = &*self.session.store;
        let new = layout::new_of(&layout::sums());
        small_files::remove_if_there(store, &new)?;
        let mut staged = store.stage(&new, None)?;
        let mut lines = Vec::with_capacity(PIECE_BYTES + 512);
        {
            let conn = self.run.catalog.reader()?;
            let mut statement = conn.prepare(&held::select_all())?;
            for row in statement.query_map([self.session.no], held::read_row)? {
                let row = row?;
                if row.key.is_folder() || row.state != held::HeldState::Copied {
                    continue;
                }
                sums::push_line(&mut lines, &row.sha, &self.stored_of_held(&row));
                if lines.len() >= PIECE_BYTES {
                    staged.write(&lines)?;
                    lines.clear();
                }
            }
        }
        staged.write(&lines)?;
        let mtime = FileTime::from_parts(self.run.clock.now().as_unix(), 0);
        staged.finish(&Meta { mtime, mode: None })?;
        self.clear_sums_name()?;
        small_files::finish_replace(store, &layout::sums())?;
        self.state().sums_rewrite = false;
        Ok(())
    }
}
