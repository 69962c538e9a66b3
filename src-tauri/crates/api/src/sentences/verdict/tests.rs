//! The sentence on values: what Maria reads in each case.

use super::*;
use PlaceState::{
    Behind, BehindFiles, Damaged, DamagedHistory, FreshUnproven, Full, Never, NotConnected, PartlyFresh,
    PartlyUnproven, Safe, Trouble, Unproven,
};

const NAMES: [&str; 3] = ["At home", "Aunt's house", "Dad's"];

fn proven(days: u64) -> PlaceState {
    Safe { oldest_proof_days: days }
}

fn library(photos: u64, states: &[PlaceState]) -> VerdictInput {
    let places = NAMES.iter().zip(states).map(|(name, state)| PlaceVerdict::new(*name, *state)).collect();
    VerdictInput { photos, places, ..VerdictInput::default() }
}

fn answer(photos: u64, states: &[PlaceState]) -> (&'static str, String, Vec<String>) {
    let Verdict { verdict, sentence, more } = verdict(&library(photos, states));
    (verdict, sentence, more)
}

#[test]
fn safe_when_every_place_has_every_photo_proven() {
    let (verdict, sentence, more) = answer(4213, &[proven(3), proven(89), proven(0)]);
    assert_eq!(verdict, "safe");
    assert_eq!(sentence, "All 4,213 photos are safe in 3 places.");
    assert_eq!(more, ["Every one was checked within the last 90 days."]);
}

#[test]
fn plural_forms_and_separators_are_right() {
    for (photos, places, sentence) in [
        (1, 1, "Your photo is safe in 1 place."),
        (2, 1, "All 2 photos are safe in 1 place."),
        (999, 2, "All 999 photos are safe in 2 places."),
        (1_000_000, 3, "All 1,000,000 photos are safe in 3 places."),
    ] {
        assert_eq!(answer(photos, &[proven(0); 3][..places]).1, sentence);
    }
    assert_eq!(answer(5, &[proven(0)]).2, ["Every one was checked within the last day."]);
}

#[test]
fn a_total_never_claims_a_younger_proof_than_its_oldest() {
    for oldest in 0..PROOF_LIMIT_DAYS {
        let more = answer(10, &[proven(0), proven(oldest)]).2.concat();
        let expected = if oldest == 0 { "last day.".into() } else { format!("last {} days.", oldest + 1) };
        assert!(more.ends_with(&expected), "{more}");
    }
}

#[test]
fn fresh_copies_are_safe_for_a_day_and_said_to_be_unchecked() {
    let (verdict, _, more) = answer(4213, &[FreshUnproven, FreshUnproven]);
    assert_eq!(verdict, "safe");
    assert_eq!(more, ["Copied less than a day ago, not yet checked."]);

    let (verdict, _, more) = answer(4213, &[proven(11), FreshUnproven, proven(2)]);
    assert_eq!(verdict, "safe");
    assert_eq!(
        more,
        [
            "In 2 places every one was checked within the last 12 days.",
            "Aunt's house: copied less than a day ago, not yet checked."
        ]
    );
}

#[test]
fn new_copies_beside_proven_ones_are_not_called_checked() {
    let partly = PartlyFresh { oldest_proof_days: 50, fresh: 1 };
    let (verdict, sentence, more) = answer(4213, &[partly, proven(3)]);
    assert_eq!((verdict, sentence.as_str()), ("safe", "All 4,213 photos are safe in 2 places."));
    assert_eq!(more, ["Every one was checked within the last 51 days, or copied less than a day ago."]);
    let overdue = PartlyFresh { oldest_proof_days: PROOF_LIMIT_DAYS, fresh: 1 };
    assert_eq!(answer(4213, &[overdue]).0, "needs_you");
    assert_eq!(
        answer(4213, &[PartlyUnproven { count: 12 }]).1,
        "12 copies at home have not been checked yet. Check them now."
    );
}

#[test]
fn a_full_place_says_so_with_what_it_lacks() {
    let (verdict, sentence, _) = answer(4213, &[proven(3), Full { photos: 214, files: 300 }]);
    assert_eq!(verdict, "needs_you");
    assert_eq!(
        sentence,
        "Aunt's house is full: 214 photos could not be copied there. Your photos are safe in 1 place. \
         Make room there, or use a larger disk."
    );
    assert!(answer(1, &[Full { photos: 0, files: 3 }]).1.starts_with("At home is full: 3 files could not"));
}

#[test]
fn files_that_are_no_photos_are_not_called_photos() {
    assert!(answer(4213, &[BehindFiles { missing: 3 }]).1.starts_with("3 files are not yet at home."));
    let input = VerdictInput { unreadable_others: 2, ..library(4213, &[proven(3)]) };
    assert_eq!(
        verdict(&input).sentence,
        "2 files that are no photos could not be read on this computer. Your photos are safe in 1 place. \
         Try to open them on this computer."
    );
}

#[test]
fn what_only_points_elsewhere_is_told_and_no_alarm() {
    let input = VerdictInput { left_out: 1, ..library(9, &[proven(1)]) };
    let answer = verdict(&input);
    assert_eq!(answer.verdict, "safe");
    assert_eq!(
        answer.more[1],
        "1 thing in your photo folder only points elsewhere; what it points to is not copied."
    );
}

#[test]
fn places_that_are_switched_off_look_after_nothing() {
    let input = VerdictInput { switched_off: 2, ..library(9, &[]) };
    let answer = verdict(&input);
    assert_eq!(answer.verdict, "nothing_yet");
    assert_eq!(
        answer.sentence,
        "All your places are switched off, so your 9 photos are not looked after. Open a place and switch it on."
    );
}

#[test]
fn an_old_or_missing_proof_is_not_green() {
    let (verdict, sentence, more) = answer(4213, &[proven(120), proven(4)]);
    assert_eq!(verdict, "needs_you");
    assert_eq!(
        sentence,
        "The copies at home were last checked 120 days ago. Your photos are safe in 1 place. Check them now."
    );
    assert_eq!(more, ["In 1 place every one was checked within the last 5 days."]);

    assert_eq!(answer(4213, &[Unproven]).1, "The copies at home have not been checked yet. Check them now.");
    assert_eq!(answer(4213, &[proven(PROOF_LIMIT_DAYS)]).0, "needs_you");
}

#[test]
fn a_place_may_have_a_limit_of_its_own() {
    let mut input = library(4213, &[proven(10)]);
    input.places[0].limit_days = 7;
    assert_eq!(verdict(&input).verdict, "needs_you");
    input.places[0].limit_days = 11;
    assert_eq!(verdict(&input).verdict, "safe");
}

#[test]
fn a_place_that_does_not_answer_needs_someone() {
    let (verdict, sentence, _) = answer(4213, &[proven(3), NotConnected { days: 3 }, proven(5)]);
    assert_eq!(verdict, "needs_you");
    assert_eq!(
        sentence,
        "Aunt's house hasn't answered for 3 days. Your photos are safe in 2 places. \
         Is it switched on and plugged in?"
    );
    assert!(
        answer(1, &[proven(0), NotConnected { days: 0 }]).1.starts_with("Aunt's house is not connected.")
    );
    assert!(answer(1, &[proven(0), NotConnected { days: 1 }]).1.contains("hasn't answered for a day."));
}

#[test]
fn a_place_that_is_behind_is_counted_exactly() {
    assert_eq!(
        answer(4213, &[proven(3), Behind { missing: 214 }]).1,
        "214 photos are not yet at Aunt's house. Your photos are safe in 1 place. Back up now."
    );
    assert_eq!(
        answer(4213, &[Behind { missing: 1 }]).1,
        "1 photo is not yet at home. No place is known to have all your photos right now. Back up now."
    );
}

#[test]
fn one_unreadable_photo_of_thousands_is_not_all() {
    let input = VerdictInput { unreadable: 1, ..library(4213, &[proven(3), proven(3), FreshUnproven]) };
    let answer = verdict(&input);
    assert_eq!(answer.verdict, "needs_you");
    assert_eq!(
        answer.sentence,
        "4,212 of 4,213 photos are safe in 3 places. 1 could not be read. \
         Try to open it on this computer."
    );
}

#[test]
fn an_unreadable_folder_is_never_green() {
    let input = VerdictInput { unreadable_folders: 1, unreadable: 2, ..library(4213, &[proven(3)]) };
    let answer = verdict(&input);
    assert_eq!(answer.verdict, "needs_you");
    assert_eq!(
        answer.sentence,
        "1 folder could not be opened, so what is in it is not being copied. \
         The others are safe in 1 place. Allow ElderPhoto to read it."
    );
    assert!(answer.more[0].starts_with("2 photos could not be read on this computer."));
}

#[test]
fn a_missing_library_is_the_worst_and_says_what_is_still_safe() {
    let trouble = LibraryTrouble { code: Code::LibraryMissing, path: Some("/home/maria/Pictures".into()) };
    let input = VerdictInput {
        library: Some(trouble),
        ..library(4213, &[proven(3), Damaged { count: 2 }, proven(1)])
    };
    let answer = verdict(&input);
    assert_eq!(answer.verdict, "needs_you");
    assert_eq!(
        answer.sentence,
        "The photo folder /home/maria/Pictures is not there. The photos that were last seen in it are \
         safe in 2 places. If your photos are on a drive, plug it in. If the folder was moved or \
         renamed, move it back."
    );
    assert_eq!(
        answer.more,
        [
            "2 copies at Aunt's house are damaged or gone. Back up now, so that good copies take their place.",
            "In 2 places every one was checked within the last 4 days."
        ]
    );
}

#[test]
fn the_worst_comes_first_and_the_rest_below_it() {
    let (_, sentence, more) =
        answer(4213, &[NotConnected { days: 9 }, Behind { missing: 4000 }, Damaged { count: 1 }]);
    assert!(sentence.starts_with("1 copy at Dad's is damaged or gone."), "{sentence}");
    assert_eq!(
        more,
        [
            "At home hasn't answered for 9 days. Is it switched on and plugged in?",
            "4,000 photos are not yet at Aunt's house. Back up now."
        ]
    );
}

#[test]
fn a_code_of_a_place_speaks_for_itself() {
    let (verdict, sentence, _) = answer(10, &[proven(0), Trouble(Code::PlaceSwapped)]);
    assert_eq!(verdict, "needs_you");
    assert_eq!(
        sentence,
        "What answers as Aunt's house is not the place ElderPhoto knows. Your photos are safe in \
         1 place. Plug in the right drive, or connect the right network folder."
    );
}

#[test]
fn nothing_yet_is_no_alarm_but_no_comfort_either() {
    let (verdict, sentence, more) = answer(4213, &[]);
    assert_eq!(verdict, "nothing_yet");
    assert_eq!(
        sentence,
        "Your 4,213 photos are only on this computer: there is no place for copies yet. \
         Add a place, for example a disk at home."
    );
    assert!(more.is_empty());
    assert_eq!(
        answer(4213, &[Never, Never]).1,
        "Your 4,213 photos are only on this computer: nothing has been copied yet. Back up now."
    );
    assert_eq!(answer(0, &[]).0, "nothing_yet");
    assert_eq!(answer(0, &[proven(1)]).1, "No photos have been found in your photo folder yet.");
}

#[test]
fn a_new_empty_place_beside_full_ones_needs_someone() {
    let (verdict, sentence, _) = answer(4213, &[proven(1), proven(1), Never]);
    assert_eq!(verdict, "needs_you");
    assert_eq!(
        sentence,
        "Nothing has been copied to Dad's yet. Your photos are safe in 2 places. Back up now."
    );
}

#[test]
fn green_is_exactly_every_place_green_and_no_other_trouble() {
    let states = [
        proven(0),
        proven(PROOF_LIMIT_DAYS),
        FreshUnproven,
        PartlyFresh { oldest_proof_days: 0, fresh: 1 },
        PartlyFresh { oldest_proof_days: PROOF_LIMIT_DAYS, fresh: 1 },
        Unproven,
        PartlyUnproven { count: 1 },
        Behind { missing: 1 },
        BehindFiles { missing: 1 },
        Full { photos: 1, files: 1 },
        Damaged { count: 1 },
        DamagedHistory { count: 1 },
        NotConnected { days: 0 },
        Never,
        Trouble(Code::PlaceFull),
    ];
    for first in states {
        for second in states {
            for (unreadable, unreadable_folders) in [(0, 0), (1, 0), (0, 1)] {
                let input = VerdictInput { unreadable, unreadable_folders, ..library(9, &[first, second]) };
                let fresh = PartlyFresh { oldest_proof_days: 0, fresh: 1 };
                let green = |state| state == proven(0) || state == FreshUnproven || state == fresh;
                let expected = green(first) && green(second) && unreadable + unreadable_folders == 0;
                let is_safe = verdict(&input).verdict == "safe";
                assert_eq!(is_safe, expected, "{input:?}");
                assert_eq!(health(&input).0 == HealthLevel::Healthy, expected, "{input:?}");
            }
        }
    }
}

#[test]
fn health_is_critical_without_a_library_or_any_copy() {
    assert_eq!(health(&library(9, &[])).0, HealthLevel::Critical);
    assert_eq!(health(&library(9, &[Never])).0, HealthLevel::Critical);
    assert_eq!(health(&library(9, &[proven(1), Never])).0, HealthLevel::Degraded);
    let trouble = LibraryTrouble { code: Code::LibraryUnreadable, path: None };
    let input = VerdictInput { library: Some(trouble), ..library(9, &[proven(1)]) };
    assert_eq!(health(&input).0, HealthLevel::Critical);
    let (level, sentence) = health(&library(9, &[proven(1)]));
    assert_eq!((level, sentence.as_str()), (HealthLevel::Healthy, "All 9 photos are safe in 1 place."));
}

#[test]
fn whole_photos_beside_a_damaged_past_are_not_said_to_be_in_no_place() {
    for states in [&[DamagedHistory { count: 1 }][..], &[DamagedHistory { count: 1 }, Behind { missing: 2 }]]
    {
        let (verdict, sentence, more) = answer(10, states);
        let told = format!("{sentence} {}", more.join(" "));
        assert_eq!(verdict, "needs_you");
        assert!(told.contains("the photos there as they are now are whole."), "{told}");
        assert!(!told.contains(&say!("verdict-none-safe")), "{told}");
    }
    assert!(answer(10, &[Behind { missing: 2 }]).1.contains(&say!("verdict-none-safe")));
}
