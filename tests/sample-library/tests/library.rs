//! The sample library is what others rely on: dated, various, and the same every time.

#![allow(clippy::unwrap_used)]

use elderphoto_sample::{album, library};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_same_seed_makes_the_same_bytes_and_another_seed_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str, seed| {
        library::write(&folder.path().join(name), &album::entries(3, seed)).unwrap();
        all_files(&folder.path().join(name))
    };
    let first = make("first", 0);
    assert_eq!(first, make("again", 0));
    assert_ne!(first, make("other", 1));
}

#[test]
fn the_album_is_written_whole_with_its_dates_inside_and_outside() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("Photos");
    let album = album::entries(album::PHOTOS, 0);
    let written = library::write(&library, &album).unwrap();
    let files = all_files(&library);
    assert_eq!(files.len(), album.len());
    assert_eq!(written.files as usize, album.len());
    assert_eq!(written.bytes as usize, files.values().map(Vec::len).sum::<usize>());
    let different: std::collections::BTreeSet<&Vec<u8>> = files.values().collect();
    assert_eq!(different.len(), album.len() - 1, "only the video lies there twice");

    for entry in &album {
        let path = library.join(&entry.path);
        let seconds = entry.taken.and_utc().timestamp() as u64;
        let stamp = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), stamp, "{}", entry.path);
        let dated = ["JPG", "jpg", "HEIC"].iter().any(|ending| entry.path.ends_with(ending));
        if dated {
            let mut file = std::io::BufReader::new(fs::File::open(&path).unwrap());
            let inside = exif::Reader::new().read_from_container(&mut file).unwrap();
            let field = inside.get_field(exif::Tag::DateTimeOriginal, exif::In::PRIMARY).unwrap();
            let expected = entry.taken.format("%Y-%m-%d %H:%M:%S").to_string();
            assert_eq!(field.display_value().to_string(), expected, "{}", entry.path);
        }
    }
}

#[test]
fn a_larger_library_has_as_many_photos_as_asked_for_and_no_name_twice() {
    let album = album::entries(500, 7);
    let names: std::collections::BTreeSet<&str> = album.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(names.len(), album.len());
    // The sidecar and the note are no photos, the live photo is one of two files.
    assert_eq!(album.len(), 500 + 3);
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let refused = library::write(folder.path(), &album::entries(1, 0)).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::AlreadyExists);
    assert_eq!(all_files(folder.path()).len(), 1);
}
