//! A large file whose sending was cut off goes on where it stopped, if what stands there is its
//! beginning; else it is sent from its start.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use elderphoto_engine::format::layout;
use elderphoto_engine::store::Meta;
use elderphoto_stores::fault::{Fault, OpName};
use std::sync::atomic::{AtomicU64, Ordering};
use world::{World, mirror, run_well, snapshots};

const SIZE_BYTES: usize = 20 << 20;
/// Bytes of one write, at most.
const BLOCK_BYTES: u64 = 1 << 20;

fn video(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..SIZE_BYTES).map(|_| next()).collect()
}

/// A place at which a run died after about twelve megabytes of the video.
fn cut_off() -> World {
    let world = World::new(1);
    world.write("a.jpg", b"a photo");
    run_well(&world);
    world.write("video.mp4", &video(1));
    let writes = AtomicU64::new(0);
    let faults = world.places[0].faults.clone();
    world.places[0].faults.on_op(move |number, name| {
        if name == OpName::StagedWrite && writes.fetch_add(1, Ordering::Relaxed) == 12 {
            faults.fail_at(number + 1, Fault::Crash);
        }
    });
    assert!(world.run().unwrap().places[0].error.is_some());
    world.places[0].faults.reset();
    world
}

fn unfinished(world: &World) -> Vec<elderphoto_engine::path::RelPath> {
    let paths = world.places[0].store.paths();
    paths.into_iter().filter(|p| p.parent() == Some(layout::large())).collect()
}

fn ends_well(world: &World) {
    let store = world.places[0].store.clone();
    assert_eq!(mirror(&store), world.state());
    assert!(unfinished(world).is_empty(), "nothing unfinished stays");
    let listed = snapshots(&store).len();
    world.places[0].faults.reset();
    run_well(world);
    assert_eq!(snapshots(&store).len(), listed, "there is nothing left to do");
}

#[test]
fn only_what_is_missing_is_sent() {
    let world = cut_off();
    let stands = world.places[0].store.read_whole(&unfinished(&world)[0]).unwrap().len() as u64;
    assert!(stands > 8 * BLOCK_BYTES, "{stands}");
    let report = run_well(&world);
    assert_eq!(report.places[0].tally.copied_bytes, SIZE_BYTES as u64 - stands);
    ends_well(&world);
}

#[test]
fn what_is_not_its_beginning_is_not_built_upon() {
    let world = cut_off();
    let path = unfinished(&world)[0].clone();
    let mut bytes = world.places[0].store.read_whole(&path).unwrap();
    bytes[5_000_000] ^= 1;
    world.places[0].store.insert(&path, &bytes, &Meta { mtime: Default::default(), mode: None });
    let report = run_well(&world);
    assert_eq!(report.places[0].tally.copied_bytes, SIZE_BYTES as u64);
    ends_well(&world);
}

#[test]
fn the_beginning_of_what_changed_since_goes() {
    let world = cut_off();
    world.write("video.mp4", &video(2)[..SIZE_BYTES - 1]);
    let report = run_well(&world);
    assert_eq!(report.places[0].tally.copied_bytes, SIZE_BYTES as u64 - 1);
    ends_well(&world);
}
