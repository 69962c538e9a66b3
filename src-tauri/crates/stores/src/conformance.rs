//! The suite that holds every kind of place to the contract of
//! [`Store`](elderphoto_engine::store::Store).
//!
//! Each case is a sentence of that contract. A new kind of place (a far machine, a bucket) calls
//! [`run`] from a test with a way to make empty stores:
//!
//! ```
//! use elderphoto_stores::{conformance::{run, Subject}, memory::MemoryStore};
//!
//! run(&|| {
//!     let store = MemoryStore::new();
//!     let plant = store.clone();
//!     Subject::new(store).with_links(move |path, _target| plant.plant_link(path))
//! });
//! ```
// A suite speaks by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod batches;
mod content;
mod fixture;
mod folders;
mod links;
mod names;
mod threads;

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::Store;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Puts a link at a path that leads to what stands at another (as far as the store has such).
type PlantLink = dyn Fn(&RelPath, &RelPath);

/// An empty store under test.
pub struct Subject {
    /// What is tested.
    pub store: Box<dyn Store>,
    plant_link: Option<Box<PlantLink>>,
    times_from_1970: bool,
    _keep: Vec<Box<dyn Any>>,
}

impl Subject {
    /// A store that cannot have links, as far as the suite can tell.
    pub fn new(store: impl Store + 'static) -> Self {
        Self { store: Box::new(store), plant_link: None, times_from_1970: false, _keep: Vec::new() }
    }

    /// Lets the suite plant links: `plant(at, target)` makes a link at `at` that leads to what
    /// stands at `target`, by the back door. The folder of `at` exists.
    #[must_use]
    pub fn with_links(mut self, plant: impl Fn(&RelPath, &RelPath) + 'static) -> Self {
        self.plant_link = Some(Box::new(plant));
        self
    }

    /// The store cannot say times before 1970.
    #[must_use]
    pub fn with_times_from_1970(mut self) -> Self {
        self.times_from_1970 = true;
        self
    }

    /// Keeps something alive as long as the store: the folder it lies in, the server it talks to.
    #[must_use]
    pub fn keeping(mut self, what: impl Any) -> Self {
        self._keep.push(Box::new(what));
        self
    }
}

/// A sentence of the contract and what proves it.
type Case = (&'static str, fn(&Subject));

/// Lists functions with their names.
macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        pub(super) const CASES: &[super::Case] = &[$((stringify!($name), $name)),+];
    };
}
use cases;

/// Runs every case against a store of its own.
///
/// # Panics
/// When any case fails; all are run first and the failed ones named.
pub fn run(make: &dyn Fn() -> Subject) {
    let all = [content::CASES, names::CASES, folders::CASES, links::CASES, batches::CASES, threads::CASES];
    let failed: Vec<String> = all.concat().into_iter().filter_map(|case| failure_of(case, make)).collect();
    assert!(failed.is_empty(), "{} sentences do not hold:\n{}", failed.len(), failed.join("\n"));
}

fn failure_of((name, case): Case, make: &dyn Fn() -> Subject) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| case(&make()))).err()?;
    let why = match panic.downcast_ref::<String>() {
        Some(text) => text.as_str(),
        None => panic.downcast_ref::<&str>().copied().unwrap_or("?"),
    };
    Some(format!("- {}: {why}", name.replace('_', " ")))
}
