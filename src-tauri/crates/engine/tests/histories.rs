//! Random histories of a family against a model: whatever was added, changed, renamed, deleted,
//! interrupted or unplugged, after any run every earlier snapshot restores bit for bit.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod world;

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Capabilities, NameRules, Store, UnicodeNames};
use elderphoto_stores::fault::Fault;
use elderphoto_stores::memory::MemoryStore;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use world::{State, World, check_invariant, mirror, restored, run_well, snapshots, stored_names};

#[derive(Debug, Clone)]
enum Action {
    Add { path: usize, content: u8 },
    Change { path: usize, content: u8 },
    Rename { from: usize, to: usize },
    Delete { path: usize },
    Run { places: u8 },
    Die { place: usize, operation: u64, power_cut: Option<u64> },
    LoseCatalog,
}

const PATHS: [&str; 10] = [
    "a.jpg",
    "b.jpg",
    "2023/a.jpg",
    "2023/b.jpg",
    "2023/deep/er/c.jpg",
    "2024/a.jpg",
    "2024 x/ä 📷.jpg",
    "2024/new\nline.jpg",
    "SHA256SUMS",
    "zoo/z.jpg",
];

/// Names that are one, or none at all, to some file systems: by case, by the way a letter is written.
const PATHS_ALIKE: [&str; 10] = [
    "a.jpg",
    "A.JPG",
    "2024/\u{e9}.jpg",
    "2024/e\u{301}.jpg",
    "2024/\u{c9}.jpg",
    "\u{e4}/x.jpg",
    "a\u{308}/x.jpg",
    "what?/b.jpg",
    "CON",
    "sha256sums",
];

fn action() -> impl Strategy<Value = Action> {
    let path = 0..PATHS.len();
    prop_oneof![
        4 => (path.clone(), 0..6u8).prop_map(|(path, content)| Action::Add { path, content }),
        3 => (path.clone(), 0..6u8).prop_map(|(path, content)| Action::Change { path, content }),
        3 => (path.clone(), path.clone()).prop_map(|(from, to)| Action::Rename { from, to }),
        2 => path.prop_map(|path| Action::Delete { path }),
        3 => (1..4u8).prop_map(|places| Action::Run { places }),
        2 => (0..2usize, 1..60u64, proptest::option::of(any::<u64>()))
            .prop_map(|(place, operation, power_cut)| Action::Die { place, operation, power_cut }),
        1 => Just(Action::LoseCatalog),
    ]
}

/// What each complete snapshot of each place must restore to.
type Model = BTreeMap<(usize, String), State>;

fn content(number: u8) -> Vec<u8> {
    vec![b'a' + number; 10 + usize::from(number) * 7]
}

fn remember(world: &World, model: &mut Model) {
    for (number, place) in world.places.iter().enumerate() {
        for snapshot in snapshots(&place.store).iter().filter(|s| s.complete) {
            model.entry((number, snapshot.id.as_str().to_owned())).or_insert_with(|| world.state());
        }
    }
}

fn check(world: &World, model: &Model) {
    for (number, place) in world.places.iter().enumerate() {
        check_invariant(&place.store);
        let listed: BTreeMap<String, _> =
            snapshots(&place.store).into_iter().map(|s| (s.id.as_str().to_owned(), s)).collect();
        for ((_, id), state) in model.iter().filter(|((p, _), _)| *p == number) {
            let snapshot = listed.get(id).unwrap_or_else(|| panic!("{id} is no longer listed at {number}"));
            assert_eq!(&restored(&place.store, snapshot), state, "{id} at place {number}");
        }
    }
}

fn act(world: &mut World, model: &mut Model, paths: &[&str; 10], action: &Action) {
    let exists = |world: &World, path: &str| world.library().join(path).exists();
    match action {
        Action::Add { path, content: number } if !exists(world, paths[*path]) => {
            world.write(paths[*path], &content(*number));
        }
        Action::Change { path, content: number } if exists(world, paths[*path]) => {
            world.write(paths[*path], &content(*number));
        }
        Action::Rename { from, to } if exists(world, paths[*from]) && !exists(world, paths[*to]) => {
            world.rename(paths[*from], paths[*to]);
        }
        Action::Delete { path } if exists(world, paths[*path]) && world.state().len() > 1 => {
            world.remove(paths[*path]);
        }
        Action::Run { places } => {
            let chosen: Vec<usize> = (0..2).filter(|i| places & (1 << i) != 0).collect();
            let report = world.run_at(&chosen).unwrap();
            for place in &report.places {
                assert!(place.error.is_none(), "{:?}", place.error);
            }
            remember(world, model);
        }
        Action::Die { place, operation, power_cut } => {
            world.places[*place].faults.reset();
            world.places[*place].faults.fail_at(*operation, Fault::Crash);
            world.run().unwrap();
            match power_cut {
                None => world.replace_memory(*place, MemoryStore::after_kill),
                Some(seed) => world.replace_memory(*place, |m| m.after_power_cut_with(*seed)),
            }
            remember(world, model);
        }
        Action::LoseCatalog => world.lose_catalog(),
        _ => {}
    }
}

/// The same histories each time; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others and more.
fn config() -> ProptestConfig {
    let given = ProptestConfig::default();
    let is_set = |name| std::env::var_os(name).is_some();
    ProptestConfig {
        cases: if is_set("PROPTEST_CASES") { given.cases } else { 96 },
        rng_seed: if is_set("PROPTEST_RNG_SEED") { given.rng_seed } else { RngSeed::Fixed(20_261_121) },
        max_shrink_iters: 400,
        ..given
    }
}

/// Lives through a history and checks after each step; then that everything is there, under names the
/// place can hold, and that a further run has nothing to do.
fn live(mut world: World, paths: &[&str; 10], actions: &[Action]) {
    let mut model = Model::new();
    world.write("first.jpg", b"first");
    for action in actions {
        act(&mut world, &mut model, paths, action);
        check(&world, &model);
    }
    run_well(&world);
    remember(&world, &mut model);
    check(&world, &model);
    for place in &world.places {
        let names = stored_names(&place.store);
        let at_place = |(path, content): (String, Vec<u8>)| {
            (names.stored(&RelPath::parse(path.as_bytes()).unwrap()).to_string(), content)
        };
        let expected: State = world.state().into_iter().map(at_place).collect();
        assert_eq!(expected.len(), world.state().len(), "each has a name of its own");
        assert_eq!(mirror(&place.store), expected);
        place.faults.reset();
    }
    run_well(&world);
    for place in &world.places {
        assert_eq!(place.faults.operations(), 0, "a run without changes writes nothing");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn after_any_history_every_snapshot_restores(actions in proptest::collection::vec(action(), 1..24)) {
        live(World::new(2), &PATHS, &actions);
    }

    #[test]
    fn after_any_history_at_places_that_change_names(
        actions in proptest::collection::vec(action(), 1..24),
        unicode in prop_oneof![
            Just(UnicodeNames::OneName), Just(UnicodeNames::Composed), Just(UnicodeNames::Decomposed)
        ],
    ) {
        let mut world = World::new(0);
        let usual = MemoryStore::new().capabilities();
        let stick = NameRules { ignores_case: true, windows_names: true, utf8_only: true, unicode };
        let disk = NameRules { unicode, ..NameRules::default() };
        for names in [stick, disk] {
            world.add_place(MemoryStore::with(Capabilities { names, ..usual }));
        }
        live(world, &PATHS_ALIKE, &actions);
    }
}
