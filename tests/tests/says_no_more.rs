//! What was not so is not said: of deleted photos that nobody has, of a past that a backup cannot mend, of
//! copies that are none, of places that are switched off.

use elderphoto_tests::{Family, sha256};
use std::fs;
use std::path::{Path, PathBuf};

fn album() -> Family {
    let family = Family::new();
    family.photo("2023/old.jpg", "old").photo("2024/lake.jpg", "the lake").photo("2024/dog.jpg", "a dog");
    family.init().place("home").place("aunt");
    family
}

fn object(place: &Path, content: &[u8]) -> PathBuf {
    let digest = sha256(content);
    place.join(format!(".elderphoto/objects/{}/{digest}", &digest[..2]))
}

#[test]
fn a_deleted_photo_whose_copy_was_gone_is_not_said_to_be_kept() {
    for spoil in
        [|copy: &Path| fs::remove_file(copy).unwrap(), |copy: &Path| fs::write(copy, "junk").unwrap()]
    {
        let family = album();
        family.backup();
        spoil(&family.place_dir("home").join("2024/dog.jpg"));
        family.deleted("2024/dog.jpg");
        let run = family.run(&["backup"]);
        assert_eq!(run.place("home")["removed_from_mirror"], 0, "{}", run.told());
        assert_eq!(run.place("aunt")["removed_from_mirror"], 1, "{}", run.told());
        assert!(!object(&family.place_dir("home"), b"a dog").exists());
        assert!(object(&family.place_dir("aunt"), b"a dog").exists());
    }
}
