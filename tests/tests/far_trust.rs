//! Who a far machine is must be known before it learns anything: a key nobody vouched for, another key
//! than the known one, a wrong fingerprint are refused before any password is sent.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::{Family, FarMachine, Run};
use std::fs;

fn family() -> Family {
    let family = Family::new();
    family.photo("2024/lake.jpg", "the lake").init();
    family
}

/// Whether sshd was told who wants to come in: the first thing after the machine's key was taken.
fn was_told_who(machine: &FarMachine) -> bool {
    ["userauth-request", "Accepted", "Failed"].iter().any(|word| machine.log().contains(word))
}

/// The fingerprints of an answer: what was offered, and what was known.
fn fingerprints(host_key: &serde_json::Value) -> (String, Vec<String>) {
    let one = |key: &serde_json::Value| key["fingerprint"].as_str().unwrap().to_owned();
    (one(&host_key["offered"]), host_key["known"].as_array().unwrap().iter().map(one).collect())
}

fn offered(run: &Run) -> String {
    fingerprints(&run.get("/error/host_key")).0
}

#[test]
fn a_machine_that_nobody_vouched_for_is_refused_and_its_fingerprint_told() {
    let (family, machine) = (family(), FarMachine::new());
    family.with_secrets_file();
    let mut args = machine.add_args("dad");
    args.push("--password-stdin".into());
    let run = family.run_with_input(&args, elderphoto_tests::PASSWORD);
    assert_eq!(offered(&run), machine.fingerprint());
    assert_eq!(run.refused(), "host_key_unknown");
    assert!(!was_told_who(&machine), "{}", machine.log());

    // A script passes on what it was told.
    args.extend(["--accept-host-key".into(), machine.fingerprint()]);
    family.run_with_input(&args, elderphoto_tests::PASSWORD).expect(0);
    assert!(was_told_who(&machine), "the log shows it when it happens");
    family.backup();
}

#[test]
fn without_a_terminal_a_person_reads_the_fingerprint_and_nothing_is_asked() {
    let (family, machine) = (family(), FarMachine::new());
    let args = machine.add_args("dad");
    let mut command = family.command(&[]);
    command.args(&args);
    let without_json: Vec<_> = command.get_args().filter(|a| *a != "--json").map(|a| a.to_owned()).collect();
    let mut plain = std::process::Command::new(command.get_program());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => plain.env(name, value),
            None => plain.env_remove(name),
        };
    }
    let run = elderphoto_tests::finish(without_json.iter().fold(plain, |mut command, arg| {
        command.arg(arg);
        command
    }));
    assert_eq!(run.code, Some(2), "{}", run.told());
    assert!(run.stderr.contains(&machine.fingerprint()), "{}", run.told());
    assert!(run.stderr.contains("--accept-host-key"), "{}", run.told());
}

#[test]
fn a_wrong_fingerprint_is_refused_before_any_secret_is_sent() {
    let (family, machine) = (family(), FarMachine::new());
    family.with_secrets_file();
    let wrong = format!("SHA256:{}", "A".repeat(43));
    for (fingerprint, code) in [
        (wrong.as_str(), "host_key_changed"),
        ("SHA256:abc", "fingerprint_unreadable"),
        ("yes", "fingerprint_unreadable"),
    ] {
        let mut args = machine.add_args("dad");
        args.extend(["--password-stdin".into(), "--accept-host-key".into(), fingerprint.into()]);
        let run = family.run_with_input(&args, elderphoto_tests::PASSWORD);
        if code == "host_key_changed" {
            let (offered, known) = fingerprints(&run.get("/error/host_key"));
            assert_eq!((offered, known), (machine.fingerprint(), vec![wrong.clone()]));
        }
        assert_eq!(run.refused(), code);
    }
    assert!(!was_told_who(&machine), "{}", machine.log());
    assert!(!machine.place_dir("dad").exists());
}

#[test]
fn a_machine_whose_key_changed_is_told_nothing_and_both_fingerprints_are_shown() {
    let (family, machine) = (family(), FarMachine::new());
    family.with_secrets_file();
    family.place("home");
    let mut args = machine.add_args("dad");
    args.extend(["--password-stdin".into(), "--accept-host-key".into(), machine.fingerprint()]);
    family.run_with_input(&args, elderphoto_tests::PASSWORD).expect(0);
    family.backup();

    let known = machine.fingerprint();
    machine.stop();
    machine.new_host_key();
    machine.start();
    assert_ne!(machine.fingerprint(), known);
    family.photo("new.jpg", "new");
    let before = elderphoto_tests::exact(&machine.place_dir("dad"));
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    let dad = run.place("dad");
    assert_eq!(dad["outcome"], "refused", "{}", run.told());
    let problem = &dad["problems"][0];
    assert_eq!(problem["code"], "host_key_changed", "{}", run.told());
    assert_eq!(fingerprints(&problem["host_key"]), (machine.fingerprint(), vec![known.clone()]));
    let details = problem["details"].as_str().unwrap();
    assert!(details.contains(&known) && details.contains(&machine.fingerprint()), "{details}");
    assert!(!was_told_who(&machine), "{}", machine.log());
    elderphoto_tests::assert_untouched(&machine.place_dir("dad"), &before);
    let checked = family.run(&["place", "check", "dad"]).expect(1);
    assert_eq!(checked.place("dad")["problem"]["code"], "host_key_changed");
    assert_ne!(family.run(&["health"]).code, Some(0));
    assert!(!was_told_who(&machine), "{}", machine.log());
    let settings = fs::read_to_string(family.home().join("settings.toml")).unwrap();
    assert!(
        settings.contains(&known) && !settings.contains(&machine.fingerprint()),
        "nobody took the new one"
    );
}
