//! A run: look through the library, work out what each place lacks, read each photo once, bring it
//! to all places at the same time.

mod alone;
pub mod feed;
mod joining;
mod known;
pub mod lane;
pub mod look;
mod open;
mod opening;
pub mod reader;
mod reuse;
mod run;
mod solo;
mod stream;
mod transfer;
pub mod window;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::format::location::Id;
use crate::format::snapshot::SnapshotId;
use crate::library::Library;
use crate::monitor::Monitor;
use crate::place::session::Expected;
use crate::place::writer::Tally;
use crate::problem::Problem;
use crate::records::Records;
use crate::store::Store;
use crate::time::Clock;
use std::sync::{Arc, Mutex};

pub use run::{meet_all, run};

/// Opens a place's storage; called on a thread of its own.
pub type OpenStore = Box<dyn Fn() -> Result<Arc<dyn Store>> + Send + Sync>;

/// A place to copy to.
pub struct Target {
    /// Its name for people.
    pub name: String,
    /// How to open it.
    pub open: OpenStore,
    /// Which place it must be.
    pub expected: Expected,
    /// Files of the library's paths that stand there count as ours.
    pub take_over: bool,
}

/// Who runs, with what.
pub struct Context<'a> {
    /// The library.
    pub library: &'a Library,
    /// Its id.
    pub library_id: Id,
    /// This installation.
    pub installation: Id,
    /// The computer's name.
    pub host: String,
    /// Program and version.
    pub program: String,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The records.
    pub records: &'a Mutex<Records>,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// Progress and cancel.
    pub monitor: &'a dyn Monitor,
}

/// How a run went.
#[derive(Debug)]
pub struct Report {
    /// The newest snapshot after it.
    pub snapshot: Option<SnapshotId>,
    /// Files seen in the library.
    pub scanned: u64,
    /// What could not be read there.
    pub problems: Vec<Problem>,
    /// Links, pipes, sockets, devices.
    pub left_out: Vec<Problem>,
    /// Each target, in order.
    pub places: Vec<PlaceReport>,
    /// The person stopped it.
    pub stopped: bool,
}

impl Report {
    /// Of a run that was stopped before it came to any place.
    pub fn stopped_early(targets: &[Target]) -> Self {
        let stopped = |target: &Target| PlaceReport {
            name: target.name.clone(),
            tally: Tally::default(),
            error: Some(Error::stopped()),
        };
        Self {
            snapshot: None,
            scanned: 0,
            problems: Vec::new(),
            left_out: Vec::new(),
            places: targets.iter().map(stopped).collect(),
            stopped: true,
        }
    }
}

/// How a run went at a place.
#[derive(Debug)]
pub struct PlaceReport {
    /// Its name.
    pub name: String,
    /// What was done.
    pub tally: Tally,
    /// Why it ended early there.
    pub error: Option<Error>,
}

/// What a run is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Read every file again instead of trusting size, time and inode.
    pub full: bool,
}

pub(crate) fn place_thread_panicked() -> Error {
    Error::internal("a place's thread ended without a word")
}
