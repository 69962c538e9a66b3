//! Batches made visible by perl, by python and by shells.

use crate::fixture::*;
use crate::local::LocalShell;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Move, StoreErrorKind};
use std::os::unix::fs::{PermissionsExt, symlink};

/// The result of a single move.
fn moved(place: &Place, from: &str, to: &str) -> Result<(), StoreErrorKind> {
    let mut results = place.shell().commit(&[one_move(from, to)]).unwrap();
    assert_eq!(results.len(), 1);
    results.remove(0).map_err(|e| e.kind)
}

/// Runs a story on a place of every kind of machine.
fn everywhere(story: impl Fn(&Place, &str)) {
    for machine in machines() {
        story(&Place::on(&machine), machine.name);
    }
}

#[test]
fn names_of_any_bytes_are_moved() {
    everywhere(|place, name| {
        let mut moves = Vec::new();
        for odd in ODD_NAMES {
            // With its name kept, with another, and with odd folders on the way.
            for (from, to) in [
                (below("in/kept", odd), below("out/kept", odd)),
                (below("in/renamed", odd), below("out", &[b"x", *odd].concat())),
                (below("in", odd).join(b"a").unwrap(), below("out/folders", odd).join(b"b").unwrap()),
            ] {
                place.put(&from, from.as_bytes());
                moves.push(Move { from, to });
            }
        }
        let results = place.shell().commit(&moves).unwrap();
        assert_eq!(results.len(), moves.len());
        for (result, one) in results.iter().zip(&moves) {
            assert!(result.is_ok(), "{name} {result:?}");
            assert_eq!(place.read(&one.to).as_deref(), Some(one.from.as_bytes()), "{name} {:?}", one.to);
            assert_eq!(place.read(&one.from), None, "{name} {:?}", one.from);
        }
    });
}

#[test]
fn an_existing_name_is_never_overwritten() {
    everywhere(|place, name| {
        for (kind, to) in
            [("file", "out/a"), ("folder", "out/folder"), ("link", "out/link"), ("other", "out/b")]
        {
            let from =
                if kind == "other" { path("in/a") } else { path(to).parent().unwrap().join(b"x").unwrap() };
            place.put(&from, b"new");
            place.put(&path("out/a"), b"old");
            place.put(&path("out/b"), b"old b");
            std::fs::create_dir_all(place.at(&path("out/folder"))).unwrap();
            let _ = symlink("nowhere", place.at(&path("out/link")));
            let from = String::from_utf8(from.as_bytes().to_vec()).unwrap();
            assert_eq!(moved(place, &from, to), Err(StoreErrorKind::AlreadyExists), "{name} {kind}");
            assert_eq!(place.read(&path(&from)).unwrap(), b"new", "{name} {kind}");
        }
        assert_eq!(place.read(&path("out/a")).unwrap(), b"old");
        assert_eq!(place.read(&path("out/b")).unwrap(), b"old b");
        assert_eq!(std::fs::read_dir(place.at(&path("out/folder"))).unwrap().count(), 0, "{name}");
    });
}

#[test]
fn two_moves_onto_one_name_do_the_first() {
    everywhere(|place, name| {
        place.put(&path("in/1/a"), b"first");
        place.put(&path("in/2/a"), b"second");
        let moves = [one_move("in/1/a", "out/a"), one_move("in/2/a", "out/a")];
        let results = place.shell().commit(&moves).unwrap();
        assert!(results[0].is_ok(), "{name}");
        assert_eq!(results[1].as_ref().unwrap_err().kind, StoreErrorKind::AlreadyExists, "{name}");
        assert_eq!(place.read(&path("out/a")).unwrap(), b"first", "{name}");
        assert_eq!(place.read(&path("in/2/a")).unwrap(), b"second", "{name}");
    });
}

#[test]
fn the_same_move_twice_finds_nothing_the_second_time() {
    everywhere(|place, name| {
        place.put(&path("in/a"), b"1");
        place.put(&path("in/b"), b"2");
        let moves = ["a", "b", "a"].map(|n| one_move(&format!("in/{n}"), &format!("out/{n}")));
        let results = place.shell().commit(&moves).unwrap();
        assert!(results[0].is_ok() && results[1].is_ok(), "{name}");
        assert_eq!(results[2].as_ref().unwrap_err().kind, StoreErrorKind::NotFound, "{name}");
    });
}

#[test]
fn a_failed_move_does_not_stop_the_others() {
    everywhere(|place, name| {
        for n in [0, 2, 3, 5] {
            place.put(&path(&format!("in/{n}")), format!("{n}").as_bytes());
        }
        place.put(&path("out/3"), b"old");
        let moves: Vec<_> = (0..6).map(|n| one_move(&format!("in/{n}"), &format!("out/{n}"))).collect();
        let kinds: Vec<_> =
            place.shell().commit(&moves).unwrap().into_iter().map(|r| r.err().map(|e| e.kind)).collect();
        use StoreErrorKind::{AlreadyExists, NotFound};
        assert_eq!(kinds, [None, Some(NotFound), None, Some(AlreadyExists), Some(NotFound), None], "{name}");
        for n in [0, 2, 5] {
            assert_eq!(place.read(&path(&format!("out/{n}"))).unwrap(), format!("{n}").as_bytes(), "{name}");
        }
    });
}

#[test]
fn moves_are_done_in_order() {
    everywhere(|place, name| {
        place.put(&path("a"), b"1");
        place.put(&path("b"), b"2");
        let moves = [one_move("a", "t/a"), one_move("b", "a"), one_move("t/a", "b"), one_move("a", "t/a")];
        for result in place.shell().commit(&moves).unwrap() {
            result.unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        assert_eq!(place.read(&path("b")).unwrap(), b"1", "{name}");
        assert_eq!(place.read(&path("t/a")).unwrap(), b"2", "{name}");
    });
}

#[test]
fn a_step_that_failed_is_the_last() {
    everywhere(|place, name| {
        for n in 0..4 {
            place.put(&path(&format!("in/{n}")), b"new");
        }
        place.put(&path("out/1"), b"old");
        let moves: Vec<_> = (0..4).map(|n| one_move(&format!("in/{n}"), &format!("out/{n}"))).collect();
        let (first, rest) = moves.split_at(1);
        let (failing, last) = rest.split_at(2);
        let done = place.shell().commit_steps(&[first, failing, last]).unwrap();
        let kinds: Vec<Vec<_>> =
            done.into_iter().map(|s| s.into_iter().map(|r| r.err().map(|e| e.kind)).collect()).collect();
        assert_eq!(kinds, [vec![None], vec![Some(StoreErrorKind::AlreadyExists), None]], "{name}");
        assert_eq!(place.read(&path("in/3")).as_deref(), Some(&b"new"[..]), "{name}");
        assert_eq!(place.read(&path("out/2")).as_deref(), Some(&b"new"[..]), "{name}");
    });
}

#[test]
fn steps_of_more_lines_than_are_under_way_at_once_are_all_done() {
    const FILES: usize = 2_500;
    // The three ways to rename; the many shells are shown by shorter lists.
    for machine in machines().iter().filter(|m| ["perl", "python", "dash alone"].contains(&m.name)) {
        let (place, name) = (Place::on(machine), machine.name);
        for n in 0..FILES {
            place.put(&path(&format!("in/{n}")), b"1");
        }
        let moves: Vec<_> = (0..FILES).map(|n| one_move(&format!("in/{n}"), &format!("out/{n}"))).collect();
        let (first, second) = moves.split_at(2_200);
        let done = place.shell().commit_steps(&[first, second]).unwrap();
        assert_eq!(done.iter().map(Vec::len).collect::<Vec<_>>(), [2_200, 300], "{name}");
        assert!(done.iter().flatten().all(Result::is_ok), "{name}");
        assert_eq!(std::fs::read_dir(place.at(&path("out"))).unwrap().count(), FILES, "{name}");
    }
}

#[test]
fn folders_of_the_batch_that_are_empty_afterwards_go_and_others_stay() {
    everywhere(|place, name| {
        let below = |rest: &str| path(&format!(".elderphoto/incoming/b/{rest}"));
        place.put(&below("0/a"), b"1");
        place.put(&below("1/b"), b"2");
        place.put(&below("1/stays"), b"3");
        place.put(&below("placing"), b"4");
        let to = |from: &str, to: &str| Move { from: below(from), to: path(to) };
        let done = place.shell().commit(&[to("0/a", "out/a"), to("1/b", "out/b")]).unwrap();
        assert!(done.iter().all(Result::is_ok), "{name}");
        assert!(!place.at(&below("0")).exists(), "{name}");
        assert!(place.at(&below("1/stays")).exists() && place.at(&below("placing")).exists(), "{name}");
    });
}

#[test]
fn a_whole_folder_is_one_move() {
    everywhere(|place, name| {
        place.put(&path("in/2024/11/a"), b"a");
        place.put(&path("other/b"), b"b");
        let moves = [
            one_move("in/2024", "2024"),
            one_move("other", "2024/12"),
            one_move("2024/11/a", "2024/12/a"),
            one_move("2024/11", "in/2024"),
            one_move("2024/12", "in/2024/12"),
        ];
        for result in place.shell().commit(&moves).unwrap() {
            result.unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        assert_eq!(place.read(&path("in/2024/12/a")).unwrap(), b"a", "{name}");
        assert_eq!(place.read(&path("in/2024/12/b")).unwrap(), b"b", "{name}");
        assert!(place.at(&path("2024")).exists() && !place.at(&path("2024/11")).exists(), "{name}");
    });
}

#[test]
fn a_folder_is_not_moved_into_itself() {
    everywhere(|place, name| {
        place.put(&path("a/x"), b"x");
        assert!(moved(place, "a", "a/b").is_err(), "{name}");
        assert_eq!(place.read(&path("a/x")).unwrap(), b"x", "{name}");
    });
}

#[test]
fn no_link_is_followed_or_moved() {
    everywhere(|place, name| {
        place.put(&path("real/file"), b"1");
        place.put(&path("in/new"), b"2");
        let outside = place.root.parent().unwrap().join("outside");
        std::fs::create_dir(&outside).unwrap();
        symlink(&outside, place.at(&path("away"))).unwrap();
        symlink("real", place.at(&path("within"))).unwrap();
        symlink("real/file", place.at(&path("link"))).unwrap();
        for (from, to) in [
            ("in/new", "away/new"),
            ("in/new", "away/deeper/new"),
            ("in/new", "within/new"),
            ("in/new", "real/file/new"),
            ("within/file", "out/file"),
            ("link", "out/link"),
            ("away", "out/away"),
        ] {
            assert_eq!(moved(place, from, to), Err(StoreErrorKind::NotPlain), "{name} {from} {to}");
        }
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0, "{name}");
        assert_eq!(place.read(&path("real/file")).unwrap(), b"1", "{name}");
        assert_eq!(place.read(&path("in/new")).unwrap(), b"2", "{name}");
        assert!(place.at(&path("link")).is_symlink() && place.at(&path("away")).is_symlink(), "{name}");
    });
}

#[test]
fn what_is_neither_file_nor_folder_is_left_alone() {
    everywhere(|place, name| {
        let pipe = place.at(&path("pipe"));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert_eq!(moved(place, "pipe", "out/pipe"), Err(StoreErrorKind::NotPlain), "{name}");
        assert!(pipe.exists(), "{name}");
    });
}

#[test]
fn a_name_that_the_disk_cannot_hold_is_told() {
    everywhere(|place, name| {
        place.put(&path("a"), b"1");
        let results =
            place.shell().commit(&[Move { from: path("a"), to: below("out", &[b'n'; 300]) }]).unwrap();
        assert_eq!(results[0].as_ref().unwrap_err().kind, StoreErrorKind::NameRefused, "{name}");
        assert_eq!(place.read(&path("a")).unwrap(), b"1", "{name}");
    });
}

#[test]
fn a_folder_without_the_right_to_write_is_told() {
    // Root may write everywhere; then another account has to stand in.
    if rustix::process::geteuid().is_root() {
        return;
    }
    everywhere(|place, name| {
        place.put(&path("in/a"), b"1");
        place.put(&path("out/x"), b"x");
        std::fs::set_permissions(place.at(&path("out")), PermissionsExt::from_mode(0o555)).unwrap();
        assert_eq!(moved(place, "in/a", "out/a"), Err(StoreErrorKind::PermissionDenied), "{name}");
        std::fs::set_permissions(place.at(&path("out")), PermissionsExt::from_mode(0o755)).unwrap();
    });
}

#[test]
fn nothing_to_do_is_done() {
    everywhere(|place, _| assert!(place.shell().commit(&[]).unwrap().is_empty()));
}

#[test]
fn the_root_is_not_moved() {
    let place = Place::on(&machines()[0]);
    let moves = [Move { from: RelPath::root(), to: path("a") }];
    assert_eq!(refused(place.shell().commit(&moves)), StoreErrorKind::NameRefused);
}

#[test]
fn a_root_that_went_away_is_gone_and_not_made_anew() {
    everywhere(|place, name| {
        let shell = place.shell();
        std::fs::remove_dir(&place.root).unwrap();
        assert_eq!(refused(shell.commit(&[one_move("a", "b")])), StoreErrorKind::Gone, "{name}");
        assert!(!place.root.exists(), "{name}");
    });
}

#[test]
fn a_flush_that_fails_moves_nothing() {
    let broken = "#!/bin/sh\ncase $1 in --help) echo '  -f, --file-system' ;; *) exit 1 ;; esac\n";
    everywhere(|place, name| {
        let sync = place.local.tools.as_ref().unwrap().join("sync");
        let _ = std::fs::remove_file(&sync);
        std::fs::write(&sync, broken).unwrap();
        std::fs::set_permissions(&sync, PermissionsExt::from_mode(0o755)).unwrap();
        place.put(&path("in/a"), b"1");
        assert_eq!(refused(place.shell().commit(&[one_move("in/a", "a")])), StoreErrorKind::Io, "{name}");
        assert_eq!(place.read(&path("in/a")).unwrap(), b"1", "{name}");
        assert!(!place.at(&path("a")).exists(), "{name}");
    });
}

#[test]
fn the_flushes_come_before_and_after_the_renames() {
    // This sync notes what stands at the target when it is called.
    let noting = "#!/bin/sh\ncase $1 in --help) echo '  -f, --file-system' ;; \
                  *) if [ -e a ]; then echo after; else echo before; fi >>../flushes ;; esac\n";
    everywhere(|place, name| {
        let sync = place.local.tools.as_ref().unwrap().join("sync");
        let _ = std::fs::remove_file(&sync);
        std::fs::write(&sync, noting).unwrap();
        std::fs::set_permissions(&sync, PermissionsExt::from_mode(0o755)).unwrap();
        place.put(&path("in/a"), b"1");
        place.shell().commit(&[one_move("in/a", "a")]).unwrap();
        let noted = std::fs::read_to_string(place.root.parent().unwrap().join("flushes")).unwrap();
        assert_eq!(noted, "before\nafter\n", "{name}");
    });
}

#[test]
fn a_line_that_breaks_in_the_middle_is_an_error_and_each_file_is_at_one_of_its_names() {
    everywhere(|place, name| {
        let moves: Vec<_> = (0..3_000).map(|n| one_move(&format!("in/{n}"), &format!("out/{n}"))).collect();
        for (n, one) in moves.iter().enumerate() {
            place.put(&one.from, format!("{n}").as_bytes());
        }
        place.put(&path("out/0"), b"old");
        place.put(&path("out/2999"), b"old");
        let breaks = LocalShell { dies_after_reading: Some(6_000), ..place.local.clone() };
        assert_eq!(refused(place.shell_over(breaks).commit(&moves)), StoreErrorKind::Gone, "{name}");
        let mut arrived = 0;
        for (n, one) in moves.iter().enumerate() {
            let content = format!("{n}").into_bytes();
            let (from, to) = (place.read(&one.from), place.read(&one.to));
            if n == 0 || n == 2_999 {
                assert_eq!((from, to), (Some(content), Some(b"old".to_vec())), "{name} {n}");
            } else {
                assert!(from.is_some() != to.is_some(), "{name} {n}: {from:?} {to:?}");
                arrived += usize::from(to.is_some());
                assert_eq!(from.or(to), Some(content), "{name} {n}");
            }
        }
        assert!((1..2_998).contains(&arrived), "{name}: it broke in the middle ({arrived})");
    });
}
