//! A run of many batches, each made durable before the next: what moves from one path to another while both
//! get new content is missed by nobody, wherever a batch ends.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use world::{World, check_invariant, mirror, restored, run_well, snapshots};

/// Large enough to be read and sent in pieces.
const LARGE_BYTES: usize = 9 << 20;
const FILES: usize = 6;

fn name(number: usize) -> String {
    format!("2024/{number}.mov")
}

/// Each takes the name of the one before it; the first is deleted, and a new one comes last.
fn everyone_moves_on(world: &World, new: &[u8]) {
    world.remove(&name(0));
    for number in 1..FILES {
        world.rename(&name(number), &name(number - 1));
    }
    world.write(&name(FILES - 1), new);
}

fn moved_in_many_batches(size_bytes: usize) {
    let world = World::new(2);
    for number in 0..FILES {
        world.write(&name(number), &vec![number as u8; size_bytes + number]);
    }
    run_well(&world);
    // A batch is over as soon as anything is in it.
    world.clock.goes_by(700);
    for round in 0..3u8 {
        everyone_moves_on(&world, &vec![100 + round; size_bytes]);
        // The second place hears of it later: by then every content is known beforehand.
        let first = world.run_at(&[0]).unwrap();
        assert!(first.places[0].tally.problems.is_empty(), "{first:?}");
        run_well(&world);
        for place in &world.places {
            assert_eq!(mirror(&place.store), world.state());
            check_invariant(&place.store);
            let last = snapshots(&place.store).pop().unwrap();
            assert_eq!(restored(&place.store, &last), world.state());
        }
    }
}

#[test]
fn small_photos_move_in_many_batches() {
    moved_in_many_batches(10);
}

#[test]
fn large_videos_move_in_many_batches() {
    moved_in_many_batches(LARGE_BYTES);
}
