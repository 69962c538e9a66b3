//! From the engine's reports to wire types.

use crate::faults;
use crate::wire::{self, Outcome, PlaceOutcome};
use elderphoto_engine::backup::Report;
use elderphoto_engine::format::text;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::restore;
use elderphoto_engine::verify::PlaceVerify;

/// A path for people; paths that are not UTF-8 show U+FFFD.
pub(super) fn readable(path: &RelPath) -> String {
    text::to_text(path.as_bytes()).0
}

pub(super) fn backup(report: &Report) -> wire::Backup {
    let source: Vec<wire::Problem> = report.problems.iter().map(|p| faults::problem(p, None)).collect();
    let places: Vec<wire::BackupPlace> = report
        .places
        .iter()
        .map(|place| {
            let mut problems: Vec<wire::Problem> =
                place.tally.problems.iter().map(|p| faults::problem(p, Some(&place.name))).collect();
            // A photo that could not be read is not at this place either.
            problems.extend(source.iter().cloned());
            let outcome = match &place.error {
                Some(e) => {
                    problems.push(faults::place_problem(e, &place.name));
                    faults::place_outcome(e)
                }
                None if problems.is_empty() => PlaceOutcome::Completed,
                None => PlaceOutcome::Attention,
            };
            wire::BackupPlace {
                name: place.name.clone(),
                outcome,
                copied: place.tally.copied,
                copied_bytes: place.tally.copied_bytes,
                kept_versions: place.tally.kept_versions,
                removed_from_mirror: place.tally.removed,
                problems,
            }
        })
        .collect();
    let outcome = overall(report.stopped, places.iter().map(|p| p.outcome), source.is_empty());
    wire::Backup {
        outcome,
        snapshot: report.snapshot.as_ref().map(|id| id.as_str().to_owned()),
        scanned: report.scanned,
        places,
        problems: source,
        left_out: report.left_out.iter().map(|p| faults::problem(p, None)).collect(),
    }
}

/// All done; or something needs a person; or nothing could be done anywhere.
fn overall(stopped: bool, places: impl Iterator<Item = PlaceOutcome> + Clone, clean: bool) -> Outcome {
    let worked = |o: &PlaceOutcome| matches!(o, PlaceOutcome::Completed | PlaceOutcome::Attention);
    if stopped {
        Outcome::Stopped
    } else if places.clone().all(|o| o == PlaceOutcome::Completed) && clean {
        Outcome::Completed
    } else if places.clone().any(|o| worked(&o)) {
        Outcome::Attention
    } else {
        Outcome::Failed
    }
}

pub(super) fn verify(checked: &[PlaceVerify]) -> wire::Verify {
    let places: Vec<wire::VerifyPlace> = checked
        .iter()
        .map(|place| {
            let mut problems: Vec<wire::Problem> =
                place.problems.iter().map(|p| faults::problem(p, Some(&place.name))).collect();
            let is_right =
                place.missing.is_empty() && place.damaged.is_empty() && place.history_damaged.is_empty();
            let outcome = match &place.error {
                Some(e) => {
                    problems.push(faults::place_problem(e, &place.name));
                    faults::place_outcome(e)
                }
                None if is_right && problems.is_empty() => PlaceOutcome::Completed,
                None => PlaceOutcome::Attention,
            };
            wire::VerifyPlace {
                name: place.name.clone(),
                outcome,
                checked: place.checked,
                ok: place.ok,
                missing: place.missing.iter().map(readable).collect(),
                damaged: place.damaged.iter().map(readable).collect(),
                unchecked: place.unchecked,
                history_checked: place.history_checked,
                history_damaged: place.history_damaged.iter().map(|d| d.to_hex()).collect(),
                problems,
            }
        })
        .collect();
    let stopped = places.iter().any(|p| p.outcome == PlaceOutcome::Stopped);
    let outcome = overall(stopped, places.iter().map(|p| p.outcome), true);
    wire::Verify { outcome, places }
}

/// What a check after a run found belongs to the run's answer.
pub(super) fn merge_verify(answer: &mut wire::Backup, checked: &wire::Verify) {
    use elderphoto_engine::code::Code;
    use elderphoto_engine::problem::Problem;
    for (place, check) in answer.places.iter_mut().zip(&checked.places) {
        if check.outcome == PlaceOutcome::Completed {
            continue;
        }
        let bad = check
            .missing
            .iter()
            .map(|p| (Code::Missing, p))
            .chain(check.damaged.iter().map(|p| (Code::Damaged, p)));
        for (code, path) in bad {
            let path = RelPath::parse(path.as_bytes()).unwrap_or_default();
            place.problems.push(faults::problem(&Problem::new(code, &path, ""), Some(&place.name)));
        }
        if !check.history_damaged.is_empty() {
            let digests = check.history_damaged.join(" ");
            let damaged = Problem::new(Code::HistoryDamaged, &RelPath::root(), digests);
            place.problems.push(faults::problem(&damaged, Some(&place.name)));
        }
        place.problems.extend(check.problems.iter().cloned());
        if place.outcome == PlaceOutcome::Completed {
            place.outcome = check.outcome;
        }
    }
    if checked.outcome != Outcome::Completed && answer.outcome == Outcome::Completed {
        answer.outcome = Outcome::Attention;
    }
}

pub(super) fn restore(report: &restore::Report, dry_run: bool, to: String) -> wire::Restore {
    let problems: Vec<wire::Problem> = report.problems.iter().map(|p| faults::problem(p, None)).collect();
    let came_back = report.restored + report.already_there;
    let outcome = match (problems.is_empty(), came_back) {
        (true, _) => Outcome::Completed,
        (false, 0) => Outcome::Failed,
        (false, _) => Outcome::Attention,
    };
    wire::Restore {
        outcome,
        restored: report.restored,
        restored_bytes: report.restored_bytes,
        already_there: report.already_there,
        renamed: report
            .renamed
            .iter()
            .map(|(path, stored)| wire::RestoredAs { path: readable(path), stored_as: readable(stored) })
            .collect(),
        problems,
        dry_run,
        from: report.from.clone(),
        to,
        sentence: None,
    }
}
