//! A folder on a far machine, over SSH.
//!
//! - [`session`]: one SSH session: connecting, knowing the server, signing in, channels as streams.
//! - [`protocol`]: the file transfer protocol (SFTP, version 3) over such a stream, with many
//!   requests under way at once.
//! - [`shell`]: what a far shell does in bulk, where there is one.
//! - `store`: a place on top of both, as the engine's contract wants it.

mod address;
mod connect_error;
mod credentials;
mod fault;
mod options;
pub mod protocol;
pub mod session;
pub mod shell;
mod store;

pub use address::{Address, HostKey};
pub use connect_error::ConnectError;
pub use credentials::{Credentials, PrivateKey};
pub use fault::Fault;
pub use options::Options;
pub use store::{Canceller, SftpStore, make_root, unmake_root};

/// First contact: the key the server shows; nothing secret is sent.
pub fn host_key(address: &Address, options: &Options) -> Result<HostKey, ConnectError> {
    session::host_key(address, options, &session::Cutter::default())
}
