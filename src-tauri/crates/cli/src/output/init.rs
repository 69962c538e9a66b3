//! `init` in words.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::hint;
use elderphoto_api::wire::Init;

impl Answer for Init {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(say!("init-done", name = &self.name));
        for path in &self.libraries {
            lines.below(say!("init-folder", path = path));
        }
        lines.below(say!("init-home", path = &self.home));
        lines.line(say!("init-next"));
        lines.below(hint("no_places").unwrap_or_default());
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.into()
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
}
