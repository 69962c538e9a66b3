//! The SSH library that is linked is one without the known holes (a heap overflow before anyone has
//! signed in among them): the bundled libssh2 is a fixed one from libssh2-sys 0.3.3 on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

const LOCK: &str = include_str!("../../../../Cargo.lock");

fn numbers(version: &str) -> Vec<u32> {
    version.split(['.', '_', '-', '+']).map_while(|n| n.parse().ok()).collect()
}

#[test]
fn the_lock_file_names_a_fixed_version() {
    let after = LOCK.split("name = \"libssh2-sys\"\nversion = \"").nth(1).unwrap();
    let version = after.split('"').next().unwrap();
    assert!(numbers(version) >= vec![0, 3, 3], "libssh2-sys {version}");
}

/// As it says itself, whatever the lock file says: a library of the system could have been linked.
#[test]
fn the_linked_library_is_a_fixed_one() {
    // The greeting that it sends to a server tells its version.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut greeting = String::new();
        std::io::Write::write_all(&mut &stream, b"SSH-2.0-test\r\n").unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(&stream), &mut greeting).unwrap();
        greeting
    });
    let address = elderphoto_stores::sftp::Address {
        host: "127.0.0.1".into(),
        port,
        user: "maria".into(),
        root: b"/".to_vec(),
    };
    let _ = elderphoto_stores::sftp::host_key(&address, &Default::default());
    let greeting = server.join().unwrap();
    let version = greeting.trim().strip_prefix("SSH-2.0-libssh2_").expect(&greeting);
    assert!(numbers(version) >= vec![1, 11, 2], "libssh2 {version}");
}
