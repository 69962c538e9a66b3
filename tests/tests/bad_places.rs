//! A place that is missing, full, read-only, swapped or another's: it alone is left out, in a clear
//! sentence; the other places go on; nothing is written where it should not be.

use elderphoto_tests::{
    Family, Mount, Run, assert_same, assert_sentence, assert_untouched, can_mount, check, check_unfinished,
    contents, exact, mirror, remount, tool, until, widen,
};
use std::fs;
use std::os::unix::fs::symlink;

fn two_places() -> Family {
    let family = Family::new();
    family
        .photo("2024/lake.jpg", "the lake")
        .photo("2024/dog.jpg", "a dog")
        .init()
        .place("home")
        .place("aunt");
    family.backup();
    family.photo("2025/new.jpg", "new");
    family
}

/// The run did `home` and says of `aunt` what is wrong, with one of these outcomes.
#[track_caller]
fn only_aunt_is_in_trouble(family: &Family, run: &Run, outcomes: &[&str]) -> String {
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.text("/outcome"), "attention", "{}", run.told());
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    check(&family.place_dir("home"));
    let aunt = run.place("aunt");
    assert!(outcomes.iter().any(|o| aunt["outcome"] == *o), "{outcomes:?}: {}", run.told());
    let problem = &aunt["problems"][0];
    assert_sentence(problem["message"].as_str().unwrap_or_else(|| panic!("no message: {}", run.told())));
    let health = family.run(&["health"]);
    assert_eq!(health.code, Some(1), "{}", health.told());
    problem["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_place_that_is_missing_is_left_out_and_not_created() {
    let family = two_places();
    fs::rename(family.place_dir("aunt"), family.out("aunt")).unwrap();
    let run = family.run(&["backup"]);
    only_aunt_is_in_trouble(&family, &run, &["unreachable"]);
    assert!(!family.place_dir("aunt").exists());
    let status = family.run(&["status"]).row("/backups", "name", "aunt");
    assert_eq!(status["accessible"], false);
    assert_eq!(status["behind"], 1);
    fs::rename(family.out("aunt"), family.place_dir("aunt")).unwrap();
    family.backup();
    check(&family.place_dir("aunt"));
}

#[test]
fn when_the_only_place_is_missing_the_run_is_not_good() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init().place("home");
    fs::rename(family.place_dir("home"), family.out("home")).unwrap();
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(1 | 2)), "{}", run.told());
    assert_ne!(run.text("/outcome"), "completed");
    assert!(!family.place_dir("home").exists());
}

#[test]
fn an_unmounted_place_is_an_empty_folder_and_stays_one() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let disk = Mount::disk(&family.place_dir("aunt"), "size=8m");
    family.photo("lake.jpg", "the lake").init().place("home").place("aunt");
    family.backup();
    disk.unmount();
    let before = exact(&family.place_dir("aunt"));
    family.photo("new.jpg", "new");
    let run = family.run(&["backup"]);
    only_aunt_is_in_trouble(&family, &run, &["unreachable", "refused"]);
    family.run(&["verify", "--full"]).expect(1);
    family.run(&["place", "check", "aunt"]);
    assert_untouched(&family.place_dir("aunt"), &before);
}

#[test]
fn a_place_that_is_unmounted_in_mid_run_is_not_written_below() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let disk = Mount::disk(&family.place_dir("aunt"), "size=256m");
    for n in 0..400 {
        family.photo(format!("2024/{n:03}.jpg"), vec![(n % 251) as u8; 60_000 + n]);
    }
    family.init().place("home").place("aunt");
    let running = family.start(&["backup"]);
    let incoming = family.place_dir("aunt").join(".elderphoto/incoming");
    until("the copy has begun", || fs::read_dir(&incoming).is_ok_and(|mut d| d.next().is_some()));
    disk.unmount();
    let run = running.wait();
    assert!(fs::read_dir(family.place_dir("aunt")).unwrap().next().is_none(), "nothing is written there");
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    check(&family.place_dir("home"));
    let status = family.run(&["status"]).row("/backups", "name", "aunt");
    assert_eq!(status["accessible"], false);
    assert_ne!(family.run(&["health"]).code, Some(0));
}

#[test]
fn a_read_only_place_is_left_out() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let _disk = Mount::disk(&family.place_dir("aunt"), "size=8m");
    family.photo("lake.jpg", "the lake").init().place("home").place("aunt");
    family.backup();
    family.photo("new.jpg", "new").deleted("lake.jpg");
    remount(&family.place_dir("aunt"), "ro");
    let before = exact(&family.place_dir("aunt"));
    let run = family.run(&["backup"]);
    let code = only_aunt_is_in_trouble(&family, &run, &["failed", "refused", "unreachable"]);
    assert_eq!(code, "place_read_only");
    assert_untouched(&family.place_dir("aunt"), &before);
    remount(&family.place_dir("aunt"), "rw");
    family.backup();
    check(&family.place_dir("aunt"));
}

#[test]
fn a_read_only_folder_is_refused_as_a_place() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let _disk = Mount::disk(&family.place_dir("aunt"), "size=1m,ro");
    family.photo("lake.jpg", "the lake").init();
    assert_eq!(family.add_place("aunt", &[]).refused(), "place_read_only");
}

#[test]
fn a_full_place_keeps_what_was_copied_and_goes_on_when_there_is_room() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let _disk = Mount::disk(&family.place_dir("aunt"), "size=1m");
    family.photo("0.jpg", "small").init().place("home").place("aunt");
    let first = family.backup().text("/snapshot");
    for n in 1..30 {
        family.photo(format!("{n:02}.jpg"), vec![n; 100_000]);
    }
    let run = family.run(&["backup"]);
    let code = only_aunt_is_in_trouble(&family, &run, &["full"]);
    assert_eq!(code, "place_full");
    let checked = check_unfinished(&family.place_dir("aunt"));
    assert!(checked.complete().contains(&first), "what was safe there still is");
    remount(&family.place_dir("aunt"), "size=32m");
    family.backup();
    check(&family.place_dir("aunt"));
    assert_same(&mirror(&family.place_dir("aunt")), &contents(&family.library()));
}

/// The disk has room: the words say whom to ask.
#[test]
fn a_place_whose_share_of_the_disk_is_used_up_is_told_from_a_full_one() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let _disk = Mount::share(&family.place_dir("aunt"), 6);
    family.photo("0.jpg", "small").init().place("home").place("aunt");
    let first = family.backup().text("/snapshot");
    for n in 1..100 {
        family.photo(format!("{n:02}.jpg"), vec![n; 100_000]);
    }
    let run = family.run(&["backup"]);
    let code = only_aunt_is_in_trouble(&family, &run, &["full"]);
    assert_eq!(code, "place_quota", "{}", run.told());
    assert!(check_unfinished(&family.place_dir("aunt")).complete().contains(&first));
    widen(&family.place_dir("aunt"), 64);
    family.backup();
    check(&family.place_dir("aunt"));
    assert_same(&mirror(&family.place_dir("aunt")), &contents(&family.library()));
}

#[test]
fn a_place_without_room_for_one_more_file_is_full_too() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    fs::create_dir(family.place_dir("aunt")).unwrap();
    let _disk = Mount::disk(&family.place_dir("aunt"), "size=32m,nr_inodes=60");
    family.photo("0.jpg", "small").init().place("home").place("aunt");
    let first = family.backup().text("/snapshot");
    for n in 1..90 {
        family.photo(format!("{n:02}.jpg"), vec![n; 100]);
    }
    let run = family.run(&["backup"]);
    let code = only_aunt_is_in_trouble(&family, &run, &["full"]);
    assert!(code.starts_with("place_full"), "{code}");
    assert!(check_unfinished(&family.place_dir("aunt")).complete().contains(&first));
    remount(&family.place_dir("aunt"), "nr_inodes=9000");
    family.backup();
    check(&family.place_dir("aunt"));
}

#[test]
fn a_swapped_stick_is_refused_and_left_as_it_is() {
    let family = two_places();
    let other = Family::new();
    other.photo("theirs.jpg", "theirs").init().place("stick");
    other.backup();
    fs::rename(family.place_dir("aunt"), family.out("aunt")).unwrap();
    fs::rename(other.place_dir("stick"), family.place_dir("aunt")).unwrap();
    let before = exact(&family.place_dir("aunt"));
    let run = family.run(&["backup"]);
    let code = only_aunt_is_in_trouble(&family, &run, &["refused"]);
    assert!(["place_swapped", "place_of_other_library"].contains(&code.as_str()), "{code}");
    family.run(&["verify", "--full"]).expect(1);
    assert_untouched(&family.place_dir("aunt"), &before);
}

#[test]
fn two_sticks_of_the_same_family_that_changed_places_are_not_mixed_up() {
    let family = two_places();
    fs::rename(family.place_dir("aunt"), family.out("aunt")).unwrap();
    fs::rename(family.place_dir("home"), family.place_dir("aunt")).unwrap();
    fs::rename(family.out("aunt"), family.place_dir("home")).unwrap();
    let before = [exact(&family.place_dir("home")), exact(&family.place_dir("aunt"))];
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(1 | 2)), "{}", run.told());
    assert_untouched(&family.place_dir("home"), &before[0]);
    assert_untouched(&family.place_dir("aunt"), &before[1]);
}

#[test]
fn a_place_of_another_library_cannot_be_added() {
    let other = Family::new();
    other.photo("theirs.jpg", "theirs").init().place("stick");
    other.backup();
    let before = exact(&other.place_dir("stick"));
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init();
    let stick = other.place_dir("stick");
    for options in [&[][..], &["--use-existing"]] {
        let mut args = vec!["place", "add", "folder", "stick", "--path", stick.to_str().unwrap()];
        args.extend_from_slice(options);
        family.run(&args).refused();
        assert_untouched(&stick, &before);
    }
}

#[test]
fn two_places_on_one_folder_are_refused() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init().place("home");
    family.backup();
    let before = exact(&family.place_dir("home"));
    symlink(family.place_dir("home"), family.out("alias")).unwrap();
    let roundabout = family.place_dir("home").join("../home");
    for path in [family.place_dir("home"), family.out("alias"), roundabout] {
        for options in [&[][..], &["--use-existing"]] {
            let mut args = vec!["place", "add", "folder", "Twin", "--path", path.to_str().unwrap()];
            args.extend_from_slice(options);
            let run = family.run(&args);
            assert!(
                run.text("/error/message").contains("home"),
                "it says whose folder it is: {}",
                run.told()
            );
            assert_eq!(run.refused(), "place_same_folder", "{path:?}");
        }
    }
    assert_untouched(&family.place_dir("home"), &before);
}

#[test]
fn a_place_inside_another_place_is_refused() {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").init().place("home");
    family.backup();
    let before = exact(&family.place_dir("home"));
    let inside = family.place_dir("home").join("2024/inner");
    family.run(&["place", "add", "folder", "Inner", "--path", inside.to_str().unwrap()]).refused();
    assert_untouched(&family.place_dir("home"), &before);
}

#[test]
fn a_place_that_is_a_file_is_refused() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init();
    fs::write(family.place_dir("home"), "a file").unwrap();
    family.add_place("home", &[]).refused();
    assert_eq!(fs::read(family.place_dir("home")).unwrap(), b"a file");
}

#[test]
fn links_that_someone_put_into_a_place_are_not_followed() {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").init().place("home");
    family.backup();
    let elsewhere = family.out("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::rename(family.place_dir("home").join("2024"), family.out("2024")).unwrap();
    symlink(&elsewhere, family.place_dir("home").join("2024")).unwrap();
    family.photo("2024/lake.jpg", "the lake, brighter").photo("2024/new.jpg", "new");
    let run = family.run(&["backup"]);
    assert!(contents(&elsewhere).is_empty(), "nothing is written through a link: {}", run.told());
    assert_ne!(run.code, Some(0), "{}", run.told());
}

#[test]
fn a_place_that_was_set_back_to_an_older_state_catches_up() {
    // A disk restored from an image, or a clone of it, plugged in instead.
    let family = two_places();
    let (aunt, older) = (family.place_dir("aunt"), family.out("older"));
    tool("cp", &["-a", aunt.to_str().unwrap(), older.to_str().unwrap()], &family.out(""));
    family.deleted("2024/dog.jpg");
    family.backup();
    fs::remove_dir_all(&aunt).unwrap();
    fs::rename(&older, &aunt).unwrap();
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    if run.code == Some(0) {
        assert_same(&mirror(&aunt), &contents(&family.library()));
        check(&aunt);
    } else {
        assert_ne!(family.run(&["health"]).code, Some(0));
    }
}

#[test]
fn a_backup_without_any_place_says_so() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init();
    assert_eq!(family.run(&["backup"]).refused(), "no_places");
    assert_ne!(family.run(&["health"]).code, Some(0));
}
