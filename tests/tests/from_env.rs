//! `init --from-env`: a whole family from one file, as a helper sets up a home server or a container. All of it
//! or nothing, the same at each start, and no secret in it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::{
    Family, FarMachine, PASSWORD, Run, assert_same, check_in_seconds, contents, in_seconds, mirror,
};
use serde_json::json;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::PathBuf;

/// The beginning of a file: library, name, and a place at home.
fn at_home(family: &Family) -> String {
    format!(
        "# Maria's\n\nELDERPHOTO_LIBRARY={}\nELDERPHOTO_NAME=\"Maria's photos\"\n\
         ELDERPHOTO_PLACE_1_NAME=\"At home\"\nELDERPHOTO_PLACE_1_KIND=folder\n\
         ELDERPHOTO_PLACE_1_PATH={}\nELDERPHOTO_PLACE_1_MEDIUM=hdd\nELDERPHOTO_PLACE_1_KEEP=days:365\n",
        family.library().display(),
        family.place_dir("home").display(),
    )
}

/// A place at a far machine; with its key, or without.
fn at_dads(machine: &FarMachine, key: bool) -> String {
    let key = if key {
        format!("ELDERPHOTO_PLACE_DAD_KEY={}\n", machine.path("key").display())
    } else {
        String::new()
    };
    format!(
        "ELDERPHOTO_PLACE_DAD_NAME='Dad, Tucson'\nELDERPHOTO_PLACE_DAD_KIND=sftp\n\
         ELDERPHOTO_PLACE_DAD_HOST=127.0.0.1\nELDERPHOTO_PLACE_DAD_PORT={}\nELDERPHOTO_PLACE_DAD_USER={}\n\
         ELDERPHOTO_PLACE_DAD_PATH={}\nELDERPHOTO_PLACE_DAD_ACCEPT_HOST_KEY={}\n\
         ELDERPHOTO_PLACE_DAD_OFFSITE=yes\nELDERPHOTO_PLACE_DAD_LIMIT=50\n{key}",
        machine.port(),
        machine.user(),
        machine.place_dir("dad").display(),
        machine.fingerprint(),
    )
}

fn written(family: &Family, text: impl AsRef<[u8]>) -> PathBuf {
    let file = family.out("family.env");
    fs::write(&file, text).unwrap();
    file
}

fn init(family: &Family, text: impl AsRef<[u8]>) -> Run {
    family.run(&["init", "--from-env", written(family, text).to_str().unwrap()])
}

#[test]
fn a_family_with_a_far_machine_is_set_up_by_one_file_and_backs_up() {
    let (family, machine) = (Family::new(), FarMachine::new());
    family.photo("2024/a.jpg", "a").photo("b.jpg", "b");
    let text = at_home(&family) + &at_dads(&machine, true);
    let run = init(&family, &text).expect(0);
    assert_eq!((run.text("/name").as_str(), run.get("/changed")), ("Maria's photos", json!(true)));
    assert_eq!(run.place("At home")["state"], "added");
    assert_eq!(run.place("Dad, Tucson")["state"], "added");
    let listed = family.run(&["place", "list"]).expect(0);
    let (home, dad) = (listed.place("At home"), listed.place("Dad, Tucson"));
    assert_eq!(
        (&home["medium"], &home["keep"], &home["offsite"]),
        (&"hdd".into(), &"days:365".into(), &false.into())
    );
    assert_eq!(
        (&dad["offsite"], &dad["limit_mb_s"], &dad["keep"]),
        (&true.into(), &50.into(), &"all".into())
    );
    family.backup();
    let far = machine.place_dir("dad");
    check_in_seconds(&far);
    assert_same(&in_seconds(mirror(&far)), &in_seconds(contents(&family.library())));

    // A container starts again and again.
    let settings = || fs::read_to_string(family.home().join("settings.toml")).unwrap();
    let before = settings();
    let again = init(&family, &text).expect(0);
    assert_eq!(again.get("/changed"), false);
    for name in ["At home", "Dad, Tucson"] {
        assert_eq!(again.place(name)["state"], "present", "{}", again.told());
        assert_eq!(again.place(name).get("differs"), None, "{}", again.told());
    }
    assert_eq!(settings(), before);

    // What somebody changed since stays, and it is told that the file says something else.
    family.run(&["place", "set", "Dad, Tucson", "--limit", "3", "--rename", "Dad"]).expect(0);
    let again = init(&family, &text).expect(0);
    assert_eq!(again.place("Dad, Tucson")["differs"], json!(["NAME", "LIMIT"]), "{}", again.told());
    assert_eq!(family.run(&["place", "list"]).place("Dad")["limit_mb_s"], 3);
    family.backup();
}

#[test]
fn a_password_comes_from_the_file_for_secrets_which_nobody_has_to_be_able_to_write() {
    let (family, machine) = (Family::new(), FarMachine::new());
    family.photo("a.jpg", "a");
    let secrets = family.with_secrets_file();
    let text = at_home(&family) + &at_dads(&machine, false);
    let run = init(&family, &text).expect(1);
    assert_eq!(run.text("/outcome"), "attention");
    assert_eq!(run.place("At home")["state"], "added");
    let dad = run.place("Dad, Tucson");
    assert_eq!(
        (&dad["state"], dad["problem"]["code"].is_string()),
        (&json!("not_added"), true),
        "{}",
        run.told()
    );

    let said = format!("[place.\"Dad, Tucson\"]\npassword = \"{PASSWORD}\"\n");
    fs::write(&secrets, &said).unwrap();
    fs::set_permissions(&secrets, fs::Permissions::from_mode(0o400)).unwrap();
    let inode = fs::metadata(&secrets).unwrap().ino();
    let run = init(&family, &text).expect(0);
    assert_eq!((run.get("/changed"), &run.place("At home")["state"]), (json!(true), &json!("present")));
    assert_eq!(run.place("Dad, Tucson")["state"], "added", "{}", run.told());
    assert_eq!((fs::read_to_string(&secrets).unwrap(), fs::metadata(&secrets).unwrap().ino()), (said, inode));
    family.backup();
}

#[test]
fn a_place_that_cannot_be_reached_now_is_told_and_added_the_next_time() {
    let (family, machine) = (Family::new(), FarMachine::new());
    family.photo("a.jpg", "a");
    let text = at_dads(&machine, true) + &at_home(&family);
    machine.stop();
    let run = init(&family, &text).expect(1);
    assert_eq!(run.place("Dad, Tucson")["problem"]["code"], "connection_refused", "{}", run.told());
    assert_eq!(run.place("At home")["state"], "added");
    let shown = family
        .run_for_a_person(&["init", "--from-env", family.out("family.env").to_str().unwrap()])
        .expect(1);
    assert!(shown.stdout.contains("Dad, Tucson could not be added this time:\n"), "{}", shown.told());
    family.backup();
    machine.start();
    let run = init(&family, &text).expect(0);
    assert_eq!(
        (&run.place("Dad, Tucson")["state"], &run.place("At home")["state"]),
        (&json!("added"), &json!("present"))
    );
    family.backup();
}

#[test]
fn what_is_wrong_in_the_file_is_told_by_line_and_nothing_is_done() {
    let family = Family::new();
    family.photo("a.jpg", "a");
    let good = at_home(&family);
    let library = format!("ELDERPHOTO_LIBRARY={}", family.library().display());
    let inside = format!("ELDERPHOTO_PLACE_1_PATH={}", family.library().join("copies").display());
    let path = format!("ELDERPHOTO_PLACE_1_PATH={}", family.place_dir("home").display());
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replace(from, to)
    };
    for (text, line) in [
        (changed("MEDIUM=hdd", "COLOUR=red"), 8),
        (changed("MEDIUM=hdd", "MEDIUM=tape"), 8),
        (changed("ELDERPHOTO_PLACE_1_MEDIUM=hdd", "ELDERPHOTO_NAME=x"), 8),
        (changed("KIND=folder", "KIND"), 6),
        (changed("KIND=folder", "KIND="), 6),
        (changed("ELDERPHOTO_PLACE_1_KIND=folder\n", ""), 5),
        (changed(&library, "ELDERPHOTO_LIBRARY=/no/such/folder"), 3),
        (changed(&path, &inside), 5),
        (
            good.clone()
                + "ELDERPHOTO_PLACE_2_NAME=twin\nELDERPHOTO_PLACE_2_KIND=folder\n"
                + &path.replace("PLACE_1", "PLACE_2"),
            10,
        ),
        (good.clone() + "ELDERPHOTO_PLACE_1_PASSWORD=canary-77\n", 10),
        (good.clone() + "ELDERPHOTO_PLACE_1_PASSWORD: canary-77\n", 10),
    ] {
        let run = init(&family, &text);
        let told = run.told();
        assert!(!told.contains("canary"), "{told}");
        assert!(
            run.text("/error/message").contains(&format!("Line {line}: "))
                || run.text("/error/message").contains(&format!("Line {line} ")),
            "{line}: {told}"
        );
        assert_eq!(run.refused(), "env_file_wrong", "{told}");
        assert!(!family.home().exists() && !family.place_dir("home").exists(), "{told}");
    }
    assert_eq!(init(&family, "").refused(), "env_file_wrong");
    init(&family, &good).expect(0);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let family = Family::new();
    let missing = family.out("none.env");
    let folder = family.out("");
    let text = written(&family, b"ELDERPHOTO_NAME=ok\nELDERPHOTO_NAME=\xff\n");
    for (file, why) in [(&missing, "no file"), (&folder, "a folder"), (&text, "line 2")] {
        let run = family.run(&["init", "--from-env", file.to_str().unwrap()]);
        assert!(run.text("/error/message").contains(why), "{}", run.told());
        assert_eq!(run.refused(), "env_file_unreadable");
        assert!(!family.home().exists());
    }
    let both = family.run(&["init", "--from-env", "x", "--library", "y"]);
    assert_eq!((both.code, both.text("/error/code").as_str()), (Some(2), "bad_argument"), "{}", both.told());
}

#[test]
fn a_file_about_something_else_than_what_is_set_up_changes_nothing() {
    let family = Family::new();
    family.photo("a.jpg", "a");
    let good = at_home(&family);
    init(&family, &good).expect(0);
    let before = fs::read_to_string(family.home().join("settings.toml")).unwrap();
    fs::create_dir(family.out("other")).unwrap();
    let other_library =
        good.replace(family.library().to_str().unwrap(), family.out("other").to_str().unwrap());
    let other_folder = good.replace("/places/home", "/places/elsewhere");
    for (text, line) in [(other_library, 3), (other_folder, 5)] {
        let run = init(&family, &text);
        assert!(run.text("/error/message").contains(&format!("Line {line}: ")), "{}", run.told());
        assert_eq!(run.refused(), "env_file_wrong");
        assert_eq!(fs::read_to_string(family.home().join("settings.toml")).unwrap(), before);
    }
    assert!(!family.place_dir("elsewhere").exists());
}
