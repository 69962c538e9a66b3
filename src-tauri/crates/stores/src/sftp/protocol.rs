//! SFTP version 3 (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions, over any stream.
//!
//! Written for this store: over a line of 40 ms a photo costs six round trips when each request
//! waits for the one before, and one when they do not. libssh2's own client is of the first kind,
//! gathers listings without a bound, and hides faults when a file is closed.

mod client;
mod file;
mod listing;
mod packet;
mod refusal;
#[cfg(test)]
mod tests;

pub use client::{Client, Extensions, Line, Ticket};
pub use file::{RemoteReader, RemoteWriter};
pub use packet::{Attributes, CHUNK_BYTES, Reply, Request, StatVfs, open_flag};
pub use refusal::Refusal;
