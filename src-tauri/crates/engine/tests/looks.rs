//! A look at all of a place brings what is known of it to what stands there. Cut off, or failed, at any operation, it has
//! forgotten nothing.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use elderphoto_engine::catalog::held::{self, HeldRow};
use elderphoto_engine::catalog::{places, snapshots};
use elderphoto_engine::digest::Digest;
use elderphoto_engine::format::layout;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, Store, StoreErrorKind};
use elderphoto_stores::fault::Fault;
use world::story::{first_state, second_state};
use world::{World, run_well};

/// All that is known of the copies at the place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    held: Vec<HeldRow>,
    history: Vec<(Digest, u64)>,
    snapshots: Vec<String>,
}

fn known(world: &World) -> Known {
    let no = number(world);
    let conn = world.catalog.reader().unwrap();
    let mut statement = conn.prepare(&held::select_all()).unwrap();
    let held = statement.query_map([no], held::read_row).unwrap().map(Result::unwrap).collect();
    let mut statement =
        conn.prepare("SELECT lower(hex(sha)),size FROM objects WHERE place=? ORDER BY sha").unwrap();
    let rows =
        statement.query_map([no], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)? as u64))).unwrap();
    let history =
        rows.map(Result::unwrap).map(|(hex, size)| (Digest::from_hex(&hex).unwrap(), size)).collect();
    let snapshots = snapshots::all(&conn).unwrap().iter().map(|s| s.id.as_str().to_owned()).collect();
    Known { held, history, snapshots }
}

fn number(world: &World) -> i64 {
    places::get_or_add(&world.catalog.write(), &world.places[0].location_id).unwrap().no
}

/// From here on the place is looked at anew.
fn doubt(world: &World) {
    let no = number(world);
    places::mark_dirty(&world.catalog.write(), no).unwrap();
}

/// A place with photos and a history, run to the end.
fn settled() -> World {
    let world = World::new(1);
    first_state(&world);
    run_well(&world);
    second_state(&world);
    run_well(&world);
    world.places[0].faults.reset();
    world
}

#[test]
fn a_look_that_ends_at_any_operation_forgets_nothing() {
    for fault in [Fault::Crash, Fault::Fail(StoreErrorKind::Gone)] {
        let world = settled();
        let before = known(&world);
        assert!(
            before.held.len() > 3 && !before.history.is_empty() && before.snapshots.len() == 2,
            "{before:?}"
        );
        let faults = &world.places[0].faults;
        let mut cut_off = 0;
        for number in 1.. {
            doubt(&world);
            faults.reset();
            faults.number_looks_too(true);
            faults.fail_at(number, fault);
            let ended_early = world.look()[0].is_some();
            assert_eq!(known(&world), before, "{fault:?} at operation {number}");
            cut_off += u64::from(ended_early);
            if !ended_early && faults.operations() < number {
                break;
            }
        }
        assert!(cut_off > 10, "{cut_off} looks were cut off");
    }
}

#[test]
fn a_look_finds_what_is_new_changed_and_gone() {
    let world = settled();
    let before = known(&world);
    let store = &world.places[0].store;
    let object = |digest: &Digest| layout::object(digest);
    let gone = before.held.iter().find(|row| row.size > 0).unwrap().clone();
    Store::remove(&**store, &gone.key.to_path()).unwrap();
    Store::remove(&**store, &object(&before.history[0].0)).unwrap();
    let new = Digest::of(b"put there by hand");
    store.insert(&object(&new), b"put there by hand", &Meta { mtime: Default::default(), mode: None });
    doubt(&world);
    assert!(world.look()[0].is_none());
    let after = known(&world);
    let mut expected = before.clone();
    for row in expected.held.iter_mut().filter(|row| row.key == gone.key) {
        row.state = held::HeldState::Missing;
    }
    assert_eq!(after.held, expected.held);
    expected.history.remove(0);
    expected.history.push((new, 17));
    expected.history.sort();
    assert_eq!(after.history, expected.history);
}

#[test]
fn rows_of_what_no_snapshot_names_and_nobody_has_go_in_a_look() {
    let world = settled();
    let before = known(&world);
    let no = number(&world);
    for path in ["0 first.jpg", "2024/zz last.jpg", "zzz/last.jpg"] {
        let row = HeldRow {
            key: elderphoto_engine::path::FileKey::of(&RelPath::literal(path)),
            size: 4,
            mtime: Default::default(),
            mode: None,
            sha: Digest::of(b"what"),
            state: held::HeldState::Copied,
            copied: 1,
        };
        held::put(&world.catalog.write(), no, &row).unwrap();
    }
    doubt(&world);
    assert!(world.look()[0].is_none());
    assert_eq!(known(&world), before);
}
