//! The real program as a black box: how it is found, run, stopped, and how its answers are read.

use serde_json::Value;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No command of a test takes that long; one that does hangs.
const HANGS: Duration = Duration::from_secs(180);

/// Where the program under test is: `ELDERPHOTO_BIN`, or where cargo puts it.
pub(crate) fn binary() -> PathBuf {
    let named = std::env::var_os("ELDERPHOTO_BIN").map(PathBuf::from);
    let path = named.unwrap_or_else(|| {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        target.unwrap_or_else(|| workspace.join("target")).join("debug/elderphoto")
    });
    assert!(
        path.is_file(),
        "the program under test is not at {}: build it (cargo build -p elderphoto-cli) or name it in ELDERPHOTO_BIN",
        path.display()
    );
    path
}

/// What a command did.
#[derive(Debug)]
pub struct Run {
    /// Exit status; `None` when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// What was asked.
    pub asked: String,
}

impl Run {
    /// Fails with everything it said unless it ended with `code`.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.told());
        self
    }

    /// The one JSON object on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        let mut objects = serde_json::Deserializer::from_str(&self.stdout).into_iter::<Value>();
        let first = match objects.next() {
            Some(Ok(value)) => value,
            other => panic!("no JSON object ({other:?}): {}", self.told()),
        };
        assert!(first.is_object(), "not an object: {}", self.told());
        assert!(objects.next().is_none(), "more than one JSON object: {}", self.told());
        first
    }

    /// One value of the object, by JSON pointer.
    #[track_caller]
    pub fn get(&self, pointer: &str) -> Value {
        let value = self.json().pointer(pointer).cloned();
        value.unwrap_or_else(|| panic!("{pointer} is missing: {}", self.told()))
    }

    /// A text of the object.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let value = self.get(pointer);
        value.as_str().unwrap_or_else(|| panic!("{pointer} is no text: {}", self.told())).to_owned()
    }

    /// A count of the object.
    #[track_caller]
    pub fn number(&self, pointer: &str) -> u64 {
        self.get(pointer).as_u64().unwrap_or_else(|| panic!("{pointer} is no count: {}", self.told()))
    }

    /// The row of a list whose `key` is `value`: `row("/places", "name", "home")`.
    #[track_caller]
    pub fn row(&self, list: &str, key: &str, value: &str) -> Value {
        let rows = self.get(list);
        let rows = rows.as_array().unwrap_or_else(|| panic!("{list} is no list: {}", self.told()));
        let found = rows.iter().find(|row| row[key] == value);
        found.unwrap_or_else(|| panic!("no {key} {value} in {list}: {}", self.told())).clone()
    }

    /// What it says of a place.
    #[track_caller]
    pub fn place(&self, name: &str) -> Value {
        self.row("/places", "name", name)
    }

    /// Fails unless it could not be done and said why in a sentence a person understands. Gives
    /// the error's code.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(2), "{}", self.told());
        assert_eq!(self.text("/outcome"), "failed", "{}", self.told());
        let (code, message) = (self.text("/error/code"), self.text("/error/message"));
        assert!(!code.is_empty(), "an error without a code: {}", self.told());
        assert_ne!(code, "internal", "bad input is not a fault of the program: {}", self.told());
        assert_sentence(&message);
        code
    }

    /// Everything it said, for a failed assertion.
    pub fn told(&self) -> String {
        format!("{} ended with {:?}\n{}\n{}", self.asked, self.code, self.stdout, self.stderr)
    }
}

/// Fails unless `text` is something Maria can read.
#[track_caller]
pub fn assert_sentence(text: &str) {
    // A sentence may begin with a count, a photo's path or a place's name, which stay as they are.
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_name = first.contains(['.', '/']) || ["home", "aunt", "stick"].contains(&first);
    let begins = is_name || !first.starts_with(|c: char| c.is_lowercase() || c.is_whitespace());
    assert!(begins && !first.is_empty(), "does not begin as a sentence: {text}");
    assert!(text.ends_with(['.', '?', ':', '”']), "does not end as a sentence: {text}");
    assert!(text.split_whitespace().count() >= 4, "says too little: {text}");
    // Paths stay as they are, whatever words they hold.
    let words: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('/')).collect();
    let words = words.join(" ").to_lowercase();
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
    let jargon = "repository snapshot snapshots prune daemon hash hashes sha256 mount mounted ssh sqlite json toml \
        errno enoent eacces erofs enospc inode uuid utf panicked unwrap err io stat syscall catalog location_id";
    for word in jargon.split_whitespace() {
        assert!(!words.contains(&word), "{word:?} is no word for a person: {text}");
    }
    for phrase in ["os error", "No such file", "Permission denied", "::", "{", "file system"] {
        assert!(!text.contains(phrase), "{phrase:?} is no wording for a person: {text}");
    }
}

/// A command under way.
#[derive(Debug)]
pub struct Running {
    child: Child,
    asked: String,
    output: tempfile::TempDir,
}

impl Running {
    pub(crate) fn start(command: Command) -> Self {
        Self::start_with(command, Stdio::null())
    }

    fn start_with(mut command: Command, stdin: Stdio) -> Self {
        let output = tempfile::tempdir().expect("a temporary folder");
        let file = |name| File::create(output.path().join(name)).expect("a temporary file");
        command.stdin(stdin).stdout(file("stdout")).stderr(file("stderr"));
        let asked = format!("{command:?}");
        let child = command.spawn().unwrap_or_else(|e| panic!("cannot start {asked}: {e}"));
        Self { child, asked, output }
    }

    /// Whether it has ended.
    pub fn ended(&mut self) -> bool {
        self.child.try_wait().expect("a child of ours").is_some()
    }

    /// Its number, to look at it from outside.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, as a power cut would.
    pub fn kill(mut self) -> Run {
        self.child.kill().expect("a child of ours");
        self.wait()
    }

    /// A signal by its name in rustix.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("a child of ours");
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Run {
        let deadline = Instant::now() + HANGS;
        while !self.ended() {
            if Instant::now() > deadline {
                let _ = self.child.kill();
                panic!("it hangs: {}", self.asked);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let code = self.child.wait().expect("a child of ours").code();
        let read = |name| {
            String::from_utf8_lossy(&fs::read(self.output.path().join(name)).unwrap_or_default()).into()
        };
        let run = Run { code, stdout: read("stdout"), stderr: read("stderr"), asked: self.asked.clone() };
        assert!(!run.stderr.contains("panicked at"), "the program panicked: {}", run.told());
        run
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end.
pub fn finish(command: Command) -> Run {
    Running::start(command).wait()
}

/// Runs a command to its end, with something on its standard input.
pub fn finish_with_input(command: Command, input: &str) -> Run {
    let mut running = Running::start_with(command, Stdio::piped());
    let mut stdin = running.child.stdin.take().expect("a pipe");
    // One that refuses before it reads is no fault of the test.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    running.wait()
}

/// Polls until `condition` holds; fails when it does not within a generous time.
#[track_caller]
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + HANGS;
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
