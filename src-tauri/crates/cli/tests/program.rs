//! The program as a script meets it: streams and exit status. What commands do is tested end to end
//! in the `tests` package; this needs no library.

#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::process::{Command, Output, Stdio};

fn elderphoto(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_elderphoto"));
    command.args(args).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    elderphoto(args).output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "exactly one object: {text}");
    serde_json::from_str(text).unwrap()
}

#[test]
fn help_goes_to_standard_output_and_is_no_failure() {
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(text.contains("First steps:\n  elderphoto init --library ~/Pictures\n"), "{text}");
    assert!(help.stderr.is_empty());
    assert_eq!(run(&["--version"]).status.code(), Some(0));
}

#[test]
fn no_command_shows_help_and_could_not_be_done() {
    let nothing = run(&[]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(nothing.stdout.is_empty());
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("First steps:"));
}

#[test]
fn what_makes_no_sense_is_one_object_for_a_script() {
    for args in [&["--json", "fly"][..], &["restore", "--json"], &["--json"]] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let answer = json(&output);
        assert_eq!(answer["outcome"], "failed");
        assert_eq!(answer["error"]["code"], "bad_argument");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_failure_is_one_object_for_a_script_and_a_sentence_for_a_person() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_str().unwrap();
    let output = run(&["--home", home, "status", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(json(&output)["error"]["code"], "not_set_up");

    let output = run(&["--home", home, "status"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("ElderPhoto does not know yet which photos to keep safe."), "{said}");
    assert!(said.contains("elderphoto init --library FOLDER"), "{said}");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child =
        elderphoto(&["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
