//! A family that has an rsync copy from before does not send a terabyte again, and loses nothing
//! that stands there.

use elderphoto_tests::{Family, assert_same, assert_untouched, check, contents, exact, mirror, sha256, tool};
use serde_json::json;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

fn with_an_rsync_copy() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family.init();
    let from = format!("{}/", family.library().display());
    tool("rsync", &["-a", &from, &format!("{}/", family.place_dir("home").display())], Path::new("/"));
    family
}

/// The oracle allows files of others; everything else must be as ever.
#[track_caller]
fn fine_but_for(family: &Family, extra: &[&str]) -> elderphoto_tests::Checked {
    let checked = elderphoto_tests::Checked::of(&family.place_dir("home"), &["--allow-extra"]);
    assert!(checked.ok, "{:?}", checked.problems);
    assert_eq!(checked.all["extra"], json!(extra));
    checked
}

#[test]
fn a_folder_with_something_in_it_is_refused_unless_one_says_so() {
    let family = with_an_rsync_copy();
    let before = exact(&family.place_dir("home"));
    assert_eq!(family.add_place("home", &[]).refused(), "place_not_empty");
    assert_untouched(&family.place_dir("home"), &before);
}

#[test]
fn what_stands_there_is_not_sent_again() {
    let family = with_an_rsync_copy();
    let before = exact(&family.place_dir("home"));
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.backup();
    assert_eq!(run.place("home")["copied"], 0, "{}", run.told());
    assert_eq!(run.place("home")["copied_bytes"], 0, "{}", run.told());
    let after = exact(&family.place_dir("home"));
    for photo in ["2023/old.jpg", "2024/lake.jpg", "2024/dog.jpg"] {
        assert_eq!(after[Path::new(photo)], before[Path::new(photo)], "{photo} is the same file");
    }
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
    family.run(&["health"]).expect(0);
    let quiet = exact(&family.place_dir("home"));
    family.backup();
    assert_untouched(&family.place_dir("home"), &quiet);
}

#[test]
fn a_photo_that_differs_there_is_kept_as_an_older_version() {
    let family = with_an_rsync_copy();
    family.photo("2024/lake.jpg", "the lake, brighter");
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.backup();
    assert_eq!(run.place("home")["copied"], 1, "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    let checked = check(&family.place_dir("home"));
    let digest = sha256(b"the lake");
    let object = family.place_dir("home").join(format!(".elderphoto/objects/{}/{digest}", &digest[..2]));
    assert_eq!(fs::read(object).unwrap(), b"the lake");
    assert!(checked.knows(&digest), "and some snapshot can restore it");
}

#[test]
fn a_photo_that_rotted_there_with_the_same_size_and_time_is_found() {
    let family = with_an_rsync_copy();
    let copy = family.place_dir("home").join("2024/lake.jpg");
    let time = fs::metadata(&copy).unwrap().modified().unwrap();
    fs::write(&copy, "the fake").unwrap();
    fs::File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert_eq!(
        mirror(&family.place_dir("home")),
        contents(&family.library()),
        "same size and time is no proof"
    );
    let kept = contents(&family.place_dir("home").join(".elderphoto"));
    assert!(kept.values().any(|f| f.sha256 == sha256(b"the fake")), "what was there is not destroyed");
    check(&family.place_dir("home"));
}

#[test]
fn files_of_others_stay_untouched() {
    let family = with_an_rsync_copy();
    let home = family.place_dir("home");
    fs::write(home.join("tax 2019.pdf"), "not hers").unwrap();
    fs::create_dir_all(home.join("2024/notes")).unwrap();
    fs::write(home.join("2024/notes/list.txt"), "a list").unwrap();
    let before = exact(&home);
    family.add_place("home", &["--use-existing"]).expect(0);
    family.run(&["backup"]).expect(0);
    family.photo("2025/new.jpg", "new").deleted("2024/dog.jpg").moved("2023/old.jpg", "2022/old.jpg");
    family.run(&["backup"]).expect(0);
    let after = exact(&home);
    for theirs in ["tax 2019.pdf", "2024/notes/list.txt"] {
        assert_eq!(after[Path::new(theirs)], before[Path::new(theirs)], "{theirs}");
    }
    let mut checked = extras(&family);
    checked.sort();
    assert_eq!(checked, ["2024/notes", "2024/notes/list.txt", "tax 2019.pdf"]);
    tool("sha256sum", &["-c", "--quiet", "SHA256SUMS"], &home);
}

fn extras(family: &Family) -> Vec<String> {
    let checked = elderphoto_tests::Checked::of(&family.place_dir("home"), &["--allow-extra"]);
    assert!(checked.ok, "{:?}", checked.problems);
    checked.all["extra"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect()
}

#[test]
fn files_of_others_under_our_names_are_not_destroyed() {
    let family = with_an_rsync_copy();
    let home = family.place_dir("home");
    for name in ["SHA256SUMS", "READ ME FIRST.txt", "SHA256SUMS.new"] {
        fs::write(home.join(name), format!("theirs: {name}")).unwrap();
    }
    let added = family.add_place("home", &["--use-existing"]);
    if added.code == Some(0) {
        family.run(&["backup"]).expect(0);
        family.photo("2024/lake.jpg", "the lake, brighter").deleted("2024/dog.jpg");
        family.run(&["backup"]).expect(0);
    } else {
        added.refused();
    }
    let everything = contents(&home);
    for name in ["SHA256SUMS", "READ ME FIRST.txt", "SHA256SUMS.new"] {
        let digest = sha256(format!("theirs: {name}").as_bytes());
        assert!(everything.values().any(|f| f.sha256 == digest), "{name} of others is gone");
    }
}

#[test]
fn a_new_photo_under_the_name_of_someone_elses_file_destroys_nothing() {
    let family = with_an_rsync_copy();
    let home = family.place_dir("home");
    fs::write(home.join("card.jpg"), "someone else's card").unwrap();
    family.add_place("home", &["--use-existing"]).expect(0);
    family.run(&["backup"]).expect(0);
    family.photo("card.jpg", "her own card");
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert_eq!(fs::read(home.join("card.jpg")).unwrap(), b"someone else's card", "{}", run.told());
    if run.code == Some(0) {
        // Hers lies under another name, which names.json tells.
        let checked = fine_but_for(&family, &["card.jpg"]);
        assert_eq!(checked.newest("card.jpg").unwrap()["sha256"], sha256(b"her own card"));
        let dest = family.out("back");
        family.run(&["restore", "card.jpg", "--to", dest.to_str().unwrap()]).expect(0);
        assert_eq!(fs::read(dest.join("card.jpg")).unwrap(), b"her own card");
    } else {
        assert!(run.stdout.contains("card.jpg"), "{}", run.told());
        assert_ne!(family.run(&["health"]).code, Some(0));
    }
}

#[test]
fn a_copy_with_other_times_is_taken_over_by_its_content() {
    let family = with_an_rsync_copy();
    for photo in ["2023/old.jpg", "2024/lake.jpg", "2024/dog.jpg"] {
        family.touch(&family.place_dir("home").join(photo));
    }
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.backup();
    assert_eq!(run.place("home")["copied_bytes"], 0, "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}

#[test]
fn a_damaged_place_of_ours_is_not_taken_for_a_plain_folder() {
    let family = with_an_rsync_copy();
    family.add_place("home", &["--use-existing"]).expect(0);
    family.backup();
    family.run(&["place", "remove", "home"]).expect(0);
    fs::write(family.place_dir("home").join(".elderphoto/location.json"), "{").unwrap();
    let before = exact(&family.place_dir("home"));
    for options in [&[][..], &["--use-existing"]] {
        assert_eq!(family.add_place("home", options).refused(), "place_damaged");
        assert_untouched(&family.place_dir("home"), &before);
    }
}

#[test]
fn second_names_of_the_library_s_own_files_are_no_copies() {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog").init();
    let (library, home) = (family.library(), family.place_dir("home"));
    let from = format!("{}/.", library.display());
    fs::create_dir_all(&home).unwrap();
    tool("cp", &["-al", &from, home.to_str().unwrap()], Path::new("/"));
    let before = contents(&library);
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.backup();
    assert_eq!(run.place("home")["copied"], 2, "{}", run.told());
    for photo in ["2024/lake.jpg", "2024/dog.jpg"] {
        let inode = |root: &Path| fs::metadata(root.join(photo)).unwrap().ino();
        assert_ne!(inode(&home), inode(&library), "{photo} is a file of its own");
    }
    assert_eq!(contents(&library), before, "the library is only ever read");
    check(&home);
    // An edit in place, as some programs do it.
    family.photo("2024/lake.jpg", "the lake, brighter");
    assert_eq!(fs::read(home.join("2024/lake.jpg")).unwrap(), b"the lake");
    family.run(&["verify", "--full"]).expect(0);
    family.backup();
    let checked = check(&home);
    assert!(checked.knows(&sha256(b"the lake")), "and the version before is kept");
    assert_same(&mirror(&home), &contents(&library));
}

#[test]
fn a_copy_that_became_a_second_name_of_the_photo_is_found_and_made_anew() {
    let family = with_an_rsync_copy();
    family.add_place("home", &["--use-existing"]).expect(0);
    family.backup();
    let (photo, copy) =
        (family.library().join("2024/lake.jpg"), family.place_dir("home").join("2024/lake.jpg"));
    fs::remove_file(&copy).unwrap();
    fs::hard_link(&photo, &copy).unwrap();
    let run = family.run(&["verify", "--full"]).expect(1);
    assert_eq!(run.place("home")["damaged"], json!(["2024/lake.jpg"]), "{}", run.told());
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("home")["problems"][0]["code"], "damaged_healed", "{}", run.told());
    assert_ne!(fs::metadata(&photo).unwrap().ino(), fs::metadata(&copy).unwrap().ino());
    family.run(&["verify", "--full"]).expect(0);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
}
