//! Passwords and passphrases: kept in a real keyring or in a file on a server, asked for in the right
//! words when they are missing or wrong, and never found anywhere else.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::{Family, FarMachine, Keyring, PASSWORD, Run};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn family() -> Family {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").init();
    family
}

fn add_with_password(family: &Family, machine: &FarMachine, password: &str) -> Run {
    let mut args = machine.add_args("dad");
    args.extend(["--password-stdin".into(), "--accept-host-key".into(), machine.fingerprint()]);
    family.run_with_input(&args, password)
}

fn add_with_locked_key(family: &Family, machine: &FarMachine, passphrase: Option<&str>) -> Run {
    machine.new_key("locked", "the-right-phrase");
    machine.let_in("locked");
    let mut args = machine.add_args("dad");
    args.extend(["--key".into(), machine.path("locked").to_str().unwrap().into()]);
    args.extend(["--accept-host-key".into(), machine.fingerprint()]);
    args.extend(passphrase.map(|_| "--password-stdin".to_owned()));
    family.run_with_input(&args, passphrase.unwrap_or_default())
}

fn trouble_at_dad(run: &Run) -> String {
    run.place("dad")["problems"][0]["code"].as_str().unwrap_or_else(|| panic!("{}", run.told())).to_owned()
}

#[test]
fn a_password_is_kept_in_the_file_and_a_new_one_takes_its_place() {
    let (family, machine) = (family(), FarMachine::new());
    let file = family.with_secrets_file();
    assert_eq!(add_with_password(&family, &machine, "wrong").refused(), "password_wrong");
    assert!(!file.exists() || !fs::read_to_string(&file).unwrap().contains("wrong"));
    add_with_password(&family, &machine, &format!("{PASSWORD}\n")).expect(0);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o600);
    family.backup();

    machine.set_password("another-password");
    let run = family.run(&["backup"]);
    assert_eq!((run.code, trouble_at_dad(&run)), (Some(2), "password_wrong".into()), "{}", run.told());
    assert_eq!(run.place("dad")["outcome"], "refused");
    family.run_with_input(&["secret", "set", "dad", "--stdin"], "another-password\n").expect(0);
    family.run(&["place", "set", "dad", "--rename", "Tucson"]).expect(0);
    family.backup();
    family.run(&["place", "remove", "Tucson"]).expect(0);
    assert!(!fs::read_to_string(&file).unwrap().contains("another-password"), "it goes with the place");
}

#[test]
fn a_wrong_password_is_tried_once_a_run() {
    let (family, machine) = (family(), FarMachine::new());
    family.with_secrets_file();
    add_with_password(&family, &machine, PASSWORD).expect(0);
    machine.set_password("another-password");
    machine.stop();
    machine.start();
    family.run(&["backup"]);
    assert_eq!(machine.log().matches("Failed password").count(), 1, "{}", machine.log());
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    let (family, machine) = (family(), FarMachine::new());
    let file = family.with_secrets_file();
    add_with_password(&family, &machine, PASSWORD).expect(0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let run = family.run(&["backup"]);
    assert_eq!((run.code, trouble_at_dad(&run)), (Some(2), "secrets_file_open".into()), "{}", run.told());
    let set = family.run_with_input(&["secret", "set", "dad", "--stdin"], PASSWORD);
    assert_eq!(set.refused(), "secrets_file_open");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    family.backup();
    fs::write(&file, "").unwrap();
    assert_eq!(trouble_at_dad(&family.run(&["backup"])), "secret_missing");
}

#[test]
fn a_locked_key_wants_its_passphrase() {
    let (family, machine) = (family(), FarMachine::new());
    family.with_secrets_file();
    assert_eq!(add_with_locked_key(&family, &machine, None).refused(), "passphrase_missing");
    assert_eq!(add_with_locked_key(&family, &machine, Some("wrong")).refused(), "passphrase_wrong");
    add_with_locked_key(&family, &machine, Some("the-right-phrase")).expect(0);
    family.backup();
    family.run_with_input(&["secret", "set", "dad", "--stdin"], "wrong").expect(0);
    assert_eq!(trouble_at_dad(&family.run(&["backup"])), "passphrase_wrong");
}

#[test]
fn keys_that_cannot_be_used_say_why() {
    let (family, machine) = (family(), FarMachine::new());
    let with = |key: &Path| {
        let mut args = machine.add_with_key("dad");
        let at = args.iter().position(|a| a == "--key").unwrap() + 1;
        args[at] = key.to_str().unwrap().into();
        family.run_all(&args).refused()
    };
    machine.new_key("stranger", "");
    assert_eq!(with(&machine.path("stranger")), "key_refused");
    assert_eq!(with(&machine.path("no-such-key")), "key_unreadable");
    assert_eq!(with(&machine.path("key.pub")), "key_unreadable");
    let mut args = machine.add_args("dad");
    args.extend(["--accept-host-key".into(), machine.fingerprint()]);
    let nothing = family.run_all(&args).refused();
    assert!(["credentials_missing", "agent_missing"].contains(&nothing.as_str()), "{nothing}");
}

#[test]
fn the_usual_key_of_the_person_is_found() {
    let (family, machine) = (family(), FarMachine::new());
    let folder = family.home().parent().unwrap().join("user/.ssh");
    fs::create_dir(&folder).unwrap();
    fs::copy(machine.path("key"), folder.join("id_ed25519")).unwrap();
    let mut args = machine.add_args("dad");
    args.extend(["--accept-host-key".into(), machine.fingerprint()]);
    family.run_all(&args).expect(0);
    family.backup();
}

#[test]
fn without_keyring_and_file_no_password_is_taken() {
    let (family, machine) = (family(), FarMachine::new());
    assert_eq!(add_with_password(&family, &machine, PASSWORD).refused(), "keyring_absent");
    assert!(!machine.log().contains("Accepted password"), "refused before anything was sent");
    let bus = Keyring::absent();
    family.with_env("DBUS_SESSION_BUS_ADDRESS", bus.address());
    assert_eq!(add_with_password(&family, &machine, PASSWORD).refused(), "keyring_absent");
    // A key needs no secret, and so no keyring.
    family.far_place("dad", &machine);
    family.backup();
    assert_eq!(family.run_with_input(&["secret", "set", "dad", "--stdin"], "x").refused(), "keyring_absent");
}

#[test]
fn a_keyring_keeps_the_password_under_any_name_of_the_place() {
    let (family, machine, keyring) = (family(), FarMachine::new(), Keyring::unlocked());
    family.with_env("DBUS_SESSION_BUS_ADDRESS", keyring.address());
    add_with_password(&family, &machine, PASSWORD).expect(0);
    family.backup();
    family.run(&["place", "set", "dad", "--rename", "Tucson"]).expect(0);
    family.backup();
    machine.set_password("another-password");
    family.run_with_input(&["secret", "set", "Tucson", "--stdin"], "another-password").expect(0);
    family.backup();
}

#[test]
fn a_locked_keyring_is_told_apart_from_one_without_the_password() {
    let (family, machine, keyring) = (family(), FarMachine::new(), Keyring::unlocked());
    family.with_env("DBUS_SESSION_BUS_ADDRESS", keyring.address()).place("home");
    add_with_password(&family, &machine, PASSWORD).expect(0);
    keyring.lock();
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(trouble_at_dad(&run), "keyring_locked", "{}", run.told());
    assert_eq!(run.place("home")["outcome"], "completed", "it holds up nobody else: {}", run.told());
    assert_eq!(family.run_with_input(&["secret", "set", "dad", "--stdin"], "x").refused(), "keyring_locked");

    let other = Keyring::unlocked();
    family.with_env("DBUS_SESSION_BUS_ADDRESS", other.address());
    assert_eq!(trouble_at_dad(&family.run(&["backup"])), "secret_missing");
    family.run_with_input(&["secret", "set", "dad", "--stdin"], PASSWORD).expect(0);
    family.backup();
}

#[test]
fn what_makes_no_secret_is_refused() {
    let (family, machine) = (family(), FarMachine::new());
    family.with_secrets_file();
    family.place("home").far_place("dad", &machine);
    for (name, secret, code) in [
        ("dad", "", "secret_unusable"),
        ("dad", "two\nlines", "secret_unusable"),
        ("home", "x", "secret_not_needed"),
        ("nobody", "x", "place_unknown"),
    ] {
        assert_eq!(family.run_with_input(&["secret", "set", name, "--stdin"], secret).refused(), code);
    }
}

/// Every file below `folder` that holds `secret`.
fn files_with(folder: &Path, secret: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() {
            found.extend(files_with(&path, secret));
        } else if kind.is_file() {
            let bytes = fs::read(&path).unwrap();
            let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            found.extend(holds.then(|| path.display().to_string()));
        }
    }
    found
}

/// What others on the computer can see of a running program.
fn seen_from_outside(pid: u32) -> Vec<u8> {
    ["cmdline", "environ"]
        .iter()
        .flat_map(|name| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default())
        .collect()
}

#[test]
fn a_secret_is_found_nowhere_but_where_it_is_kept() {
    const PASSWORD_CANARY: &str = "canary-yellow-4711";
    const PHRASE_CANARY: &str = "canary-green-0815";
    let (family, machine, keyring) = (family(), FarMachine::new(), Keyring::unlocked());
    family.with_env("DBUS_SESSION_BUS_ADDRESS", keyring.address()).with_env("RUST_LOG", "trace");
    machine.set_password(PASSWORD_CANARY);
    let other = FarMachine::new();
    other.new_key("locked", PHRASE_CANARY);
    other.let_in("locked");
    let mut told = Vec::new();
    let mut keep = |run: Run| {
        told.push(run.told());
        run
    };
    keep(add_with_password(&family, &machine, PASSWORD_CANARY)).expect(0);
    let mut args = other.add_args("aunt");
    args.extend(["--key".into(), other.path("locked").to_str().unwrap().into(), "--password-stdin".into()]);
    args.extend(["--accept-host-key".into(), other.fingerprint()]);
    keep(family.run_with_input(&args, PHRASE_CANARY)).expect(0);

    for n in 0..40 {
        family.photo(format!("IMG_{n:02}.jpg"), vec![n; 200_000]);
    }
    let mut running = family.start(&["--verbose", "backup"]);
    let mut seen = Vec::new();
    while !running.ended() {
        seen.extend(seen_from_outside(running.pid()));
    }
    keep(running.wait()).expect(0);
    assert!(!seen.is_empty());
    let back = family.out("back");
    for args in [
        &["--verbose", "verify", "--full"][..],
        &["--verbose", "status"],
        &["place", "list"],
        &["place", "check", "dad"],
        &["settings", "get"],
        &["restore", "--all", "--place", "aunt", "--to", back.to_str().unwrap()],
    ] {
        keep(family.run(args));
    }
    // What goes wrong may say more than what goes well.
    machine.set_password("changed");
    keep(family.run(&["--verbose", "backup"])).expect(1);
    keyring.lock();
    keep(family.run(&["--verbose", "backup"]));

    let home = family.home();
    let everything = home.parent().unwrap();
    let log = fs::read_to_string(home.join("logs/elderphoto.log")).unwrap();
    assert!(
        log.contains("Backup begins") && log.contains("Backup ended"),
        "the log that is searched has something in it: {log}"
    );
    for canary in [PASSWORD_CANARY, PHRASE_CANARY] {
        assert_eq!(files_with(everything, canary), Vec::<String>::new());
        assert_eq!(
            files_with(keyring.folder(), canary),
            Vec::<String>::new(),
            "the keyring's own files are locked"
        );
        for place in [machine.path("srv"), other.path("srv")] {
            assert_eq!(files_with(&place, canary), Vec::<String>::new());
        }
        for text in &told {
            assert!(!text.contains(canary), "{canary} is in what was said");
        }
        assert!(
            !seen.windows(canary.len()).any(|window| window == canary.as_bytes()),
            "{canary} is seen outside"
        );
    }
}
