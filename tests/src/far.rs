//! A far machine on this one: a real sshd of its own, with its own key, port, log and user.

use crate::program::until;
use crate::world::{is_root, tool};
use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// What everyone may know; tests of secrets choose their own.
pub const PASSWORD: &str = "a-good-password";
/// Users are made one after another: the files they stand in are locked by whoever writes them.
const USERS_LOCK: &str = "/tmp/elderphoto-test-users.lock";

/// See the module. Everything of it is gone when it is dropped.
#[derive(Debug)]
pub struct FarMachine {
    dir: TempDir,
    port: u16,
    user: String,
    sshd: RefCell<Option<Child>>,
    forced: Option<&'static str>,
}

impl FarMachine {
    /// With a shell, as any Linux machine.
    pub fn new() -> Self {
        Self::with(None)
    }

    /// That hands out files and nothing else.
    pub fn without_shell() -> Self {
        Self::with(Some("internal-sftp"))
    }

    fn with(forced: Option<&'static str>) -> Self {
        assert!(is_root(), "a far machine has a user of its own: run the tests as root");
        let dir = tempfile::Builder::new().prefix("elderphoto-far-").tempdir().expect("a temporary folder");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("rights");
        let port = free_port();
        let user = format!("ep{port}");
        let machine = Self { dir, port, user, sshd: RefCell::new(None), forced };
        machine.make_user();
        machine.new_host_key();
        machine.new_key("key", "");
        machine.let_in("key");
        machine.start();
        machine
    }

    fn make_user(&self) {
        let home = self.path("home");
        for name in ["home", "srv"] {
            fs::create_dir(self.path(name)).expect("a folder");
        }
        // One that a killed test of the same port left behind.
        let _ = under_lock("userdel", &["--force", &self.user]);
        let made = under_lock(
            "useradd",
            &["--no-create-home", "--home-dir", text(&home), "--shell", "/bin/sh", &self.user],
        );
        assert!(made, "useradd did not make {}", self.user);
        self.set_password(PASSWORD);
        let id = |flag| tool("id", &[flag, &self.user], Path::new("/")).trim().parse().expect("a number");
        for folder in [home, self.path("srv")] {
            chown(folder, Some(id("-u")), Some(id("-g"))).expect("root may");
        }
    }

    /// Signs in with another password from now on.
    pub fn set_password(&self, password: &str) {
        let mut chpasswd = Command::new("flock");
        chpasswd.args([USERS_LOCK, "chpasswd"]).stdin(Stdio::piped());
        let mut child = chpasswd.spawn().expect("chpasswd");
        let mut stdin = child.stdin.take().expect("a pipe");
        std::io::Write::write_all(&mut stdin, format!("{}:{password}\n", self.user).as_bytes())
            .expect("a pipe");
        drop(stdin);
        assert!(child.wait().expect("chpasswd").success());
    }

    /// A new key of that name, locked unless the passphrase is empty.
    pub fn new_key(&self, name: &str, passphrase: &str) -> PathBuf {
        let path = self.path(name);
        let _ = fs::remove_file(&path);
        let args = ["-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", text(&path)];
        tool("ssh-keygen", &args, self.dir.path());
        path
    }

    /// Who has that key may sign in; nobody else with a key.
    pub fn let_in(&self, name: &str) {
        let public = self.path(&format!("{name}.pub"));
        fs::copy(public, self.path("authorized")).expect("a public key");
    }

    /// The machine is installed anew: it shows another key from its next start on.
    pub fn new_host_key(&self) {
        self.new_key("host_key", "");
    }

    /// What `ssh-keygen -l` says of the machine's key.
    pub fn fingerprint(&self) -> String {
        let line = tool("ssh-keygen", &["-l", "-f", text(&self.path("host_key.pub"))], self.dir.path());
        line.split_whitespace().nth(1).expect("a fingerprint").to_owned()
    }

    /// Switches it on. Its log begins anew.
    pub fn start(&self) {
        fs::create_dir_all("/run/sshd").expect("sshd asks for this folder");
        let config = format!(
            "Port {}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
             UsePAM no\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\nUseDNS no\nLogLevel DEBUG1\n\
             MaxStartups 100\nSubsystem sftp internal-sftp\n{}",
            self.port,
            self.path("host_key").display(),
            self.path("authorized").display(),
            self.forced.map_or(String::new(), |command| format!("ForceCommand {command}\n")),
        );
        fs::write(self.path("sshd_config"), config).expect("a file");
        let log = File::create(self.path("log")).expect("a file");
        let mut sshd = Command::new("/usr/sbin/sshd");
        sshd.args(["-D", "-e", "-f"]).arg(self.path("sshd_config")).stdin(Stdio::null()).stderr(log);
        let child = sshd.spawn().unwrap_or_else(|e| panic!("this suite needs openssh-server: {e}"));
        self.sshd.replace(Some(child));
        until("sshd answers", || {
            let mut running = self.sshd.borrow_mut();
            let ended = running.as_mut().is_none_or(|child| child.try_wait().expect("a child").is_some());
            assert!(!ended, "sshd ended: {}", self.log());
            self.answers()
        });
    }

    fn answers(&self) -> bool {
        let Ok(mut line) = TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        line.set_read_timeout(Some(Duration::from_secs(5))).expect("a limit");
        let mut banner = [0; 4];
        line.read_exact(&mut banner).is_ok() && banner == *b"SSH-"
    }

    /// Switches it off, connections and all.
    pub fn stop(&self) {
        let Some(mut child) = self.sshd.borrow_mut().take() else { return };
        let below = descendants(child.id());
        let _ = child.kill();
        let _ = child.wait();
        for pid in below {
            // One that ended by itself meanwhile is no fault.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }

    /// It hangs: connections stay, and nothing on them moves until it is woken.
    pub fn hang(&self) {
        self.signal_all(rustix::process::Signal::STOP);
    }

    /// Goes on after [`Self::hang`].
    pub fn wake(&self) {
        self.signal_all(rustix::process::Signal::CONT);
    }

    fn signal_all(&self, signal: rustix::process::Signal) {
        let running = self.sshd.borrow();
        let Some(child) = running.as_ref() else { return };
        let all = [rustix::process::Pid::from_child(child)].into_iter().chain(descendants(child.id()));
        for pid in all {
            // One that ended by itself meanwhile is no fault.
            let _ = rustix::process::kill_process(pid, signal);
        }
    }

    /// Whether nobody is signed in: what a line that broke off still brought is written by then.
    pub fn is_alone(&self) -> bool {
        self.sshd.borrow().as_ref().is_none_or(|child| descendants(child.id()).is_empty())
    }

    /// What sshd says it has seen since it was started.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.path("log")).unwrap_or_default()).into_owned()
    }

    /// A file or folder of the machine's own.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The folder of a place on it, as seen there and here.
    pub fn place_dir(&self, name: &str) -> PathBuf {
        self.path("srv").join(name)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Who may sign in.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// `place add sftp` up to what it signs in with.
    pub fn add_args(&self, name: &str) -> Vec<String> {
        let port = self.port.to_string();
        let root = self.place_dir(name);
        let args =
            ["place", "add", "sftp", name, "--host", "127.0.0.1", "--port", &port, "--user", &self.user];
        let args = args.into_iter().chain(["--path", text(&root), "--offsite", "--medium", "cloud"]);
        args.map(str::to_owned).collect()
    }

    /// [`Self::add_with_key`] by way of a line that can break.
    pub fn add_through(&self, name: &str, proxy: &crate::Proxy) -> Vec<String> {
        let mut args = self.add_with_key(name);
        let port = args.iter().position(|a| a == "--port").expect("a port") + 1;
        args[port] = proxy.port.to_string();
        args
    }

    /// The same, with the machine's key and fingerprint.
    pub fn add_with_key(&self, name: &str) -> Vec<String> {
        let mut args = self.add_args(name);
        args.extend(["--key".into(), text(&self.path("key")).into()]);
        args.extend(["--accept-host-key".into(), self.fingerprint()]);
        args
    }
}

impl Default for FarMachine {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for FarMachine {
    fn drop(&mut self) {
        self.stop();
        let _ = under_lock("userdel", &["--force", &self.user]);
        if std::thread::panicking() {
            eprintln!("what sshd saw:\n{}", self.log());
        }
    }
}

/// Every process that came from this one: a connection is a process of its own.
fn descendants(of: u32) -> Vec<rustix::process::Pid> {
    let listed = tool("ps", &["-eo", "pid=,ppid="], Path::new("/"));
    let pairs: Vec<(u32, u32)> = listed
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split_whitespace().filter_map(|n| n.parse().ok());
            Some((numbers.next()?, numbers.next()?))
        })
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(pairs.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    let pid = |raw: &u32| rustix::process::Pid::from_raw(i32::try_from(*raw).ok()?);
    found[1..].iter().filter_map(pid).collect()
}

/// A port that nobody has now; sshd says so if someone was faster.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn under_lock(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new("flock");
    command.args([USERS_LOCK, program]).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap_or_else(|e| panic!("this suite needs flock and {program}: {e}")).success()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}
