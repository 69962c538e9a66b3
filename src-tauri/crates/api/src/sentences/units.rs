//! Sizes, times and names of places inside sentences.

use super::language;
use crate::say;
use chrono::{DateTime, Datelike, Local, NaiveDateTime};

/// "at Aunt's house"; a place that is called "At home" needs no second "at".
pub fn at_place(name: &str) -> String {
    let prefix = say!("at-prefix");
    let begins = name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
    if begins { format!("{prefix}{}", &name[prefix.len()..]) } else { say!("at-place", place = name) }
}

/// Bytes in SI units, as disks are sold (1 GB is 1,000,000,000 bytes), rounded down: "1.2 GB", "420 GB".
pub fn size(bytes: u64) -> String {
    in_units(bytes, false)
}

/// Bytes that are needed: rounded up, so that this much is enough.
pub fn size_needed(bytes: u64) -> String {
    in_units(bytes, true)
}

fn in_units(bytes: u64, up: bool) -> String {
    const UNITS: [u64; 4] = [1_000_000_000_000, 1_000_000_000, 1_000_000, 1_000];
    let Some(at) = UNITS.iter().position(|unit| bytes >= *unit) else {
        return say!("size-bytes", count = bytes);
    };
    let share = |step: u64| if up { bytes.div_ceil(step) } else { bytes / step };
    let tenths = share(UNITS[at] / 10);
    let size = if tenths < 100 {
        format!("{}{}{}", tenths / 10, language::in_use().decimal_point(), tenths % 10)
    } else {
        share(UNITS[at]).to_string()
    };
    match at {
        0 => say!("size-tb", size = size),
        1 => say!("size-gb", size = size),
        2 => say!("size-mb", size = size),
        _ => say!("size-kb", size = size),
    }
}

/// "3 hours ago", from two moments in RFC 3339; `None` where one cannot be read.
pub fn ago(then: &str, now: &str) -> Option<String> {
    let then = DateTime::parse_from_rfc3339(then).ok()?;
    let now = DateTime::parse_from_rfc3339(now).ok()?;
    let hours = u64::try_from((now - then).num_hours()).unwrap_or(0);
    Some(match (hours, hours / 24) {
        (0, _) => say!("ago-now"),
        (hours, 0) => say!("ago-hours", hours = hours),
        (_, days @ ..=60) => say!("ago-days", days = days),
        (_, days @ ..=729) => say!("ago-months", months = days / 30),
        (_, days) => say!("ago-years", years = days / 365),
    })
}

/// "About 6 minutes left."
pub fn time_left(seconds: u64) -> String {
    match seconds {
        0..60 => say!("left-moment"),
        60..5_400 => say!("left-minutes", minutes = seconds.div_ceil(60)),
        5_400..172_800 => say!("left-hours", hours = seconds.div_ceil(3_600)),
        _ => say!("left-days", days = seconds.div_ceil(86_400)),
    }
}

/// "20 November 2026, 02:05" on this computer's clock, from RFC 3339; unreadable text stays.
pub fn moment(rfc3339: &str) -> String {
    match DateTime::parse_from_rfc3339(rfc3339) {
        Ok(at) => written(at.with_timezone(&Local).naive_local()),
        Err(_) => rfc3339.to_owned(),
    }
}

fn written(at: NaiveDateTime) -> String {
    let month = say!("month-name", month = u64::from(at.month()));
    say!(
        "moment",
        day = u64::from(at.day()),
        month = month,
        year = at.year().to_string(),
        time = at.format("%H:%M").to_string()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_room_is_rounded_down_and_needed_room_up() {
        for (bytes, down, up) in [
            (1_000, "1.0 kB", "1.0 kB"),
            (1_299_999, "1.2 MB", "1.3 MB"),
            (9_990_000, "9.9 MB", "10 MB"),
            (420_900_000_000, "420 GB", "421 GB"),
        ] {
            assert_eq!((size(bytes).as_str(), size_needed(bytes).as_str()), (down, up));
        }
    }

    #[test]
    fn the_window_writes_the_same_sizes() {
        // The page's own function is held to the same file (`ui/src/words/words.test.ts`).
        let table: Vec<(u64, String)> = serde_json::from_str(include_str!("sizes.json")).unwrap();
        assert!(table.len() > 10);
        for (bytes, written) in table {
            assert_eq!(size(bytes), written, "{bytes}");
        }
    }

    #[test]
    fn a_moment_ago_is_told_in_whole_units_that_have_passed() {
        let now = "2026-11-21T12:00:00Z";
        for (then, text) in [
            ("2026-11-21T11:30:00Z", "less than an hour ago"),
            ("2026-11-21T13:30:00Z", "less than an hour ago"),
            ("2026-11-21T10:30:00Z", "an hour ago"),
            ("2026-11-20T13:00:00+01:00", "a day ago"),
            ("2026-11-20T12:30:00Z", "23 hours ago"),
            ("2026-11-18T11:00:00Z", "3 days ago"),
            ("2026-07-21T12:00:00Z", "4 months ago"),
            ("2024-01-01T12:00:00Z", "2 years ago"),
        ] {
            assert_eq!(ago(then, now).as_deref(), Some(text), "{then}");
        }
        assert_eq!(ago("yesterday", now), None);
    }

    #[test]
    fn time_left_is_told_roughly() {
        assert_eq!(time_left(20), "Less than a minute left.");
        assert_eq!(time_left(60), "About a minute left.");
        assert_eq!(time_left(330), "About 6 minutes left.");
        assert_eq!(time_left(10_000), "About 3 hours left.");
        assert_eq!(time_left(200_000), "About 3 days left.");
    }

    #[test]
    fn a_date_is_written_out() {
        let at = DateTime::parse_from_rfc3339("2026-03-05T02:05:12Z").unwrap().naive_utc();
        assert_eq!(written(at), "5 March 2026, 02:05");
        assert_eq!(moment("sometime"), "sometime");
    }

    #[test]
    fn a_place_called_at_home_needs_no_second_at() {
        assert_eq!(at_place("Aunt's house"), "at Aunt's house");
        assert_eq!(at_place("At home"), "at home");
        assert_eq!(at_place("Attic"), "at Attic");
        assert_eq!(at_place("à"), "at à");
    }
}
