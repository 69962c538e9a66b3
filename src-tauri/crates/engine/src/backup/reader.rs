//! Reads each photo once, hashes it once, and hands it to every place that keeps up.

use super::feed::{Chunk, Job, LaneEnd, Message, Part, Streamed, Whole, let_slowest_go};
use super::window::{BLOCK_BYTES, BLOCKS, Block, Window};
use crate::catalog::files::FileRow;
use crate::code::Code;
use crate::digest::{Digest, Hasher};
use crate::library::read::{self, State, Unread};
use crate::library::{Library, taken};
use crate::monitor::Monitor;
use crate::problem::Problem;
use crossbeam_channel::{Receiver, Sender};
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A larger file comes in pieces; a smaller one is in memory before a place decides about it.
pub const LARGE_BYTES: u64 = 8 << 20;
/// A chunk has at most so many blocks,
const CHUNK_BLOCKS: usize = 8;
/// and so many files.
const CHUNK_FILES: usize = 128;
/// A file that changes while it is read is tried so often.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_millis(100);

/// What reading found, for the catalog.
pub enum Finding {
    /// The content of a file.
    Content(FileRow),
    /// A file could not be read.
    Unread(FileRow, Problem),
    /// A full check found other bytes though size, time and inode are as known.
    SilentChange(FileRow, Problem),
}

/// What all readers share.
pub struct Readers<'r> {
    /// The library.
    pub library: &'r Library,
    /// The lanes.
    pub lanes: &'r [LaneEnd],
    /// The memory.
    pub window: Arc<Window>,
    /// Findings go here, in groups.
    pub findings: Sender<Vec<Finding>>,
    /// Sizes of large contents that some place could take back: such files are hashed first.
    pub known_sizes: HashSet<u64>,
    /// Numbers for streams.
    pub streams: AtomicU64,
    /// Progress and cancel.
    pub monitor: &'r dyn Monitor,
}

enum Stop {
    Cancelled,
    Unread(Unread),
}

impl From<Unread> for Stop {
    fn from(unread: Unread) -> Self {
        Self::Unread(unread)
    }
}

struct Gathering {
    files: Vec<Whole>,
    blocks: Vec<Block>,
    /// Bytes used of the last block.
    used: usize,
    findings: Vec<Finding>,
}

impl Readers<'_> {
    /// Works on groups of jobs until there are no more.
    pub fn run(&self, jobs: &Receiver<Vec<Job>>) {
        for group in jobs {
            let mut gathering =
                Gathering { files: Vec::new(), blocks: Vec::new(), used: 0, findings: Vec::new() };
            for job in group {
                if self.monitor.cancelled() {
                    return;
                }
                self.monitor.current(&job.file.key.to_path());
                let result = if job.file.size > LARGE_BYTES || job.recheck {
                    self.large(job, &mut gathering)
                } else {
                    self.small(job, &mut gathering)
                };
                if result.is_err() {
                    return;
                }
                if gathering.blocks.len() >= CHUNK_BLOCKS || gathering.files.len() >= CHUNK_FILES {
                    self.hand_over(&mut gathering);
                }
            }
            self.hand_over(&mut gathering);
            if !gathering.findings.is_empty() && self.findings.send(gathering.findings).is_err() {
                return;
            }
        }
    }

    fn block(&self) -> Result<Block, Stop> {
        loop {
            if self.monitor.cancelled() {
                return Err(Stop::Cancelled);
            }
            if let Some(block) = self.window.take(PATIENCE) {
                return Ok(block);
            }
            let_slowest_go(self.lanes, (BLOCKS * BLOCK_BYTES) as u64);
        }
    }

    fn hand_over(&self, gathering: &mut Gathering) {
        if gathering.files.is_empty() {
            return;
        }
        let files = std::mem::take(&mut gathering.files);
        let blocks = std::mem::take(&mut gathering.blocks);
        gathering.used = 0;
        let bytes: u64 = files.iter().map(|f| f.job.file.size).sum();
        let chunk = Arc::new(Chunk { files, blocks });
        for (number, lane) in self.lanes.iter().enumerate() {
            if chunk.files.iter().any(|f| f.job.is_wanted_by(number)) {
                lane.send(Message::Chunk(chunk.clone()), bytes);
            }
        }
    }

    fn small(&self, mut job: Job, gathering: &mut Gathering) -> Result<(), Stop> {
        for attempt in 1..=TRIES {
            let (blocks, used) = (gathering.blocks.len(), gathering.used);
            match self.read_whole(&job.file, gathering) {
                Ok((row, _)) if is_silent_change(&job.file, &row) => {
                    gathering.findings.push(silent_change(row));
                    return Ok(());
                }
                Ok((row, parts)) => {
                    gathering.findings.push(Finding::Content(row.clone()));
                    job.file = row;
                    gathering.files.push(Whole { job, parts });
                    return Ok(());
                }
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
                Err(Stop::Unread(unread)) => {
                    gathering.blocks.truncate(blocks);
                    gathering.used = used;
                    if unread.code != Code::ChangedWhileReading || attempt == TRIES {
                        gathering.findings.push(unread_finding(job.file, unread));
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    fn read_whole(&self, known: &FileRow, gathering: &mut Gathering) -> Result<(FileRow, Vec<Part>), Stop> {
        let path = self.locate(known)?;
        let (mut file, before) = read::open_at_rest(&path, &|| self.monitor.cancelled())?;
        if before.size > LARGE_BYTES {
            return Err(Unread::changed().into());
        }
        let mut hasher = Hasher::new();
        let mut parts = Vec::new();
        let mut size = 0u64;
        while size < before.size {
            if gathering.blocks.is_empty() || gathering.used == BLOCK_BYTES {
                gathering.blocks.push(self.block()?);
                gathering.used = 0;
            }
            let number = gathering.blocks.len() - 1;
            let begin = gathering.used;
            let want = usize::try_from(before.size - size).unwrap_or(BLOCK_BYTES);
            let end = begin.saturating_add(want).min(BLOCK_BYTES);
            let space = &mut gathering.blocks[number][begin..end];
            let n = read_some(&mut file, space)?;
            if n == 0 {
                break;
            }
            hasher.update(&space[..n]);
            parts.push((number, begin, begin + n));
            gathering.used += n;
            size += n as u64;
        }
        unchanged(&file, &before, size)?;
        let head = parts.first().map_or(&[][..], |p| &gathering.blocks[p.0][p.1..p.2]);
        let row = row_of(known, &before, hasher.finish(), taken::taken(&known.key.name, head));
        Ok((row, parts))
    }

    fn locate(&self, known: &FileRow) -> Result<std::path::PathBuf, Stop> {
        self.library.locate(&known.key.to_path()).ok_or_else(|| {
            Unread { code: Code::Vanished, cause: "no such folder of the library".into() }.into()
        })
    }

    fn large(&self, job: Job, gathering: &mut Gathering) -> Result<(), Stop> {
        self.hand_over(gathering);
        let mut job = job;
        for attempt in 1..=TRIES {
            match self.try_large(&mut job) {
                Ok(finding) => {
                    gathering.findings.extend(finding);
                    return Ok(());
                }
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
                Err(Stop::Unread(unread)) if unread.code != Code::ChangedWhileReading || attempt == TRIES => {
                    gathering.findings.push(unread_finding(job.file, unread));
                    return Ok(());
                }
                Err(Stop::Unread(_)) => {}
            }
        }
        Ok(())
    }

    fn try_large(&self, job: &mut Job) -> Result<Option<Finding>, Stop> {
        let path = self.locate(&job.file)?;
        let (mut file, before) = read::open_at_rest(&path, &|| self.monitor.cancelled())?;
        if job.recheck {
            return self.recheck(job, &mut file, &before);
        }
        if before.size != job.file.size || before.mtime != job.file.mtime {
            job.file.sha = None;
            job.file.size = before.size;
        }
        if self.known_sizes.contains(&before.size) || job.file.sha.is_some() {
            let (sha, head) = self.hash_only(&mut file, &before)?;
            let row = row_of(&job.file, &before, sha, taken::taken(&job.file.key.name, &head));
            if is_silent_change(&job.file, &row) {
                return Ok(Some(silent_change(row)));
            }
            job.file = row;
            std::io::Seek::rewind(&mut file).map_err(|e| Unread::from_io(&e))?;
        }
        let number = self.streams.fetch_add(1, Ordering::Relaxed);
        let begin = Message::Begin(Streamed { number, job: Arc::new(job.clone()) });
        self.send_wanted(job, &begin, 0);
        let sent = self.send_pieces(job, number, &mut file, &before);
        let row = sent.as_ref().ok().cloned();
        self.send_wanted(job, &Message::End(number, row), 0);
        Ok(Some(Finding::Content(sent?)))
    }

    fn send_wanted(&self, job: &Job, message: &Message, bytes: u64) {
        for (number, lane) in self.lanes.iter().enumerate() {
            if job.is_wanted_by(number) {
                lane.send(message.clone(), bytes);
            }
        }
    }

    fn send_pieces(&self, job: &Job, number: u64, file: &mut File, before: &State) -> Result<FileRow, Stop> {
        let mut hasher = Hasher::new();
        let mut size = 0;
        let mut date = None;
        loop {
            let mut block = self.block()?;
            let n = read_full(file, &mut block)?;
            if n == 0 {
                break;
            }
            hasher.update(&block[..n]);
            if size == 0 {
                date = taken::taken(&job.file.key.name, &block[..n]);
            }
            size += n as u64;
            if size > before.size {
                return Err(Unread::changed().into());
            }
            self.send_wanted(job, &Message::Piece(number, Arc::new(block), n), n as u64);
        }
        unchanged(file, before, size)?;
        let sha = hasher.finish();
        if job.file.sha.is_some_and(|expected| expected != sha) {
            return Err(Unread::changed().into());
        }
        Ok(row_of(&job.file, before, sha, date))
    }

    fn hash_only(&self, file: &mut File, before: &State) -> Result<(Digest, Vec<u8>), Stop> {
        let mut hasher = Hasher::new();
        let mut size = 0;
        let mut head = Vec::new();
        let mut block = self.block()?;
        loop {
            if self.monitor.cancelled() {
                return Err(Stop::Cancelled);
            }
            let n = read_full(file, &mut block)?;
            if n == 0 {
                break;
            }
            if size == 0 {
                head = block[..n.min(taken::HEAD_BYTES)].to_vec();
            }
            hasher.update(&block[..n]);
            size += n as u64;
        }
        unchanged(file, before, size)?;
        Ok((hasher.finish(), head))
    }

    fn recheck(&self, job: &Job, file: &mut File, before: &State) -> Result<Option<Finding>, Stop> {
        let (sha, head) = self.hash_only(file, before)?;
        self.monitor.advance(1, before.size);
        if Some(sha) == job.file.sha {
            return Ok(None);
        }
        let row = row_of(&job.file, before, sha, taken::taken(&job.file.key.name, &head));
        if before.size != job.file.size || before.mtime != job.file.mtime {
            return Ok(Some(Finding::Content(row)));
        }
        Ok(Some(silent_change(row)))
    }
}

/// Other bytes, though size and time are those at which the content was known: a failing disk, or
/// a program that hides its changes. It does not replace a good copy.
fn is_silent_change(known: &FileRow, read: &FileRow) -> bool {
    known.sha.is_some() && known.sha != read.sha && known.size == read.size && known.mtime == read.mtime
}

fn silent_change(row: FileRow) -> Finding {
    let problem =
        Problem::new(Code::ChangedSilently, &row.key.to_path(), "same size and time, other content");
    Finding::SilentChange(row, problem)
}

fn row_of(known: &FileRow, state: &State, sha: Digest, taken: Option<String>) -> FileRow {
    FileRow {
        key: known.key.clone(),
        size: state.size,
        mtime: state.mtime,
        inode: state.inode,
        mode: state.mode,
        sha: Some(sha),
        taken,
    }
}

fn unread_finding(file: FileRow, unread: Unread) -> Finding {
    let problem = Problem::new(unread.code, &file.key.to_path(), unread.cause);
    Finding::Unread(file, problem)
}

fn unchanged(file: &File, before: &State, size: u64) -> Result<(), Stop> {
    let after = read::state(file)?;
    if after == *before && size == before.size { Ok(()) } else { Err(Unread::changed().into()) }
}

fn read_some(file: &mut File, space: &mut [u8]) -> Result<usize, Stop> {
    loop {
        match file.read(space) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Unread::from_io(&e).into()),
            Ok(n) => return Ok(n),
        }
    }
}

fn read_full(file: &mut File, space: &mut [u8]) -> Result<usize, Stop> {
    let mut filled = 0;
    while filled < space.len() {
        match read_some(file, &mut space[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}
