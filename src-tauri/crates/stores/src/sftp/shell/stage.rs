//! Many small files as tar streams that are unpacked below `incoming/`.
//!
//! A file costs no round trip of its own: it joins one of a few streams, each an own command on the
//! far side. What was staged counts only after [`BulkLane::finish`]; a lane that is dropped before
//! leaves some files, whole or in part, which nobody commits.

use super::Inner;
use super::probe::Tar;
use super::queue::{Piece, Queue};
use super::script::Script;
use super::talk::{Talk, fault, unexpected};
use super::{archive, room};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreError, StoreErrorKind, StoreResult};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

const LANE: &str = include_str!("scripts/lane.sh");
const UNPACK: &str = include_str!("scripts/unpack.sh");

/// What waits to be sent holds no more memory than this, or one file.
const MAX_WAITING_BYTES: usize = 8 << 20;

/// A far disk may need so long to take in what is still under way when a stream ends.
const UNPACKS_WITHIN: Duration = Duration::from_secs(600);

/// When a stream broke off, the reason is not waited for longer.
const TELLS_WITHIN: Duration = Duration::from_secs(10);

/// An open way to bring many files below one folder of `incoming/`.
pub struct BulkLane {
    shared: Arc<Shared>,
    max_processes: usize,
    senders: Mutex<Vec<JoinHandle<()>>>,
    /// Names that were given away. tar would find a second one only when it is too late to say so.
    taken: Mutex<HashSet<Vec<u8>>>,
}

/// What the sending threads need.
struct Shared {
    shell: Arc<Inner>,
    folder: RelPath,
    queue: Queue,
    /// The largest file so far: whether there is room is tried with one like it.
    largest_bytes: AtomicU64,
}

impl BulkLane {
    /// Opens a lane into `folder`, made if it is missing, with at most so many streams at once.
    ///
    /// A folder with something in it is taken only if it has no link anywhere in it and the far
    /// `tar` refuses names that exist; else `AlreadyExists`.
    pub(super) fn open(shell: &Arc<Inner>, folder: &RelPath, max_processes: usize) -> StoreResult<Self> {
        let Some(tar) = shell.abilities.tar else {
            return Err(fault(StoreErrorKind::Io, "the far side has no tar that is known"));
        };
        let used = prepare(shell, folder)?;
        if used && tar == Tar::Bsd {
            return Err(StoreError::new(StoreErrorKind::AlreadyExists, folder, "the folder is in use"));
        }
        Self::open_again(shell, folder, max_processes)
    }

    /// [`Self::open`] for a folder that it was done for before.
    pub(super) fn open_again(
        shell: &Arc<Inner>,
        folder: &RelPath,
        max_processes: usize,
    ) -> StoreResult<Self> {
        let shared = Shared {
            shell: Arc::clone(shell),
            folder: folder.clone(),
            queue: Queue::new(MAX_WAITING_BYTES),
            largest_bytes: AtomicU64::new(0),
        };
        Ok(Self {
            shared: Arc::new(shared),
            max_processes: max_processes.max(1),
            senders: Mutex::default(),
            taken: Mutex::default(),
        })
    }

    /// Queues a file at `path`, which lies below the lane's folder. Waits while too much waits
    /// already. A fault may be one of an earlier file: after it the lane is of no more use.
    pub fn stage(&self, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
        let name = self.name_below(path)?;
        self.shared.queue.check()?;
        if !self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(name.as_bytes().to_vec()) {
            return Err(StoreError::new(StoreErrorKind::AlreadyExists, path, "staged before"));
        }
        self.shared.largest_bytes.fetch_max(bytes.len() as u64, Ordering::Relaxed);
        let bytes = archive::entry(name.as_bytes(), bytes, meta, self.shared.shell.abilities.umask)?;
        let backlog = self.shared.queue.push(Piece { folder: name.parent().unwrap_or_default(), bytes })?;
        self.start_sender_if_worth_it(backlog)
    }

    /// Ends the streams and waits until all is unpacked. Not durable before a commit.
    pub fn finish(self) -> StoreResult<()> {
        self.shared.queue.close();
        self.join();
        self.shared.queue.check()
    }

    /// Plain components only, and nothing above the lane's folder.
    fn name_below(&self, path: &RelPath) -> StoreResult<RelPath> {
        let folder = &self.shared.folder;
        let refused = || StoreError::new(StoreErrorKind::NameRefused, path, "not below the lane's folder");
        if !path.is_in(folder) || path == folder {
            return Err(refused());
        }
        let name = path.as_bytes().get(folder.as_bytes().len() + 1..).ok_or_else(refused)?;
        RelPath::parse(name).map_err(|_| refused())
    }

    /// One stream at first; another when files wait although all streams are at work.
    fn start_sender_if_worth_it(&self, backlog: bool) -> StoreResult<()> {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if !senders.is_empty() && (!backlog || senders.len() >= self.max_processes) {
            return Ok(());
        }
        let shared = Arc::clone(&self.shared);
        let sender = std::thread::Builder::new().name("bulk lane".into()).spawn(move || shared.send_all());
        senders.push(sender.map_err(|e| fault(StoreErrorKind::Io, &format!("starting a thread: {e}")))?);
        Ok(())
    }

    fn join(&self) {
        let senders = std::mem::take(&mut *self.senders.lock().unwrap_or_else(PoisonError::into_inner));
        for sender in senders {
            if sender.join().is_err() {
                self.shared.queue.fail(&fault(StoreErrorKind::Io, "a sending thread broke down"));
            }
        }
    }
}

impl Drop for BulkLane {
    fn drop(&mut self) {
        // After `finish` nobody is left to hear it.
        self.shared.queue.fail(&fault(StoreErrorKind::Cancelled, "the lane was given up"));
        self.join();
    }
}

/// Whether the folder had something in it.
fn prepare(shell: &Inner, folder: &RelPath) -> StoreResult<bool> {
    let Some(above) = folder.parent() else {
        return Err(fault(StoreErrorKind::NameRefused, "a lane into the root"));
    };
    let mut script = Script::at(&shell.abilities.root)?;
    script.set("above", above.as_bytes());
    script.set("base", folder.as_bytes());
    script.add(LANE);
    let mut talk = Talk::start(&*shell.far, &script)?;
    talk.close_input()?;
    let refused = |kind, cause| Err(StoreError::new(kind, folder, cause));
    match talk.line()?.as_slice() {
        b"new" => Ok(false),
        b"used" => Ok(true),
        b"gone" => refused(StoreErrorKind::Gone, "the root cannot be entered"),
        b"missing" => refused(StoreErrorKind::NotFound, "a folder above it is gone"),
        b"notplain" => refused(StoreErrorKind::NotPlain, "a link, or no folder, is in the way"),
        b"failed" => Err(room::explain(shell, &RelPath::root(), 1, "making the folder")),
        other => Err(unexpected(other)),
    }
}

impl Shared {
    /// One stream, from its first file to the far side's word that all is unpacked.
    fn send_all(&self) {
        let Some(first) = self.queue.pop() else { return };
        if let Err(e) = self.send_from(first) {
            self.queue.fail(&e);
        }
    }

    fn send_from(&self, first: Piece) -> StoreResult<()> {
        let mut script = Script::at(&self.shell.abilities.root)?;
        script.set("base", self.folder.as_bytes());
        script.add(UNPACK);
        let mut talk = Talk::start(&*self.shell.far, &script)?;
        let mut folders = HashSet::new();
        let mut sent = self.send_piece(&mut talk, &mut folders, first);
        while sent.is_ok() {
            let Some(piece) = self.queue.pop() else { break };
            sent = self.send_piece(&mut talk, &mut folders, piece);
        }
        // Another stream failed, or the lane was given up: this one must not end well.
        self.queue.check()?;
        let sent = sent.and_then(|()| talk.send(&archive::END)).and_then(|()| talk.close_input());
        tracing::debug!("a stream was sent");
        talk.answer_within(if sent.is_ok() { UNPACKS_WITHIN } else { TELLS_WITHIN });
        match (talk.line(), sent) {
            (Ok(answer), sent) if answer == b"tar 0" => sent,
            (Ok(answer), _) if answer == b"gone" => Err(fault(StoreErrorKind::Gone, "the folder is gone")),
            (Ok(answer), _) if answer.starts_with(b"tar ") => Err(self.why_not(talk, &answer)),
            (Ok(answer), _) => Err(unexpected(&answer)),
            (Err(_), Err(e)) | (Err(e), Ok(())) => Err(e),
        }
    }

    /// Every stream names each folder before its first file: a tar that has to make one on the way
    /// trips over another that makes the same.
    fn send_piece(&self, talk: &mut Talk, known: &mut HashSet<RelPath>, piece: Piece) -> StoreResult<()> {
        let mut at = RelPath::root();
        if !known.contains(&piece.folder) {
            for name in piece.folder.components() {
                at = at.join(name).unwrap_or_default();
                if known.insert(at.clone()) {
                    talk.send(&archive::folder(at.as_bytes(), self.shell.abilities.umask)?)?;
                }
            }
        }
        talk.send(&piece.bytes)
    }

    fn why_not(&self, talk: Talk, answer: &[u8]) -> StoreError {
        let said = talk.end().map(|exit| exit.stderr).unwrap_or_default();
        let said = said.get(..said.len().min(400)).unwrap_or_default();
        let cause = format!("{}: {}", String::from_utf8_lossy(answer), String::from_utf8_lossy(said).trim());
        room::explain(&self.shell, &self.folder, self.largest_bytes.load(Ordering::Relaxed), &cause)
    }
}
