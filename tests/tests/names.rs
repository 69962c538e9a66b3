//! Names and files as they really are: no text, too long, ours, huge, empty, or no files at all.

use elderphoto_tests::{Family, Run, assert_same, check, contents, mirror, sha256, tool};
use std::fs::{self, File};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

fn odd_names() -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = [
        &b"caf\xe9.jpg"[..],
        b"caf\xc3\xa9.jpg",
        b"cafe\xcc\x81.jpg",
        b"\xf0\x9f\x98.jpg",
        b"\xed\xa0\x80.jpg",
        b"\xff\xfe/\x80/deep.jpg",
        b"new\nline.jpg",
        b"carriage\rreturn.jpg",
        b"tab\tand\x01and\x7f.jpg",
        b"\"quoted\".jpg",
        b"it's.jpg",
        b"back\\slash.jpg",
        b"\\",
        b" lead.jpg",
        b"trail.jpg ",
        b"folder /trail.jpg",
        b"dot.",
        b"folder./dot.",
        b"...",
        b"-rf",
        b"--delete",
        b"CON",
        b"IMG.jpg",
        b"img.JPG",
        b"a:b?*<>|.jpg",
        b"%41$HOME`x`.jpg",
        b"\xef\xbb\xbfbom.jpg",
        b"2024/SHA256SUMS",
        b"2024/READ ME FIRST.txt",
        b"2024/.elderphoto/location.json",
        b".hidden.jpg",
        b"order/a/b/c.jpg",
        b"order/a b/x.jpg",
        b"order/a-b/c.jpg",
        b"order/a.jpg",
    ]
    .iter()
    .map(|n| n.to_vec())
    .collect();
    names.extend(
        ["\u{1f385} Santa.jpg", "\u{2028}\u{a0}\u{202e}gpj.exe", "日本語.jpg"].map(|n| n.as_bytes().to_vec()),
    );
    names.push([&[b'n'; 251][..], b".jpg"].concat());
    names.push([&[b'd'; 255][..], b"/", &[b'e'; 255], b"/", &[b'f'; 255]].concat());
    names
}

fn restored(family: &Family) -> PathBuf {
    let dest = family.out("back");
    family.run(&["restore", "--all", "--to", dest.to_str().unwrap()]).expect(0);
    dest
}

#[track_caller]
fn all_is_there(family: &Family) -> Run {
    let run = family.backup();
    let place = family.place_dir("home");
    check(&place);
    tool("sha256sum", &["-c", "--quiet", "SHA256SUMS"], &place);
    run
}

#[test]
fn names_of_every_kind_are_kept_to_the_byte() {
    let family = Family::new();
    for name in odd_names() {
        family.photo_named(&name, [b"photo ", &name[..]].concat());
    }
    family.init().place("home");
    let first = all_is_there(&family).text("/snapshot");
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert_same(&contents(&restored(&family)), &contents(&family.library()));
    assert_eq!(family.backup().text("/snapshot"), first, "a second run finds nothing to do");

    let listed = family.run(&["photos"]).expect(0).get("/photos");
    assert_eq!(listed.as_array().unwrap().len(), odd_names().len());
    let with_bytes = listed.as_array().unwrap().iter().filter(|p| p.get("path_b64").is_some()).count();
    let no_text = odd_names().iter().filter(|n| std::str::from_utf8(n).is_err()).count();
    assert_eq!(with_bytes, no_text, "what is no text is also given as bytes");
}

#[test]
fn changing_moving_and_deleting_odd_names_keeps_their_history() {
    let family = Family::new();
    for name in odd_names() {
        family.photo_named(&name, [b"photo ", &name[..]].concat());
    }
    family.init().place("home");
    let then = contents(&family.library());
    let first = all_is_there(&family).text("/snapshot");
    family.photo_named(b"caf\xe9.jpg", "changed").photo_named(b"new\nline.jpg", "changed, too");
    let path = |name: &[u8]| family.library().join(std::ffi::OsString::from_vec(name.to_vec()));
    fs::remove_file(path(b"trail.jpg ")).unwrap();
    fs::rename(path(b"back\\slash.jpg"), path(b"\xfe.jpg")).unwrap();
    all_is_there(&family);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    let dest = family.out("then");
    family.run(&["restore", "--all", "--at", &first, "--to", dest.to_str().unwrap()]).expect(0);
    assert_same(&contents(&dest), &then);
}

#[test]
fn a_path_that_is_no_text_can_be_asked_for_by_its_bytes() {
    let family = Family::new();
    family.photo_named(b"caf\xe9.jpg", "latin").photo("other.jpg", "other").init().place("home");
    family.backup();
    let mut command = family.command(&["restore"]);
    command.arg(std::ffi::OsStr::from_bytes(b"caf\xe9.jpg")).arg("--to").arg(family.out("back"));
    elderphoto_tests::finish(command).expect(0);
    assert_eq!(
        fs::read(family.out("back").join(std::ffi::OsStr::from_bytes(b"caf\xe9.jpg"))).unwrap(),
        b"latin"
    );
}

#[test]
fn a_users_own_files_under_our_names_are_kept_under_other_names() {
    let family = Family::new();
    family.photo("SHA256SUMS", "my own sums").photo("READ ME FIRST.txt", "my own text");
    family.photo(".elderphoto/notes.txt", "my own notes").photo("lake.jpg", "the lake");
    family.init().place("home");
    let run = all_is_there(&family);
    assert_eq!(run.number("/scanned"), 4);
    let checked = check(&family.place_dir("home"));
    for (path, content) in [
        ("SHA256SUMS", "my own sums"),
        ("READ ME FIRST.txt", "my own text"),
        (".elderphoto/notes.txt", "my own notes"),
    ] {
        assert_eq!(checked.newest(path).expect(path)["sha256"], sha256(content.as_bytes()), "{path}");
    }
    assert!(family.place_dir("home").join(".elderphoto/names.json").exists());
    assert_same(&contents(&restored(&family)), &contents(&family.library()));
    family.photo("SHA256SUMS", "my own sums, new").deleted("READ ME FIRST.txt");
    all_is_there(&family);
    assert_eq!(
        fs::read(family.place_dir("home").join("SHA256SUMS")).unwrap().split(|b| *b == b'\n').count(),
        4
    );
}

#[test]
fn names_that_only_look_like_ours_are_the_users() {
    let family = Family::new();
    let names = [
        "SHA256SUMS.new",
        "READ ME FIRST.txt.new",
        "sha256sums",
        ".elderphoto.new",
        ".elderphoto-1-1.part",
        "names.json",
        "location.json.new",
        "incoming/000001",
        "2024/SHA256SUMS.new",
    ];
    for name in names {
        family.photo(name, format!("mine: {name}"));
    }
    family.photo("lake.jpg", "the lake").photo("dog.jpg", "a dog").init().place("home");
    all_is_there(&family);
    assert_same(&contents(&restored(&family)), &contents(&family.library()));
    // What is rewritten when photos change and go must not be written over theirs.
    family.photo("lake.jpg", "the lake, brighter").deleted("dog.jpg");
    all_is_there(&family);
    let checked = check(&family.place_dir("home"));
    for name in names {
        let kept = checked.newest(name).unwrap_or_else(|| panic!("{name} is not kept"));
        assert_eq!(kept["sha256"], sha256(format!("mine: {name}").as_bytes()), "{name}");
    }
}

#[test]
fn a_users_file_called_elderphoto_is_no_folder_of_ours() {
    let family = Family::new();
    family.photo(".elderphoto", "a file").photo("lake.jpg", "the lake").init().place("home");
    all_is_there(&family);
    assert_same(&contents(&restored(&family)), &contents(&family.library()));
}

#[test]
fn empty_files_and_empty_folders_are_kept() {
    let family = Family::new();
    family
        .photo("empty.mov", "")
        .photo("2024/empty.jpg", "")
        .folder("to sort/later")
        .folder("2024/new")
        .init();
    family.place("home");
    all_is_there(&family);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert_same(&contents(&restored(&family)), &contents(&family.library()));
    fs::remove_dir(family.library().join("to sort/later")).unwrap();
    family.folder("2025");
    all_is_there(&family);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
}

#[test]
fn times_before_1970_and_after_2106_are_kept() {
    let family = Family::new();
    family.photo("old.jpg", "old").photo("far.jpg", "far").init().place("home");
    tool("touch", &["-d", "@-86400.25", "old.jpg"], &family.library());
    tool("touch", &["-d", "@5000000000.000000001", "far.jpg"], &family.library());
    all_is_there(&family);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    assert_same(&contents(&restored(&family)), &contents(&family.library()));
}

#[test]
fn a_sparse_file_is_kept() {
    let family = Family::new();
    family.photo("video.mp4", "").init().place("home");
    let file = File::options().write(true).open(family.library().join("video.mp4")).unwrap();
    file.set_len(64 << 20).unwrap();
    all_is_there(&family);
    assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
}

#[test]
fn a_file_larger_than_4_gib_is_kept() {
    let family = Family::new();
    family.photo("wedding.mp4", "").photo("z.jpg", "after it").init().place("home");
    let (length, library) = ((4 << 30) + 4097, family.library());
    File::options().write(true).open(library.join("wedding.mp4")).unwrap().set_len(length).unwrap();
    let run = family.backup();
    assert_eq!(run.place("home")["copied_bytes"], length + 8);
    let copy = fs::metadata(family.place_dir("home").join("wedding.mp4")).unwrap();
    assert_eq!(copy.len(), length);
    let sums = fs::read_to_string(family.place_dir("home").join("SHA256SUMS")).unwrap();
    let listed = family.run(&["photos", "wedding"]).row("/photos", "path", "wedding.mp4");
    assert_eq!(listed["size"], length);
    assert!(sums.contains(listed["sha256"].as_str().unwrap()), "{sums}");
    check(&family.place_dir("home"));
}

#[test]
fn pipes_sockets_and_links_are_named_and_left_out() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").photo("2024/dog.jpg", "a dog").init().place("home");
    let library = family.library();
    fs::write(family.out("secret.txt"), "not a photo of hers").unwrap();
    fs::create_dir(family.out("elsewhere")).unwrap();
    fs::write(family.out("elsewhere/inner.txt"), "not a photo either").unwrap();
    tool("mkfifo", &["pipe"], &library);
    let _socket = UnixListener::bind(library.join("socket")).unwrap();
    symlink(family.out("secret.txt"), library.join("link.jpg")).unwrap();
    symlink(family.out("elsewhere"), library.join("linked folder")).unwrap();
    symlink(".", library.join("loop")).unwrap();
    symlink("../2024", library.join("2024/round")).unwrap();
    symlink("nowhere", library.join("dangling.jpg")).unwrap();

    let run = family.run(&["backup"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.told());
    assert_eq!(run.number("/scanned"), 2, "{}", run.told());
    for name in ["pipe", "socket", "link.jpg", "linked folder", "loop", "2024/round", "dangling.jpg"] {
        assert!(run.stdout.contains(&format!("\"{name}\"")), "{name} is named as left out: {}", run.told());
    }
    let place = family.place_dir("home");
    let copied: Vec<_> =
        mirror(&place).into_iter().filter(|(_, f)| !f.sha256.is_empty()).map(|(p, _)| p).collect();
    assert_eq!(copied, [Path::new("2024/dog.jpg"), Path::new("lake.jpg")]);
    let everything = contents(&place);
    for content in ["not a photo of hers", "not a photo either"] {
        let digest = sha256(content.as_bytes());
        assert!(everything.values().all(|f| f.sha256 != digest), "what a link leads to is not copied");
    }
    check(&place);
    let health = family.run(&["health"]);
    let completed = run.text("/outcome") == "completed";
    assert_eq!(completed, run.code == Some(0), "exit status and outcome agree: {}", run.told());
    assert_eq!(health.code, Some(0), "nothing that is a photo is missing: {}", health.told());
}

#[test]
fn system_litter_is_left_out_and_side_files_are_not() {
    let family = Family::new();
    for kept in ["IMG_1.jpg", "IMG_1.AAE", "IMG_1.xmp", "raw.NEF", "notes.txt", ".picasa.ini"] {
        family.photo(format!("2024/{kept}"), kept);
    }
    for litter in
        [".DS_Store", "Thumbs.db", "@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_M.jpg", "lost+found/#12", "desktop.ini"]
    {
        family.photo(format!("2024/{litter}"), "litter");
    }
    family.init().place("home");
    let run = all_is_there(&family);
    assert_eq!(run.number("/scanned"), 6, "{}", run.told());
    let digest = sha256(b"litter");
    assert!(contents(&family.place_dir("home")).values().all(|f| f.sha256 != digest));
}
