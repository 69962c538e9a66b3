//! Names and paths as JSON text: readable always, exact by a `_b64` twin where they are not UTF-8.

use super::FormatError;
use crate::path::RelPath;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes as the pair (readable text, exact base64 if the text is not exact).
pub fn to_text(bytes: &[u8]) -> (String, Option<String>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (String::from_utf8_lossy(bytes).into_owned(), Some(STANDARD.encode(bytes))),
    }
}

/// The bytes that a pair stands for.
pub fn from_text(text: &str, base64: Option<&str>) -> Result<Vec<u8>, FormatError> {
    match base64 {
        None => Ok(text.as_bytes().to_vec()),
        Some(exact) => STANDARD.decode(exact).map_err(FormatError::damaged),
    }
}

/// The path that a pair stands for, refused if it is not plain.
pub fn path_from_text(text: &str, base64: Option<&str>) -> Result<RelPath, FormatError> {
    RelPath::parse(&from_text(text, base64)?).map_err(FormatError::damaged)
}

/// Appends `"key":"text"` and, where needed, `,"key_b64":"…"`.
pub fn push_pair(out: &mut Vec<u8>, key: &str, bytes: &[u8]) {
    let (text, exact) = to_text(bytes);
    out.push(b'"');
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\":");
    push_string(out, &text);
    if let Some(exact) = exact {
        out.extend_from_slice(b",\"");
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"_b64\":\"");
        out.extend_from_slice(exact.as_bytes());
        out.push(b'"');
    }
}

/// Appends a JSON string, escaped as little as JSON allows.
pub fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_string_comes_back() {
        for bytes in [&b"plain.jpg"[..], b"\xff\xfe.jpg", "Ä\u{1f600}".as_bytes(), b"a\nb\"c\\d\x01"] {
            let (text, exact) = to_text(bytes);
            assert_eq!(from_text(&text, exact.as_deref()).unwrap(), bytes);
        }
    }

    #[test]
    fn strings_are_escaped_as_serde_json_does() {
        let text: String = (0u8..=0x7f).map(char::from).chain("Äß\u{1f600}".chars()).collect();
        let mut out = Vec::new();
        push_string(&mut out, &text);
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap());
    }
}
