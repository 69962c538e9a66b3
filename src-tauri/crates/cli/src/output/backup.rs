//! `backup` in words.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::size;
use elderphoto_api::wire::{Backup, BackupPlace, Outcome, PlaceOutcome, Problem};

impl Answer for Backup {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(say!("backup-scanned", files = self.scanned));
        for place in &self.places {
            place_text(&mut lines, place);
        }
        if !self.problems.is_empty() {
            lines.line(say!("backup-problems", count = self.problems.len()));
            lines.problems(&self.problems);
        }
        if !self.left_out.is_empty() {
            lines.line(say!("backup-left-out", count = self.left_out.len()));
            lines.problems(&self.left_out);
        }
        lines.gap();
        lines.line(match self.outcome {
            Outcome::Completed => say!("backup-completed"),
            Outcome::Attention if is_healed(self) => say!("backup-healed"),
            Outcome::Attention => say!("backup-attention"),
            Outcome::Stopped => say!("backup-stopped"),
            Outcome::Failed => say!("backup-failed"),
        });
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.into()
    }
}

/// Whether something was amiss, and all of it is right again.
fn is_healed(backup: &Backup) -> bool {
    let mut problems =
        backup.problems.iter().chain(backup.places.iter().flat_map(|p| &p.problems)).peekable();
    problems.peek().is_some() && !problems.any(Problem::needs_someone)
}

fn place_text(lines: &mut Lines, place: &BackupPlace) {
    let copied = size(place.copied_bytes);
    if place.outcome == PlaceOutcome::Completed {
        lines.line(say!("backup-place-done", Place = &place.name, files = place.copied, size = copied));
    } else {
        let is_healed = place.outcome == PlaceOutcome::Attention
            && !place.problems.is_empty()
            && !place.problems.iter().any(Problem::needs_someone);
        lines.line(if is_healed {
            say!("place-healed", Place = &place.name)
        } else {
            place_outcome(&place.name, place.outcome)
        });
        lines.below(say!("backup-place-copied", files = place.copied, size = copied));
    }
    if place.kept_versions > 0 {
        lines.below(say!("backup-place-versions", count = place.kept_versions));
    }
    if place.removed_from_mirror > 0 {
        lines.below(say!("backup-place-removed", count = place.removed_from_mirror));
    }
    lines.problems(&place.problems);
}

/// A place where not all went well, in one line.
pub fn place_outcome(name: &str, outcome: PlaceOutcome) -> String {
    match outcome {
        PlaceOutcome::Completed | PlaceOutcome::Attention => say!("place-attention", Place = name),
        PlaceOutcome::Held => say!("place-held", Place = name),
        PlaceOutcome::Unreachable => say!("place-unreachable", Place = name),
        PlaceOutcome::Refused => say!("place-refused", Place = name),
        PlaceOutcome::Full => say!("place-full", Place = name),
        PlaceOutcome::Stopped => say!("place-stopped", Place = name),
        PlaceOutcome::Failed => say!("place-failed", Place = name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn a_run_where_all_went_well() {
        assert_eq!(
            samples::backup().text(),
            "Your photo folder has 4,213 files.\n\
             At home: everything is there. 214 files were copied (1.2 GB).\n  \
               1 earlier version was kept.\n  \
               2 files that you deleted are kept as older versions.\n\
             Aunt's house: everything is there, nothing was new.\n\
             \n\
             Done. Nothing is missing there.\n"
        );
    }

    #[test]
    fn a_run_where_something_needs_someone() {
        let mut backup = samples::backup();
        backup.outcome = Outcome::Attention;
        backup.places.remove(0);
        backup.places[0].outcome = PlaceOutcome::Full;
        backup.places[0].problems.push(samples::problem("b.jpg"));
        backup.problems.push(samples::problem("a.jpg"));
        backup.left_out.push(samples::problem("pipe"));
        assert_eq!(
            backup.text(),
            "Your photo folder has 4,213 files.\n\
             Aunt's house: full.\n  \
               Nothing was copied this time.\n    \
                 b.jpg cannot be read on this computer.\n\
             1 thing in your photo folder needs you:\n    \
                 a.jpg cannot be read on this computer.\n\
             1 thing was left out because it is not an ordinary file:\n    \
                 pipe cannot be read on this computer.\n\
             \n\
             Finished, but something needs you.\n"
        );
    }

    #[test]
    fn a_run_that_healed_a_copy_says_that_nothing_is_left_to_do() {
        let mut backup = samples::backup();
        backup.outcome = Outcome::Attention;
        backup.places.remove(0);
        backup.places[0].outcome = PlaceOutcome::Attention;
        let healed = Problem { code: "damaged_healed".into(), ..samples::problem("b.jpg") };
        backup.places[0].problems.push(healed);
        assert!(backup.text().contains("Aunt's house: everything is there again.\n"), "{}", backup.text());
        assert!(backup.text().ends_with("there is nothing left to do.\n"));
        backup.places[0].problems.push(samples::problem("c.jpg"));
        assert!(backup.text().contains("Aunt's house: something needs you.\n"));
        assert!(backup.text().ends_with("Finished, but something needs you.\n"));
    }

    #[test]
    fn a_run_that_needs_someone_never_says_that_nothing_is_left_to_do() {
        let mut backup = samples::backup();
        backup.outcome = Outcome::Attention;
        assert!(backup.text().ends_with("Finished, but something needs you.\n"), "{}", backup.text());
    }

    #[test]
    fn a_stopped_run_says_that_nothing_is_lost() {
        let backup = Backup { outcome: Outcome::Stopped, ..samples::backup() };
        assert!(
            backup
                .text()
                .ends_with("Stopped. Everything copied so far is kept; the next time goes on from here.\n")
        );
    }
}
