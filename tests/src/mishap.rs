//! What goes wrong at a place, and what makes the program look at all of it again.

use crate::Family;
use std::fs::{self, File};

impl Family {
    /// A byte of a file at a place rots; size and time stay.
    pub fn rots(&self, place: &str, path: &str) {
        let full = self.place_dir(place).join(path);
        let time = fs::metadata(&full).and_then(|m| m.modified()).expect("a time");
        let mut bytes = fs::read(&full).unwrap_or_else(|e| panic!("{full:?}: {e}"));
        bytes[0] ^= 1;
        fs::write(&full, bytes).expect("written");
        let file = File::options().write(true).open(&full).expect("the file");
        file.set_modified(time).expect("a time");
    }

    /// What is known of library and places is gone from this computer.
    pub fn loses_its_catalog(&self) {
        for entry in fs::read_dir(self.home()).expect("the home") {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("catalog.sqlite")) {
                fs::remove_file(path).expect("removed");
            }
        }
    }

    /// A folder at the top of a place is away while somebody asks how things are, and back afterwards: from then
    /// on all of the place is looked at again, until a run has written there.
    pub fn is_looked_at_anew(&self, place: &str, top_folder: &str) {
        let (there, away) = (self.place_dir(place).join(top_folder), self.out("moved away"));
        fs::rename(&there, &away).expect("moved away");
        self.run(&["status"]);
        fs::rename(&away, &there).expect("moved back");
    }
}
