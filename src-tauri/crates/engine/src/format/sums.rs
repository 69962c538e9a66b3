//! Lines of `SHA256SUMS`, as GNU coreutils writes and reads them.

use crate::digest::Digest;
use crate::path::RelPath;

/// Appends the line of one file.
pub fn push_line(out: &mut Vec<u8>, sha256: &Digest, stored: &RelPath) {
    let path = stored.as_bytes();
    let escape = path.iter().any(|b| matches!(b, b'\\' | b'\n' | b'\r'));
    if escape {
        out.push(b'\\');
    }
    out.extend_from_slice(sha256.to_hex().as_bytes());
    out.extend_from_slice(b"  ");
    for byte in path {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            other => out.push(*other),
        }
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_as_gnu_does() {
        let mut out = Vec::new();
        push_line(&mut out, &Digest::of(b""), &RelPath::parse(b"a\nb\\c").unwrap());
        let expected = format!("\\{}  a\\nb\\\\c\n", Digest::of(b""));
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
