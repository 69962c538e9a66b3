//! What was found wrong at a place stays known until it is right again, whatever is looked at, lost or added again in
//! between.

use elderphoto_tests::{Family, Run};
use serde_json::json;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

/// Three photos in two folders, copied to one place.
fn album() -> Family {
    let family = Family::new();
    family.photo("2020/dog.jpg", "a dog").photo("2020/lake.jpg", "the lake").photo("2021/old.jpg", "old");
    family.init().place("aunt");
    family.backup();
    family
}

/// What makes everything at the place be looked at again, by its name.
type Look = (&'static str, fn(&Family));

const LOOKS: [Look; 2] = [
    ("a folder away for a while", |family| family.is_looked_at_anew("aunt", "2021")),
    ("a lost catalog", Family::loses_its_catalog),
];

#[track_caller]
fn not_safe(family: &Family, what: &str, after: &str) -> Run {
    let run = family.run(&["health"]);
    assert_eq!(run.text("/health"), "degraded", "after {after}: {}", run.told());
    assert!(run.text("/message").contains(what), "after {after}: {}", run.told());
    run
}

#[test]
fn what_practising_the_way_back_found_wrong_stays_known_until_it_is_mended() {
    for (after, look) in LOOKS {
        for gone in [false, true] {
            let family = album();
            family.run(&["verify"]).expect(0);
            let copy = family.place_dir("aunt").join("2020/dog.jpg");
            if gone {
                fs::remove_file(&copy).unwrap();
            } else {
                family.rots("aunt", "2020/dog.jpg");
            }
            family.run(&["drill", "--photos", "3"]).expect(1);
            not_safe(&family, "1 copy at aunt is damaged or gone.", "the practice");
            look(&family);
            not_safe(&family, "1 copy at aunt is damaged or gone.", after);
            let run = family.run(&["backup"]).expect(1);
            assert_eq!(run.place("aunt")["copied"], json!(1), "after {after}: {}", run.told());
            assert_eq!(fs::read(&copy).unwrap(), b"a dog");
            assert_eq!(family.run(&["health"]).expect(0).text("/health"), "healthy");
        }
    }
}

#[test]
fn what_putting_back_found_wrong_stays_known() {
    for (after, look) in LOOKS {
        let family = album();
        family.run(&["verify"]).expect(0);
        family.rots("aunt", "2020/dog.jpg");
        let to = family.out("back");
        family.run(&["restore", "2020/dog.jpg", "--to", to.to_str().unwrap()]).expect(2);
        look(&family);
        not_safe(&family, "1 copy at aunt is damaged or gone.", after);
    }
}

#[test]
fn a_look_that_cannot_be_finished_forgets_no_copy() {
    let family = album();
    family.deleted("2020/lake.jpg");
    let first = family.run(&["snapshots"]).get("/snapshots")[0]["id"].as_str().unwrap().to_owned();
    family.backup();
    family.without_rights();
    let place = family.place_dir("aunt");
    // A snapshot that is gone gives reason for a look at everything, a history that nobody may enter ends it.
    fs::remove_file(place.join(format!(".elderphoto/snapshots/{first}.json"))).unwrap();
    let objects = place.join(".elderphoto/objects");
    fs::set_permissions(&objects, Permissions::from_mode(0o000)).unwrap();
    let status = family.run(&["status"]).row("/backups", "name", "aunt");
    assert_eq!(status["trouble"], "place_no_permission", "{status}");
    fs::set_permissions(&objects, Permissions::from_mode(0o755)).unwrap();
    fs::rename(&place, family.out("away")).unwrap();
    let photos = family.run(&["photos"]);
    for path in ["2020/dog.jpg", "2021/old.jpg"] {
        assert_eq!(photos.row("/photos", "path", path)["places"][0]["name"], "aunt", "{}", photos.told());
    }
    let deleted = family.run(&["photos", "--deleted"]);
    assert_eq!(deleted.row("/photos", "path", "2020/lake.jpg")["places"][0]["name"], "aunt");
    // The place is back: what is to be told of it is that one snapshot, and nothing else.
    fs::rename(family.out("away"), &place).unwrap();
    let run = not_safe(&family, "1 older version at aunt is damaged or gone", "the place is back");
    assert!(!run.text("/message").contains("copy at aunt"), "{}", run.told());
}

#[test]
fn a_copy_that_came_back_from_the_history_is_not_taken_for_the_damaged_one() {
    for (after, look) in LOOKS {
        let family = Family::new();
        family
            .photo("2020/dog.jpg", "a dog")
            .photo("2020/same dog.jpg", "a dog")
            .photo("2021/old.jpg", "old");
        family.init().place("aunt");
        family.backup();
        family.deleted("2020/dog.jpg");
        family.backup();
        family.rots("aunt", "2020/same dog.jpg");
        family.run(&["verify"]).expect(1);
        let run = family.run(&["backup"]).expect(1);
        assert_eq!(run.place("aunt")["problems"][0]["code"], "damaged_healed", "{}", run.told());
        assert_eq!(run.place("aunt")["copied_bytes"], 0, "it came from the history: {}", run.told());
        look(&family);
        let run = family.run(&["health"]).expect(0);
        assert_eq!(run.text("/health"), "healthy", "after {after}: {}", run.told());
        family.run(&["verify"]).expect(0);
    }
}

fn is_added_again(family: &Family) {
    family.run(&["place", "remove", "aunt"]).expect(0);
    family.add_place("aunt", &["--use-existing"]).expect(0);
}

#[test]
fn a_place_that_is_added_again_has_no_proofs_of_the_time_before() {
    let family = album();
    family.run(&["verify"]).expect(0);
    let checked =
        |family: &Family| family.run(&["status"]).row("/backups", "name", "aunt")["last_verified"].clone();
    assert!(checked(&family).is_string());
    family.run(&["place", "remove", "aunt"]).expect(0);
    family.rots("aunt", "2020/dog.jpg");
    family.add_place("aunt", &["--use-existing"]).expect(0);
    family.run(&["backup"]).expect(0);
    assert!(checked(&family).is_null(), "nobody has read these copies since");
    family.run(&["verify"]).expect(1);
}

#[test]
fn what_was_wrong_at_a_place_that_is_added_again_stays_known() {
    let family = album();
    family.rots("aunt", "2020/dog.jpg");
    family.run(&["verify"]).expect(1);
    is_added_again(&family);
    not_safe(&family, "1 copy at aunt is damaged or gone", "it was added again");
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("aunt")["copied"], json!(1), "{}", run.told());
    assert_eq!(fs::read(family.place_dir("aunt").join("2020/dog.jpg")).unwrap(), b"a dog");
}
