//! `drill` in words.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::wire::Drill;

impl Answer for Drill {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for place in &self.places {
            lines.line(&place.message);
            lines.list(&place.failed, Clone::clone);
        }
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use elderphoto_api::wire::{DrillOutcome, Outcome, PlaceDrill};

    #[test]
    fn each_place_has_its_sentence_and_what_did_not_come_back_is_named() {
        let place = PlaceDrill {
            name: "At home".to_owned(),
            outcome: DrillOutcome::Failed,
            tried: 12,
            opened: 11,
            failed: vec!["2024/a.jpg".to_owned()],
            message: "1 of 12 photos did not come back.".to_owned(),
            problems: vec![],
        };
        let drill = Drill { outcome: Outcome::Attention, places: vec![place] };
        assert_eq!(drill.text(), "1 of 12 photos did not come back.\n    2024/a.jpg\n");
        assert_eq!(Exit::from(&drill), Exit::Attention);
    }
}
