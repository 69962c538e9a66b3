//! A computer whose clock was wrong: an empty battery, a wrong year. What was proven at a time that has not
//! come yet proves nothing; no green light may last for years because of it.

use elderphoto_tests::{Family, check};
use std::path::PathBuf;

/// libfaketime, which gives a program another clock.
fn other_clock() -> PathBuf {
    let libraries = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let found = libraries.map(|dir| dir.path().join("faketime/libfaketime.so.1")).find(|path| path.is_file());
    found.expect("this suite needs libfaketime")
}

/// From here on the computer believes it is then.
fn clock_says(family: &Family, when: &str) {
    family.with_env("LD_PRELOAD", other_clock().to_str().unwrap()).with_env("FAKETIME", when);
}

fn clock_is_right(family: &Family) {
    clock_says(family, "+0d");
}

fn album() -> Family {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").photo("dog.jpg", "a dog").init().place("home");
    family
}

fn is_healthy(family: &Family) -> bool {
    family.run(&["health"]).code == Some(0)
}

#[test]
fn what_was_proven_in_a_year_that_has_not_come_is_not_proven() {
    let family = album();
    clock_says(&family, "@2040-01-01 00:00:00");
    family.backup();
    family.run(&["verify", "--full"]).expect(0);
    assert!(is_healthy(&family), "as far as that clock can tell");
    clock_is_right(&family);
    assert!(!is_healthy(&family));
    let photo = family.run(&["photos"]).expect(0);
    assert!(!photo.stdout.contains("2040"), "{}", photo.told());
    family.run(&["verify", "--sample", "1"]).expect(0);
    assert!(!is_healthy(&family), "one of two");
    family.run(&["verify", "--sample", "1"]).expect(0);
    assert!(is_healthy(&family), "those without a proof are checked first");
    family.photo("new.jpg", "new");
    family.backup();
    check(&family.place_dir("home"));
}

#[test]
fn a_proof_grows_old_and_is_told() {
    let family = album();
    family.backup();
    family.run(&["verify"]).expect(0);
    clock_says(&family, "+89d");
    assert!(is_healthy(&family));
    clock_says(&family, "+91d");
    assert!(!is_healthy(&family));
    family.run(&["verify"]).expect(0);
    assert!(is_healthy(&family));
}

#[test]
fn a_copy_is_safe_for_a_day_without_a_check_and_no_longer() {
    let family = album();
    family.backup();
    clock_says(&family, "+23h");
    assert!(is_healthy(&family));
    clock_says(&family, "+25h");
    assert!(!is_healthy(&family));
}

#[test]
fn a_clock_that_fell_back_for_years_loses_nothing() {
    let family = album();
    family.backup();
    family.run(&["verify"]).expect(0);
    clock_says(&family, "@2001-01-01 00:00:00");
    assert!(!is_healthy(&family), "nobody can tell how old the proofs are");
    family.photo("new.jpg", "new");
    family.backup();
    check(&family.place_dir("home"));
    clock_is_right(&family);
    assert!(!is_healthy(&family), "the new one was copied in 2001");
    family.run(&["verify", "--sample", "1"]).expect(0);
    assert!(is_healthy(&family));
    let to = family.out("all");
    family.run(&["restore", "--all", "--to", to.to_str().unwrap()]).expect(0);
    assert_eq!(std::fs::read_dir(to).unwrap().count(), 3);
}
