//! Names of photos as they are printed and typed. A name may hold any bytes; what is printed is one
//! line of plain text, and can be typed back.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use elderphoto_api::sentences::printable;
use elderphoto_api::wire::Photo;

/// The exact bytes of a photo's path.
pub fn bytes_of(photo: &Photo) -> Vec<u8> {
    let exact = photo.path_b64.as_ref().and_then(|b64| BASE64_STANDARD.decode(b64).ok());
    exact.unwrap_or_else(|| photo.path.clone().into_bytes())
}

/// One line of plain text for a path: a backslash is doubled, control characters and bytes that
/// are no text are written out (`\n`, `\xe9`). Different paths stay different.
pub fn escaped(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        text.push_str(&printable(&chunk.valid().replace('\\', "\\\\")));
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_one_line_and_tells_names_apart() {
        for (path, shown) in [
            (&b"2024/11/Oma.jpg"[..], "2024/11/Oma.jpg"),
            ("2024/Grüße 🎄.jpg".as_bytes(), "2024/Grüße 🎄.jpg"),
            (b"a\nb.jpg", "a\\nb.jpg"),
            (b"a\\nb.jpg", "a\\\\nb.jpg"),
            (b"caf\xe9.jpg", "caf\\xe9.jpg"),
            (b"caf\\xe9.jpg", "caf\\\\xe9.jpg"),
            (b"\x1b[2J.jpg", "\\u{1b}[2J.jpg"),
        ] {
            assert_eq!(escaped(path), shown);
        }
    }
}
