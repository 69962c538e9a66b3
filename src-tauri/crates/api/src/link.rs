//! One engine a home: who works takes the seat, others reach it by a local socket and hand their work over.
//!
//! The seat is a lock on a file, so that a seat whose holder died is free at once; the socket beside it is
//! then of nobody and is made anew. Both are this user's only, and a caller of another user is not listened to.
//! Lines of JSON go both ways (`message.rs`).

mod call;
mod follow;
mod message;
mod serve;

pub(crate) use call::{perform, room};
pub(crate) use follow::{Met, arrive, until_seated};
pub(crate) use serve::{Serving, Show};

use crate::home::Home;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result};
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions, Permissions};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// A socket's path must fit into 108 bytes.
const MAX_SOCKET_PATH_BYTES: usize = 100;

/// The right to work for this home, and the socket at which others ask. Given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    listener: UnixListener,
    socket: PathBuf,
    _lock: File,
}

impl Seat {
    /// Takes the seat; `None` when somebody else has it.
    pub fn take(home: &Home) -> Result<Option<Self>> {
        let (lock, socket) = (home.path().join("engine.lock"), home.socket());
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).mode(0o600).open(&lock);
        let file = file.map_err(|e| Error::io(&lock, e))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
            Err(e) => return Err(Error::io(&lock, e.into())),
        }
        // Nobody listens there any more: who did had the lock.
        match std::fs::remove_file(&socket) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::io(&socket, e)),
            _ => {}
        }
        let bind = || -> std::io::Result<UnixListener> {
            let listener = with_short_path(&socket, |path| UnixListener::bind(path))?;
            std::fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
            Ok(listener)
        };
        let listener = bind().map_err(|e| Error::io(&socket, e))?;
        Ok(Some(Self { listener, socket, _lock: file }))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.socket);
    }
}

/// A connection to whoever has the seat.
fn connect(home: &Home) -> std::io::Result<UnixStream> {
    with_short_path(&home.socket(), |path| UnixStream::connect(path))
}

/// Through an open handle of its folder, where a path is too long for a socket.
fn with_short_path<T>(socket: &Path, work: impl FnOnce(&Path) -> std::io::Result<T>) -> std::io::Result<T> {
    let (Some(folder), Some(name)) = (socket.parent(), socket.file_name()) else { return work(socket) };
    if socket.as_os_str().len() <= MAX_SOCKET_PATH_BYTES || !cfg!(target_os = "linux") {
        return work(socket);
    }
    let folder = File::open(folder)?;
    work(&PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name))
}

/// Whether the other end belongs to this user.
#[cfg(target_os = "linux")]
fn is_own(stream: &UnixStream) -> bool {
    rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid == rustix::process::geteuid())
}

/// Where the kernel does not tell, the socket's own rights keep others out.
#[cfg(not(target_os = "linux"))]
fn is_own(_: &UnixStream) -> bool {
    true
}

/// Somebody has the seat and says nothing.
fn silent() -> Error {
    Error::coded(Code::Busy, "another ElderPhoto is at work and does not answer")
}

#[cfg(test)]
use crate::desk::Desk;

#[cfg(test)]
mod tests;
