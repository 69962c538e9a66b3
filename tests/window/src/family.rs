//! A computer with photos on it, set up by the command line as the nephew would.

use crate::process::ours;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The sample photos, two places, and a home of ElderPhoto's own.
pub struct Family {
    folder: TempDir,
    without_rights: bool,
}

impl Family {
    /// With photos, and nothing set up.
    #[must_use]
    pub fn new(photos: usize) -> Self {
        let family =
            Self { folder: TempDir::with_prefix("elderphoto-window-").unwrap(), without_rights: false };
        let mut sample = Command::new(ours("elderphoto-sample", "ELDERPHOTO_SAMPLE"));
        let made = sample.arg(family.path("Photos")).args(["--count", &photos.to_string()]).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        family
    }

    /// From here on programs may read only what is theirs to read, also where root runs the tests.
    pub fn without_rights(&mut self) {
        self.without_rights = true;
    }

    /// How such a program is started.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        if !self.without_rights || !rustix::process::geteuid().is_root() {
            return Command::new(program);
        }
        let rights = "-dac_override,-dac_read_search";
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set", rights, "--inh-caps", rights, "--"]).arg(program);
        command
    }

    /// A path of this computer.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Names the library and two places: one at home, one away.
    pub fn set_up(&self) {
        let path = |name: &str| self.path(name).to_str().unwrap().to_owned();
        self.elderphoto(&["init", "--library", &path("Photos"), "--name", "Maria's photos"]);
        self.add_place("At home", &path("Disk"), &["--medium", "hdd"]);
        self.add_place("Aunt's house", &path("NAS"), &["--medium", "nas", "--offsite"]);
    }

    /// Adds a place in a folder.
    pub fn add_place(&self, name: &str, path: &str, more: &[&str]) {
        self.elderphoto(&[&["place", "add", "folder", name, "--path", path], more].concat());
    }

    /// What the command line answers, as JSON; its exit status may be 0 or 1.
    pub fn elderphoto(&self, arguments: &[&str]) -> serde_json::Value {
        let mut command = self.command(ours("elderphoto", "ELDERPHOTO_BIN"));
        let done = command.arg("--home").arg(self.home()).arg("--json").args(arguments).output().unwrap();
        assert!(done.status.code().is_some_and(|code| code < 2), "{arguments:?}: {done:?}");
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// A setting as the command line tells it.
    #[must_use]
    pub fn setting(&self, name: &str) -> String {
        text(&self.elderphoto(&["settings", "get", name])["settings"][name])
    }

    /// How long older versions stay at a place.
    #[must_use]
    pub fn keep_of(&self, place: &str) -> String {
        let places = self.elderphoto(&["place", "list"])["places"].clone();
        let found = places.as_array().unwrap().iter().find(|one| one["name"] == place).unwrap();
        text(&found["keep"])
    }

    /// Where settings, catalog and logs are.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// A folder for what the webview keeps.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
