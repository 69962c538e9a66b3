//! What may not be opened at a place: somebody's own folder keeps nobody from having copies beside it, and a
//! copy or a folder of copies that was closed is named and stops nothing else.

use elderphoto_tests::{Checked, Family, Run, assert_sentence, mirror};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn close(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
}

fn open(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A closed folder with something in it.
fn closed_folder(path: &Path) {
    fs::create_dir_all(path).unwrap();
    fs::write(path.join("theirs.txt"), "theirs").unwrap();
    close(path);
}

fn family() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family
}

fn has(family: &Family, path: &str) -> bool {
    mirror(&family.place_dir("home")).contains_key(Path::new(path))
}

/// The copies and their past are right, whatever else stands there.
#[track_caller]
fn is_right(family: &Family) {
    let checked = Checked::of(&family.place_dir("home"), &["--allow-extra"]);
    assert!(checked.ok, "{:?}", checked.problems);
}

#[track_caller]
fn problem(run: &Run, path: &str) -> Value {
    let problems = run.place("home")["problems"].as_array().unwrap().clone();
    let found = problems.into_iter().find(|p| p["path"] == path);
    let found = found.unwrap_or_else(|| panic!("{path} is not named: {}", run.told()));
    assert_sentence(found["message"].as_str().unwrap());
    found
}

#[test]
fn a_new_disk_with_a_folder_nobody_may_open_gets_its_copies() {
    for name in ["lost+found", "#recycle", ".Trashes"] {
        let family = family();
        let disk = family.place_dir("home");
        closed_folder(&disk.join(name));
        family.without_rights().init().place("home");
        family.backup();
        assert!(has(&family, "2024/lake.jpg"));
        family.run(&["health"]).expect(0);
        let theirs = disk.join(name);
        open(&theirs, 0o755);
        assert_eq!(fs::read(theirs.join("theirs.txt")).unwrap(), b"theirs");
        is_right(&family);
    }
}

#[test]
fn a_closed_folder_of_somebody_is_passed_over_at_a_place_in_use() {
    let family = family();
    family.without_rights().init().place("home");
    family.backup();
    closed_folder(&family.place_dir("home").join("letters"));
    closed_folder(&family.place_dir("home").join("2024/private"));
    // A lost catalog makes the next run look at all of the place.
    fs::remove_file(family.home().join("catalog.sqlite")).unwrap();
    family.photo("2025/new.jpg", "new");
    family.backup();
    assert!(has(&family, "2025/new.jpg"));
    family.run(&["health"]).expect(0);
}

#[test]
fn a_closed_folder_of_copies_is_named_and_stops_nothing_else() {
    let family = family();
    family.without_rights().init().place("home");
    family.backup();
    let folder = family.place_dir("home").join("2024");
    close(&folder);
    fs::remove_file(family.home().join("catalog.sqlite")).unwrap();
    family.photo("2025/new.jpg", "new");
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.text("/outcome"), "attention", "{}", run.told());
    assert_eq!(problem(&run, "2024")["code"], "folder_closed", "{}", run.told());
    assert_ne!(family.run(&["health"]).code, Some(0), "what nobody can look at is not safe");
    let again = family.run(&["backup"]).expect(1);
    assert!(again.stdout.contains("2024"), "it is named as long as it is closed: {}", again.told());
    open(&folder, 0o755);
    assert!(has(&family, "2025/new.jpg"), "{}", run.told());
    family.run(&["backup"]);
    family.backup();
    family.run(&["health"]).expect(0);
    is_right(&family);
}

#[test]
fn a_copy_that_may_not_be_read_is_made_anew_and_others_go_on() {
    let family = family();
    family.without_rights().init().place("home");
    family.backup();
    close(&family.place_dir("home").join("2024/dog.jpg"));
    family.run(&["verify", "--full"]).expect(1);
    family.photo("2025/new.jpg", "new");
    let run = family.run(&["backup"]).expect(1);
    assert!(has(&family, "2025/new.jpg"), "{}", run.told());
    assert!(problem(&run, "2024/dog.jpg")["code"].as_str().unwrap().ends_with("_healed"), "{}", run.told());
    assert_eq!(fs::read(family.place_dir("home").join("2024/dog.jpg")).unwrap(), b"a dog");
    family.backup();
    family.run(&["verify", "--full"]).expect(0);
    is_right(&family);
}

#[test]
fn a_file_that_may_not_be_read_is_no_copy_to_take_over() {
    let family = family();
    let old = family.place_dir("home").join("2024/dog.jpg");
    fs::create_dir_all(old.parent().unwrap()).unwrap();
    fs::write(&old, "a dog").unwrap();
    family.without_rights().init();
    close(&old);
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(problem(&run, "2024/dog.jpg")["code"], "copy_unreadable", "{}", run.told());
    assert!(has(&family, "2024/lake.jpg"), "{}", run.told());
    family.backup();
    open(&old, 0o644);
    is_right(&family);
}
