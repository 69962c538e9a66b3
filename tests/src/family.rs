//! A family: a computer with photos, a home of the program, places. Everything lies in one
//! temporary folder of its own, so tests run side by side.

use crate::far::FarMachine;
use crate::program::{Run, Running, binary, finish, finish_with_input};
use crate::world::is_root;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

/// The user "nobody", for whom rights count.
const NOBODY: u32 = 65534;

/// What the developer's own session would lend the program: places to keep things, a keyring, keys.
const OF_THE_DEVELOPER: [&str; 8] = [
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "ELDERPHOTO_SECRETS_FILE",
    "SSH_AUTH_SOCK",
];

/// See the module.
#[derive(Debug)]
pub struct Family {
    dir: TempDir,
    clock: Cell<u64>,
    program: RefCell<PathBuf>,
    as_nobody: Cell<bool>,
    env: RefCell<Vec<(String, String)>>,
}

impl Default for Family {
    fn default() -> Self {
        Self::new()
    }
}

impl Family {
    /// An empty library, no home, no places.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("elderphoto-").tempdir().expect("a temporary folder");
        for name in ["library", "places", "user", "out"] {
            fs::create_dir(dir.path().join(name)).expect("a folder");
        }
        let program = RefCell::new(binary());
        Self {
            dir,
            clock: Cell::new(1_700_000_000),
            program,
            as_nobody: Cell::new(false),
            env: RefCell::default(),
        }
    }

    /// The photo folder.
    pub fn library(&self) -> PathBuf {
        self.dir.path().join("library")
    }

    /// The program's own folder.
    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// The folder of a place.
    pub fn place_dir(&self, name: &str) -> PathBuf {
        self.dir.path().join("places").join(name)
    }

    /// A folder to restore to, or for anything else.
    pub fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join("out").join(name)
    }

    // --- what happens to the photos

    /// A photo appears, or is replaced, with a time of its own.
    pub fn photo(&self, path: impl AsRef<OsStr>, content: impl AsRef<[u8]>) -> &Self {
        let full = self.library().join(Path::new(path.as_ref()));
        fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
        fs::write(&full, content).unwrap_or_else(|e| panic!("{full:?}: {e}"));
        self.touch(&full);
        self
    }

    /// The same for a name that is no text.
    pub fn photo_named(&self, path: &[u8], content: impl AsRef<[u8]>) -> &Self {
        self.photo(OsStr::from_bytes(path), content)
    }

    /// Gives a file the next time: each differs from all before by more than a second.
    pub fn touch(&self, full: &Path) {
        let seconds = self.clock.get() + 61;
        self.clock.set(seconds);
        let nanos = u32::try_from(seconds % 1_000).expect("small") * 1_000_000 + 7;
        let file = File::options().write(true).open(full).unwrap_or_else(|e| panic!("{full:?}: {e}"));
        file.set_modified(UNIX_EPOCH + Duration::new(seconds, nanos)).expect("a time");
    }

    /// A folder with nothing in it.
    pub fn folder(&self, path: &str) -> &Self {
        fs::create_dir_all(self.library().join(path)).expect("a folder");
        self
    }

    /// A photo is deleted.
    pub fn deleted(&self, path: &str) -> &Self {
        fs::remove_file(self.library().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        self
    }

    /// A photo is renamed or moved.
    pub fn moved(&self, from: &str, to: &str) -> &Self {
        let to = self.library().join(to);
        fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
        fs::rename(self.library().join(from), to).unwrap_or_else(|e| panic!("{from}: {e}"));
        self
    }

    // --- what the nephew does

    /// `init`
    #[track_caller]
    pub fn init(&self) -> &Self {
        let library = self.library();
        self.run(&["init", "--library", text(&library), "--name", "Maria's photos"]).expect(0);
        self
    }

    /// `place add folder`, at a relative's when the name is not `home`.
    #[track_caller]
    pub fn place(&self, name: &str) -> &Self {
        self.add_place(name, &[]).expect(0);
        self
    }

    /// `place add folder` with further options, whatever comes of it.
    pub fn add_place(&self, name: &str, options: &[&str]) -> Run {
        let dir = self.place_dir(name);
        let kind: &[&str] =
            if name == "home" { &["--medium", "hdd"] } else { &["--medium", "nas", "--offsite"] };
        let mut args = vec!["place", "add", "folder", name, "--path", text(&dir)];
        args.extend_from_slice(kind);
        args.extend_from_slice(options);
        self.run(&args)
    }

    /// From here on the program is run by a user without special rights.
    pub fn without_rights(&self) -> &Self {
        let root = self.dir.path();
        if is_root() {
            let own = root.join("elderphoto");
            fs::copy(&*self.program.borrow(), &own).expect("a copy of the program");
            fs::set_permissions(&own, fs::Permissions::from_mode(0o755)).expect("rights");
            self.program.replace(own);
            fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("rights");
            give_to_nobody(root);
        }
        self.as_nobody.set(true);
        self
    }

    /// `place add sftp` at a far machine, with the key it lets in.
    #[track_caller]
    pub fn far_place(&self, name: &str, machine: &FarMachine) -> Run {
        self.run_all(&machine.add_with_key(name)).expect(0)
    }

    // --- running the program

    /// [`Self::run`] for arguments that were put together.
    pub fn run_all(&self, args: &[String]) -> Run {
        self.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A command with `--home` and `--json`.
    pub fn command(&self, args: &[&str]) -> Command {
        self.command_of(&self.home(), args)
    }

    /// The same for another home: a second computer.
    pub fn command_of(&self, home: &Path, args: &[&str]) -> Command {
        self.bare_command(home, &[&["--json"], args].concat())
    }

    /// Runs a command to its end as a person types it: its answer is sentences.
    pub fn run_for_a_person(&self, args: &[&str]) -> Run {
        finish(self.bare_command(&self.home(), args))
    }

    fn bare_command(&self, home: &Path, args: &[&str]) -> Command {
        let program = self.program.borrow();
        let mut command = if self.as_nobody.get() && is_root() {
            let mut command = Command::new("setpriv");
            command.args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups"]);
            command.arg(&*program);
            command
        } else {
            Command::new(&*program)
        };
        command.arg("--home").arg(home).args(args);
        command
            .env("HOME", self.dir.path().join("user"))
            .env("LC_ALL", "C.UTF-8")
            .current_dir(self.dir.path());
        for name in OF_THE_DEVELOPER {
            command.env_remove(name);
        }
        command.envs(self.env.borrow().iter().map(|(name, value)| (name, value)));
        command
    }

    /// From here on the program finds this in its environment.
    pub fn with_env(&self, name: &str, value: impl Into<String>) -> &Self {
        self.env.borrow_mut().push((name.to_owned(), value.into()));
        self
    }

    /// A file for secrets, as on a server without a keyring.
    pub fn with_secrets_file(&self) -> PathBuf {
        let path = self.dir.path().join("user/secrets.toml");
        self.with_env("ELDERPHOTO_SECRETS_FILE", text(&path));
        path
    }

    /// Runs a command to its end, with something on its standard input.
    pub fn run_with_input(&self, args: &[impl AsRef<str>], input: &str) -> Run {
        let args: Vec<&str> = args.iter().map(AsRef::as_ref).collect();
        finish_with_input(self.command(&args), input)
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        finish(self.command(args))
    }

    /// Starts a command.
    pub fn start(&self, args: &[&str]) -> Running {
        Running::start(self.command(args))
    }

    /// `backup` that must go well everywhere.
    #[track_caller]
    pub fn backup(&self) -> Run {
        let run = self.run(&["backup"]).expect(0);
        assert_eq!(run.text("/outcome"), "completed", "{}", run.told());
        for place in run.get("/places").as_array().expect("places") {
            assert_eq!(place["outcome"], "completed", "{}", run.told());
            assert_eq!(place["problems"], Value::Array(vec![]), "{}", run.told());
        }
        run
    }
}

/// With `ELDERPHOTO_KEEP` set, the family of a failed test stays to be looked at.
impl Drop for Family {
    fn drop(&mut self) {
        if std::thread::panicking() && std::env::var_os("ELDERPHOTO_KEEP").is_some() {
            eprintln!("kept: {}", self.dir.path().display());
            self.dir.disable_cleanup(true);
            return;
        }
        // What a test made unreadable must not keep the folder from being removed.
        let _ = Command::new("chmod").arg("-R").arg("u+rwX").arg(self.dir.path()).output();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}

fn give_to_nobody(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root may");
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            give_to_nobody(&entry.expect("an entry").path());
        }
    }
}
