//! Everything that needs someone, the worst first.

use super::{PlaceState, PlaceVerdict, VerdictInput, at_place};
use crate::say;
use crate::sentences::failure::{Context, problem, remedy};
use elderphoto_engine::code::Code;

/// What kind of trouble, the worst first: nothing can be looked at; photos that may be in no place;
/// copies that were lost; a place that cannot be used; a place that lacks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Library,
    UnreadableFolders,
    UnreadablePhotos,
    Damaged,
    Trouble,
    NotConnected,
    UnreadableFiles,
    Behind,
    Never,
    History,
    NotChecked,
}

/// One thing that needs someone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Issue {
    pub severity: Severity,
    /// A stable code.
    pub code: &'static str,
    /// The place it is about, if it is about one.
    pub place: Option<String>,
    /// How many it is about: more is worse.
    pub extent: u64,
    pub what: String,
    pub remedy: String,
}

/// All of them, the worst first; of two alike the larger, then in the order of the places.
pub(super) fn of(input: &VerdictInput) -> Vec<Issue> {
    let mut issues: Vec<Issue> =
        of_library(input).into_iter().chain(input.places.iter().filter_map(of_place)).collect();
    issues.sort_by_key(|issue| (issue.severity, std::cmp::Reverse(issue.extent)));
    issues
}

fn of_library(input: &VerdictInput) -> Vec<Issue> {
    let mut issues = Vec::new();
    if let Some(trouble) = &input.library {
        let context = Context { path: trouble.path.clone(), ..Context::default() };
        issues.push(Issue {
            severity: Severity::Library,
            code: trouble.code.as_str(),
            place: None,
            extent: 0,
            what: problem(trouble.code, &context),
            remedy: remedy(trouble.code, &context),
        });
    }
    if input.unreadable_folders > 0 {
        let count = input.unreadable_folders;
        issues.push(Issue {
            severity: Severity::UnreadableFolders,
            code: Code::UnreadableFolder.as_str(),
            place: None,
            extent: count,
            what: say!("verdict-folders", count = count),
            remedy: say!("verdict-folders-do", count = count),
        });
    }
    if input.unreadable > 0 {
        let count = input.unreadable;
        issues.push(Issue {
            severity: Severity::UnreadablePhotos,
            code: Code::UnreadableFile.as_str(),
            place: None,
            extent: count,
            what: say!("verdict-unreadable-photos", count = count),
            remedy: say!("verdict-unreadable-do", count = count),
        });
    }
    if input.unreadable_others > 0 {
        let count = input.unreadable_others;
        issues.push(Issue {
            severity: Severity::UnreadableFiles,
            code: Code::UnreadableFile.as_str(),
            place: None,
            extent: count,
            what: say!("verdict-unreadable-files", count = count),
            remedy: say!("verdict-unreadable-do", count = count),
        });
    }
    issues
}

/// "12 photos"; where none of them is one, "3 files".
pub(super) fn photos_or_files(photos: u64, files: u64) -> String {
    if photos > 0 { say!("n-photos", photos = photos) } else { say!("n-files", files = files) }
}

fn of_place(place: &PlaceVerdict) -> Option<Issue> {
    let name = &place.name;
    let at_place = at_place(name);
    let (severity, extent, what, remedy) = match place.state {
        _ if place.is_green() => return None,
        PlaceState::FreshUnproven => return None,
        state @ (PlaceState::Safe { .. }
        | PlaceState::PartlyFresh { .. }
        | PlaceState::Unproven
        | PlaceState::PartlyUnproven { .. }) => not_checked(state, at_place),
        PlaceState::BehindFiles { missing: count } => (
            Severity::Behind,
            count,
            say!("verdict-behind-files", count = count, at_place = at_place),
            say!("verdict-behind-do"),
        ),
        PlaceState::Full { photos, files } => (
            Severity::Trouble,
            files,
            say!("verdict-full", Place = name, things = photos_or_files(photos, files)),
            say!("verdict-full-do"),
        ),
        PlaceState::Behind { missing: count } => (
            Severity::Behind,
            count,
            say!("verdict-behind", count = count, at_place = at_place),
            say!("verdict-behind-do"),
        ),
        PlaceState::Damaged { count } => (
            Severity::Damaged,
            count,
            say!("verdict-damaged", count = count, at_place = at_place),
            say!("verdict-damaged-do", count = count),
        ),
        PlaceState::DamagedHistory { count } => (
            Severity::History,
            count,
            say!("verdict-history", count = count, at_place = at_place),
            say!("verdict-history-do"),
        ),
        PlaceState::NotConnected { days } => (
            Severity::NotConnected,
            days,
            say!("verdict-not-connected", Place = name, days = days),
            say!("verdict-not-connected-do"),
        ),
        PlaceState::Never => {
            (Severity::Never, 0, say!("verdict-never", place = name), say!("verdict-never-do"))
        }
        PlaceState::Trouble(code) => {
            let context = Context::new().place(name);
            (Severity::Trouble, 0, problem(code, &context), remedy(code, &context))
        }
    };
    Some(Issue { severity, code: code_of(place), place: Some(name.clone()), extent, what, remedy })
}

/// Everything is there; how many of the copies nobody has read for too long.
fn not_checked(state: PlaceState, at_place: String) -> (Severity, u64, String, String) {
    let (extent, what) = match state {
        PlaceState::Safe { oldest_proof_days: days }
        | PlaceState::PartlyFresh { oldest_proof_days: days, .. } => {
            (days, say!("verdict-overdue", at_place = at_place, days = days))
        }
        PlaceState::PartlyUnproven { count } => {
            (count, say!("verdict-partly-unproven", count = count, at_place = at_place))
        }
        _ => (u64::MAX, say!("verdict-unproven", at_place = at_place)),
    };
    (Severity::NotChecked, extent, what, say!("verdict-check-do"))
}

/// A name for what is not a fault of its own.
fn code_of(place: &PlaceVerdict) -> &'static str {
    match place.state {
        PlaceState::Safe { .. } | PlaceState::PartlyFresh { .. } => "check_overdue",
        PlaceState::FreshUnproven | PlaceState::Unproven | PlaceState::PartlyUnproven { .. } => "not_checked",
        PlaceState::Behind { .. } | PlaceState::BehindFiles { .. } => "behind",
        PlaceState::Full { .. } => Code::PlaceFull.as_str(),
        PlaceState::Damaged { .. } => Code::Damaged.as_str(),
        PlaceState::DamagedHistory { .. } => "history_damaged",
        PlaceState::NotConnected { .. } => Code::PlaceNotConnected.as_str(),
        PlaceState::Never => "never_copied",
        PlaceState::Trouble(code) => code.as_str(),
    }
}
