//! What the program says about the photos must be true: photos, status, health, usage.

use elderphoto_tests::{Family, Run, assert_sentence};
use serde_json::{Value, json};
use std::fs;

fn safe_album() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family.init().place("home").place("aunt");
    family
}

#[track_caller]
fn health(family: &Family, code: i32, word: &str) -> Run {
    let run = family.run(&["health"]).expect(code);
    assert_eq!(run.text("/health"), word, "{}", run.told());
    assert_sentence(&run.text("/message"));
    moment(&run.get("/timestamp"));
    run
}

#[track_caller]
fn moment(value: &Value) {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no moment"));
    assert!(text.len() >= 20 && text.as_bytes()[10] == b'T', "{text} is no moment in RFC 3339");
}

#[test]
fn health_is_critical_before_the_first_copy() {
    let family = safe_album();
    let run = health(&family, 2, "critical");
    assert_eq!(run.get("/primary_accessible"), json!(true));
    assert_eq!(run.text("/backups_accessible"), "2/2");
}

#[test]
fn health_is_good_when_every_photo_was_just_copied_everywhere() {
    let family = safe_album();
    family.backup();
    let run = health(&family, 0, "healthy");
    assert_eq!(run.text("/backups_accessible"), "2/2");
}

#[test]
fn health_is_degraded_while_one_place_is_away() {
    let family = safe_album();
    family.backup();
    fs::rename(family.place_dir("aunt"), family.out("aunt")).unwrap();
    let run = health(&family, 1, "degraded");
    assert_eq!(run.text("/backups_accessible"), "1/2");
    fs::rename(family.out("aunt"), family.place_dir("aunt")).unwrap();
    health(&family, 0, "healthy");
}

#[test]
fn health_is_not_good_while_a_place_lacks_a_photo() {
    let family = safe_album();
    family.backup();
    family.photo("2025/new.jpg", "new");
    family.run(&["backup", "--place", "home"]).expect(0);
    health(&family, 1, "degraded");
    let aunt = family.run(&["status"]).row("/backups", "name", "aunt");
    assert_eq!(aunt["behind"], 1);
    family.backup();
    health(&family, 0, "healthy");
}

#[test]
fn health_is_critical_when_the_library_is_gone() {
    let family = safe_album();
    family.backup();
    fs::rename(family.library(), family.out("library")).unwrap();
    let run = health(&family, 2, "critical");
    assert_eq!(run.get("/primary_accessible"), json!(false));
}

#[test]
fn a_new_place_is_not_green_before_it_has_everything() {
    let family = safe_album();
    family.backup();
    family.place("dad");
    health(&family, 1, "degraded");
    family.backup();
    health(&family, 0, "healthy");
}

#[test]
fn status_tells_of_the_library_and_of_each_place() {
    let family = safe_album();
    family.backup();
    let run = family.run(&["status"]).expect(0);
    moment(&run.get("/timestamp"));
    assert_eq!(run.text("/primary/name"), "Maria's photos");
    assert_eq!(run.text("/primary/path"), family.library().to_str().unwrap());
    assert_eq!(run.get("/primary/accessible"), json!(true));
    for name in ["home", "aunt"] {
        let place = run.row("/backups", "name", name);
        assert_eq!(place["kind"], "folder");
        assert_eq!(place["enabled"], true);
        assert_eq!(place["remote"], false);
        assert!(place.get("ssh_host").is_none());
        assert_eq!(place["accessible"], true);
        moment(&place["last_success"]);
        assert_eq!(place["last_verified"], Value::Null, "copied is not proven");
        assert_eq!(place["photos"], 3);
        assert_eq!(place["bytes"], 3 + 8 + 5);
        assert_eq!(place["behind"], 0);
    }
    assert!(run.get("/rule_321").is_object());
}

#[test]
fn a_check_is_remembered_as_proof() {
    let family = safe_album();
    family.backup();
    let verify = family.run(&["verify", "--place", "home", "--full"]).expect(0);
    assert_eq!(verify.text("/outcome"), "completed");
    let status = family.run(&["status"]);
    moment(&status.row("/backups", "name", "home")["last_verified"]);
    assert_eq!(status.row("/backups", "name", "aunt")["last_verified"], Value::Null);
    let lake = family.run(&["photos", "lake"]).row("/photos", "path", "2024/lake.jpg");
    for place in lake["places"].as_array().unwrap() {
        match place["name"].as_str().unwrap() {
            "home" => moment(&place["proven"]),
            _ => assert_eq!(place["proven"], Value::Null),
        }
    }
}

#[test]
fn a_sample_does_not_prove_what_it_did_not_read() {
    let family = safe_album();
    family.backup();
    let run = family.run(&["verify", "--place", "home", "--sample", "2"]).expect(0);
    let home = run.place("home");
    assert_eq!(
        (home["checked"].clone(), home["ok"].clone(), home["unchecked"].clone()),
        (json!(2), json!(2), json!(1))
    );
    let status = family.run(&["status"]);
    assert_eq!(status.row("/backups", "name", "home")["last_verified"], Value::Null);
    family.run(&["verify", "--place", "home", "--sample", "2"]).expect(0);
    let status = family.run(&["status"]);
    moment(&status.row("/backups", "name", "home")["last_verified"]);
}

#[test]
fn the_photos_are_listed_with_what_is_known_of_each() {
    let family = safe_album();
    family.backup();
    let run = family.run(&["photos"]).expect(0);
    assert_eq!(run.get("/photos").as_array().unwrap().len(), 3);
    let lake = run.row("/photos", "path", "2024/lake.jpg");
    assert_eq!(lake["size"], 8);
    assert_eq!(lake["sha256"], elderphoto_tests::sha256(b"the lake"));
    assert_eq!(lake["kind"], "photo");
    assert_eq!(lake["deleted"], false);
    assert!(lake.get("taken").is_some());
    assert_eq!(lake["versions"], 1);
    assert_eq!(lake["places"].as_array().unwrap().len(), 2);
    assert_eq!(family.run(&["photos", "LAKE"]).get("/photos").as_array().unwrap().len(), 1);
}

#[test]
fn deleted_photos_and_older_versions_are_found_again() {
    let family = safe_album();
    let first = family.backup().text("/snapshot");
    family.deleted("2024/dog.jpg").photo("2024/lake.jpg", "the lake, brighter");
    family.backup();
    let now = family.run(&["photos"]);
    assert_eq!(now.row("/photos", "path", "2024/lake.jpg")["versions"], 2);
    assert_eq!(now.get("/photos").as_array().unwrap().len(), 2);
    let deleted = family.run(&["photos", "--deleted"]).get("/photos");
    assert_eq!(deleted.as_array().unwrap().len(), 1);
    assert_eq!(deleted[0]["path"], "2024/dog.jpg");
    assert_eq!(deleted[0]["deleted"], true);
    let then = family.run(&["photos", "--at", &first]);
    assert_eq!(then.get("/photos").as_array().unwrap().len(), 3);
    assert_eq!(then.row("/photos", "path", "2024/lake.jpg")["size"], 8);
}

#[test]
fn usage_tells_photos_from_older_versions() {
    let family = safe_album();
    family.backup();
    family.deleted("2024/dog.jpg");
    family.backup();
    let run = family.run(&["usage"]).expect(0);
    assert_eq!(run.get("/places").as_array().unwrap().len(), 2);
    let home = family.run(&["usage", "--place", "home"]).expect(0).place("home");
    assert_eq!((home["mirror_bytes"].clone(), home["versions_bytes"].clone()), (json!(11), json!(5)));
}

#[test]
fn a_damaged_copy_stays_told_when_the_catalog_is_lost() {
    let family = safe_album();
    family.backup();
    family.run(&["verify", "--full"]).expect(0);
    let copy = family.place_dir("aunt").join("2024/lake.jpg");
    let time = fs::metadata(&copy).unwrap().modified().unwrap();
    fs::write(&copy, "THE LAKE").unwrap();
    fs::File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    family.run(&["verify", "--full"]).expect(1);
    for entry in fs::read_dir(family.home()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("catalog.sqlite") {
            fs::remove_file(path).unwrap();
        }
    }
    // A command that only tells what is known makes a new, empty catalog.
    family.run(&["usage"]);
    let run = health(&family, 1, "degraded");
    assert!(run.text("/message").contains("1 copy at aunt is damaged or gone."), "{}", run.told());
    let run = family.run(&["backup"]);
    assert_eq!(run.place("aunt")["copied"], 1, "only that one is sent again: {}", run.told());
    assert_eq!(fs::read(&copy).unwrap(), b"the lake");
    health(&family, 0, "healthy");
}

#[test]
fn copies_made_anew_have_no_proof_of_the_old_ones() {
    let family = safe_album();
    family.backup();
    family.run(&["verify", "--full"]).expect(0);
    for folder in ["2023", "2024"] {
        fs::remove_dir_all(family.place_dir("aunt").join(folder)).unwrap();
    }
    family.run(&["backup"]);
    let status = family.run(&["status"]);
    assert_eq!(status.row("/backups", "name", "aunt")["last_verified"], Value::Null, "{}", status.told());
    moment(&status.row("/backups", "name", "home")["last_verified"]);
    for place in
        family.run(&["photos", "lake"]).row("/photos", "path", "2024/lake.jpg")["places"].as_array().unwrap()
    {
        assert_eq!(place["proven"].is_null(), place["name"] == "aunt", "{place}");
    }
}
