//! What waits to be sent, bounded in bytes: whoever brings more waits until some of it is gone.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Starting a sender takes about as long as sending this much on a line of 40 ms.
const BACKLOG_BYTES: usize = 256 << 10;

/// A file as it will be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The folder it goes to, relative to the lane's.
    pub(super) folder: RelPath,
    /// Its entry in the stream.
    pub(super) bytes: Vec<u8>,
}

/// A queue of one lane, filled by who stages and emptied by the threads that send.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    max_bytes: usize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Piece>,
    bytes: usize,
    /// Nothing more will come.
    closed: bool,
    /// Why nothing more is taken.
    fault: Option<(StoreErrorKind, String)>,
}

impl Queue {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), max_bytes }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a piece as soon as there is room, and tells whether so much waits before it that another
    /// sender is worth its start. A piece larger than the whole room is taken when nothing else waits.
    pub(super) fn push(&self, piece: Piece) -> StoreResult<bool> {
        let mut state = self.lock();
        loop {
            state.check()?;
            if state.bytes == 0 || state.bytes + piece.bytes.len() <= self.max_bytes {
                break;
            }
            state = self.wait(state);
        }
        let is_backlog = state.bytes >= BACKLOG_BYTES;
        state.bytes += piece.bytes.len();
        state.waiting.push_back(piece);
        self.changed.notify_all();
        Ok(is_backlog)
    }

    /// The next piece; `None` when there will be none, or none is wanted any more.
    pub(super) fn pop(&self) -> Option<Piece> {
        let mut state = self.lock();
        loop {
            if state.fault.is_some() {
                return None;
            }
            if let Some(piece) = state.waiting.pop_front() {
                state.bytes -= piece.bytes.len();
                self.changed.notify_all();
                return Some(piece);
            }
            if state.closed {
                return None;
            }
            state = self.wait(state);
        }
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Gives up; what waits is thrown away. The first fault is kept.
    pub(super) fn fail(&self, fault: &StoreError) {
        let mut state = self.lock();
        state.fault.get_or_insert((fault.kind, fault.cause.clone()));
        state.waiting.clear();
        state.bytes = 0;
        self.changed.notify_all();
    }

    /// The fault, if there was one.
    pub(super) fn check(&self) -> StoreResult<()> {
        self.lock().check()
    }
}

impl State {
    fn check(&self) -> StoreResult<()> {
        match &self.fault {
            Some((kind, cause)) => Err(StoreError::new(*kind, &RelPath::root(), cause)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn piece(byte: u8, size_bytes: usize) -> Piece {
        Piece { folder: RelPath::root(), bytes: vec![byte; size_bytes] }
    }

    #[test]
    fn who_brings_more_than_there_is_room_for_waits() {
        let queue = Queue::new(10);
        queue.push(piece(0, 8)).unwrap();
        let (pushed, heard) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                queue.push(piece(1, 8)).unwrap();
                pushed.send(()).unwrap();
            });
            assert!(heard.try_recv().is_err());
            assert_eq!(queue.pop(), Some(piece(0, 8)));
            heard.recv().unwrap();
        });
        assert_eq!(queue.pop(), Some(piece(1, 8)));
    }

    #[test]
    fn a_piece_larger_than_the_room_passes_alone() {
        let queue = Queue::new(10);
        queue.push(piece(0, 100)).unwrap();
        assert_eq!(queue.pop().map(|p| p.bytes.len()), Some(100));
    }

    #[test]
    fn a_fault_frees_those_who_wait_and_is_told_to_all() {
        let queue = Queue::new(10);
        queue.push(piece(0, 8)).unwrap();
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| queue.push(piece(1, 8)).unwrap_err().kind);
            queue.fail(&StoreError::new(StoreErrorKind::NoSpace, &RelPath::root(), "full"));
            assert_eq!(waits.join().unwrap(), StoreErrorKind::NoSpace);
        });
        assert_eq!(queue.pop(), None);
        assert_eq!(queue.check().unwrap_err().kind, StoreErrorKind::NoSpace);
    }

    #[test]
    fn a_closed_queue_gives_what_it_has_first() {
        let queue = Queue::new(10);
        queue.push(piece(1, 1)).unwrap();
        queue.close();
        assert_eq!(queue.pop(), Some(piece(1, 1)));
        assert_eq!(queue.pop(), None);
    }
}
