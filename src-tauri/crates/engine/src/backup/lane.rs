//! One place's side of a run: takes what is read, decides what the place needs, stages it, and
//! makes it durable batch by batch.

use super::feed::{Chunk, FileOrKey, LaneState, Message};
use super::known::Known;
use super::solo;
use super::stream::Stream;
use super::transfer::Unfinished;
use crate::catalog::files::FileRow;
use crate::catalog::held::{self, HeldRow, HeldState, Lacking};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::library::Library;
use crate::path::{FileKey, RelPath};
use crate::place::batch::{Batch, Put};
use crate::place::commit::Ending;
use crate::place::session::Session;
use crate::place::small_files;
use crate::place::writer::{Run, Standing, Tally, Writer};
use crate::plan::place::PlaceStep;
use crate::problem::Problem;
use crate::store::StoreError;
use crossbeam_channel::Receiver;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a run ended at a place.
#[derive(Debug, Default)]
pub struct LaneReport {
    /// What was done.
    pub tally: Tally,
    /// Why it ended early.
    pub error: Option<Error>,
}

/// What a place needs in this run.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// Files and bytes it lacks.
    pub lacking: Lacking,
    /// Content is about to leave its mirror.
    pub has_leaving: bool,
}

/// A place that takes part in a run.
pub struct Opened {
    /// The open place.
    pub session: Session,
    /// How it was found.
    pub standing: Standing,
    /// What it needs.
    pub needs: Needs,
}

/// A place's lane.
pub struct Lane<'r> {
    pub(super) run: &'r Run<'r>,
    pub(super) library: &'r Library,
    /// Its position among the lanes.
    pub(super) number: usize,
    pub(super) session: Session,
    standing: Option<Standing>,
    pub(super) shared: Arc<LaneState>,
    /// The readers are done: nothing more will be known of the library in this run.
    pub(super) reading_done: &'r AtomicBool,
    host: String,
    writer: Option<Writer<'r>>,
    batch: Option<Batch>,
    batches: u64,
    pub(super) streams: HashMap<u64, Stream>,
    /// Paths whose content a move took along, and whose own turn has not come yet.
    pub(super) moved_away: HashSet<FileKey>,
    /// Paths whose content leaves the mirror in this batch.
    pub(super) leaving: HashSet<FileKey>,
    /// Contents this batch already brings back.
    pub(super) claimed: HashSet<Digest>,
    pub(super) has_objects: bool,
    pub(super) has_leaving: bool,
    /// What the place still lacks, as far as that was known when the run began.
    left: Lacking,
    /// Contents of the mirror, and of what this run staged.
    pub(super) known: Known,
    /// What an interrupted run left of large files.
    pub(super) unfinished: Unfinished,
    /// Something may stand below `incoming/large`.
    pub(super) has_large: bool,
    /// A file could not be brought here though nothing failed: the next run must come back.
    pub(super) left_behind: bool,
    /// Contents staged in this batch.
    pub(super) staged_contents: HashMap<Digest, RelPath>,
}

/// Where a staged file waits, where it goes, and what was sent for it.
pub(super) struct Waiting {
    pub(super) staged: RelPath,
    pub(super) stored: RelPath,
    pub(super) sent_bytes: u64,
}

impl<'r> Lane<'r> {
    /// A lane that writes nothing before it must.
    pub fn new(
        run: &'r Run<'r>,
        library: &'r Library,
        number: usize,
        opened: Opened,
        shared: Arc<LaneState>,
        reading_done: &'r AtomicBool,
    ) -> Result<Self> {
        let Opened { session, standing, needs } = opened;
        let conn = run.catalog.write();
        let has_objects = held::count_objects(&conn, session.no)? > 0;
        let room = held::totals(&conn, session.no)?.0 + needs.lacking.files;
        let mut known = Known::with_room(room);
        held::each_content(&conn, session.no, |sha| known.insert(sha))?;
        drop(conn);
        Ok(Self {
            run,
            library,
            number,
            session,
            standing: Some(standing),
            shared,
            reading_done,
            host: run.by.host.clone(),
            writer: None,
            batch: None,
            batches: 0,
            streams: HashMap::new(),
            moved_away: HashSet::new(),
            leaving: HashSet::new(),
            claimed: HashSet::new(),
            has_objects,
            has_leaving: needs.has_leaving,
            left: needs.lacking,
            known,
            staged_contents: HashMap::new(),
            unfinished: Unfinished::default(),
            has_large: false,
            left_behind: false,
        })
    }

    /// Works until the feed ends, then finishes the place. `generation` is what it will then hold.
    pub fn work(mut self, feed: &Receiver<Message>, generation: i64) -> LaneReport {
        let result = self.take_all(feed).and_then(|()| self.finish(generation));
        if let Err(e) = &result {
            tracing::warn!(place = self.session.name, "the run ended early: {e}");
            self.shared.failed.store(true, Ordering::Relaxed);
            self.give_up();
        }
        // What is still on its way holds blocks of the window: let them go.
        for _ in feed {}
        let tally = self.writer.as_ref().map(Writer::tally).unwrap_or_default();
        let tally = match self.standing.take() {
            Some(standing) if self.writer.is_none() => Tally { problems: standing.problems, ..tally },
            _ => tally,
        };
        LaneReport { tally, error: result.err() }
    }

    fn take_all(&mut self, feed: &Receiver<Message>) -> Result<()> {
        for message in feed {
            if self.run.monitor.cancelled() {
                return Err(Error::stopped());
            }
            if self.shared.lagging.load(Ordering::Relaxed) {
                drop(message);
                return solo::catch_up(self, feed);
            }
            self.take(message)?;
            self.commit_if_full()?;
        }
        if self.run.monitor.cancelled() {
            return Err(Error::stopped());
        }
        if self.shared.lagging.load(Ordering::Relaxed) { solo::catch_up(self, feed) } else { Ok(()) }
    }

    fn take(&mut self, message: Message) -> Result<()> {
        match message {
            Message::Chunk(chunk) => {
                let result = self.take_chunk(&chunk);
                self.taken(chunk.files.iter().map(|f| f.job.file.size).sum());
                result
            }
            Message::Begin(streamed) => self.begin_stream(streamed),
            Message::Piece(number, block, length) => {
                let result = self.stream_piece(number, &block[..length]);
                self.taken(length as u64);
                result
            }
            Message::End(number, file) => self.end_stream(number, file),
            Message::Step(what, step) => self.step(&what, step),
        }
    }

    fn taken(&self, bytes: u64) {
        self.shared.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// The writer, made when the first thing is to be written.
    pub(super) fn writer(&mut self) -> Result<&Writer<'r>> {
        if self.writer.is_none() {
            let standing = self.standing.take().unwrap_or_default();
            let (has_leftovers, differs) = (standing.leftovers, !standing.stale.is_empty());
            let writer = Writer::begin(self.run, self.session.clone(), standing, &self.host)?;
            if differs {
                let begun = self.run.clock.monotonic();
                writer.list_as_found(Batch::new(self.next_incoming()?, begun, self.left))?;
            }
            if has_leftovers {
                writer.clear_leftovers()?;
                self.unfinished = Unfinished::find(&*self.session.store)?;
                self.has_large = true;
            }
            self.writer = Some(writer);
        }
        self.writer.as_ref().ok_or_else(|| Error::internal("no writer"))
    }

    pub(super) fn batch(&mut self) -> Result<&mut Batch> {
        if self.batch.is_none() {
            self.batch = Some(Batch::new(self.next_incoming()?, self.run.clock.monotonic(), self.left));
        }
        self.batch.as_mut().ok_or_else(|| Error::internal("no batch"))
    }

    fn next_incoming(&mut self) -> Result<RelPath> {
        self.batches += 1;
        let name = format!("{}-{}", self.run.id.as_str(), self.batches);
        layout::incoming().join(name.as_bytes()).map_err(Error::internal)
    }

    /// Keeps the lock fresh.
    pub(super) fn beat(&self) -> Result<()> {
        self.writer.as_ref().map_or(Ok(()), Writer::beat)
    }

    /// Forgets streams that were under way.
    pub(super) fn drop_streams(&mut self) {
        self.streams.clear();
    }

    fn take_chunk(&mut self, chunk: &Chunk) -> Result<()> {
        let mut joined = Vec::new();
        for whole in &chunk.files {
            let Some(Some(old)) = whole.job.wanted.get(self.number).cloned() else { continue };
            if self.run.monitor.cancelled() {
                return Err(Error::stopped());
            }
            let bytes: &[u8] = match whole.parts[..] {
                [] => &[],
                [(block, begin, end)] => &chunk.blocks[block][begin..end],
                _ => {
                    joined.clear();
                    for (block, begin, end) in &whole.parts {
                        joined.extend_from_slice(&chunk.blocks[*block][*begin..*end]);
                    }
                    &joined
                }
            };
            let old = self.still_there(old);
            self.put(&whole.job.file, old, Some(bytes))?;
        }
        Ok(())
    }

    /// Brings one file to the place, where `old` is [`Self::still_there`]. With `bytes: None` only what needs
    /// none is done; gives whether that was enough.
    pub(super) fn put(&mut self, file: &FileRow, old: Option<HeldRow>, bytes: Option<&[u8]>) -> Result<bool> {
        let Some(row) = new_row(file, self.run.clock.now().as_unix()) else { return Ok(true) };
        if let Some(old) = &old
            && old.sha == row.sha
            && old.state == HeldState::Copied
        {
            self.retime(file, old.clone())?;
            self.run.monitor.advance(1, row.size);
            return Ok(true);
        }
        if self.bring_back(&row, old.as_ref())? {
            self.run.monitor.advance(1, row.size);
            return Ok(true);
        }
        if self.copy_within(&row, old.as_ref())? {
            return Ok(true);
        }
        let Some(bytes) = bytes else { return Ok(false) };
        let stored = self.writer()?.stored_path(&row.key)?;
        let staged = self.batch()?.waiting_path(&stored);
        let meta = row.meta();
        // At a slow place long after it was read.
        self.run.monitor.current(&row.key.to_path());
        if let Err(e) = self.session.store.stage_whole(&staged, bytes, &meta) {
            self.failed_with(&row, e)?;
            return Ok(true);
        }
        let sent_bytes = row.size;
        self.staged(row, old, Waiting { staged, stored, sent_bytes })?;
        Ok(true)
    }

    pub(super) fn staged(&mut self, row: HeldRow, old: Option<HeldRow>, at: Waiting) -> Result<()> {
        self.run.monitor.advance(1, row.size);
        self.note_staged(row, old, at)
    }

    pub(super) fn note_staged(&mut self, row: HeldRow, old: Option<HeldRow>, at: Waiting) -> Result<()> {
        let Waiting { staged, stored, sent_bytes } = at;
        self.known.insert(&row.sha);
        self.left.files = self.left.files.saturating_sub(1);
        self.left.bytes = self.left.bytes.saturating_sub(row.size);
        self.staged_contents.insert(row.sha, staged.clone());
        let batch = self.batch()?;
        batch.bytes += row.size;
        batch.puts.push(Put { row, staged, stored, sent_bytes });
        self.leave(old, true)
    }

    /// One file could not be written: a problem, or the end of this place's run.
    pub(super) fn failed_with(&mut self, row: &HeldRow, e: StoreError) -> Result<()> {
        if e.kind.is_whole_place() {
            return Err(e.into());
        }
        let problem = Problem::from_store(&row.key.to_path(), &e);
        self.writer()?.problem(problem);
        Ok(())
    }

    /// What the place holds under a path, unless a move took it along. To be asked once when it is the path's
    /// turn, and again after a time in which others had theirs.
    pub(super) fn still_there(&mut self, old: Option<HeldRow>) -> Option<HeldRow> {
        old.filter(|o| !self.moved_away.remove(&o.key))
    }

    /// Content leaves the mirror with this batch.
    pub(super) fn leave(&mut self, old: Option<HeldRow>, replaced: bool) -> Result<()> {
        if let Some(old) = old
            && self.leaving.insert(old.key.clone())
        {
            self.batch()?.leaving.push((old, replaced));
        }
        Ok(())
    }

    pub(super) fn retime(&mut self, file: &FileRow, held: HeldRow) -> Result<()> {
        if held.mtime == file.mtime && held.mode == Some(file.mode) {
            return Ok(());
        }
        self.writer()?;
        let row = HeldRow { mtime: file.mtime, mode: Some(file.mode), ..held };
        self.batch()?.retimes.push(row);
        Ok(())
    }

    fn step(&mut self, what: &FileOrKey, step: PlaceStep) -> Result<()> {
        self.writer()?;
        match step {
            PlaceStep::Put(_) => {}
            PlaceStep::Retime(held) => {
                if let Some(file) = &what.file {
                    self.retime(file, held)?;
                }
            }
            PlaceStep::Remove(held) => {
                let held = self.still_there(Some(held));
                self.leave(held, false)?;
            }
            PlaceStep::MakeFolder => self.batch()?.made.push(what.key.folder.clone()),
            PlaceStep::DropFolder => self.batch()?.dropped.push(what.key.folder.clone()),
        }
        Ok(())
    }

    /// A step that needs no bytes, for a lane that reads for itself.
    pub(super) fn solo_step(&mut self, what: &FileOrKey, step: PlaceStep) -> Result<()> {
        self.step(what, step)
    }

    pub(super) fn commit_if_full(&mut self) -> Result<()> {
        self.beat()?;
        let now = self.run.clock.monotonic();
        if self.batch.as_ref().is_some_and(|b| b.is_full(now)) {
            self.commit(Ending::Checkpoint)?;
        }
        Ok(())
    }

    /// Makes durable what waits, if a large file would make it more than a batch may have. To be asked
    /// before it gets its place in the batch.
    pub(super) fn make_room_for(&mut self, bytes: u64) -> Result<()> {
        if self.batch.as_ref().is_some_and(|b| b.has_no_room_for(bytes)) {
            self.commit(Ending::Checkpoint)?;
        }
        Ok(())
    }

    /// Makes durable what was staged so far, if anything was.
    pub(super) fn commit_what_waits(&mut self) -> Result<()> {
        if self.batch.as_ref().is_some_and(|b| !b.is_empty()) {
            self.commit(Ending::Checkpoint)
        } else {
            Ok(())
        }
    }

    pub(super) fn commit(&mut self, ending: Ending) -> Result<()> {
        self.batch()?;
        self.writer()?;
        let (Some(batch), Some(writer)) = (self.batch.take(), &self.writer) else { return Ok(()) };
        self.has_objects |= !batch.leaving.is_empty();
        writer.commit(batch, ending)?;
        self.claimed.clear();
        self.staged_contents.clear();
        self.leaving.clear();
        Ok(())
    }

    /// Whether the place must hear of this run though no file changed: what stands there is not
    /// what is listed, or no complete snapshot says it.
    fn must_list(&self) -> bool {
        self.writer.is_some()
            || self.standing.as_ref().is_some_and(|s| {
                s.leftovers || s.sums_stale || !s.stale.is_empty() || !matches!(s.listed, Some((_, _, true)))
            })
    }

    fn finish(&mut self, generation: i64) -> Result<()> {
        if self.run.monitor.cancelled() {
            return Err(Error::stopped());
        }
        if !self.must_list() {
            let listed = self.standing.as_ref().and_then(|s| s.listed.as_ref().map(|l| l.0.clone()));
            let is_all = self.run.unread.load(Ordering::Relaxed) == 0 && !self.left_behind;
            let generation = if is_all { generation } else { 0 };
            let conn = self.run.catalog.write();
            return crate::catalog::places::mark_clean(
                &conn,
                self.session.no,
                generation,
                listed.as_ref().map(|id| id.as_str()),
            );
        }
        self.commit(Ending::Complete)?;
        let writer = self.writer()?;
        let all_there = !writer.tally().needs_someone() && self.run.unread.load(Ordering::Relaxed) == 0;
        let all_there = all_there && !self.left_behind;
        if self.has_large {
            // With every file in its place, what is left there is of files that changed or went.
            small_files::remove_tree(&*self.session.store, &layout::large())?;
        }
        let writer = self.writer()?;
        writer.finish(all_there.then_some(generation))
    }

    /// After a fault or a stop: what is staged and quick to finish is kept, the lock is given back.
    /// The place stays marked as unfinished, so the next run looks before it trusts.
    fn give_up(&mut self) {
        self.streams.clear();
        if let (Some(batch), Some(writer)) = (self.batch.take(), &self.writer) {
            if batch.is_small() && !batch.is_empty() {
                if let Err(e) = writer.commit(batch, Ending::Checkpoint) {
                    tracing::info!("what was staged could not be kept: {e}");
                }
            } else if let Err(e) = small_files::remove_tree(&*self.session.store, &batch.incoming) {
                tracing::info!("what was staged could not be removed: {e}");
            }
        }
        if let Some(writer) = &self.writer
            && let Err(e) = writer.release()
        {
            tracing::info!("the lock could not be given back: {e}");
        }
    }
}

pub(super) fn new_row(file: &FileRow, copied: i64) -> Option<HeldRow> {
    Some(HeldRow {
        key: file.key.clone(),
        size: file.size,
        mtime: file.mtime,
        mode: Some(file.mode),
        sha: file.sha?,
        state: HeldState::Copied,
        copied,
    })
}
