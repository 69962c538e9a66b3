//! A server of another make: the same contract, with what it knows and without what it does not.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::Store;
use elderphoto_stores::conformance::{Subject, run};
use elderphoto_stores::sftp::{ConnectError, HostKey, Options, SftpStore};
use far::other::{Other, RIGHT, password};
use far::work::*;

fn open(server: &Other, text: &str, pinned: Vec<HostKey>) -> Result<SftpStore, ConnectError> {
    SftpStore::open(server.address(server.folder()), password(text), pinned, Options::default())
}

fn holds_the_contract(words: &[&str], flush_confirmed: bool) {
    let server = Other::start(words);
    let pinned = server.pinned();
    run(&|| {
        let root = tempfile::tempdir_in(server.folder()).unwrap();
        let address = server.address(root.path());
        let store = SftpStore::open(address, password(RIGHT), pinned.clone(), Options::default()).unwrap();
        assert_eq!(store.capabilities().flush_confirmed, flush_confirmed);
        let at = root.path().to_path_buf();
        let full = move |path: &RelPath| at.join(path.to_string());
        Subject::new(store)
            .with_times_from_1970()
            .with_links(move |at, target| std::os::unix::fs::symlink(full(target), full(at)).unwrap())
            .keeping(root)
    });
}

#[test]
fn it_holds_the_contract() {
    holds_the_contract(&[], true);
}

#[test]
fn it_holds_the_contract_without_a_way_to_flush() {
    holds_the_contract(&["no-fsync"], false);
}

#[test]
fn it_holds_the_contract_without_any_extension() {
    holds_the_contract(&["no-extensions"], false);
}

#[test]
fn many_small_files_and_a_long_one_arrive() {
    let server = Other::start(&[]);
    let root = server.folder().join("place");
    make_place(&root);
    let store =
        SftpStore::open(server.address(&root), password(RIGHT), server.pinned(), Options::default()).unwrap();
    assert!(!store.has_shell().unwrap());
    backs_up(&store, &root, 300);
    let bytes: Vec<u8> = (0..20 << 20).map(|n: u32| (n / 7) as u8).collect();
    let mut file = store.stage(&path("long"), None).unwrap();
    bytes.chunks(1 << 20).for_each(|block| file.write(block).unwrap());
    file.finish(&META).unwrap();
    assert!(read(&store, "long") == bytes);
    store.copy(&path("long"), &path("copy"), &META).unwrap();
    assert!(read(&store, "copy") == bytes);
}

#[test]
fn a_wrong_password_is_told_and_tried_once() {
    let server = Other::start(&[]);
    let e = open(&server, "wrong", server.pinned()).map(drop).unwrap_err();
    assert!(matches!(e, ConnectError::PasswordWrong), "{e:?}");
    assert_eq!(server.seen().iter().filter(|word| *word == "password").count(), 1, "accounts get locked");
    open(&server, RIGHT, server.pinned()).unwrap();
}

#[test]
fn a_server_with_another_key_gets_neither_name_nor_password() {
    let server = Other::start(&[]);
    let before = HostKey { algorithm: "ssh-ed25519".into(), sha256: [7; 32] };
    let e = open(&server, RIGHT, vec![before]).map(drop).unwrap_err();
    assert!(matches!(e, ConnectError::HostKeyChanged { .. }), "{e:?}");
    assert_eq!(server.seen(), Vec::<String>::new());
    open(&server, RIGHT, server.pinned()).unwrap();
    assert!(server.seen().contains(&"password".to_owned()), "the same server tells when it happens");
}

#[test]
fn a_dialogue_is_answered_where_the_answer_is_not_to_be_seen() {
    let server = Other::start(&["dialogue"]);
    open(&server, RIGHT, server.pinned()).unwrap();
    let e = open(&server, "wrong", server.pinned()).map(drop).unwrap_err();
    assert!(matches!(e, ConnectError::PasswordWrong), "{e:?}");
}
