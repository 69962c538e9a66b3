//! What was not so is not said: of deleted photos that nobody has, of a past that a backup cannot mend, of
//! copies that are none, of places that are switched off.

use elderphoto_tests::{Family, assert_sentence, sha256};
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
