//! Files of ours at a place that are damaged or from a newer version: named, never trusted, never
//! made worse; what is whole still restores.

use elderphoto_tests::{
    Family, Run, assert_same, assert_sentence, assert_untouched, check, contents, exact, mirror, vectors_dir,
};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn two_nights() -> (Family, String) {
    let family = Family::new();
    family
        .photo("2024/lake.jpg", "the lake")
        .photo("2024/dog.jpg", "a dog")
        .init()
        .place("home")
        .place("aunt");
    let first = family.backup().text("/snapshot");
    family.photo("2024/lake.jpg", "the lake, brighter");
    family.backup();
    (family, first)
}

fn ours(family: &Family, name: &str) -> PathBuf {
    family.place_dir("aunt").join(".elderphoto").join(name)
}

fn files_in(folder: PathBuf) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

fn flip(path: &PathBuf) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// A checked file with other contents and a right check, made by the rules of FORMAT.md.
fn rewrite(path: &PathBuf, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    let body = text.rsplit_once(",\"check\":\"").unwrap().0;
    assert!(body.contains(from), "{body}");
    let body = body.replacen(from, to, 1);
    let check = elderphoto_tests::sha256(body.as_bytes());
    fs::write(path, format!("{body},\"check\":\"{check}\"}}\n")).unwrap();
}

#[track_caller]
fn forget_the_catalog(family: &Family) {
    let files = files_in(family.home());
    let catalogs: Vec<_> = files.iter().filter(|p| p.to_string_lossy().contains("catalog.sqlite")).collect();
    assert!(!catalogs.is_empty());
    catalogs.iter().for_each(|p| fs::remove_file(p).unwrap());
}

/// A green light is only true when a program that knows nothing but the format agrees.
#[track_caller]
fn green_is_true(family: &Family, run: &Run) {
    run.json();
    assert!(matches!(run.code, Some(0..=2)), "{}", run.told());
    if run.code == Some(0) {
        check(&family.place_dir("aunt"));
    }
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    check(&family.place_dir("home"));
}

#[test]
fn a_place_whose_description_is_damaged_newer_or_gone_is_refused_and_left_as_it_is() {
    type Damage = fn(&PathBuf);
    let damages: [(&str, Damage); 6] = [
        ("place_damaged", |p| flip(p)),
        ("place_damaged", |p| fs::write(p, &fs::read(p).unwrap()[..40]).unwrap()),
        ("place_damaged", |p| fs::write(p, "").unwrap()),
        ("place_newer", |p| rewrite(p, "\"format\":1", "\"format\":2")),
        ("place_newer", |p| rewrite(p, "\"required\":[]", "\"required\":[\"sealed\"]")),
        ("", |p| fs::remove_file(p).unwrap()),
    ];
    for (expected, damage) in damages {
        let (family, _) = two_nights();
        damage(&ours(&family, "location.json"));
        family.photo("2025/new.jpg", "new");
        let before = exact(&family.place_dir("aunt"));
        let run = family.run(&["backup"]).expect(1);
        assert_eq!(run.text("/outcome"), "attention");
        assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
        let aunt = run.place("aunt");
        assert!(["refused", "unreachable"].contains(&aunt["outcome"].as_str().unwrap()), "{}", run.told());
        assert_sentence(aunt["problems"][0]["message"].as_str().unwrap());
        if !expected.is_empty() {
            assert_eq!(aunt["problems"][0]["code"], expected, "{}", run.told());
        }
        assert_untouched(&family.place_dir("aunt"), &before);
        assert_ne!(family.run(&["health"]).code, Some(0));
        let re_add = family.run(&["place", "check", "aunt"]);
        assert_ne!(re_add.code, Some(0), "{}", re_add.told());
    }
}

#[test]
fn a_damaged_snapshot_is_named_and_the_others_still_restore() {
    for forget in [false, true] {
        let (family, first) = two_nights();
        let snapshots = files_in(ours(&family, "snapshots"));
        flip(&snapshots[1]);
        if forget {
            forget_the_catalog(&family);
        }
        fs::rename(family.place_dir("home"), family.out("home")).unwrap();
        let dest = family.out("back");
        let args = ["restore", "--all", "--at", &first, "--place", "aunt", "--to", dest.to_str().unwrap()];
        family.run(&args).expect(0);
        assert_eq!(fs::read(dest.join("2024/lake.jpg")).unwrap(), b"the lake");
        fs::rename(family.out("home"), family.place_dir("home")).unwrap();
        let verify = family.run(&["verify", "--full"]);
        assert_eq!(
            verify.code,
            Some(1),
            "a check that finds a damaged snapshot is not all well: {}",
            verify.told()
        );
        assert_ne!(family.run(&["health"]).code, Some(0));
        family.photo("2025/new.jpg", "new");
        let run = family.run(&["backup"]);
        green_is_true(&family, &run);
        assert_same(&mirror(&family.place_dir("home")), &contents(&family.library()));
    }
}

#[test]
fn a_snapshot_from_a_newer_version_is_refused_and_the_others_still_restore() {
    let (family, first) = two_nights();
    let newest = files_in(ours(&family, "snapshots")).pop().unwrap();
    rewrite(&newest, "\"format\":1", "\"format\":2");
    let kept = fs::read(&newest).unwrap();
    forget_the_catalog(&family);
    let dest = family.out("back");
    let args = ["restore", "--all", "--at", &first, "--place", "aunt", "--to", dest.to_str().unwrap()];
    family.run(&args).expect(0);
    family.photo("2025/new.jpg", "new");
    let run = family.run(&["backup"]);
    run.json();
    assert_ne!(run.code, Some(0), "a place that holds something newer is not plainly fine: {}", run.told());
    assert_eq!(fs::read(&newest).unwrap(), kept, "it is left alone");
}

#[test]
fn a_damaged_tree_never_restores_something_wrong() {
    for forget in [false, true] {
        let (family, first) = two_nights();
        files_in(ours(&family, "trees")).iter().for_each(flip);
        if forget {
            forget_the_catalog(&family);
        }
        let dest = family.out("back");
        let args = ["restore", "--all", "--at", &first, "--place", "aunt", "--to", dest.to_str().unwrap()];
        let run = family.run(&args);
        run.json();
        if run.code == Some(0) {
            assert_eq!(fs::read(dest.join("2024/lake.jpg")).unwrap(), b"the lake");
            assert_eq!(fs::read(dest.join("2024/dog.jpg")).unwrap(), b"a dog");
        } else {
            let written = if dest.exists() { contents(&dest) } else { Default::default() };
            let right =
                [elderphoto_tests::sha256(b"the lake"), elderphoto_tests::sha256(b"a dog"), String::new()];
            assert!(written.values().all(|f| right.contains(&f.sha256)), "{}", run.told());
        }
        let verify = family.run(&["verify", "--full"]);
        assert_eq!(
            verify.code,
            Some(1),
            "a check that finds damaged trees is not all well: {}",
            verify.told()
        );
        family.photo("2025/new.jpg", "new");
        let run = family.run(&["backup"]);
        green_is_true(&family, &run);
    }
}

#[test]
fn damaged_history_is_found_by_a_full_check() {
    let (family, _) = two_nights();
    let objects = files_in(ours(&family, "objects"));
    assert_eq!(objects.len(), 1);
    flip(&objects[0]);
    let run = family.run(&["verify", "--full"]).expect(1);
    assert_eq!(run.text("/outcome"), "attention", "{}", run.told());
    let aunt = run.place("aunt");
    assert_eq!(aunt["damaged"].as_array().unwrap().len(), 0, "the mirror is whole: {}", run.told());
    assert!(aunt.to_string().contains(objects[0].file_name().unwrap().to_str().unwrap()), "{}", run.told());
    assert_ne!(family.run(&["health"]).code, Some(0));
}

#[test]
fn a_deleted_photo_is_not_said_to_be_where_its_only_copy_is_bad() {
    let (family, _) = two_nights();
    family.photo("2025/gone.jpg", "soon gone");
    family.backup();
    let before = files_in(ours(&family, "objects"));
    family.deleted("2025/gone.jpg");
    family.backup();
    let kept_by = |family: &Family| {
        let photos = family.run(&["photos", "--deleted", "gone.jpg"]).expect(0).get("/photos");
        assert_eq!(photos.as_array().unwrap().len(), 1, "{photos}");
        photos[0]["places"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect::<Vec<_>>()
    };
    assert!(kept_by(&family).contains(&"aunt".into()));
    let object = files_in(ours(&family, "objects")).into_iter().find(|o| !before.contains(o)).unwrap();
    flip(&object);
    family.run(&["verify", "--full"]).expect(1);
    assert!(!kept_by(&family).contains(&"aunt".into()), "the copy at the aunt's is known to be bad");
}

#[test]
fn a_missing_or_torn_list_of_digests_is_written_again() {
    let (family, _) = two_nights();
    let sums = family.place_dir("aunt").join("SHA256SUMS");
    for damage in 0..2 {
        let bytes = fs::read(&sums).unwrap();
        if damage == 0 {
            fs::remove_file(&sums).unwrap()
        } else {
            fs::write(&sums, &bytes[..70]).unwrap()
        }
        family.photo(format!("2025/{damage}.jpg"), format!("new {damage}"));
        family.backup();
        check(&family.place_dir("aunt"));
    }
}

/// The frozen places of the format, as a stranger's disk: nobody's program may write to them.
#[test]
fn the_frozen_places_are_of_another_library_and_stay_as_they_are() {
    let family = Family::new();
    family.photo("lake.jpg", "the lake").init();
    let made =
        Command::new("python3").arg(vectors_dir().join("make_vectors.py")).arg(family.out("")).status();
    assert!(made.unwrap().success());
    let mut seen = 0;
    for entry in fs::read_dir(family.out("places")).unwrap() {
        let place = entry.unwrap().path();
        if !place.is_dir() {
            continue;
        }
        seen += 1;
        let before = exact(&place);
        for options in [&[][..], &["--use-existing"]] {
            let mut args = vec!["place", "add", "folder", "Old", "--path", place.to_str().unwrap()];
            args.extend_from_slice(options);
            let run = family.run(&args);
            assert_eq!(run.code, Some(2), "{place:?}: {}", run.told());
            run.refused();
        }
        assert_untouched(&place, &before);
    }
    assert!(seen > 15, "{seen}");
}
