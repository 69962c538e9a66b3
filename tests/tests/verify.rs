//! Checks find what is wrong, say so until it is right again, and the next backup puts it right.

use elderphoto_tests::{
    Checked, Family, Run, assert_same, assert_sentence, assert_untouched, check, check_unfinished, contents,
    exact, mirror, sha256,
};
use serde_json::json;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn safe_album() -> Family {
    let family = Family::new();
    for n in 0..20 {
        family.photo(format!("2024/{n:02}.jpg"), format!("photo number {n}"));
    }
    family.photo("2023/old.jpg", "old").init().place("home").place("aunt");
    family.backup();
    family.photo("2023/old.jpg", "old, cropped");
    family.backup();
    family
}

/// Rots one byte; size and time stay.
fn rot(path: &Path) -> Vec<u8> {
    let time = fs::metadata(path).unwrap().modified().unwrap();
    let mut bytes = fs::read(path).unwrap();
    bytes[3] ^= 1;
    fs::write(path, &bytes).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    bytes
}

fn verify(family: &Family, code: i32) -> Run {
    let run = family.run(&["verify", "--full"]).expect(code);
    assert_eq!(run.text("/outcome"), if code == 0 { "completed" } else { "attention" }, "{}", run.told());
    run
}

#[test]
fn a_check_of_good_copies_reads_all_and_writes_nothing() {
    let family = safe_album();
    let before = [exact(&family.place_dir("home")), exact(&family.place_dir("aunt"))];
    let run = verify(&family, 0);
    for name in ["home", "aunt"] {
        let place = run.place(name);
        assert_eq!(place["checked"], 21, "{}", run.told());
        assert_eq!(place["ok"], 21);
        assert_eq!(place["unchecked"], 0);
        assert_eq!((&place["missing"], &place["damaged"]), (&json!([]), &json!([])));
    }
    assert_untouched(&family.place_dir("home"), &before[0]);
    assert_untouched(&family.place_dir("aunt"), &before[1]);
}

#[test]
fn rot_and_loss_are_found_named_and_put_right_by_the_next_backup() {
    let family = safe_album();
    let place = family.place_dir("home");
    let known = check(&place).histories();
    let rotten = rot(&place.join("2024/03.jpg"));
    fs::remove_file(place.join("2024/05.jpg")).unwrap();

    let run = verify(&family, 1);
    let home = run.place("home");
    assert_eq!(home["damaged"], json!(["2024/03.jpg"]), "{}", run.told());
    assert_eq!(home["missing"], json!(["2024/05.jpg"]), "{}", run.told());
    assert_eq!(home["ok"], 19, "{}", run.told());
    assert_eq!(run.place("aunt")["damaged"], json!([]));
    assert_eq!(family.run(&["health"]).expect(1).text("/health"), "degraded");
    let behind = family.run(&["status"]).row("/backups", "name", "home");
    assert_eq!(behind["behind"], 2, "{behind}");
    let again = verify(&family, 1);
    assert_eq!(again.place("home")["damaged"], json!(["2024/03.jpg"]), "a check repairs nothing by itself");

    // What happened is told once; nobody has to do anything about it any more.
    let repair = family.run(&["backup"]).expect(1);
    assert_eq!(repair.text("/outcome"), "attention");
    let problems = repair.place("home")["problems"].clone();
    assert_eq!(
        (problems[0]["code"].as_str(), problems[1].as_str()),
        (Some("damaged_healed"), None),
        "{problems}"
    );
    assert_eq!(
        problems[0]["message"],
        "The copy of 2024/03.jpg at home was damaged; a good one is in its place again."
    );
    assert_eq!(repair.place("aunt")["outcome"], "completed", "{}", repair.told());
    assert_same(&mirror(&place), &contents(&family.library()));
    let set_aside = contents(&place.join(".elderphoto/quarantine"));
    let digest = sha256(&rotten);
    assert!(set_aside.values().any(|f| f.sha256 == digest), "the damaged copy is kept: {set_aside:?}");
    let now = check(&place).histories();
    for (id, files) in &known {
        assert_eq!(now.get(id), Some(files), "{id}");
    }
    verify(&family, 0);
    family.run(&["health"]).expect(0);
    family.backup();
}

#[test]
fn a_copy_someone_edited_is_noticed_by_size_and_time_alone() {
    let family = safe_album();
    let copy = family.place_dir("home").join("2024/07.jpg");
    fs::write(&copy, "edited at the place").unwrap();
    let run = verify(&family, 1);
    assert_eq!(run.place("home")["damaged"], json!(["2024/07.jpg"]), "{}", run.told());
    family.run(&["backup"]);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    let kept = contents(&family.place_dir("home").join(".elderphoto"));
    let digest = sha256(b"edited at the place");
    assert!(kept.values().any(|f| f.sha256 == digest), "what was there is set aside, not destroyed");
    check(&family.place_dir("home"));
}

#[test]
fn a_person_is_told_that_a_healed_copy_needs_nothing_of_her() {
    let family = safe_album();
    rot(&family.place_dir("home").join("2024/03.jpg"));
    verify(&family, 1);
    let told = family.run_for_a_person(&["backup"]).expect(1).stdout;
    assert!(told.contains("home: everything is there again.\n"), "{told}");
    assert!(
        told.contains("The copy of 2024/03.jpg at home was damaged; a good one is in its place again."),
        "{told}"
    );
    assert!(
        told.ends_with("is there again; there is nothing left to do.\n") && !told.contains("needs you"),
        "{told}"
    );
    family.run(&["health"]).expect(0);
    assert!(
        family.run_for_a_person(&["backup"]).expect(0).stdout.ends_with("Done. Nothing is missing there.\n")
    );
}

#[test]
fn rot_in_a_copy_is_never_put_back_as_an_older_version() {
    let family = safe_album();
    let place = family.place_dir("home");
    rot(&place.join("2024/03.jpg"));
    family.photo("2024/03.jpg", "photo number 3, cropped");
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert_same(&mirror(&place), &contents(&family.library()));
    // The old version rotted at home before anyone looked: what moved to the history is not trusted
    // for its name, a check says so, and putting back takes it from where it is right.
    let run = verify(&family, 1);
    let digest = sha256(b"photo number 3");
    assert!(run.place("home").to_string().contains(&digest), "{}", run.told());
    assert!(check(&family.place_dir("aunt")).knows(&digest), "aunt still has it");
    let first = check(&family.place_dir("aunt")).complete()[0].clone();
    let dest = family.out("back");
    let args = ["restore", "2024/03.jpg", "--at", &first, "--to", dest.to_str().unwrap()];
    family.run(&args).expect(0);
    assert_eq!(fs::read(dest.join("2024/03.jpg")).unwrap(), b"photo number 3");
}

#[test]
fn rot_in_the_library_is_not_taken_for_a_new_version() {
    // Size and time are as they were: only reading everything can tell, and then it is a change.
    let family = safe_album();
    rot(&family.library().join("2024/03.jpg"));
    let before = exact(&family.place_dir("home"));
    family.backup();
    assert_untouched(&family.place_dir("home"), &before);
    verify(&family, 0);
}

#[test]
fn many_losses_are_put_right_from_the_library() {
    let family = safe_album();
    let place = family.place_dir("home");
    fs::remove_dir_all(place.join("2024")).unwrap();
    let run = verify(&family, 1);
    assert_eq!(run.place("home")["missing"].as_array().unwrap().len(), 20);
    family.run(&["backup"]);
    assert_same(&mirror(&place), &contents(&family.library()));
    check(&place);
    verify(&family, 0);
}

#[test]
fn a_loss_is_not_hidden_by_a_photo_that_was_deleted_meanwhile() {
    let family = safe_album();
    let place = family.place_dir("home");
    fs::remove_file(place.join("2024/05.jpg")).unwrap();
    family.deleted("2024/05.jpg");
    let run = family.run(&["backup"]);
    check_unfinished(&family.place_dir("aunt"));
    // Its content is gone from home: no green light there, whatever the mirror looks like.
    assert!(run.code == Some(1) || verify_after(&family) == Some(1), "{}", run.told());
}

fn verify_after(family: &Family) -> Option<i32> {
    family.run(&["verify", "--full"]).code
}

#[test]
fn a_photo_that_moves_after_its_copy_rotted_is_found_and_put_right() {
    let family = safe_album();
    let place = family.place_dir("home");
    rot(&place.join("2024/03.jpg"));
    family.moved("2024/03.jpg", "moved/03.jpg");
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    // It may have been moved unread; then it is not proven, and a check finds it.
    if run.code == Some(0) && mirror(&place) != contents(&family.library()) {
        assert_eq!(verify(&family, 1).place("home")["damaged"], json!(["moved/03.jpg"]));
    }
    family.run(&["backup"]);
    assert_same(&mirror(&place), &contents(&family.library()));
    check(&place);
    verify(&family, 0);
}

#[test]
fn a_photo_that_moves_after_its_copy_went_is_sent_again() {
    let family = safe_album();
    let place = family.place_dir("home");
    fs::remove_file(place.join("2024/05.jpg")).unwrap();
    family.moved("2024/05.jpg", "moved/05.jpg");
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    if mirror(&place) != contents(&family.library()) {
        assert_eq!(run.code, Some(1), "{}", run.told());
        assert_ne!(family.run(&["health"]).code, Some(0), "{}", run.told());
        family.run(&["backup"]).expect(0);
    }
    assert_same(&mirror(&place), &contents(&family.library()));
    check(&place);
}

#[test]
fn a_twin_is_not_made_from_a_rotten_copy() {
    let family = safe_album();
    let place = family.place_dir("home");
    rot(&place.join("2024/03.jpg"));
    family.photo("twins/03.jpg", "photo number 3");
    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert_eq!(fs::read(place.join("twins/03.jpg")).unwrap(), b"photo number 3", "{}", run.told());
    // And the last good copy is not dropped because a rotten one bears the same name.
    rot(&place.join("2024/07.jpg"));
    family.photo("twins/07.jpg", "photo number 7");
    family.run(&["backup"]);
    family.deleted("twins/07.jpg");
    family.run(&["backup"]);
    let everything = contents(&place);
    assert!(everything.values().any(|f| f.sha256 == sha256(b"photo number 7")), "the good copy is dropped");
}

#[test]
fn a_place_that_is_away_is_not_checked_and_not_green() {
    let family = safe_album();
    fs::rename(family.place_dir("aunt"), family.out("aunt")).unwrap();
    let run = family.run(&["verify", "--full"]).expect(1);
    assert_eq!(run.place("home")["ok"], 21);
    assert_eq!(run.place("aunt")["checked"], 0, "{}", run.told());
}

#[test]
fn verifying_right_after_a_backup_proves_it() {
    let family = safe_album();
    family.photo("2025/new.jpg", "new");
    family.run(&["backup", "--verify"]).expect(0);
    for name in ["home", "aunt"] {
        let new = family.run(&["photos", "2025/new.jpg"]).row("/photos", "path", "2025/new.jpg");
        let place = new["places"].as_array().unwrap().iter().find(|p| p["name"] == name).unwrap().clone();
        assert!(place["proven"].is_string(), "{new}");
    }
}

#[test]
fn an_emptied_mirror_is_noticed_by_the_next_backup_and_filled_again() {
    let family = safe_album();
    let place = family.place_dir("home");
    fs::remove_dir_all(place.join("2024")).unwrap();

    let run = family.run(&["backup"]).expect(1);
    let home = run.place("home");
    assert_eq!(home["copied"], 20, "{}", run.told());
    assert!(home["problems"].to_string().contains("\"missing_healed\""), "{}", run.told());
    assert_eq!(run.place("aunt")["copied"], 0, "{}", run.told());
    assert_same(&mirror(&place), &contents(&family.library()));
    check(&place);
    family.backup();
    verify(&family, 0);
}

#[test]
fn what_a_check_found_lost_is_in_no_later_snapshot_until_it_is_there_again() {
    let family = safe_album();
    family.without_rights();
    let place = family.place_dir("home");
    fs::remove_file(place.join("2024/05.jpg")).unwrap();
    verify(&family, 1);
    // What could mend it cannot be read now, and something else gives reason for a snapshot.
    let photo = family.library().join("2024/05.jpg");
    fs::set_permissions(&photo, Permissions::from_mode(0o000)).unwrap();
    family.photo("2023/new.jpg", "new");
    family.run(&["backup"]).expect(1);
    assert_eq!(Checked::of(&place, &[]).newest("2024/05.jpg"), None);

    fs::set_permissions(&photo, Permissions::from_mode(0o644)).unwrap();
    family.backup();
    assert!(check(&place).newest("2024/05.jpg").is_some());
}

#[test]
fn an_older_version_that_somebody_deleted_is_told() {
    let family = safe_album();
    let place = family.place_dir("home");
    let oldest = check(&place).complete().remove(0);
    let record = place.join(format!(".elderphoto/snapshots/{oldest}.json"));
    fs::remove_file(&record).unwrap();
    let run = verify(&family, 1);
    let problems = &run.place("home")["problems"];
    assert_eq!(problems[0]["code"], "snapshot_missing", "{}", run.told());
    assert_sentence(problems[0]["message"].as_str().unwrap());
    assert_eq!(run.place("aunt")["problems"], json!([]), "{}", run.told());
}

#[test]
fn a_run_tells_of_an_older_version_that_somebody_deleted() {
    let family = safe_album();
    let place = family.place_dir("home");
    let oldest = check(&place).complete().remove(0);
    fs::remove_file(place.join(format!(".elderphoto/snapshots/{oldest}.json"))).unwrap();
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("home")["problems"][0]["code"], "snapshot_missing", "{}", run.told());
    assert_eq!(family.run(&["health"]).expect(1).text("/health"), "degraded");
}

#[test]
fn a_check_that_found_nothing_to_check_is_no_good_news() {
    let family = safe_album();
    let place = family.place_dir("home");
    for entry in fs::read_dir(place.join(".elderphoto/snapshots")).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let run = verify(&family, 1);
    let home = run.place("home");
    let codes: Vec<&str> =
        home["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert_eq!(home["checked"], 0, "{}", run.told());
    assert_eq!(codes, ["snapshot_missing", "snapshot_missing", "nothing_copied"], "{}", run.told());
    assert_eq!(family.run(&["health"]).expect(1).text("/health"), "degraded");
    family.run(&["backup"]);
    assert_same(&mirror(&place), &contents(&family.library()));
    check(&place);
    // All is there again, but for the two earlier states that somebody took away.
    let run = verify(&family, 1);
    let home = run.place("home");
    assert_eq!((&home["checked"], &home["ok"]), (&json!(21), &json!(21)), "{}", run.told());
    assert_eq!(home["problems"].as_array().unwrap().len(), 2, "{}", run.told());
    let run = family.run(&["health"]).expect(1);
    assert!(run.text("/message").contains("2 older versions at home are damaged or gone"), "{}", run.told());
}

#[test]
fn a_place_that_was_never_copied_to_is_not_called_right() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init().place("home");
    let run = family.run(&["verify"]);
    assert_eq!(run.code, Some(1), "{}", run.told());
    assert_eq!(run.place("home")["problems"][0]["code"], "nothing_copied", "{}", run.told());
}
