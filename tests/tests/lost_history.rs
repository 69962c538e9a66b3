//! An older version that a place lost, or has with other bytes, is told until it is there again, whatever is looked at,
//! lost or added again in between.

use elderphoto_tests::{Family, Run, sha256};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// Three photos at one place; the dog is deleted later, and kept as an older version.
struct Album {
    family: Family,
    /// The snapshot with the dog.
    first: String,
}

impl Album {
    fn new() -> Self {
        let family = Family::new();
        family.photo("2020/dog.jpg", "a dog").photo("2020/lake.jpg", "the lake").photo("2021/old.jpg", "old");
        family.init().place("aunt");
        let first = family.backup().text("/snapshot");
        Self { family, first }
    }

    fn without_the_dog() -> Self {
        let album = Self::new();
        album.family.deleted("2020/dog.jpg");
        album.family.backup();
        album
    }

    /// Where the older version of the dog lies, below the place.
    fn object() -> PathBuf {
        let digest = sha256(b"a dog");
        PathBuf::from(".elderphoto/objects").join(&digest[..2]).join(digest)
    }

    fn loses_the_older_version(&self) {
        fs::remove_file(self.family.place_dir("aunt").join(Self::object())).unwrap();
    }

    fn rots_the_older_version(&self) {
        self.family.rots("aunt", Self::object().to_str().unwrap());
    }

    /// Ends as it must where the dog is lost.
    #[track_caller]
    fn is_told(&self, after: &str) {
        let run = self.family.run(&["health"]).expect(1);
        let told = run.text("/message").contains("1 older version at aunt is damaged or gone");
        assert!(told, "after {after}: {}", run.told());
        assert_eq!(self.places_of_the_dog_then(), json!([]), "after {after}");
    }

    #[track_caller]
    fn verify(&self, code: i32, after: &str) -> Run {
        let run = self.family.run(&["verify", "--full"]);
        assert_eq!(run.code, Some(code), "after {after}: {}", run.told());
        let damaged = if code == 0 { json!([]) } else { json!([sha256(b"a dog")]) };
        assert_eq!(run.place("aunt")["history_damaged"], damaged, "after {after}: {}", run.told());
        run
    }

    fn places_of_the_deleted_dog(&self) -> Value {
        self.family.run(&["photos", "--deleted"]).row("/photos", "path", "2020/dog.jpg")["places"].clone()
    }

    fn places_of_the_dog_then(&self) -> Value {
        let run = self.family.run(&["photos", "--at", &self.first]);
        run.row("/photos", "path", "2020/dog.jpg")["places"].clone()
    }

    fn is_added_again(&self) {
        self.family.run(&["place", "remove", "aunt"]).expect(0);
        self.family.add_place("aunt", &["--use-existing"]).expect(0);
        self.family.run(&["backup"]);
    }
}

/// What makes everything at the place be looked at again, by its name.
type Look = (&'static str, fn(&Album));

const LOOKS: [Look; 4] = [
    ("nothing", |_| ()),
    ("a folder away for a while", |album| album.family.is_looked_at_anew("aunt", "2021")),
    ("a lost catalog", |album| album.family.loses_its_catalog()),
    ("the place removed and added again", Album::is_added_again),
];

#[test]
fn a_copy_that_was_gone_when_its_photo_was_deleted_is_an_older_version_that_is_lost() {
    for (after, look) in LOOKS {
        let album = Album::new();
        fs::remove_file(album.family.place_dir("aunt").join("2020/dog.jpg")).unwrap();
        album.family.deleted("2020/dog.jpg");
        let run = album.family.run(&["backup"]).expect(1);
        assert_eq!(run.place("aunt")["problems"][0]["code"], "missing", "{}", run.told());
        look(&album);
        album.family.run(&["backup"]);
        album.is_told(after);
        album.verify(1, after);
        album.is_told("a check");
        album.family.photo("2020/dog.jpg", "a dog");
        album.family.backup();
        album.verify(0, "the photo is there again");
        album.family.run(&["health"]).expect(0);
        let place = json!([{ "name": "aunt", "proven": null }]);
        assert_eq!(album.places_of_the_dog_then(), place);
    }
}

#[test]
fn an_older_version_that_a_check_missed_stays_told() {
    for (after, look) in LOOKS {
        let album = Album::without_the_dog();
        album.verify(0, "the copy");
        album.loses_the_older_version();
        album.verify(1, "the loss");
        look(&album);
        album.is_told(after);
        album.verify(1, after);
    }
}

#[test]
fn an_older_version_that_is_gone_is_noticed_by_whatever_looks_first() {
    for (after, look) in LOOKS {
        let album = Album::without_the_dog();
        fs::remove_dir_all(album.family.place_dir("aunt").join(".elderphoto/objects")).unwrap();
        look(&album);
        if after == "nothing" {
            album.verify(1, after);
        }
        album.is_told(after);
        album.verify(1, after);
    }
}

#[test]
fn an_older_version_with_other_bytes_stays_told_until_it_is_right() {
    for (after, look) in LOOKS {
        let album = Album::without_the_dog();
        album.rots_the_older_version();
        album.verify(1, "the rot");
        look(&album);
        album.is_told(after);
        assert_eq!(album.places_of_the_deleted_dog(), json!([]), "after {after}");
        // The same bytes once more: what rotted is as it was.
        album.rots_the_older_version();
        album.verify(0, "the mending");
        album.family.run(&["health"]).expect(0);
    }
}

#[test]
fn an_older_version_that_could_not_be_put_back_stays_told() {
    for (after, look) in LOOKS {
        for gone in [false, true] {
            let album = Album::without_the_dog();
            if gone {
                album.loses_the_older_version();
            } else {
                album.rots_the_older_version();
            }
            let to = album.family.out("back");
            album.family.run(&["restore", "2020/dog.jpg", "--to", to.to_str().unwrap()]).expect(2);
            look(&album);
            album.is_told(after);
            assert_eq!(album.places_of_the_deleted_dog(), json!([]), "after {after}");
        }
    }
}

#[test]
fn an_older_version_that_no_listed_snapshot_names_is_not_asked_for() {
    let album = Album::without_the_dog();
    album.loses_the_older_version();
    album.verify(1, "the loss");
    // The only snapshot with the dog goes as well: now that is what is told.
    let record = format!(".elderphoto/snapshots/{}.json", album.first);
    fs::remove_file(album.family.place_dir("aunt").join(record)).unwrap();
    let run = album.family.run(&["verify", "--full"]);
    assert_eq!(run.place("aunt")["history_damaged"], json!([]), "{}", run.told());
}

/// The record of the first snapshot, and where it may wait outside the place.
fn record_of_the_first(album: &Album) -> (PathBuf, PathBuf) {
    let record = format!(".elderphoto/snapshots/{}.json", album.first);
    (album.family.place_dir("aunt").join(record), album.family.out("record.json"))
}

#[track_caller]
fn an_older_version_is_missed(family: &Family, after: &str) {
    for time in ["first", "second"] {
        let run = family.run(&["health"]).expect(1);
        let told = run.text("/message").contains("1 older version at aunt is damaged or gone");
        assert!(told, "the {time} time after {after}: {}", run.told());
    }
    let run = family.run(&["verify", "--full"]).expect(1);
    let problems = run.place("aunt")["problems"].clone();
    assert_eq!(problems.as_array().map(Vec::len), Some(1), "after {after}: {problems}");
    assert_eq!(problems[0]["code"], "snapshot_missing", "after {after}");
    family.run(&["health"]).expect(1);
}

#[test]
fn a_snapshot_that_somebody_deleted_is_told_until_it_is_there_again() {
    for (after, look) in &LOOKS[..3] {
        let album = Album::without_the_dog();
        let (record, away) = record_of_the_first(&album);
        fs::rename(&record, &away).unwrap();
        an_older_version_is_missed(&album.family, "the loss");
        look(&album);
        an_older_version_is_missed(&album.family, after);
        // A run that brings something new makes nothing old come back.
        album.family.photo("2022/new.jpg", format!("new after {after}"));
        album.family.run(&["backup"]);
        an_older_version_is_missed(&album.family, "a run");
        fs::rename(&away, &record).unwrap();
        album.verify(0, "it is there again");
        album.family.run(&["health"]).expect(0);
    }
}

#[test]
fn a_place_set_back_to_an_earlier_day_is_told_until_the_newer_one_is_back() {
    let album = Album::new();
    let (place, earlier) = (album.family.place_dir("aunt"), album.family.out("earlier"));
    elderphoto_tests::tool("cp", &["-a", place.to_str().unwrap(), earlier.to_str().unwrap()], &place);
    album.family.photo("2022/new.jpg", "new");
    album.family.backup();
    let newer = album.family.out("newer");
    fs::rename(&place, &newer).unwrap();
    fs::rename(&earlier, &place).unwrap();
    album.family.run(&["backup"]).expect(1);
    an_older_version_is_missed(&album.family, "the day before was put in its place");
    fs::rename(&place, &earlier).unwrap();
    fs::rename(&newer, &place).unwrap();
    album.family.run(&["backup"]);
    let run = album.family.run(&["health"]).expect(1);
    assert!(
        run.text("/message").contains("1 older version at aunt"),
        "the run between is gone: {}",
        run.told()
    );
}

#[test]
fn a_place_that_is_removed_and_added_again_is_taken_as_it_is_found() {
    let album = Album::without_the_dog();
    let (record, away) = record_of_the_first(&album);
    fs::rename(&record, &away).unwrap();
    an_older_version_is_missed(&album.family, "the loss");
    album.is_added_again();
    album.verify(0, "the new beginning");
    album.family.run(&["health"]).expect(0);
}
