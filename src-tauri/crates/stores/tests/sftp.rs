//! A far place holds the contract: on a real OpenSSH server, with a shell and without.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod far;

use elderphoto_stores::conformance::{Subject, run};
use far::Sshd;

fn holds_the_contract(sshd: &Sshd) {
    run(&|| {
        let (store, root) = sshd.store();
        Subject::new(store).with_times_from_1970().with_links(move |at, target| {
            let full = |path: &elderphoto_engine::path::RelPath| {
                root.join(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(path.as_bytes()))
            };
            std::os::unix::fs::symlink(full(target), full(at)).unwrap();
        })
    });
}

#[test]
fn on_a_server_with_a_shell() {
    holds_the_contract(&Sshd::start(""));
}

#[test]
fn on_a_server_without_a_shell() {
    holds_the_contract(&Sshd::start("ForceCommand internal-sftp"));
}
