//! Accounts of this machine, for which rights and passwords count.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Accounts are made one after another: the files they stand in are locked by whoever writes them.
const LOCK: &str = "/tmp/elderphoto-test-users.lock";

/// One that is gone when it is dropped.
pub struct Account(pub String);

impl Account {
    /// With that shell, and with a password unless it is empty.
    pub fn new(shell: &str, password: &str) -> Self {
        let name = format!("epf{}", super::free_port());
        let args = ["--no-create-home", "--home-dir", "/", "--password", "*", "--shell", shell, &name];
        let made = under_lock("useradd", &args).wait().unwrap();
        assert!(made.success(), "useradd did not make {name}: run the tests as root");
        if !password.is_empty() {
            let mut chpasswd = under_lock("chpasswd", &[]);
            chpasswd.stdin.take().unwrap().write_all(format!("{name}:{password}\n").as_bytes()).unwrap();
            assert!(chpasswd.wait().unwrap().success());
        }
        Self(name)
    }

    /// Gives it a folder and all that lies in it.
    pub fn owns(&self, at: &Path) {
        assert!(Command::new("chown").arg("-R").arg(&self.0).arg(at).status().unwrap().success());
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        let _ = under_lock("userdel", &["--force", &self.0]).wait();
    }
}

fn under_lock(program: &str, args: &[&str]) -> Child {
    let mut command = Command::new("flock");
    command.args([LOCK, program]).args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}
