//! Commits: all staged files become visible, in order, and one that cannot stops no other.

use super::Subject;
use super::fixture::*;
use elderphoto_engine::store::StoreErrorKind;

super::cases![
    a_commit_moves_every_file_to_its_place,
    moves_are_done_in_order,
    a_failed_move_stops_no_other,
    a_whole_new_folder_arrives,
    a_folder_that_exists_gets_the_new_files_beside_the_old,
    what_is_not_in_the_batch_stays_in_staging,
    a_batch_may_replace_by_first_setting_aside,
    an_empty_commit_is_a_flush,
    steps_are_done_in_their_order,
    a_step_with_a_failed_move_is_the_last,
    a_step_that_lacks_a_file_stops_the_next,
];

fn a_commit_moves_every_file_to_its_place(subject: &Subject) {
    let store = &*subject.store;
    put(store, ".elderphoto/incoming/b/0/a", b"1");
    put(store, ".elderphoto/incoming/b/0/x", b"2");
    let moves =
        [one_move(".elderphoto/incoming/b/0/a", "a"), one_move(".elderphoto/incoming/b/0/x", "2024/renamed")];
    let results = store.commit(&moves).unwrap();
    assert!(results.len() == 2 && results.iter().all(Result::is_ok));
    assert_eq!((read(store, "a"), read(store, "2024/renamed")), (b"1".to_vec(), b"2".to_vec()));
    assert!(!exists(store, ".elderphoto/incoming/b/0/a"));
}

fn moves_are_done_in_order(subject: &Subject) {
    let store = &*subject.store;
    put(store, "one", b"1");
    let chain = [one_move("one", "two"), one_move("two", "three"), one_move("three", "d/four")];
    assert!(store.commit(&chain).unwrap().iter().all(Result::is_ok));
    assert_eq!(read(store, "d/four"), b"1");
    assert_eq!(names(store, ""), ["d"]);
}

fn a_failed_move_stops_no_other(subject: &Subject) {
    let store = &*subject.store;
    for n in 0..8 {
        put(store, &format!(".elderphoto/incoming/b/0/{n}"), b"new");
    }
    put(store, "d/3", b"old");
    let mut moves: Vec<_> =
        (0..8).map(|n| one_move(&format!(".elderphoto/incoming/b/0/{n}"), &format!("d/{n}"))).collect();
    moves.insert(5, one_move(".elderphoto/incoming/b/0/none", "d/none"));
    let results = store.commit(&moves).unwrap();
    let failed: Vec<_> =
        results.iter().enumerate().filter_map(|(n, r)| r.as_ref().err().map(|e| (n, e.kind))).collect();
    assert_eq!(failed, [(3, StoreErrorKind::AlreadyExists), (5, StoreErrorKind::NotFound)]);
    assert_eq!(read(store, "d/3"), b"old");
    assert_eq!(read(store, ".elderphoto/incoming/b/0/3"), b"new");
    assert_eq!(names(store, "d"), ["0", "1", "2", "3", "4", "5", "6", "7"]);
}

fn a_whole_new_folder_arrives(subject: &Subject) {
    let store = &*subject.store;
    let mut moves = Vec::new();
    for folder in 0..3 {
        for n in 0..10 {
            let from = format!(".elderphoto/incoming/b/{folder}/{n}");
            put(store, &from, format!("{folder}/{n}").as_bytes());
            moves.push(one_move(&from, &format!("20{folder}/11/{n}")));
        }
    }
    assert!(store.commit(&moves).unwrap().iter().all(Result::is_ok));
    for folder in 0..3 {
        assert_eq!(names(store, &format!("20{folder}/11")).len(), 10);
        assert_eq!(read(store, &format!("20{folder}/11/7")), format!("{folder}/7").as_bytes());
    }
    // The staging folder's name can be used again, and leads nowhere else.
    put(store, ".elderphoto/incoming/b/0/later", b"1");
    assert!(!exists(store, "200/11/later"));
}

fn a_folder_that_exists_gets_the_new_files_beside_the_old(subject: &Subject) {
    let store = &*subject.store;
    put(store, "2024/old", b"old");
    let moves: Vec<_> = (0..6)
        .map(|n| {
            let from = format!(".elderphoto/incoming/b/0/{n}");
            put(store, &from, b"new");
            one_move(&from, &format!("2024/{n}"))
        })
        .collect();
    assert!(store.commit(&moves).unwrap().iter().all(Result::is_ok));
    assert_eq!(names(store, "2024"), ["0", "1", "2", "3", "4", "5", "old"]);
}

fn what_is_not_in_the_batch_stays_in_staging(subject: &Subject) {
    let store = &*subject.store;
    put(store, ".elderphoto/incoming/b/0/other", b"not yet");
    let moves: Vec<_> = (0..6)
        .map(|n| {
            let from = format!(".elderphoto/incoming/b/0/{n}");
            put(store, &from, b"new");
            one_move(&from, &format!("2024/{n}"))
        })
        .collect();
    assert!(store.commit(&moves).unwrap().iter().all(Result::is_ok));
    assert_eq!(names(store, "2024").len(), 6);
    assert_eq!(names(store, ".elderphoto/incoming/b/0"), ["other"]);
}

/// How a changed photo is stored: the old goes to the history, the new takes its name.
fn a_batch_may_replace_by_first_setting_aside(subject: &Subject) {
    let store = &*subject.store;
    put(store, "2024/a", b"old");
    put(store, ".elderphoto/incoming/b/0/a", b"new");
    let moves =
        [one_move("2024/a", ".elderphoto/objects/ab/abcd"), one_move(".elderphoto/incoming/b/0/a", "2024/a")];
    assert!(store.commit(&moves).unwrap().iter().all(Result::is_ok));
    assert_eq!(read(store, "2024/a"), b"new");
    assert_eq!(read(store, ".elderphoto/objects/ab/abcd"), b"old");
}

fn an_empty_commit_is_a_flush(subject: &Subject) {
    let store = &*subject.store;
    put(store, "a", b"1");
    assert!(store.commit(&[]).unwrap().is_empty());
    store.flush().unwrap();
    assert_eq!(read(store, "a"), b"1");
}

fn steps_are_done_in_their_order(subject: &Subject) {
    let store = &*subject.store;
    for n in 0..20 {
        put(store, &format!(".elderphoto/incoming/b/trees/{n}"), b"node");
    }
    put(store, ".elderphoto/incoming/b/snapshot", b"list");
    let nodes: Vec<_> =
        (0..20).map(|n| one_move(&format!(".elderphoto/incoming/b/trees/{n}"), &format!("t/{n}"))).collect();
    let list = [one_move(".elderphoto/incoming/b/snapshot", "s/1"), one_move("t/7", "s/seven")];
    let done = store.commit_steps(&[&nodes, &list]).unwrap();
    assert_eq!(done.iter().map(Vec::len).collect::<Vec<_>>(), [20, 2]);
    assert!(done.iter().flatten().all(Result::is_ok), "{done:?}");
    assert_eq!((names(store, "t").len(), names(store, "s").len()), (19, 2));
    // Nor is it amiss to use the names below incoming/ again.
    put(store, ".elderphoto/incoming/b/trees/1", b"again");
    assert_eq!(read(store, ".elderphoto/incoming/b/trees/1"), b"again");
    assert!(store.commit_steps(&[]).unwrap().is_empty());
}

fn a_step_with_a_failed_move_is_the_last(subject: &Subject) {
    let store = &*subject.store;
    put(store, "taken", b"old");
    for name in ["a", "b", "c", "list"] {
        put(store, &format!(".elderphoto/incoming/b/0/{name}"), b"new");
    }
    let from = |name: &str| format!(".elderphoto/incoming/b/0/{name}");
    let first = [one_move(&from("a"), "t/a"), one_move(&from("b"), "taken"), one_move(&from("c"), "t/c")];
    let second = [one_move(&from("list"), "list")];
    let done = store.commit_steps(&[&first, &second]).unwrap();
    assert_eq!(done.len(), 1, "{done:?}");
    let kinds: Vec<_> = done[0].iter().map(|r| r.as_ref().err().map(|e| e.kind)).collect();
    assert_eq!(kinds, [None, Some(StoreErrorKind::AlreadyExists), None]);
    assert_eq!((read(store, "taken"), names(store, "t").len()), (b"old".to_vec(), 2));
    assert!(!exists(store, "list") && exists(store, &from("list")));
}

fn a_step_that_lacks_a_file_stops_the_next(subject: &Subject) {
    let store = &*subject.store;
    put(store, ".elderphoto/incoming/b/0/list", b"new");
    let never = [one_move(".elderphoto/incoming/b/0/never staged", "t/a")];
    let list = [one_move(".elderphoto/incoming/b/0/list", "list")];
    let done = store.commit_steps(&[&never, &list]).unwrap();
    assert_eq!((done.len(), done[0].len()), (1, 1));
    assert_eq!(done[0][0].as_ref().unwrap_err().kind, StoreErrorKind::NotFound);
    assert!(!exists(store, "list"));
}
