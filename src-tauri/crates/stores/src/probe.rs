//! Finding out by trying which names and times a folder can hold: mount options, servers and
//! programs behind a file system make any list of its kinds wrong somewhere.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    Meta, NameRules, Store, StoreError, StoreErrorKind, StoreResult, UnicodeNames,
};
use elderphoto_engine::time::FileTime;

const INCOMING: &str = ".elderphoto/incoming";

/// A time with a digit other than 0 in every place and an odd second, so that each step shows.
const ODD_TIME: FileTime = FileTime::from_ns(1_111_111_111_987_654_321);

/// The steps in use: from ext4's to FAT's.
const STEPS_NS: [u64; 8] =
    [1, 100, 1_000, 1_000_000, 10_000_000, 1_000_000_000, 2_000_000_000, 86_400_000_000_000];

/// Times that are not kept at all cannot be told apart.
const KEEPS_NO_TIMES: u64 = u64::MAX;

/// Names that Windows and the file systems made for it refuse or change.
const WINDOWS_TRAPS: [&[u8]; 6] = [b"a:b", b"what?", b"back\\slash", b"star*", b"dot.", b"space "];

/// The names, and the step of times in nanoseconds.
pub(crate) fn probe(place: &dyn Store) -> StoreResult<(NameRules, u64)> {
    let there_before =
        [".elderphoto", INCOMING].map(|p| matches!(place.stat(&RelPath::literal(p)), Ok(Some(_))));
    let folder = new_folder(place)?;
    let found = try_all(place, &folder);
    let cleared = clear(place, &folder, there_before);
    let found = found?;
    cleared?;
    Ok(found)
}

/// A folder of its own, which no other probe uses.
fn new_folder(place: &dyn Store) -> StoreResult<RelPath> {
    for n in 0..10_000 {
        let folder = RelPath::literal(&format!("{INCOMING}/probe-{n}"));
        if place.stat(&folder)?.is_none() {
            place.make_folder(&folder)?;
            return Ok(folder);
        }
    }
    let cause = "too many left-over probes";
    Err(StoreError::new(StoreErrorKind::AlreadyExists, &RelPath::literal(INCOMING), cause))
}

fn try_all(place: &dyn Store, folder: &RelPath) -> StoreResult<(NameRules, u64)> {
    let time_step_ns = time_step(place, folder)?;
    let names = NameRules {
        ignores_case: ignores_case(place, folder)?,
        windows_names: !all_kept(place, folder, &WINDOWS_TRAPS)?,
        utf8_only: !all_kept(place, folder, &[b"not-utf8-\xff\xfe"])?,
        unicode: unicode(place, folder)?,
    };
    Ok((names, time_step_ns))
}

fn make(place: &dyn Store, folder: &RelPath, name: &[u8]) -> StoreResult<()> {
    let Ok(path) = folder.join(name) else { return Ok(()) };
    place.stage_whole(&path, b"probe", &Meta { mtime: ODD_TIME, mode: None })?;
    // What is only queued so far is told by the flush.
    place.flush()
}

fn ignores_case(place: &dyn Store, folder: &RelPath) -> StoreResult<bool> {
    if !all_kept(place, folder, &[b"Case-probe.JPG"])? {
        let cause = "capital letters come back as small ones, or not at all";
        return Err(StoreError::new(StoreErrorKind::NamesChange, folder, cause));
    }
    let twin = folder.join_path(&RelPath::literal("cASE-PROBE.jpg"));
    Ok(place.stat(&twin)?.is_some())
}

/// What becomes of `é` and of `e` with an accent, which other programs may have written either way.
fn unicode(place: &dyn Store, folder: &RelPath) -> StoreResult<UnicodeNames> {
    let [composed, decomposed] = ["one-\u{e9}", "two-e\u{301}"].map(str::as_bytes);
    let twin = folder.join_path(&RelPath::literal("one-e\u{301}"));
    let keeps_composed = all_kept(place, folder, &[composed])?;
    let is_one_name = place.stat(&twin)?.is_some();
    match (keeps_composed, all_kept(place, folder, &[decomposed])?, is_one_name) {
        (true, true, false) => Ok(UnicodeNames::AsGiven),
        (true, true, true) => Ok(UnicodeNames::OneName),
        (true, false, true) => Ok(UnicodeNames::Composed),
        (false, true, true) => Ok(UnicodeNames::Decomposed),
        _ => {
            let cause = "letters with accents come back as other letters, or not at all";
            Err(StoreError::new(StoreErrorKind::NamesChange, folder, cause))
        }
    }
}

/// Whether each of `names` can be made and is listed byte for byte.
fn all_kept(place: &dyn Store, folder: &RelPath, names: &[&[u8]]) -> StoreResult<bool> {
    for name in names {
        match make(place, folder, name) {
            Ok(()) => {}
            Err(e) if e.kind.is_whole_place() => return Err(e),
            // However the file system words it: it does not take the name.
            Err(_) => return Ok(false),
        }
    }
    let listed = names_in(place, folder)?;
    Ok(names.iter().all(|name| listed.iter().any(|l| l == name)))
}

fn time_step(place: &dyn Store, folder: &RelPath) -> StoreResult<u64> {
    make(place, folder, b"time")?;
    let path = folder.join_path(&RelPath::literal("time"));
    let missing = || StoreError::new(StoreErrorKind::NotFound, &path, "it was just made");
    let kept = place.stat(&path)?.ok_or_else(missing)?.mtime;
    Ok(step_between(ODD_TIME, kept))
}

/// The largest step in which `kept` may be what became of `given`, whether cut or rounded: to take
/// times for finer than they are would make every copy look changed.
fn step_between(given: FileTime, kept: FileTime) -> u64 {
    let fits =
        |step: &u64| given.same_within(kept, *step) && kept.as_ns().unsigned_abs().is_multiple_of(*step);
    STEPS_NS.into_iter().rev().find(fits).unwrap_or(KEEPS_NO_TIMES)
}

fn names_in(place: &dyn Store, folder: &RelPath) -> StoreResult<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    place.list(folder, &mut |entry| {
        names.push(entry.name);
        Ok(())
    })?;
    Ok(names)
}

/// Removes what the probe made, and the folders above it that were not there before.
fn clear(place: &dyn Store, folder: &RelPath, there_before: [bool; 2]) -> StoreResult<()> {
    for name in names_in(place, folder)? {
        if let Ok(path) = folder.join(&name) {
            place.remove(&path)?;
        }
    }
    place.remove_folder(folder)?;
    let [ours, incoming] = there_before;
    if !incoming {
        place.remove_folder(&RelPath::literal(INCOMING))?;
    }
    if !ours {
        place.remove_folder(&RelPath::literal(".elderphoto"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryStore;
    use elderphoto_engine::store::Capabilities;

    #[test]
    fn each_kind_of_names_is_found_out_by_trying() {
        use UnicodeNames::{AsGiven, Composed, Decomposed, OneName};
        for unicode in [AsGiven, OneName, Composed, Decomposed] {
            for (ignores_case, windows_names, utf8_only) in [(false, false, true), (true, true, true)] {
                let names = NameRules { ignores_case, windows_names, utf8_only, unicode };
                let usual = MemoryStore::new().capabilities();
                let place = MemoryStore::with(Capabilities { names, ..usual });
                assert_eq!(probe(&place).unwrap(), (names, usual.time_step_ns));
                assert_eq!(names_in(&place, &RelPath::root()).unwrap(), [""; 0].map(Vec::from));
            }
        }
    }

    #[test]
    fn each_time_step_is_recognised_whether_cut_or_rounded() {
        for step in STEPS_NS {
            let given = ODD_TIME.as_ns();
            let cut = given - given % step as i64;
            assert_eq!(step_between(ODD_TIME, FileTime::from_ns(cut)), step);
            let rounded = if step == 1 { given } else { cut + step as i64 };
            assert!(step_between(ODD_TIME, FileTime::from_ns(rounded)) >= step);
        }
        assert_eq!(step_between(ODD_TIME, FileTime::from_ns(0)), KEEPS_NO_TIMES);
    }
}
