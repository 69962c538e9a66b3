//! Far accounts of every kind: caged, without a shell, with a shell that lacks tools or talks too
//! much. The work is done with what there is.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::digest::Digest;
use elderphoto_engine::store::{Store, StoreErrorKind};
use elderphoto_stores::sftp::{Address, ConnectError, Options, SftpStore};
use far::Sshd;
use far::account::Account;
use far::work::*;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

const FILES: usize = 120;

/// Backs up with every means there is and looks at the files.
fn does_its_work(server: &Sshd) -> SftpStore {
    let root = server.new_root();
    make_place(&root);
    let store = server.open(&root);
    backs_up(&store, &root, FILES);
    if let Some(digests) = store.hash_there(&[target(7)]).unwrap() {
        assert_eq!(*digests[0].as_ref().unwrap(), Digest::of(&content(7)));
    }
    store
}

#[test]
fn a_caged_account_sees_its_cage_as_the_whole_machine() {
    // Every folder above a cage must belong to root and to nobody else.
    let cage = tempfile::tempdir_in("/run").expect("this test must be run as root");
    std::fs::set_permissions(cage.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let settings = format!("ChrootDirectory {}\nForceCommand internal-sftp", cage.path().display());
    let server = Sshd::start(&settings);
    let root = cage.path().join("photos");
    make_place(&root);
    let store = server.open(Path::new("/photos"));
    assert!(!store.has_shell().unwrap());
    backs_up(&store, &root, FILES);
    let outside = Address { root: root.to_str().unwrap().into(), ..server.address(&root) };
    let refused = SftpStore::open(outside, server.credentials(), server.pinned(), Options::default());
    assert!(matches!(refused, Err(ConnectError::FolderMissing { .. })), "{refused:?}");
}

#[test]
fn an_account_that_runs_nothing_gets_its_files_one_by_one() {
    for command in ["internal-sftp", "/usr/lib/openssh/sftp-server"] {
        let store = does_its_work(&Sshd::start(&format!("ForceCommand {command}")));
        assert!(!store.has_shell().unwrap(), "{command}");
    }
}

#[test]
fn an_account_without_file_transfer_is_told() {
    for command in ["/bin/false", "/bin/true", "echo hello", "cat"] {
        let server = Sshd::start(&format!("ForceCommand {command}"));
        let refused = SftpStore::open(
            server.address(server.dir()),
            server.credentials(),
            server.pinned(),
            Options { connect_limit: std::time::Duration::from_secs(5), ..Options::default() },
        );
        assert!(
            matches!(refused, Err(ConnectError::NoSftp { .. } | ConnectError::TimedOut { .. })),
            "{command}: {refused:?}"
        );
    }
}

/// A small machine of its own, as sshd's cage: these programs, what they need, and nothing else.
struct Machine {
    cage: tempfile::TempDir,
    server: Sshd,
}

const PLAIN: [&str; 14] =
    ["env", "dd", "cat", "mv", "mkdir", "rm", "sync", "sleep", "df", "tail", "uname", "id", "true", "test"];

impl Machine {
    fn with(programs: &[&str]) -> Self {
        // Every folder above a cage must belong to root and to nobody else.
        let cage = tempfile::tempdir_in("/run").expect("this test must be run as root");
        std::fs::set_permissions(cage.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let at = |path: &str| cage.path().join(path.trim_start_matches('/'));
        for folder in ["bin", "dev", "photos"] {
            std::fs::create_dir(at(folder)).unwrap();
        }
        make_place(&at("photos"));
        let done =
            Command::new("mknod").args(["-m", "666"]).arg(at("dev/null")).args(["c", "1", "3"]).status();
        assert!(done.unwrap().success());
        for program in programs.iter().chain(&["dash"]) {
            let found =
                ["/usr/bin", "/bin"].iter().map(|dir| Path::new(dir).join(program)).find(|p| p.exists());
            let found = found.unwrap_or_else(|| panic!("this test needs {program}"));
            std::fs::copy(&found, at("bin").join(program)).unwrap();
            for library in libraries_of(&found) {
                std::fs::create_dir_all(at(&library).parent().unwrap()).unwrap();
                std::fs::copy(&library, at(&library)).unwrap();
            }
        }
        // The login shell of the account that runs the tests, whichever it is.
        let shell = std::fs::read_to_string("/etc/passwd").unwrap();
        let mine = shell.lines().find(|line| line.starts_with(&format!("{}:", Sshd::user()))).unwrap();
        let login = mine.rsplit(':').next().unwrap().to_owned();
        for name in ["/bin/sh", &login] {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            if !at(name).exists() {
                std::os::unix::fs::symlink("/bin/dash", at(name)).unwrap();
            }
        }
        let server = Sshd::start(&format!("ChrootDirectory {}", cage.path().display()));
        Self { cage, server }
    }

    /// As a small device: everything is busybox.
    fn with_busybox_alone() -> Self {
        let machine = Self::with(&["busybox"]);
        let bin = machine.cage.path().join("bin");
        std::fs::remove_file(bin.join("sh")).unwrap();
        let listed = Command::new("busybox").arg("--list").output().expect("this test needs busybox");
        for name in String::from_utf8(listed.stdout).unwrap().lines() {
            if !bin.join(name).exists() {
                std::os::unix::fs::symlink("/bin/busybox", bin.join(name)).unwrap();
            }
        }
        machine
    }

    fn does_its_work(&self) -> SftpStore {
        let store = self.server.open(Path::new("/photos"));
        backs_up(&store, &self.cage.path().join("photos"), FILES);
        if let Some(digests) = store.hash_there(&[target(7)]).unwrap() {
            assert_eq!(*digests[0].as_ref().unwrap(), Digest::of(&content(7)));
        }
        store
    }
}

fn libraries_of(program: &Path) -> Vec<String> {
    let said = Command::new("ldd").arg(program).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    said.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

fn with(more: &[&'static str]) -> Machine {
    Machine::with(&PLAIN.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn a_shell_with_all_tools_is_of_use() {
    assert!(with(&["tar", "sha256sum"]).does_its_work().has_shell().unwrap());
}

#[test]
fn a_shell_without_tar_still_hashes_and_moves() {
    assert!(with(&["sha256sum"]).does_its_work().has_shell().unwrap());
}

#[test]
fn a_shell_that_hashes_with_nothing_is_not_used() {
    // It could not be made sure that it sees the same place.
    assert!(!with(&["tar"]).does_its_work().has_shell().unwrap());
}

#[test]
fn a_shell_with_nothing_but_itself_is_not_used() {
    assert!(!Machine::with(&[]).does_its_work().has_shell().unwrap());
}

#[test]
fn a_machine_that_has_only_busybox_is_of_use() {
    assert!(Machine::with_busybox_alone().does_its_work().has_shell().unwrap());
}

#[test]
fn a_login_that_talks_before_it_works_is_waited_for() {
    let server = Sshd::start("");
    // As sshd starts it, bash reads this before every command.
    let says = "echo 'Welcome to this machine!'; echo 'You have mail.' >&2; printf 'no end of line'\n";
    std::fs::write(server.dir().join("home/.bashrc"), says).unwrap();
    let store = does_its_work(&server);
    assert!(store.has_shell().unwrap());
    let says = format!("{says}exec tail -f /dev/null\n");
    std::fs::write(server.dir().join("home/.bashrc"), says).unwrap();
    let store = does_its_work(&server);
    assert!(!store.has_shell().unwrap(), "it never comes to the work");
}

#[test]
fn a_login_that_never_stops_talking_is_not_used() {
    let server = Sshd::start("");
    std::fs::write(server.dir().join("home/.bashrc"), "exec yes hello\n").unwrap();
    assert!(!does_its_work(&server).has_shell().unwrap());
}

#[test]
fn what_an_account_may_not_do_is_told() {
    for shell in ["/bin/sh", "/usr/sbin/nologin"] {
        let account = Account::new(shell, "");
        let server = Sshd::start("PasswordAuthentication no\nPubkeyAuthentication yes");
        std::fs::set_permissions(server.dir(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let root = server.new_root();
        make_place(&root);
        account.owns(&root);
        let address = |root: &Path| Address { user: account.0.clone(), ..server.address(root) };
        let open = |root: &Path| {
            SftpStore::open(address(root), server.credentials(), server.pinned(), Options::default())
        };
        let store = open(&root).unwrap();
        assert_eq!(store.has_shell().unwrap(), shell == "/bin/sh");
        backs_up(&store, &root, FILES);

        let foreign = |name: &str, mode: u32| {
            std::fs::create_dir(root.join(name)).unwrap();
            std::fs::write(root.join(name).join("a"), "1").unwrap();
            std::fs::set_permissions(root.join(name), std::fs::Permissions::from_mode(mode)).unwrap();
        };
        foreign("look", 0o755);
        foreign("hidden", 0o700);
        let denied = StoreErrorKind::PermissionDenied;
        assert_eq!(kind_of(store.stage(&path("look/b"), None)), denied);
        assert_eq!(kind_of(store.make_folder(&path("look/b"))), denied);
        assert_eq!(kind_of(store.remove(&path("look/a"))), denied);
        assert_eq!(kind_of(store.rename(&path("look/a"), &path("c"))), denied);
        assert_eq!(kind_of(store.rename(&target(0), &path("look/b"))), denied);
        assert_eq!(kind_of(store.list(&path("hidden"), &mut |_| Ok(()))), denied);
        assert_eq!(kind_of(store.open(&path("hidden/a"), 0, false)), denied);
        stage(&store, 20).unwrap();
        let into =
            |n: usize| elderphoto_engine::store::Move { from: staged(n), to: path(&format!("look/{n}")) };
        let done = store.commit(&(0..20).map(into).collect::<Vec<_>>()).unwrap();
        assert!(done.into_iter().all(|one| kind_of(one) == denied));
        let refused = open(&root.join("hidden"));
        assert!(matches!(refused, Err(ConnectError::PermissionDenied { .. })), "{refused:?}");
    }
}
