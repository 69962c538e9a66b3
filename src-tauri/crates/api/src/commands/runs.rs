//! The commands that take a while: backup and verify.

use super::{Answer, Api, Open, answers, with_open};
use crate::requests::{BackupRequest, VerifyRequest};
use crate::watcher::Watcher;
use crate::wire;
use elderphoto_engine::backup::{self, Options};
use elderphoto_engine::catalog::snapshots;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::format::snapshot::SnapshotId;
use elderphoto_engine::verify;

impl Api {
    /// Brings every photo to every place.
    pub fn backup(&self, request: BackupRequest, watcher: &Watcher) -> Answer<wire::Backup> {
        with_open(self, Open::to_work, |open| {
            let targets = open.targets(&request.places, watcher)?;
            let context = open.context(watcher);
            let report = match backup::run(&context, &targets, Options { full: request.full }) {
                Err(e) if e.code() == Code::Stopped => backup::Report::stopped_early(&targets),
                other => other?,
            };
            let mut answer = answers::backup(&report);
            if request.verify && !report.stopped {
                let checked = verify::verify(&context, &targets, None)?;
                answers::merge_verify(&mut answer, &answers::verify(&checked));
            }
            Ok(answer)
        })
    }

    /// Reads copies again and compares them.
    pub fn verify(&self, request: VerifyRequest, watcher: &Watcher) -> Answer<wire::Verify> {
        with_open(self, Open::to_work, |open| {
            let targets = open.targets(&request.places, watcher)?;
            let checked = verify::verify(&open.context(watcher), &targets, request.sample)?;
            Ok(answers::verify(&checked))
        })
    }
}

/// The snapshot of that id, or of the one id that begins so.
pub(super) fn snapshot_id(open: &Open, text: &str) -> EngineResult<SnapshotId> {
    let unknown = || Error::coded(Code::SnapshotUnknown, text);
    if let Ok(id) = SnapshotId::try_from(text.to_owned()) {
        return Ok(id);
    }
    let mut found: Vec<SnapshotId> = snapshots::all(&open.catalog.write())?
        .into_iter()
        .map(|s| s.id)
        .filter(|id| id.as_str().starts_with(text) && id.checkpoint_number().is_none())
        .collect();
    found.dedup();
    match found.len() {
        1 if !text.is_empty() => found.pop().ok_or_else(unknown),
        _ => Err(unknown()),
    }
}
