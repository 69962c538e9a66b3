//! Folders as deep as a path can be: nothing that the program does grows its stack with them.

use elderphoto_tests::Family;
use std::fs;

/// The longest path that the system takes has 4,095 bytes: "d/" so many times, below the temporary folder.
const LEVELS: usize = 2_000;

fn forget_catalog(family: &Family) {
    for entry in fs::read_dir(family.home()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("catalog.sqlite") {
            fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn a_lost_catalog_is_made_anew_from_snapshots_of_very_deep_folders() {
    let family = Family::new();
    let deep = format!("{}photo.jpg", "d/".repeat(LEVELS));
    family.photo(&deep, "deep down").photo("top.jpg", "top").init().place("home");
    let first = family.backup().text("/snapshot");
    family.photo(&deep, "deep down, later");
    family.backup();
    forget_catalog(&family);
    family.run(&["status"]).expect(0);
    forget_catalog(&family);
    family.deleted(&deep);
    family.run(&["backup"]).expect(0);
    for (at, content) in [(Some(first.as_str()), "deep down"), (None, "top")] {
        let out = family.out(content);
        let mut args = vec!["restore", "--all", "--to", out.to_str().unwrap()];
        args.extend(at.into_iter().flat_map(|id| ["--at", id]));
        family.run(&args).expect(0);
        let photo = if at.is_some() { &deep } else { "top.jpg" };
        assert_eq!(fs::read(out.join(photo)).unwrap(), content.as_bytes());
    }
    family.run(&["verify", "--full"]).expect(0);
}
