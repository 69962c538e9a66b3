//! At a terminal, as the nephew sits at one: how far a run is, how long it will take, and Ctrl-C.

use elderphoto_tests::{Family, check, check_unfinished, until};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// A command at a terminal of its own (that of `script`, from util-linux).
struct Terminal {
    script: Child,
    keys: ChildStdin,
    screen: PathBuf,
}

impl Terminal {
    fn start(family: &Family, args: &[&str]) -> Self {
        let command = family.command(args);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let line: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
        let line = format!("stty cols 100 rows 30; exec {}", line.join(" "));
        let screen = family.out("screen");
        let shown = File::create(&screen).unwrap();
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--flush", "--command", &line, "/dev/null"]);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => script.env(name, value),
                None => script.env_remove(name),
            };
        }
        script.env("SHELL", "/bin/sh").env("TERM", "xterm");
        script.stdin(Stdio::piped()).stdout(shown).stderr(Stdio::null());
        let mut script =
            script.spawn().unwrap_or_else(|e| panic!("this suite needs script on the PATH: {e}"));
        let keys = script.stdin.take().unwrap();
        Self { script, keys, screen }
    }

    /// Everything shown so far.
    fn seen(&self) -> String {
        seen(&self.screen)
    }

    /// Waits for the end; gives the exit status and everything that was shown.
    fn end(mut self) -> (Option<i32>, String) {
        // `script` takes the end of its input for the end of the person.
        let code = self.script.wait().unwrap().code();
        drop(self.keys);
        (code, seen(&self.screen))
    }
}

fn seen(screen: &Path) -> String {
    String::from_utf8_lossy(&fs::read(screen).unwrap()).into_owned()
}

/// 60 photos of 2 MB for a place that takes 20 MB a second.
fn six_seconds_of_work() -> Family {
    let family = Family::new();
    for n in 0..60u8 {
        family.photo(format!("2024/{n:02}.jpg"), vec![n; 2_000_000]);
    }
    family.init().place("home");
    family.run(&["place", "set", "home", "--limit", "20"]).expect(0);
    family
}

#[test]
fn a_run_shows_how_far_it_is_and_how_long_it_will_take() {
    let family = six_seconds_of_work();
    let terminal = Terminal::start(&family, &["backup"]);
    until("the time that is left is told", || terminal.seen().contains("Less than a minute left."));
    let (code, seen) = terminal.end();
    assert_eq!(code, Some(0), "{seen}");
    let copying: Vec<&str> = seen.split("Copying: ").skip(1).filter_map(|s| s.split('.').next()).collect();
    let done: Vec<u64> = copying.iter().map(|s| s.split(' ').next().unwrap().parse().unwrap()).collect();
    assert!(copying.iter().all(|s| s.contains("of 60 files")), "{copying:?}");
    assert!(done.is_sorted() && done.last() > done.first(), "it goes forward: {done:?}");
    assert!(seen.contains("of 120 MB"), "{seen}");
    check(&family.place_dir("home"));
}

#[test]
fn a_run_that_writes_to_a_file_shows_no_bar() {
    let family = six_seconds_of_work();
    let run = family.backup();
    assert_eq!(run.stderr, "", "{}", run.told());
}

#[test]
fn ctrl_c_stops_safely_and_says_so() {
    let family = six_seconds_of_work();
    let mut terminal = Terminal::start(&family, &["backup"]);
    until("it says that stopping is safe and copies", || {
        let seen = terminal.seen();
        seen.contains("Ctrl-C") && seen.contains("Copying: ")
    });
    terminal.keys.write_all(b"\x03").unwrap();
    let (code, seen) = terminal.end();
    assert_eq!(code, Some(1), "{seen}");
    assert!(seen.contains("Stopping"), "{seen}");
    assert!(seen.contains("\"outcome\":\"stopped\""), "{seen}");
    check_unfinished(&family.place_dir("home"));
    family.run(&["place", "set", "home", "--limit", "1000"]).expect(0);
    family.backup();
    check(&family.place_dir("home"));
}
