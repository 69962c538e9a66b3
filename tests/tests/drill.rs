//! Practising the way back: photos really come back from a place, are compared, and leave nothing behind.

use elderphoto_tests::{Family, assert_sentence, exact};
use serde_json::json;
use std::fs;

fn family() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family.photo("2024/notes.txt", "no photo");
    family.init().place("home").place("aunt");
    family
}

#[test]
fn photos_come_back_from_each_place_and_leave_nothing_behind() {
    let family = family();
    family.backup();
    let before = exact(&family.library());
    let run = family.run(&["drill"]).expect(0);
    assert_eq!(run.text("/outcome"), "completed");
    for name in ["home", "aunt"] {
        let place = run.place(name);
        assert_eq!(
            (&place["outcome"], &place["tried"], &place["opened"]),
            (&json!("passed"), &json!(3), &json!(3))
        );
        assert_eq!(
            place["message"],
            format!("3 photos were brought back from the copies at {name} and are the same, bit for bit.")
        );
    }
    assert!(!family.home().join("practice").exists());
    assert_eq!(before, exact(&family.library()));
    let one = family.run(&["drill", "--place", "home", "--photos", "1"]).expect(0);
    assert_eq!(one.place("home")["tried"], 1);
}

#[test]
fn a_copy_with_other_bytes_does_not_pass() {
    let family = family();
    family.backup();
    let copy = family.place_dir("aunt").join("2024/lake.jpg");
    fs::write(&copy, "THE LAKE").unwrap();
    let run = family.run(&["drill"]).expect(1);
    assert_eq!(run.text("/outcome"), "attention");
    assert_eq!(run.place("home")["outcome"], "passed");
    let aunt = run.place("aunt");
    assert_eq!((&aunt["outcome"], &aunt["failed"]), (&json!("failed"), &json!(["2024/lake.jpg"])));
    assert_sentence(aunt["message"].as_str().unwrap());
}

#[test]
fn a_place_that_is_away_or_empty_cannot_be_practised_with() {
    let family = family();
    let run = family.run(&["drill"]).expect(1);
    assert_eq!(run.place("home")["outcome"], "could_not");
    assert_sentence(run.place("home")["message"].as_str().unwrap());
    family.backup();
    fs::rename(family.place_dir("aunt"), family.out("aunt")).unwrap();
    let run = family.run(&["drill"]).expect(1);
    assert_eq!(run.place("home")["outcome"], "passed");
    let aunt = run.place("aunt");
    assert_eq!((&aunt["outcome"], &aunt["tried"]), (&json!("could_not"), &json!(0)));
    assert_sentence(aunt["message"].as_str().unwrap());
}
