//! What a place of a given kind refuses or rounds: names and times.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{NameRules, StoreError, StoreErrorKind, StoreResult, UnicodeNames};
use elderphoto_engine::time::FileTime;
use unicode_normalization::UnicodeNormalization;

pub(super) const FILE_MODE: u32 = 0o644;
pub(super) const FOLDER_MODE: u32 = 0o755;

const LONGEST_NAME_BYTES: usize = 255;
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Refuses a path with a component that the place cannot hold.
pub(super) fn check_names(path: &RelPath, rules: NameRules) -> StoreResult<()> {
    let refused = path.components().any(|name| {
        name.len() > LONGEST_NAME_BYTES
            || (rules.utf8_only && std::str::from_utf8(name).is_err())
            || (rules.windows_names && is_refused_by_windows(name))
    });
    if refused {
        return Err(StoreError::new(StoreErrorKind::NameRefused, path, "the place cannot hold such a name"));
    }
    Ok(())
}

fn is_refused_by_windows(name: &[u8]) -> bool {
    let stem = name.split(|b| *b == b'.').next().unwrap_or_default();
    let stem = String::from_utf8_lossy(stem).to_ascii_uppercase();
    let is_port = stem.len() == 4
        && (stem.starts_with("COM") || stem.starts_with("LPT"))
        && stem.ends_with(|c: char| ('1'..='9').contains(&c));
    name.iter().any(|b| *b < b' ' || b"\\:*?\"<>|".contains(b))
        || name.ends_with(b".")
        || name.ends_with(b" ")
        || is_port
        || RESERVED.contains(&stem.as_str())
}

/// The name that others which count as the same have too.
pub(super) fn folded(bytes: &[u8], rules: NameRules) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return if rules.ignores_case { bytes.to_ascii_lowercase() } else { bytes.to_vec() };
    };
    let text = if rules.ignores_case { text.to_lowercase() } else { text.to_owned() };
    match rules.unicode {
        UnicodeNames::AsGiven => text.into_bytes(),
        _ => text.nfd().collect::<String>().into_bytes(),
    }
}

/// A path as the place lists it.
pub(super) fn as_kept(path: &RelPath, rules: NameRules) -> RelPath {
    let Ok(text) = std::str::from_utf8(path.as_bytes()) else { return path.clone() };
    let kept: String = match rules.unicode {
        UnicodeNames::AsGiven | UnicodeNames::OneName => return path.clone(),
        UnicodeNames::Composed => text.nfc().collect(),
        UnicodeNames::Decomposed => text.nfd().collect(),
    };
    RelPath::parse(kept.as_bytes()).unwrap_or_else(|_| path.clone())
}

/// A time as the place keeps it.
pub(super) fn in_steps(time: FileTime, step_ns: u64) -> FileTime {
    let step = i64::try_from(step_ns.max(1)).unwrap_or(i64::MAX);
    FileTime::from_ns(time.as_ns().saturating_sub(time.as_ns().rem_euclid(step)))
}
