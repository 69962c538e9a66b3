//! What cannot be read is named, is never "deleted", and is never green. (The story behind it: a
//! backup logged that it could not read the photo folder, showed success for months, and the
//! photos were lost.)

use elderphoto_tests::{Family, Run, assert_sentence, check, mirror};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn forbid(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn family() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/11/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family.without_rights().init().place("home").place("aunt");
    family
}

#[track_caller]
fn names_the_problem(run: &Run, path: &str, code: &str) {
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.text("/outcome"), "attention", "{}", run.told());
    for name in ["home", "aunt"] {
        let place = run.place(name);
        assert_ne!(place["outcome"], "completed", "{}", run.told());
        assert_eq!(place["removed_from_mirror"], 0, "{}", run.told());
        let problems = place["problems"].as_array().unwrap();
        let problem = problems.iter().find(|p| p["path"] == path);
        let problem = problem.unwrap_or_else(|| panic!("{path} is not named: {}", run.told()));
        assert_eq!(problem["code"], code, "{}", run.told());
        assert_sentence(problem["message"].as_str().unwrap());
    }
}

#[test]
fn an_unreadable_folder_is_named_and_nothing_below_it_counts_as_deleted() {
    let family = family();
    family.backup();
    family.run(&["health"]).expect(0);
    let folder = family.library().join("2024");
    forbid(&folder);
    family.photo("2025/new.jpg", "new");
    let run = family.run(&["backup"]);
    names_the_problem(&run, "2024", "unreadable_folder");
    let checked = check(&family.place_dir("home"));
    for path in ["2024/dog.jpg", "2024/11/lake.jpg", "2025/new.jpg", "2023/old.jpg"] {
        assert!(checked.newest(path).is_some(), "{path} stands in the newest snapshot");
        assert!(
            mirror(&family.place_dir("home")).contains_key(Path::new(path)),
            "{path} stands in the mirror"
        );
    }
    assert!(checked.snapshots.last().unwrap()["problems"].as_u64().unwrap() >= 1);
    assert_eq!(family.run(&["health"]).expect(1).text("/health"), "degraded");
    let photos = family.run(&["photos", "--deleted"]).expect(0);
    assert_eq!(photos.get("/photos").as_array().unwrap().len(), 0, "{}", photos.told());

    let again = family.run(&["backup"]);
    names_the_problem(&again, "2024", "unreadable_folder");
    allow(&folder, 0o755);
    family.backup();
    family.run(&["health"]).expect(0);
    check(&family.place_dir("home"));
}

#[test]
fn a_folder_that_lists_but_cannot_be_entered_deletes_nothing() {
    let family = family();
    family.backup();
    let folder = family.library().join("2024/11");
    allow(&folder, 0o444);
    let run = family.run(&["backup"]);
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.text("/outcome"), "attention");
    assert!(run.stdout.contains("2024/11"), "{}", run.told());
    assert!(check(&family.place_dir("home")).newest("2024/11/lake.jpg").is_some());
    family.run(&["health"]).expect(1);
    allow(&folder, 0o755);
    family.backup();
}

#[test]
fn a_new_photo_that_cannot_be_read_is_named_and_the_others_are_copied() {
    let family = family();
    family.backup();
    family.photo("2025/secret.jpg", "secret").photo("2025/new.jpg", "new");
    let photo = family.library().join("2025/secret.jpg");
    forbid(&photo);
    let run = family.run(&["backup"]);
    names_the_problem(&run, "2025/secret.jpg", "unreadable_file");
    let checked = check(&family.place_dir("home"));
    assert!(checked.newest("2025/new.jpg").is_some());
    assert!(checked.newest("2025/secret.jpg").is_none());
    family.run(&["health"]).expect(1);
    allow(&photo, 0o644);
    family.backup();
    family.run(&["health"]).expect(0);
}

#[test]
fn a_changed_photo_that_cannot_be_read_keeps_the_version_that_could() {
    let family = family();
    family.backup();
    family.photo("2024/dog.jpg", "a dog, cropped");
    let photo = family.library().join("2024/dog.jpg");
    forbid(&photo);
    let run = family.run(&["backup"]);
    names_the_problem(&run, "2024/dog.jpg", "unreadable_file");
    let checked = check(&family.place_dir("home"));
    assert_eq!(checked.newest("2024/dog.jpg").unwrap()["sha256"], elderphoto_tests::sha256(b"a dog"));
    allow(&photo, 0o644);
    family.backup();
}

#[test]
fn the_whole_library_unreadable_is_said_and_deletes_nothing() {
    let family = family();
    family.backup();
    forbid(&family.library());
    let code = family.run(&["backup"]).refused();
    assert!(code.starts_with("library_"), "{code}");
    allow(&family.library(), 0o755);
    assert!(check(&family.place_dir("home")).newest("2024/dog.jpg").is_some());
}

#[test]
fn a_place_that_may_not_be_written_is_left_out() {
    let family = family();
    family.backup();
    family.photo("2025/new.jpg", "new");
    for folder in ["", ".elderphoto", ".elderphoto/incoming", ".elderphoto/snapshots", ".elderphoto/locks"] {
        let folder = family.place_dir("aunt").join(folder);
        if folder.is_dir() {
            allow(&folder, 0o555);
        }
    }
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    let aunt = run.place("aunt");
    assert_ne!(aunt["outcome"], "completed", "{}", run.told());
    assert_sentence(aunt["problems"][0]["message"].as_str().unwrap());
    family.run(&["health"]).expect(1);
}

#[test]
fn a_copy_that_cannot_be_read_is_not_proven() {
    let family = family();
    family.backup();
    let copy = family.place_dir("aunt").join("2024/dog.jpg");
    forbid(&copy);
    let run = family.run(&["verify", "--full"]).expect(1);
    assert!(run.place("aunt").to_string().contains("2024/dog.jpg"), "{}", run.told());
    assert_ne!(family.run(&["health"]).code, Some(0));
    allow(&copy, 0o644);
    family.run(&["verify", "--full"]).expect(0);
}

#[test]
fn a_home_that_may_not_be_written_is_said() {
    let family = family();
    family.backup();
    let mut folders = vec![family.home()];
    while let Some(folder) = folders.pop() {
        folders.extend(fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()));
        allow(&folder, 0o555);
    }
    for entry in fs::read_dir(family.home()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            allow(&path, 0o444);
        }
    }
    family.photo("2025/new.jpg", "new");
    let run = family.run(&["backup"]);
    if run.code == Some(0) {
        check(&family.place_dir("home"));
    } else {
        run.refused();
    }
}
