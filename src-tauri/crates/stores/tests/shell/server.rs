//! The same over a real SSH server on this computer, with `ssh` as the way to it.

use crate::fixture::*;
use crate::local::LocalShell;
use elderphoto_engine::digest::Digest;
use elderphoto_stores::sftp::shell::Shell;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SSHD: &str = "/usr/sbin/sshd";

/// A server for the account that runs the tests.
struct Server {
    folder: TempDir,
    port: u16,
    process: Child,
}

impl Server {
    /// `None` where this computer has no SSH server that can be started.
    fn start(more: &str) -> Option<Self> {
        // The server insists on this folder, which is otherwise made when the system starts.
        let _ = std::fs::create_dir("/run/sshd");
        if ![SSHD, "/usr/bin/ssh", "/run/sshd"].iter().all(|needed| Path::new(needed).exists()) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        for key in ["host", "user"] {
            let arguments = ["-q", "-t", "ed25519", "-N", "", "-f", &at(key)];
            assert!(Command::new("ssh-keygen").args(arguments).status().unwrap().success());
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
             StrictModes no\nPermitRootLogin yes\nUsePAM no\nSubsystem sftp internal-sftp\n{more}\n",
            at("host"),
            at("user.pub")
        );
        std::fs::write(at("config"), config).unwrap();
        let mut start = Command::new(SSHD);
        start.args(["-D", "-e", "-f", &at("config")]).stderr(Stdio::null());
        let process = start.spawn().unwrap();
        let server = Self { folder, port, process };
        server.wait_until_it_answers();
        Some(server)
    }

    fn wait_until_it_answers(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let greeting = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut stream| {
                let mut greeting = [0; 4];
                stream.read_exact(&mut greeting).map(|()| greeting)
            });
            if greeting.is_ok_and(|g| &g == b"SSH-") {
                return;
            }
            assert!(Instant::now() < deadline, "the server does not answer");
            std::thread::yield_now();
        }
    }

    fn account(&self) -> LocalShell {
        let at = |name: &str| self.folder.path().join(name).display().to_string();
        let words = format!(
            "ssh -T -p {} -i {} -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no \
             -o UserKnownHostsFile={} -o LogLevel=ERROR 127.0.0.1",
            self.port,
            at("user"),
            at("known")
        );
        LocalShell { login: words.split_whitespace().map(String::from).collect(), ..LocalShell::default() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn everything_works_over_a_real_server() {
    let Some(server) = Server::start("") else { return };
    let place = Place::on(&machines()[0]);
    let shell = place.shell_over(server.account());
    let batch = ".elderphoto/incoming/b";
    let lane = shell.lane(&path(batch), 2).unwrap();
    for n in 0..1_000 {
        lane.stage(&path(&format!("{batch}/{}/{n}", n % 5)), &vec![n as u8; 5_000], &META).unwrap();
    }
    lane.finish().unwrap();
    let moves: Vec<_> =
        (0..1_000).map(|n| one_move(&format!("{batch}/{}/{n}", n % 5), &format!("2024/{n}"))).collect();
    for result in shell.commit(&moves).unwrap() {
        result.unwrap();
    }
    let paths: Vec<_> = moves.iter().map(|m| m.to.clone()).collect();
    for (n, result) in shell.hash(&paths).unwrap().into_iter().enumerate() {
        assert_eq!(result.unwrap(), Digest::of(&vec![n as u8; 5_000]));
    }
}

#[test]
fn a_server_for_files_only_has_no_shell() {
    let Some(server) = Server::start("ForceCommand internal-sftp") else { return };
    let place = Place::on(&machines()[0]);
    let begun = Instant::now();
    let found = Shell::probe(Arc::new(server.account()), place.root.as_os_str().as_bytes());
    assert!(found.unwrap().is_none());
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}
