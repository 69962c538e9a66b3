//! The program's own folder is damaged, gone, newer or in use: the catalog is only a cache, the
//! settings and records are not overwritten, and no place suffers.

use elderphoto_tests::{
    Family, Listing, Run, assert_same, assert_untouched, check, contents, exact, mirror, until,
};
use rustix::process::Signal;
use std::fs;
use std::path::{Path, PathBuf};

fn backed_up() -> Family {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog").photo("top.jpg", "top");
    family.init().place("home").place("aunt");
    family.backup();
    family.photo("2024/lake.jpg", "the lake, brighter").deleted("top.jpg");
    family.backup();
    family
}

/// A file of the home and what SQLite keeps beside it.
fn parts(family: &Family, name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![family.home()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap().to_str().unwrap().starts_with(name) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no {name} in {:?}", family.home());
    found
}

fn main_file(family: &Family, name: &str) -> PathBuf {
    parts(family, name).into_iter().find(|p| p.ends_with(name)).expect(name)
}

fn remove(family: &Family, name: &str) {
    for part in parts(family, name) {
        fs::remove_file(part).unwrap();
    }
}

/// Only the main file stays, with these bytes.
fn replace(family: &Family, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let main = main_file(family, name);
    let bytes = change(fs::read(&main).unwrap());
    remove(family, name);
    fs::write(&main, &bytes).unwrap();
    bytes
}

fn truncated(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

fn scribbled(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len();
    for at in (0..end).step_by(97) {
        bytes[at] ^= 0x55;
    }
    bytes
}

fn not_a_database(_: Vec<u8>) -> Vec<u8> {
    b"this was a database once".to_vec()
}

/// The same state as before: nothing is sent, nothing is written at the places.
#[track_caller]
fn nothing_is_sent_again(family: &Family, snapshot: &str, before: &[Listing; 2]) {
    let run = family.backup();
    assert_eq!(run.text("/snapshot"), snapshot);
    for name in ["home", "aunt"] {
        assert_eq!(run.place(name)["copied"], 0, "{}", run.told());
    }
    assert_untouched(&family.place_dir("home"), &before[0]);
    assert_untouched(&family.place_dir("aunt"), &before[1]);
}

fn places(family: &Family) -> [Listing; 2] {
    [exact(&family.place_dir("home")), exact(&family.place_dir("aunt"))]
}

fn newest(family: &Family) -> String {
    check(&family.place_dir("home")).complete().pop().unwrap()
}

#[track_caller]
fn all_is_known_again(family: &Family) {
    let run = family.run(&["photos"]).expect(0);
    assert_eq!(run.row("/photos", "path", "2024/lake.jpg")["versions"], 2, "{}", run.told());
    assert_eq!(run.get("/photos").as_array().unwrap().len(), 2);
    let deleted = family.run(&["photos", "--deleted"]).expect(0).get("/photos");
    assert_eq!(deleted[0]["path"], "top.jpg");
    assert_eq!(family.run(&["snapshots"]).expect(0).get("/snapshots").as_array().unwrap().len(), 2);
    family.run(&["health"]).expect(0);
}

#[test]
fn a_deleted_catalog_is_rebuilt_from_the_places() {
    let family = backed_up();
    let (snapshot, before) = (newest(&family), places(&family));
    remove(&family, "catalog.sqlite");
    nothing_is_sent_again(&family, &snapshot, &before);
    all_is_known_again(&family);
}

#[test]
fn a_deleted_catalog_is_rebuilt_for_looking_and_restoring_too() {
    let family = backed_up();
    remove(&family, "catalog.sqlite");
    all_is_known_again(&family);
    remove(&family, "catalog.sqlite");
    let dest = family.out("back");
    family.run(&["restore", "--all", "--to", dest.to_str().unwrap()]).expect(0);
    assert_same(&contents(&dest), &contents(&family.library()));
}

#[test]
fn a_damaged_catalog_is_set_aside_and_rebuilt() {
    for damage in [truncated, scribbled, not_a_database, |_| Vec::new()] {
        let family = backed_up();
        let (snapshot, before) = (newest(&family), places(&family));
        replace(&family, "catalog.sqlite", damage);
        nothing_is_sent_again(&family, &snapshot, &before);
        all_is_known_again(&family);
    }
}

#[test]
fn a_catalog_from_a_newer_version_is_no_reason_to_fail() {
    let family = backed_up();
    let (snapshot, before) = (newest(&family), places(&family));
    replace(&family, "catalog.sqlite", newer);
    nothing_is_sent_again(&family, &snapshot, &before);
}

/// SQLite keeps a program's own version number (`user_version`) at byte 60.
fn newer(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    bytes
}

#[test]
fn damaged_records_are_said_and_never_cost_a_photo() {
    for damage in [truncated, scribbled, not_a_database] {
        let family = backed_up();
        let damaged = replace(&family, "records.sqlite", damage);
        let run = family.run(&["backup"]);
        if run.code == Some(2) {
            assert_eq!(run.refused(), "records_damaged");
            assert_eq!(
                fs::read(main_file(&family, "records.sqlite")).unwrap(),
                damaged,
                "it is not overwritten"
            );
        } else {
            let kept = parts(&family, "").iter().any(|p| fs::read(p).is_ok_and(|b| b == damaged));
            assert!(kept, "the damaged one is set aside, not lost: {}", run.told());
        }
        check(&family.place_dir("home"));
        let dest = family.out("back");
        family.run(&["restore", "--all", "--to", dest.to_str().unwrap()]);
    }
}

#[test]
fn records_from_a_newer_version_are_refused_and_left_alone() {
    let family = backed_up();
    let before = replace(&family, "records.sqlite", newer);
    assert_eq!(family.run(&["backup"]).refused(), "records_newer");
    assert_eq!(fs::read(main_file(&family, "records.sqlite")).unwrap(), before);
    assert_ne!(family.run(&["health"]).code, Some(0));
}

fn settings_file(family: &Family) -> PathBuf {
    let found = family.run(&["settings", "get"]).expect(0).text("/file");
    assert!(Path::new(&found).starts_with(family.home()), "{found}");
    PathBuf::from(found)
}

#[test]
fn damaged_settings_are_refused_and_left_alone() {
    let family = backed_up();
    let file = settings_file(&family);
    let before = places(&family);
    let good = fs::read(&file).unwrap();
    for bad in [truncated(good.clone()), b"\xff\xfe{{{".to_vec(), b"places = 7\n".to_vec(), Vec::new()] {
        fs::write(&file, &bad).unwrap();
        for args in [&["backup"][..], &["status"], &["place", "list"], &["settings", "set", "keep", "all"]] {
            let run: Run = family.run(args);
            assert_eq!(run.code, Some(2), "{}", run.told());
            run.refused();
        }
        assert_ne!(family.run(&["health"]).code, Some(0));
        assert_eq!(fs::read(&file).unwrap(), bad, "it is not overwritten");
    }
    fs::write(&file, good).unwrap();
    family.backup();
    assert_untouched(&family.place_dir("home"), &before[0]);
    assert_untouched(&family.place_dir("aunt"), &before[1]);
}

#[test]
fn settings_from_a_newer_version_are_refused_and_left_alone() {
    let family = backed_up();
    let file = settings_file(&family);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("format = 1"), "the settings say their format:\n{text}");
    let newer = text.replacen("format = 1", "format = 9", 1);
    fs::write(&file, &newer).unwrap();
    assert_eq!(family.run(&["backup"]).refused(), "settings_newer");
    assert_eq!(fs::read_to_string(&file).unwrap(), newer);
}

#[test]
fn a_second_run_beside_one_that_hangs_says_so_and_changes_nothing() {
    let family = Family::new();
    for n in 0..300 {
        family.photo(format!("{n:03}.jpg"), vec![(n % 251) as u8; 50_000 + n]);
    }
    family.init().place("home");
    let mut first = family.start(&["backup"]);
    let incoming = family.place_dir("home").join(".elderphoto/incoming");
    until("the copy has begun", || {
        first.ended() || fs::read_dir(&incoming).is_ok_and(|mut d| d.next().is_some())
    });
    first.signal(Signal::STOP);
    assert!(!first.ended(), "the first run was over before the second could begin");
    let second = family.run(&["backup"]);
    assert_eq!(second.refused(), "busy");
    // Looking is always allowed.
    family.run(&["status"]).json();
    family.run(&["place", "list"]).expect(0);
    first.signal(Signal::CONT);
    let run = first.wait().expect(0);
    assert_eq!(run.text("/outcome"), "completed");
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}
