//! Bytes to and from one channel of a session, in memory: whoever uses the channel on one side, the
//! pump that owns the session on the other.

use super::wake::Waker;
use crate::sftp::fault::Fault;
use elderphoto_engine::store::StoreErrorKind;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Whoever writes waits while so much is on its way out.
const OUTGOING_BYTES: usize = 1 << 20;
/// The pump reads no further while so much waits to be read; the far side stops when its window is
/// used up.
const INCOMING_BYTES: usize = 1 << 20;
/// The beginning of what a command complains about is enough.
const STDERR_BYTES: usize = 16 << 10;

/// The user's end of a channel. Dropping it closes the channel.
pub struct Duplex(Arc<Pipe>);

/// What both ends share.
pub(super) struct Pipe {
    state: Mutex<State>,
    changed: Condvar,
    waker: Waker,
}

#[derive(Default)]
struct State {
    outgoing: VecDeque<Vec<u8>>,
    outgoing_bytes: usize,
    input_closed: bool,
    incoming: VecDeque<Vec<u8>>,
    incoming_bytes: usize,
    /// How much of the first incoming piece was read.
    taken_bytes: usize,
    at_end: bool,
    stderr: Vec<u8>,
    /// The exit status, once the command has ended.
    exit: Option<Option<i32>>,
    is_open: bool,
    fault: Option<Fault>,
    is_dropped: bool,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// `None` when a signal ended it, or the server did not tell.
    pub status: Option<i32>,
    /// The beginning of its standard error.
    pub stderr: Vec<u8>,
}

impl Duplex {
    pub(super) fn new(waker: Waker) -> (Self, Arc<Pipe>) {
        let pipe = Arc::new(Pipe { state: Mutex::default(), changed: Condvar::new(), waker });
        (Self(pipe.clone()), pipe)
    }

    /// Waits until the far side took the channel.
    pub fn wait_open(&self) -> Result<(), Fault> {
        self.0.wait(None, |state| state.is_open.then_some(()))
    }

    /// Sends; waits while too much is on its way.
    pub fn write(&self, bytes: Vec<u8>) -> Result<(), Fault> {
        self.0.wait(None, |state| (state.outgoing_bytes < OUTGOING_BYTES).then_some(()))?;
        self.write_at_once(bytes)
    }

    /// Sends without waiting, whatever is on its way.
    pub fn write_at_once(&self, bytes: Vec<u8>) -> Result<(), Fault> {
        let mut state = self.0.state();
        if let Some(fault) = &state.fault {
            return Err(fault.clone());
        }
        state.outgoing_bytes += bytes.len();
        state.outgoing.push_back(bytes);
        drop(state);
        self.0.waker.wake();
        Ok(())
    }

    /// Says that nothing more comes from here.
    pub fn close_input(&self) {
        self.0.state().input_closed = true;
        self.0.waker.wake();
    }

    /// Takes at least one byte, or 0 at the end. `TimedOut` when nothing came `until` then.
    pub fn read(&self, into: &mut [u8], until: Option<Instant>) -> Result<usize, Fault> {
        let mut was_full = false;
        let count = self.0.wait(until, |state| {
            was_full = state.incoming_bytes >= INCOMING_BYTES;
            match state.take(into) {
                0 if !state.at_end && !into.is_empty() => None,
                count => Some(count),
            }
        })?;
        if was_full {
            self.0.waker.wake();
        }
        Ok(count)
    }

    /// Waits for the command to end.
    pub fn wait(self, until: Option<Instant>) -> Result<Ended, Fault> {
        self.0.wait(until, |state| {
            // What it still says is of no interest.
            state.incoming.clear();
            (state.incoming_bytes, state.taken_bytes) = (0, 0);
            let status = state.exit?;
            Some(Ended { status, stderr: std::mem::take(&mut state.stderr) })
        })
    }
}

impl Drop for Duplex {
    fn drop(&mut self) {
        self.0.state().is_dropped = true;
        self.0.waker.wake();
    }
}

impl State {
    fn take(&mut self, into: &mut [u8]) -> usize {
        let mut filled = 0;
        while filled < into.len() {
            let Some(first) = self.incoming.front() else { break };
            let rest = &first[self.taken_bytes..];
            let count = rest.len().min(into.len() - filled);
            into[filled..filled + count].copy_from_slice(&rest[..count]);
            filled += count;
            self.taken_bytes += count;
            if self.taken_bytes == first.len() {
                self.incoming.pop_front();
                self.taken_bytes = 0;
            }
        }
        self.incoming_bytes -= filled;
        filled
    }
}

impl Pipe {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `get` gives something, the channel failed, or the time is up.
    fn wait<T>(
        &self,
        until: Option<Instant>,
        mut get: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<T, Fault> {
        let mut state = self.state();
        loop {
            if let Some(got) = get(&mut state) {
                return Ok(got);
            }
            if let Some(fault) = &state.fault {
                return Err(fault.clone());
            }
            state = match until {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(Fault::new(StoreErrorKind::TimedOut, "nothing came in time"));
                    }
                    self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    pub(super) fn opened(&self) {
        self.change(|state| state.is_open = true);
    }

    /// The next piece to send.
    pub(super) fn next_outgoing(&self) -> Option<Vec<u8>> {
        let piece = {
            let mut state = self.state();
            let piece = state.outgoing.pop_front()?;
            state.outgoing_bytes -= piece.len();
            piece
        };
        self.changed.notify_all();
        Some(piece)
    }

    /// Whether everything was taken and nothing more comes.
    pub(super) fn is_input_closed(&self) -> bool {
        let state = self.state();
        state.input_closed && state.outgoing.is_empty()
    }

    pub(super) fn wants_incoming(&self) -> bool {
        self.state().incoming_bytes < INCOMING_BYTES
    }

    pub(super) fn incoming(&self, bytes: &[u8]) {
        self.change(|state| {
            state.incoming_bytes += bytes.len();
            state.incoming.push_back(bytes.to_vec());
        });
    }

    pub(super) fn complaint(&self, bytes: &[u8]) {
        self.change(|state| {
            let room = STDERR_BYTES.saturating_sub(state.stderr.len()).min(bytes.len());
            state.stderr.extend_from_slice(&bytes[..room]);
        });
    }

    pub(super) fn end_of_output(&self) {
        self.change(|state| state.at_end = true);
    }

    pub(super) fn exited(&self, status: Option<i32>) {
        self.change(|state| {
            state.at_end = true;
            state.exit = Some(status);
        });
    }

    pub(super) fn fail(&self, fault: &Fault) {
        self.change(|state| {
            state.outgoing.clear();
            state.fault.get_or_insert_with(|| fault.clone());
        });
    }

    pub(super) fn is_dropped(&self) -> bool {
        self.state().is_dropped
    }
}
