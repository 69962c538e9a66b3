//! The story that a death is looked for in: a first run, then one that adds, changes, moves and deletes.
//! The same for every kind of place.

use super::{Seen, State, World, mirror, restored, run_well, snapshots};
use elderphoto_engine::store::Store;

/// What the first run copies.
pub fn first_state<S: Store + 'static>(world: &World<S>) {
    world.write("a.jpg", b"stays");
    world.write("2024/changed.jpg", b"before");
    world.write("2024/moved.jpg", b"moves along");
    world.write("2024/deleted.jpg", b"deleted later");
    world.write("2024/twin-1.jpg", b"twin");
    world.write("2024/twin-2.jpg", b"twin");
    world.write("empties/only.jpg", b"alone in its folder");
}

/// What was done to the library before the second run.
pub fn second_state<S: Store + 'static>(world: &World<S>) {
    world.write("2024/changed.jpg", b"after, longer");
    world.rename("2024/moved.jpg", "2023/moved here.jpg");
    world.remove("2024/deleted.jpg");
    world.remove("2024/twin-2.jpg");
    world.rename("empties/only.jpg", "only.jpg");
    world.write("new/new.jpg", b"new");
    world.write("new/copy of new.jpg", b"new");
}

/// After a death: the next run finishes, keeps the past, and a third writes nothing. `seen` is what lies
/// at the place.
pub fn finishes<S: Store + 'static>(world: &World<S>, seen: &impl Seen, first: &State, number: u64) {
    run_well(world);
    let listed = snapshots(seen);
    assert_eq!(restored(seen, &listed[0]), *first, "after the run that followed operation {number}");
    let last = listed.last().unwrap();
    assert!(last.complete);
    assert_eq!(restored(seen, last), world.state());
    assert_eq!(mirror(seen), world.state(), "mirror after operation {number}");
    world.places[0].faults.reset();
    run_well(world);
    assert_eq!(world.places[0].faults.operations(), 0, "a run without changes writes nothing");
}
