//! A place that fell behind reads for itself: it works out from the catalog what it lacks, reads
//! each file again, and takes it only if the content is still the one recorded.

use super::alone;
use super::feed::{FileOrKey, Message};
use super::lane::{Lane, Waiting, new_row};
use super::reader::LARGE_BYTES;
use super::transfer::{Taken, Transfer, give_up};
use crate::catalog::files::{self, FileRow};
use crate::catalog::held::{self, HeldRow};
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::library::read;
use crate::place::small_files;
use crate::plan::place::{PlaceStep, plan};
use crate::problem::Problem;
use crate::store::StoreResult;
use crossbeam_channel::Receiver;
use std::fs::File;
use std::io::Read;
use std::sync::atomic::Ordering;

const BLOCK_BYTES: usize = 1 << 20;

/// Works until the place has all that the readers found.
pub(super) fn catch_up(lane: &mut Lane<'_>, feed: &Receiver<Message>) -> Result<()> {
    lane.drop_streams();
    loop {
        let is_last_round = lane.reading_done.load(Ordering::Acquire);
        lane.commit_what_waits()?;
        let did = round(lane, feed, is_last_round)?;
        if is_last_round {
            return Ok(());
        }
        if did == 0 {
            // The feed ends when the readers are done; until then there is nothing to do.
            drop(feed.recv());
        }
    }
}

fn round(lane: &mut Lane<'_>, feed: &Receiver<Message>, is_last: bool) -> Result<u64> {
    let reader = lane.run.catalog.reader()?;
    let mut wanted = reader.prepare(&files::select_all())?;
    let mut present = reader.prepare(&held::select_all())?;
    let wanted = wanted.query_map([], files::read_row)?.map(|r| r.map_err(Error::from));
    let present = present.query_map([lane.session.no], held::read_row)?.map(|r| r.map_err(Error::from));
    let mut did = 0;
    for path in plan(wanted, vec![present], false) {
        for _ in feed.try_iter() {}
        if lane.run.monitor.cancelled() {
            return Err(Error::stopped());
        }
        let path = path?;
        for (_, step) in path.steps {
            match (step, &path.file) {
                (PlaceStep::Put(old), Some(file)) if file.sha.is_some() => {
                    did += u64::from(put(lane, file, old)?)
                }
                // Nobody read it: those that the readers read for are full, gone, or have it.
                (PlaceStep::Put(old), Some(file)) if is_last => {
                    did += u64::from(put_unread(lane, file, old)?)
                }
                // Not read yet by the readers.
                (PlaceStep::Put(_), _) => {}
                (step, file) => {
                    lane.solo_step(&FileOrKey { key: path.key.clone(), file: file.clone() }, step)?;
                    did += 1;
                }
            }
        }
        lane.commit_if_full()?;
    }
    Ok(did)
}

fn put_unread(lane: &mut Lane<'_>, file: &FileRow, old: Option<HeldRow>) -> Result<bool> {
    match alone::read_content(lane.library, file, lane.run.monitor) {
        Ok(row) => {
            files::set_content(&lane.run.catalog.write(), &row)?;
            put(lane, &row, old)
        }
        Err(unread) => {
            let problem = Problem::new(unread.code, &file.key.to_path(), unread.cause);
            lane.writer()?.problem(problem);
            Ok(false)
        }
    }
}

/// Whether the place has the file now. If not it stays behind, and the next run takes it.
fn put(lane: &mut Lane<'_>, file: &FileRow, old: Option<HeldRow>) -> Result<bool> {
    let old = lane.still_there(old);
    if lane.put(file, old.clone(), None)? {
        return Ok(true);
    }
    let is_there =
        if file.size <= LARGE_BYTES { put_whole(lane, file, old)? } else { put_large(lane, file, old)? };
    lane.left_behind |= !is_there;
    Ok(is_there)
}

fn open(lane: &Lane<'_>, file: &FileRow) -> Option<File> {
    let path = lane.library.locate(&file.key.to_path())?;
    let (source, state) = read::open(&path).ok()?;
    (state.size == file.size && state.mtime == file.mtime).then_some(source)
}

fn put_whole(lane: &mut Lane<'_>, file: &FileRow, old: Option<HeldRow>) -> Result<bool> {
    let Some(source) = open(lane, file) else { return Ok(false) };
    let mut bytes = Vec::with_capacity(file.size as usize);
    // One byte more shows whether it grew.
    if source.take(file.size + 1).read_to_end(&mut bytes).is_err() || file.sha != Some(Digest::of(&bytes)) {
        return Ok(false);
    }
    lane.put(file, old, Some(&bytes))
}

fn put_large(lane: &mut Lane<'_>, file: &FileRow, old: Option<HeldRow>) -> Result<bool> {
    let Some(row) = new_row(file, lane.run.clock.now().as_unix()) else { return Ok(false) };
    let stored = lane.writer()?.stored_path(&row.key)?;
    loop {
        let Some(mut source) = open(lane, file) else { return Ok(false) };
        let mut transfer = match Transfer::begin(lane, file)? {
            Ok(transfer) => transfer,
            Err(e) => return lane.failed_with(&row, e).map(|()| true),
        };
        let waiting = transfer.waiting.clone();
        let sent = match send(lane, &mut source, &mut transfer, &row)? {
            Ok(Sent::Right) => transfer.finish(&row.meta()),
            Ok(end) => {
                drop(transfer);
                small_files::remove_if_there(&*lane.session.store, &waiting)?;
                match end {
                    Sent::BeginsOtherwise => continue,
                    _ => return Ok(false),
                }
            }
            Err(e) => {
                drop(transfer);
                Err(e)
            }
        };
        return match sent {
            Ok(sent_bytes) => {
                lane.make_room_for(row.size)?;
                lane.staged(row, old, Waiting { staged: waiting, stored, sent_bytes })?;
                Ok(true)
            }
            Err(e) => {
                give_up(&*lane.session.store, &waiting, &e);
                lane.failed_with(&row, e).map(|()| true)
            }
        };
    }
}

enum Sent {
    /// All of it, and it is what was recorded.
    Right,
    /// It cannot be read, or changed since the readers saw it.
    Changed,
    /// What stood there was something else, and is to go.
    BeginsOtherwise,
}

fn send(
    lane: &Lane<'_>,
    source: &mut File,
    transfer: &mut Transfer,
    row: &HeldRow,
) -> Result<StoreResult<Sent>> {
    let mut hasher = Hasher::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        if lane.run.monitor.cancelled() {
            return Err(Error::stopped());
        }
        lane.beat()?;
        let n = match source.read(&mut block) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return Ok(Ok(Sent::Changed)),
        };
        hasher.update(&block[..n]);
        match transfer.write(&block[..n]) {
            Ok(Taken::Yes) => {}
            Ok(Taken::BeginsOtherwise) => return Ok(Ok(Sent::BeginsOtherwise)),
            Err(e) => return Ok(Err(e)),
        }
    }
    Ok(Ok(if hasher.finish() == row.sha { Sent::Right } else { Sent::Changed }))
}
