//! How much room a place has left, and for how long that will do.

use super::size;
use crate::say;
use chrono::NaiveDate;

/// Fewer days say nothing about a year.
const SHORTEST_DAYS: i64 = 14;
/// Beyond that nobody plans.
const LONGEST_MONTHS: u64 = 24;

/// "62 GB free, full in about 5 months". `days` is free room by day, oldest first.
pub fn room(free_bytes: u64, days: &[(&str, u64)]) -> String {
    let size = size(free_bytes);
    match months_left(free_bytes, days) {
        Some(months) => say!("place-room-full", size = size, months = months),
        None => say!("place-room", size = size),
    }
}

/// Whole months until it is full, if it goes on as it went. Room that grew has no end.
fn months_left(free_bytes: u64, days: &[(&str, u64)]) -> Option<u64> {
    let date = |day: &str| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
    let (first, last) = (days.first()?, days.last()?);
    let span = (date(last.0)? - date(first.0)?).num_days();
    let used = first.1.checked_sub(last.1)?;
    if span < SHORTEST_DAYS || used == 0 {
        return None;
    }
    let days_left = u128::from(free_bytes) * u128::from(span.unsigned_abs()) / u128::from(used);
    let months = u64::try_from(days_left / 30).ok()?;
    (months <= LONGEST_MONTHS).then_some(months)
}

#[cfg(test)]
mod tests {
    use super::room;

    const GB: u64 = 1_000_000_000;

    #[test]
    fn room_is_told_with_its_end_when_it_can_be_foreseen() {
        let days = [("2026-08-01", 100 * GB), ("2026-10-30", 62 * GB)];
        assert_eq!(room(62 * GB, &days), "62 GB free, full in about 4 months");
        assert_eq!(room(GB, &days), "1.0 GB free, full within a month");
    }

    #[test]
    fn nothing_is_foretold_from_little_or_from_room_that_grew() {
        assert_eq!(room(420 * GB, &[]), "420 GB free");
        assert_eq!(room(62 * GB, &[("2026-10-20", 100 * GB), ("2026-10-30", 62 * GB)]), "62 GB free");
        assert_eq!(room(62 * GB, &[("2026-08-01", 61 * GB), ("2026-10-30", 62 * GB)]), "62 GB free");
        assert_eq!(room(62 * GB, &[("2026-08-01", 62 * GB + 1), ("2026-10-30", 62 * GB)]), "62 GB free");
        assert_eq!(room(62 * GB, &[("yesterday", 100 * GB), ("today", 62 * GB)]), "62 GB free");
    }
}
