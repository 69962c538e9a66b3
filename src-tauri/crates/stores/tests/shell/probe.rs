//! What counts as a shell, and what does not.

use crate::fixture::*;
use crate::local::LocalShell;
use elderphoto_stores::sftp::shell::Shell;
use elderphoto_stores::sftp::shell::probe::{Hasher, Renamer, Tar};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn machine(login: &'static [&'static str]) -> Machine {
    Machine { name: "one", login, tools: &[] }
}

fn probe_with(login: &'static [&'static str]) -> Option<Shell> {
    let place = Place::on(&machine(login));
    Shell::probe(Arc::new(place.local.clone()), place.root.as_os_str().as_bytes()).unwrap()
}

#[test]
fn what_a_machine_has_is_found() {
    for machine in machines() {
        let place = Place::on(&machine);
        let shell = place.shell();
        let found = shell.abilities();
        let name = machine.name;
        assert_eq!(found.root, place.root.canonicalize().unwrap().as_os_str().as_bytes(), "{name}");
        assert!(found.mv_keeps && found.sync_reports, "{name}");
        let renamer = match name {
            "perl" | "libarchive's tar, shasum" => Renamer::Perl,
            "python" => Renamer::Python,
            _ => Renamer::Shell,
        };
        let hasher = match name {
            "python" | "busybox" => Hasher::Sha256sum,
            "libarchive's tar, shasum" => Hasher::Shasum,
            _ => Hasher::Openssl,
        };
        let tar = match name {
            "busybox" => Tar::BusyBox,
            "libarchive's tar, shasum" => Tar::Bsd,
            _ => Tar::Gnu,
        };
        assert_eq!((found.renamer, found.hasher, found.tar), (renamer, Some(hasher), Some(tar)), "{name}");
        assert!(shell.can_stage() && shell.can_hash());
        assert_eq!(found.drops_cache, name != "busybox", "{name}");
    }
}

#[test]
fn any_login_shell_will_do() {
    for login in [
        &["/bin/sh", "-c"][..],
        &["/bin/bash", "-c"],
        &["/bin/zsh", "-c"],
        &["/bin/tcsh", "-c"],
        &["/bin/csh", "-c"],
        &["/usr/bin/fish", "-c"],
        &["/bin/mksh", "-c"],
    ] {
        if Path::new(login[0]).exists() {
            assert!(probe_with(login).is_some(), "{login:?}");
        }
    }
}

#[test]
fn the_probe_writes_nothing() {
    for machine in machines() {
        let place = Place::on(&machine);
        place.shell();
        assert_eq!(std::fs::read_dir(&place.root).unwrap().count(), 0, "{}", machine.name);
        let beside = std::fs::read_dir(place.root.parent().unwrap()).unwrap().count();
        assert_eq!(beside, 2, "{}", machine.name);
    }
}

#[test]
fn the_root_may_be_relative_to_where_commands_start_and_of_any_name() {
    for name in ODD_NAMES.iter().filter(|n| !n.ends_with(b"\n") && !n.contains(&6)) {
        let place = Place::named(&machine(&["/bin/sh", "-c"]), name);
        let shell = Shell::probe(Arc::new(place.local.clone()), name).unwrap().expect("a shell");
        assert_eq!(shell.abilities().root, place.root.canonicalize().unwrap().as_os_str().as_bytes());
    }
}

#[test]
fn a_login_that_talks_first_is_still_a_shell() {
    let chatty = &["/bin/sh", "-c", r#"echo "Welcome to the NAS"; echo; printf 'you have mail'; eval "$0""#];
    assert!(probe_with(chatty).is_some());
}

#[test]
fn what_only_echoes_closes_or_says_something_else_is_no_shell() {
    for login in [
        &["/bin/sh", "-c", "cat"][..],
        &["/bin/sh", "-c", "echo \"$0\"; cat"],
        &["/bin/sh", "-c", "echo This account is currently not available.; exit 1"],
        &["/bin/true"],
        &["/bin/sh", "-c", "exec </dev/null; yes"],
        &["/usr/lib/openssh/sftp-server", "-R"],
        &["/bin/sh", "-c", "printf 'exec is not recognized as an internal or external command\r\n'"],
    ] {
        if Path::new(login[0]).exists() {
            assert!(probe_with(login).is_none(), "{login:?}");
        }
    }
}

#[test]
fn silence_is_no_shell_after_a_few_seconds() {
    let begun = Instant::now();
    assert!(probe_with(&["/bin/sh", "-c", "exec sleep 1000"]).is_none());
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[test]
fn a_shell_that_does_not_keep_all_bytes_is_of_no_use() {
    let yash = Machine { name: "yash", login: &["/bin/sh", "-c"], tools: &[("sh", "/usr/bin/yash")] };
    if Path::new("/usr/bin/yash").exists() {
        let place = Place::on(&yash);
        let found = Shell::probe(Arc::new(place.local.clone()), place.root.as_os_str().as_bytes());
        assert!(found.unwrap().is_none());
    }
}

#[test]
fn a_root_whose_name_would_not_arrive_whole_is_left_alone() {
    let place = Place::named(&machine(&["/bin/sh", "-c"]), b"a\x06b");
    let found = Shell::probe(Arc::new(place.local.clone()), place.root.as_os_str().as_bytes());
    assert!(found.unwrap().is_none());
}

#[test]
fn a_shell_that_does_not_see_the_place_is_of_no_use() {
    let login = ["/bin/sh", "-c"].map(String::from).to_vec();
    let local = LocalShell { login, ..LocalShell::default() };
    assert!(Shell::probe(Arc::new(local), b"/nowhere/at/all").unwrap().is_none());
}

#[test]
fn tools_that_do_not_do_what_their_name_says_are_not_used() {
    let none = Machine {
        name: "none",
        login: &["/bin/sh", "-c"],
        tools: &[
            ("tar", ""),
            ("openssl", ""),
            ("sha256sum", "/bin/cat"),
            ("shasum", "/bin/true"),
            ("perl", "/bin/true"),
            ("python3", "/bin/true"),
        ],
    };
    let shell = Place::on(&none).shell();
    assert!(!shell.can_stage() && !shell.can_hash());
    assert_eq!(shell.abilities().renamer, Renamer::Shell);
}
