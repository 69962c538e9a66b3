//! A place that was not open when the run began joins it, and reads for itself.

use super::feed::{LaneState, Message};
use super::lane::{Lane, LaneReport};
use super::opening::Late;
use super::run::wants;
use super::{Context, Options};
use crate::code::Code;
use crate::error::{Error, Result};
use crate::place::writer::Run;
use crossbeam_channel::Receiver;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A place that was not open when the run began.
pub(super) struct Joining<'r> {
    pub(super) context: &'r Context<'r>,
    pub(super) run: &'r Run<'r>,
    pub(super) number: usize,
    pub(super) shared: Arc<LaneState>,
    pub(super) generation: i64,
    pub(super) options: Options,
}

impl<'r> Joining<'r> {
    pub(super) fn work(
        self,
        place: Late,
        feed: &Receiver<Message>,
        reading_done: &'r AtomicBool,
    ) -> LaneReport {
        let shared = self.shared.clone();
        self.try_work(place, feed, reading_done).unwrap_or_else(|e| {
            shared.failed.store(true, Ordering::Relaxed);
            LaneReport { error: Some(e), ..LaneReport::default() }
        })
    }

    fn try_work(
        self,
        place: Late,
        feed: &Receiver<Message>,
        reading_done: &'r AtomicBool,
    ) -> Result<LaneReport> {
        let opened = place.wait()?;
        let listed = opened.1.listed.as_ref().map_or(0, |l| l.0.sequence());
        if listed >= self.run.id.sequence() {
            // Only after the catalog was lost. The next run counts on from it.
            return Err(Error::coded(Code::PlaceTimedOut, "it answered after the run was numbered"));
        }
        let Some(opened) = wants(self.context, opened, self.generation, self.options)? else {
            return Ok(LaneReport::default());
        };
        let lacking = opened.needs.lacking;
        self.context.monitor.more(lacking.files, lacking.bytes);
        let lane = Lane::new(self.run, self.context.library, self.number, opened, self.shared, reading_done)?;
        Ok(lane.work(feed, self.generation))
    }
}
