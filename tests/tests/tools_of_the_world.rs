//! A place needs no ElderPhoto: rsync sees nothing to do, sha256sum agrees, a copy made back with
//! rsync is a library again, and a program that knows only FORMAT.md reads all of it.

use elderphoto_tests::{Family, assert_same, check, contents, mirror, sha256, tool};
use std::path::Path;

const OURS: [&str; 3] = ["--exclude=/.elderphoto", "--exclude=/SHA256SUMS", "--exclude=/READ ME FIRST.txt"];

fn album() -> Family {
    let family = Family::new();
    family
        .photo("2004/grandma.jpg", "grandma")
        .photo("2024/11/lake.jpg", "the lake")
        .photo("2024/dog.jpg", "a dog");
    family
        .photo("2024/Fähre & Möwe.jpg", "a ferry")
        .photo("2024/🎅 Santa.png", "ho")
        .folder("empty/inside")
        .photo("deep/er/one.jpg", "one");
    family.init().place("home");
    family
}

/// What rsync would change at `to`, each line as `rsync -ai` prints it.
fn rsync_would(from: &Path, to: &Path, options: &[&str]) -> String {
    let (from, to) = (format!("{}/", from.display()), format!("{}/", to.display()));
    let mut args = vec!["-ain"];
    args.extend_from_slice(options);
    args.extend_from_slice(&[&from, &to]);
    tool("rsync", &args, Path::new("/"))
}

/// Folders get times of long ago, each its own: a copy made in the same second proves nothing.
fn folders_are_old(family: &Family) {
    let library = family.library();
    let folders = contents(&library).into_iter().filter(|(_, f)| f.sha256.is_empty()).map(|(path, _)| path);
    for (n, folder) in folders.chain([".".into()]).enumerate() {
        tool("touch", &["-d", &format!("@{}.25", 1_400_000_000 + n), folder.to_str().unwrap()], &library);
    }
}

#[track_caller]
fn the_tools_agree(family: &Family, place: &str) {
    let place = family.place_dir(place);
    assert_eq!(rsync_would(&family.library(), &place, &OURS), "", "rsync sees nothing to do");
    assert_eq!(rsync_would(&family.library(), &place, &[]), "", "nor without being told what is ours");
    let mut strict = OURS.to_vec();
    strict.extend_from_slice(&["--delete", "--checksum"]);
    assert_eq!(rsync_would(&family.library(), &place, &strict), "", "nor when it reads all and deletes");
    let said = tool("sha256sum", &["-c", "SHA256SUMS"], &place);
    let files = mirror(&place).values().filter(|f| !f.sha256.is_empty()).count();
    assert_eq!(said.lines().filter(|line| line.ends_with(": OK")).count(), files, "{said}");
    check(&place);
}

#[test]
fn rsync_sha256sum_and_the_format_agree_after_every_kind_of_run() {
    let family = album();
    folders_are_old(&family);
    family.backup();
    the_tools_agree(&family, "home");
    family.photo("2024/dog.jpg", "a dog, cropped").photo("2025/new.jpg", "new");
    folders_are_old(&family);
    family.backup();
    the_tools_agree(&family, "home");
    family.moved("2024/11/lake.jpg", "lakes/lake.jpg").deleted("2004/grandma.jpg");
    folders_are_old(&family);
    family.backup();
    the_tools_agree(&family, "home");
    std::fs::remove_dir(family.library().join("2004")).unwrap();
    std::fs::remove_dir(family.library().join("2024/11")).unwrap();
    family.folder("another").photo("2004/grandma.jpg", "grandma");
    folders_are_old(&family);
    family.backup();
    the_tools_agree(&family, "home");
}

#[test]
fn a_place_copied_back_with_rsync_is_a_library_again() {
    let family = album();
    family.backup();
    family.deleted("2024/dog.jpg");
    folders_are_old(&family);
    let last = family.backup();

    let (place, library) = (family.place_dir("home"), family.out("new library"));
    let from = format!("{}/", place.display());
    tool("rsync", &["-a", &from, &format!("{}/", library.display())], Path::new("/"));

    let (home, next) = (family.out("new home"), family.out("new place"));
    let run = |args: &[&str]| elderphoto_tests::finish(family.command_of(&home, args));
    run(&["init", "--library", library.to_str().unwrap()]).expect(0);
    run(&["place", "add", "folder", "next", "--path", next.to_str().unwrap()]).expect(0);
    let first = run(&["backup"]).expect(0);
    assert_eq!(first.text("/outcome"), "completed");
    assert_eq!(first.number("/scanned"), last.number("/scanned"), "ours are not scanned");
    assert_same(&mirror(&next), &contents(&family.library()));
    assert!(!next.join(".elderphoto/names.json").exists(), "nothing had to be renamed");
    let older = check(&next);
    assert!(!older.knows(&sha256(b"a dog")), "the history of the old place is not part of the library");
    assert_eq!(rsync_would(&library, &next, &OURS), "");
}

#[test]
fn the_oracle_restores_every_snapshot_without_the_program() {
    let family = album();
    let mut nights = vec![(family.backup().text("/snapshot"), contents(&family.library()))];
    family.photo("2024/dog.jpg", "a dog, cropped").moved("2024/11/lake.jpg", "lakes/lake.jpg");
    nights.push((family.backup().text("/snapshot"), contents(&family.library())));
    family.deleted("lakes/lake.jpg").photo("2004/grandma.jpg", "the lake");
    nights.push((family.backup().text("/snapshot"), contents(&family.library())));
    let script = elderphoto_tests::vectors_dir().join("check_place.py");
    for (id, then) in nights {
        let dest = family.out(&id);
        let place = family.place_dir("home");
        let args = [script.as_path(), &place, Path::new("--restore"), Path::new(&id), &dest];
        let args: Vec<&str> = args.iter().map(|p| p.to_str().unwrap()).collect();
        tool("python3", &args, Path::new("/"));
        assert_same(&contents(&dest), &then);
    }
}

#[test]
fn what_lies_at_a_place_can_be_read_by_a_person() {
    let family = album();
    family.backup();
    let readme = std::fs::read_to_string(family.place_dir("home").join("READ ME FIRST.txt")).unwrap();
    assert!(readme.contains("sha256sum -c SHA256SUMS"), "it says how to check:\n{readme}");
    assert!(readme.contains("Maria's photos"), "it says whose it is:\n{readme}");
}
