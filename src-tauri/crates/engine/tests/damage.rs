//! Copies that are not what was recorded, met by a run that moves, replaces or deletes them: nothing
//! damaged is ever listed, nothing found there is thrown away, and the good content gets there.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use elderphoto_engine::code::Code;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, Store};
use world::{World, check_invariant, mirror, restored, run_well, snapshots};

/// Another program writes over a copy in the mirror.
fn overwrite(world: &World, path: &str, content: &[u8], keep_time: bool) {
    let memory = &world.places[0].store;
    let path = RelPath::literal(path);
    let stat = Store::stat(&**memory, &path).unwrap().unwrap();
    let mtime = if keep_time { stat.mtime } else { Default::default() };
    memory.insert(&path, content, &Meta { mtime, mode: stat.mode });
}

fn quarantined(world: &World) -> usize {
    let paths = world.places[0].store.paths();
    paths.iter().filter(|p| p.as_bytes().starts_with(b".elderphoto/quarantine/")).count()
}

fn begin() -> World {
    let world = World::new(1);
    world.write("a.jpg", b"the photo as it was taken");
    world.write("b.jpg", b"another");
    run_well(&world);
    world
}

fn ends_well(world: &World) {
    run_well(world);
    let store = world.places[0].store.clone();
    assert_eq!(mirror(&store), world.state());
    let last = snapshots(&store).pop().unwrap();
    assert_eq!(restored(&store, &last), world.state());
    world.places[0].faults.reset();
    run_well(world);
    assert_eq!(world.places[0].faults.operations(), 0);
}

#[test]
fn a_photo_that_moved_is_sent_when_its_copy_was_overwritten() {
    for content in [&b"shorter"[..], b"same length, other bytes."] {
        let world = begin();
        overwrite(&world, "a.jpg", content, false);
        world.rename("a.jpg", "2024/moved.jpg");
        let report = world.run().unwrap();
        assert!(report.places[0].error.is_none());
        let store = world.places[0].store.clone();
        let last = snapshots(&store).pop().unwrap();
        assert_eq!(restored(&store, &last), world.state(), "all that is listed is there");
        assert_eq!(quarantined(&world), 1, "what was found is kept aside");
        ends_well(&world);
    }
}

#[test]
fn a_replaced_or_deleted_photos_overwritten_copy_never_enters_the_history() {
    let world = begin();
    overwrite(&world, "a.jpg", b"shorter", false);
    overwrite(&world, "b.jpg", b"longer than before", false);
    world.write("a.jpg", b"a new version");
    world.remove("b.jpg");
    let report = world.run().unwrap();
    assert_eq!(report.places[0].tally.problems.len(), 2, "{:?}", report.places[0].tally.problems);
    let store = world.places[0].store.clone();
    assert_eq!(mirror(&store), world.state());
    assert_eq!(quarantined(&world), 2);
    assert!(!store.paths().iter().any(|p| p.as_bytes().starts_with(b".elderphoto/objects/")));
}

#[test]
fn a_photo_that_comes_back_is_sent_when_the_history_is_damaged() {
    let world = begin();
    world.remove("a.jpg");
    run_well(&world);
    let store = world.places[0].store.clone();
    let object = store.paths().into_iter().find(|p| p.as_bytes().starts_with(b".elderphoto/objects/"));
    assert!(store.corrupt(&object.unwrap(), 3));
    world.write("a.jpg", b"the photo as it was taken");
    world.run().unwrap();
    assert_eq!(mirror(&store), world.state());
    check_invariant(&store);
}

/// Path and code of what a run meets, by path.
fn met(world: &World) -> Vec<(String, Code)> {
    let report = world.run().unwrap();
    let problems = report.places[0].tally.problems.iter();
    let mut met: Vec<_> = problems.map(|p| (p.path.to_string(), p.code)).collect();
    met.sort();
    met
}

#[test]
fn a_copy_that_is_sent_again_is_told_as_healed_and_once() {
    let mut world = begin();
    overwrite(&world, "a.jpg", b"shorter", false);
    let store = world.places[0].store.clone();
    Store::remove(&*store, &RelPath::literal("b.jpg")).unwrap();
    world.lose_catalog();
    let told = [("a.jpg".to_owned(), Code::DamagedHealed), ("b.jpg".to_owned(), Code::MissingHealed)];
    assert_eq!(met(&world), told);
    assert_eq!(mirror(&store), world.state());
    ends_well(&world);
}

#[test]
fn a_damaged_copy_of_what_changed_meanwhile_is_not_healed() {
    let world = begin();
    overwrite(&world, "a.jpg", b"shorter", false);
    overwrite(&world, "b.jpg", b"short", false);
    world.write("a.jpg", b"a new version");
    world.remove("b.jpg");
    let told = [("a.jpg".to_owned(), Code::SetAside), ("b.jpg".to_owned(), Code::SetAside)];
    assert_eq!(met(&world), told, "what was there before is lost at this place");
}
