//! A real sshd on this machine, with its own keys and port.
// Not every test needs all of it.
#![allow(dead_code)]

pub mod account;
pub mod other;
pub mod proxy;
pub mod work;

use elderphoto_stores::sftp::{Address, Credentials, HostKey, Options, PrivateKey, SftpStore};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that ends with its owner.
pub struct Sshd {
    dir: tempfile::TempDir,
    pub port: u16,
    child: Child,
    host_keys: Vec<String>,
    settings: String,
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits for something to become true.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let given_up = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < given_up, "waited in vain for: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Makes a key pair; gives the private key's file.
pub fn new_key(file: &Path, kind: &str, passphrase: &str) -> PathBuf {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-N", passphrase, "-f"])
        .arg(file)
        .status()
        .expect("ssh-keygen (package openssh-client)");
    assert!(made.success());
    file.to_path_buf()
}

impl Sshd {
    /// Starts one with these further settings.
    pub fn start(settings: &str) -> Self {
        Self::start_with_keys(settings, &["ed25519"])
    }

    /// Starts one with host keys of these kinds, each in `host_KIND`.
    pub fn start_with_keys(settings: &str, kinds: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let host_keys: Vec<String> = kinds.iter().map(|kind| format!("host_{kind}")).collect();
        for (kind, name) in kinds.iter().zip(&host_keys) {
            new_key(&dir.path().join(name), kind, "");
        }
        let key = new_key(&dir.path().join("key"), "ed25519", "");
        std::fs::copy(key.with_extension("pub"), dir.path().join("authorized")).unwrap();
        let port = free_port();
        let child = run(dir.path(), port, &host_keys, settings);
        let sshd = Self { dir, port, child, host_keys, settings: settings.to_owned() };
        until_it_greets(port);
        sshd
    }

    /// Its folder: keys, and whatever a test puts there.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Whom to sign in as: the test's own account.
    pub fn user() -> String {
        let out = Command::new("id").arg("-un").output().unwrap();
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    }

    pub fn address(&self, root: &Path) -> Address {
        self.address_through(self.port, root)
    }

    /// The same by way of another port of this machine.
    pub fn address_through(&self, port: u16, root: &Path) -> Address {
        let root = std::os::unix::ffi::OsStrExt::as_bytes(root.as_os_str()).to_vec();
        Address { host: "127.0.0.1".into(), port, user: Self::user(), root }
    }

    /// Lets another key in as well.
    pub fn authorize(&self, public: &Path) {
        let mut all = std::fs::read_to_string(self.dir().join("authorized")).unwrap();
        all.push_str(&std::fs::read_to_string(public).unwrap());
        std::fs::write(self.dir().join("authorized"), all).unwrap();
    }

    /// The account's key.
    pub fn credentials(&self) -> Credentials {
        with_key(&self.dir().join("key"), None)
    }

    /// The keys it is known by, read from their files: nothing is asked of the server.
    pub fn pinned(&self) -> Vec<HostKey> {
        self.host_keys.iter().map(|name| key_of(&self.dir().join(name))).collect()
    }

    /// A store at a new folder.
    pub fn store(&self) -> (SftpStore, PathBuf) {
        let root = self.new_root();
        (self.open(&root), root)
    }

    pub fn new_root(&self) -> PathBuf {
        let root = tempfile::tempdir_in(self.dir()).unwrap();
        root.keep()
    }

    pub fn open(&self, root: &Path) -> SftpStore {
        let options = Options::default();
        SftpStore::open(self.address(root), self.credentials(), self.pinned(), options).unwrap()
    }

    /// Signed in as an account of the test's own.
    pub fn open_as(&self, account: &account::Account, root: &Path) -> SftpStore {
        let address = Address { user: account.0.clone(), ..self.address(root) };
        SftpStore::open(address, self.credentials(), self.pinned(), Options::default()).unwrap()
    }

    pub fn open_with(&self, root: &Path, options: Options) -> SftpStore {
        SftpStore::open(self.address(root), self.credentials(), self.pinned(), options).unwrap()
    }

    /// A store whose line goes through a proxy.
    pub fn through(&self, proxy: &proxy::Proxy, root: &Path, options: Options) -> SftpStore {
        let address = self.address_through(proxy.port, root);
        SftpStore::open(address, self.credentials(), self.pinned(), options).unwrap()
    }

    /// What it says it has seen; it says much with `LogLevel DEBUG1`.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.dir().join("log")).unwrap()).into_owned()
    }

    /// The processes that serve sessions now.
    pub fn children(&self) -> Vec<i32> {
        children_of(self.child.id() as i32)
    }

    /// Kills what serves sessions, not what listens.
    pub fn kill_sessions(&self) {
        let all = self.descendants();
        assert!(!all.is_empty(), "there is no session to kill");
        all.into_iter().for_each(kill);
    }

    /// What serves sessions, the innermost last.
    pub fn descendants(&self) -> Vec<i32> {
        let mut all = self.children();
        let mut next = 0;
        while let Some(parent) = all.get(next).copied() {
            all.extend(children_of(parent));
            next += 1;
        }
        all
    }

    /// Starts again at the same port, with another host key.
    pub fn change_host_key(&mut self) {
        self.host_keys = vec!["host_another".into()];
        new_key(&self.dir().join("host_another"), "ed25519", "");
        self.restart();
    }

    /// Starts again at the same port.
    pub fn restart(&mut self) {
        self.stop();
        self.child = run(self.dir.path(), self.port, &self.host_keys, &self.settings);
        until_it_greets(self.port);
    }

    pub fn stop(&mut self) {
        self.descendants().into_iter().for_each(kill);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn children_of(process: i32) -> Vec<i32> {
    let out = Command::new("pgrep").arg("-P").arg(process.to_string()).output().unwrap();
    String::from_utf8(out.stdout).unwrap().lines().filter_map(|l| l.parse().ok()).collect()
}

fn kill(process: i32) {
    // One that ended by itself meanwhile is no fault.
    let _ = Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status();
}

/// Waits until a server says that it speaks SSH.
pub fn until_it_greets(port: u16) {
    until("a greeting", || {
        let Ok(mut line) = TcpStream::connect(("127.0.0.1", port)) else { return false };
        let mut greeting = [0; 4];
        std::io::Read::read_exact(&mut line, &mut greeting).is_ok() && greeting == *b"SSH-"
    });
}

/// The public half of a host key, as it is pinned.
pub fn key_of(private: &Path) -> HostKey {
    let text = std::fs::read_to_string(private.with_extension("pub")).unwrap();
    let algorithm = text.split_whitespace().next().unwrap();
    let shown = Command::new("ssh-keygen").arg("-lf").arg(private.with_extension("pub")).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    let sha256 = HostKey::parse_fingerprint(shown.split_whitespace().nth(1).unwrap()).unwrap();
    HostKey { algorithm: algorithm.to_owned(), sha256 }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.stop();
    }
}

pub fn with_key(file: &Path, passphrase: Option<&str>) -> Credentials {
    let key = PrivateKey {
        pem: std::fs::read_to_string(file).unwrap().into(),
        passphrase: passphrase.map(|p| p.to_owned().into()),
    };
    Credentials { keys: vec![key], use_agent: false, password: None }
}

fn run(dir: &Path, port: u16, host_keys: &[String], settings: &str) -> Child {
    // It wants this folder when it separates its rights.
    let _ = std::fs::create_dir_all("/run/sshd");
    let at = dir.display();
    let host_keys: String = host_keys.iter().map(|name| format!("HostKey {at}/{name}\n")).collect();
    let subsystem = if settings.contains("Subsystem") { "" } else { "Subsystem sftp internal-sftp" };
    // A home of its own: what the account's real login does is not part of the test.
    let _ = std::fs::create_dir(dir.join("home"));
    // The first word on a matter counts: the test's come before the usual ones.
    let config = format!(
        "{settings}\nPort {port}\nListenAddress 127.0.0.1\n{host_keys}AuthorizedKeysFile {at}/authorized\n\
         PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\n\
         KbdInteractiveAuthentication no\n{subsystem}\nMaxStartups 100\nSetEnv HOME={at}/home\n"
    );
    std::fs::write(dir.join("config"), config).unwrap();
    Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f"])
        .arg(dir.join("config"))
        .stderr(std::fs::File::create(dir.join("log")).map_or(Stdio::null(), Stdio::from))
        .spawn()
        .expect("sshd (package openssh-server)")
}
