//! One engine a home: a command started beside another hands its work over, waits its turn, and answers the same.

use elderphoto_tests::{Family, Running, assert_same, contents, mirror, until};
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixListener;
use std::time::Duration;

/// Enough photos that a run can be met at work.
fn family() -> Family {
    let family = Family::new();
    for n in 0..400 {
        family.photo(format!("{n:03}.jpg"), vec![(n % 251) as u8; 50_000 + n]);
    }
    family.init().place("home");
    family
}

/// A backup that has begun to copy, and stands still.
fn at_work(family: &Family) -> Running {
    let mut first = family.start(&["backup"]);
    let incoming = family.place_dir("home").join(".elderphoto/incoming");
    until("the copy has begun", || {
        first.ended() || fs::read_dir(&incoming).is_ok_and(|mut d| d.next().is_some())
    });
    first.signal(Signal::STOP);
    assert!(!first.ended(), "the first run was over before the second could begin");
    first
}

#[test]
fn a_second_run_waits_its_turn_and_answers_as_if_it_were_alone() {
    let family = family();
    let first = at_work(&family);
    let mut second = family.start(&["backup"]);
    std::thread::sleep(Duration::from_millis(800));
    assert!(!second.ended(), "it waits");
    first.signal(Signal::CONT);
    assert_eq!(first.wait().expect(0).number("/places/0/copied"), 400);
    let run = second.wait().expect(0);
    assert_eq!((run.text("/outcome"), run.number("/places/0/copied")), ("completed".into(), 0));
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
}

#[test]
fn a_run_whose_engine_was_killed_does_the_work_itself() {
    let family = family();
    let first = at_work(&family);
    let mut second = family.start(&["backup"]);
    std::thread::sleep(Duration::from_millis(800));
    assert!(!second.ended(), "it waits");
    first.signal(Signal::KILL);
    let run = second.wait().expect(0);
    assert_eq!(run.text("/outcome"), "completed");
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
}

#[test]
fn a_stop_of_the_second_stops_only_what_it_asked_for() {
    let family = family();
    let first = at_work(&family);
    let second = family.start(&["verify"]);
    std::thread::sleep(Duration::from_millis(500));
    first.signal(Signal::CONT);
    second.signal(Signal::INT);
    second.wait();
    assert_eq!(first.wait().expect(0).text("/outcome"), "completed");
}

#[test]
fn a_command_that_changes_settings_is_not_kept_from_it_by_what_was_left_behind() {
    let family = family();
    let home = family.home();
    drop(UnixListener::bind(home.join("engine.sock")).unwrap());
    let left = fs::metadata(home.join("engine.sock")).unwrap();
    assert!(left.file_type().is_socket());
    family.run(&["settings", "set", "proof_days", "30"]).expect(0);
    family.run(&["backup"]).expect(0);
    assert!(!home.join("engine.sock").exists(), "the one that worked put it away");
    assert_eq!(fs::metadata(&home).unwrap().mode() & 0o777, 0o700);
}
