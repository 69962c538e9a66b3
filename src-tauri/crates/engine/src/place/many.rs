//! Many small calls to a place. To a folder of this computer one after another is as fast as it
//! gets; over a line each waits for its answer, and only calls at the same time hide that.

use crate::store::Store;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// From here on a place is far enough for threads to be worth it.
const FAR_FROM_PARALLEL: usize = 8;
/// Small calls wait more than they work: so many times what a place takes of calls with content.
const SMALL_CALLS: usize = 8;

/// Does `work` for each item, at the same time as far as the store finds that worth it; results in
/// the order of the items.
pub fn many<T: Sync, R: Send>(store: &dyn Store, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let parallel = (store.capabilities().parallel * SMALL_CALLS).min(items.len());
    if parallel < 2 || !is_far(store) {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..parallel {
            scope.spawn(|| {
                while let Some((index, item)) = take(&next, items) {
                    let result = work(item);
                    super::writer::lock_of(&done).push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Two pieces of work that do not depend on each other, at the same time where the store is far: they
/// then take as long as the longer one.
pub fn both<A: Send, B>(
    store: &dyn Store,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    if !is_far(store) {
        return (first(), second());
    }
    std::thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        let first = first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (first, second)
    })
}

/// Whether calls at the same time are worth their threads.
pub fn is_far(store: &dyn Store) -> bool {
    store.capabilities().parallel >= FAR_FROM_PARALLEL
}

fn take<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RelPath;
    use crate::store::*;
    use std::io::Read;
    use std::sync::Barrier;

    /// A place of which only the capabilities matter.
    struct Far(usize);

    #[rustfmt::skip]
    impl Store for Far {
        fn capabilities(&self) -> Capabilities {
            let names = NameRules::default();
            Capabilities { time_step_ns: 1, far_copy: false, flush_confirmed: true, names, parallel: self.0 }
        }
        fn check_root(&self) -> StoreResult<()> { unreachable!() }
        fn stat(&self, _: &RelPath) -> StoreResult<Option<Stat>> { unreachable!() }
        fn list(&self, _: &RelPath, _: &mut dyn FnMut(Listed) -> StoreResult<()>) -> StoreResult<()> { unreachable!() }
        fn open(&self, _: &RelPath, _: u64, _: bool) -> StoreResult<Box<dyn Read + Send>> { unreachable!() }
        fn stage(&self, _: &RelPath, _: Option<u64>) -> StoreResult<Box<dyn StagedFile>> { unreachable!() }
        fn copy(&self, _: &RelPath, _: &RelPath, _: &Meta) -> StoreResult<()> { unreachable!() }
        fn rename(&self, _: &RelPath, _: &RelPath) -> StoreResult<()> { unreachable!() }
        fn flush(&self) -> StoreResult<()> { unreachable!() }
        fn make_folder(&self, _: &RelPath) -> StoreResult<()> { unreachable!() }
        fn remove(&self, _: &RelPath) -> StoreResult<()> { unreachable!() }
        fn remove_folder(&self, _: &RelPath) -> StoreResult<bool> { unreachable!() }
        fn append(&self, _: &RelPath, _: &[u8]) -> StoreResult<()> { unreachable!() }
        fn set_meta(&self, _: &RelPath, _: &Meta) -> StoreResult<()> { unreachable!() }
        fn space(&self) -> StoreResult<Option<Space>> { unreachable!() }
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..500).collect();
        for parallel in [1, 4, 16] {
            assert_eq!(
                many(&Far(parallel), &items, |n| n * 2),
                items.iter().map(|n| n * 2).collect::<Vec<_>>()
            );
        }
        assert_eq!(many(&Far(16), &[] as &[u32], |n| *n), Vec::<u32>::new());
    }

    #[test]
    fn two_pieces_of_work_at_a_far_place_go_together() {
        // Ends only if both are under way at the same time.
        let both_there = Barrier::new(2);
        let (first, second) =
            both(&Far(16), || both_there.wait().is_leader(), || both_there.wait().is_leader());
        assert_ne!(first, second);
        let order = Mutex::new(Vec::new());
        let note = |name| order.lock().unwrap().push(name);
        both(&Far(1), || note("first"), || note("second"));
        assert_eq!(*order.lock().unwrap(), ["first", "second"]);
    }

    #[test]
    fn a_far_place_is_called_many_times_at_once() {
        // Ends only if sixteen are under way at the same time.
        let all_there = Barrier::new(16);
        many(&Far(16), &[(); 16], |()| all_there.wait().is_leader());
    }
}
