//! What travels from the readers to the places' lanes, and how much of it waits where.

use super::window::Block;
use crate::catalog::files::FileRow;
use crate::catalog::held::HeldRow;
use crate::plan::place::PlaceStep;
use crossbeam_channel::{SendTimeoutError, Sender};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// A place whose queue stays full for so long reads for itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// A file to be read for some places. `old[i]`: place i wants it, and what it holds there now.
#[derive(Debug, Clone)]
pub struct Job {
    /// The file; its content may be unknown yet.
    pub file: FileRow,
    /// For each lane: `None` if it does not want the file.
    pub wanted: Vec<Option<Option<HeldRow>>>,
    /// Read only to compare with what is known (a full check of the library).
    pub recheck: bool,
}

impl Job {
    /// Whether lane `i` wants it.
    pub fn is_wanted_by(&self, lane: usize) -> bool {
        self.wanted.get(lane).is_some_and(Option::is_some)
    }
}

/// A piece of a chunk's block: the block's number, begin, end.
pub type Part = (usize, usize, usize);

/// A file in memory.
pub struct Whole {
    /// The file, content known, and who wants it.
    pub job: Job,
    /// Pieces of the chunk's blocks.
    pub parts: Vec<Part>,
}

/// Files read together.
pub struct Chunk {
    /// The files.
    pub files: Vec<Whole>,
    /// Their bytes.
    pub blocks: Vec<Block>,
}

/// A large file that comes in pieces.
#[derive(Debug, Clone)]
pub struct Streamed {
    /// Tells streams apart.
    pub number: u64,
    /// The file as far as known.
    pub job: Arc<Job>,
}

/// What a lane is told.
#[derive(Clone)]
pub enum Message {
    /// Files in memory.
    Chunk(Arc<Chunk>),
    /// A large file begins.
    Begin(Streamed),
    /// Its next bytes: a block and how much of it.
    Piece(u64, Arc<Block>, usize),
    /// It ended: the file with its content, or `None` if it must be forgotten.
    End(u64, Option<FileRow>),
    /// A step that needs no bytes.
    Step(Arc<FileOrKey>, PlaceStep),
}

/// What a step is about.
#[derive(Debug, Clone)]
pub struct FileOrKey {
    /// The path.
    pub key: crate::path::FileKey,
    /// The library's file, if it has one.
    pub file: Option<FileRow>,
}

/// The sending end of a lane.
pub struct LaneEnd {
    /// Its queue.
    pub queue: Sender<Message>,
    /// Shared with the lane.
    pub shared: Arc<LaneState>,
}

/// What the lane and those who feed it both look at.
#[derive(Default)]
pub struct LaneState {
    /// The place failed: nothing more is sent.
    pub failed: AtomicBool,
    /// The place fell behind: it reads for itself from now on.
    pub lagging: AtomicBool,
    /// Bytes sent and not yet written.
    pub waiting_bytes: AtomicU64,
}

impl LaneEnd {
    /// Whether it still takes what is read for all.
    pub fn is_open(&self) -> bool {
        !self.shared.failed.load(Ordering::Relaxed) && !self.shared.lagging.load(Ordering::Relaxed)
    }

    /// Whether the place's run is over before its end.
    pub fn has_failed(&self) -> bool {
        self.shared.failed.load(Ordering::Relaxed)
    }

    /// Sends, noting `bytes` as waiting. A lane that ended takes nothing.
    pub fn send(&self, message: Message, bytes: u64) {
        if !self.is_open() {
            return;
        }
        self.shared.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        match self.queue.send_timeout(message, PATIENCE) {
            Ok(()) => {}
            Err(SendTimeoutError::Timeout(_)) => self.shared.lagging.store(true, Ordering::Relaxed),
            Err(SendTimeoutError::Disconnected(_)) => self.shared.failed.store(true, Ordering::Relaxed),
        }
    }
}

/// When the window is used up: lets a lane go that holds most of it while another has nothing to
/// do, so that a slow place never holds up a fast one.
pub fn let_slowest_go(lanes: &[LaneEnd], window_bytes: u64) {
    let open: Vec<&LaneEnd> = lanes.iter().filter(|l| l.is_open()).collect();
    let waiting = |l: &LaneEnd| l.shared.waiting_bytes.load(Ordering::Relaxed);
    let someone_idle = open.iter().any(|l| waiting(l) == 0 && l.queue.is_empty());
    if let Some(slowest) = open.iter().max_by_key(|l| waiting(l))
        && someone_idle
        && waiting(slowest) >= window_bytes / 2
    {
        slowest.shared.lagging.store(true, Ordering::Relaxed);
    }
}
