//! The power goes: SIGKILL at moments of chance. Whatever moment it was, every earlier snapshot
//! restores bit for bit, the next run finishes the job, and a third writes nothing.
//!
//! `ELDERPHOTO_SEED` makes a story again; `ELDERPHOTO_KILLS` makes it longer.

use elderphoto_tests::{
    Family, Run, Story, assert_same, assert_untouched, check, check_unfinished, contents, exact, mirror,
    number,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Starts a run and kills it somewhere within `whole`. `None` when it was over before.
fn power_cut(story: &mut Story, args: &[&str], whole: Duration) -> Option<Run> {
    let micros = u64::try_from(whole.as_micros()).unwrap();
    let moment = Duration::from_micros(story.chance.below(micros.max(1)));
    let running = story.family.start(args);
    std::thread::sleep(moment);
    let run = running.kill();
    if run.code.is_some() { None } else { Some(run) }
}

fn timed(run: impl FnOnce() -> Run) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

#[track_caller]
fn nothing_known_is_lost(place: &str, known: &BTreeMap<String, Value>, now: &BTreeMap<String, Value>) {
    for (id, files) in known {
        assert!(now.get(id) == Some(files), "snapshot {id} of {place} is not what it was");
    }
}

#[track_caller]
fn a_third_run_writes_nothing(family: &Family, args: &[&str], places: &[&str]) {
    let before: Vec<_> = places.iter().map(|p| exact(&family.place_dir(p))).collect();
    family.run(args).expect(0);
    for (place, before) in places.iter().zip(&before) {
        assert_untouched(&family.place_dir(place), before);
    }
}

#[test]
fn a_run_that_adds_changes_moves_and_deletes_may_be_killed_at_any_moment() {
    power_cuts_on_many_days(Story::begin(1, 600), number("ELDERPHOTO_KILLS", 20));
}

#[test]
fn photos_that_stand_many_times_over_survive_it_too() {
    power_cuts_on_many_days(Story::of_twins(4, 150), number("ELDERPHOTO_KILLS", 20));
}

fn power_cuts_on_many_days(mut story: Story, wanted: u64) {
    let places = ["home", "aunt"];
    story.family.place("home").place("aunt");
    story.family.backup();
    let mut nights = vec![(newest(&story.family, "home"), contents(&story.family.library()))];
    story.a_day_goes_by();
    let mut whole = timed(|| story.family.backup());
    nights.push((newest(&story.family, "home"), contents(&story.family.library())));

    let (mut kills, mut tries) = (0, 0);
    let mut known = places.map(|p| check(&story.family.place_dir(p)).histories());
    while kills < wanted {
        tries += 1;
        assert!(tries < wanted * 5, "only {kills} of {tries} kills came in time");
        story.a_day_goes_by();
        let mut killed = power_cut(&mut story, &["backup"], whole).is_some();
        if killed && story.chance.below(4) == 0 {
            // The power comes back for a moment only.
            killed |= power_cut(&mut story, &["backup"], whole).is_some();
        }
        kills += u64::from(killed);
        for (place, known) in places.iter().zip(&known) {
            let now = check_unfinished(&story.family.place_dir(place)).histories();
            nothing_known_is_lost(place, known, &now);
        }
        whole = timed(|| story.family.backup());
        let library = contents(&story.family.library());
        for (place, known) in places.iter().zip(&mut known) {
            let now = check(&story.family.place_dir(place)).histories();
            nothing_known_is_lost(place, known, &now);
            *known = now;
            assert_same(&mirror(&story.family.place_dir(place)), &library);
        }
        nights.push((known[0].keys().next_back().expect("a snapshot").clone(), library));
        a_third_run_writes_nothing(&story.family, &["backup"], &places);
    }
    for (id, then) in [&nights[0], &nights[nights.len() / 2], &nights[nights.len() - 1]] {
        let dest = story.family.out(id);
        story.family.run(&["restore", "--all", "--at", id, "--to", dest.to_str().unwrap()]).expect(0);
        assert_eq!(&contents(&dest), then, "{id}");
    }
}

fn newest(family: &Family, place: &str) -> String {
    check(&family.place_dir(place)).complete().pop().expect("a snapshot")
}

#[test]
fn a_first_copy_may_be_killed_again_and_again() {
    let mut story = Story::begin(2, 600);
    story.family.place("home");
    let mut whole = timed(|| story.family.backup());
    let mut kills = 0;
    for round in 0..30 {
        if kills >= 10 {
            break;
        }
        let name = format!("place-{round}");
        let args = ["backup", "--place", name.as_str()];
        story.family.place(&name);
        for _ in 0..2 {
            kills += u64::from(power_cut(&mut story, &args, whole).is_some());
            check_unfinished(&story.family.place_dir(&name));
        }
        whole = timed(|| story.family.run(&args).expect(0)).max(whole / 2);
        check(&story.family.place_dir(&name));
        assert_same(&mirror(&story.family.place_dir(&name)), &contents(&story.family.library()));
        a_third_run_writes_nothing(&story.family, &args, &[&name]);
    }
    assert!(kills >= 10, "only {kills} kills came in time");
}

#[test]
fn a_restore_may_be_killed_and_leaves_no_half_photo_under_its_name() {
    let mut story = Story::begin(3, 600);
    story.family.place("home");
    story.family.backup();
    let whole = timed(|| {
        let dest = story.family.out("measure");
        story.family.run(&["restore", "--all", "--to", dest.to_str().unwrap()]).expect(0)
    });
    let original = contents(&story.family.library());
    for round in 0..6 {
        let dest = story.family.out(&format!("back-{round}"));
        let args = ["restore", "--all", "--to", dest.to_str().unwrap()];
        power_cut(&mut story, &args, whole);
        if dest.exists() {
            for (path, found) in contents(&dest) {
                let Some(photo) = original.get(&path) else { continue };
                assert_eq!(found.sha256, photo.sha256, "{path:?} is half a photo");
            }
        }
        story.family.run(&args).expect(0);
        let restored = contents(&dest);
        for (path, photo) in &original {
            assert_eq!(restored.get(path), Some(photo));
        }
        let foreign: Vec<_> = restored.keys().filter(|path| !original.contains_key(*path)).collect();
        assert!(foreign.is_empty(), "half files are left lying about: {foreign:?}");
    }
}
