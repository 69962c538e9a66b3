//! How a run tells how far it is, and how it is told to stop.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking through the library.
    Looking,
    /// Copying to the places.
    Copying,
    /// Making it durable.
    Finishing,
    /// Reading copies again.
    Checking,
    /// Bringing photos back.
    Restoring,
}

/// Where a run reports to. Calls come from several threads, often; they must return at once.
pub trait Monitor: Send + Sync {
    /// Whether the person stopped the run. Asked many times a second.
    fn cancelled(&self) -> bool;
    /// A new phase begins, with this much to do as far as known.
    fn phase(&self, phase: Phase, files_total: u64, bytes_total: u64);
    /// There is so much more to do than was known when the phase began.
    fn more(&self, files: u64, bytes: u64);
    /// So much more was done.
    fn advance(&self, files: u64, bytes: u64);
    /// What is being worked on now.
    fn current(&self, path: &crate::path::RelPath);
}

/// Counts, tells nobody, can be cancelled.
#[derive(Debug, Default)]
pub struct Quiet {
    cancelled: AtomicBool,
    files: AtomicU64,
}

impl Quiet {
    /// Asks the run to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Files done so far.
    pub fn files(&self) -> u64 {
        self.files.load(Ordering::Relaxed)
    }
}

impl Monitor for Quiet {
    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
    fn phase(&self, _: Phase, _: u64, _: u64) {}
    fn more(&self, _: u64, _: u64) {}
    fn advance(&self, files: u64, _: u64) {
        self.files.fetch_add(files, Ordering::Relaxed);
    }
    fn current(&self, _: &crate::path::RelPath) {}
}
