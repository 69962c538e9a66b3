//! `undo` in words.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::size;
use elderphoto_api::wire::Undo;

impl Answer for Undo {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(say!("undo-done", files = self.removed, size = size(self.removed_bytes)));
        if !self.from.is_empty() {
            lines.below(say!("undo-from", path = &self.from));
        }
        if self.gone > 0 {
            lines.below(say!("undo-gone", files = self.gone));
        }
        if !self.left.is_empty() {
            lines.below(say!("undo-left", count = self.left.len()));
            lines.problems(&self.left);
        }
        lines.into_text()
    }

    fn exit(&self) -> Exit {
        self.outcome.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;
    use elderphoto_api::wire::Outcome;

    #[test]
    fn what_was_put_back_is_gone_again() {
        let undo = Undo {
            outcome: Outcome::Attention,
            removed: 1_203,
            removed_bytes: 6_200_000_000,
            gone: 1,
            left: vec![samples::problem("b.jpg")],
            from: "/home/maria/Desktop".to_owned(),
        };
        assert_eq!(
            undo.text(),
            "1,203 files were taken away again (6.2 GB).\n  \
               From: /home/maria/Desktop\n  \
               1 file was gone already.\n  \
               1 file stays:\n    \
                 b.jpg cannot be read on this computer.\n"
        );
        assert_eq!(undo.exit(), Exit::Attention);
    }
}
