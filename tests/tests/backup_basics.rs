//! The promise of a backup: every photo in every place, every older version kept, and nothing
//! written when nothing changed.

use elderphoto_tests::{
    Family, assert_same, assert_sentence, assert_untouched, check, contents, exact, mirror, sha256,
};
use serde_json::{Value, json};

fn album() -> Family {
    let family = Family::new();
    family.photo("2004/grandma.jpg", "grandma, scanned").photo("2024/11/lake.jpg", "the lake");
    family
        .photo("2024/11/lake.xmp", "<stars>5</stars>")
        .photo("2024/dog.jpg", "a dog")
        .photo("top.png", "picture");
    family.init().place("home").place("aunt");
    family
}

#[test]
fn a_first_backup_brings_every_photo_to_every_place() {
    let family = album();
    let run = family.backup();
    assert_eq!(run.number("/scanned"), 5);
    for name in ["home", "aunt"] {
        let place = run.place(name);
        assert_eq!(place["copied"], 5, "{}", run.told());
        assert_eq!(place["copied_bytes"], 16 + 8 + 16 + 5 + 7, "{}", run.told());
        assert_eq!(place["kept_versions"], 0);
        assert_eq!(place["removed_from_mirror"], 0);
        assert_same(&mirror(&family.place_dir(name)), &contents(&family.library()));
        let checked = check(&family.place_dir(name));
        assert_eq!(checked.complete(), [run.text("/snapshot")]);
    }
}

#[test]
fn a_second_backup_writes_nothing_and_names_the_same_snapshot() {
    let family = album();
    let first = family.backup();
    let before =
        [exact(&family.place_dir("home")), exact(&family.place_dir("aunt")), exact(&family.library())];
    for _ in 0..2 {
        let again = family.backup();
        assert_eq!(again.text("/snapshot"), first.text("/snapshot"));
        assert_eq!(again.number("/scanned"), 5);
        assert_eq!(again.place("home")["copied"], 0);
        assert_eq!(again.place("home")["copied_bytes"], 0);
        assert_untouched(&family.place_dir("home"), &before[0]);
        assert_untouched(&family.place_dir("aunt"), &before[1]);
        assert_untouched(&family.library(), &before[2]);
    }
}

#[test]
fn a_full_backup_of_an_unchanged_library_reads_everything_and_writes_nothing() {
    let family = album();
    let first = family.backup();
    let before = exact(&family.place_dir("home"));
    let full = family.run(&["backup", "--full"]).expect(0);
    assert_eq!(full.text("/snapshot"), first.text("/snapshot"));
    assert_untouched(&family.place_dir("home"), &before);
}

#[test]
fn a_full_backup_reports_rot_in_the_library_and_does_not_spread_it() {
    let family = album();
    family.backup();
    let photo = family.library().join("2024/dog.jpg");
    let time = std::fs::metadata(&photo).unwrap().modified().unwrap();
    std::fs::write(&photo, "a cat").unwrap();
    std::fs::File::options().write(true).open(&photo).unwrap().set_modified(time).unwrap();
    let full = family.run(&["backup", "--full"]).expect(1);
    assert_eq!(full.text("/outcome"), "attention");
    let problem = full.row("/places/0/problems", "path", "2024/dog.jpg");
    assert_eq!(problem["code"], "changed_silently");
    assert_sentence(problem["message"].as_str().unwrap());
    for name in ["home", "aunt"] {
        assert_eq!(std::fs::read(family.place_dir(name).join("2024/dog.jpg")).unwrap(), b"a dog");
        check(&family.place_dir(name));
    }
    // Saved again, with a new time, it is an edit like any other.
    family.photo("2024/dog.jpg", "a cat");
    family.backup();
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert!(check(&family.place_dir("home")).knows(&sha256(b"a dog")), "the older version is kept");
}

#[test]
fn a_changed_photo_keeps_its_older_version() {
    let family = album();
    let first = family.backup().text("/snapshot");
    family.photo("2024/11/lake.jpg", "the lake, brighter");
    let run = family.backup();
    assert_ne!(run.text("/snapshot"), first);
    assert_eq!(run.place("home")["copied"], 1);
    assert_eq!(run.place("home")["copied_bytes"], 18);
    assert_eq!(run.place("home")["kept_versions"], 1);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    let checked = check(&family.place_dir("home"));
    assert_eq!(checked.complete(), [first, run.text("/snapshot")]);
    assert!(checked.knows(&sha256(b"the lake")));
}

#[test]
fn a_deleted_photo_leaves_the_mirror_and_stays_in_the_history() {
    let family = album();
    family.backup();
    family.deleted("2024/dog.jpg");
    let run = family.backup();
    assert_eq!(run.place("aunt")["removed_from_mirror"], 1);
    assert_eq!(run.place("aunt")["copied"], 0);
    assert_same(&mirror(&family.place_dir("aunt")), &contents(&family.library()));
    let checked = check(&family.place_dir("aunt"));
    assert_eq!(checked.newest("2024/dog.jpg"), None);
    assert!(checked.knows(&sha256(b"a dog")));
}

#[test]
fn a_folder_that_goes_leaves_no_empty_folder_behind() {
    let family = album();
    family.backup();
    std::fs::remove_dir_all(family.library().join("2024/11")).unwrap();
    family.backup();
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}

#[test]
fn a_moved_photo_is_not_sent_again() {
    let family = album();
    let first = family.backup().text("/snapshot");
    let before = exact(&family.place_dir("home"));
    family.moved("2024/dog.jpg", "pets/rex.jpg");
    let run = family.backup();
    assert_eq!(run.place("home")["copied"], 0, "{}", run.told());
    assert_eq!(run.place("home")["copied_bytes"], 0, "{}", run.told());
    let (inode, place) = (inode_of(&before, "2024/dog.jpg"), family.place_dir("home"));
    assert_eq!(inode_of(&exact(&place), "pets/rex.jpg"), inode, "it is the same file, renamed");
    assert_same(&mirror(&place), &contents(&family.library()));
    assert_eq!(check(&place).complete(), [first, run.text("/snapshot")]);
}

fn inode_of(listing: &std::collections::BTreeMap<std::path::PathBuf, String>, path: &str) -> String {
    let detail = &listing[std::path::Path::new(path)];
    detail.split_whitespace().nth(1).unwrap().to_owned()
}

#[test]
fn photos_that_swap_names_are_both_right_afterwards() {
    let family = album();
    family.backup();
    family
        .moved("2024/dog.jpg", "swap")
        .moved("2024/11/lake.jpg", "2024/dog.jpg")
        .moved("swap", "2024/11/lake.jpg");
    let run = family.backup();
    assert_eq!(run.place("home")["copied_bytes"], 0, "both contents are there already: {}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}

#[test]
fn content_that_stands_twice_is_sent_once() {
    let family = Family::new();
    family
        .photo("a/lake.jpg", "the lake, 1 of 2")
        .photo("b/lake copy.jpg", "the lake, 1 of 2")
        .init()
        .place("home");
    let run = family.backup();
    assert_eq!(run.place("home")["copied_bytes"], 16, "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    family.photo("c/another.jpg", "the lake, 1 of 2");
    assert_eq!(family.backup().place("home")["copied_bytes"], 0);
    family.deleted("a/lake.jpg");
    family.backup();
    family.deleted("b/lake copy.jpg").deleted("c/another.jpg").photo("d/new.jpg", "new");
    family.backup();
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert!(check(&family.place_dir("home")).knows(&sha256(b"the lake, 1 of 2")));
}

#[test]
fn a_photo_that_was_deleted_and_comes_back_is_not_sent_again() {
    let family = album();
    family.backup();
    family.moved("2024/dog.jpg", "../out/dog.jpg");
    family.backup();
    family.moved("../out/dog.jpg", "2024/dog.jpg");
    let run = family.backup();
    assert_eq!(run.place("home")["copied_bytes"], 0, "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert_eq!(check(&family.place_dir("home")).complete().len(), 3);
}

#[test]
fn a_new_time_or_mode_alone_is_carried_over_without_sending_the_photo() {
    use std::os::unix::fs::PermissionsExt as _;
    let family = album();
    family.backup();
    family.touch(&family.library().join("2024/dog.jpg"));
    let top = family.library().join("top.png");
    std::fs::set_permissions(top, std::fs::Permissions::from_mode(0o600)).unwrap();
    let run = family.backup();
    assert_eq!(run.place("home")["copied_bytes"], 0, "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}

#[test]
fn a_photo_saved_again_as_it_was_while_another_becomes_its_twin_stays() {
    for (again, twin) in [("a.jpg", "b.jpg"), ("b.jpg", "a.jpg")] {
        let family = Family::new();
        family.photo(again, "the same").photo(twin, "another").init().place("home");
        family.backup();
        family.photo(again, "the same").photo(twin, "the same");
        let run = family.run(&["backup"]);
        let health = family.run(&["health"]);
        assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
        check(&family.place_dir("home"));
        assert_eq!((run.code, health.code), (Some(0), Some(0)), "{} {}", run.told(), health.told());
    }
}

#[test]
fn a_folder_in_place_of_a_file_and_the_other_way_round() {
    let family = album();
    family.backup();
    family.deleted("top.png").photo("top.png/inside.jpg", "inside");
    family.deleted("2024/dog.jpg").deleted("2024/11/lake.jpg").deleted("2024/11/lake.xmp");
    std::fs::remove_dir_all(family.library().join("2024")).unwrap();
    family.photo("2024", "a file now");
    family.backup();
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}

#[test]
fn one_place_can_be_asked_for_and_the_other_catches_up() {
    let family = album();
    let run = family.run(&["backup", "--place", "home"]).expect(0);
    let names: Vec<Value> =
        run.get("/places").as_array().unwrap().iter().map(|p| p["name"].clone()).collect();
    assert_eq!(names, [json!("home")]);
    assert!(mirror(&family.place_dir("aunt")).is_empty());
    family.photo("2025/new.jpg", "new");
    family.backup();
    for name in ["home", "aunt"] {
        assert_same(&mirror(&family.place_dir(name)), &contents(&family.library()));
        check(&family.place_dir(name));
    }
}

#[test]
fn a_home_without_a_screen_sees_progress_and_logs_on_standard_error_only() {
    let family = album();
    let run = family.backup();
    run.json();
    assert!(run.stdout.trim_end().ends_with('}'), "{}", run.told());
}

#[test]
fn the_library_is_only_ever_read() {
    let family = album();
    let before = exact(&family.library());
    family.backup();
    family.run(&["verify", "--full"]).expect(0);
    family.run(&["photos"]).expect(0);
    family.run(&["status"]);
    family.run(&["health"]);
    assert_untouched(&family.library(), &before);
}
