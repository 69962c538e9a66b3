//! `verify` in words.

use super::backup::place_outcome;
use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::wire::{Outcome, PlaceOutcome, Verify, VerifyPlace};

impl Answer for Verify {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for place in &self.places {
            place_text(&mut lines, place);
        }
        lines.gap();
        let has_bad_copies = |p: &VerifyPlace| !(p.missing.is_empty() && p.damaged.is_empty());
        let has_bad_history = self.places.iter().any(|p| !p.history_damaged.is_empty());
        lines.line(match self.outcome {
            Outcome::Completed => say!("verify-completed"),
            Outcome::Attention if self.places.iter().any(has_bad_copies) => say!("verify-attention"),
            Outcome::Attention if has_bad_history => {
                format!("{} {}", say!("verify-history"), say!("verdict-history-do"))
            }
            Outcome::Attention => say!("verify-unchecked"),
            Outcome::Stopped => say!("verify-stopped"),
            Outcome::Failed => say!("verify-failed"),
        });
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.into()
    }
}

fn place_text(lines: &mut Lines, place: &VerifyPlace) {
    if place.outcome == PlaceOutcome::Completed {
        lines.line(say!("verify-place-done", Place = &place.name, files = place.checked));
    } else {
        lines.line(place_outcome(&place.name, place.outcome));
        lines.below(say!("verify-place-counts", ok = place.ok, files = place.checked));
    }
    if place.history_checked > 0 {
        lines.below(say!("verify-place-history", files = place.history_checked));
    }
    if place.unchecked > 0 {
        lines.below(say!("verify-place-unchecked", files = place.unchecked));
    }
    if !place.missing.is_empty() {
        lines.below(say!("verify-missing", count = place.missing.len()));
        lines.list(&place.missing, Clone::clone);
    }
    if !place.damaged.is_empty() {
        lines.below(say!("verify-damaged", count = place.damaged.len()));
        lines.list(&place.damaged, Clone::clone);
    }
    if !place.history_damaged.is_empty() {
        lines.below(say!("verify-history-damaged", count = place.history_damaged.len()));
        lines.list(&place.history_damaged, Clone::clone);
    }
    lines.problems(&place.problems);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn copies_that_are_right() {
        assert_eq!(
            samples::verify().text(),
            "At home: 4,213 files checked, all are right.\n  \
               12 older versions were checked too.\n\
             \n\
             Every copy that was checked is right.\n"
        );
    }

    #[test]
    fn copies_that_are_not_are_named() {
        let mut verify = samples::verify();
        verify.outcome = Outcome::Attention;
        let place = &mut verify.places[0];
        place.outcome = PlaceOutcome::Attention;
        (place.ok, place.history_checked, place.unchecked) = (4_211, 0, 7);
        place.missing = vec!["2024/a.jpg".to_owned()];
        place.damaged = vec!["2024/b\n.jpg".to_owned()];
        assert_eq!(
            verify.text(),
            "At home: something needs you.\n  \
               4,211 of 4,213 files checked are right.\n  \
               7 files were not looked at this time.\n  \
               1 copy is gone:\n    \
                 2024/a.jpg\n  \
               1 copy is damaged:\n    \
                 2024/b\\n.jpg\n\
             \n\
             Some copies are not as they should be. Back up again, so that good copies take their place.\n"
        );
    }

    #[test]
    fn bad_older_versions_alone_are_not_said_to_be_healed_by_a_backup() {
        let mut verify = samples::verify();
        verify.outcome = Outcome::Attention;
        verify.places[0].outcome = PlaceOutcome::Attention;
        verify.places[0].history_damaged = vec!["ab12".to_owned()];
        let text = verify.text();
        assert!(!text.contains("Back up"), "{text}");
        assert!(text.contains("a backup cannot bring them back"), "{text}");
        assert!(
            text.ends_with("If you have a second drive, use it, and have this one looked at.\n"),
            "{text}"
        );
        verify.places[0].damaged = vec!["2024/b.jpg".to_owned()];
        assert!(verify.text().contains("Back up again"), "{}", verify.text());
    }

    #[test]
    fn a_place_that_could_not_be_checked_is_not_called_damaged() {
        let mut verify = samples::verify();
        verify.outcome = Outcome::Attention;
        verify.places[0].outcome = PlaceOutcome::Unreachable;
        let text = verify.text();
        assert!(text.starts_with("At home: not connected.\n"), "{text}");
        assert!(text.ends_with("Not everything could be checked.\n"), "{text}");
    }
}
