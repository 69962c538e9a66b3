//! Hashing where the files lie.

use crate::fixture::*;
use crate::local::LocalShell;
use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::StoreErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};

fn tool(place: &Place, name: &str, script: &str) {
    let at = place.local.tools.as_ref().unwrap().join(name);
    let _ = std::fs::remove_file(&at);
    std::fs::write(&at, script).unwrap();
    std::fs::set_permissions(&at, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn names_of_any_bytes_are_hashed_in_the_order_asked() {
    for machine in machines() {
        let place = Place::on(&machine);
        let mut paths = Vec::new();
        for folder in ["2024/11", "x"] {
            for name in ODD_NAMES {
                paths.push(below(folder, name));
                paths.push(below(&format!("{folder}/odd"), name).join(b"in").unwrap());
            }
        }
        for path in &paths {
            place.put(path, &[path.as_bytes(), b"!"].concat());
        }
        // One that is asked twice is answered twice.
        paths.push(paths[0].clone());
        let results = place.shell().hash(&paths).unwrap();
        assert_eq!(results.len(), paths.len());
        for (result, path) in results.into_iter().zip(&paths) {
            let expected = Digest::of(&[path.as_bytes(), b"!"].concat());
            assert_eq!(result.unwrap(), expected, "{} {path:?}", machine.name);
        }
    }
}

#[test]
fn hundreds_of_long_names_are_hashed() {
    for machine in machines() {
        let place = Place::on(&machine);
        let deep = vec![vec![b'd'; 200]; 8].join(&b"/"[..]);
        let paths: Vec<_> = (0..256)
            .map(|n| {
                let odd = if n % 7 == 0 { "\\" } else { "" };
                let folder = if n % 2 == 0 { RelPath::parse(&deep).unwrap() } else { path("s") };
                folder.join(format!("{n}{odd}").as_bytes()).unwrap()
            })
            .collect();
        for path in paths.iter().filter(|p| p.name() != b"99") {
            place.put(path, path.name());
        }
        for (result, path) in place.shell().hash(&paths).unwrap().into_iter().zip(&paths) {
            match path.name() {
                b"99" => assert_eq!(refused(result), StoreErrorKind::NotFound, "{}", machine.name),
                name => assert_eq!(result.unwrap(), Digest::of(name), "{}", machine.name),
            }
        }
    }
}

#[test]
fn what_cannot_be_hashed_is_told_apart_and_does_not_stop_the_others() {
    for machine in machines() {
        let place = Place::on(&machine);
        place.put(&path("real/a"), b"a");
        std::fs::create_dir_all(place.at(&path("folder"))).unwrap();
        symlink("real/a", place.at(&path("link"))).unwrap();
        symlink("real", place.at(&path("linked"))).unwrap();
        symlink("nowhere", place.at(&path("dangling"))).unwrap();
        let asked = ["real/a", "missing", "no/folder", "folder", "link", "linked/a", "dangling", "real/a/b"];
        let paths = asked.map(path);
        let kinds: Vec<_> =
            place.shell().hash(&paths).unwrap().into_iter().map(|r| r.err().map(|e| e.kind)).collect();
        use StoreErrorKind::{NotFound, NotPlain};
        let [missing, odd] = [NotFound, NotPlain].map(Some);
        assert_eq!(kinds, [None, missing, missing, odd, odd, odd, odd, odd], "{}", machine.name);
        assert!(place.shell().hash(&[]).unwrap().is_empty());
    }
}

#[test]
fn a_file_that_may_not_be_read_is_told() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    for machine in machines() {
        let place = Place::on(&machine);
        place.put(&path("a"), b"a");
        std::fs::set_permissions(place.at(&path("a")), PermissionsExt::from_mode(0o000)).unwrap();
        let mut results = place.shell().hash(&[path("a")]).unwrap();
        assert_eq!(refused(results.remove(0)), StoreErrorKind::PermissionDenied, "{}", machine.name);
    }
}

/// A program that hashes right when it is tried, and then does something else.
fn hash_with(then: &str) -> Option<Vec<Result<Digest, StoreErrorKind>>> {
    let place = Place::on(&machines()[0]);
    let right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let script =
        format!("#!/bin/sh\nif [ $# = 3 ]; then cat >/dev/null; echo '{right} *stdin'; exit; fi\n{then}\n");
    tool(&place, "openssl", &script);
    let paths = ["a", "b", "c"].map(path);
    for path in &paths {
        place.put(path, b"abc");
    }
    let results = place.shell().hash(&paths).ok()?;
    Some(results.into_iter().map(|r| r.map_err(|e| e.kind)).collect())
}

#[test]
fn a_program_that_leaves_a_file_out_gives_an_error_for_that_file() {
    let leaves_out = "for f; do [ \"$f\" = ./b ] || case $f in ./*) sha256sum \"$f\" ;; esac; done; exit 1";
    let found = hash_with(leaves_out).unwrap();
    assert_eq!(found, [Ok(Digest::of(b"abc")), Err(StoreErrorKind::Io), Ok(Digest::of(b"abc"))]);
}

#[test]
fn a_garbled_answer_is_no_digest() {
    for garbled in ["echo nonsense", "echo 'SHA256(./a)= 00'", "head -c 100000 /dev/zero", "printf 'ba78'"] {
        assert_eq!(hash_with(garbled), None, "{garbled}");
    }
}

#[test]
fn a_program_that_says_nothing_gives_errors() {
    assert_eq!(hash_with("exit 0").unwrap(), [Err(StoreErrorKind::Io); 3]);
}

#[test]
fn a_long_hash_gives_signs_of_life_and_they_do_not_disturb_the_answer() {
    // Longer than one interval of five seconds between two halves of one line.
    let slow = "d=$(sha256sum ./a); printf '%s' \"${d%??????????}\"; sleep 6; d=${d#\"${d%??????????}\"}; \
                printf '%s\\n' \"$d\"; sha256sum ./b ./c";
    assert_eq!(hash_with(slow).unwrap(), [Ok(Digest::of(b"abc")); 3]);
}

#[test]
fn a_line_that_breaks_is_an_error() {
    let place = Place::on(&machines()[0]);
    let paths: Vec<_> = (0..200).map(|n| path(&format!("{n}"))).collect();
    for path in &paths {
        place.put(path, b"x");
    }
    let breaks = LocalShell { dies_after_reading: Some(4_000), ..place.local.clone() };
    assert_eq!(refused(place.shell_over(breaks).hash(&paths)), StoreErrorKind::Gone);
}
