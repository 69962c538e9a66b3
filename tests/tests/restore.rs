//! Getting photos back: today's or last week's, one or all, and never over something that is there.

use elderphoto_tests::{Family, assert_same, assert_untouched, contents, exact, sha256};
use std::fs;

/// Two nights: lake.jpg changed, dog.jpg went. Gives the first night's snapshot.
fn two_nights() -> (Family, String) {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog").photo("2023/old.jpg", "old");
    family.init().place("home").place("aunt");
    let first = family.backup().text("/snapshot");
    family.photo("2024/lake.jpg", "the lake, brighter").deleted("2024/dog.jpg");
    family.backup();
    (family, first)
}

fn to(family: &Family) -> String {
    family.out("back").to_str().unwrap().to_owned()
}

#[test]
fn one_photo_comes_back_below_the_folder_with_its_path_time_and_mode() {
    let (family, _) = two_nights();
    let run = family.run(&["restore", "2024/lake.jpg", "--to", &to(&family)]).expect(0);
    assert_eq!(run.text("/outcome"), "completed");
    let back = contents(&family.out("back"));
    let original = contents(&family.library());
    let lake = std::path::Path::new("2024/lake.jpg");
    assert_eq!(back[lake], original[lake]);
    assert_eq!(back.values().filter(|f| !f.sha256.is_empty()).count(), 1);
}

#[test]
fn a_folder_comes_back_with_all_that_is_in_it() {
    let (family, first) = two_nights();
    family.run(&["restore", "2024", "--at", &first, "--to", &to(&family)]).expect(0);
    assert_eq!(fs::read(family.out("back/2024/lake.jpg")).unwrap(), b"the lake");
    assert_eq!(fs::read(family.out("back/2024/dog.jpg")).unwrap(), b"a dog");
    assert!(!family.out("back/2023").exists());
}

#[test]
fn an_older_version_and_a_deleted_photo_come_back_from_the_first_night() {
    let (family, first) = two_nights();
    family.run(&["restore", "2024/lake.jpg", "2024/dog.jpg", "--at", &first, "--to", &to(&family)]).expect(0);
    assert_eq!(fs::read(family.out("back/2024/lake.jpg")).unwrap(), b"the lake");
    assert_eq!(fs::read(family.out("back/2024/dog.jpg")).unwrap(), b"a dog");
}

#[test]
fn every_snapshot_id_that_is_printed_is_accepted() {
    let (family, _) = two_nights();
    let listed = family.run(&["snapshots"]).expect(0).get("/snapshots");
    let listed = listed.as_array().unwrap().clone();
    assert_eq!(listed.len(), 2);
    for snapshot in listed {
        let id = snapshot["id"].as_str().unwrap();
        let dest = family.out(id);
        family.run(&["restore", "--all", "--at", id, "--to", dest.to_str().unwrap()]).expect(0);
        family.run(&["photos", "--at", id]).expect(0);
    }
    let aunts = family.run(&["snapshots", "--place", "aunt"]).expect(0).get("/snapshots");
    assert_eq!(aunts.as_array().unwrap().len(), 2);
}

#[test]
fn everything_comes_back_bit_for_bit() {
    let (family, _) = two_nights();
    family.folder("empty/inside");
    family.backup();
    family.run(&["restore", "--all", "--to", &to(&family)]).expect(0);
    assert_same(&contents(&family.out("back")), &contents(&family.library()));
}

#[test]
fn each_place_alone_is_enough() {
    let (family, first) = two_nights();
    fs::rename(family.place_dir("home"), family.out("lost")).unwrap();
    family.run(&["restore", "--all", "--to", &to(&family)]).expect(0);
    assert_same(&contents(&family.out("back")), &contents(&family.library()));
    let dest = family.out("from aunt");
    let args = ["restore", "2024/dog.jpg", "--place", "aunt", "--at", &first, "--to", dest.to_str().unwrap()];
    family.run(&args).expect(0);
    assert_eq!(fs::read(dest.join("2024/dog.jpg")).unwrap(), b"a dog");
}

#[test]
fn a_file_that_is_there_and_differs_stays_and_ours_gets_a_new_name_beside_it() {
    let (family, _) = two_nights();
    fs::create_dir_all(family.out("back/2024")).unwrap();
    fs::write(family.out("back/2024/lake.jpg"), "hers").unwrap();
    let before = exact(&family.out("back"));
    family.run(&["restore", "2024/lake.jpg", "--to", &to(&family)]).expect(0);
    let after = exact(&family.out("back"));
    let hers = std::path::Path::new("2024/lake.jpg");
    assert_eq!(after[hers], before[hers], "her file is untouched");
    let mut beside: Vec<_> =
        fs::read_dir(family.out("back/2024")).unwrap().map(|e| e.unwrap().path()).collect();
    beside.retain(|p| !p.ends_with("lake.jpg"));
    assert_eq!(beside.len(), 1, "{beside:?}");
    assert_eq!(fs::read(&beside[0]).unwrap(), b"the lake, brighter");
    assert_eq!(beside[0].extension().unwrap(), "jpg", "it still opens with a double click");
}

#[test]
fn a_file_that_is_there_already_and_is_the_same_is_left_as_it_is() {
    let (family, _) = two_nights();
    family.run(&["restore", "--all", "--to", &to(&family)]).expect(0);
    let before = exact(&family.out("back"));
    family.run(&["restore", "--all", "--to", &to(&family)]).expect(0);
    assert_untouched(&family.out("back"), &before);
}

#[test]
fn restoring_onto_the_library_itself_fills_in_what_is_missing_and_overwrites_nothing() {
    let (family, _) = two_nights();
    family.deleted("2023/old.jpg").photo("2024/lake.jpg", "edited since");
    let library = family.library();
    family.run(&["restore", "--all", "--to", library.to_str().unwrap()]).expect(0);
    assert_eq!(fs::read(library.join("2023/old.jpg")).unwrap(), b"old");
    assert_eq!(fs::read(library.join("2024/lake.jpg")).unwrap(), b"edited since");
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let (family, _) = two_nights();
    let run = family.run(&["restore", "--all", "--dry-run", "--to", &to(&family)]).expect(0);
    run.json();
    let written = family.out("back");
    assert!(!written.exists() || contents(&written).is_empty());
}

#[test]
fn a_link_in_the_way_is_not_followed() {
    let (family, _) = two_nights();
    fs::create_dir_all(family.out("back")).unwrap();
    fs::create_dir_all(family.out("elsewhere")).unwrap();
    std::os::unix::fs::symlink(family.out("elsewhere"), family.out("back/2024")).unwrap();
    family.run(&["restore", "2024/lake.jpg", "--to", &to(&family)]);
    assert!(contents(&family.out("elsewhere")).is_empty(), "nothing is written through a link");
}

#[test]
fn folders_and_files_in_the_way_stay_and_the_rest_comes_back() {
    let (family, _) = two_nights();
    fs::create_dir_all(family.out("back/2023/old.jpg")).unwrap();
    fs::write(family.out("back/2024"), "a file where a folder would be").unwrap();
    let run = family.run(&["restore", "--all", "--to", &to(&family)]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert!(family.out("back/2023/old.jpg").is_dir());
    assert_eq!(fs::read(family.out("back/2024")).unwrap(), b"a file where a folder would be");
    let everything = contents(&family.out("back"));
    assert!(everything.values().any(|f| f.sha256 == sha256(b"old")), "it lies beside: {}", run.told());
    let lake = everything.values().any(|f| f.sha256 == sha256(b"the lake, brighter"));
    assert!(lake || run.code == Some(1), "what could not be put back is said: {}", run.told());
}

#[test]
fn a_copy_that_is_damaged_at_one_place_comes_from_the_other() {
    let (family, _) = two_nights();
    let copy = family.place_dir("home").join("2024/lake.jpg");
    let time = fs::metadata(&copy).unwrap().modified().unwrap();
    fs::write(&copy, "the lake, brightes").unwrap();
    fs::File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    let run = family.run(&["restore", "2024/lake.jpg", "--to", &to(&family)]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert_eq!(fs::read(family.out("back/2024/lake.jpg")).unwrap(), b"the lake, brighter");
}

#[test]
fn a_photo_no_place_has_a_good_copy_of_is_said_and_not_invented() {
    let (family, _) = two_nights();
    for name in ["home", "aunt"] {
        fs::write(family.place_dir(name).join("2024/lake.jpg"), "the lake, brightes").unwrap();
    }
    let run = family.run(&["restore", "--all", "--to", &to(&family)]).expect(1);
    assert_eq!(run.text("/outcome"), "attention", "{}", run.told());
    assert!(run.get("/problems").to_string().contains("2024/lake.jpg"), "{}", run.told());
    assert!(!family.out("back/2024/lake.jpg").exists());
    assert_eq!(fs::read(family.out("back/2023/old.jpg")).unwrap(), b"old");
}

#[test]
fn what_is_not_known_is_said_plainly() {
    let (family, _) = two_nights();
    assert_eq!(family.run(&["restore", "nobody.jpg", "--to", &to(&family)]).refused(), "photo_unknown");
    let unknown = "000099-20200101T000000Z-abcdef";
    let run = family.run(&["restore", "--all", "--at", unknown, "--to", &to(&family)]).expect(2);
    assert_eq!(run.text("/error/code"), "snapshot_unknown");
    assert_eq!(
        family.run(&["restore", "--all", "--place", "nowhere", "--to", &to(&family)]).refused(),
        "place_unknown"
    );
    assert!(!family.out("back").exists() || contents(&family.out("back")).is_empty());
}
