//! Everything that needs someone as cards, the worst first, each with the one button that belongs to it.

use super::issues::{self, Issue, Severity};
use super::{VerdictInput, nothing_yet, still_safe};
use crate::wire::CardAction;
use elderphoto_engine::code::Code;

/// One thing that needs someone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// A stable code.
    pub code: &'static str,
    /// The place it is about, if it is about one.
    pub place: Option<String>,
    /// What happened.
    pub sentence: String,
    /// Whether the photos are safe.
    pub safe: String,
    /// The one thing to do.
    pub todo: String,
    /// The button.
    pub action: CardAction,
}

/// All of them. Before anything was copied, places that are still empty are no trouble.
pub fn cards(input: &VerdictInput) -> Vec<Card> {
    let is_new = nothing_yet(input).is_some();
    let issues = issues::of(input).into_iter();
    let told = issues.filter(|issue| !is_new || issue.severity != Severity::Never);
    told.map(|issue| Card {
        safe: still_safe(&issue, input),
        action: action(&issue),
        code: issue.code,
        place: issue.place,
        sentence: issue.what,
        todo: issue.remedy,
    })
    .collect()
}

fn action(issue: &Issue) -> CardAction {
    match issue.severity {
        Severity::Library => CardAction::Retry,
        Severity::UnreadableFolders | Severity::UnreadablePhotos | Severity::UnreadableFiles => {
            CardAction::Show
        }
        Severity::Damaged | Severity::Behind | Severity::Never => CardAction::BackUp,
        Severity::NotChecked => CardAction::Check,
        Severity::History => CardAction::Show,
        Severity::NotConnected => CardAction::Retry,
        Severity::Trouble => Code::from_text(issue.code).map_or(CardAction::None, action_of),
    }
}

/// What the one thing to do about a place's trouble is in the window.
fn action_of(code: Code) -> CardAction {
    match code {
        Code::PasswordWrong
        | Code::PassphraseMissing
        | Code::PassphraseWrong
        | Code::CredentialsMissing
        | Code::SecretMissing => CardAction::Password,
        Code::HostKeyUnknown | Code::HostKeyChanged => CardAction::HostKey,
        Code::PlaceFull
        | Code::PlaceFullOfFiles
        | Code::PlaceQuota
        | Code::PlaceFolderMissing
        | Code::PlaceNotAFolder => CardAction::ChooseDisk,
        Code::Internal | Code::PlaceNewer | Code::PlaceTakenOver => CardAction::None,
        _ => CardAction::Retry,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LibraryTrouble, PlaceState, PlaceVerdict, verdict};
    use super::*;

    fn input(states: &[(&str, PlaceState)]) -> VerdictInput {
        let places = states.iter().map(|(name, state)| PlaceVerdict::new(*name, *state)).collect();
        VerdictInput { photos: 4213, places, ..VerdictInput::default() }
    }

    fn told(input: &VerdictInput) -> Vec<(&'static str, Option<String>, CardAction)> {
        cards(input).into_iter().map(|c| (c.code, c.place, c.action)).collect()
    }

    #[test]
    fn the_worst_is_first_and_each_has_its_button() {
        let mut input = input(&[
            ("At home", PlaceState::Behind { missing: 3 }),
            ("Dad's", PlaceState::Trouble(Code::HostKeyChanged)),
            ("Attic", PlaceState::Unproven),
        ]);
        input.library = Some(LibraryTrouble { code: Code::LibraryMissing, path: None });
        let place = |name: &str| Some(name.to_owned());
        assert_eq!(
            told(&input),
            [
                ("library_missing", None, CardAction::Retry),
                ("host_key_changed", place("Dad's"), CardAction::HostKey),
                ("behind", place("At home"), CardAction::BackUp),
                ("not_checked", place("Attic"), CardAction::Check),
            ]
        );
    }

    #[test]
    fn a_card_says_what_happened_how_safe_photos_are_and_what_to_do() {
        let states =
            [("A", PlaceState::Safe { oldest_proof_days: 1 }), ("B", PlaceState::NotConnected { days: 3 })];
        let card = cards(&input(&states)).remove(0);
        assert_eq!(card.sentence, "B hasn't answered for 3 days.");
        assert_eq!(card.safe, "Your photos are safe in 1 place.");
        assert_eq!(card.todo, "Is it switched on and plugged in?");
    }

    #[test]
    fn there_are_cards_exactly_when_something_needs_someone() {
        for state in [
            PlaceState::Safe { oldest_proof_days: 1 },
            PlaceState::Safe { oldest_proof_days: 100 },
            PlaceState::FreshUnproven,
            PlaceState::Never,
            PlaceState::Trouble(Code::PlaceFull),
        ] {
            let input = input(&[("A", state)]);
            assert_eq!(cards(&input).is_empty(), verdict(&input).verdict != "needs_you", "{state:?}");
        }
    }
}
