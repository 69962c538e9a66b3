//! The bulk lane against real shells and tools of this computer, each of several kinds, run as a far
//! machine would run them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod commit;
mod fixture;
mod hash;
mod local;
mod measure;
mod probe;
mod server;
mod stage;
