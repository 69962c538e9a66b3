//! A person's session with a keyring: a message bus of its own and a real gnome-keyring on it.

use crate::program::until;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Nothing on this bus is started by being asked for.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
const COLLECTION: &str = "/org/freedesktop/secrets/aliases/default";

/// See the module.
#[derive(Debug)]
pub struct Keyring {
    dir: TempDir,
    bus: Child,
    daemon: Option<Child>,
    address: String,
}

impl Keyring {
    /// A bus on which nobody keeps secrets.
    pub fn absent() -> Self {
        let dir =
            tempfile::Builder::new().prefix("elderphoto-keyring-").tempdir().expect("a temporary folder");
        for name in ["home", "data", "run"] {
            let path = dir.path().join(name);
            fs::create_dir(&path).expect("a folder");
            fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("rights");
        }
        let config = dir.path().join("bus.conf");
        fs::write(&config, BUS).expect("a file");
        let mut daemon = Command::new("dbus-daemon");
        daemon.arg("--config-file").arg(config).args(["--nofork", "--print-address=1"]);
        daemon.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut bus = daemon.spawn().unwrap_or_else(|e| panic!("this suite needs dbus-daemon: {e}"));
        let mut address = String::new();
        BufReader::new(bus.stdout.take().expect("a pipe")).read_line(&mut address).expect("an address");
        Self { dir, bus, daemon: None, address: address.trim().to_owned() }
    }

    /// A keyring that is open.
    pub fn unlocked() -> Self {
        let mut keyring = Self::absent();
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        keyring.on_bus(&mut command).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut daemon = command.spawn().unwrap_or_else(|e| panic!("this suite needs gnome-keyring: {e}"));
        daemon.stdin.take().expect("a pipe").write_all(b"the login's").expect("a pipe");
        keyring.daemon = Some(daemon);
        until("the keyring is open", || !keyring.is_locked());
        keyring
    }

    /// Locks it, as a screen saver or a long absence does.
    pub fn lock(&self) {
        let objects = format!("array:objpath:{COLLECTION}");
        self.ask("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", &[&objects]);
        until("the keyring is locked", || self.is_locked());
    }

    fn is_locked(&self) -> bool {
        let property = ["string:org.freedesktop.Secret.Collection", "string:Locked"];
        let answer = self.ask(COLLECTION, "org.freedesktop.DBus.Properties.Get", &property);
        !answer.contains("boolean false")
    }

    fn ask(&self, path: &str, method: &str, args: &[&str]) -> String {
        let mut command = Command::new("dbus-send");
        command.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", path, method]);
        let out = self.on_bus(command.args(args)).output().expect("dbus-send");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    fn on_bus<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let own = |name: &str| self.dir.path().join(name);
        command.env("HOME", own("home")).env("XDG_DATA_HOME", own("data")).env("XDG_RUNTIME_DIR", own("run"));
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address)
    }

    /// Where programs of this session find it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Every file in which the keyring keeps something.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        for child in self.daemon.iter_mut().chain([&mut self.bus]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
