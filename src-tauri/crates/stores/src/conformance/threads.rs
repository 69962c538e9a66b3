//! Many threads at once: nothing is lost, and of two that want one name one gets it.

use super::Subject;
use super::fixture::*;
use std::sync::atomic::{AtomicU32, Ordering};

super::cases![
    many_threads_write_and_read_at_once,
    of_many_that_want_a_name_one_gets_it,
    a_file_is_moved_by_one_of_many,
];

const THREADS: usize = 8;

fn at_once(work: impl Fn(usize) + Sync) {
    std::thread::scope(|scope| {
        for n in 0..THREADS {
            let work = &work;
            scope.spawn(move || work(n));
        }
    });
}

fn many_threads_write_and_read_at_once(subject: &Subject) {
    let store = &*subject.store;
    at_once(|thread| {
        for n in 0..40 {
            let (staged, placed) = (format!("in/{thread}/{n}"), format!("{}/{thread}/{n}", n % 5));
            let bytes = format!("{thread}-{n}").into_bytes();
            put(store, &staged, &bytes);
            store.rename(&path(&staged), &path(&placed)).unwrap();
            assert_eq!(read(store, &placed), bytes);
            if n % 10 == 0 {
                store.flush().unwrap();
            }
        }
    });
    for folder in 0..5 {
        for thread in 0..THREADS {
            assert_eq!(names(store, &format!("{folder}/{thread}")).len(), 8);
        }
    }
}

fn of_many_that_want_a_name_one_gets_it(subject: &Subject) {
    let store = &*subject.store;
    for round in 0..20 {
        let winners = AtomicU32::new(0);
        at_once(|thread| {
            let at = path(&format!("locks/{round}"));
            let staged = store.stage(&at, None).and_then(|mut file| {
                file.write(thread.to_string().as_bytes())?;
                file.finish(&META)
            });
            if staged.is_ok() {
                winners.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert_eq!(winners.into_inner(), 1);
    }
}

fn a_file_is_moved_by_one_of_many(subject: &Subject) {
    let store = &*subject.store;
    for round in 0..20 {
        put(store, &format!("from/{round}"), b"1");
        let winners = AtomicU32::new(0);
        at_once(|thread| {
            if store.rename(&path(&format!("from/{round}")), &path(&format!("{thread}/{round}"))).is_ok() {
                winners.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert_eq!(winners.into_inner(), 1);
    }
}
