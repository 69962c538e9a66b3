//! What a place has already is not sent: content that moves within the mirror, that comes back from
//! the history, or that stands under another path.

use super::lane::{Lane, Waiting};
use crate::catalog::held::{self, HeldRow};
use crate::error::Result;
use crate::format::layout;
use crate::path::RelPath;
use crate::place::batch::Revive;
use crate::place::content;
use crate::place::small_files;
use crate::store::{Kind, StoreErrorKind};

impl Lane<'_> {
    /// The place has this content under another path, or this batch staged it: it is copied there
    /// instead of being sent again, after what stands there was read and is right.
    pub(super) fn copy_within(&mut self, row: &HeldRow, old: Option<&HeldRow>) -> Result<bool> {
        if row.size == 0 || !self.known.may_have(&row.sha) {
            return Ok(false);
        }
        self.make_room_for(row.size)?;
        let store = self.session.store.clone();
        let from = match self.staged_contents.get(&row.sha) {
            Some(staged) => Some(staged.clone()),
            None => self.right_copy(row)?,
        };
        let Some(from) = from else { return Ok(false) };
        let stored = self.writer()?.stored_path(&row.key)?;
        let staged = self.batch()?.waiting_path(&stored);
        let meta = row.meta();
        match store.copy(&from, &staged, &meta) {
            Ok(()) => {
                self.staged(row.clone(), old.cloned(), Waiting { staged, stored, sent_bytes: 0 })?;
                Ok(true)
            }
            Err(e) if e.kind.is_whole_place() => Err(e.into()),
            Err(_) => {
                // Sending it is always possible; nothing of a failed copy may stay in the way.
                small_files::remove_if_there(&*store, &staged)?;
                Ok(false)
            }
        }
    }

    /// A path of the mirror that has this content, by its bytes.
    fn right_copy(&mut self, row: &HeldRow) -> Result<Option<RelPath>> {
        let conn = self.run.catalog.write();
        held::ensure_content_index(&conn)?;
        let paths = held::paths_of(&conn, self.session.no, &row.sha)?;
        drop(conn);
        for key in paths.into_iter().filter(|k| *k != row.key).take(2) {
            let stored = self.writer()?.stored_path(&key)?;
            if content::is(&*self.session.store, &stored, &row.sha, self.run.monitor)? {
                return Ok(Some(stored));
            }
        }
        Ok(None)
    }

    /// The place has this content already: in its history, or under a path that it is about to
    /// leave. Then nothing is sent.
    pub(super) fn bring_back(&mut self, row: &HeldRow, old: Option<&HeldRow>) -> Result<bool> {
        if !(self.has_objects || self.has_leaving) || self.claimed.contains(&row.sha) {
            return Ok(false);
        }
        let place = self.session.no;
        let conn = self.run.catalog.write();
        let in_history = self.has_objects && held::has_object(&conn, place, &row.sha)?;
        let leaving =
            if in_history || !self.has_leaving { None } else { held::leaving(&conn, place, &row.sha)? };
        drop(conn);
        let leaving = match leaving {
            Some(leaving) => self.as_recorded(leaving)?,
            None => None,
        };
        if !in_history && leaving.is_none() {
            return Ok(false);
        }
        let mut row = row.clone();
        if in_history
            && !content::is(&*self.session.store, &layout::object(&row.sha), &row.sha, self.run.monitor)?
        {
            return Ok(false);
        }
        if let Some(leaving) = &leaving {
            row.copied = leaving.copied;
        }
        let stored = self.writer()?.stored_path(&row.key)?;
        self.claimed.insert(row.sha);
        let moved_from = leaving.as_ref().map(|l| l.key.clone());
        self.batch()?.revives.push(Revive { row, stored, moved_from: moved_from.clone() });
        if let Some(key) = moved_from
            && !self.leaving.contains(&key)
        {
            self.leave(leaving, false)?;
            self.moved_away.insert(key);
        }
        self.leave(old.cloned(), true)?;
        Ok(true)
    }

    /// A copy that is about to move, if size and time are as recorded; else its content is sent.
    fn as_recorded(&mut self, held: HeldRow) -> Result<Option<HeldRow>> {
        let stored = self.writer()?.stored_path(&held.key)?;
        let step = self.session.store.capabilities().time_step_ns;
        let stat = match self.session.store.stat(&stored) {
            Err(e) if e.kind == StoreErrorKind::PermissionDenied => None,
            other => other?,
        };
        let is_right = stat.is_some_and(|s| {
            s.kind == Kind::File && s.size == held.size && s.mtime.same_within(held.mtime, step)
        });
        Ok(is_right.then_some(held))
    }
}
