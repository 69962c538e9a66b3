//! Staging as tar streams.

use crate::fixture::*;
use crate::local::LocalShell;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use elderphoto_stores::sftp::shell::Shell;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

const BATCH: &str = ".elderphoto/incoming/b1";

fn stage_all(shell: &Shell, files: &[(RelPath, Vec<u8>)]) -> StoreResult<()> {
    let lane = shell.lane(&path(BATCH), 3)?;
    for (path, bytes) in files {
        lane.stage(path, bytes, &META)?;
    }
    lane.finish()
}

#[test]
fn names_of_any_bytes_and_length_arrive_with_their_content_time_and_mode() {
    for machine in machines() {
        let place = Place::on(&machine);
        let shell = place.shell();
        let long = [vec![b'l'; 250], b".jpg".to_vec()].concat();
        let hundred = [b'h'; 100];
        let mut names: Vec<&[u8]> = ODD_NAMES.to_vec();
        names.extend([&long[..], &hundred[..]]);
        let files: Vec<_> = (0..3)
            .flat_map(|n| names.iter().map(move |name| below(&format!("{BATCH}/{n}"), name)))
            .map(|path| (path.clone(), [path.as_bytes(), b" content"].concat()))
            .collect();
        stage_all(&shell, &files).unwrap_or_else(|e| panic!("{}: {e}", machine.name));
        for (path, bytes) in &files {
            assert_eq!(place.read(path).as_ref(), Some(bytes), "{} {path:?}", machine.name);
            let found = std::fs::symlink_metadata(place.at(path)).unwrap();
            assert_eq!(found.mode() & 0o7777, 0o640, "{} {path:?}", machine.name);
            let mtime = FileTime::from_parts(found.mtime(), found.mtime_nsec() as u32);
            assert!(mtime.same_within(META.mtime, shell.time_step_ns()), "{} {path:?}", machine.name);
            assert_eq!(found.uid(), rustix::process::geteuid().as_raw());
        }
        for n in 0..3 {
            let there = std::fs::read_dir(place.at(&path(&format!("{BATCH}/{n}")))).unwrap().count();
            assert_eq!(there, names.len(), "{}", machine.name);
        }
    }
}

#[test]
fn empty_block_sized_and_large_files_arrive_whole() {
    for machine in machines() {
        let place = Place::on(&machine);
        let files: Vec<_> = [0, 1, 511, 512, 513, 70_000, 9 << 20]
            .map(|size| (path(&format!("{BATCH}/{size}")), (0..size).map(|n| (n * 7 % 251) as u8).collect()))
            .to_vec();
        stage_all(&place.shell(), &files).unwrap();
        for (path, bytes) in &files {
            assert!(place.read(path).as_ref() == Some(bytes), "{} {path:?}", machine.name);
        }
    }
}

#[test]
fn times_before_1970_and_far_ahead_arrive() {
    for machine in machines() {
        let place = Place::on(&machine);
        let shell = place.shell();
        let lane = shell.lane(&path(BATCH), 1).unwrap();
        let times = [-1_000_000_000, 0, 1, 4_294_967_296, 9_000_000_000];
        for seconds in times {
            let meta = Meta { mtime: FileTime::from_parts(seconds, 0), mode: None };
            lane.stage(&below(BATCH, seconds.to_string().as_bytes()), b"x", &meta).unwrap();
        }
        lane.finish().unwrap();
        for seconds in times {
            let found = std::fs::metadata(place.at(&below(BATCH, seconds.to_string().as_bytes()))).unwrap();
            assert_eq!(found.mtime(), seconds, "{}", machine.name);
        }
    }
}

#[test]
fn without_a_mode_a_file_gets_what_new_files_get_there() {
    let mut login = vec!["/bin/sh".to_string(), "-c".into()];
    for (umask, mode) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        for machine in machines() {
            let place = Place::on(&machine);
            login.truncate(2);
            login.push(format!("umask {umask}; eval \"$0\""));
            let shell = place.shell_over(LocalShell { login: login.clone(), ..place.local.clone() });
            let lane = shell.lane(&path(BATCH), 1).unwrap();
            let file = path(&format!("{BATCH}/a"));
            lane.stage(&file, b"x", &Meta { mode: None, ..META }).unwrap();
            lane.finish().unwrap();
            let found = std::fs::metadata(place.at(&file)).unwrap();
            assert_eq!(found.mode() & 0o777, mode, "{}", machine.name);
        }
    }
}

#[test]
fn a_name_that_is_there_is_refused_and_stays_as_it_was() {
    for machine in machines() {
        let place = Place::on(&machine);
        let shell = place.shell();
        let file = path(&format!("{BATCH}/0/a"));
        place.put(&file, b"before");
        let staged = stage_all(&shell, &[(file.clone(), b"after".to_vec())]);
        assert!(staged.is_err(), "{}", machine.name);
        assert_eq!(place.read(&file).unwrap(), b"before", "{}", machine.name);
    }
}

#[test]
fn a_name_staged_twice_is_refused_at_once() {
    let place = Place::on(&machines()[0]);
    let lane = place.shell().lane(&path(BATCH), 2).unwrap();
    let file = path(&format!("{BATCH}/a"));
    lane.stage(&file, b"first", &META).unwrap();
    assert_eq!(refused(lane.stage(&file, b"second", &META)), StoreErrorKind::AlreadyExists);
    lane.finish().unwrap();
    assert_eq!(place.read(&file).unwrap(), b"first");
}

#[test]
fn only_what_lies_below_the_lanes_folder_is_taken() {
    let place = Place::on(&machines()[0]);
    let shell = place.shell();
    let lane = shell.lane(&path(BATCH), 1).unwrap();
    for outside in ["photo.jpg", BATCH, ".elderphoto/incoming/b1x/a", ".elderphoto/incoming"] {
        assert_eq!(refused(lane.stage(&path(outside), b"x", &META)), StoreErrorKind::NameRefused);
    }
    lane.finish().unwrap();
    assert_eq!(refused(shell.lane(&RelPath::root(), 1).map(drop)), StoreErrorKind::NameRefused);
}

#[test]
fn a_link_on_the_way_is_refused_and_nothing_is_written_through_it() {
    for machine in machines() {
        for link in [".elderphoto", ".elderphoto/incoming", BATCH, ".elderphoto/incoming/b1/0"] {
            let place = Place::on(&machine);
            let outside = place.root.parent().unwrap().join("outside");
            std::fs::create_dir(&outside).unwrap();
            let at = place.at(&path(link));
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(&outside, at).unwrap();
            let staged = stage_all(&place.shell(), &[(path(&format!("{BATCH}/0/a")), b"x".to_vec())]);
            assert_eq!(refused(staged), StoreErrorKind::NotPlain, "{} {link}", machine.name);
            assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0, "{} {link}", machine.name);
        }
    }
}

#[test]
fn a_root_that_went_away_is_gone() {
    for machine in machines() {
        let place = Place::on(&machine);
        let shell = place.shell();
        std::fs::remove_dir(&place.root).unwrap();
        assert_eq!(refused(shell.lane(&path(BATCH), 1).map(drop)), StoreErrorKind::Gone, "{}", machine.name);
        assert!(!place.root.exists());
    }
}

#[test]
fn a_line_that_breaks_in_the_middle_is_an_error() {
    for machine in machines() {
        let place = Place::on(&machine);
        let breaks = LocalShell { dies_after_writing: Some(300_000), ..place.local.clone() };
        let shell = place.shell_over(breaks);
        let files: Vec<_> = (0..100).map(|n| (path(&format!("{BATCH}/{n}")), vec![7; 10_000])).collect();
        assert_eq!(refused(stage_all(&shell, &files)), StoreErrorKind::Gone, "{}", machine.name);
    }
}

#[test]
fn a_lane_that_is_given_up_ends_its_commands() {
    let place = Place::on(&machines()[0]);
    let lane = place.shell().lane(&path(BATCH), 2).unwrap();
    for n in 0..50 {
        lane.stage(&path(&format!("{BATCH}/{n}")), &[7; 10_000], &META).unwrap();
    }
    drop(lane);
    // It can be used anew: whoever begins the batch again clears it first.
    std::fs::remove_dir_all(place.at(&path(BATCH))).unwrap();
    stage_all(&place.shell(), &[(path(&format!("{BATCH}/a")), b"x".to_vec())]).unwrap();
}

#[test]
fn thousands_of_files_in_many_folders_arrive_over_several_streams() {
    for machine in machines() {
        let place = Place::on(&machine);
        let lane = place.shell().lane(&path(BATCH), 4).unwrap();
        for n in 0..3_000 {
            let file = path(&format!("{BATCH}/{}/{n}", n % 50));
            lane.stage(&file, format!("{n}").repeat(500).as_bytes(), &META).unwrap();
        }
        lane.finish().unwrap_or_else(|e| panic!("{}: {e}", machine.name));
        for n in 0..3_000 {
            let file = path(&format!("{BATCH}/{}/{n}", n % 50));
            assert_eq!(place.read(&file).unwrap(), format!("{n}").repeat(500).as_bytes());
        }
    }
}

#[test]
fn a_place_without_the_right_to_write_is_told() {
    // Root may write everywhere; then another account has to stand in.
    if rustix::process::geteuid().is_root() {
        return;
    }
    for machine in machines() {
        let place = Place::on(&machine);
        std::fs::set_permissions(&place.root, PermissionsExt::from_mode(0o555)).unwrap();
        let lane = place.shell().lane(&path(BATCH), 1);
        assert_eq!(refused(lane.map(drop)), StoreErrorKind::PermissionDenied, "{}", machine.name);
        std::fs::set_permissions(&place.root, PermissionsExt::from_mode(0o755)).unwrap();
    }
}

/// A small file system at a folder; none where this account may not mount.
struct Small<'a>(&'a Path);

impl<'a> Small<'a> {
    fn mount(at: &'a Path, options: &str) -> Option<Self> {
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).status();
        done.is_ok_and(|s| s.success()).then_some(Self(at))
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn fill(options: &str, remount: Option<&str>, expected: StoreErrorKind) {
    for machine in machines() {
        let place = Place::named(&machine, b"photos");
        let Some(small) = Small::mount(&place.root, options) else { return };
        let shell = place.shell();
        if let Some(remount) = remount {
            let done = Command::new("mount").args(["-o", remount]).arg(small.0).status();
            assert!(done.unwrap().success());
        }
        let files: Vec<_> = (0..60).map(|n| (path(&format!("{BATCH}/{n}")), vec![7; 50_000])).collect();
        assert_eq!(refused(stage_all(&shell, &files)), expected, "{}", machine.name);
    }
}

#[test]
fn a_full_disk_is_told() {
    fill("size=1m", None, StoreErrorKind::NoSpace);
}

#[test]
fn a_disk_that_holds_no_more_files_is_told() {
    fill("size=100m,nr_inodes=20", None, StoreErrorKind::NoInodes);
}

#[test]
fn a_disk_that_cannot_be_written_to_is_told() {
    fill("size=100m", Some("remount,ro"), StoreErrorKind::ReadOnly);
}

#[test]
fn a_quota_is_told_apart_from_a_full_disk_where_the_far_side_has_a_language_for_it() {
    // Without quota on this computer's file systems, a limit on files' sizes stands in for it: the
    // disk has room, and still nothing larger can be written.
    for machine in machines() {
        let place = Place::on(&machine);
        let login = ["/bin/sh", "-c", "ulimit -f 20; trap '' XFSZ; eval \"$0\""].map(String::from).to_vec();
        let shell = place.shell_over(LocalShell { login, ..place.local.clone() });
        let files = [(path(&format!("{BATCH}/a")), vec![7; 500_000])];
        let expected = match machine.name {
            "perl" | "python" | "libarchive's tar, shasum" => StoreErrorKind::TooLarge,
            _ => StoreErrorKind::Io,
        };
        assert_eq!(refused(stage_all(&shell, &files)), expected, "{}", machine.name);
    }
}
