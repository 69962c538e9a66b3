//! A real sshd on this machine, with its own keys and port.
// Not every test needs all of it.
#![allow(dead_code)]

use elderphoto_stores::sftp::{Address, Credentials, HostKey, Options, PrivateKey, SftpStore, host_key};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that ends with its owner.
pub struct Sshd {
    dir: tempfile::TempDir,
    pub port: u16,
    child: Child,
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
        let dir = tempfile::tempdir().unwrap();
        new_key(&dir.path().join("host"), "ed25519", "");
        let key = new_key(&dir.path().join("key"), "ed25519", "");
        std::fs::copy(key.with_extension("pub"), dir.path().join("authorized")).unwrap();
        let port = free_port();
        let child = run(dir.path(), port, "host", settings);
        let sshd = Self { dir, port, child };
        until("sshd", || TcpStream::connect(("127.0.0.1", port)).is_ok());
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
        let root = std::os::unix::ffi::OsStrExt::as_bytes(root.as_os_str()).to_vec();
        Address { host: "127.0.0.1".into(), port: self.port, user: Self::user(), root }
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

    pub fn pinned(&self) -> Vec<HostKey> {
        vec![host_key(&self.address(self.dir()), &Options::default()).unwrap()]
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

    /// The processes that serve sessions now.
    pub fn children(&self) -> Vec<i32> {
        let out = Command::new("pgrep").arg("-P").arg(self.child.id().to_string()).output().unwrap();
        String::from_utf8(out.stdout).unwrap().lines().filter_map(|l| l.parse().ok()).collect()
    }

    /// Starts again at the same port, with another host key.
    pub fn change_host_key(&mut self) {
        self.stop();
        new_key(&self.dir().join("host2"), "ed25519", "");
        self.child = run(self.dir.path(), self.port, "host2", "");
        let port = self.port;
        until("sshd", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    }

    pub fn stop(&mut self) {
        for child in self.children() {
            let _ = Command::new("kill").arg("-9").arg(child.to_string()).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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

fn run(dir: &Path, port: u16, host_key: &str, settings: &str) -> Child {
    // It wants this folder when it separates its rights.
    let _ = std::fs::create_dir_all("/run/sshd");
    let at = dir.display();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/{host_key}\nAuthorizedKeysFile {at}/authorized\n\
         PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\n\
         KbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\nMaxStartups 100\n{settings}\n"
    );
    std::fs::write(dir.join("config"), config).unwrap();
    Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f"])
        .arg(dir.join("config"))
        .stderr(std::fs::File::create(dir.join("log")).map_or(Stdio::null(), Stdio::from))
        .spawn()
        .expect("sshd (package openssh-server)")
}
