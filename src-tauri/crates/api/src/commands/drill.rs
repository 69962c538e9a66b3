//! `drill`: photos brought back for practice, into a folder of its own that is gone afterwards.

use super::{Answer, Api, Open, with_open};
use crate::faults;
use crate::requests::DrillRequest;
use crate::say;
use crate::sentences::{self, Context as Words};
use crate::watcher::Watcher;
use crate::wire::{self, DrillOutcome, Outcome};
use elderphoto_engine::code::Code;
use elderphoto_engine::drill::{Drill, drill};
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::format::text;
use std::path::{Path, PathBuf};

/// The folder of a practice below the home; what is in it goes with it.
struct PracticeFolder(PathBuf);

impl PracticeFolder {
    fn make(home: &Path) -> EngineResult<Self> {
        let folder = Self(home.join("practice"));
        // One practice at a time has the home; what stands there was left by one that was killed.
        folder.clear();
        std::fs::create_dir_all(&folder.0).map_err(|e| Error::io(&folder.0, e))?;
        Ok(folder)
    }

    fn clear(&self) {
        match std::fs::remove_dir_all(&self.0) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!("the practice folder stays: {e}");
            }
            _ => {}
        }
    }
}

impl Drop for PracticeFolder {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Api {
    /// Brings some photos back from each place for practice, and compares them with what is known.
    pub fn drill(&self, request: DrillRequest, watcher: &Watcher) -> Answer<wire::Drill> {
        with_open(self, Open::to_work, |open| {
            let targets = open.targets(&request.places, watcher)?;
            super::refresh(open, &targets, watcher)?;
            let mut places = Vec::new();
            for target in &targets {
                let folder = PracticeFolder::make(self.home.path())?;
                let done = drill(&open.context(watcher), target, request.photos, &folder.0);
                if done.error.as_ref().is_some_and(|e| e.code() == Code::Stopped) {
                    return Err(Error::stopped());
                }
                places.push(told(done));
            }
            let all_passed = places.iter().all(|place| place.outcome == DrillOutcome::Passed);
            let outcome = if all_passed { Outcome::Completed } else { Outcome::Attention };
            Ok(wire::Drill { outcome, places })
        })
    }
}

fn told(drill: Drill) -> wire::PlaceDrill {
    let Drill { name, tried, same, failed, error } = drill;
    let at_place = sentences::at_place(&name);
    let (outcome, message) = match &error {
        Some(e) => (DrillOutcome::CouldNot, sentences::failure(e.code(), &Words::new().place(&name))),
        None if tried == 0 => (DrillOutcome::CouldNot, say!("drill-nothing", at_place = at_place)),
        None if failed.is_empty() => {
            (DrillOutcome::Passed, say!("drill-passed", photos = tried, at_place = at_place))
        }
        None => {
            let count = failed.len();
            (DrillOutcome::Failed, say!("drill-failed", count = count, photos = tried, at_place = at_place))
        }
    };
    wire::PlaceDrill {
        problems: error.iter().map(|e| faults::place_problem(e, &name)).collect(),
        failed: failed.iter().map(|path| text::to_text(path.as_bytes()).0).collect(),
        name,
        outcome,
        tried,
        opened: same,
        message,
    }
}
