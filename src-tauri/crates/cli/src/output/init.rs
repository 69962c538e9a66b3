//! `init` in words.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::hint;
use elderphoto_api::wire::{FamilyPlace, FamilyPlaceState, FamilySetUp, Init};

impl Answer for Init {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(say!("init-done", name = &self.name));
        describe(&mut lines, self);
        lines.line(say!("init-next"));
        lines.below(hint("no_places").unwrap_or_default());
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.into()
    }
}

impl Answer for FamilySetUp {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        let name = &self.init.name;
        lines.line(if self.changed {
            say!("init-done", name = name)
        } else {
            say!("init-already", name = name)
        });
        describe(&mut lines, &self.init);
        for place in &self.places {
            place_of_file(&mut lines, place);
        }
        if !self.changed {
            lines.line(say!("init-unchanged"));
        }
        if self.places.iter().any(|place| place.state == FamilyPlaceState::Added) {
            lines.line(say!("place-added-next"));
            lines.below(hint("nothing_copied").unwrap_or_default());
        }
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        (&self.init).into()
    }
}

fn describe(lines: &mut Lines, init: &Init) {
    for path in &init.libraries {
        lines.below(say!("init-folder", path = path));
    }
    lines.below(say!("init-home", path = &init.home));
}

fn place_of_file(lines: &mut Lines, place: &FamilyPlace) {
    lines.line(match place.state {
        FamilyPlaceState::Added => say!("place-added", Place = &place.name),
        FamilyPlaceState::Present => say!("init-place-present", Place = &place.name),
        FamilyPlaceState::NotAdded => say!("init-place-not-added", Place = &place.name),
    });
    if let Some(problem) = &place.problem {
        lines.below(&problem.message);
    }
    if !place.differs.is_empty() {
        lines.below(say!("init-place-differs", words = place.differs.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn it_says_what_is_kept_and_what_comes_next() {
        assert_eq!(
            samples::init().text(),
            "ElderPhoto now looks after Maria's photos.\n  \
               Photo folder: /home/maria/Pictures\n  \
               Settings: /home/maria/.config/elderphoto\n\
             Next, add a place for copies:\n  \
               elderphoto place add folder \"At home\" --path FOLDER\n"
        );
    }

    #[test]
    fn a_file_tells_what_became_of_each_place() {
        let place =
            |name: &str, state| FamilyPlace { name: name.into(), state, differs: Vec::new(), problem: None };
        let present = FamilyPlace {
            differs: vec!["KEEP".into(), "LIMIT".into()],
            ..place("Aunt's house", FamilyPlaceState::Present)
        };
        let missing =
            FamilyPlace { problem: Some(samples::problem("x")), ..place("Dad", FamilyPlaceState::NotAdded) };
        let changed = FamilySetUp {
            init: samples::init(),
            changed: true,
            places: vec![place("At home", FamilyPlaceState::Added), present.clone(), missing],
        };
        let text = changed.text();
        let (_, places) = text.split_once("elderphoto\n").unwrap();
        assert_eq!(
            places,
            "At home is now one of your places.\n\
             Aunt's house is there already and was left as it is.\n  \
               The file says something else of it: KEEP, LIMIT. “elderphoto place set” changes a place.\n\
             Dad could not be added this time:\n  \
               x cannot be read on this computer.\n\
             Next, make the first copy:\n  \
               elderphoto backup\n"
        );
        let again = FamilySetUp { changed: false, places: vec![present], ..changed };
        assert!(again.text().starts_with("ElderPhoto looks after Maria's photos already.\n"));
        assert!(again.text().ends_with("Nothing was changed.\n"));
    }
}
