//! Large files at one place: they come in pieces, and whether they are needed is decided before the
//! first.

use super::feed::Streamed;
use super::lane::{Lane, Waiting, new_row};
use super::transfer::{Taken, Transfer, give_up};
use crate::catalog::files::FileRow;
use crate::catalog::held::{HeldRow, HeldState};
use crate::error::Result;
use crate::path::RelPath;
use crate::place::small_files;
use crate::problem::Problem;
use crate::store::StoreError;
use std::sync::atomic::Ordering;

/// A large file under way.
pub(super) struct Stream {
    job: Streamed,
    old: Option<HeldRow>,
    /// `None`: the bytes are not needed, or could not be staged.
    transfer: Option<Transfer>,
    stored: RelPath,
}

impl Lane<'_> {
    pub(super) fn begin_stream(&mut self, streamed: Streamed) -> Result<()> {
        let Some(Some(old)) = streamed.job.wanted.get(self.number).cloned() else { return Ok(()) };
        let number = streamed.number;
        let file = streamed.job.file.clone();
        let old = self.still_there(old);
        if file.sha.is_some() && self.put(&file, old.clone(), None)? {
            return Ok(());
        }
        let stored = self.writer()?.stored_path(&file.key)?;
        let transfer = match Transfer::begin(self, &file)? {
            Ok(transfer) => Some(transfer),
            Err(e) => {
                self.stream_failed(&file, e)?;
                None
            }
        };
        self.streams.insert(number, Stream { job: streamed, old, transfer, stored });
        Ok(())
    }

    fn stream_failed(&mut self, file: &FileRow, e: StoreError) -> Result<()> {
        if e.kind.is_whole_place() {
            return Err(e.into());
        }
        let problem = Problem::from_store(&file.key.to_path(), &e);
        self.writer()?.problem(problem);
        Ok(())
    }

    pub(super) fn stream_piece(&mut self, number: u64, bytes: &[u8]) -> Result<()> {
        let Some(stream) = self.streams.get_mut(&number) else { return Ok(()) };
        let Some(transfer) = &mut stream.transfer else { return Ok(()) };
        let waiting = transfer.waiting.clone();
        let failed = match transfer.write(bytes) {
            Ok(Taken::Yes) => {
                self.run.monitor.advance(0, bytes.len() as u64);
                return Ok(());
            }
            Ok(Taken::BeginsOtherwise) => None,
            Err(e) => Some(e),
        };
        stream.transfer = None;
        let file = stream.job.job.file.clone();
        match failed {
            Some(e) => {
                give_up(&*self.session.store, &waiting, &e);
                self.stream_failed(&file, e)
            }
            None => {
                small_files::remove_if_there(&*self.session.store, &waiting)?;
                // Its start has gone by: the place reads it for itself.
                self.shared.lagging.store(true, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    pub(super) fn end_stream(&mut self, number: u64, file: Option<FileRow>) -> Result<()> {
        let Some(Stream { old, transfer: Some(transfer), stored, .. }) = self.streams.remove(&number) else {
            return Ok(());
        };
        let old = self.still_there(old);
        let waiting = transfer.waiting.clone();
        let Some(row) = file.as_ref().and_then(|f| new_row(f, self.run.clock.now().as_unix())) else {
            drop(transfer);
            small_files::remove_if_there(&*self.session.store, &waiting)?;
            return Ok(());
        };
        let sent_bytes = match transfer.finish(&row.meta()) {
            Ok(sent_bytes) => sent_bytes,
            Err(e) => {
                give_up(&*self.session.store, &waiting, &e);
                return self.failed_with(&row, e);
            }
        };
        if let Some(old) = old.as_ref().filter(|o| o.sha == row.sha && o.state == HeldState::Copied) {
            small_files::remove_if_there(&*self.session.store, &waiting)?;
            if let Some(file) = &file {
                self.retime(file, old.clone())?;
            }
            return Ok(());
        }
        self.run.monitor.advance(1, 0);
        self.make_room_for(row.size)?;
        self.note_staged(row, old, Waiting { staged: waiting, stored, sent_bytes })
    }
}
