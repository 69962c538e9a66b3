//! The oracle must be right before anything is judged by it: the frozen places are what their
//! stories say, and the checker finds every kind of damage.

use elderphoto_tests::{Checked, Family, check, sha256, tool, vectors_dir};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn expected() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(vectors_dir().join("expected")).unwrap() {
        let value: Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        all.insert(value["name"].as_str().unwrap().to_owned(), value);
    }
    assert!(all.len() >= 20, "{}", all.len());
    all
}

/// The bytes of all files below a folder; times and empty folders do not count.
fn bytes(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut out, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                out.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    out
}

/// Makes the vectors anew, with the times that git does not keep; tars are unpacked.
fn made_anew(dir: &Path) {
    let script = vectors_dir().join("make_vectors.py");
    tool("python3", &[script.to_str().unwrap(), dir.to_str().unwrap()], dir);
}

#[test]
fn the_vectors_are_what_their_program_makes() {
    let dir = tempfile::tempdir().unwrap();
    made_anew(dir.path());
    for part in ["places", "expected"] {
        let (frozen, anew) = (bytes(&vectors_dir().join(part)), bytes(&dir.path().join(part)));
        let names = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&frozen), names(&anew));
        for (path, content) in &frozen {
            assert!(*content == anew[path], "{path:?} differs");
        }
    }
}

#[test]
fn the_checker_makes_of_every_frozen_place_what_its_story_says() {
    let dir = tempfile::tempdir().unwrap();
    made_anew(dir.path());
    for (name, expected) in expected() {
        let place = dir.path().join("places").join(&name);
        if expected["form"] == "tar" {
            tool("tar", &["-xf", &format!("{name}.tar")], &dir.path().join("places"));
        }
        let strict: &[&str] = if expected["strict"] == true { &[] } else { &["--no-mirror"] };
        let found = Checked::of(&place, strict);
        let reasons: Vec<&str> = match expected["verdict"]["unreadable"].as_array() {
            Some(all) => all.iter().map(|u| u["reason"].as_str().unwrap()).collect(),
            None => expected["verdict"]["reason"].as_str().into_iter().collect(),
        };
        assert_eq!(found.problems.len(), reasons.len(), "{name}: {:?}", found.problems);
        for (problem, reason) in found.problems.iter().zip(reasons) {
            assert!(problem.starts_with(&format!("{reason}:")), "{name}: {problem}, not {reason}");
        }
        let wanted = expected["snapshots"].as_array().unwrap();
        assert_eq!(found.snapshots.len(), wanted.len(), "{name}");
        for (found, wanted) in found.snapshots.iter().zip(wanted) {
            for key in ["id", "sequence", "complete", "files", "folders"] {
                assert_eq!(found[key], wanted[key], "{name}: {key}");
            }
        }
    }
}

/// A good place in which every kind of file occurs.
fn good_place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    made_anew(dir.path());
    let place = dir.path().join("places/change");
    (dir, place)
}

#[track_caller]
fn finds(kind: &str, damage: impl FnOnce(&Path)) {
    let (_dir, place) = good_place();
    check(&place);
    damage(&place);
    let found = Checked::of(&place, &[]);
    assert!(
        found.problems.iter().any(|p| p.starts_with(&format!("{kind}:"))),
        "{kind}: {:?}",
        found.problems
    );
}

fn only_file(folder: &Path) -> PathBuf {
    let mut found: Vec<_> = bytes(folder).into_keys().map(|p| folder.join(p)).collect();
    found.sort();
    found.remove(0)
}

fn keeping_time(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let time = fs::metadata(path).unwrap().modified().unwrap();
    let mut content = fs::read(path).unwrap();
    change(&mut content);
    fs::write(path, content).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn the_checker_finds_every_kind_of_damage() {
    finds("lost", |p| fs::remove_file(only_file(&p.join(".elderphoto/objects"))).unwrap());
    finds("lost", |p| keeping_time(&only_file(&p.join(".elderphoto/objects")), |b| b[0] ^= 1));
    finds("object", |p| keeping_time(&only_file(&p.join(".elderphoto/objects")), |b| b[0] ^= 1));
    finds("mirror", |p| keeping_time(&p.join("2024/lake.jpg"), |b| b[0] ^= 1));
    finds("mirror", |p| fs::remove_file(p.join("2024/lake.jpg")).unwrap());
    finds("time", |p| tool("touch", &["2024/lake.jpg"], p).clear());
    finds("mode", |p| tool("chmod", &["600", "2024/lake.jpg"], p).clear());
    finds("extra", |p| fs::write(p.join("2024/other.jpg"), "other").unwrap());
    finds("extra", |p| fs::create_dir(p.join("2025")).unwrap());
    finds("special", |p| std::os::unix::fs::symlink("2024", p.join("link")).unwrap());
    finds("unknown", |p| fs::write(p.join(".elderphoto/what"), "").unwrap());
    finds("check", |p| keeping_time(&only_file(&p.join(".elderphoto/snapshots")), |b| b[40] ^= 1));
    finds("check", |p| keeping_time(&p.join(".elderphoto/location.json"), |b| b.truncate(50)));
    finds("digest", |p| keeping_time(&only_file(&p.join(".elderphoto/trees")), |b| b[20] ^= 1));
    finds("missing", |p| fs::remove_file(only_file(&p.join(".elderphoto/trees"))).unwrap());
    finds("sums", |p| keeping_time(&p.join("SHA256SUMS"), |b| b[0] ^= 1));
    finds("sums", |p| keeping_time(&p.join("SHA256SUMS"), |b| b.truncate(100)));
    finds("unreadable", |p| fs::remove_file(p.join("SHA256SUMS")).unwrap());
}

/// Every single byte of every file of ours counts.
#[test]
fn the_checker_finds_a_flipped_bit_anywhere_in_what_is_ours() {
    let (_dir, place) = good_place();
    for path in bytes(&place).into_keys().filter(|p| !p.ends_with("READ ME FIRST.txt")) {
        let full = place.join(path);
        let length = fs::metadata(&full).unwrap().len();
        for at in (0..length).step_by(211).chain([length - 1]) {
            let at = usize::try_from(at).unwrap();
            keeping_time(&full, |b| b[at] ^= 4);
            assert!(!Checked::of(&place, &[]).ok, "bit 2 of byte {at} of {full:?}");
            keeping_time(&full, |b| b[at] ^= 4);
        }
    }
    check(&place);
}

#[test]
fn the_checker_restores_what_the_story_says() {
    let (dir, place) = good_place();
    let script = vectors_dir().join("check_place.py");
    for snapshot in expected()["change"]["snapshots"].as_array().unwrap() {
        let id = snapshot["id"].as_str().unwrap();
        let dest = dir.path().join(id);
        let args = [script.as_path(), &place, Path::new("--restore"), Path::new(id), &dest];
        tool("python3", &args.map(|a| a.to_str().unwrap()), dir.path());
        let restored = bytes(&dest);
        let files = snapshot["files"].as_array().unwrap();
        assert_eq!(restored.len(), files.len());
        for file in files {
            assert_eq!(sha256(&restored[Path::new(file["path"].as_str().unwrap())]), file["sha256"]);
        }
    }
}

#[test]
fn the_suites_find_the_program_they_test() {
    Family::new();
}
