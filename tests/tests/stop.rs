//! Ctrl-C is safe: what was copied stays, and the next run goes on from there.

use elderphoto_tests::{
    Family, Running, assert_same, assert_untouched, check, check_unfinished, contents, exact, mirror, until,
};
use rustix::process::Signal;
use std::fs;

fn large_library() -> Family {
    let family = Family::new();
    for n in 0..1500 {
        let content = [format!("photo {n} ").as_bytes(), &vec![(n % 251) as u8; 30_000]].concat();
        family.photo(format!("{}/IMG_{n:04}.jpg", 2004 + n % 20), content);
    }
    family.init().place("home");
    family
}

/// A run that is certainly in its middle: it has begun to copy and now stands still.
fn in_the_middle(family: &Family) -> Running {
    let mut running = family.start(&["backup"]);
    let incoming = family.place_dir("home").join(".elderphoto/incoming");
    let begun = || fs::read_dir(&incoming).is_ok_and(|mut found| found.next().is_some());
    until("the copy has begun", || running.ended() || begun());
    running.signal(Signal::STOP);
    assert!(!running.ended(), "the run was over before it could be stopped");
    running
}

#[test]
fn a_stopped_backup_keeps_what_it_copied_and_the_next_one_goes_on() {
    for signal in [Signal::INT, Signal::TERM] {
        let family = large_library();
        let running = in_the_middle(&family);
        running.signal(signal);
        running.signal(Signal::CONT);
        let run = running.wait();
        assert_eq!(run.code, Some(1), "{}", run.told());
        assert_eq!(run.text("/outcome"), "stopped", "{}", run.told());
        assert_eq!(run.place("home")["outcome"], "stopped", "{}", run.told());
        let kept = run.place("home")["copied"].as_u64().unwrap();
        check_unfinished(&family.place_dir("home"));
        assert_ne!(family.run(&["health"]).code, Some(0), "half a copy is not green");
        let next = family.backup();
        assert_eq!(kept + next.place("home")["copied"].as_u64().unwrap(), 1500, "nothing is sent twice");
        assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
        check(&family.place_dir("home"));
    }
}

#[test]
fn a_checkpoint_is_not_offered_for_restoring() {
    let family = large_library();
    let running = in_the_middle(&family);
    running.signal(Signal::INT);
    running.signal(Signal::CONT);
    running.wait();
    family.backup();
    let listed = family.run(&["snapshots"]).expect(0).get("/snapshots");
    let complete = listed.as_array().unwrap().iter().filter(|s| s["complete"] == true).count();
    assert_eq!(complete, 1, "{listed}");
}

#[test]
fn a_stopped_check_has_proven_only_what_it_read() {
    let family = large_library();
    family.backup();
    let before = exact(&family.place_dir("home"));
    let running = family.start(&["verify", "--full"]);
    running.signal(Signal::STOP);
    running.signal(Signal::INT);
    running.signal(Signal::CONT);
    let run = running.wait();
    if run.code != Some(0) {
        let status = family.run(&["status"]).row("/backups", "name", "home");
        assert_eq!(status["last_verified"], serde_json::Value::Null, "{}", run.told());
    }
    assert_untouched(&family.place_dir("home"), &before);
    family.run(&["verify", "--full"]).expect(0);
}

#[test]
fn a_stopped_restore_leaves_whole_photos_only() {
    let family = large_library();
    family.backup();
    let dest = family.out("back");
    let args = ["restore", "--all", "--to", dest.to_str().unwrap()];
    let mut running = family.start(&args);
    until("the restore has begun", || {
        running.ended() || fs::read_dir(&dest).is_ok_and(|mut d| d.next().is_some())
    });
    running.signal(Signal::INT);
    let run = running.wait();
    run.json();
    let original = contents(&family.library());
    for (path, found) in contents(&dest) {
        assert_eq!(original.get(&path).map(|f| &f.sha256), Some(&found.sha256), "{path:?}: {}", run.told());
    }
    family.run(&args).expect(0);
    assert_same(&contents(&dest), &original);
}
