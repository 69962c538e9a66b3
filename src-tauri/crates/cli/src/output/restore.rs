//! `restore` in words.

use super::{Answer, lines::Lines};
use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::size;
use elderphoto_api::wire::{Outcome, Restore};

impl Answer for Restore {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        let (files, bytes) = (self.restored, size(self.restored_bytes));
        lines.line(if self.dry_run {
            say!("restore-would", files = files, size = bytes)
        } else {
            say!("restore-done", files = files, size = bytes)
        });
        if !self.from.is_empty() {
            lines.below(say!("restore-from", place = self.from.join(", ")));
        }
        lines.below(say!("restore-to", path = &self.to));
        if self.already_there > 0 {
            lines.below(say!("restore-already", files = self.already_there));
        }
        if !self.renamed.is_empty() {
            lines.below(say!("restore-renamed", count = self.renamed.len()));
            lines.list(&self.renamed, |file| {
                say!("restore-renamed-row", path = &file.path, path2 = &file.stored_as)
            });
        }
        if !self.problems.is_empty() {
            lines.below(say!("restore-problems", count = self.problems.len()));
            lines.problems(&self.problems);
        }
        match self.outcome {
            Outcome::Completed | Outcome::Attention => {}
            Outcome::Stopped => lines.line(say!("restore-stopped")),
            Outcome::Failed => lines.line(say!("restore-failed")),
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
    use crate::output::samples;
    use elderphoto_api::wire::RestoredAs;

    #[test]
    fn photos_that_came_back() {
        let mut restore = samples::restore();
        restore.renamed.push(RestoredAs { path: "a.jpg".to_owned(), stored_as: "a (2).jpg".to_owned() });
        restore.problems.push(samples::problem("b.jpg"));
        assert_eq!(
            restore.text(),
            "1,204 files were put back (6.2 GB).\n  \
               From: Aunt's house\n  \
               Into: /home/maria/Desktop\n  \
               3 files were already there, exactly the same.\n  \
               1 file has a new name, because its own was taken or does not fit there:\n    \
                 a.jpg is now a (2).jpg\n  \
               1 file could not be put back:\n    \
                 b.jpg cannot be read on this computer.\n"
        );
    }

    #[test]
    fn a_dry_run_says_that_nothing_was_written() {
        let restore = Restore { dry_run: true, ..samples::restore() };
        assert!(restore.text().starts_with("1,204 files would be put back (6.2 GB). Nothing was written.\n"));
    }
}
