//! `place …` in words. The same wire type answers all of them; what was asked decides what is said.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::{hint, size};
use elderphoto_api::wire::{PlaceInfo, Places};
use serde::Serialize;

/// `place add`
#[derive(Serialize)]
#[serde(transparent)]
pub struct Added(pub Places);

/// `place list`
#[derive(Serialize)]
#[serde(transparent)]
pub struct Listed(pub Places);

/// `place check`
#[derive(Serialize)]
#[serde(transparent)]
pub struct Checked(pub Places);

/// `place remove`
#[derive(Serialize)]
#[serde(transparent)]
pub struct Removed(pub Places);

/// `place set`
#[derive(Serialize)]
#[serde(transparent)]
pub struct Changed(pub Places);

impl Answer for Added {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for place in &self.0.places {
            lines.line(say!("place-added", Place = &place.name));
            describe(&mut lines, place);
            foreign(&mut lines, place);
        }
        lines.line(say!("place-added-next"));
        lines.below(hint("nothing_copied").unwrap_or_default());
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        (&self.0).into()
    }
}

impl Answer for Listed {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        if self.0.places.is_empty() {
            lines.line(say!("places-none"));
            lines.below(hint("no_places").unwrap_or_default());
        }
        for place in &self.0.places {
            lines.line(&place.name);
            describe(&mut lines, place);
        }
        lines.into_text()
    }
}

impl Answer for Checked {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for place in &self.0.places {
            let works = place.reachable != Some(false) && place.problem.is_none();
            lines.line(if works {
                say!("place-answers", Place = &place.name)
            } else {
                say!("place-no-answer", Place = &place.name)
            });
            if let Some(problem) = &place.problem {
                lines.below(&problem.message);
                for key in problem.host_key.iter().flat_map(|facts| &facts.known) {
                    let fingerprint = &key.fingerprint;
                    lines.below(say!(
                        "fingerprint-known",
                        fingerprint = fingerprint,
                        algorithm = &key.algorithm
                    ));
                }
                for key in problem.host_key.iter().map(|facts| &facts.offered) {
                    let fingerprint = &key.fingerprint;
                    lines.below(say!(
                        "fingerprint-offered",
                        fingerprint = fingerprint,
                        algorithm = &key.algorithm
                    ));
                }
            }
            foreign(&mut lines, place);
            free(&mut lines, place);
        }
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        (&self.0).into()
    }
}

impl Answer for Removed {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for place in &self.0.places {
            lines.line(say!("place-removed", Place = &place.name));
            computer(&mut lines, place);
            lines.below(say!("place-folder", path = &place.path));
        }
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        (&self.0).into()
    }
}

impl Answer for Changed {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for place in &self.0.places {
            lines.line(say!("place-changed", Place = &place.name));
            describe(&mut lines, place);
        }
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        (&self.0).into()
    }
}

fn describe(lines: &mut Lines, place: &PlaceInfo) {
    computer(lines, place);
    lines.below(say!("place-folder", path = &place.path));
    let mut kind = vec![if place.offsite { say!("place-away") } else { say!("place-at-home") }];
    if let Some(medium) = &place.medium {
        kind.push(say!("place-medium", medium = medium));
    }
    lines.below(kind.join(", "));
    lines.below(keep(&place.keep));
    if let Some(limit) = place.limit_mb_s {
        lines.below(say!("place-limit", limit = limit));
    }
    free(lines, place);
    if !place.enabled {
        lines.below(say!("place-off"));
    }
}

fn computer(lines: &mut Lines, place: &PlaceInfo) {
    if let (Some(host), Some(port), Some(user)) = (&place.ssh_host, place.ssh_port, &place.ssh_user) {
        lines.below(say!("place-computer", user = user, host = host, port = port.to_string()));
    }
}

fn keep(rule: &str) -> String {
    let days = rule.strip_prefix("days:").and_then(|days| days.parse::<u64>().ok());
    match (rule, days) {
        ("all", _) => say!("place-keep-all"),
        ("fewer", _) => say!("place-keep-fewer"),
        (_, Some(days)) => say!("place-keep-days", days = days),
        _ => say!("place-keep-other", keep = rule),
    }
}

fn foreign(lines: &mut Lines, place: &PlaceInfo) {
    if let Some(files) = place.foreign_files.filter(|files| *files > 0) {
        lines.below(say!("place-foreign", files = files));
    }
}

fn free(lines: &mut Lines, place: &PlaceInfo) {
    if let Some(free) = place.free_bytes {
        lines.below(say!("place-free", size = size(free)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn a_list_of_places_shows_their_rules() {
        assert_eq!(
            Listed(samples::places()).text(),
            "At home\n  \
               Folder: /media/disk/Photos\n  \
               at home, USB stick or disk\n  \
               Older versions: all are kept\n  \
               420 GB free\n\
             Aunt's house\n  \
               Folder: /mnt/aunt\n  \
               away from home\n  \
               Older versions: kept for 365 days (so far all are kept)\n  \
               At most 5 MB a second\n  \
               switched off: nothing is copied there\n"
        );
    }

    #[test]
    fn no_places_says_how_to_add_one() {
        let places = Places { places: vec![], ..samples::places() };
        assert!(Listed(places).text().contains("elderphoto place add folder"));
    }

    #[test]
    fn a_check_says_what_is_in_the_way() {
        let mut places = samples::places();
        places.places[0].foreign_files = Some(2);
        places.places[1].reachable = Some(false);
        places.places[1].problem = Some(samples::problem("x"));
        assert_eq!(
            Checked(places).text(),
            "At home works: a test file was written there and read back.\n  \
               2 files that are not ElderPhoto's lie there and are left alone.\n  \
               420 GB free\n\
             Aunt's house could not be used.\n  \
               x cannot be read on this computer.\n"
        );
    }

    #[test]
    fn adding_removing_and_changing_say_so() {
        assert!(Added(samples::places()).text().starts_with("At home is now one of your places.\n"));
        assert!(
            Added(samples::places()).text().ends_with("Next, make the first copy:\n  elderphoto backup\n")
        );
        assert!(Removed(samples::places()).text().contains("Nothing there was deleted."));
        assert!(Changed(samples::places()).text().starts_with("At home is changed.\n"));
    }

    #[test]
    fn their_json_is_the_wire_type_itself() {
        let json = serde_json::to_value(Listed(samples::places())).unwrap();
        assert_eq!(json["outcome"], "completed");
        assert_eq!(json["places"][0]["name"], "At home");
    }
}
