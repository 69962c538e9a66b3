//! A far place when its line breaks or falls silent: at once an error or, at the latest, when the
//! limit is up; never a hang; and the next call finds its way back.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::store::{Store, StoreErrorKind, StoreResult};
use elderphoto_stores::sftp::{Address, ConnectError, Options, SftpStore, host_key};
use far::proxy::Proxy;
use far::work::*;
use far::{Sshd, until};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// A cancelled call ends within this.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How long silence may be in these tests, and how much longer it may take to say so.
const LIMIT: Duration = Duration::from_secs(2);
const MARGIN: Duration = Duration::from_secs(3);

fn one_session() -> Options {
    Options { sessions: 1, ..Options::default() }
}

fn impatient() -> Options {
    Options { sessions: 1, idle_limit: LIMIT, connect_limit: LIMIT }
}

/// A store behind a proxy, at a folder that is a place already.
fn behind(server: &Sshd, options: Options) -> (SftpStore, Proxy, std::path::PathBuf) {
    let (proxy, root) = (Proxy::to(server.port), server.new_root());
    make_place(&root);
    (server.through(&proxy, &root, options), proxy, root)
}

#[test]
fn a_server_killed_in_the_middle_of_an_upload_ends_it_and_the_next_call_works() {
    let server = Sshd::start("");
    let (store, _proxy, _) = behind(&server, one_session());
    let mut file = store.stage(&path("large"), None).unwrap();
    file.write(&vec![1; 8 << 20]).unwrap();
    server.kill_sessions();
    assert_eq!(write_until_it_fails(&mut *file), StoreErrorKind::Gone);
    drop(file);
    store.stage_whole(&path("next"), b"1", &META).unwrap();
    store.flush().unwrap();
    assert_eq!(read(&store, "next"), b"1");
}

#[test]
fn a_reset_ends_a_call_and_the_next_one_works() {
    let server = Sshd::start("");
    let (store, proxy, _) = behind(&server, one_session());
    let mut file = store.stage(&path("large"), None).unwrap();
    file.write(&vec![1; 1 << 20]).unwrap();
    proxy.cut();
    assert_eq!(write_until_it_fails(&mut *file), StoreErrorKind::Gone);
    drop(file);
    assert!(store.stat(&path("large")).unwrap().is_some());
}

/// Also while keys are exchanged, which libssh2 words as if the server knew none of our ways.
#[test]
fn a_line_that_breaks_while_one_meets_is_a_broken_line() {
    let server = Sshd::start("");
    let proxy = Proxy::to(server.port);
    let address = Address { port: proxy.port, ..server.address(server.dir()) };
    let mut cuts = 0;
    for bytes in (1..1_600).step_by(40) {
        proxy.cut_after(bytes);
        let met = host_key(&address, &Options::default());
        if proxy.was_cut() {
            cuts += 1;
            assert!(matches!(met, Ok(_) | Err(ConnectError::Lost { .. })), "after {bytes} bytes: {met:?}");
        }
    }
    assert!(cuts >= 10, "the line was cut {cuts} times only");
}

/// A file that is cut off stays as it is: a later run goes on with it.
#[test]
fn what_arrived_before_a_line_broke_is_gone_on_with() {
    let server = Sshd::start("");
    let (store, proxy, root) = behind(&server, one_session());
    let mut file = store.stage(&path("large"), None).unwrap();
    file.write(&vec![1; 12 << 20]).unwrap();
    proxy.cut();
    write_until_it_fails(&mut *file);
    drop(file);
    let there = store.stat(&path("large")).unwrap().unwrap().size;
    assert!(there >= 7 << 20, "only {there} bytes are left of what was acknowledged");
    let mut file = store.resume(&path("large"), 7 << 20).unwrap().unwrap();
    file.write(&[2; 1_000]).unwrap();
    file.finish(&META).unwrap();
    let bytes = std::fs::read(root.join("large")).unwrap();
    assert_eq!(bytes.len(), (7 << 20) + 1_000);
    assert!(bytes[..7 << 20].iter().all(|b| *b == 1) && bytes[7 << 20..].iter().all(|b| *b == 2));
}

/// Breaks the line while a batch is being committed; each file is at its old or its new name.
fn a_commit_is_broken_off(settings: &str) {
    const COUNT: usize = 2_000;
    let server = Sshd::start(settings);
    let (store, proxy, root) = behind(&server, one_session());
    stage(&store, COUNT).unwrap();
    store.flush().unwrap();
    let began = root.join(target(0).to_string());
    let done = std::thread::scope(|scope| {
        let commit = scope.spawn(|| store.commit(&moves(COUNT)));
        until("the first rename", || began.exists() || commit.is_finished());
        proxy.cut();
        commit.join().unwrap()
    });
    let told = done.map(|all| all.into_iter().filter(|one| one.is_ok()).count());
    // What is left is seen by looking, as the next run does.
    let mut left = Vec::new();
    for (n, one) in moves(COUNT).into_iter().enumerate() {
        let (old, new) = (root.join(one.from.to_string()), root.join(one.to.to_string()));
        assert_ne!(old.exists(), new.exists(), "{n} stands at both names or at none");
        if old.exists() {
            left.push(one);
        } else {
            assert_eq!(std::fs::read(new).unwrap(), content(n));
        }
    }
    match told {
        Ok(told) => {
            assert!(told <= COUNT - left.len(), "{told} were told to be there, {} are not", left.len())
        }
        Err(e) => assert_eq!(e.kind, StoreErrorKind::Gone),
    }
    assert!(store.commit(&left).unwrap().iter().all(Result::is_ok));
    assert!((0..COUNT).all(|n| root.join(target(n).to_string()).exists()));
}

#[test]
fn a_commit_broken_off_leaves_each_file_at_one_of_its_names() {
    a_commit_is_broken_off("");
}

#[test]
fn a_commit_broken_off_without_a_shell_does_too() {
    a_commit_is_broken_off("ForceCommand internal-sftp");
}

#[test]
fn a_store_finds_its_way_back_when_the_server_is_started_again() {
    let mut server = Sshd::start("");
    let (store, proxy, root) = behind(&server, one_session());
    std::fs::write(root.join("a"), "1").unwrap();
    server.stop();
    let before = proxy.connections();
    std::thread::scope(|scope| {
        let looks = scope.spawn(|| store.stat(&path("a")));
        until("an attempt in vain", || proxy.connections() > before);
        server.restart();
        assert!(looks.join().unwrap().unwrap().is_some());
    });
    backs_up(&store, &root, 50);
}

#[test]
fn a_server_that_stays_away_is_given_up() {
    let mut server = Sshd::start("");
    let (store, _root) = server.store();
    server.stop();
    assert_eq!(kind_of(store.stat(&path("a"))), StoreErrorKind::Gone);
}

/// Calls that wait for the far side, by name.
type Call = (&'static str, fn(&SftpStore) -> StoreResult<()>);

const CALLS: [Call; 7] = [
    ("stat", |store| store.stat(&path("large")).map(drop)),
    ("list", |store| store.list(&path("folder"), &mut |_| Ok(()))),
    ("read", |store| {
        let told = |e: std::io::Error| *e.into_inner().unwrap().downcast().unwrap();
        store.open(&path("large"), 0, false)?.read_to_end(&mut Vec::new()).map(drop).map_err(told)
    }),
    ("write", |store| {
        let mut file = store.stage(&path("new"), None)?;
        (0..200).try_for_each(|_| file.write(&vec![1; 1 << 20]))
    }),
    ("commit", |store| store.commit(&moves(3)).map(drop)),
    ("hash", |store| store.hash_there(&[path("large")]).map(drop)),
    ("small files", |store| {
        stage(store, 100)?;
        store.flush()
    }),
];

fn with_files(root: &std::path::Path) {
    std::fs::create_dir(root.join("folder")).unwrap();
    std::fs::write(root.join("large"), vec![1; 8 << 20]).unwrap();
}

#[test]
fn no_call_waits_longer_than_the_limit_for_a_line_that_is_dead() {
    let server = Sshd::start("");
    std::thread::scope(|scope| {
        for (name, call) in CALLS {
            let server = &server;
            scope.spawn(move || {
                let (store, proxy, root) = behind(server, impatient());
                with_files(&root);
                assert!(store.has_shell().unwrap());
                proxy.go_silent();
                let begun = Instant::now();
                // What only looks is asked once more on a new session, which takes no longer either.
                assert_eq!(kind_of(call(&store)), StoreErrorKind::TimedOut, "{name}");
                assert!(begun.elapsed() < LIMIT * 2 + MARGIN, "{name} took {:?}", begun.elapsed());
                let begun = Instant::now();
                drop(store);
                until("the line is let go of", || proxy.open() == 0);
                assert!(begun.elapsed() < MARGIN, "{name} let go after {:?}", begun.elapsed());
            });
        }
    });
}

#[test]
fn a_cancel_ends_every_call_at_once() {
    let server = Sshd::start("");
    std::thread::scope(|scope| {
        for (name, call) in CALLS {
            let server = &server;
            scope.spawn(move || {
                let (store, proxy, root) = behind(server, Options::default());
                with_files(&root);
                assert!(store.has_shell().unwrap());
                proxy.go_silent();
                let canceller = store.canceller();
                let (tell, ended) = channel();
                std::thread::scope(|scope| {
                    let store = &store;
                    scope.spawn(move || tell.send(call(store)).unwrap());
                    // Blocked by then: nothing comes back.
                    assert!(ended.recv_timeout(Duration::from_millis(300)).is_err(), "{name} did not wait");
                    canceller.cancel();
                    let result = ended.recv_timeout(AT_ONCE).expect(name);
                    assert_eq!(kind_of(result), StoreErrorKind::Cancelled, "{name}");
                });
                assert_eq!(kind_of(store.check_root()), StoreErrorKind::Cancelled);
            });
        }
    });
}

#[test]
fn a_cancel_is_heard_while_a_store_waits_for_its_server_to_come_back() {
    let mut server = Sshd::start("");
    let (store, proxy, _) = behind(&server, one_session());
    server.stop();
    let before = proxy.connections();
    let canceller = store.canceller();
    let (tell, ended) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| tell.send(store.check_root()).unwrap());
        until("an attempt in vain", || proxy.connections() > before);
        canceller.cancel();
        let result = ended.recv_timeout(AT_ONCE).expect("it goes on waiting");
        assert_eq!(kind_of(result), StoreErrorKind::Cancelled);
    });
}

/// Processes that are stopped, and go on when this is dropped.
struct Stopped(Vec<i32>);

impl Stopped {
    fn now(processes: Vec<i32>) -> Self {
        signal(&processes, "-STOP");
        Self(processes)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        signal(&self.0, "-CONT");
    }
}

fn signal(processes: &[i32], name: &str) {
    let ids = processes.iter().map(i32::to_string);
    assert!(std::process::Command::new("kill").arg(name).args(ids).status().unwrap().success());
}

/// A far disk may be at a long film for longer than a line may be silent; its SSH server still
/// answers for it.
#[test]
fn a_slow_far_disk_is_no_dead_line() {
    let server = Sshd::start("");
    // Of the SSH server a sign of life is asked every two seconds at most.
    let limit = LIMIT * 2;
    let (store, proxy, root) = behind(&server, Options { idle_limit: limit, ..impatient() });
    std::fs::write(root.join("a"), "1").unwrap();
    store.check_root().unwrap();
    // The file transfer is a process below the one that holds the line.
    let held = server.children();
    let below: Vec<i32> = server.descendants().into_iter().filter(|one| !held.contains(one)).collect();
    assert!(!below.is_empty(), "this server works in one process");
    std::thread::scope(|scope| {
        let stopped = Stopped::now(below);
        let looks = scope.spawn(|| store.stat(&path("a")));
        std::thread::sleep(limit + MARGIN);
        assert!(!looks.is_finished());
        drop(stopped);
        assert!(looks.join().unwrap().unwrap().is_some());
    });
    // Nor is one on which nothing is asked for longer than that.
    std::thread::sleep(limit + MARGIN);
    store.check_root().unwrap();
    assert_eq!(proxy.connections(), 1);
}

/// It takes what it is sent and holds the line, but does nothing any more. Another session may.
#[test]
fn a_session_that_stands_still_is_a_dead_line() {
    let server = Sshd::start("");
    let (store, proxy, root) = behind(&server, impatient());
    std::fs::write(root.join("a"), "1").unwrap();
    let _stopped = Stopped::now(server.descendants());
    let begun = Instant::now();
    assert!(store.stat(&path("a")).unwrap().is_some());
    assert!(begun.elapsed() < LIMIT + MARGIN, "{:?}", begun.elapsed());
    assert_eq!(proxy.connections(), 2);
}

/// A listener that answers each connection with some bytes and then keeps silent, until it is
/// hung up on.
fn speaks(first: &'static [u8], then_byte_by_byte: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.write_all(first).unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            std::thread::spawn(move || {
                loop {
                    match stream.read(&mut [0; 1024]) {
                        Ok(0) => return,
                        Ok(_) => {}
                        Err(e) if e.kind() != std::io::ErrorKind::WouldBlock => return,
                        Err(_) if then_byte_by_byte && stream.write_all(b"S").is_err() => return,
                        Err(_) => {}
                    }
                }
            });
        }
    });
    port
}

#[test]
fn who_says_nothing_or_too_slowly_holds_nobody() {
    let server = Sshd::start("");
    for (first, slowly) in [(&b""[..], false), (b"", true), (b"SSH-2.0-slow\r\n", false), (b"SSH-2.0-", true)]
    {
        let address = server.address_through(speaks(first, slowly), server.dir());
        let begun = Instant::now();
        let silent = host_key(&address, &impatient()).unwrap_err();
        assert!(matches!(silent, ConnectError::TimedOut { .. }), "{silent:?}");
        assert!(begun.elapsed() < LIMIT + MARGIN, "{:?}", begun.elapsed());
    }
}
