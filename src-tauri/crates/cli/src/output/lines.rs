//! Text line by line, with details indented below what they belong to.

use elderphoto_api::say;
use elderphoto_api::sentences::printable;
use elderphoto_api::wire::Problem;

/// A list on the screen stops here; `--json` has all of it.
const SHOWN: usize = 20;

/// Lines of an answer.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more. Whatever is in it, it stays one line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.0.push_str(&printable(text.as_ref()));
        self.0.push('\n');
    }

    /// One more, below the last.
    pub fn below(&mut self, text: impl AsRef<str>) {
        self.0.push_str("  ");
        self.line(text);
    }

    /// An empty one.
    pub fn gap(&mut self) {
        self.0.push('\n');
    }

    /// A list below what was said last, cut where it gets long.
    pub fn list<T>(&mut self, items: &[T], text: impl Fn(&T) -> String) {
        for item in items.iter().take(SHOWN) {
            self.below(format!("  {}", text(item)));
        }
        if items.len() > SHOWN {
            self.below(format!("  {}", say!("and-more", count = items.len() - SHOWN)));
        }
    }

    /// Problems, each with its sentence.
    pub fn problems(&mut self, problems: &[Problem]) {
        self.list(problems, |problem| problem.message.clone());
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// `text` filled up with spaces to so many characters.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text:width$}")
}

/// The widest of some texts, in characters.
pub fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let mut lines = Lines::new();
        lines.list(&[0; 23], |_| "x".to_owned());
        let text = lines.into_text();
        assert_eq!(text.lines().count(), SHOWN + 1);
        assert!(text.ends_with("    … and 3 more (all with --json)\n"), "{text}");
    }

    #[test]
    fn a_name_cannot_make_a_second_line() {
        let mut lines = Lines::new();
        lines.line("a\nb");
        assert_eq!(lines.into_text(), "a\\nb\n");
    }

    #[test]
    fn columns_are_counted_in_characters() {
        assert_eq!(padded("Åse", 5), "Åse  ");
        assert_eq!(widest(["Åse", "ab"]), 3);
    }
}
