//! What was not so is not said: of deleted photos that nobody has, of a past that a backup cannot mend, of
//! copies that are none, of places that are switched off.

use elderphoto_tests::{Family, Run, assert_sentence, check, sha256};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn album() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family.init().place("home").place("aunt");
    family
}

fn object(place: &Path, content: &[u8]) -> PathBuf {
    let digest = sha256(content);
    place.join(format!(".elderphoto/objects/{}/{digest}", &digest[..2]))
}

fn status(family: &Family) -> Run {
    family.run(&["status"]).expect(0)
}

#[test]
fn a_deleted_photo_whose_copy_was_gone_is_not_said_to_be_kept() {
    for spoil in
        [|copy: &Path| fs::remove_file(copy).unwrap(), |copy: &Path| fs::write(copy, "junk").unwrap()]
    {
        let family = album();
        family.backup();
        spoil(&family.place_dir("home").join("2024/dog.jpg"));
        family.deleted("2024/dog.jpg");
        let run = family.run(&["backup"]);
        assert_eq!(run.place("home")["removed_from_mirror"], 0, "{}", run.told());
        assert_eq!(run.place("aunt")["removed_from_mirror"], 1, "{}", run.told());
        assert!(!object(&family.place_dir("home"), b"a dog").exists());
        assert!(object(&family.place_dir("aunt"), b"a dog").exists());
    }
}

#[test]
fn a_backup_with_a_check_that_finds_a_damaged_past_names_it() {
    let family = album();
    family.backup();
    family.deleted("2024/dog.jpg");
    family.backup();
    fs::write(object(&family.place_dir("home"), b"a dog"), "spoilt").unwrap();
    let run = family.run(&["backup", "--verify"]).expect(1);
    let problems = run.place("home")["problems"].as_array().unwrap().clone();
    assert_eq!(problems.len(), 1, "{}", run.told());
    assert_eq!(problems[0]["code"], "history_damaged", "{}", run.told());
    assert_sentence(problems[0]["message"].as_str().unwrap());
    let told = family.run_for_a_person(&["backup", "--verify"]).expect(1).stdout;
    assert!(told.contains("Older versions of your photos are damaged or gone at home."), "{told}");
    assert!(!told.contains("nothing left to do"), "{told}");
    let told = family.run_for_a_person(&["verify", "--full"]).expect(1).stdout;
    assert!(told.contains("a backup cannot bring them back") && !told.contains("Back up again"), "{told}");
    let told = family.run_for_a_person(&["status"]).stdout;
    let home = told.lines().find(|line| line.starts_with("home")).unwrap().to_owned();
    assert!(home.contains("! 1 older version damaged or gone") && !home.contains("up to date"), "{told}");
    assert!(!told.contains("No place is known"), "{told}");
}

#[test]
fn a_place_that_lacks_photos_does_not_fulfil_the_rule() {
    let family = album();
    family.backup();
    assert_eq!(status(&family).get("/rule_321/ok"), json!(true));
    for n in 0..9 {
        family.photo(format!("2025/{n}.jpg"), format!("photo {n}"));
    }
    family.run(&["backup", "--place", "home"]).expect(0);
    let run = status(&family);
    let rule = run.get("/rule_321");
    assert_eq!((&rule["ok"], &rule["copies"], &rule["offsite"]), (&json!(false), &json!(2), &json!(0)));
    let missing = rule["missing"].as_array().unwrap();
    assert!(missing.contains(&json!("aunt does not have everything yet.")), "{rule}");
    assert!(!rule.to_string().contains("away from home"), "there is a copy of some: {rule}");
    family.backup();
    assert_eq!(status(&family).get("/rule_321/ok"), json!(true));
}

#[test]
fn an_empty_photo_folder_is_no_copy() {
    let family = album();
    family.backup();
    fs::rename(family.library(), family.out("library")).unwrap();
    fs::create_dir(family.library()).unwrap();
    let run = status(&family);
    assert_eq!(run.get("/rule_321/ok"), json!(false), "{}", run.told());
    assert_eq!(run.get("/rule_321/copies"), json!(2), "{}", run.told());
    assert_eq!(run.get("/primary/photos"), json!(0), "{}", run.told());
}

#[test]
fn of_several_photo_folders_the_one_that_failed_is_named() {
    let family = Family::new();
    let [first, second] = ["s1", "s2"].map(|name| family.out(name));
    for folder in [&first, &second] {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("photo.jpg"), folder.to_str().unwrap()).unwrap();
    }
    let folders = [first.to_str().unwrap(), second.to_str().unwrap()];
    family.run(&["init", "--library", folders[0], "--library", folders[1]]).expect(0);
    family.place("home");
    family.backup();
    fs::remove_file(second.join("photo.jpg")).unwrap();
    for code in ["library_empty", "library_missing"] {
        let run = family.run(&["backup"]);
        let message = run.text("/error/message");
        assert_eq!(run.refused(), code);
        assert!(message.contains(folders[1]) && !message.contains(folders[0]), "{message}");
        if second.exists() {
            fs::remove_dir(&second).unwrap();
        }
    }
    check(&family.place_dir("home"));
}

#[test]
fn with_all_places_switched_off_nobody_is_told_that_there_are_none() {
    let family = album();
    family.backup();
    for name in ["home", "aunt"] {
        family.run(&["place", "set", name, "--enabled", "no"]).expect(0);
    }
    let out = family.out("back");
    let out = out.to_str().unwrap();
    for args in [&["backup"][..], &["verify"], &["drill"], &["restore", "--all", "--to", out]] {
        assert_eq!(family.run(args).refused(), "places_off", "{args:?}");
    }
    let named = family.run(&["restore", "--all", "--place", "home", "--to", out]).expect(0);
    assert_eq!(named.get("/restored"), json!(3), "who names a place gets it: {}", named.told());
}

#[test]
fn a_folder_under_the_name_of_the_list_goes_aside() {
    let family = album();
    family.backup();
    let sums = family.place_dir("home").join("SHA256SUMS");
    fs::remove_file(&sums).unwrap();
    fs::create_dir(&sums).unwrap();
    fs::write(sums.join("theirs.txt"), "theirs").unwrap();
    family.photo("2025/new.jpg", "new");
    let run = family.run(&["backup"]).expect(1);
    let codes: Vec<Value> =
        run.place("home")["problems"].as_array().unwrap().iter().map(|p| p["code"].clone()).collect();
    assert_eq!(codes, [json!("set_aside")], "{}", run.told());
    assert!(sums.is_file(), "{}", run.told());
    family.backup();
    check(&family.place_dir("home"));
}
