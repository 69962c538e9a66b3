//! A server of another make than OpenSSH: asyncssh, which takes passwords without asking the system
//! and can be told to know less.

use super::{free_port, until_it_greets};
use elderphoto_stores::sftp::{Address, Credentials, HostKey, Options, host_key};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const VERSION: &str = "asyncssh==2.24.1";
const PROGRAM: &str = include_str!("other.py");
/// The password it takes.
pub const RIGHT: &str = "right";

/// The server and a folder for places.
pub struct Other {
    folder: tempfile::TempDir,
    pub port: u16,
    process: Child,
}

/// A Python with asyncssh, installed once for all tests.
fn python() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let venv = target.join("venv-asyncssh");
    let script = format!(
        "set -e; test -f '{0}/ready-{VERSION}' && exit 0; rm -rf '{0}'; python3 -m venv '{0}'; \
         '{0}/bin/pip' install --quiet --disable-pip-version-check '{VERSION}'; touch '{0}/ready-{VERSION}'",
        venv.display()
    );
    let lock = target.join("venv-asyncssh.lock");
    let made = Command::new("flock").arg(lock).args(["sh", "-c", &script]).output().unwrap();
    assert!(
        made.status.success(),
        "{VERSION} could not be installed: these tests need python3-venv and a way to a Python package \
         index\n{}{}",
        String::from_utf8_lossy(&made.stdout),
        String::from_utf8_lossy(&made.stderr)
    );
    venv.join("bin/python")
}

impl Other {
    /// Told to be as these words say; `other.py` knows them.
    pub fn start(words: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let process = Command::new(python())
            .args(["-c", PROGRAM, &port.to_string()])
            .arg(folder.path().join("seen"))
            .args(words)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let other = Self { folder, port, process };
        until_it_greets(port);
        other
    }

    /// What was tried to sign in with, a word a line.
    pub fn seen(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.path().join("seen")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn address(&self, root: &Path) -> Address {
        let root = std::os::unix::ffi::OsStrExt::as_bytes(root.as_os_str()).to_vec();
        Address { host: "127.0.0.1".into(), port: self.port, user: "maria".into(), root }
    }

    pub fn pinned(&self) -> Vec<HostKey> {
        vec![host_key(&self.address(self.folder()), &Options::default()).unwrap()]
    }
}

pub fn password(text: &str) -> Credentials {
    Credentials { password: Some(text.to_owned().into()), ..Credentials::default() }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
