//! Times of files and moments of runs. The engine reads no clock of its own: see [`Clock`].

use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A file's modification time in nanoseconds since 1970 UTC (years 1677 to 2262).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileTime(i64);

impl FileTime {
    /// From nanoseconds since 1970.
    pub const fn from_ns(ns: i64) -> Self {
        Self(ns)
    }

    /// From whole seconds and nanoseconds; held at the ends of the range.
    pub fn from_parts(seconds: i64, nanos: u32) -> Self {
        Self(seconds.saturating_mul(1_000_000_000).saturating_add(i64::from(nanos)))
    }

    /// Nanoseconds since 1970.
    pub const fn as_ns(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000_000)
    }

    /// What is left above [`Self::seconds`].
    pub const fn nanos(self) -> u32 {
        self.0.rem_euclid(1_000_000_000) as u32
    }

    /// Whether two times are the same where time goes in steps of `step_ns`.
    pub fn same_within(self, other: Self, step_ns: u64) -> bool {
        self.0.abs_diff(other.0) < step_ns.max(1)
    }

    /// The decimal string of FORMAT.md.
    pub fn to_text(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let ns = self.0.unsigned_abs();
        let (seconds, fraction) = (ns / 1_000_000_000, ns % 1_000_000_000);
        if fraction == 0 { format!("{sign}{seconds}") } else { format!("{sign}{seconds}.{fraction:09}") }
    }

    /// Reads [`Self::to_text`] back; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (seconds, fraction) = match digits.split_once('.') {
            Some((s, f)) if f.len() == 9 => (s, f),
            Some(_) => return None,
            None => (digits, "0"),
        };
        let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(seconds) || !all_digits(fraction) {
            return None;
        }
        let ns =
            seconds.parse::<i64>().ok()?.checked_mul(1_000_000_000)?.checked_add(fraction.parse().ok()?)?;
        Some(Self(if negative { -ns } else { ns }))
    }
}

impl From<SystemTime> for FileTime {
    fn from(time: SystemTime) -> Self {
        let ns = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
        };
        Self(ns)
    }
}

impl fmt::Debug for FileTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// A moment of a run, UTC, in whole seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment(i64);

impl Moment {
    /// From seconds since 1970.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// `2026-11-21T02:05:12Z`.
    pub fn to_rfc3339(self) -> String {
        self.date_time().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// `20261121T020512Z`, as in snapshot ids.
    pub fn to_compact(self) -> String {
        self.date_time().format("%Y%m%dT%H%M%SZ").to_string()
    }

    /// Reads RFC 3339.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self(t.timestamp()))
    }

    fn date_time(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::from_rfc3339(&text).ok_or_else(|| serde::de::Error::custom("not a moment"))
    }
}

/// Where the engine gets the time from.
pub trait Clock: Send + Sync {
    /// The wall clock. May jump.
    fn now(&self) -> Moment;
    /// Time that only goes forward, for time-outs.
    fn monotonic(&self) -> Duration;
}

/// The computer's clock.
#[derive(Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment(FileTime::from(SystemTime::now()).seconds())
    }

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_to_text_and_back() {
        for (ns, text) in [
            (0, "0"),
            (1_732_121_234_000_000_000, "1732121234"),
            (1_732_121_234_123_456_789, "1732121234.123456789"),
            (-4_500_000_000, "-4.500000000"),
        ] {
            assert_eq!(FileTime::from_ns(ns).to_text(), text);
            assert_eq!(FileTime::from_text(text), Some(FileTime::from_ns(ns)));
        }
        for bad in ["", "-", "1.5", "1e9", "99999999999999999999", "+1"] {
            assert_eq!(FileTime::from_text(bad), None, "{bad}");
        }
    }
}
