//! Puts a script together so that it arrives whatever the far login shell is.
//!
//! The command line is always the same few plain characters: it makes `sh` read a number, then so
//! many bytes of its input, and run them. The script itself is such input, so neither the rules by
//! which csh, fish or rc quote nor a limit on command lines matter, and the command can be started
//! before anybody knows what for. What the script shall work on follows it on
//! the same input. Everything that is not ours to choose stands in single quotes of `sh`, or
//! escaped in a list ([`escape`]).

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};

const PREAMBLE: &str = include_str!("scripts/preamble.sh");
const FOLDERS: &str = include_str!("scripts/folders.sh");

/// The command that reads a script and runs it. `read` takes its line byte by byte, so that what
/// follows is still there for the script.
pub(super) const COMMAND: &[u8] =
    br#"exec env LC_ALL=C sh -c 'read -r n && eval "$(dd bs=1 count="$n" 2>/dev/null)"'"#;

/// A script in the making.
pub(super) struct Script {
    text: Vec<u8>,
    greeting: Vec<u8>,
}

impl Script {
    /// A script that greets and then does nothing yet.
    pub(super) fn new() -> StoreResult<Self> {
        let (head, tail) = (random_word()?, random_word()?);
        let mut script = Self { text: Vec::new(), greeting: format!("{head}{tail}").into_bytes() };
        // In this order, a server that only echoes what it is sent never says the greeting.
        script.set("greeting_tail", tail.as_bytes());
        script.set("greeting_head", head.as_bytes());
        script.add(PREAMBLE);
        Ok(script)
    }

    /// A script that works in the folder `root`, an absolute path. It says `gone` if that cannot
    /// be entered.
    pub(super) fn at(root: &[u8]) -> StoreResult<Self> {
        let mut script = Self::new()?;
        script.set("root", root);
        script.add(r#"cd -- "$root" 2>/dev/null || { echo gone; exit 1; }"#);
        script.add(FOLDERS);
        Ok(script)
    }

    /// Gives a shell variable a value, which may be any bytes but NUL.
    pub(super) fn set(&mut self, name: &str, value: &[u8]) {
        self.text.extend_from_slice(name.as_bytes());
        self.text.push(b'=');
        self.text.extend_from_slice(&quote(value));
        self.text.push(b'\n');
    }

    /// Adds lines of ours.
    pub(super) fn add(&mut self, lines: &str) {
        self.text.extend_from_slice(lines.as_bytes());
        self.text.push(b'\n');
    }

    /// The line the script says first; everything before it comes from the far login, not from us.
    pub(super) fn greeting(&self) -> &[u8] {
        &self.greeting
    }

    /// What has to be sent first.
    pub(super) fn input(&self) -> Vec<u8> {
        [format!("{}\n", self.text.len()).as_bytes(), &self.text].concat()
    }
}

/// A line that runs `program`, a whole perl or python program, with `interpreter`.
pub(super) fn run_program(interpreter: &str, program: &str) -> String {
    let quoted = quote(program.as_bytes());
    format!("{interpreter} {}", String::from_utf8_lossy(&quoted))
}

fn random_word() -> StoreResult<String> {
    let random = getrandom::u64()
        .map_err(|e| StoreError::new(StoreErrorKind::Io, &RelPath::root(), format_args!("random: {e}")))?;
    Ok(format!("{random:016x}"))
}

/// `value` as one word of `sh`.
fn quote(value: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for byte in value {
        match byte {
            b'\'' => quoted.extend_from_slice(br"'\''"),
            _ => quoted.push(*byte),
        }
    }
    quoted.push(b'\'');
    quoted
}

/// A path as a word of a list: what is neither a letter, a digit nor one of `._-/` becomes `\0ooo`,
/// which `printf %b` turns back.
pub(super) fn escape(path: &RelPath) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(path.as_bytes().len());
    for byte in path.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'/' => escaped.push(*byte),
            _ => escaped.extend_from_slice(format!("\\0{byte:03o}").as_bytes()),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_of_a_value_ends_its_quotes() {
        assert_eq!(quote(b"it's $HOME `x` \\ \n\xff"), b"'it'\\''s $HOME `x` \\ \n\xff'");
    }

    #[test]
    fn a_path_in_a_list_is_one_word_of_plain_characters() {
        let path = RelPath::parse(b"2024/a b'\\\n-\xff.jpg").unwrap();
        assert_eq!(escape(&path), b"2024/a\\0040b\\0047\\0134\\0012-\\0377.jpg");
    }

    #[test]
    fn no_login_shell_reads_more_than_one_word_out_of_the_command() {
        let command = String::from_utf8(COMMAND.to_vec()).unwrap();
        assert!(!command.contains(['!', '`', '\\']), "{command}");
        assert_eq!(command.matches('\'').count(), 2, "{command}");
        assert!(!command.split('\'').next().unwrap().contains(['$', '"', '&']), "{command}");
    }

    #[test]
    fn the_input_begins_with_its_length() {
        let mut script = Script::at(b"/home/o'hara").unwrap();
        script.add("echo done");
        let input = script.input();
        let end = input.iter().position(|b| *b == b'\n').unwrap();
        let length: usize = std::str::from_utf8(&input[..end]).unwrap().parse().unwrap();
        assert_eq!(length, input.len() - end - 1);
    }

    #[test]
    fn the_greeting_does_not_stand_in_the_script() {
        let script = Script::new().unwrap();
        let greeting = script.greeting().to_vec();
        assert!(!script.input().windows(greeting.len()).any(|w| w == greeting));
    }
}
