//! What the bulk lane asks of a connection: to run a command on the far machine and talk to it.
//!
//! Made for an SSH exec channel, and as easily for a process of this computer.

use elderphoto_engine::store::StoreResult;
use std::time::Duration;

/// Runs commands on the far machine.
pub trait FarShell: Send + Sync {
    /// Starts `command` under the account's login shell, whatever that is. Several commands may be
    /// under way at once, as many as the connection allows.
    ///
    /// A server that runs no commands answers with an error that is not of the whole place.
    fn start(&self, command: &[u8]) -> StoreResult<Box<dyn FarProcess>>;
}

/// A command under way. Dropping it ends the conversation: the command sees its input end and its
/// output closed, and what it still holds on this side is freed.
///
/// One thread at a time uses it. Whoever uses it keeps what the far side has still to answer
/// small, so nothing is lost by not reading while writing; but what the command writes to its
/// standard error has to be taken in (and beyond a bound thrown away) at any time.
pub trait FarProcess: Send {
    /// Sends all of `bytes` to the command's standard input.
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()>;

    /// Ends the command's standard input.
    fn close_input(&mut self) -> StoreResult<()>;

    /// Takes what the command wrote to its standard output: at least one byte, 0 at its end.
    /// `TimedOut` when nothing came `within` that time; the command can be read from again.
    fn read(&mut self, into: &mut [u8], within: Duration) -> StoreResult<usize>;

    /// Waits for the command to end, no longer than `within`.
    fn wait(self: Box<Self>, within: Duration) -> StoreResult<Exit>;
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exit {
    /// Its exit status; `None` when a signal ended it, or the server did not tell.
    pub status: Option<i32>,
    /// The beginning of its standard error, at most [`Exit::MAX_STDERR_BYTES`].
    pub stderr: Vec<u8>,
}

impl Exit {
    /// No more of the standard error is kept.
    pub const MAX_STDERR_BYTES: usize = 16 << 10;
}
