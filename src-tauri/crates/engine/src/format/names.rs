//! `names.json`: what a place cannot hold under its own name, and under which it lies there.

use super::layout::RESERVED;
use super::{FormatError, VERSION, checked, text};
use crate::digest::Digest;
use crate::path::RelPath;
use crate::store::{NameRules, UnicodeNames};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// True path (bytes) of a file or folder → the one component under which it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredNames(BTreeMap<Vec<u8>, Vec<u8>>);

#[derive(Serialize, Deserialize)]
struct NameWire {
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_b64: Option<String>,
    stored: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stored_b64: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    format: u32,
    names: Vec<NameWire>,
}

impl StoredNames {
    /// Whether every name is stored as it is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        let names = self.0.iter().map(|(path, stored)| {
            let (path, path_b64) = text::to_text(path);
            let (stored, stored_b64) = text::to_text(stored);
            NameWire { path, path_b64, stored, stored_b64 }
        });
        checked::seal(&Wire { format: VERSION, names: names.collect() })
    }

    /// Reads the file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let wire: Wire = checked::open(bytes)?;
        let mut map = BTreeMap::new();
        for name in wire.names {
            let path = text::path_from_text(&name.path, name.path_b64.as_deref())?;
            let stored = text::from_text(&name.stored, name.stored_b64.as_deref())?;
            RelPath::root().join(&stored).map_err(FormatError::damaged)?;
            map.insert(path.as_bytes().to_vec(), stored);
        }
        Ok(Self(map))
    }

    /// Where the file or folder of this true path is stored.
    pub fn stored(&self, path: &RelPath) -> RelPath {
        if self.0.is_empty() {
            return path.clone();
        }
        let mut truth = RelPath::root();
        let mut stored = RelPath::root();
        for component in path.components() {
            truth = truth.join(component).unwrap_or_default();
            let name = self.0.get(truth.as_bytes()).map_or(component, Vec::as_slice);
            stored = stored.join(name).unwrap_or_default();
        }
        stored
    }

    /// The name under which the last component of `path` is stored, if it is another.
    pub fn of_last(&self, path: &RelPath) -> Option<&[u8]> {
        self.0.get(path.as_bytes()).map(Vec::as_slice)
    }

    /// What lies in a folder under another name: its own name, and the stored one.
    pub fn in_folder(&self, folder: &RelPath) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut start = folder.as_bytes().to_vec();
        if !start.is_empty() {
            start.push(b'/');
        }
        let length = start.len();
        self.0
            .range(start.clone()..)
            .take_while(move |(path, _)| path.starts_with(&start))
            .map(move |(path, stored)| (&path[length..], stored.as_slice()))
            .filter(|(name, _)| !name.contains(&b'/'))
    }

    /// Notes that the last component of `path` is stored as `stored`.
    pub fn insert(&mut self, path: &RelPath, stored: Vec<u8>) {
        self.0.insert(path.as_bytes().to_vec(), stored);
    }

    /// True paths by stored path, for reading a mirror back. One entry a mapped name.
    pub fn by_stored(&self) -> BTreeMap<RelPathBytes, Vec<u8>> {
        let mut out = BTreeMap::new();
        for path in self.0.keys() {
            if let Ok(truth) = RelPath::parse(path) {
                out.insert(self.stored(&truth).as_bytes().to_vec(), truth.name().to_vec());
            }
        }
        out
    }
}

/// The bytes of a path.
pub type RelPathBytes = Vec<u8>;

const WINDOWS_DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The name a place with such rules can hold for `name`; `None` when it can hold it as it is.
///
/// Reversible only through `names.json`: refused bytes become `_`, and eight digits of the name's
/// SHA-256 keep names apart.
pub fn storable(rules: &NameRules, at_root: bool, name: &[u8]) -> Option<Vec<u8>> {
    let reserved = at_root
        && RESERVED.iter().any(|r| {
            if rules.ignores_case { r.as_bytes().eq_ignore_ascii_case(name) } else { r.as_bytes() == name }
        });
    let utf8 = !rules.utf8_only || std::str::from_utf8(name).is_ok();
    let windows = !rules.windows_names || fits_windows(name);
    if reserved || !utf8 || !windows {
        return Some(distinct_at(rules, name));
    }
    let kept = in_form(rules.unicode, name);
    (kept != name).then_some(kept)
}

/// The name as the place would list it. HFS+ leaves a few rare signs as they are, which NFD takes apart.
fn in_form(unicode: UnicodeNames, name: &[u8]) -> Vec<u8> {
    match (std::str::from_utf8(name), unicode) {
        (Ok(text), UnicodeNames::Composed) => text.nfc().collect::<String>().into_bytes(),
        (Ok(text), UnicodeNames::Decomposed) => text.nfd().collect::<String>().into_bytes(),
        _ => name.to_vec(),
    }
}

/// What two names have in common that are one name at a place with such rules.
pub fn folded(rules: &NameRules, name: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(name) else {
        return if rules.ignores_case { name.to_ascii_lowercase() } else { name.to_vec() };
    };
    let text = if rules.ignores_case { text.to_lowercase() } else { text.to_owned() };
    match rules.unicode {
        UnicodeNames::AsGiven => text.into_bytes(),
        _ => text.nfc().collect::<String>().into_bytes(),
    }
}

/// [`distinct`], as a place with such rules keeps it.
pub fn distinct_at(rules: &NameRules, name: &[u8]) -> Vec<u8> {
    in_form(rules.unicode, &distinct(name))
}

/// Another name for `name`, with the digits that keep it apart before its extension.
pub fn distinct(name: &[u8]) -> Vec<u8> {
    let clean: String = String::from_utf8_lossy(name)
        .chars()
        .map(|c| if c.is_control() || "\\:*?\"<>|/\u{fffd}".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim_end_matches(['.', ' ']);
    let (stem, extension) = match clean.rfind('.') {
        Some(at) if at > 0 && clean.len() - at <= 12 => clean.split_at(at),
        _ => (clean, ""),
    };
    let mark = format!("~{}", &Digest::of(name).to_hex()[..8]);
    let mut room = 250usize.saturating_sub(mark.len() + extension.len()).min(stem.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{mark}{extension}", &stem[..room]).into_bytes()
}

fn fits_windows(name: &[u8]) -> bool {
    let stem = name.split(|b| *b == b'.').next().unwrap_or(name);
    let device = std::str::from_utf8(stem)
        .is_ok_and(|s| WINDOWS_DEVICES.contains(&s.trim_end().to_ascii_lowercase().as_str()));
    !device
        && !name.ends_with(b".")
        && !name.ends_with(b" ")
        && !name.iter().any(|b| *b < 0x20 || b"\\:*?\"<>|".contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_are_mapped_component_by_component() {
        let mut names = StoredNames::default();
        names.insert(&RelPath::literal("a:b"), b"a_b~1".to_vec());
        names.insert(&RelPath::literal("a:b/c?"), b"c_~2".to_vec());
        assert_eq!(names.stored(&RelPath::literal("a:b/c?")), RelPath::literal("a_b~1/c_~2"));
        assert_eq!(names.stored(&RelPath::literal("a:b/d")), RelPath::literal("a_b~1/d"));
        names.insert(&RelPath::literal("a:b/c?/d?"), b"d_~3".to_vec());
        names.insert(&RelPath::literal("a:bc"), b"a_bc~4".to_vec());
        let in_folder: Vec<_> = names.in_folder(&RelPath::literal("a:b")).collect();
        assert_eq!(in_folder, [(&b"c?"[..], &b"c_~2"[..])]);
        let at_root: Vec<_> = names.in_folder(&RelPath::root()).map(|(name, _)| name).collect();
        assert_eq!(at_root, [&b"a:b"[..], b"a:bc"]);
        assert_eq!(StoredNames::from_bytes(&names.to_bytes().unwrap()).unwrap(), names);
    }

    #[test]
    fn what_a_place_cannot_hold_gets_a_name_it_can() {
        let windows = NameRules { windows_names: true, ..NameRules::default() };
        for bad in ["a:b.jpg", "CON", "con.txt", "dot.", "space ", "q?.png", "back\\slash"] {
            let stored = storable(&windows, false, bad.as_bytes()).expect(bad);
            assert_eq!(storable(&windows, false, &stored), None, "{bad}");
        }
        let any = NameRules::default();
        assert_eq!(storable(&any, false, b"SHA256SUMS"), None);
        assert!(storable(&any, true, b"SHA256SUMS").is_some());
        let long = [b'x'; 255];
        assert!(distinct(&long).len() <= 255);
    }

    #[test]
    fn a_letter_written_in_two_ways_is_kept_as_the_place_keeps_it() {
        let (composed, decomposed) = ("\u{e9}.jpg".as_bytes(), "e\u{301}.jpg".as_bytes());
        let rules = |unicode| NameRules { unicode, ..NameRules::default() };
        for (unicode, of_composed, of_decomposed) in [
            (UnicodeNames::AsGiven, None, None),
            (UnicodeNames::OneName, None, None),
            (UnicodeNames::Composed, None, Some(composed)),
            (UnicodeNames::Decomposed, Some(decomposed), None),
        ] {
            let rules = rules(unicode);
            assert_eq!(storable(&rules, false, composed).as_deref(), of_composed, "{unicode:?}");
            assert_eq!(storable(&rules, false, decomposed).as_deref(), of_decomposed, "{unicode:?}");
            let are_one = folded(&rules, composed) == folded(&rules, decomposed);
            assert_eq!(are_one, rules.merges_names(), "{unicode:?}");
        }
    }

    #[test]
    fn names_are_folded_as_far_as_the_place_does() {
        let case = NameRules { ignores_case: true, ..NameRules::default() };
        assert_eq!(folded(&case, "\u{c9}.JPG".as_bytes()), "\u{e9}.jpg".as_bytes());
        assert_eq!(folded(&case, b"A\xff"), b"a\xff");
        assert_ne!(folded(&case, "\u{e9}".as_bytes()), folded(&case, "e\u{301}".as_bytes()));
        assert_eq!(folded(&NameRules::default(), b"A"), b"A");
    }
}
