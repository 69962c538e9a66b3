//! The power goes, or the line does, while photos go to a far machine: whatever moment it was, every
//! earlier snapshot restores bit for bit, and the next run finishes without sending all of it again.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::{
    Chance, Family, FarMachine, Proxy, Story, assert_same, check_in_seconds, check_unfinished, contents,
    in_seconds, mirror, number, tool, until,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

type Histories = BTreeMap<String, Value>;

#[track_caller]
fn nothing_known_is_lost(known: &Histories, now: &Histories) {
    for (id, files) in known {
        assert!(now.get(id) == Some(files), "snapshot {id} is not what it was");
    }
}

/// A whole copy of the library, by the format, by the tools of the world, and in seconds.
#[track_caller]
fn is_whole(family: &Family, place: &Path) -> Histories {
    let histories = check_in_seconds(place).histories();
    assert_same(&in_seconds(mirror(place)), &in_seconds(contents(&family.library())));
    tool("sha256sum", &["-c", "--quiet", "SHA256SUMS"], place);
    histories
}

fn timed_backup(family: &Family) -> Duration {
    let start = Instant::now();
    family.backup();
    start.elapsed()
}

fn killed_on_many_days(machine: &FarMachine, seed: u64, wanted: u64) {
    let mut story = Story::begin(seed, 120);
    story.family.far_place("Dad", machine);
    let place = machine.place_dir("Dad");
    story.family.backup();
    story.a_day_goes_by();
    let mut whole = timed_backup(&story.family);
    let mut known = is_whole(&story.family, &place);
    let (mut kills, mut tries) = (0, 0);
    while kills < wanted {
        tries += 1;
        assert!(tries < wanted * 4, "only {kills} of {tries} kills came in time");
        story.a_day_goes_by();
        let micros = u64::try_from(whole.as_micros()).unwrap();
        let moment = Duration::from_micros(story.chance.below(micros.max(1)));
        let running = story.family.start(&["backup"]);
        std::thread::sleep(moment);
        if running.kill().code.is_none() {
            kills += 1;
        }
        // What the far side still does with what it was sent is part of the moment.
        nothing_known_is_lost(&known, &check_unfinished(&place).histories());
        whole = timed_backup(&story.family);
        let now = is_whole(&story.family, &place);
        nothing_known_is_lost(&known, &now);
        known = now;
    }
}

#[test]
fn a_run_to_a_far_machine_may_be_killed_at_any_moment() {
    killed_on_many_days(&FarMachine::new(), 11, number("ELDERPHOTO_KILLS", 12));
}

#[test]
fn a_run_to_a_far_machine_without_a_shell_may_be_killed_at_any_moment() {
    killed_on_many_days(&FarMachine::without_shell(), 12, number("ELDERPHOTO_KILLS", 12));
}

/// Not the program but the line ends, after any number of bytes.
#[test]
fn the_line_may_be_cut_after_any_number_of_bytes() {
    let (machine, mut story) = (FarMachine::new(), Story::begin(13, 60));
    let proxy = Proxy::to(machine.port());
    story.family.run_all(&machine.add_through("Dad", &proxy)).expect(0);
    let place = machine.place_dir("Dad");
    story.family.backup();
    let mut known = is_whole(&story.family, &place);
    let (mut whole, mut cuts) = (60_000, 0);
    for _ in 0..8 {
        story.a_day_goes_by();
        let before = proxy.sent();
        proxy.cut_after(story.chance.below(whole));
        story.family.run(&["backup"]);
        cuts += usize::from(proxy.was_cut());
        // A run may have been over before.
        proxy.cut_after(u64::MAX / 2);
        nothing_known_is_lost(&known, &check_unfinished(&place).histories());
        story.family.backup();
        whole = (proxy.sent() - before).max(whole / 2);
        let now = is_whole(&story.family, &place);
        nothing_known_is_lost(&known, &now);
        known = now;
    }
    assert!(cuts >= 4, "the line was cut {cuts} times only");
}

#[test]
fn a_long_film_that_was_cut_off_is_gone_on_with() {
    const FILM: u64 = 200 << 20;
    let (machine, family) = (FarMachine::new(), Family::new());
    let mut chance = Chance::new(1);
    let block = chance.bytes(1 << 20);
    let film: Vec<u8> = (0..FILM >> 20).flat_map(|n| block.iter().map(move |b| b ^ n as u8)).collect();
    family.photo("2024/film.mov", &film).init();
    drop(film);
    let proxy = Proxy::to(machine.port());
    family.run_all(&machine.add_through("Dad", &proxy)).expect(0);
    proxy.cut_after(FILM / 10 * 6);
    let cut = family.run(&["backup"]);
    assert!(proxy.was_cut(), "{}", cut.told());
    assert_ne!(cut.place("Dad")["outcome"], "completed", "{}", cut.told());
    until("the far side has written what it got", || machine.is_alone());
    let large = machine.place_dir("Dad").join(".elderphoto/incoming/large");
    let unfinished: Vec<u64> =
        std::fs::read_dir(&large).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).collect();
    assert!(unfinished.len() == 1 && unfinished[0] > FILM / 2, "{unfinished:?} bytes stand there");
    let before = proxy.sent();
    family.backup();
    let again = proxy.sent() - before;
    assert!(again < FILM / 10 * 4 + (10 << 20), "{again} bytes were sent for the last 40 %");
    is_whole(&family, &machine.place_dir("Dad"));
}

/// A folder place beside a far one through `proxy`, both with everything of today; then new photos.
fn home_and_far(machine: &FarMachine, proxy: &Proxy) -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").init().place("home");
    family.run_all(&machine.add_through("Dad", proxy)).expect(0);
    family.backup();
    for n in 0..40u8 {
        family.photo(format!("2024/{n}.jpg"), vec![n; 100_000]);
    }
    family
}

fn home_is_done(family: &Family) -> bool {
    let home = family.place_dir("home");
    let listed = std::fs::read_dir(home.join(".elderphoto/snapshots"));
    listed.is_ok_and(|found| found.count() >= 2) && home.join("2024/39.jpg").exists()
}

#[test]
fn a_dead_far_place_holds_up_no_other() {
    let machine = FarMachine::new();
    let proxy = Proxy::to(machine.port());
    let family = home_and_far(&machine, &proxy);
    proxy.go_silent();
    let mut running = family.start(&["backup"]);
    until("the folder has everything", || home_is_done(&family));
    assert!(!running.ended(), "the far place is not waited for at all");
    let begun = Instant::now();
    let run = running.wait();
    assert!(begun.elapsed() < Duration::from_secs(60), "it took {:?} more", begun.elapsed());
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    assert_eq!(run.place("Dad")["problems"][0]["code"], "place_timed_out", "{}", run.told());
    proxy.speak_again();
    family.backup();
    is_whole(&family, &machine.place_dir("Dad"));
}

#[test]
fn a_slow_far_place_holds_up_no_other() {
    let machine = FarMachine::new();
    let proxy = Proxy::to(machine.port());
    let family = home_and_far(&machine, &proxy);
    proxy.slow_down_to(60_000);
    let mut running = family.start(&["backup"]);
    until("the folder has everything", || home_is_done(&family));
    assert!(!running.ended(), "four megabytes went over a slow line at once");
    proxy.slow_down_to(0);
    let run = running.wait().expect(0);
    assert_eq!(run.place("Dad")["outcome"], "completed", "{}", run.told());
    is_whole(&family, &machine.place_dir("Dad"));
}
