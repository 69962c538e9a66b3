//! `init --from-env`: one file of `KEY=VALUE` lines that says a whole family, for a helper who sets up a home
//! server or a container. Pure: text in; wishes, or every fault with its line, out. No secret may stand in
//! such a file, and no value of it is ever told: what stands where it should not may be one.

mod entries;
mod fault;
mod key;
mod place;

pub use fault::{Fault, Want};
pub use place::{EnvPlace, PlaceRequest};

use entries::{Entry, entries};
use key::Key;
use place::Given;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// The longest name, in characters.
const MAX_NAME: usize = 100;

/// A family as a file says it.
#[derive(Debug)]
pub struct EnvFile {
    /// The photo folders, with their lines; at least one.
    pub libraries: Vec<(usize, PathBuf)>,
    /// What the photos are called.
    pub name: Option<String>,
    /// The places, in the order of the file.
    pub places: Vec<EnvPlace>,
}

impl EnvFile {
    /// Reads the text. All faults at once, so that they are put right at once.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut libraries: BTreeMap<u32, (usize, PathBuf)> = BTreeMap::new();
        let mut name = None;
        let mut given: Vec<Given> = Vec::new();
        for (key, entry) in known(entries(text, &mut faults), &mut faults) {
            match key {
                Key::Library(number) => {
                    if let Some(path) = whole_path(&entry, &mut faults) {
                        libraries.insert(number, (entry.line, path));
                    }
                }
                Key::Name => name = a_name(&entry, &mut faults),
                // The environment says where secrets are: every later command needs to know it too.
                Key::SecretsFile => {}
                Key::Place { id, word } => match given.iter_mut().find(|place| place.id == id) {
                    Some(place) => place.add(word, entry),
                    None => given.push(Given::new(id, word, entry)),
                },
            }
        }
        if libraries.is_empty() {
            faults.push(Fault::NoLibrary);
        }
        let places: Vec<EnvPlace> = given.into_iter().filter_map(|place| place.wanted(&mut faults)).collect();
        check_names(&places, &mut faults);
        if faults.is_empty() {
            return Ok(Self { libraries: libraries.into_values().collect(), name, places });
        }
        drop_what_follows(&mut faults);
        faults.sort_by_key(Fault::line);
        Err(faults)
    }
}

/// Nothing is missing that a line was to say which is wrong in another way, or was not understood at all.
fn drop_what_follows(faults: &mut Vec<Fault>) {
    let has_unclear = faults.iter().any(|fault| matches!(fault, Fault::Unclear { .. }));
    let wrong: HashSet<String> =
        faults.iter().filter_map(|fault| fault.wrong_key().map(str::to_owned)).collect();
    faults.retain(|fault| match fault {
        Fault::Missing { key, .. } => !has_unclear && !wrong.contains(key),
        Fault::NoLibrary => !has_unclear && !wrong.contains(key::LIBRARY),
        _ => true,
    });
}

/// The entries that are meant for us, each key once.
fn known(entries: Vec<Entry>, faults: &mut Vec<Fault>) -> Vec<(Key, Entry)> {
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.key.starts_with(key::OURS)) {
        let (line, key) = (entry.line, entry.key.clone());
        if let Some(first) = lines.get(&key) {
            faults.push(Fault::Twice { line, key, first: *first });
            continue;
        }
        lines.insert(key.clone(), line);
        match Key::parse(&key) {
            Some(_) if entry.value.is_empty() => faults.push(Fault::NoValue { line, key }),
            Some(_) if entry.value.contains(char::is_control) => faults.push(Fault::Unclear { line }),
            Some(known) => found.push((known, entry)),
            None if key::is_secret(&key) => faults.push(Fault::Secret { line, key }),
            None => faults.push(Fault::Unknown { line, key }),
        }
    }
    found
}

fn whole_path(entry: &Entry, faults: &mut Vec<Fault>) -> Option<PathBuf> {
    let path = Path::new(&entry.value);
    if path.is_absolute() {
        return Some(path.to_owned());
    }
    faults.push(entry.wrong(Want::WholePath));
    None
}

fn a_name(entry: &Entry, faults: &mut Vec<Fault>) -> Option<String> {
    let name = entry.value.trim();
    if !name.is_empty() && name.chars().count() <= MAX_NAME {
        return Some(name.to_owned());
    }
    faults.push(entry.wrong(Want::Name));
    None
}

/// Two places of one name could not be told apart, whatever the case of their letters.
fn check_names(places: &[EnvPlace], faults: &mut Vec<Fault>) {
    let mut lines: HashMap<String, usize> = HashMap::new();
    for place in places {
        let name = place.request.name();
        match lines.get(&name.to_lowercase()) {
            Some(first) => faults.push(Fault::SameName { line: place.line, first: *first }),
            None => drop(lines.insert(name.to_lowercase(), place.line)),
        }
    }
}

#[cfg(test)]
mod tests;
