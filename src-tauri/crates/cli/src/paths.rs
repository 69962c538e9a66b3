//! Which photos a PATH on the command line means: its exact bytes, or the text that `photos` printed
//! for it. Only a PATH that may be such text needs a look at the list.

use crate::names::{bytes_of, escaped};
use elderphoto_api::wire::{Failure, Photo};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The paths in the library, as bytes. `list` gives all photos that may be meant.
pub fn meant(
    given: &[OsString],
    list: impl FnOnce() -> Result<Vec<Photo>, Failure>,
) -> Result<Vec<Vec<u8>>, Failure> {
    let given: Vec<Vec<u8>> = given.iter().map(|path| tidy(bytes(path))).collect();
    if !given.iter().any(|path| may_be_printed(path)) {
        return Ok(given);
    }
    let known: Vec<Vec<u8>> = list()?.iter().map(bytes_of).collect();
    Ok(given.into_iter().map(|path| resolve(path, &known)).collect())
}

/// An absolute path, so that whoever does the work reads it as the person meant it.
pub fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

/// A backslash may stand for an escape, the replacement character for bytes that are no text.
fn may_be_printed(path: &[u8]) -> bool {
    path.contains(&b'\\') || String::from_utf8_lossy(path).contains('\u{fffd}')
}

/// The exact name if there is one, else the one that is printed like this, else as given (and it
/// will be said that there is no such photo).
fn resolve(given: Vec<u8>, known: &[Vec<u8>]) -> Vec<u8> {
    let depth = given.iter().filter(|byte| **byte == b'/').count() + 1;
    let Ok(text) = std::str::from_utf8(&given) else { return given };
    let candidates = || known.iter().filter_map(|path| first_components(path, depth));
    let exact = candidates().find(|path| *path == given.as_slice());
    let printed = || candidates().find(|path| escaped(path) == text);
    let readable = || candidates().find(|path| String::from_utf8_lossy(path) == text);
    match exact.or_else(printed).or_else(readable) {
        Some(path) => path.to_vec(),
        None => given,
    }
}

/// The path or the folder above it with so many components.
fn first_components(path: &[u8], depth: usize) -> Option<&[u8]> {
    let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    ends.chain([path.len()]).nth(depth - 1).map(|end| &path[..end])
}

/// Without what a shell adds: a leading `./`, doubled and trailing slashes.
fn tidy(path: Vec<u8>) -> Vec<u8> {
    let is_absolute = path.starts_with(b"/");
    let parts = path.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".");
    let tidied = parts.collect::<Vec<_>>().join(&b'/');
    if is_absolute { [b"/", tidied.as_slice()].concat() } else { tidied }
}

/// The bytes of an argument that is a path.
#[cfg(unix)]
pub fn bytes(path: &OsStr) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path).to_vec()
}

/// The bytes of an argument that is a path.
#[cfg(not(unix))]
pub fn bytes(path: &OsStr) -> Vec<u8> {
    path.to_string_lossy().replace('\\', "/").into_bytes()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStringExt;

    fn photo(path: &[u8]) -> Photo {
        let exact = std::str::from_utf8(path).is_err();
        let encode = || base64::Engine::encode(&base64::prelude::BASE64_STANDARD, path);
        Photo {
            path: String::from_utf8_lossy(path).into_owned(),
            path_b64: exact.then(encode),
            ..crate::output::samples::photo()
        }
    }

    fn meant_by(given: &[u8], library: &[&[u8]]) -> Vec<u8> {
        let photos = library.iter().map(|path| photo(path)).collect();
        meant(&[OsString::from_vec(given.to_vec())], || Ok(photos)).unwrap().remove(0)
    }

    #[test]
    fn plain_paths_need_no_list() {
        let given = ["2024/11/a.jpg", "./2023//", "Grüße.jpg"].map(OsString::from);
        let paths = meant(&given, || panic!("no list is needed")).unwrap();
        assert_eq!(paths, ["2024/11/a.jpg", "2023", "Grüße.jpg"].map(|p| p.as_bytes().to_vec()));
    }

    #[test]
    fn a_path_is_found_by_its_bytes_and_by_what_was_printed() {
        let library: &[&[u8]] = &[b"x/caf\xe9.jpg", b"x/a\nb.jpg", b"x/\\n.jpg"];
        assert_eq!(meant_by(b"x/caf\xe9.jpg", library), b"x/caf\xe9.jpg");
        assert_eq!(meant_by(b"x/caf\\xe9.jpg", library), b"x/caf\xe9.jpg");
        assert_eq!(meant_by("x/caf\u{fffd}.jpg".as_bytes(), library), b"x/caf\xe9.jpg");
        assert_eq!(meant_by(b"x/a\\nb.jpg", library), b"x/a\nb.jpg");
        assert_eq!(meant_by(b"x/\\n.jpg", library), b"x/\\n.jpg");
        assert_eq!(meant_by(b"x/\\\\n.jpg", library), b"x/\\n.jpg");
    }

    #[test]
    fn a_folder_is_found_by_what_was_printed_of_it() {
        assert_eq!(meant_by(b"caf\\xe9/2024/", &[b"caf\xe9/2024/11/a.jpg"]), b"caf\xe9/2024");
    }

    #[test]
    fn the_exact_name_wins_over_the_printed_one() {
        assert_eq!(meant_by(b"a\\nb", &[b"a\nb", b"a\\nb"]), b"a\\nb");
    }

    #[test]
    fn what_is_not_known_stays_as_given() {
        assert_eq!(meant_by(b"no\\such", &[b"a.jpg"]), b"no\\such");
    }
}
