//! What the nephew sets up: places come and go, rules are kept, and nothing of it touches photos.

use elderphoto_tests::{Family, assert_same, check, contents, exact, mirror};
use serde_json::Value;
use std::fs;

fn family() -> Family {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").photo("dog.jpg", "a dog");
    family
}

fn names(family: &Family) -> Vec<String> {
    let list = family.run(&["place", "list"]).expect(0).get("/places");
    list.as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn adding_a_place_creates_the_last_folder_only() {
    let family = family();
    family.init().place("home");
    assert!(family.place_dir("home").is_dir());
    let code = family.add_place("not/there", &[]).refused();
    assert_eq!(code, "place_folder_missing");
    assert!(!family.place_dir("not").exists());
    assert_eq!(names(&family), ["home"]);
}

#[test]
fn a_place_in_an_empty_folder_that_exists_is_fine() {
    let family = family();
    fs::create_dir(family.place_dir("home")).unwrap();
    family.init().place("home");
    family.backup();
    check(&family.place_dir("home"));
}

#[test]
fn a_removed_place_is_forgotten_and_left_as_it_is() {
    let family = family();
    family.init().place("home").place("aunt");
    family.backup();
    let before = contents(&family.place_dir("aunt"));
    family.run(&["place", "remove", "aunt"]).expect(0);
    assert_same(&contents(&family.place_dir("aunt")), &before);
    assert_eq!(names(&family), ["home"]);
    let run = family.backup();
    assert_eq!(run.get("/places").as_array().unwrap().len(), 1);
}

#[test]
fn a_removed_place_can_be_added_again_and_nothing_is_sent_twice() {
    let family = family();
    family.init().place("home");
    let first = family.backup().text("/snapshot");
    family.run(&["place", "remove", "home"]).expect(0);
    family.photo("2025/new.jpg", "new");
    family.add_place("home", &["--use-existing"]).expect(0);
    let run = family.backup();
    assert_eq!(run.place("home")["copied"], 1, "{}", run.told());
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert_eq!(
        check(&family.place_dir("home")).complete(),
        [first, run.text("/snapshot")],
        "its history stays"
    );
}

#[test]
fn checking_a_place_says_whether_it_is_there() {
    let family = family();
    family.init().place("home");
    family.backup();
    let before = contents(&family.place_dir("home"));
    assert_eq!(family.run(&["place", "check", "home"]).expect(0).place("home")["reachable"], true);
    assert_same(&contents(&family.place_dir("home")), &before);
    fs::rename(family.place_dir("home"), family.out("away")).unwrap();
    let run = family.run(&["place", "check", "home"]);
    assert_ne!(run.code, Some(0), "{}", run.told());
    run.json();
    assert!(!family.place_dir("home").exists());
}

#[test]
fn the_rules_of_a_place_are_kept() {
    let family = family();
    family.init().place("home");
    family.run(&["place", "set", "home", "--keep", "days:30"]).expect(0);
    let list = family.run(&["place", "list"]).expect(0);
    assert_eq!(list.place("home")["keep"], "days:30");
    let run = family.run(&["place", "set", "home", "--keep", "sometimes"]);
    assert_eq!(run.code, Some(2), "{}", run.told());
    assert_eq!(family.run(&["place", "list"]).place("home")["keep"], "days:30");
}

#[test]
fn names_of_places_are_unique_and_known() {
    let family = family();
    family.init().place("home");
    let dir = family.place_dir("other");
    let code = family.run(&["place", "add", "folder", "home", "--path", dir.to_str().unwrap()]).refused();
    assert_eq!(code, "place_name_taken");
    assert!(!dir.exists(), "a refused place leaves nothing behind");
    for args in [["place", "remove", "dad"], ["place", "check", "dad"], ["backup", "--place", "dad"]] {
        assert_eq!(family.run(&args).refused(), "place_unknown");
    }
}

#[test]
fn settings_are_shown_and_changed() {
    let family = family();
    family.init();
    let before = family.run(&["settings", "get"]).expect(0).get("/settings");
    let settings = before.as_object().unwrap();
    assert!(!settings.is_empty());
    for (name, value) in settings {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => continue,
        };
        family.run(&["settings", "set", name, &text]).expect(0);
    }
    assert_eq!(family.run(&["settings", "get"]).expect(0).get("/settings"), before);
    assert_eq!(family.run(&["settings", "set", "no_such_setting", "1"]).refused(), "setting_unknown");
}

#[test]
fn nothing_works_before_init_and_everything_says_so() {
    let family = family();
    let commands: [&[&str]; 7] = [
        &["backup"],
        &["verify"],
        &["photos"],
        &["snapshots"],
        &["status"],
        &["usage"],
        &["restore", "--all", "--to", "out/back"],
    ];
    for args in commands {
        assert_eq!(family.run(args).refused(), "not_set_up", "{args:?}");
    }
    assert_eq!(family.add_place("home", &[]).refused(), "not_set_up");
    assert!(!family.place_dir("home").exists());
    assert_ne!(family.run(&["health"]).code, Some(0), "health is never good before anything was set up");
}

#[test]
fn setting_up_twice_is_refused_and_changes_nothing() {
    let family = family();
    family.init();
    let before = exact(&family.home());
    let library = family.library();
    let again = family.run(&["init", "--library", library.to_str().unwrap()]);
    assert_eq!(again.refused(), "already_set_up");
    let settings = |tree: std::collections::BTreeMap<std::path::PathBuf, String>| -> Vec<String> {
        tree.into_iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "toml")).map(|(_, d)| d).collect()
    };
    assert_eq!(settings(exact(&family.home())), settings(before));
}

#[test]
fn two_library_folders_each_get_their_own_prefix() {
    let family = family();
    let phone = family.out("phone");
    fs::create_dir_all(phone.join("DCIM")).unwrap();
    fs::write(phone.join("DCIM/1.jpg"), "phone").unwrap();
    let library = family.library();
    family
        .run(&["init", "--library", library.to_str().unwrap(), "--library", phone.to_str().unwrap()])
        .expect(0);
    family.place("home");
    let run = family.backup();
    assert_eq!(run.number("/scanned"), 3);
    let place = family.place_dir("home");
    check(&place);
    let all = mirror(&place);
    let tops: std::collections::BTreeSet<_> =
        all.keys().map(|p| p.iter().next().unwrap().to_owned()).collect();
    assert_eq!(tops.len(), 2, "one folder a source: {tops:?}");
    let found: Vec<_> =
        all.keys().filter(|p| p.ends_with("DCIM/1.jpg") || p.ends_with("2024/lake.jpg")).collect();
    assert_eq!(found.len(), 2, "{all:?}");
}

#[test]
fn help_is_there_for_a_person() {
    let family = family();
    for args in [
        &["--help"][..],
        &["backup", "--help"],
        &["restore", "--help"],
        &["place", "add", "folder", "--help"],
    ] {
        let run = family.run(args).expect(0);
        assert!(run.stdout.len() > 100, "{}", run.told());
    }
}
