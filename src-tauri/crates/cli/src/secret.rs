//! How a secret gets into the program: from standard input, or typed at a terminal without being shown.
//! Never as an argument: whoever is on the computer can read those.

use elderphoto_api::sentences::{Code, Context, failed};
use elderphoto_api::wire::Failure;
use secrecy::SecretString;
use std::io::{self, Read};
use zeroize::Zeroizing;

/// No password is longer; a file handed over by mistake is.
const MAX_BYTES: u64 = 4096;

/// All of standard input, without the line's end.
pub fn from_stdin() -> Result<SecretString, Failure> {
    read(io::stdin().lock()).map_err(unusable)
}

/// Asks at the terminal.
pub fn typed(question: &str) -> Result<SecretString, Failure> {
    rpassword::prompt_password(format!("{question} ")).map(SecretString::from).map_err(unusable)
}

fn read(from: impl Read) -> io::Result<SecretString> {
    let mut text = Zeroizing::new(String::new());
    let read = from.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if read as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "longer than any password"));
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(SecretString::from(line.strip_suffix('\r').unwrap_or(line)))
}

fn unusable(e: io::Error) -> Failure {
    failed(Code::SecretUnusable, &Context::new(), Some(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn one_end_of_line_does_not_belong_to_it() {
        for (given, secret) in [("a b", "a b"), ("a\n", "a"), ("a\r\n", "a"), (" a \n\n", " a \n"), ("", "")]
        {
            assert_eq!(read(given.as_bytes()).unwrap().expose_secret(), secret);
        }
    }

    #[test]
    fn a_file_handed_over_by_mistake_is_refused() {
        assert!(read(&vec![b'x'; 5000][..]).is_err());
        assert!(read(&b"\xff\xfe"[..]).is_err());
    }
}
