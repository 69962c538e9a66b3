//! The program dies at every single operation of a run that adds, changes, moves and deletes. After
//! each death every earlier snapshot still restores bit for bit, and the next run finishes the job.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use elderphoto_stores::fault::Fault;
use elderphoto_stores::memory::MemoryStore;
use std::sync::{Arc, Mutex};
use world::story::{finishes, first_state, second_state};
use world::{State, World, check_invariant, restored, run_well, snapshots};

/// A world after its first run and its changes, and what the first snapshot must restore to.
fn prepared() -> (World, State) {
    let world = World::new(1);
    first_state(&world);
    run_well(&world);
    let first = world.state();
    second_state(&world);
    world.places[0].faults.reset();
    (world, first)
}

fn operations_of_second_run() -> u64 {
    let (world, _) = prepared();
    run_well(&world);
    world.places[0].faults.operations()
}

fn die_at(number: u64, after: impl Fn(&MemoryStore) -> MemoryStore) {
    let (mut world, first) = prepared();
    world.places[0].faults.fail_at(number, Fault::Crash);
    let report = world.run().unwrap();
    assert!(report.places[0].error.is_some(), "operation {number} did not end the run");
    world.replace_memory(0, after);
    let store = world.places[0].store.clone();
    let oldest = snapshots(&store)[0].clone();
    assert_eq!(restored(&store, &oldest), first, "after dying at operation {number}");
    finishes(&world, &world.places[0].store, &first, number);
}

#[test]
fn killed_at_every_operation_nothing_is_lost_and_the_next_run_finishes() {
    let operations = operations_of_second_run();
    assert!(operations > 30, "{operations} operations");
    for number in 1..=operations {
        die_at(number, MemoryStore::after_kill);
    }
}

#[test]
fn power_cut_at_every_operation_nothing_is_lost_and_the_next_run_finishes() {
    for number in 1..=operations_of_second_run() {
        die_at(number, MemoryStore::after_power_cut);
    }
}

#[test]
fn power_cut_that_keeps_any_part_of_what_was_not_flushed_loses_nothing() {
    for number in 1..=operations_of_second_run() {
        for seed in 0..3 {
            die_at(number, |memory| memory.after_power_cut_with(number * 1000 + seed));
        }
    }
}

#[test]
fn the_invariant_holds_after_every_operation() {
    let (world, _) = prepared();
    let store = world.places[0].store.clone();
    let broken: Arc<Mutex<Vec<String>>> = Arc::default();
    let sink = broken.clone();
    world.places[0].faults.on_op(move |number, name| {
        let check = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check_invariant(&store)));
        if check.is_err() {
            sink.lock().unwrap().push(format!("{number} {name:?}"));
        }
    });
    run_well(&world);
    assert_eq!(*broken.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn a_single_failure_at_any_operation_never_loses_anything() {
    use elderphoto_engine::store::StoreErrorKind;
    for number in 1..=operations_of_second_run() {
        for kind in [StoreErrorKind::Io, StoreErrorKind::NoSpace, StoreErrorKind::PermissionDenied] {
            let (world, first) = prepared();
            world.places[0].faults.fail_at(number, Fault::Fail(kind));
            world.run().unwrap();
            let store = world.places[0].store.clone();
            assert_eq!(restored(&store, &snapshots(&store)[0]), first, "{kind:?} at operation {number}");
            run_well_or_report_once(&world);
            finishes(&world, &world.places[0].store, &first, number);
        }
    }
}

/// After a failure a run may have to name what it found set aside or missing, once.
fn run_well_or_report_once(world: &World) {
    let report = world.run().unwrap();
    assert!(report.places[0].error.is_none(), "{:?}", report.places[0].error);
}
