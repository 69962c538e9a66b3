//! A place that fell behind reads for itself: it works out from the catalog what it lacks, reads
//! each file again, and takes it only if the content is still the one recorded.

use super::feed::{FileOrKey, Message};
use super::lane::{Lane, Waiting, new_row};
use crate::catalog::files::{self, FileRow};
use crate::catalog::held::{self, HeldRow};
use crate::digest::Hasher;
use crate::error::{Error, Result};
use crate::library::read;
use crate::place::commit::Ending;
use crate::plan::place::{PlaceStep, plan};
use crossbeam_channel::Receiver;
use std::io::Read;
use std::sync::atomic::Ordering;

const BLOCK_BYTES: usize = 1 << 20;

/// Works until the place has all that the readers found.
pub(super) fn catch_up(lane: &mut Lane<'_>, feed: &Receiver<Message>) -> Result<()> {
    lane.drop_streams();
    loop {
        let is_last_round = lane.reading_done.load(Ordering::Acquire);
        lane.commit(Ending::Checkpoint)?;
        let did = round(lane, feed)?;
        if is_last_round {
            return Ok(());
        }
        if did == 0 {
            // The feed ends when the readers are done; until then there is nothing to do.
            drop(feed.recv());
        }
    }
}

fn round(lane: &mut Lane<'_>, feed: &Receiver<Message>) -> Result<u64> {
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
                // Not read yet by the readers, or not readable: not for this round.
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

fn put(lane: &mut Lane<'_>, file: &FileRow, old: Option<HeldRow>) -> Result<bool> {
    if lane.put(file, old.clone(), None)? {
        return Ok(true);
    }
    let Some(row) = new_row(file, lane.run.clock.now().as_unix()) else { return Ok(false) };
    let Some(path) = lane.library.locate(&file.key.to_path()) else { return Ok(false) };
    let Ok((mut source, state)) = read::open(&path) else { return Ok(false) };
    if state.size != file.size || state.mtime != file.mtime {
        return Ok(false);
    }
    let stored = lane.writer()?.stored_path(&row.key)?;
    let waiting = lane.batch()?.waiting_path(&stored);
    let mut staged = match lane.session.store.stage(&waiting, Some(file.size)) {
        Ok(staged) => staged,
        Err(e) => return lane.failed_with(&row, e).map(|()| true),
    };
    let mut hasher = Hasher::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        if lane.run.monitor.cancelled() {
            return Err(Error::stopped());
        }
        let n = match source.read(&mut block) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return discard(lane, &waiting),
        };
        hasher.update(&block[..n]);
        if let Err(e) = staged.write(&block[..n]) {
            drop(staged);
            discard(lane, &waiting)?;
            return lane.failed_with(&row, e).map(|()| true);
        }
    }
    if hasher.finish() != row.sha {
        // It changed since the readers saw it: the next run takes it.
        drop(staged);
        return discard(lane, &waiting);
    }
    if let Err(e) = staged.finish(&row.meta()) {
        discard(lane, &waiting)?;
        return lane.failed_with(&row, e).map(|()| true);
    }
    let sent_bytes = row.size;
    lane.staged(row, old, Waiting { staged: waiting, stored, sent_bytes })?;
    Ok(true)
}

fn discard(lane: &Lane<'_>, waiting: &crate::path::RelPath) -> Result<bool> {
    crate::place::small_files::remove_if_there(&*lane.session.store, waiting)?;
    Ok(false)
}
