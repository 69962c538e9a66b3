//! Names as they may be shown: nothing in them can move a cursor, break a line or turn the
//! direction of the text around it.

use std::borrow::Cow;

/// `text` with control characters and invisible direction marks written out (`\n`, `\u{1b}`).
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unprintable(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        assert_eq!(printable("Ostern 2024/Oma \u{1f469}\u{200d}\u{1f373}.jpg"), "Ostern 2024/Oma 👩‍🍳.jpg");
    }

    #[test]
    fn what_would_command_a_terminal_is_written_out() {
        assert_eq!(
            printable("a\nb\u{1b}[2Jc\u{9b}d\u{202e}gpj.exe"),
            "a\\nb\\u{1b}[2Jc\\u{9b}d\\u{202e}gpj.exe"
        );
    }
}
