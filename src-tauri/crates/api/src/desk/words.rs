//! What is said of something at work, and of something that ended.

use super::queue::Job;
use super::work::Done;
use crate::commands::Answer;
use crate::say;
use crate::sentences::{size, time_left};
use crate::wire::{
    Activity, ActivityKind, Backup, Finished, Outcome, Phase, PlaceOutcome, Problem, Restore, Undo, Verify,
};
use elderphoto_engine::code::Code;

/// So many problems are named; the sentence counts them all.
const MAX_PROBLEMS: usize = 500;

/// "Copying your new photos: … About 6 minutes left. You can go on using the computer."
pub(super) fn at_work(activity: &Activity) -> String {
    if activity.stopping {
        return say!("activity-stopping");
    }
    let progress = &activity.progress;
    let (done, files) = (progress.files_done, progress.files_total);
    let what = match (progress.phase, activity.kind) {
        // Before its first word a check or a restore is not looking through anything.
        (Phase::Looking, ActivityKind::Check) => say!("activity-check-begins"),
        (Phase::Looking, ActivityKind::Restore) => say!("activity-restore-begins"),
        (Phase::Looking, ActivityKind::Undo) => say!("activity-undo-begins"),
        (Phase::Looking, ActivityKind::Backup) => say!("activity-looking"),
        (Phase::Copying, _) => say!("activity-copying", done = done, files = files),
        (Phase::Finishing, _) => say!("activity-finishing"),
        (Phase::Checking, _) => say!("activity-checking", done = done, files = files),
        (Phase::Restoring, ActivityKind::Undo) => say!("activity-undoing", done = done, files = files),
        (Phase::Restoring, ActivityKind::Check) => say!("activity-practising", done = done, files = files),
        (Phase::Restoring, _) => say!("activity-restoring", done = done, files = files),
    };
    let left = progress.seconds_left.map(time_left).unwrap_or_default();
    let parts = [what, left, say!("activity-go-on")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How it ended.
pub(super) fn finished(job: &Job, done: &Answer<Done>, ended: String, can_undo: bool) -> Finished {
    let work = &job.work;
    let mut finished = Finished {
        id: job.id,
        kind: work.kind(),
        ended,
        outcome: Outcome::Failed,
        sentence: String::new(),
        problems: Vec::new(),
        restore: None,
        can_undo,
        failure: None,
    };
    match done {
        Err(failure) if failure.code == Code::Stopped.as_str() => {
            finished.outcome = Outcome::Stopped;
            finished.sentence = stopped(work.kind());
        }
        Err(failure) => {
            finished.sentence.clone_from(&failure.message);
            finished.failure = Some(failure.clone());
        }
        Ok(Done::Backup(backup)) => {
            finished.outcome = backup.outcome;
            finished.sentence = backed_up(backup);
            finished.problems = backup_problems(backup);
        }
        Ok(Done::Verify(verify)) => {
            finished.outcome = verify.outcome;
            finished.sentence = checked(verify);
            finished.problems = verify.places.iter().flat_map(|p| p.problems.iter().cloned()).collect();
        }
        Ok(Done::Restore(restore)) => {
            finished.outcome = restore.outcome;
            finished.sentence = put_back(restore);
            finished.problems.clone_from(&restore.problems);
            finished.restore = Some(restore.clone());
        }
        Ok(Done::Undo(undo)) => {
            finished.outcome = undo.outcome;
            finished.sentence = undone(undo);
            finished.problems.clone_from(&undo.left);
        }
        Ok(Done::Drill(drill)) => {
            finished.outcome = drill.outcome;
            let told: Vec<&str> = drill.places.iter().map(|place| place.message.as_str()).collect();
            finished.sentence = told.join(" ");
            finished.problems = drill.places.iter().flat_map(|p| p.problems.iter().cloned()).collect();
        }
    }
    finished.problems.truncate(MAX_PROBLEMS);
    finished
}

fn stopped(kind: ActivityKind) -> String {
    match kind {
        ActivityKind::Backup => say!("finished-backup-stopped"),
        ActivityKind::Check => say!("finished-check-stopped"),
        ActivityKind::Restore => say!("finished-restore-stopped"),
        ActivityKind::Undo => say!("finished-undo-stopped"),
    }
}

/// The library's own problems once, then those of each place.
fn backup_problems(backup: &Backup) -> Vec<Problem> {
    let of_places = backup.places.iter().flat_map(|p| &p.problems).filter(|p| p.place.is_some());
    backup.problems.iter().chain(of_places).cloned().collect()
}

fn backed_up(backup: &Backup) -> String {
    let copied: u64 = backup.places.iter().map(|p| p.copied).sum();
    let places = backup.places.iter().filter(|p| p.outcome == PlaceOutcome::Completed).count();
    let problems = backup_problems(backup);
    match backup.outcome {
        Outcome::Stopped => stopped(ActivityKind::Backup),
        Outcome::Completed if copied == 0 => say!("finished-backup-nothing-new", places = places),
        Outcome::Completed => say!("finished-backup", count = copied, places = places),
        Outcome::Attention => match problems.iter().filter(|p| p.needs_someone()).count() {
            0 => say!("finished-backup-healed", count = copied, healed = problems.len()),
            needing => say!("finished-backup-attention", count = copied, problems = needing),
        },
        Outcome::Failed => {
            let first = problems.first().map(|p| p.message.as_str()).unwrap_or_default();
            format!("{} {first}", say!("finished-backup-failed")).trim_end().to_owned()
        }
    }
}

fn checked(verify: &Verify) -> String {
    let checked: u64 = verify.places.iter().map(|p| p.checked).sum();
    let bad: usize = verify.places.iter().map(|p| p.missing.len() + p.damaged.len()).sum();
    let bad_history: usize = verify.places.iter().map(|p| p.history_damaged.len()).sum();
    let first = verify.places.iter().flat_map(|p| &p.problems).next().map(|p| p.message.as_str());
    let history = || {
        let told = say!("finished-check-history", count = bad_history);
        format!("{told} {}", say!("verdict-history-do"))
    };
    match (verify.outcome, bad, bad_history) {
        (Outcome::Stopped, ..) => stopped(ActivityKind::Check),
        (Outcome::Completed, ..) => say!("finished-check", count = checked),
        (_, 0, 0) => {
            let told = say!("finished-check-unfinished", count = checked);
            format!("{told} {}", first.unwrap_or_default()).trim_end().to_owned()
        }
        (_, 0, _) => history(),
        (_, bad, 0) => say!("finished-check-bad", count = bad),
        (_, bad, _) => format!("{} {}", say!("finished-check-bad", count = bad), history()),
    }
}

fn put_back(restore: &Restore) -> String {
    let there = restore.already_there;
    let mut sentence = match restore.outcome {
        Outcome::Stopped => return stopped(ActivityKind::Restore),
        _ if restore.restored == 0 && restore.problems.is_empty() => {
            say!("finished-restore-nothing", count = there)
        }
        _ => say!("finished-restore", count = restore.restored, size = size(restore.restored_bytes)),
    };
    if !restore.renamed.is_empty() {
        sentence.push(' ');
        sentence.push_str(&say!("finished-restore-beside", count = restore.renamed.len()));
    }
    if !restore.problems.is_empty() {
        sentence.push(' ');
        sentence.push_str(&say!("finished-restore-problems", count = restore.problems.len()));
    }
    sentence
}

fn undone(undo: &Undo) -> String {
    let mut sentence = match undo.removed {
        0 if undo.left.is_empty() => say!("finished-undo-nothing"),
        _ => say!("finished-undo", count = undo.removed, size = size(undo.removed_bytes)),
    };
    if !undo.left.is_empty() {
        sentence.push(' ');
        sentence.push_str(&say!("finished-undo-left", count = undo.left.len()));
    }
    sentence
}

#[cfg(test)]
mod tests;
