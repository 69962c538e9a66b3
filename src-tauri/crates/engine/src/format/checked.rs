//! JSON files that carry the SHA-256 of their own bytes (FORMAT.md, "Checked JSON").

use super::{FormatError, VERSION};
use crate::digest::Digest;
use serde::Serialize;
use serde::de::DeserializeOwned;

const MARK: &[u8] = b",\"check\":\"";

/// The bytes of `value` with its check at the end.
pub fn seal<T: Serialize>(value: &T) -> Result<Vec<u8>, FormatError> {
    let mut bytes = serde_json::to_vec(value).map_err(FormatError::damaged)?;
    bytes.pop();
    let check = Digest::of(&bytes);
    bytes.extend_from_slice(MARK);
    bytes.extend_from_slice(check.to_hex().as_bytes());
    bytes.extend_from_slice(b"\"}\n");
    Ok(bytes)
}

/// Reads a checked file: first the check, then the version, then the value.
pub fn open<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FormatError> {
    let at = bytes
        .windows(MARK.len())
        .rposition(|w| w == MARK)
        .ok_or_else(|| FormatError::damaged("no check at the end"))?;
    let rest = &bytes[at + MARK.len()..];
    let check = rest.get(..64).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(Digest::from_hex);
    if check != Some(Digest::of(&bytes[..at])) || rest.get(64..) != Some(b"\"}\n".as_slice()) {
        return Err(FormatError::damaged("the check does not match"));
    }
    #[derive(serde::Deserialize)]
    struct Versioned {
        format: u32,
    }
    let versioned: Versioned = serde_json::from_slice(bytes).map_err(FormatError::damaged)?;
    if versioned.format > VERSION {
        return Err(FormatError::Newer(format!("format {}", versioned.format)));
    }
    serde_json::from_slice(bytes).map_err(FormatError::damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Sample {
        format: u32,
        text: String,
    }

    #[test]
    fn any_flipped_bit_is_noticed() {
        let sample = Sample { format: 1, text: "all of it".into() };
        let bytes = seal(&sample).unwrap();
        assert_eq!(open::<Sample>(&bytes).unwrap(), sample);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[at] ^= 1 << bit;
                assert!(open::<Sample>(&bad).is_err(), "byte {at} bit {bit}");
            }
            assert!(open::<Sample>(&bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_newer_version_is_told_apart_from_damage() {
        let bytes = seal(&Sample { format: 2, text: String::new() }).unwrap();
        assert!(matches!(open::<Sample>(&bytes), Err(FormatError::Newer(_))));
    }
}
