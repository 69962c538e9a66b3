//! Servers that allow little: few channels, few connections, few at a time. Fewer are used, and all
//! of the work is done.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_engine::store::Store;
use elderphoto_stores::sftp::{Options, SftpStore, host_key};
use far::Sshd;
use far::proxy::Proxy;
use far::work::*;

/// Enough for several streams at once.
const FILES: usize = 400;

fn at_a_place(server: &Sshd, options: Options) -> (SftpStore, std::path::PathBuf) {
    let root = server.new_root();
    make_place(&root);
    (server.open_with(&root, options), root)
}

fn works_with(settings: &str, options: Options) -> SftpStore {
    let server = Sshd::start(settings);
    let (store, root) = at_a_place(&server, options);
    backs_up(&store, &root, FILES);
    let paths: Vec<_> = (0..FILES).map(target).collect();
    if let Some(digests) = store.hash_there(&paths).unwrap() {
        assert!(digests.iter().all(Result::is_ok), "{settings}");
    }
    store
}

#[test]
fn one_channel_a_connection_is_enough() {
    let store = works_with("MaxSessions 1", Options::default());
    assert!(store.has_shell().unwrap(), "commands have a connection of their own");
}

#[test]
fn one_channel_on_one_connection_is_enough() {
    works_with("MaxSessions 1", Options { sessions: 1, ..Options::default() });
}

#[test]
fn two_channels_are_enough_for_any_number_of_commands() {
    works_with("MaxSessions 2", Options::default());
    works_with("MaxSessions 2", Options { sessions: 1, ..Options::default() });
}

#[test]
fn a_server_where_only_one_may_be_signing_in_is_used_as_it_wants() {
    let server = Sshd::start("MaxStartups 1:100:2");
    for _ in 0..5 {
        // The one that asked for the key may still count when the next one comes.
        let key = host_key(&server.address(server.dir()), &Options::default()).unwrap();
        assert_eq!(vec![key], server.pinned());
        let (store, root) = at_a_place(&server, Options::default());
        backs_up(&store, &root, 100);
    }
}

#[test]
fn one_connection_at_a_time_is_enough() {
    let server = Sshd::start("");
    let proxy = Proxy::to(server.port);
    proxy.allow(1);
    let root = server.new_root();
    make_place(&root);
    let store = server.through(&proxy, &root, Options::default());
    backs_up(&store, &root, FILES);
    assert!(proxy.connections() < 20, "it does not stop asking for more");
    let mut large = store.stage(&path("large"), None).unwrap();
    (0..8).for_each(|_| large.write(&vec![1; 1 << 20]).unwrap());
    large.finish(&META).unwrap();
}
