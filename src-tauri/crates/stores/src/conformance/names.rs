//! Names as bytes, and renaming that never replaces.

use super::Subject;
use super::fixture::*;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Store, StoreErrorKind, UnicodeNames};
use unicode_normalization::{is_nfc, is_nfd};

super::cases![
    a_rename_moves_the_file_and_makes_the_folder,
    a_rename_never_replaces_a_file,
    a_rename_never_replaces_a_folder_even_an_empty_one,
    a_folder_is_renamed_with_all_below_it,
    a_renamed_folder_is_not_found_under_its_old_name,
    a_folder_cannot_be_moved_into_itself,
    the_longest_name_is_kept_and_a_longer_one_refused,
    odd_names_are_kept_to_the_byte,
    names_that_are_not_utf8_are_kept_or_refused,
    deep_paths_are_kept,
    names_that_differ_in_case_are_two_or_known_to_be_one,
    a_letter_written_in_two_ways_is_two_names_or_known_to_be_one,
];

fn a_rename_moves_the_file_and_makes_the_folder(subject: &Subject) {
    let store = &*subject.store;
    put(store, "in/a", b"1");
    store.rename(&path("in/a"), &path("2024/11/a")).unwrap();
    assert_eq!(read(store, "2024/11/a"), b"1");
    assert!(!exists(store, "in/a"));
    assert!(exists(store, "in"));
}

fn a_rename_never_replaces_a_file(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    put(store, "d/b", b"2");
    assert_eq!(refused(store.rename(&path("d/a"), &path("d/b"))), StoreErrorKind::AlreadyExists);
    assert_eq!((read(store, "d/a"), read(store, "d/b")), (b"1".to_vec(), b"2".to_vec()));
    let blocked = refused(store.rename(&path("d/a"), &path("d/b/below")));
    assert!(matches!(blocked, StoreErrorKind::AlreadyExists | StoreErrorKind::NotPlain), "{blocked:?}");
    assert_eq!((read(store, "d/a"), read(store, "d/b")), (b"1".to_vec(), b"2".to_vec()));
}

fn a_rename_never_replaces_a_folder_even_an_empty_one(subject: &Subject) {
    let store = &*subject.store;
    put(store, "a", b"1");
    put(store, "from/x", b"x");
    store.make_folder(&path("empty")).unwrap();
    for from in ["a", "from"] {
        assert_eq!(
            refused(store.rename(&path(from), &path("empty"))),
            StoreErrorKind::AlreadyExists,
            "{from}"
        );
    }
    assert_eq!((read(store, "a"), read(store, "from/x")), (b"1".to_vec(), b"x".to_vec()));
    assert_eq!(names(store, "empty"), [""; 0]);
}

fn a_folder_is_renamed_with_all_below_it(subject: &Subject) {
    let store = &*subject.store;
    put(store, "old/1", b"1");
    put(store, "old/sub/2", b"2");
    put(store, "old-neighbour/3", b"3");
    store.rename(&path("old"), &path("new/place")).unwrap();
    assert_eq!(read(store, "new/place/1"), b"1");
    assert_eq!(read(store, "new/place/sub/2"), b"2");
    assert_eq!(read(store, "old-neighbour/3"), b"3");
}

/// What a store remembers of folders must not outlive them.
fn a_renamed_folder_is_not_found_under_its_old_name(subject: &Subject) {
    let store = &*subject.store;
    put(store, "old/sub/1", b"1");
    store.rename(&path("old"), &path("new")).unwrap();
    assert!(!exists(store, "old"));
    assert!(!exists(store, "old/sub/1"));
    put(store, "old/sub/2", b"2");
    assert_eq!(names(store, "new/sub"), ["1"]);
    assert_eq!(names(store, "old/sub"), ["2"]);
    store.remove(&path("old/sub/2")).unwrap();
    assert!(store.remove_folder(&path("old/sub")).unwrap());
    put(store, "old/sub/3", b"3");
    assert_eq!(names(store, "old/sub"), ["3"]);
}

fn a_folder_cannot_be_moved_into_itself(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    refused(store.rename(&path("d"), &path("d/below")));
    refused(store.rename(&path("d"), &path("d")));
    assert_eq!(read(store, "d/a"), b"1");
    assert_eq!(names(store, "d"), ["a"]);
}

fn the_longest_name_is_kept_and_a_longer_one_refused(subject: &Subject) {
    let store = &*subject.store;
    let longest = "n".repeat(255);
    put(store, &format!("d/{longest}"), b"1");
    assert_eq!(names(store, "d"), [longest.as_str()]);
    let too_long = path(&format!("d/{}", "n".repeat(256)));
    assert_eq!(refused(stage_whole(store, &too_long, b"1", &META)), StoreErrorKind::NameRefused);
    let refusal = refused(store.rename(&path(&format!("d/{longest}")), &too_long));
    assert_eq!(refusal, StoreErrorKind::NameRefused);
    assert_eq!(names(store, "d"), [longest.as_str()]);
}

fn odd_names_are_kept_to_the_byte(subject: &Subject) {
    let store = &*subject.store;
    let always: [&str; 7] = ["-rf", "a b", "'quoted'", "ümläut", "u\u{308}", "\u{202e}gpj.exe", ".hidden"];
    let not_on_windows: [&str; 5] = ["new\nline", "a:b", "back\\slash", "dot.", "CON"];
    let unicode = store.capabilities().names.unicode;
    let mut expected: Vec<&str> = always.into_iter().filter(|name| is_kept(unicode, name)).collect();
    for name in &expected {
        put(store, &format!("d/{name}"), name.as_bytes());
    }
    if !store.capabilities().names.windows_names {
        for name in not_on_windows {
            put(store, &format!("d/{name}"), name.as_bytes());
        }
        expected.extend(not_on_windows);
    }
    expected.sort_unstable();
    assert_eq!(names(store, "d"), expected);
    for name in expected {
        assert_eq!(read(store, &format!("d/{name}")), name.as_bytes());
    }
}

fn names_that_are_not_utf8_are_kept_or_refused(subject: &Subject) {
    let store = &*subject.store;
    let odd = path("d").join(b"photo-\xff\xfe.jpg").unwrap();
    let staged = stage_whole(store, &odd, b"1", &META);
    if store.capabilities().names.utf8_only {
        assert_eq!(refused(staged), StoreErrorKind::NameRefused);
        return;
    }
    staged.unwrap();
    assert_eq!(raw_names(store, &path("d")), [odd.name()]);
    assert_eq!(read_from(store, &odd, 0, false), b"1");
}

fn raw_names(store: &dyn Store, folder: &RelPath) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    store
        .list(folder, &mut |entry| {
            names.push(entry.name);
            Ok(())
        })
        .unwrap();
    names
}

/// Longer than the 4,096 bytes that one call to a system may take.
fn deep_paths_are_kept(subject: &Subject) {
    let store = &*subject.store;
    let deep = [["n".repeat(200).as_str(); 24].join("/"), "a.jpg".into()].join("/");
    match stage_whole(store, &path(&deep), b"1", &META) {
        // Longer than the far system takes a path.
        Err(e) if e.kind == StoreErrorKind::NameRefused => return,
        other => other.unwrap(),
    }
    assert_eq!(read(store, &deep), b"1");
    store.rename(&path(&deep), &path("up/a.jpg")).unwrap();
    assert_eq!(read(store, "up/a.jpg"), b"1");
    assert!(!exists(store, &deep));
}

fn names_that_differ_in_case_are_two_or_known_to_be_one(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/IMG.jpg", b"1");
    let second = stage_whole(store, &path("d/img.JPG"), b"2", &META);
    if store.capabilities().names.ignores_case {
        assert_eq!(refused(second), StoreErrorKind::AlreadyExists);
    } else {
        second.unwrap();
        assert_eq!(read(store, "d/img.JPG"), b"2");
    }
    assert_eq!(read(store, "d/IMG.jpg"), b"1");
}

/// Whether the place lists the name as it was given.
fn is_kept(unicode: UnicodeNames, name: &str) -> bool {
    match unicode {
        UnicodeNames::AsGiven | UnicodeNames::OneName => true,
        UnicodeNames::Composed => is_nfc(name),
        UnicodeNames::Decomposed => is_nfd(name),
    }
}

fn a_letter_written_in_two_ways_is_two_names_or_known_to_be_one(subject: &Subject) {
    let store = &*subject.store;
    let (composed, decomposed) = ("\u{e9}.jpg", "e\u{301}.jpg");
    put(store, &format!("d/{composed}"), b"1");
    let second = stage_whole(store, &path(&format!("d/{decomposed}")), b"2", &META);
    let kept = match store.capabilities().names.unicode {
        UnicodeNames::AsGiven => {
            second.unwrap();
            vec![decomposed, composed]
        }
        other => {
            assert_eq!(refused(second), StoreErrorKind::AlreadyExists);
            vec![if other == UnicodeNames::Decomposed { decomposed } else { composed }]
        }
    };
    assert_eq!(names(store, "d"), kept);
    assert_eq!(read(store, &format!("d/{composed}")), b"1");
}
