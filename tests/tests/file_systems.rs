//! Places on the file systems that families have: every photo is there and comes back under its own name,
//! whatever the disk makes of names and times; a disk that goes away in the middle of a run costs nothing.

use elderphoto_tests::{
    Checked, Family, Format, Mount, Run, Volume, assert_same, can_mount, check, check_unfinished, contents,
    mirror, until,
};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Names that some file systems refuse, merge or change.
const ODD_NAMES: [&str; 12] = [
    "2024/IMG.jpg",
    "2024/img.JPG",
    "2024/\u{e9}t\u{e9}.jpg",
    "2024/e\u{301}te\u{301}.jpg",
    "2024/what?.jpg",
    "2024/a:b*c.jpg",
    "2024/back\\slash.jpg",
    "2024/CON",
    "2024/dot.",
    "2024/space ",
    "2024/\u{1f389} party \"quoted\".jpg",
    "trip./x.jpg",
];

fn album_with_odd_names() -> Family {
    let family = Family::new();
    for (n, name) in ODD_NAMES.iter().enumerate() {
        family.photo(name, format!("photo number {n}"));
    }
    family.photo_named(b"2023/not-text-\xff.jpg", "a name that is no text");
    family.photo("2023/old.jpg", "old").init();
    family
}

/// The checker, told how coarse the times of that place are (as ElderPhoto noted when it was added) and
/// whether it keeps modes.
fn check_as_noted(family: &Family, place: &Path, keeps_modes: bool) {
    let settings = fs::read_to_string(family.home().join("settings.toml")).unwrap();
    let step = settings.lines().find_map(|l| l.strip_prefix("time_step_ns = ")).expect("noted").to_owned();
    let mut told = vec!["--time-step-ns", &step];
    if !keeps_modes {
        told.push("--keeps-no-modes");
    }
    let checked = Checked::of(place, &told);
    assert!(checked.ok, "{:?}", checked.problems);
}

fn everything_comes_back(family: &Family, to: &str) {
    let to = family.out(to);
    fs::create_dir(&to).unwrap();
    family.run(&["restore", "--all", "--place", "home", "--to", to.to_str().unwrap()]).expect(0);
    let bytes_of = |dir: &Path| -> Vec<_> {
        contents(dir).into_iter().map(|(path, facts)| (path, facts.sha256)).collect()
    };
    assert_eq!(bytes_of(&to), bytes_of(&family.library()));
}

/// Backed up, checked, changed, backed up, checked, restored; nothing is done twice.
#[track_caller]
fn a_year_on(format: Format) {
    if !can_mount() {
        return;
    }
    let keeps_modes = matches!(format, Format::Xfs | Format::Btrfs);
    let family = album_with_odd_names();
    let disk = family.out("disk");
    let _volume = Volume::new(format, &disk);
    let place = disk.join("Photos");
    family.run(&["place", "add", "folder", "home", "--path", place.to_str().unwrap()]).expect(0);
    family.backup();
    family.run(&["verify", "--full"]).expect(0);
    check_as_noted(&family, &place, keeps_modes);
    everything_comes_back(&family, "first");

    family
        .photo("2024/IMG.jpg", "changed")
        .deleted("2024/\u{e9}t\u{e9}.jpg")
        .moved("2024/img.JPG", "2025/Img.jpg")
        .moved("2023/old.jpg", "2023/OLD.jpg")
        .photo("2025/\u{c9}T\u{c9}.jpg", "a summer");
    let changed = family.backup();
    assert_eq!(changed.place("home")["copied"], 2, "what was only moved is not sent: {}", changed.told());
    let idle = family.backup();
    assert_eq!(idle.place("home")["copied"], 0, "{}", idle.told());
    let verified = family.run(&["verify", "--full"]).expect(0);
    assert_eq!(verified.place("home")["checked"], ODD_NAMES.len() + 2, "{}", verified.told());
    check_as_noted(&family, &place, keeps_modes);
    everything_comes_back(&family, "second");
}

#[test]
fn on_xfs() {
    a_year_on(Format::Xfs);
}

#[test]
fn on_btrfs() {
    a_year_on(Format::Btrfs);
}

#[test]
fn on_a_stick_with_exfat() {
    a_year_on(Format::ExFat);
}

#[test]
fn on_a_disk_from_windows() {
    a_year_on(Format::Ntfs);
}

#[test]
fn a_disk_that_gives_back_other_names_is_refused_and_left_as_it_was() {
    if !can_mount() {
        return;
    }
    let family = album_with_odd_names();
    let disk = family.out("disk");
    let _volume = Volume::new(Format::NtfsInSmallLetters, &disk);
    let place = disk.join("photos");
    let run = family.run(&["place", "add", "folder", "home", "--path", place.to_str().unwrap()]);
    assert_eq!(run.refused(), "place_names_change");
    assert_eq!(fs::read_dir(&disk).unwrap().count(), 0);
    assert_eq!(family.run(&["place", "list"]).expect(0).get("/places"), Value::Array(vec![]));
}

#[test]
fn a_disk_that_lets_everybody_wait_holds_up_no_other_place() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").init().place("home");
    let disk = family.out("disk");
    let volume = Volume::new(Format::Ntfs, &disk);
    let place = disk.join("photos");
    family.run(&["place", "add", "folder", "aunt", "--path", place.to_str().unwrap()]).expect(0);
    family.backup();
    family.photo("2025/new.jpg", "new");
    volume.hang();
    let run = family.run(&["backup"]).expect(1);
    volume.wake();
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    assert_eq!(run.place("aunt")["problems"][0]["code"], "place_timed_out", "{}", run.told());
    assert_eq!(family.run(&["backup"]).expect(0).place("aunt")["copied"], 1);
}

/// Photos put back onto a disk that refuses some of their names come back all the same, each under a name of
/// its own that is told; a second time finds them all there.
#[track_caller]
fn everything_is_put_back_onto(format: Format, own_names_kept: usize) {
    if !can_mount() {
        return;
    }
    let family = album_with_odd_names();
    family.place("home").backup();
    let disk = family.out("disk");
    let _volume = Volume::new(format, &disk);
    let to = disk.join("Photos");
    let run = family.run(&["restore", "--all", "--to", to.to_str().unwrap()]).expect(0);
    let all = ODD_NAMES.len() + 2;
    assert_eq!(run.number("/restored"), all as u64, "{}", run.told());
    assert_eq!(run.get("/problems"), Value::Array(vec![]));
    let renamed = run.get("/renamed").as_array().unwrap().len();
    assert_eq!(all - renamed, own_names_kept, "{}", run.told());
    let digests = |dir: &Path| -> std::collections::BTreeSet<String> {
        contents(dir).into_values().map(|facts| facts.sha256).filter(|sha256| !sha256.is_empty()).collect()
    };
    assert_eq!(digests(&to), digests(&family.library()));
    let again = family.run(&["restore", "--all", "--to", to.to_str().unwrap()]).expect(0);
    assert_eq!((again.number("/restored"), again.number("/already_there")), (0, all as u64));
}

#[test]
fn onto_a_stick_with_exfat() {
    everything_is_put_back_onto(Format::ExFat, 8);
}

#[test]
fn onto_a_disk_from_windows() {
    everything_is_put_back_onto(Format::Ntfs, 5);
}

/// A practice is about the copies, not about what the disk of this computer makes of names.
#[track_caller]
fn practised_on(format: Format) {
    if !can_mount() {
        return;
    }
    let family = album_with_odd_names();
    family.place("home").backup();
    let _volume = Volume::new(format, &family.home().join("practice"));
    let run = family.run(&["drill", "--photos", "100"]).expect(0);
    let home = run.place("home");
    assert_eq!((home["outcome"].as_str(), &home["failed"]), (Some("passed"), &Value::Array(vec![])));
    let pictures = ODD_NAMES.iter().filter(|name| name.to_lowercase().ends_with(".jpg"));
    assert_eq!(
        (&home["tried"], &home["opened"]),
        (&(pictures.count() + 2).into(), &home["tried"]),
        "{}",
        run.told()
    );
    let left = fs::read_dir(family.home().join("practice")).unwrap().count();
    assert_eq!(left, 0, "what came back is gone again");
}

#[test]
fn practised_on_a_stick_with_exfat() {
    practised_on(Format::ExFat);
}

#[test]
fn practised_on_a_disk_from_windows() {
    practised_on(Format::Ntfs);
}

#[test]
fn a_practice_for_which_this_computer_has_no_room_says_nothing_of_the_copies() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    family.photo("2024/large.jpg", vec![7; 3 << 20]).init().place("home");
    family.backup();
    let practice = family.home().join("practice");
    fs::create_dir(&practice).unwrap();
    let _small = Mount::disk(&practice, "size=1m");
    let run = family.run(&["drill"]).expect(1);
    let home = run.place("home");
    assert_eq!((home["outcome"].as_str(), &home["failed"]), (Some("could_not"), &Value::Array(vec![])));
    assert_eq!(home["problems"][0]["code"], "target_full", "{}", run.told());
}

/// Home, and the aunt on a disk that is slow enough to be met in the middle of a run.
fn with_a_slow_disk(format: Format) -> (Family, Volume) {
    let family = Family::new();
    family.photo("first.jpg", "first").init();
    let volume = Volume::new(format, &family.place_dir("aunt"));
    fs::create_dir(family.place_dir("home")).unwrap();
    family.place("home");
    let inside = family.place_dir("aunt").join("Photos");
    family
        .run(&["place", "add", "folder", "aunt", "--path", inside.to_str().unwrap(), "--offsite"])
        .expect(0);
    family.backup();
    for n in 0..24u8 {
        family.photo(format!("2024/{n:02}.jpg"), vec![n; 4 << 20]);
    }
    family.run(&["place", "set", "aunt", "--limit", "3"]).expect(0);
    (family, volume)
}

/// Starts a run and waits until it is at work at the aunt's, well before its end.
fn in_mid_run(family: &Family) -> elderphoto_tests::Running {
    let incoming = family.place_dir("aunt").join("Photos/.elderphoto/incoming");
    let running = family.start(&["backup"]);
    let staged = || fs::read_dir(&incoming).is_ok_and(|entries| entries.count() > 0);
    until("something arrives at the aunt's", staged);
    running
}

/// The run told of the aunt; home has everything.
fn only_aunt_failed(family: &Family, run: &Run) {
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
    let aunt = run.place("aunt");
    assert_ne!(aunt["outcome"], "completed", "{}", run.told());
    elderphoto_tests::assert_sentence(aunt["problems"][0]["message"].as_str().unwrap());
    let health = family.run(&["health"]);
    assert_eq!(health.code, Some(1), "{}", health.told());
}

#[test]
fn a_disk_unmounted_in_the_middle_of_a_run_is_told_and_its_empty_folder_stays_empty() {
    if !can_mount() {
        return;
    }
    let (family, mut volume) = with_a_slow_disk(Format::Ext4);
    let aunt = family.place_dir("aunt");
    let running = in_mid_run(&family);
    volume.unmount();
    let run = running.wait();
    only_aunt_failed(&family, &run);
    assert_eq!(run.place("aunt")["outcome"], "unreachable", "{}", run.told());
    assert_eq!(fs::read_dir(&aunt).unwrap().count(), 0, "nothing is written where the disk was");
    volume.plug_in();
    check_unfinished(&aunt.join("Photos"));
    family.run(&["place", "set", "aunt", "--limit", "1000"]).expect(0);
    family.backup();
    assert_same(&mirror(&aunt.join("Photos")), &contents(&family.library()));
    check(&aunt.join("Photos"));
}

#[test]
fn a_disk_that_dies_in_the_middle_of_a_run_costs_no_other_place_and_no_older_version() {
    if !can_mount() {
        return;
    }
    for format in [Format::Ext4, Format::Xfs] {
        let (family, mut volume) = with_a_slow_disk(format);
        let aunt = family.place_dir("aunt");
        let before = check(&aunt.join("Photos")).histories();
        let running = in_mid_run(&family);
        volume.die();
        let run = running.wait();
        only_aunt_failed(&family, &run);
        volume.unmount();
        volume.plug_in();
        let after = check_unfinished(&aunt.join("Photos")).histories();
        for (id, files) in &before {
            assert_eq!(after.get(id), Some(files), "{id}");
        }
        family.run(&["place", "set", "aunt", "--limit", "1000"]).expect(0);
        family.backup();
        assert_same(&mirror(&aunt.join("Photos")), &contents(&family.library()));
        check(&aunt.join("Photos"));
    }
}
