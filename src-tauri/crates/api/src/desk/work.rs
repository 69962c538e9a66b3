//! What a desk can be told to do, and the answer; both also travel between two processes of one home.

use crate::commands::{Answer, Api};
use crate::requests::{BackupRequest, DrillRequest, RestoreRequest, VerifyRequest};
use crate::watcher::Watcher;
use crate::wire::{self, ActivityKind};
use serde::{Deserialize, Serialize};

/// Something that takes a while.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Work {
    /// Bring every photo to every place.
    Backup(BackupRequest),
    /// Read copies again and compare them.
    Verify(VerifyRequest),
    /// Bring photos back.
    Restore(RestoreRequest),
    /// Take away what the last restore wrote.
    Undo,
    /// Bring some photos back for practice.
    Drill(DrillRequest),
}

/// Its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// To a backup.
    Backup(wire::Backup),
    /// To a check.
    Verify(wire::Verify),
    /// To putting back.
    Restore(wire::Restore),
    /// To undoing that.
    Undo(wire::Undo),
    /// To a practice.
    Drill(wire::Drill),
}

impl Work {
    /// What kind of activity it is.
    pub fn kind(&self) -> ActivityKind {
        match self {
            Self::Backup(_) => ActivityKind::Backup,
            Self::Verify(_) | Self::Drill(_) => ActivityKind::Check,
            Self::Restore(_) => ActivityKind::Restore,
            Self::Undo => ActivityKind::Undo,
        }
    }

    /// The places it is about; all when empty.
    pub fn places(&self) -> Vec<String> {
        match self {
            Self::Backup(backup) => backup.places.clone(),
            Self::Verify(verify) => verify.places.clone(),
            Self::Restore(restore) => restore.place.iter().cloned().collect(),
            Self::Undo => Vec::new(),
            Self::Drill(drill) => drill.places.clone(),
        }
    }

    pub(crate) fn perform(&self, api: &Api, watcher: &Watcher) -> Answer<Done> {
        match self.clone() {
            Self::Backup(request) => api.backup(request, watcher).map(Done::Backup),
            Self::Verify(request) => api.verify(request, watcher).map(Done::Verify),
            Self::Restore(request) => api.restore(request, watcher).map(Done::Restore),
            Self::Undo => api.undo(watcher).map(Done::Undo),
            Self::Drill(request) => api.drill(request, watcher).map(Done::Drill),
        }
    }
}
