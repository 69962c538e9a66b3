//! How one place stands, in a word for the page and a few words for a person. It is the answer's own rule:
//! a place is well exactly when the answer counts it as green.

use super::issues::photos_or_files;
use super::{PlaceState, PlaceVerdict};
use crate::say;
use crate::wire::PlaceCondition;

/// How a place that runs go to stands.
pub fn condition(place: &PlaceVerdict) -> (PlaceCondition, String) {
    if place.is_green() {
        return (PlaceCondition::Well, say!("place-state-well"));
    }
    match place.state {
        PlaceState::Safe { oldest_proof_days: days }
        | PlaceState::PartlyFresh { oldest_proof_days: days, .. } => {
            (PlaceCondition::Unproven, say!("place-state-overdue", days = days))
        }
        PlaceState::FreshUnproven | PlaceState::Unproven | PlaceState::PartlyUnproven { .. } => {
            (PlaceCondition::Unproven, say!("place-state-unproven"))
        }
        PlaceState::Behind { missing: count } => {
            (PlaceCondition::Waiting, say!("place-state-waiting", count = count))
        }
        PlaceState::BehindFiles { missing: count } => {
            (PlaceCondition::Waiting, say!("place-state-waiting-files", count = count))
        }
        PlaceState::Full { photos, files } => {
            let things = photos_or_files(photos, files);
            (PlaceCondition::Trouble, say!("place-state-full", things = things))
        }
        PlaceState::Damaged { count } => {
            (PlaceCondition::Trouble, say!("place-state-damaged", count = count))
        }
        PlaceState::DamagedHistory { count } => {
            (PlaceCondition::Trouble, say!("place-state-damaged-history", count = count))
        }
        PlaceState::NotConnected { days } => (PlaceCondition::Trouble, say!("place-state-away", days = days)),
        PlaceState::Never => (PlaceCondition::Empty, say!("place-state-empty")),
        PlaceState::Trouble(_) => (PlaceCondition::Trouble, say!("place-state-trouble")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PROOF_LIMIT_DAYS, VerdictInput, verdict};
    use super::*;
    use elderphoto_engine::code::Code;

    fn states() -> Vec<PlaceState> {
        vec![
            PlaceState::Safe { oldest_proof_days: 0 },
            PlaceState::Safe { oldest_proof_days: PROOF_LIMIT_DAYS - 1 },
            PlaceState::Safe { oldest_proof_days: PROOF_LIMIT_DAYS },
            PlaceState::FreshUnproven,
            PlaceState::PartlyFresh { oldest_proof_days: PROOF_LIMIT_DAYS - 1, fresh: 1 },
            PlaceState::PartlyFresh { oldest_proof_days: PROOF_LIMIT_DAYS, fresh: 1 },
            PlaceState::Unproven,
            PlaceState::PartlyUnproven { count: 1 },
            PlaceState::Behind { missing: 1 },
            PlaceState::BehindFiles { missing: 1 },
            PlaceState::Full { photos: 1, files: 1 },
            PlaceState::Damaged { count: 1 },
            PlaceState::DamagedHistory { count: 1 },
            PlaceState::NotConnected { days: 0 },
            PlaceState::Never,
            PlaceState::Trouble(Code::PlaceFull),
        ]
    }

    #[test]
    fn a_place_is_well_exactly_when_the_answer_is_safe_with_it_alone() {
        for state in states() {
            let place = PlaceVerdict::new("At home", state);
            let input = VerdictInput { photos: 9, places: vec![place.clone()], ..VerdictInput::default() };
            let is_well = condition(&place).0 == PlaceCondition::Well;
            assert_eq!(is_well, verdict(&input).verdict == "safe", "{state:?}");
        }
    }

    #[test]
    fn a_place_that_is_away_behind_or_unproven_is_never_well() {
        for state in states().into_iter().skip(5).chain([PlaceState::Safe { oldest_proof_days: 90 }]) {
            let (condition, words) = condition(&PlaceVerdict::new("Aunt's house", state));
            assert_ne!(condition, PlaceCondition::Well, "{state:?}");
            assert_ne!(words, "up to date", "{state:?}");
        }
    }

    #[test]
    fn a_stricter_limit_of_its_own_counts() {
        let mut place = PlaceVerdict::new("At home", PlaceState::Safe { oldest_proof_days: 10 });
        assert_eq!(condition(&place).0, PlaceCondition::Well);
        place.limit_days = 10;
        assert_eq!(condition(&place), (PlaceCondition::Unproven, "last checked 10 days ago".into()));
    }

    #[test]
    fn words_are_counted_exactly() {
        let words = |state| condition(&PlaceVerdict::new("At home", state)).1;
        assert_eq!(words(PlaceState::Behind { missing: 12 }), "12 photos still to go");
        assert_eq!(words(PlaceState::Behind { missing: 1 }), "1 photo still to go");
        assert_eq!(words(PlaceState::NotConnected { days: 0 }), "not connected");
        assert_eq!(words(PlaceState::NotConnected { days: 3 }), "no answer for 3 days");
        assert_eq!(words(PlaceState::Damaged { count: 2 }), "2 copies damaged or gone");
    }
}
