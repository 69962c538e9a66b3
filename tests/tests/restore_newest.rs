//! "Everything" and "a folder" mean the newest state there is: what only one place has comes back too, and
//! what only a place has that is away is told.

use elderphoto_tests::{Family, Run};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn album() -> Family {
    let family = Family::new();
    family.photo("2020/lake.jpg", "the lake").photo("2020/dog.jpg", "a dog").photo("2021/goat.jpg", "a goat");
    family
}

fn everything(family: &Family, to: &str, more: &[&str]) -> Run {
    let to = family.out(to);
    let mut args = vec!["restore", "--all", "--to", to.to_str().unwrap()];
    args.extend(more);
    family.run(&args)
}

fn problems(run: &Run) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let problems = run.get("/problems").as_array().unwrap().clone();
    problems.iter().map(|p| (text(&p["code"]), text(&p["path"]))).collect()
}

#[test]
fn what_one_place_lost_and_home_cannot_read_comes_from_the_other_place() {
    let family = album();
    family.without_rights().init().place("home").place("aunt");
    family.backup();
    fs::remove_file(family.place_dir("home").join("2020/lake.jpg")).unwrap();
    family.run(&["verify"]).expect(1);
    let original = family.library().join("2020/lake.jpg");
    fs::set_permissions(&original, fs::Permissions::from_mode(0o000)).unwrap();
    let newest = family.run(&["backup"]).expect(1).text("/snapshot");

    let to = family.out("folder");
    let folder = family.run(&["restore", "2020", "--to", to.to_str().unwrap()]);
    let at = ["--at", newest.as_str()];
    let foretold = everything(&family, "foretold", &["--dry-run"]);
    for (run, files) in [
        (everything(&family, "all", &[]), 3),
        (everything(&family, "then", &at), 3),
        (foretold, 3),
        (folder, 2),
    ] {
        let run = run.expect(0);
        assert_eq!(
            (run.text("/outcome").as_str(), run.number("/restored")),
            ("completed", files),
            "{}",
            run.told()
        );
    }
    for folder in ["all", "then", "folder"] {
        assert_eq!(fs::read(family.out(folder).join("2020/lake.jpg")).unwrap(), b"the lake");
    }
    let then = family.run(&["photos", "--at", &newest]).expect(0).get("/photos");
    let lake =
        then.as_array().unwrap().iter().find(|p| p["path"] == "2020/lake.jpg").expect("it is told").clone();
    assert_eq!(lake["places"].as_array().unwrap().len(), 1);
    fs::set_permissions(&original, fs::Permissions::from_mode(0o644)).unwrap();
}

#[test]
fn what_is_back_is_kept_until_the_next_run_has_it_among_the_photos() {
    let family = album();
    family.init().place("home").place("aunt");
    family.backup();
    family.deleted("2021/goat.jpg");
    family.backup();
    family.run(&["restore", "2021/goat.jpg", "--to", family.library().to_str().unwrap()]).expect(0);
    let goat = || family.run(&["photos"]).expect(0).row("/photos", "path", "2021/goat.jpg");
    assert_eq!(
        (&goat()["places"], &goat()["kept"]),
        (&serde_json::json!([]), &serde_json::json!(["home", "aunt"]))
    );
    let run = family.backup();
    assert_eq!(run.place("aunt")["copied"], 0, "it is brought back from the history there: {}", run.told());
    assert_eq!((goat()["places"].as_array().unwrap().len(), &goat()["kept"]), (2, &serde_json::json!([])));
}

#[test]
fn a_lost_catalog_gives_no_older_state_a_newer_number() {
    let family = album();
    family.init().place("home").place("aunt");
    family.backup();
    for n in 0..2 {
        family.photo(format!("2022/{n}.jpg"), format!("new {n}"));
        family.run(&["backup", "--place", "aunt"]).expect(0);
    }
    let (aunt, away) = (family.place_dir("aunt"), family.out("away"));
    fs::rename(&aunt, &away).unwrap();
    family.deleted("2020/dog.jpg").photo("2023/newest.jpg", "the newest");
    for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
        let _ = fs::remove_file(family.home().join(name));
    }
    family.run(&["backup"]);
    fs::rename(&away, &aunt).unwrap();
    let run = everything(&family, "all", &[]).expect(0);
    assert_eq!(fs::read(family.out("all/2023/newest.jpg")).unwrap(), b"the newest", "{}", run.told());
    assert!(!family.out("all/2020/dog.jpg").exists(), "it was deleted since");
}

#[test]
fn what_only_a_place_has_that_is_away_is_told_and_comes_when_it_is_back() {
    let family = album();
    family.init().place("home").place("aunt");
    family.backup();
    family.photo("2021/new.jpg", "a new one").photo("2020/lake.jpg", "the lake, brighter");
    family.run(&["backup", "--place", "aunt"]).expect(0);
    let (aunt, away) = (family.place_dir("aunt"), family.out("away"));
    fs::rename(&aunt, &away).unwrap();

    let told = [("content_lost", "2021/new.jpg"), ("newer_elsewhere", "2020/lake.jpg")];
    let told = told.map(|(code, path)| (code.to_owned(), path.to_owned()));
    for (to, more) in [("old", &[][..]), ("foretold", &["--dry-run"][..])] {
        let run = everything(&family, to, more).expect(1);
        assert_eq!(run.text("/outcome"), "attention", "{}", run.told());
        assert_eq!((run.number("/restored"), problems(&run)), (3, told.to_vec()), "{}", run.told());
    }
    assert_eq!(fs::read(family.out("old/2020/lake.jpg")).unwrap(), b"the lake");
    let to = family.out("one");
    let one = family.run(&["restore", "2021/new.jpg", "--to", to.to_str().unwrap()]);
    assert_eq!(problems(&one), [told[0].clone()], "it is not unknown: {}", one.told());
    // From one place what it has is all that was asked for.
    let run = everything(&family, "of-home", &["--place", "home"]).expect(0);
    assert_eq!((run.number("/restored"), problems(&run).len()), (3, 0), "{}", run.told());

    // Gone at home as well: only the aunt has it now.
    family.deleted("2021/new.jpg");
    family.run(&["status"]);
    assert_eq!(problems(&everything(&family, "later", &[]).expect(1)), told.to_vec());

    fs::rename(&away, &aunt).unwrap();
    let run = everything(&family, "all", &[]).expect(0);
    assert_eq!((run.number("/restored"), problems(&run).len()), (4, 0), "{}", run.told());
    assert_eq!(fs::read(family.out("all/2020/lake.jpg")).unwrap(), b"the lake, brighter");
}
