//! A script under way: what it is sent, and its answers line by line, never trusted to be short.

use super::far::{Exit, FarProcess, FarShell};
use super::script::{COMMAND, Script};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use std::time::{Duration, Instant};

/// No sign of life for so long: the line is dead. Scripts give one every five seconds.
const MAX_SILENCE: Duration = Duration::from_secs(30);

/// A script that has said its last line ends within this.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// What a login may print before our script greets (news of the day, a talkative `.bashrc`).
const MAX_NOISE_BYTES: usize = 64 << 10;

/// The longest answer: a digest and a path.
const MAX_LINE_BYTES: usize = 16 << 10;

/// The sign of life.
const BEAT: u8 = 6;

/// A conversation with a script.
pub(super) struct Talk {
    process: Box<dyn FarProcess>,
    greeting: Vec<u8>,
    greeted: bool,
    /// Bytes that came and are not taken yet.
    pending: Vec<u8>,
    /// By then the answers have to be there, whatever signs of life come.
    deadline: Option<Instant>,
    begun: Instant,
}

impl Talk {
    /// Starts a script.
    pub(super) fn start(far: &dyn FarShell, script: &Script) -> StoreResult<Self> {
        let begun = Instant::now();
        let mut process = far.start(COMMAND)?;
        process.write(&script.input())?;
        let greeting = script.greeting().to_vec();
        Ok(Self { process, greeting, greeted: false, pending: Vec::new(), deadline: None, begun })
    }

    /// Answers that come later than `within` from now are not waited for.
    pub(super) fn answer_within(&mut self, within: Duration) {
        self.deadline = Some(Instant::now() + within);
    }

    /// Sends bytes to the script.
    pub(super) fn send(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.process.write(bytes)
    }

    /// Tells the script that nothing more will come.
    pub(super) fn close_input(&mut self) -> StoreResult<()> {
        self.process.close_input()
    }

    /// The next line, without its end.
    pub(super) fn line(&mut self) -> StoreResult<Vec<u8>> {
        self.greet()?;
        self.next_line(MAX_LINE_BYTES)
    }

    /// Waits until the script has greeted: from then on every line is its own.
    pub(super) fn greet(&mut self) -> StoreResult<()> {
        let mut noise_bytes = 0;
        while !self.greeted {
            let line = self.next_line(MAX_NOISE_BYTES)?;
            noise_bytes += line.len() + 1;
            if noise_bytes > MAX_NOISE_BYTES {
                return Err(garbled("it says much, but not what it was asked"));
            }
            self.greeted = line == self.greeting;
            tracing::debug!("a far command began after {:?}", self.begun.elapsed());
        }
        Ok(())
    }

    /// Waits for the script to end.
    pub(super) fn end(self) -> StoreResult<Exit> {
        self.process.wait(ENDS_WITHIN)
    }

    fn next_line(&mut self, max_bytes: usize) -> StoreResult<Vec<u8>> {
        let mut searched = 0;
        loop {
            if let Some(at) = self.pending[searched..].iter().position(|b| *b == b'\n') {
                let rest = self.pending.split_off(searched + at + 1);
                let mut line = std::mem::replace(&mut self.pending, rest);
                line.pop();
                return Ok(line);
            }
            searched = self.pending.len();
            if searched > max_bytes {
                return Err(garbled("a line without an end"));
            }
            self.take_more()?;
        }
    }

    fn take_more(&mut self) -> StoreResult<()> {
        let mut within = MAX_SILENCE;
        if let Some(deadline) = self.deadline {
            within = within.min(deadline.saturating_duration_since(Instant::now()));
            if within.is_zero() {
                return Err(fault(StoreErrorKind::TimedOut, "no answer in time"));
            }
        }
        let mut buffer = [0; 4096];
        let count = self.process.read(&mut buffer, within)?;
        if count == 0 {
            return Err(fault(StoreErrorKind::Gone, "the far command ended before its answer"));
        }
        let came = buffer.get(..count).unwrap_or_default();
        self.pending.extend(came.iter().filter(|b| **b != BEAT));
        Ok(())
    }
}

/// A fault of the conversation, not of one path.
pub(super) fn fault(kind: StoreErrorKind, cause: &str) -> StoreError {
    StoreError::new(kind, &RelPath::root(), cause)
}

/// An answer that no script of ours gives.
pub(super) fn garbled(what: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Io, &RelPath::root(), format_args!("the far shell's answer: {what}"))
}

/// [`garbled`], with the beginning of what came instead.
pub(super) fn unexpected(line: &[u8]) -> StoreError {
    let shown = line.get(..line.len().min(80)).unwrap_or_default();
    garbled(&format!("unexpected {:?}", String::from_utf8_lossy(shown)))
}

#[cfg(test)]
mod tests;
