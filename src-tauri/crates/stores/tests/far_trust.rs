//! Who is trusted, with what one signs in, and that each way in which it fails is told apart.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::store::Store;
use elderphoto_stores::sftp::{
    Address, ConnectError, Credentials, HostKey, Options, PrivateKey, SftpStore, host_key, make_root,
    unmake_root,
};
use far::account::Account;
use far::{Sshd, free_port, key_of, new_key, with_key};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

fn open(server: &Sshd, credentials: Credentials, pinned: Vec<HostKey>) -> Result<SftpStore, ConnectError> {
    SftpStore::open(server.address(server.dir()), credentials, pinned, Options::default())
}

#[track_caller]
fn refused(result: Result<SftpStore, ConnectError>) -> ConnectError {
    result.map(drop).unwrap_err()
}

fn password(text: &str) -> Credentials {
    Credentials { password: Some(text.to_owned().into()), ..Credentials::default() }
}

/// Whether the server was told who wants to come in: the first thing after its key was taken.
fn was_told_who(server: &Sshd) -> bool {
    ["userauth-request", "Accepted", "Failed"].iter().any(|word| server.log().contains(word))
}

#[test]
fn the_key_that_is_shown_is_the_servers_and_nothing_is_said_to_see_it() {
    let server = Sshd::start("LogLevel DEBUG1");
    let key = host_key(&server.address(server.dir()), &Options::default()).unwrap();
    assert_eq!(vec![key], server.pinned());
    assert!(!was_told_who(&server));
    open(&server, server.credentials(), server.pinned()).unwrap();
    assert!(was_told_who(&server), "the log shows it when it happens");
}

#[test]
fn an_unknown_server_is_shown_and_told_nothing() {
    let server = Sshd::start("LogLevel DEBUG1");
    let unknown = refused(open(&server, server.credentials(), Vec::new()));
    let ConnectError::HostKeyUnknown { offered } = unknown else { panic!("{unknown:?}") };
    assert_eq!(vec![offered], server.pinned());
    assert!(!was_told_who(&server));
}

#[test]
fn a_server_with_another_key_than_before_is_told_nothing_and_both_keys_are_shown() {
    let mut server = Sshd::start("LogLevel DEBUG1");
    let before = server.pinned();
    server.change_host_key();
    for credentials in [server.credentials(), password("canary")] {
        let changed = refused(open(&server, credentials, before.clone()));
        let told = changed.to_string();
        let ConnectError::HostKeyChanged { pinned, offered } = changed else { panic!("{changed:?}") };
        assert_eq!((&pinned, &vec![offered.clone()]), (&before, &server.pinned()));
        assert!(told.contains(&pinned[0].fingerprint()) && told.contains(&offered.fingerprint()), "{told}");
    }
    assert!(!was_told_who(&server), "{}", server.log());
}

/// Also in the middle of a run, when the line was lost and another machine answers.
#[test]
fn a_server_that_changed_its_key_is_not_come_back_to() {
    let mut server = Sshd::start("LogLevel DEBUG1");
    let (store, _) = server.store();
    server.change_host_key();
    let e = store.check_root().unwrap_err();
    assert!(e.to_string().contains("SHA256:"), "{e}");
    assert!(!was_told_who(&server));
}

#[test]
fn a_server_with_several_keys_is_known_by_any_of_them() {
    let server = Sshd::start_with_keys("", &["ed25519", "ecdsa", "rsa"]);
    for key in server.pinned() {
        open(&server, server.credentials(), vec![key.clone()]).unwrap_or_else(|e| panic!("{key:?}: {e}"));
    }
    // Known by one that it has no more: another one than it had is no reason to trust it.
    let lost = HostKey { algorithm: "ssh-ed25519".into(), sha256: [7; 32] };
    for pinned in [vec![lost.clone()], vec![HostKey { algorithm: "ssh-dss".into(), ..lost }]] {
        let e = refused(open(&server, server.credentials(), pinned));
        assert!(matches!(e, ConnectError::HostKeyChanged { .. }), "{e:?}");
    }
}

#[test]
fn a_second_pinned_key_is_as_good_as_the_first() {
    let server = Sshd::start_with_keys("", &["ed25519"]);
    let other = HostKey { algorithm: "ecdsa-sha2-nistp256".into(), sha256: [1; 32] };
    open(&server, server.credentials(), [vec![other], server.pinned()].concat()).unwrap();
}

const LOCKED: &str = "a passphrase";

#[test]
fn keys_of_every_kind_sign_in_with_and_without_passphrase() {
    // No signature by SHA-1 is taken, as by every server of today.
    let server =
        Sshd::start("PubkeyAcceptedAlgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256");
    let pinned = server.pinned();
    for kind in ["ed25519", "rsa", "ecdsa"] {
        let bare = new_key(&server.dir().join(kind), kind, "");
        let locked = new_key(&server.dir().join(format!("{kind}-locked")), kind, LOCKED);
        server.authorize(&bare.with_extension("pub"));
        server.authorize(&locked.with_extension("pub"));
        for (key, passphrase) in [(&bare, None), (&locked, Some(LOCKED))] {
            let store = open(&server, with_key(key, passphrase), pinned.clone());
            store.unwrap_or_else(|e| panic!("{kind} {passphrase:?}: {e}")).check_root().unwrap();
        }
        // A passphrase that is not needed does no harm.
        open(&server, with_key(&bare, Some(LOCKED)), pinned.clone())
            .unwrap_or_else(|e| panic!("{kind}: {e}"));
        let missing = refused(open(&server, with_key(&locked, None), pinned.clone()));
        assert!(matches!(missing, ConnectError::PassphraseMissing), "{kind}: {missing:?}");
        let wrong = refused(open(&server, with_key(&locked, Some("wrong")), pinned.clone()));
        assert!(matches!(wrong, ConnectError::PassphraseWrong), "{kind}: {wrong:?}");
    }
}

#[test]
fn keys_in_the_older_formats_sign_in_too() {
    let server = Sshd::start("");
    let pinned = server.pinned();
    for (format, passphrase) in [("PEM", ""), ("PKCS8", ""), ("PEM", LOCKED), ("PKCS8", LOCKED)] {
        let key = server.dir().join(format!("rsa-{format}-{}", passphrase.len()));
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "rsa", "-m", format, "-N", passphrase, "-f"])
            .arg(&key)
            .status()
            .unwrap();
        assert!(made.success());
        server.authorize(&key.with_extension("pub"));
        let given = (!passphrase.is_empty()).then_some(passphrase);
        open(&server, with_key(&key, given), pinned.clone()).unwrap_or_else(|e| panic!("{format}: {e}"));
        if given.is_some() {
            let missing = refused(open(&server, with_key(&key, None), pinned.clone()));
            assert!(matches!(missing, ConnectError::PassphraseMissing), "{format}: {missing:?}");
            let wrong = refused(open(&server, with_key(&key, Some("wrong")), pinned.clone()));
            assert!(matches!(wrong, ConnectError::PassphraseWrong), "{format}: {wrong:?}");
        }
    }
}

#[test]
fn a_key_that_is_none_or_not_let_in_is_told() {
    let server = Sshd::start("");
    let pinned = server.pinned();
    let stranger = new_key(&server.dir().join("stranger"), "ed25519", "");
    let told = |credentials| refused(open(&server, credentials, pinned.clone()));
    assert!(matches!(told(with_key(&stranger, None)), ConnectError::KeyRefused));
    assert!(matches!(told(Credentials::default()), ConnectError::NoCredentials));
    let torn = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    for text in ["", "no key", torn] {
        let key = PrivateKey { pem: text.to_owned().into(), passphrase: None };
        let e = told(Credentials { keys: vec![key], ..Credentials::default() });
        assert!(matches!(e, ConnectError::KeyUnreadable { .. }), "{text:?}: {e:?}");
    }
    // Beside one that is let in, one that is not does no harm.
    let mut both = with_key(&stranger, None);
    both.keys.extend(server.credentials().keys);
    open(&server, both, pinned.clone()).unwrap();
}

/// A real agent, which ends with its owner. The process finds it by its environment, so all that is
/// to be seen of it is seen in one test.
struct Agent(u32);

impl Agent {
    fn start(at: &std::path::Path) -> Self {
        let said = Command::new("ssh-agent").arg("-s").arg("-a").arg(at).output().expect("ssh-agent");
        let said = String::from_utf8(said.stdout).unwrap();
        let pid = said.split("SSH_AGENT_PID=").nth(1).unwrap().split(';').next().unwrap();
        Self(pid.parse().unwrap())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.to_string()).status();
    }
}

/// Run by the test below, in a process of its own that has an agent in its environment.
#[test]
#[ignore = "is run by another test, with an agent"]
fn within_reach_of_an_agent() {
    let text = std::env::var("ELDERPHOTO_TEST_AGENT").unwrap();
    let [port, fingerprint, wanted] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let address = Address {
        host: "127.0.0.1".into(),
        port: port.parse().unwrap(),
        user: Sshd::user(),
        root: b"/".to_vec(),
    };
    let sha256 = HostKey::parse_fingerprint(fingerprint).unwrap();
    let pinned = vec![HostKey { algorithm: "ssh-ed25519".into(), sha256 }];
    let with_agent = Credentials { use_agent: true, ..Credentials::default() };
    let found = match SftpStore::open(address, with_agent, pinned, Options::default()) {
        Ok(_) => "opened",
        Err(ConnectError::KeyRefused) => "refused",
        Err(ConnectError::AgentMissing) => "missing",
        Err(e) => panic!("{e:?}"),
    };
    assert_eq!(found, wanted);
}

fn with_an_agent_it_is(server: &Sshd, socket: Option<&std::path::Path>, wanted: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "within_reach_of_an_agent", "--ignored"]);
    child.env(
        "ELDERPHOTO_TEST_AGENT",
        format!("{} {} {wanted}", server.port, server.pinned()[0].fingerprint()),
    );
    child.env_remove("SSH_AUTH_SOCK");
    if let Some(socket) = socket {
        child.env("SSH_AUTH_SOCK", socket);
    }
    let out = child.output().unwrap();
    assert!(out.status.success(), "{wanted}: {}", String::from_utf8_lossy(&out.stdout));
    assert!(String::from_utf8_lossy(&out.stdout).contains("1 passed"), "it was not run");
}

#[test]
fn the_keys_of_an_agent_sign_in() {
    let server = Sshd::start("");
    let socket = server.dir().join("agent");
    with_an_agent_it_is(&server, None, "missing");
    with_an_agent_it_is(&server, Some(&socket), "missing");
    let _agent = Agent::start(&socket);
    with_an_agent_it_is(&server, Some(&socket), "refused");
    for (kind, authorized) in [("ed25519", false), ("rsa", true)] {
        let key = new_key(&server.dir().join(format!("agents-{kind}")), kind, "");
        if authorized {
            server.authorize(&key.with_extension("pub"));
        }
        let added = Command::new("ssh-add").arg("-q").arg(&key).env("SSH_AUTH_SOCK", &socket).status();
        assert!(added.unwrap().success());
        with_an_agent_it_is(&server, Some(&socket), if authorized { "opened" } else { "refused" });
    }
}

#[test]
fn what_does_not_answer_is_told_apart() {
    let quick = Options { connect_limit: Duration::from_secs(3), ..Options::default() };
    let to =
        |host: &str, port| Address { host: host.into(), port, user: "maria".into(), root: b"/".to_vec() };
    let refused = host_key(&to("127.0.0.1", free_port()), &quick).unwrap_err();
    assert!(matches!(refused, ConnectError::Refused { .. }), "{refused:?}");
    for name in ["no-such-machine.invalid", "no such machine", ""] {
        let nameless = host_key(&to(name, 22), &quick).unwrap_err();
        assert!(matches!(nameless, ConnectError::NameNotFound { .. }), "{name:?}: {nameless:?}");
    }
    // A network that goes nowhere, by the rules of the internet (RFC 1112, 4).
    let unreachable = host_key(&to("240.0.0.1", 22), &quick).unwrap_err();
    assert!(
        matches!(unreachable, ConnectError::Unreachable { .. } | ConnectError::TimedOut { .. }),
        "{unreachable:?}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_told_and_can_be_made_and_taken_back() {
    let server = Sshd::start("");
    std::fs::write(server.dir().join("file"), "").unwrap();
    let at = |name: &str| server.address(&server.dir().join(name));
    let open = |name: &str| {
        refused(SftpStore::open(at(name), server.credentials(), server.pinned(), Options::default()))
    };
    assert!(matches!(open("new"), ConnectError::FolderMissing { .. }));
    assert!(matches!(open("file"), ConnectError::NotAFolder { .. }));
    assert!(matches!(
        open("file/below"),
        ConnectError::FolderMissing { .. } | ConnectError::NotAFolder { .. }
    ));
    let (credentials, pinned, options) = (server.credentials(), server.pinned(), Options::default());
    let make = |name: &str| make_root(&at(name), &credentials, &pinned, &options);
    make("new").unwrap();
    assert!(server.dir().join("new").is_dir());
    assert!(matches!(make("no/deeper"), Err(ConnectError::FolderMissing { .. })));
    let unmake = |name: &str| unmake_root(&at(name), &credentials, &pinned, &options);
    std::fs::write(server.dir().join("new/photo"), "").unwrap();
    assert!(unmake("new").is_err(), "something lies in it");
    std::fs::remove_file(server.dir().join("new/photo")).unwrap();
    unmake("new").unwrap();
    assert!(!server.dir().join("new").exists());
}

fn at_home(server: &Sshd, account: &Account, credentials: Credentials) -> Result<SftpStore, ConnectError> {
    let address = Address { user: account.0.clone(), ..server.address(Path::new("/")) };
    SftpStore::open(address, credentials, server.pinned(), Options::default())
}

fn with_both(server: &Sshd, text: &str) -> Credentials {
    Credentials { keys: server.credentials().keys, ..password(text) }
}

#[test]
fn a_password_signs_in_and_a_wrong_one_is_told() {
    let (account, server) = (Account::new("/bin/sh", "right"), Sshd::start("PasswordAuthentication yes"));
    open_to_all(&server);
    at_home(&server, &account, password("right")).unwrap();
    let wrong = refused(at_home(&server, &account, password("wrong")));
    assert!(matches!(wrong, ConnectError::PasswordWrong), "{wrong:?}");
    // An account that is not there looks the same, as it should.
    let nobody = Address { user: "nobody-of-that-name".into(), ..server.address(Path::new("/")) };
    let nobody = SftpStore::open(nobody, password("right"), server.pinned(), Options::default());
    assert!(matches!(refused(nobody), ConnectError::PasswordWrong));
    // A server that takes keys only.
    let keys_only = Sshd::start("");
    let e = refused(open(&keys_only, password("right"), keys_only.pinned()));
    assert!(matches!(e, ConnectError::PasswordWrong), "{e:?}");
}

/// The far account asks in a dialogue, as systems with PAM do.
#[test]
fn a_dialogue_of_the_system_takes_the_password() {
    let account = Account::new("/bin/sh", "right");
    let server = Sshd::start(
        "UsePAM yes\nKbdInteractiveAuthentication yes\nAuthenticationMethods keyboard-interactive",
    );
    at_home(&server, &account, password("right")).unwrap_or_else(|e| panic!("{e}: {}", server.log()));
    let wrong = refused(at_home(&server, &account, password("wrong")));
    assert!(matches!(wrong, ConnectError::PasswordWrong), "{wrong:?}");
}

#[test]
fn a_server_that_wants_key_and_password_gets_both() {
    let account = Account::new("/bin/sh", "right");
    let server = Sshd::start("PasswordAuthentication yes\nAuthenticationMethods publickey,password");
    open_to_all(&server);
    at_home(&server, &account, with_both(&server, "right"))
        .unwrap_or_else(|e| panic!("{e}: {}", server.log()));
    let wrong = refused(at_home(&server, &account, with_both(&server, "wrong")));
    assert!(matches!(wrong, ConnectError::PasswordWrong), "{wrong:?}");
    let stranger = new_key(&server.dir().join("stranger"), "ed25519", "");
    let with_stranger = Credentials { keys: with_key(&stranger, None).keys, ..password("right") };
    let e = refused(at_home(&server, &account, with_stranger));
    assert!(matches!(e, ConnectError::KeyRefused), "{e:?}");
    // Where there is no password to give, the key alone is not enough, and is not called refused.
    let e = refused(at_home(&server, &account, server.credentials()));
    assert!(matches!(e, ConnectError::PasswordWantedToo), "{e:?}");
    let e = refused(at_home(&server, &account, with_key(&stranger, None)));
    assert!(matches!(e, ConnectError::KeyRefused), "{e:?}");
}

#[test]
fn a_server_that_wants_the_password_first_and_then_the_key_gets_both() {
    let account = Account::new("/bin/sh", "right");
    let server = Sshd::start("PasswordAuthentication yes\nAuthenticationMethods password,publickey");
    open_to_all(&server);
    at_home(&server, &account, with_both(&server, "right"))
        .unwrap_or_else(|e| panic!("{e}: {}", server.log()));
    let e = refused(at_home(&server, &account, password("right")));
    assert!(matches!(e, ConnectError::KeyWantedToo), "{e:?}");
    let e = refused(at_home(&server, &account, password("wrong")));
    assert!(matches!(e, ConnectError::PasswordWrong), "{e:?}");
    let stranger = new_key(&server.dir().join("stranger"), "ed25519", "");
    let with_stranger = Credentials { keys: with_key(&stranger, None).keys, ..password("right") };
    let e = refused(at_home(&server, &account, with_stranger));
    assert!(matches!(e, ConnectError::KeyRefused), "{e:?}");
}

/// Either of two orders is enough for it: what is left to give is told all the same.
#[test]
fn a_server_that_wants_both_in_any_order_tells_which_is_lacking() {
    let account = Account::new("/bin/sh", "right");
    let methods = "PasswordAuthentication yes\nAuthenticationMethods publickey,password password,publickey";
    let server = Sshd::start(methods);
    open_to_all(&server);
    at_home(&server, &account, with_both(&server, "right"))
        .unwrap_or_else(|e| panic!("{e}: {}", server.log()));
    let e = refused(at_home(&server, &account, server.credentials()));
    assert!(matches!(e, ConnectError::PasswordWantedToo), "{e:?}");
    let e = refused(at_home(&server, &account, password("right")));
    assert!(matches!(e, ConnectError::KeyWantedToo), "{e:?}");
}

/// Its folder can be looked into by other accounts: the public keys lie there.
fn open_to_all(server: &Sshd) {
    std::fs::set_permissions(server.dir(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_key_in_a_file_is_the_one_that_is_pinned() {
    let server = Sshd::start_with_keys("", &["rsa"]);
    assert_eq!(key_of(&server.dir().join("host_rsa")).algorithm, "ssh-rsa");
    open(&server, server.credentials(), server.pinned()).unwrap();
}
