//! `status` reads like the first screen: the answer, then the places. `health` is the same in a word.

use super::Answer;
use super::lines::{Lines, padded, widest};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::{ago, size};
use elderphoto_api::wire::{Health, PlaceCondition, Status, StatusPlace};

impl Answer for Status {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(format!("{} {}", mark(&self.verdict), self.sentence));
        for more in &self.more {
            lines.below(more);
        }
        lines.gap();
        lines.line(if self.primary.accessible {
            say!("status-primary", photos = self.primary.photos, size = size(self.primary.bytes))
        } else {
            say!("status-primary-missing")
        });
        lines.below(&self.primary.path);
        let width = widest(self.backups.iter().map(|place| place.name.as_str()));
        for place in &self.backups {
            let state = state(place, &self.timestamp).join(", ");
            lines.line(format!("{}  {} {state}", padded(&place.name, width), place_mark(place)));
        }
        lines.gap();
        if self.rule_321.ok {
            lines.line(say!("status-rule-ok"));
        } else {
            lines.line(say!("status-rule"));
            for missing in &self.rule_321.missing {
                lines.below(missing);
            }
        }
        lines.into_text()
    }
}

fn mark(verdict: &str) -> &'static str {
    match verdict {
        "safe" => "✓",
        "nothing_yet" => "○",
        _ => "!",
    }
}

fn place_mark(place: &StatusPlace) -> &'static str {
    match place.state {
        PlaceCondition::Well => "✓",
        PlaceCondition::Waiting | PlaceCondition::Empty => "↑",
        PlaceCondition::Unproven | PlaceCondition::Trouble => "!",
        PlaceCondition::Off => "○",
    }
}

fn state(place: &StatusPlace, now: &str) -> Vec<String> {
    if !place.enabled {
        return vec![say!("status-off")];
    }
    let mut parts = Vec::new();
    if let Some(message) = &place.trouble_message {
        parts.push(message.trim_end_matches('.').to_owned());
    } else if !place.accessible {
        parts.push(say!("status-unknown"));
    }
    let is_told = !parts.is_empty();
    match (place.behind, &place.last_success, place.state) {
        (0, None, _) => parts.push(say!("status-nothing")),
        (0, Some(_), PlaceCondition::Well) => parts.push(say!("status-up-to-date")),
        (0, Some(_), _) if is_told => {}
        (0, Some(_), _) => parts.push(place.state_words.clone()),
        (behind, ..) => parts.push(say!("status-to-go", files = behind)),
    }
    if let Some(ago) = place.last_success.as_deref().and_then(|then| ago(then, now)) {
        parts.push(say!("status-copied", ago = ago));
        parts.push(match checked(place, now) {
            Some(ago) => say!("status-checked", ago = ago),
            None => say!("status-unchecked"),
        });
    }
    if place.photos > 0 {
        parts.push(say!("status-photos", photos = place.photos));
    }
    if let Some(free) = place.free_bytes {
        parts.push(say!("place-free", size = size(free)));
    }
    parts
}

fn checked(place: &StatusPlace, now: &str) -> Option<String> {
    ago(place.last_verified.as_deref()?, now)
}

impl Answer for Health {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(&self.message);
        if !self.primary_accessible {
            lines.below(say!("health-primary-missing"));
        }
        lines.below(say!("health-counts", count = &self.backups_accessible));
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;
    use elderphoto_api::wire::HealthLevel;

    #[test]
    fn it_reads_like_the_first_screen() {
        assert_eq!(
            samples::status().text(),
            "✓ All 4,213 photos are safe in 2 places.\n  \
               Every one was checked within the last 90 days.\n\
             \n\
             On this computer: 4,213 photos, 420 GB\n  \
               /home/maria/Pictures\n\
             At home       ✓ up to date, copied 10 hours ago, checked 3 days ago, 4,213 photos, 420 GB free\n\
             Aunt's house  ✓ up to date, copied 10 hours ago, checked 3 days ago, 4,213 photos, 420 GB free\n\
             \n\
             Three copies, two kinds of storage, one away from home: all there.\n"
        );
    }

    #[test]
    fn what_is_not_well_is_seen_at_its_place() {
        let mut status = samples::status();
        status.verdict = "needs_you".to_owned();
        status.rule_321.ok = false;
        status.rule_321.missing = vec!["No copy is away from home.".to_owned()];
        status.primary.accessible = false;
        let home = &mut status.backups[0];
        (home.behind, home.last_verified, home.free_bytes) = (12, None, None);
        home.state = PlaceCondition::Waiting;
        let aunt = &mut status.backups[1];
        (aunt.accessible, aunt.trouble_message) = (false, Some("Aunt's house is not connected.".to_owned()));
        (aunt.last_success, aunt.free_bytes, aunt.photos) = (None, None, 0);
        aunt.state = PlaceCondition::Trouble;
        let text = status.text();
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("! "), "{text}");
        assert_eq!(
            lines[3..],
            [
                "On this computer: the photo folder cannot be read",
                "  /home/maria/Pictures",
                "At home       ↑ 12 files still to go, copied 10 hours ago, not all checked yet, 4,213 photos",
                "Aunt's house  ! Aunt's house is not connected, nothing copied yet",
                "",
                "Three copies, two kinds of storage, one away from home:",
                "  No copy is away from home.",
            ]
        );
    }

    #[test]
    fn a_place_that_is_switched_off_says_only_that() {
        let mut status = samples::status();
        (status.backups[0].enabled, status.backups[0].state) = (false, PlaceCondition::Off);
        assert!(status.text().contains("At home       ○ switched off\n"));
    }

    #[test]
    fn a_place_that_has_everything_and_is_not_well_is_not_up_to_date() {
        for (state, words) in [
            (PlaceCondition::Unproven, "last checked 100 days ago"),
            (PlaceCondition::Trouble, "1 older version damaged or gone"),
        ] {
            let mut status = samples::status();
            (status.backups[0].state, status.backups[0].state_words) = (state, words.to_owned());
            let text = status.text();
            assert!(text.contains(&format!("At home       ! {words}, copied 10 hours ago")), "{text}");
        }
    }

    #[test]
    fn health_is_a_sentence_and_a_count() {
        assert_eq!(
            samples::health(HealthLevel::Healthy).text(),
            "All 4,213 photos are safe in 2 places.\n  Places that answer: 2/2\n"
        );
    }
}
