//! Lines to entries: comments, blank lines, quotes, `export`, as other programs read such files. Line by line, so
//! that each fault has its number.

use super::fault::{Fault, Want};

/// Stands for `$` while a line is read: nothing is put in for `$NAME`, neither from the environment nor from
/// earlier lines. A path with a variable that is not set would be another path.
const NO_VARIABLE: char = '\0';

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub line: usize,
    /// What stands before the sign.
    pub key: String,
    /// What stands after it, without quotes.
    pub value: String,
}

impl Entry {
    /// It should have been something else.
    pub fn wrong(&self, want: Want) -> Fault {
        Fault::Wrong { line: self.line, key: self.key.clone(), want }
    }
}

/// Every line that says something, in order.
pub fn entries(text: &str, faults: &mut Vec<Fault>) -> Vec<Entry> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Vec::new();
    for (line, written) in (1..).zip(text.lines()) {
        match entry(written) {
            Ok(said) => found.extend(said.map(|(key, value)| Entry { line, key, value })),
            Err(Unclear) => faults.push(Fault::Unclear { line }),
        }
    }
    found
}

/// Without the parser's own words: they quote the line, and with it what may be a secret.
struct Unclear;

fn entry(written: &str) -> Result<Option<(String, String)>, Unclear> {
    if written.contains(NO_VARIABLE) {
        return Err(Unclear);
    }
    let plain = written.replace('$', &NO_VARIABLE.to_string());
    match dotenvy::from_read_iter(plain.as_bytes()).next() {
        None => Ok(None),
        Some(Ok((key, value))) => Ok(Some((key, value.replace(NO_VARIABLE, "$")))),
        Some(Err(_)) => Err(Unclear),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(usize, String, String)>, Vec<usize>) {
        let mut faults = Vec::new();
        let found = entries(text, &mut faults).into_iter().map(|e| (e.line, e.key, e.value)).collect();
        (found, faults.iter().map(Fault::line).collect())
    }

    #[test]
    fn comments_blank_lines_and_quotes_are_understood() {
        let text = "\u{feff}# Maria's\r\n\n A=1 # one\nexport B='it is # no comment'\nC=\"Aunt's \\\"house\\\"\"\nD=\n";
        let (found, faults) = read(text);
        let said: Vec<_> =
            found.iter().map(|(line, key, value)| (*line, key.as_str(), value.as_str())).collect();
        assert_eq!(
            said,
            [(3, "A", "1"), (4, "B", "it is # no comment"), (5, "C", "Aunt's \"house\""), (6, "D", "")]
        );
        assert!(faults.is_empty());
    }

    #[test]
    fn nothing_is_put_in_for_a_variable() {
        let text = "A=$HOME/x\nB=\"${HOME}\"\nC='$HOME'\nHOME2=/b\nD=$HOME2\n";
        let (found, faults) = read(text);
        let values: Vec<_> = found.iter().map(|(_, _, value)| value.as_str()).collect();
        assert_eq!(values, ["$HOME/x", "${HOME}", "$HOME", "/b", "$HOME2"]);
        assert!(faults.is_empty());
    }

    #[test]
    fn a_line_that_is_none_is_told_by_its_number() {
        for wrong in ["no sign", "A=two words", "A='open", "A=\"open", "=x", "1A=x", "A: x", "A=a\0b"] {
            assert_eq!(read(&format!("OK=1\n{wrong}\n")).1, [2], "{wrong:?}");
        }
    }
}
