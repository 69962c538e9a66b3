//! Making a batch visible: thousands of renames, in order, and as one where a whole new folder
//! arrives.
//!
//! The engine stages the files of one final folder in one staging folder under their final
//! names. If the final folder does not exist yet, renaming the staging folder does all of them
//! in one call, and at once. Only below `incoming/`, since the staging folder is gone afterwards.

use super::parents::Missing;
use super::{Place, entries, folder_bytes};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Move, StoreError, StoreErrorKind, StoreResult};
use rustix::fs::AtFlags;
use std::collections::HashSet;
use std::ops::Range;

const STAGING: &[u8] = b".elderphoto/incoming/";

/// Fewer files are renamed as fast one by one.
const FOLDER_FROM_FILES: usize = 4;

/// A part of a batch.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// All of these arrive in one folder under the names they were staged by: perhaps the folder
    /// can be renamed.
    Together(Range<usize>),
    /// One by one.
    Each(Range<usize>),
}

/// Cuts a batch into steps, in order.
fn plan(moves: &[Move]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut start = 0;
    while start < moves.len() {
        let length = moves[start..].iter().take_while(|m| travel_together(&moves[start], m)).count().max(1);
        let range = start..start + length;
        start = range.end;
        if length >= FOLDER_FROM_FILES {
            steps.push(Step::Together(range));
        } else if let Some(Step::Each(before)) = steps.last_mut() {
            before.end = range.end;
        } else {
            steps.push(Step::Each(range));
        }
    }
    steps
}

/// Whether `one` leaves the staging folder and arrives in the mirror folder that `first` does,
/// under the same name.
fn travel_together(first: &Move, one: &Move) -> bool {
    let staging = folder_bytes(&one.from);
    staging.starts_with(STAGING)
        && staging == folder_bytes(&first.from)
        && !folder_bytes(&one.to).is_empty()
        && folder_bytes(&one.to) == folder_bytes(&first.to)
        && !one.to.is_in(&folder_path(&one.from))
        && one.from.name() == one.to.name()
}

fn folder_path(path: &RelPath) -> RelPath {
    path.parent().unwrap_or_default()
}

/// Does the moves in order: one result for each. Only a fault of the whole place stops them.
pub(super) fn do_moves(place: &Place, moves: &[Move]) -> Vec<StoreResult<()>> {
    let mut results: Vec<StoreResult<()>> = Vec::with_capacity(moves.len());
    for step in plan(moves) {
        let range = match step {
            Step::Together(range) if rename_together(place, &moves[range.clone()]) => {
                results.extend(range.map(|_| Ok(())));
                continue;
            }
            Step::Together(range) | Step::Each(range) => range,
        };
        for one in &moves[range] {
            let result = place.rename(&one.from, &one.to);
            let stop = matches!(&result, Err(e) if e.kind.is_whole_place());
            results.push(result);
            if stop {
                let not_tried = |m: &Move| Err(StoreError::new(StoreErrorKind::Gone, &m.from, "not tried"));
                results.extend(moves[results.len()..].iter().map(not_tried));
                return results;
            }
        }
    }
    results
}

/// Renames the whole folder if that comes to the same as renaming each file. `false`: nothing
/// was done; the way one by one tells what is wrong, if anything is.
fn rename_together(place: &Place, moves: &[Move]) -> bool {
    let Some(first) = moves.first() else { return false };
    let (staging, target) = (folder_path(&first.from), folder_path(&first.to));
    matches!(place.stat(&target), Ok(None))
        && holds_exactly(place, &staging, moves)
        && is_as_if_made_there(place, &staging, &target)
        && place.rename_known(&staging, &target, Kind::Folder).is_ok()
}

fn holds_exactly(place: &Place, staging: &RelPath, moves: &[Move]) -> bool {
    let mut expected: HashSet<&[u8]> = moves.iter().map(|m| m.from.name()).collect();
    if expected.len() != moves.len() {
        return false;
    }
    let Ok(names) = place.open_folder(staging).and_then(|fd| place.names_of(&fd, staging)) else {
        return false;
    };
    names.iter().all(|(name, may_be_file)| *may_be_file && expected.remove(name.as_slice()))
        && expected.is_empty()
}

/// On shares for groups a new folder takes its group and bits from the one above it; the staging
/// folder took them from another.
fn is_as_if_made_there(place: &Place, staging: &RelPath, target: &RelPath) -> bool {
    const GROUP_IS_INHERITED: u32 = 0o2000;
    let Ok(above) = place.parent_of(target, Missing::Make) else { return false };
    let Ok(below) = place.parent_of(staging, Missing::Refuse) else { return false };
    let above = rustix::fs::fstat(&above.fd);
    let staged = rustix::fs::statat(&below.fd, staging.name(), AtFlags::SYMLINK_NOFOLLOW);
    let (Ok(above), Ok(staged)) = (above, staged) else { return false };
    let (above_mode, staged_mode) = (mode_of(&above), mode_of(&staged));
    let inherits = above_mode & GROUP_IS_INHERITED != 0;
    staged_mode & 0o700 == 0o700
        && inherits == (staged_mode & GROUP_IS_INHERITED != 0)
        && (!inherits || above.st_gid == staged.st_gid)
}

fn mode_of(found: &rustix::fs::Stat) -> u32 {
    entries::stat_of(found).mode.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(pairs: &[(&str, &str)]) -> Vec<Move> {
        pairs
            .iter()
            .map(|(from, to)| Move {
                from: RelPath::literal(&format!(".elderphoto/{from}")),
                to: RelPath::literal(to),
            })
            .collect()
    }

    #[test]
    fn files_of_one_staging_folder_that_keep_their_names_travel_together() {
        let batch = moves(&[
            ("incoming/b/0/x", "x"),
            ("incoming/b/1/a", "2024/a"),
            ("incoming/b/1/b", "2024/b"),
            ("incoming/b/1/c", "2024/c"),
            ("incoming/b/1/d", "2024/d"),
            ("incoming/b/2/a", "2025/a"),
        ]);
        assert_eq!(plan(&batch), [Step::Each(0..1), Step::Together(1..5), Step::Each(5..6)]);
    }

    #[test]
    fn a_changed_name_another_folder_or_the_root_breaks_a_group() {
        for pairs in [
            [
                ("incoming/b/1/a", "x/a"),
                ("incoming/b/1/b", "x/other"),
                ("incoming/b/1/c", "x/c"),
                ("incoming/b/1/d", "x/d"),
            ],
            [
                ("incoming/b/1/a", "x/a"),
                ("incoming/b/1/b", "y/b"),
                ("incoming/b/1/c", "x/c"),
                ("incoming/b/1/d", "x/d"),
            ],
            [
                ("incoming/b/1/a", "a"),
                ("incoming/b/1/b", "b"),
                ("incoming/b/1/c", "c"),
                ("incoming/b/1/d", "d"),
            ],
            [("objects/1/a", "x/a"), ("objects/1/b", "x/b"), ("objects/1/c", "x/c"), ("objects/1/d", "x/d")],
        ] {
            assert_eq!(plan(&moves(&pairs)), [Step::Each(0..4)], "{pairs:?}");
        }
    }

    #[test]
    fn every_move_is_in_exactly_one_step_in_order() {
        let batch = moves(&[("incoming/b/1/a", "x/a"), ("incoming/b/1/a", "x/a"), ("objects/z", "q")]);
        let mut next = 0;
        for step in plan(&batch) {
            let (Step::Together(range) | Step::Each(range)) = step;
            assert_eq!(range.start, next);
            next = range.end;
        }
        assert_eq!(next, batch.len());
    }
}
