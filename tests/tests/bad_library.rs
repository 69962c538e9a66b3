//! A photo folder that is not there, is empty, or lies where it must not: a clear sentence, and
//! nothing lost.

use elderphoto_tests::{Family, Mount, assert_sentence, assert_untouched, can_mount, check, exact};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn backed_up() -> Family {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog").init().place("home");
    family.backup();
    family
}

#[test]
fn a_library_that_does_not_exist_is_refused_at_once() {
    let family = Family::new();
    let nowhere = family.out("nowhere");
    assert_eq!(family.run(&["init", "--library", nowhere.to_str().unwrap()]).refused(), "library_missing");
    assert!(!nowhere.exists(), "it is not created");
    fs::write(&nowhere, "a file").unwrap();
    family.run(&["init", "--library", nowhere.to_str().unwrap()]).refused();
}

#[test]
fn a_library_that_is_gone_deletes_nothing() {
    let family = backed_up();
    let before = exact(&family.place_dir("home"));
    fs::rename(family.library(), family.out("library")).unwrap();
    assert_eq!(family.run(&["backup"]).refused(), "library_missing");
    assert_untouched(&family.place_dir("home"), &before);
    assert!(!family.library().exists(), "it is not created");
    let health = family.run(&["health"]).expect(2);
    assert_eq!(health.text("/health"), "critical");
    fs::rename(family.out("library"), family.library()).unwrap();
    family.backup();
    assert_untouched(&family.place_dir("home"), &before);
}

#[test]
fn a_library_that_is_suddenly_empty_deletes_nothing() {
    let family = backed_up();
    let before = exact(&family.place_dir("home"));
    fs::rename(family.library(), family.out("library")).unwrap();
    fs::create_dir(family.library()).unwrap();
    assert_eq!(family.run(&["backup"]).refused(), "library_empty");
    assert_untouched(&family.place_dir("home"), &before);
    assert_ne!(family.run(&["health"]).code, Some(0), "nothing is green now");
}

#[test]
fn an_unmounted_library_deletes_nothing() {
    if !can_mount() {
        return;
    }
    let family = Family::new();
    let disk = Mount::disk(&family.library(), "size=4m");
    family.photo("2024/lake.jpg", "the lake").init().place("home");
    family.backup();
    let before = exact(&family.place_dir("home"));
    disk.unmount();
    assert_eq!(family.run(&["backup"]).refused(), "library_empty");
    assert_untouched(&family.place_dir("home"), &before);
}

#[test]
fn a_library_that_was_empty_from_the_start_is_said() {
    let family = Family::new();
    let library = family.library();
    let init = family.run(&["init", "--library", library.to_str().unwrap()]);
    if init.code == Some(2) {
        assert_eq!(init.refused(), "library_empty");
        return;
    }
    family.place("home");
    assert_eq!(family.run(&["backup"]).refused(), "library_empty");
    assert_ne!(family.run(&["health"]).code, Some(0));
}

#[test]
fn one_of_two_library_folders_that_is_gone_deletes_nothing_of_it() {
    let family = Family::new();
    let phone = family.out("phone");
    fs::create_dir(&phone).unwrap();
    fs::write(phone.join("1.jpg"), "phone").unwrap();
    family.photo("lake.jpg", "the lake");
    let library = family.library();
    family
        .run(&["init", "--library", library.to_str().unwrap(), "--library", phone.to_str().unwrap()])
        .expect(0);
    family.place("home");
    family.backup();
    fs::rename(&phone, family.out("away")).unwrap();
    family.photo("dog.jpg", "a dog");
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(1 | 2)), "{}", run.told());
    let everything = elderphoto_tests::mirror(&family.place_dir("home"));
    let digest = elderphoto_tests::sha256(b"phone");
    assert!(everything.values().any(|f| f.sha256 == digest), "it still stands in the mirror: {}", run.told());
    assert_ne!(family.run(&["health"]).code, Some(0));
}

#[test]
fn a_place_inside_the_library_is_refused() {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").init();
    symlink(family.library().join("2024"), family.out("alias")).unwrap();
    let before = exact(&family.library());
    let inside = family.library().join("copies");
    let deep = family.library().join("2024/copies");
    let alias = family.out("alias/copies");
    for path in [&inside, &deep, &alias, &family.library()] {
        let run = family.run(&["place", "add", "folder", "Inside", "--path", path.to_str().unwrap()]);
        let message = run.text("/error/message");
        assert_eq!(run.refused(), "place_inside_library", "{path:?}");
        let library = family.library().display().to_string();
        assert!(message.contains(&format!("{library},")), "it names the photo folder: {message}");
        assert_untouched(&family.library(), &before);
    }
}

#[test]
fn a_library_inside_a_place_is_refused() {
    let family = Family::new();
    let library = family.out("place/photos/library");
    fs::create_dir_all(&library).unwrap();
    fs::write(library.join("lake.jpg"), "the lake").unwrap();
    family.run(&["init", "--library", library.to_str().unwrap()]).expect(0);
    let before = exact(&family.out("place"));
    for path in [family.out("place"), family.out("place/photos")] {
        for options in [&[][..], &["--use-existing"]] {
            let mut args = vec!["place", "add", "folder", "Outside", "--path", path.to_str().unwrap()];
            args.extend_from_slice(options);
            assert_eq!(family.run(&args).refused(), "library_inside_place");
            assert_untouched(&family.out("place"), &before);
        }
    }
}

#[test]
fn a_photo_that_changes_all_the_time_is_named_and_the_others_are_copied() {
    // A log that grows is never the same before and after it was read.
    let family = Family::new();
    family.photo("lake.jpg", "the lake").photo("live.mov", "film").init().place("home");
    let (path, stop) = (family.library().join("live.mov"), Arc::new(AtomicBool::new(false)));
    // So large that reading it takes far longer than who writes to it may have to wait for a processor.
    fs::File::options().write(true).open(&path).unwrap().set_len(160 << 20).unwrap();
    let stopped = stop.clone();
    let writer = std::thread::spawn(move || {
        let mut file = fs::File::options().append(true).open(path).unwrap();
        while !stopped.load(Ordering::Relaxed) {
            file.write_all(b"more").unwrap();
            std::thread::sleep(Duration::from_micros(200));
        }
    });
    let run = family.run(&["backup"]);
    stop.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.text("/outcome"), "attention");
    assert!(run.stdout.contains("live.mov"), "{}", run.told());
    let checked = check(&family.place_dir("home"));
    assert!(checked.newest("lake.jpg").is_some());
    assert!(checked.newest("live.mov").is_none(), "half of it is not it");
    assert_ne!(family.run(&["health"]).code, Some(0));
    let problems = run.get("/places/0/problems");
    let problem = problems.as_array().unwrap().iter().find(|p| p["path"] == "live.mov").expect("live.mov");
    assert_sentence(problem["message"].as_str().unwrap());
    family.backup();
    check(&family.place_dir("home"));
}
