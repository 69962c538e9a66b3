//! Undoing what was put back: exactly that goes, whatever happened since, and however often it was killed.

use elderphoto_tests::{Chance, Family, assert_same, contents};
use std::fs;
use std::time::{Duration, Instant};

fn family(photos: usize) -> Family {
    let family = Family::new();
    for n in 0..photos {
        family.photo(format!("2024/{:02}/photo {n:03}.jpg", n % 12), format!("photo {n}").repeat(2_000));
    }
    family.init().place("home");
    family.backup();
    family
}

#[test]
fn what_was_put_back_goes_and_what_was_there_stays() {
    let family = family(4);
    let to = family.out("back");
    fs::create_dir_all(to.join("2024/00")).unwrap();
    fs::write(to.join("2024/00/photo 000.jpg"), "somebody's own").unwrap();
    fs::write(to.join("2024/00/note.txt"), "somebody's own").unwrap();
    let before = contents(&to);
    let restored = family.run(&["restore", "--all", "--to", to.to_str().unwrap()]).expect(0);
    assert_eq!((restored.number("/restored"), fs::read_dir(to.join("2024")).unwrap().count()), (4, 4));
    let undone = family.run(&["undo"]).expect(0);
    assert_eq!((undone.text("/outcome"), undone.number("/removed")), ("completed".into(), 4));
    let after = contents(&to);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert_eq!(fs::read(to.join("2024/00/photo 000.jpg")).unwrap(), b"somebody's own");
    assert_eq!(family.run(&["undo"]).refused(), "nothing_to_undo");
}

#[test]
fn what_was_edited_since_stays_and_is_named() {
    let family = family(3);
    let to = family.out("back");
    family.run(&["restore", "--all", "--to", to.to_str().unwrap()]).expect(0);
    fs::write(to.join("2024/01/photo 001.jpg"), "edited").unwrap();
    let undone = family.run(&["undo"]).expect(1);
    assert_eq!((undone.number("/removed"), undone.get("/left").as_array().unwrap().len()), (2, 1));
    assert_eq!(undone.text("/left/0/code"), "changed_since");
    assert_eq!(undone.text("/left/0/path"), "2024/01/photo 001.jpg");
    assert_eq!(fs::read(to.join("2024/01/photo 001.jpg")).unwrap(), b"edited");
}

#[test]
fn a_dry_run_and_one_that_wrote_nothing_leave_the_one_before_to_be_undone() {
    let family = family(3);
    let to = family.out("back");
    let restore = ["restore", "--all", "--to", to.to_str().unwrap()];
    family.run(&restore).expect(0);
    family.run(&[&restore[..], &["--dry-run"]].concat()).expect(0);
    assert_eq!(family.run(&restore).expect(0).number("/already_there"), 3);
    assert_eq!(family.run(&["undo"]).expect(0).number("/removed"), 3);
    assert!(!to.exists(), "it was made for them");
}

#[test]
fn whether_restore_or_undo_was_killed_what_others_have_stays_and_ours_goes() {
    let (family, mut chance) = (family(240), Chance::new(7));
    let to = family.out("back");
    fs::create_dir_all(to.join("2024/03")).unwrap();
    fs::write(to.join("2024/03/photo 003.jpg"), "somebody's own").unwrap();
    let before = contents(&to);
    let restore = ["restore", "--all", "--to", to.to_str().unwrap()];
    let begun = Instant::now();
    family.run(&restore).expect(0);
    let mut whole = begun.elapsed();
    family.run(&["undo"]).expect(0);
    let mut kills = 0;
    for round in 0..40 {
        if kills >= 10 {
            break;
        }
        let mut kill = |args: &[&str]| {
            let micros = chance.below(u64::try_from(whole.as_micros()).unwrap());
            let running = family.start(args);
            std::thread::sleep(Duration::from_micros(micros));
            let came_in_time = running.kill().code.is_none();
            if !came_in_time {
                // The computer has less to do by now than when it was measured.
                whole = whole * 9 / 10;
            }
            came_in_time
        };
        kills += u32::from(kill(&restore));
        if round % 2 == 0 {
            kills += u32::from(kill(&["undo"]));
        }
        // It was killed before it wrote anything, or after all was undone: nothing is noted then.
        let undone = family.run(&["undo"]);
        assert!(undone.code == Some(0) || undone.refused() == "nothing_to_undo");
        assert_same(&files(&contents(&to)), &files(&before));
    }
    assert!(kills >= 10, "only {kills} came in time");
}

type Found = std::collections::BTreeMap<std::path::PathBuf, elderphoto_tests::Facts>;

/// Without folders: one that was made in the instant of a kill may stay, empty.
fn files(all: &Found) -> Found {
    all.iter()
        .filter(|(_, facts)| !facts.sha256.is_empty())
        .map(|(path, facts)| (path.clone(), facts.clone()))
        .collect()
}
