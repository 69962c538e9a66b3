//! The engine against the frozen places of `tests/vectors`, which another program made from FORMAT.md
//! alone: it reads in each what `expected` says, refuses what must be refused for the right reason, and
//! writes the same bytes.

#![allow(clippy::unwrap_used)]

use elderphoto_engine::code::Code;
use elderphoto_engine::digest::Digest;
use elderphoto_engine::error::Error;
use elderphoto_engine::format::location::Location;
use elderphoto_engine::format::names::StoredNames;
use elderphoto_engine::format::snapshot::{Snapshot, SnapshotId};
use elderphoto_engine::format::tree::{self, TreeNode};
use elderphoto_engine::format::{FormatError, layout, sums, text};
use elderphoto_engine::monitor::Quiet;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::place::mirror::{MirrorWalk, TreeItem, TreeWalk, read_folder};
use elderphoto_engine::place::session::{Expected, Session, read_location};
use elderphoto_engine::place::{content, small_files};
use elderphoto_engine::store::{Kind, Store};
use elderphoto_stores::folder::FolderStore;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// More than any small file of a vector has.
const MAX_BYTES: u64 = 16 << 20;

/// A frozen place and what must be made of it.
struct Vector {
    name: String,
    expected: Value,
    store: Arc<FolderStore>,
    /// Holds what was unpacked from a tar.
    _unpacked: tempfile::TempDir,
}

/// One file of a snapshot, as `expected` has it.
#[derive(Debug, PartialEq, Eq, Clone)]
struct File {
    path: Vec<u8>,
    size: u64,
    mtime: String,
    mode: Option<String>,
    sha256: String,
}

/// What was found under a snapshot's id.
struct Read {
    snapshot: Snapshot,
    files: Vec<File>,
    folders: BTreeSet<Vec<u8>>,
    lost: Vec<Error>,
}

fn vectors_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors")
}

fn vectors() -> Vec<Vector> {
    let listed = std::fs::read_dir(vectors_dir().join("expected")).unwrap();
    let mut names: Vec<String> = listed
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .map(|n| n.strip_suffix(".json").unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 23, "vectors are missing: {names:?}");
    names.into_iter().map(Vector::of).collect()
}

impl Vector {
    fn of(name: String) -> Self {
        let json = std::fs::read(vectors_dir().join(format!("expected/{name}.json"))).unwrap();
        let expected: Value = serde_json::from_slice(&json).unwrap();
        let unpacked = tempfile::tempdir().unwrap();
        let root = if expected["form"] == "tar" {
            let tar = vectors_dir().join(format!("places/{name}.tar"));
            let done = Command::new("tar").arg("-xf").arg(&tar).arg("-C").arg(unpacked.path()).status();
            assert!(done.unwrap().success(), "{tar:?} could not be unpacked");
            unpacked.path().join(&name)
        } else {
            vectors_dir().join("places").join(&name)
        };
        let store = Arc::new(FolderStore::open(&root).unwrap());
        Self { name, expected, store, _unpacked: unpacked }
    }

    fn is_refused(&self) -> bool {
        self.expected["verdict"]["place"] == "refused"
    }

    fn bytes(&self, path: &RelPath) -> Option<Vec<u8>> {
        small_files::read(&*self.store, path, MAX_BYTES).unwrap()
    }

    fn replaceable(&self, path: &RelPath) -> Option<Vec<u8>> {
        small_files::read_replaceable(&*self.store, path, MAX_BYTES).unwrap()
    }

    fn names(&self) -> StoredNames {
        self.replaceable(&layout::names())
            .map_or_else(StoredNames::default, |b| StoredNames::from_bytes(&b).unwrap())
    }

    /// The place opened by its own ids, as a run opens it.
    fn session(&self) -> Session {
        let location = read_location(&*self.store).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let expected = Expected {
            location_id: location.location_id,
            library_id: location.library_id,
            installation: location.owner,
        };
        Session::open(&self.name, 1, self.store.clone(), &expected).unwrap()
    }

    /// Ids of what stands in `snapshots/` under a final name, in their order.
    fn listed(&self) -> Vec<SnapshotId> {
        self.session().snapshot_ids().unwrap()
    }

    fn read(&self, id: &SnapshotId) -> Result<Read, FormatError> {
        let snapshot = Snapshot::from_bytes(id, &self.bytes(&layout::snapshot(id)).unwrap())?;
        let mut read = Read { files: Vec::new(), folders: BTreeSet::new(), lost: Vec::new(), snapshot };
        for item in TreeWalk::new(&*self.store, read.snapshot.root) {
            match item {
                TreeItem::Folder(key, _) if key.to_path().is_root() => {}
                TreeItem::Folder(key, _) => drop(read.folders.insert(key.to_path().as_bytes().to_vec())),
                TreeItem::File(_, None) => {}
                TreeItem::File(key, Some(node)) => read.files.push(File {
                    path: key.to_path().as_bytes().to_vec(),
                    size: node.size,
                    mtime: node.mtime.to_text(),
                    mode: node.mode.map(|m| format!("{m:o}")),
                    sha256: node.sha256.to_hex(),
                }),
                TreeItem::Lost(_, e) => read.lost.push(e),
            }
        }
        Ok(read)
    }

    fn unreadable(&self) -> BTreeMap<String, String> {
        let all = list(&self.expected["verdict"]["unreadable"]);
        all.iter().map(|u| (string(&u["snapshot"]), string(&u["reason"]))).collect()
    }

    /// Every tree node that lies at the place and has its digest, as bytes.
    fn nodes(&self) -> Vec<(Digest, Vec<u8>)> {
        let mut nodes = Vec::new();
        for (path, kind) in self.below(&layout::trees()) {
            let digest =
                std::str::from_utf8(path.name()).unwrap().strip_suffix(".json").and_then(Digest::from_hex);
            let bytes = if kind == Kind::File { self.bytes(&path).unwrap() } else { continue };
            nodes.extend(digest.filter(|d| Digest::of(&bytes) == *d).map(|d| (d, bytes)));
        }
        nodes
    }

    fn below(&self, folder: &RelPath) -> Vec<(RelPath, Kind)> {
        let mut out = Vec::new();
        if self.store.stat(folder).unwrap().is_none() {
            return out;
        }
        let mut found = Vec::new();
        let mut visit = |entry: elderphoto_engine::store::Listed| {
            found.push((folder.join(&entry.name).unwrap(), entry.stat.kind));
            Ok(())
        };
        self.store.list(folder, &mut visit).unwrap();
        for (path, kind) in found {
            if kind == Kind::Folder {
                out.extend(self.below(&path));
            }
            out.push((path, kind));
        }
        out
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

fn path_of(value: &Value, key: &str) -> Vec<u8> {
    text::from_text(&string(&value[key]), value[format!("{key}_b64")].as_str()).unwrap()
}

fn expected_files(snapshot: &Value) -> Vec<File> {
    let file = |f: &Value| File {
        path: path_of(f, "path"),
        size: f["size"].as_u64().unwrap(),
        mtime: string(&f["mtime"]),
        mode: f["mode"].as_str().map(str::to_owned),
        sha256: string(&f["sha256"]),
    };
    list(&snapshot["files"]).iter().map(file).collect()
}

#[test]
fn every_snapshot_is_read_as_it_was_written() {
    for vector in vectors().iter().filter(|v| !v.is_refused()) {
        let name = &vector.name;
        let unreadable = vector.unreadable();
        let ids: Vec<_> =
            vector.listed().into_iter().filter(|id| !unreadable.contains_key(id.as_str())).collect();
        let expected = list(&vector.expected["snapshots"]);
        let expected_ids: Vec<_> = expected.iter().map(|s| string(&s["id"])).collect();
        assert_eq!(ids.iter().map(SnapshotId::as_str).collect::<Vec<_>>(), expected_ids, "{name}");
        for (id, expected) in ids.iter().zip(expected) {
            let read = vector.read(id).unwrap_or_else(|e| panic!("{name} {id:?}: {e}"));
            assert!(read.lost.is_empty(), "{name} {id:?}: {:?}", read.lost);
            assert_eq!(read.snapshot.sequence, expected["sequence"].as_u64().unwrap(), "{name}");
            assert_eq!(read.snapshot.complete, expected["complete"].as_bool().unwrap(), "{name}");
            assert_eq!(read.snapshot.complete, id.checkpoint_number().is_none(), "{name}");
            let files = expected_files(expected);
            assert_eq!(read.files, files, "{name} {id:?}: the files and their order");
            assert_eq!(read.snapshot.files, files.len() as u64, "{name}");
            assert_eq!(read.snapshot.bytes, files.iter().map(|f| f.size).sum::<u64>(), "{name}");
            let folders: BTreeSet<_> =
                list(&expected["folders"]).iter().map(|f| path_of(f, "path")).collect();
            assert_eq!(read.folders, folders, "{name} {id:?}");
        }
    }
}

#[test]
fn every_content_of_every_snapshot_is_found() {
    let monitor = Quiet::default();
    for vector in vectors().iter().filter(|v| !v.is_refused()) {
        let names = vector.names();
        let snapshots: Vec<_> = list(&vector.expected["snapshots"]).iter().map(expected_files).collect();
        // The rule of FORMAT.md: the history, then the mirror at the paths of the newest snapshot, then older.
        let mut paths: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
        for file in snapshots.iter().rev().flatten() {
            paths.entry(&file.sha256).or_default().push(&file.path);
        }
        for (sha, paths) in paths {
            let digest = Digest::from_hex(sha).unwrap();
            let in_mirror = paths.iter().map(|p| names.stored(&RelPath::parse(p).unwrap()));
            let mut tried = std::iter::once(layout::object(&digest)).chain(in_mirror);
            let found = tried.any(|p| content::is(&*vector.store, &p, &digest, &monitor).unwrap());
            assert!(found, "{}: {sha} is nowhere ({paths:?})", vector.name);
        }
    }
}

#[test]
fn the_mirror_and_the_history_hold_what_they_should() {
    let monitor = Quiet::default();
    for vector in vectors().iter().filter(|v| !v.is_refused()) {
        let name = &vector.name;
        let names = vector.names();
        let mut mirror = BTreeMap::new();
        for file in MirrorWalk::new(&*vector.store, &names).map(Result::unwrap).filter(|f| !f.key.is_folder())
        {
            let path = file.key.to_path();
            let stored = names.stored(&path);
            let (sha, _) = content::hash(&*vector.store, &stored, false, &monitor).unwrap();
            mirror.insert(path.as_bytes().to_vec(), (stored.as_bytes().to_vec(), sha.to_hex()));
        }
        for file in list(&vector.expected["mirror"]) {
            let found = mirror.remove(&path_of(file, "path"));
            assert_eq!(found, Some((path_of(file, "stored"), string(&file["sha256"]))), "{name}");
        }
        assert!(
            mirror.is_empty() || vector.expected["strict"] == false,
            "{name}: more in the mirror: {mirror:?}"
        );
        let objects = vector.below(&layout::objects()).into_iter().filter(|(_, kind)| *kind == Kind::File);
        let objects: BTreeSet<_> = objects.map(|(path, _)| path.display().into_owned()).collect();
        let expected =
            list(&vector.expected["objects"]).iter().map(|o| Digest::from_hex(o.as_str().unwrap()).unwrap());
        assert_eq!(objects, expected.map(|d| layout::object(&d).display().into_owned()).collect(), "{name}");
    }
}

#[test]
fn a_damaged_or_newer_snapshot_is_refused_for_what_it_is_and_hides_no_other() {
    let mut seen = BTreeSet::new();
    for vector in vectors().iter().filter(|v| !v.is_refused()) {
        for (id, reason) in vector.unreadable() {
            let snapshot = SnapshotId::try_from(id.clone()).unwrap();
            let code = vector.session().read_snapshot(&snapshot).err().map(|e| e.code());
            let expected = match reason.as_str() {
                "check" => Some(Code::SnapshotDamaged),
                "newer" => Some(Code::SnapshotNewer),
                _ => None,
            };
            assert_eq!(code, expected, "{} {id}", vector.name);
            let read = vector.read(&snapshot);
            match (reason.as_str(), read) {
                ("check", Err(FormatError::Damaged(_))) | ("newer", Err(FormatError::Newer(_))) => {}
                ("digest" | "name", Ok(read)) => {
                    let codes: Vec<_> = read.lost.iter().map(Error::code).collect();
                    assert_eq!(codes, [Code::SnapshotDamaged], "{}", vector.name);
                    let outside = |f: &File| f.path.windows(2).any(|w| w == b"..");
                    assert!(!read.files.iter().any(outside), "{}: {:?}", vector.name, read.files);
                }
                (reason, read) => panic!("{} {id}: {reason}, but {:?}", vector.name, read.err()),
            }
            seen.insert(reason);
        }
    }
    assert_eq!(seen, BTreeSet::from(["check", "digest", "name", "newer"].map(str::to_owned)));
}

#[test]
fn a_place_that_must_be_refused_is_refused_for_what_it_is() {
    let mut seen = BTreeSet::new();
    for vector in vectors() {
        let location = read_location(&*vector.store);
        if !vector.is_refused() {
            location.unwrap_or_else(|e| panic!("{}: {e}", vector.name));
            continue;
        }
        let reason = string(&vector.expected["verdict"]["reason"]);
        let code = match reason.as_str() {
            "check" => Code::PlaceDamaged,
            "newer" | "feature" => Code::PlaceNewer,
            other => panic!("{}: no code for {other}", vector.name),
        };
        assert_eq!(location.unwrap_err().code(), code, "{}", vector.name);
        seen.insert(reason);
    }
    assert_eq!(seen, BTreeSet::from(["check", "feature", "newer"].map(str::to_owned)));
}

#[test]
fn tree_nodes_are_written_byte_for_byte_as_the_other_program_did() {
    let (mut folders, mut split) = (0, 0);
    for vector in vectors() {
        for (digest, bytes) in vector.nodes() {
            let entries = match tree::decode(&digest, &bytes) {
                Err(_) if vector.name == "hostile-tree" => continue,
                Err(e) => panic!("{} {digest}: {e}", vector.name),
                Ok(TreeNode::Folder(entries)) => {
                    folders += 1;
                    entries
                }
                Ok(TreeNode::Split(_)) => {
                    split += 1;
                    read_folder(&*vector.store, &digest).unwrap()
                }
            };
            let nodes = tree::encode(&entries);
            let own = nodes.last().unwrap();
            assert_eq!(
                String::from_utf8_lossy(&own.bytes),
                String::from_utf8_lossy(&bytes),
                "{} {digest}",
                vector.name
            );
            assert_eq!(own.digest, digest, "{}", vector.name);
            for part in &nodes[..nodes.len() - 1] {
                assert_eq!(
                    vector.bytes(&layout::tree(&part.digest)).as_ref(),
                    Some(&part.bytes),
                    "{}",
                    vector.name
                );
            }
        }
    }
    assert!(folders > 40 && split > 1, "{folders} folders, {split} split ones");
}

#[test]
fn checked_files_are_sealed_byte_for_byte_as_the_other_program_did() {
    let (mut locations, mut names, mut snapshots) = (0, 0, 0);
    for vector in vectors() {
        let same = |what: &str, ours: Vec<u8>, theirs: &[u8]| {
            let (ours, theirs) = (String::from_utf8(ours).unwrap(), String::from_utf8_lossy(theirs));
            assert_eq!(ours, theirs, "{} {what}", vector.name);
        };
        // It has keys that nobody knows: what is known of it must survive, no more.
        if vector.name == "optional-feature" {
            let location = Location::from_bytes(&vector.replaceable(&layout::location()).unwrap()).unwrap();
            assert_eq!(Location::from_bytes(&location.to_bytes().unwrap()).unwrap(), location);
            assert_eq!(location.optional, ["smell"]);
            continue;
        }
        if vector.is_refused() {
            continue;
        }
        let bytes = vector.replaceable(&layout::location()).unwrap();
        same("location", Location::from_bytes(&bytes).unwrap().to_bytes().unwrap(), &bytes);
        locations += 1;
        if let Some(bytes) = vector.replaceable(&layout::names()) {
            same("names", StoredNames::from_bytes(&bytes).unwrap().to_bytes().unwrap(), &bytes);
            names += 1;
        }
        for id in vector.listed().iter().filter(|id| !vector.unreadable().contains_key(id.as_str())) {
            let bytes = vector.bytes(&layout::snapshot(id)).unwrap();
            same(id.as_str(), Snapshot::from_bytes(id, &bytes).unwrap().to_bytes().unwrap(), &bytes);
            snapshots += 1;
        }
    }
    assert!(locations > 15 && names > 2 && snapshots > 20, "{locations} {names} {snapshots}");
}

#[test]
fn sha256sums_has_the_lines_that_the_engine_would_write() {
    for vector in vectors().iter().filter(|v| v.expected["strict"] == true) {
        let mut ours = BTreeSet::new();
        for file in list(&vector.expected["mirror"]) {
            let stored = RelPath::parse(&path_of(file, "stored")).unwrap();
            let mut line = Vec::new();
            sums::push_line(&mut line, &Digest::from_hex(&string(&file["sha256"])).unwrap(), &stored);
            ours.insert(line);
        }
        let theirs = vector.bytes(&layout::sums()).unwrap();
        let theirs: BTreeSet<_> = theirs.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        assert_eq!(theirs, ours, "{}", vector.name);
    }
}
