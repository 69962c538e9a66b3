//! Wakes the pump from its waiting for the network.

use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Wakes; may be used from any thread.
#[derive(Clone)]
pub(super) struct Waker(Arc<Inner>);

struct Inner {
    end: UnixStream,
    is_awake: AtomicBool,
}

/// The pump's end.
pub(super) struct Bell {
    end: UnixStream,
    inner: Arc<Inner>,
}

pub(super) fn pair() -> std::io::Result<(Waker, Bell)> {
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    theirs.set_nonblocking(true)?;
    let inner = Arc::new(Inner { end: ours, is_awake: AtomicBool::new(true) });
    Ok((Waker(inner.clone()), Bell { end: theirs, inner }))
}

impl Waker {
    pub(super) fn wake(&self) {
        if !self.0.is_awake.swap(true, Ordering::SeqCst) {
            // When its buffer is full it is awake anyway.
            let _ = (&self.0.end).write(&[0]);
        }
    }
}

impl Bell {
    /// From here on a wake-up rings. `true` if one came since the last [`Self::rang`]: look again
    /// before waiting.
    pub(super) fn listen(&self) {
        self.inner.is_awake.store(false, Ordering::SeqCst);
    }

    /// Awake: what woke us is taken note of.
    pub(super) fn rang(&self) {
        self.inner.is_awake.store(true, Ordering::SeqCst);
        let mut bytes = [0; 64];
        while matches!((&self.end).read(&mut bytes), Ok(n) if n == bytes.len()) {}
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.end.as_fd()
    }
}
