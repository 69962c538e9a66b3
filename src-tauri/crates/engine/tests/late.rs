//! A place that takes long to answer holds nobody up, and still gets everything.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use elderphoto_engine::store::StoreErrorKind;
use elderphoto_stores::fault::Fault;
use std::sync::Arc;
use std::time::{Duration, Instant};
use world::{World, check_invariant, mirror, restored, run_well, snapshots};

/// Opening the second place waits until `is_done` of the first one's memory.
fn late_until(
    world: &mut World,
    is_done: impl Fn(&elderphoto_stores::memory::MemoryStore) -> bool + Send + Sync + 'static,
) {
    let first = world.places[0].store.clone();
    world.places[1].before_open = Arc::new(move || {
        let given_up = Instant::now() + Duration::from_secs(60);
        while !is_done(&first) {
            assert!(Instant::now() < given_up, "the first place waits for the second");
            std::thread::sleep(Duration::from_millis(5));
        }
    });
}

fn has_all(world: &World) {
    for place in &world.places {
        assert_eq!(mirror(&place.store), world.state());
        let last = snapshots(&place.store).pop().unwrap();
        assert!(last.complete);
        assert_eq!(restored(&place.store, &last), world.state());
    }
}

fn a_year(world: &World, year: u32) {
    for n in 0..50 {
        world.write(&format!("{year}/{n}.jpg"), format!("photo {n} of {year}").as_bytes());
    }
    world.write(&format!("{year}/long.mp4"), &vec![year as u8; 9 << 20]);
}

#[test]
fn the_others_are_done_before_it_answers_and_it_gets_everything() {
    let mut world = World::new(2);
    a_year(&world, 2023);
    late_until(&mut world, |first| snapshots(first).iter().any(|s| s.complete));
    run_well(&world);
    has_all(&world);

    a_year(&world, 2024);
    world.rename("2023/1.jpg", "2024/from-2023.jpg");
    world.remove("2023/2.jpg");
    late_until(&mut world, |first| snapshots(first).iter().filter(|s| s.complete).count() == 2);
    run_well(&world);
    has_all(&world);
    world.places[1].faults.reset();
    late_until(&mut world, |_| true);
    run_well(&world);
    assert_eq!(world.places[1].faults.operations(), 0, "nothing was left to do");
}

#[test]
fn it_gets_what_the_others_could_not_take() {
    let mut world = World::new(2);
    world.write("first.jpg", b"the first");
    run_well(&world);
    a_year(&world, 2023);
    world.places[0].faults.reset();
    // The first place fails as soon as it is written to; the second is there only after that.
    world.places[0].faults.fail_at(1, Fault::FailFrom(StoreErrorKind::NoSpace));
    let faults = world.places[0].faults.clone();
    late_until(&mut world, move |_| faults.operations() > 0);
    let report = world.run().unwrap();
    assert!(report.places[0].error.is_some());
    assert!(report.places[1].error.is_none(), "{:?}", report.places[1].error);
    assert_eq!(mirror(&world.places[1].store), world.state());
    check_invariant(&world.places[1].store);
    world.places[0].faults.reset();
    run_well(&world);
    has_all(&world);
}
