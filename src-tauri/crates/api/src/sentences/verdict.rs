//! The product's most important sentence: are my photos safe?
//!
//! Green means proven: "safe" only if every place has every photo, each checked within the place's
//! limit or copied less than a day ago, and there is no other trouble. Anything else is named, the
//! worst first. Counts are exact; nothing is rounded up to "all".

mod cards;
mod condition;
mod issues;

use super::units::at_place;
use crate::say;
use crate::wire::HealthLevel;
pub use cards::{Card, cards};
pub use condition::condition;
use elderphoto_engine::code::Code;
use issues::{Issue, Severity};

/// How old the oldest proof of a place may be, unless the place has a limit of its own.
pub const PROOF_LIMIT_DAYS: u64 = 90;

/// What is known when the question is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerdictInput {
    /// Photos and videos (a pair counts as one) in the library when last seen, unreadable ones included.
    pub photos: u64,
    /// What is wrong with the library itself.
    pub library: Option<LibraryTrouble>,
    /// Photos of it that could not be read.
    pub unreadable: u64,
    /// Files of it, no photos, that could not be read.
    pub unreadable_others: u64,
    /// Folders of it that could not be opened; how many photos are in them is not known.
    pub unreadable_folders: u64,
    /// Things in it that only point elsewhere: what they point to is not copied.
    pub left_out: u64,
    /// Every place that runs go to.
    pub places: Vec<PlaceVerdict>,
    /// Places that runs do not go to.
    pub switched_off: u64,
}

/// The library cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryTrouble {
    /// `LibraryMissing`, `LibraryEmpty`, `LibraryUnreadable`
    pub code: Code,
    /// Its folder.
    pub path: Option<String>,
}

/// One place, as far as the question goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceVerdict {
    /// Its name.
    pub name: String,
    /// What is known about it.
    pub state: PlaceState,
    /// How old its oldest proof may be; usually [`PROOF_LIMIT_DAYS`].
    pub limit_days: u64,
}

/// What is known about a place. Only the first three can be green.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceState {
    /// Every readable photo is there and was proven; the oldest proof is so many full days old.
    Safe {
        /// Full days since the oldest proof.
        oldest_proof_days: u64,
    },
    /// Every readable photo is there; some were proven, the others copied less than a day ago.
    PartlyFresh {
        /// Full days since the oldest proof of those that have one.
        oldest_proof_days: u64,
        /// Copies that are only fresh.
        fresh: u64,
    },
    /// Every readable photo is there, and every one was copied less than a day ago and never checked.
    FreshUnproven,
    /// Every readable photo is there, but none was checked.
    Unproven,
    /// Every readable photo is there, but some were copied more than a day ago and not checked in time.
    PartlyUnproven {
        /// How many copies.
        count: u64,
    },
    /// Photos of the library are not there as they are now.
    Behind {
        /// How many.
        missing: u64,
    },
    /// Files of the library that are no photos are not there as they are now.
    BehindFiles {
        /// How many.
        missing: u64,
    },
    /// The last run found no room for these.
    Full {
        /// Photos that are not there.
        photos: u64,
        /// Files that are not there.
        files: u64,
    },
    /// Copies there are damaged or gone.
    Damaged {
        /// How many.
        count: u64,
    },
    /// All is well with the photos as they are now; of earlier ones some are damaged or gone.
    DamagedHistory {
        /// How many.
        count: u64,
    },
    /// It cannot be reached.
    NotConnected {
        /// Full days since it last answered.
        days: u64,
    },
    /// Nothing was ever copied there.
    Never,
    /// Something else is in the way.
    Trouble(Code),
}

impl PlaceVerdict {
    /// A place with the usual limit.
    pub fn new(name: impl Into<String>, state: PlaceState) -> Self {
        Self { name: name.into(), state, limit_days: PROOF_LIMIT_DAYS }
    }

    /// The age in days of its oldest proof, if it is green by that.
    fn proven(&self) -> Option<u64> {
        match self.state {
            PlaceState::Safe { oldest_proof_days } | PlaceState::PartlyFresh { oldest_proof_days, .. } => {
                Some(oldest_proof_days).filter(|days| *days < self.limit_days)
            }
            _ => None,
        }
    }

    fn is_green(&self) -> bool {
        self.proven().is_some() || self.state == PlaceState::FreshUnproven
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `safe`, `needs_you` or `nothing_yet`
    pub verdict: &'static str,
    /// The answer in words.
    pub sentence: String,
    /// What stands below it: when proven, or what else needs someone.
    pub more: Vec<String>,
}

/// Are my photos safe?
pub fn verdict(input: &VerdictInput) -> Verdict {
    if let Some(nothing) = nothing_yet(input) {
        return nothing;
    }
    let issues = issues::of(input);
    let Some((worst, others)) = issues.split_first() else {
        let sentence = say!("verdict-safe", photos = input.photos, places = input.places.len());
        let more = proof(input).into_iter().chain(left_out(input)).collect();
        return Verdict { verdict: "safe", sentence, more };
    };
    let mut more: Vec<String> = others.iter().map(|i| join(&[&i.what, &i.remedy])).collect();
    more.extend(proof(input));
    more.extend(left_out(input));
    Verdict { verdict: "needs_you", sentence: headline(worst, input), more }
}

/// One word and one sentence for `health`. Critical: the library cannot be looked at, or no place
/// ever had anything.
pub fn health(input: &VerdictInput) -> (HealthLevel, String) {
    let verdict = verdict(input);
    let level = match verdict.verdict {
        "safe" => HealthLevel::Healthy,
        _ if input.library.is_some() || nothing_copied(input) => HealthLevel::Critical,
        _ => HealthLevel::Degraded,
    };
    (level, verdict.sentence)
}

fn nothing_copied(input: &VerdictInput) -> bool {
    input.places.iter().all(|place| place.state == PlaceState::Never)
}

/// Before there is anything to be safe, this is no alarm. Trouble with the library is.
fn nothing_yet(input: &VerdictInput) -> Option<Verdict> {
    if input.library.is_some() {
        return None;
    }
    let (what, remedy) = if input.places.is_empty() && input.switched_off > 0 {
        (say!("verdict-nothing-on", photos = input.photos), say!("verdict-nothing-on-do"))
    } else if input.places.is_empty() {
        (say!("verdict-nothing-no-place", photos = input.photos), say!("verdict-nothing-no-place-do"))
    } else if nothing_copied(input) {
        (say!("verdict-nothing-copied", photos = input.photos), say!("verdict-nothing-copied-do"))
    } else if input.photos == 0 && issues::of(input).is_empty() {
        (say!("verdict-nothing-photos"), String::new())
    } else {
        return None;
    };
    let more = issues::of(input).into_iter().filter(|i| i.severity != Severity::Never);
    let more = more.map(|i| join(&[&i.what, &i.remedy])).collect();
    Some(Verdict { verdict: "nothing_yet", sentence: join(&[&what, &remedy]), more })
}

/// What happened, how safe the photos are all the same, and the one thing to do.
fn headline(worst: &Issue, input: &VerdictInput) -> String {
    let safe = still_safe(worst, input);
    match worst.severity {
        // "4,212 of 4,213 photos are safe in 3 places." says what happened by itself.
        Severity::UnreadablePhotos if !safe.is_empty() => {
            let what = say!("verdict-unreadable", count = input.unreadable);
            join(&[&safe, &what, &worst.remedy])
        }
        _ => join(&[&worst.what, &safe, &worst.remedy]),
    }
}

/// In how many places the photos are safe in spite of it.
fn still_safe(worst: &Issue, input: &VerdictInput) -> String {
    let places = input.places.iter().filter(|place| place.is_green()).count();
    if places == 0 {
        // A place that is only not checked, or lost only older versions, has them all; nothing more can be
        // said of it.
        let is_whole = |p: &PlaceVerdict| matches!(p.state, PlaceState::DamagedHistory { .. });
        let has_all = worst.severity == Severity::NotChecked || input.places.iter().any(is_whole);
        return if has_all { String::new() } else { say!("verdict-none-safe") };
    }
    if input.library.is_some() {
        say!("verdict-seen-safe", places = places)
    } else if input.unreadable_folders > 0 {
        say!("verdict-rest-safe", places = places)
    } else if input.unreadable > 0 {
        let safe = input.photos.saturating_sub(input.unreadable);
        say!("verdict-some-safe", safe = safe, photos = input.photos, places = places)
    } else {
        say!("verdict-still-safe", places = places)
    }
}

/// When it was proven: a total shows its oldest proof.
fn proof(input: &VerdictInput) -> Vec<String> {
    let proven: Vec<u64> = input.places.iter().filter_map(PlaceVerdict::proven).collect();
    let fresh: Vec<_> = input.places.iter().filter(|p| p.state == PlaceState::FreshUnproven).collect();
    let mut lines = Vec::new();
    if let Some(oldest) = proven.iter().max() {
        // Full days that have passed: a proof 12.5 days old lies within the last 13.
        let days = oldest + 1;
        let is_fresh = |p: &PlaceVerdict| matches!(p.state, PlaceState::PartlyFresh { .. });
        let has_fresh = input.places.iter().any(|p| p.proven().is_some() && is_fresh(p));
        lines.push(match (proven.len() == input.places.len(), has_fresh) {
            (true, false) => say!("verdict-proof-all", days = days),
            (true, true) => say!("verdict-proof-or-fresh-all", days = days),
            (false, false) => say!("verdict-proof-some", places = proven.len(), days = days),
            (false, true) => say!("verdict-proof-or-fresh-some", places = proven.len(), days = days),
        });
    }
    if fresh.len() == input.places.len() && !fresh.is_empty() {
        lines.push(say!("verdict-fresh-all"));
    } else {
        lines.extend(fresh.iter().map(|place| say!("verdict-fresh-place", Place = &place.name)));
    }
    lines
}

/// No fault, and no photo that was promised to be safe: but who put it there may think it is.
fn left_out(input: &VerdictInput) -> Option<String> {
    (input.left_out > 0).then(|| say!("verdict-left-out", count = input.left_out))
}

fn join(sentences: &[&str]) -> String {
    let said: Vec<&str> = sentences.iter().copied().filter(|s| !s.is_empty()).collect();
    said.join(" ")
}

#[cfg(test)]
mod tests;
