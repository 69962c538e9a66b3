//! How a far machine is talked to.

use std::time::Duration;

/// How a far machine is talked to.
#[derive(Debug, Clone)]
pub struct Options {
    /// At most so many sessions at once; fewer where the server wants fewer.
    pub sessions: usize,
    /// Connecting and signing in take no longer.
    pub connect_limit: Duration,
    /// A line that is silent for so long though an answer is due is dead.
    pub idle_limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { sessions: 4, connect_limit: Duration::from_secs(20), idle_limit: Duration::from_secs(25) }
    }
}
