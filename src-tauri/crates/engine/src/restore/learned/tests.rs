//! Only the very files that came back are known by what was written.

use super::*;
use crate::backup::look::look;
use crate::format::tree::FileNode;
use crate::library::SourceFolder;
use crate::monitor::Quiet;
use crate::restore::receipt::Receipt;
use crate::time::FileTime;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

const AN_HOUR: Duration = Duration::from_secs(3600);

struct World {
    dir: tempfile::TempDir,
    library: Library,
    catalog: Catalog,
    receipt: Receipt,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("photos");
        std::fs::create_dir(&path).unwrap();
        let prefix = RelPath::literal("maria");
        let library = Library::new(vec![SourceFolder { path, prefix }]);
        let catalog = Catalog::open(&dir.path().join("catalog.sqlite")).unwrap();
        let receipt = Receipt::at(&dir.path().join("receipt"));
        Self { dir, library, catalog, receipt }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a photo that was taken an hour ago, as a restore into this folder does.
    fn wrote(&self, folder: &str, name: &str, content: &str) {
        let at = self.folder(folder).join(name);
        std::fs::create_dir_all(self.folder(folder)).unwrap();
        std::fs::write(&at, content).unwrap();
        let file = File::options().write(true).open(&at).unwrap();
        file.set_modified(SystemTime::now() - AN_HOUR).unwrap();
        let meta = std::fs::metadata(&at).unwrap();
        let identity = Identity { device: meta.dev(), inode: meta.ino() };
        let (size, sha256) = (content.len() as u64, Digest::of(content.as_bytes()));
        let node = FileNode { size, sha256, mtime: FileTime::default(), mode: None };
        let no = self.receipt.will(&self.folder(folder), &RelPath::literal(name), identity, &node);
        self.receipt.did(&self.folder(folder), no);
    }

    /// What is known of a file after a look and what was learned.
    fn learned(&self, path: &str) -> Option<Digest> {
        look(&self.library, &self.catalog, &Quiet::default()).unwrap();
        let begun = SystemTime::now() - AN_HOUR / 2;
        let begun = begun.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let begun = Moment::from_unix(i64::try_from(begun).unwrap());
        learn(&self.folder("receipt"), &self.library, &self.catalog, begun).unwrap();
        let key = FileKey::of(&RelPath::literal(path));
        files::get(&self.catalog.write(), &key).unwrap().and_then(|row| row.sha)
    }
}

#[test]
fn what_came_back_is_known() {
    let world = World::new();
    world.wrote("photos", "a.jpg", "the lake");
    assert_eq!(world.learned("maria/a.jpg"), Some(Digest::of(b"the lake")));
}

#[test]
fn what_was_written_to_since_is_not() {
    let world = World::new();
    world.wrote("photos", "a.jpg", "the lake");
    // As long as before, in the same file.
    std::fs::write(world.folder("photos").join("a.jpg"), "THE LAKE").unwrap();
    assert_eq!(world.learned("maria/a.jpg"), None);
}

#[test]
fn another_file_under_its_name_is_not() {
    let world = World::new();
    world.wrote("photos", "a.jpg", "the lake");
    let at = world.folder("photos").join("a.jpg");
    std::fs::write(world.folder("photos").join("b.jpg"), "THE LAKE").unwrap();
    let other = File::options().write(true).open(world.folder("photos").join("b.jpg")).unwrap();
    other.set_modified(SystemTime::now() - AN_HOUR).unwrap();
    std::fs::rename(world.folder("photos").join("b.jpg"), at).unwrap();
    assert_eq!(world.learned("maria/a.jpg"), None);
}

#[test]
fn what_was_saved_elsewhere_says_nothing_of_the_library() {
    let world = World::new();
    world.wrote("elsewhere", "a.jpg", "the lake");
    std::fs::hard_link(world.folder("elsewhere/a.jpg"), world.folder("photos/a.jpg")).unwrap();
    assert_eq!(world.learned("maria/a.jpg"), None);
}
