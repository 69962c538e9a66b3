//! Folders: made, listed, removed only when empty.

use super::Subject;
use super::fixture::*;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Meta, StoreError, StoreErrorKind};
use elderphoto_engine::time::FileTime;

super::cases![
    making_a_folder_makes_those_above_and_may_be_repeated,
    a_folder_is_not_made_where_a_file_stands,
    a_listing_tells_of_every_name_what_stands_there,
    a_missing_folder_cannot_be_listed,
    a_visitor_can_stop_a_listing,
    a_long_listing_is_complete,
    only_an_empty_folder_is_removed,
    removing_a_file_removes_just_it,
    files_and_folders_are_not_taken_for_each_other,
    the_root_is_a_folder_that_stays,
    times_of_many_folders_are_set_and_of_nothing_else,
];

fn making_a_folder_makes_those_above_and_may_be_repeated(subject: &Subject) {
    let store = &*subject.store;
    store.make_folder(&path("a/b/c")).unwrap();
    store.make_folder(&path("a/b/c")).unwrap();
    store.make_folder(&path("a")).unwrap();
    store.make_folder(&RelPath::root()).unwrap();
    assert_eq!(store.stat(&path("a/b/c")).unwrap().unwrap().kind, Kind::Folder);
    assert!(store.remove_folder(&path("a/b/c")).unwrap());
    store.make_folder(&path("a/b/c")).unwrap();
    assert!(exists(store, "a/b/c"));
}

fn a_folder_is_not_made_where_a_file_stands(subject: &Subject) {
    let store = &*subject.store;
    put(store, "a", b"1");
    for at in ["a", "a/b"] {
        let kind = refused(store.make_folder(&path(at)));
        assert!(matches!(kind, StoreErrorKind::AlreadyExists | StoreErrorKind::NotPlain), "{at}: {kind:?}");
        let kind = refused(stage_whole(store, &path("a/b/c"), b"2", &META));
        assert!(matches!(kind, StoreErrorKind::AlreadyExists | StoreErrorKind::NotPlain), "{at}: {kind:?}");
    }
    assert_eq!(read(store, "a"), b"1");
}

fn a_listing_tells_of_every_name_what_stands_there(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/file", b"123");
    put(store, "d/folder/below", b"1");
    let mut found = Vec::new();
    store
        .list(&path("d"), &mut |entry| {
            let expected = store.stat(&path("d").join(&entry.name).unwrap())?.unwrap();
            assert_eq!(entry.stat, expected);
            found.push((entry.name, entry.stat.kind, entry.stat.size));
            Ok(())
        })
        .unwrap();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, [(b"file".to_vec(), Kind::File, 3), (b"folder".to_vec(), Kind::Folder, 0)]);
}

fn a_missing_folder_cannot_be_listed(subject: &Subject) {
    let store = &*subject.store;
    put(store, "file", b"1");
    for at in ["none", "none/below", "file/below"] {
        assert_eq!(refused(store.list(&path(at), &mut |_| Ok(()))), StoreErrorKind::NotFound, "{at}");
    }
    refused(store.list(&path("file"), &mut |_| Ok(())));
}

fn a_visitor_can_stop_a_listing(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    put(store, "d/b", b"1");
    let mut visits = 0;
    let stopped = store.list(&path("d"), &mut |_| {
        visits += 1;
        Err(StoreError::new(StoreErrorKind::Cancelled, &path("d"), "enough"))
    });
    assert_eq!((refused(stopped), visits), (StoreErrorKind::Cancelled, 1));
}

fn a_long_listing_is_complete(subject: &Subject) {
    let store = &*subject.store;
    let expected: Vec<String> =
        (0..1500).map(|n| format!("photo-with-a-rather-long-name-{n:05}.jpg")).collect();
    for name in &expected {
        put(store, &format!("d/{name}"), b"");
    }
    assert_eq!(names(store, "d"), expected);
}

fn only_an_empty_folder_is_removed(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    assert!(!store.remove_folder(&path("d")).unwrap());
    assert_eq!(read(store, "d/a"), b"1");
    store.remove(&path("d/a")).unwrap();
    assert!(store.remove_folder(&path("d")).unwrap());
    assert!(!exists(store, "d"));
    assert_eq!(refused(store.remove_folder(&path("d"))), StoreErrorKind::NotFound);
}

fn removing_a_file_removes_just_it(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    put(store, "d/b", b"2");
    store.remove(&path("d/a")).unwrap();
    assert_eq!(names(store, "d"), ["b"]);
    assert_eq!(refused(store.remove(&path("d/a"))), StoreErrorKind::NotFound);
}

fn files_and_folders_are_not_taken_for_each_other(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    store.make_folder(&path("empty")).unwrap();
    assert_eq!(refused(store.remove(&path("empty"))), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.remove_folder(&path("d/a"))), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.open(&path("d"), 0, false).map(drop)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.append(&path("d"), b"1")), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.copy(&path("d"), &path("e"), &META)), StoreErrorKind::NotPlain);
    assert_eq!(read(store, "d/a"), b"1");
    assert!(exists(store, "empty"));
}

fn the_root_is_a_folder_that_stays(subject: &Subject) {
    let store = &*subject.store;
    let root = RelPath::root();
    assert_eq!(store.stat(&root).unwrap().unwrap().kind, Kind::Folder);
    put(store, "a", b"1");
    refused(store.rename(&root, &path("b")));
    refused(store.rename(&path("a"), &root));
    refused(store.remove(&root));
    refused(stage_whole(store, &root, b"1", &META));
    assert_eq!(names(store, ""), ["a"]);
}

fn times_of_many_folders_are_set_and_of_nothing_else(subject: &Subject) {
    let store = &*subject.store;
    let meta = |n: i64| Meta { mtime: FileTime::from_parts(1_234_567_890 + 2 * n, 0), mode: Some(0o750) };
    let mut wanted: Vec<_> = (0..20).map(|n| (path(&format!("y{n}/m")), meta(n))).collect();
    for (folder, _) in &wanted {
        store.make_folder(folder).unwrap();
    }
    put(store, "file", b"1");
    let before = store.stat(&path("file")).unwrap();
    wanted.insert(3, (path("file"), meta(0)));
    wanted.insert(9, (path("none/below"), meta(0)));
    let set = store.set_folders_meta(&wanted);
    let failed: Vec<_> =
        set.iter().enumerate().filter_map(|(n, r)| r.as_ref().err().map(|e| (n, e.kind))).collect();
    assert_eq!(failed, [(3, StoreErrorKind::NotPlain), (9, StoreErrorKind::NotFound)]);
    assert_eq!(store.stat(&path("file")).unwrap(), before);
    let step = store.capabilities().time_step_ns;
    for (folder, meta) in wanted.iter().filter(|(at, _)| !matches!(at.as_bytes(), b"file" | b"none/below")) {
        let stands = store.stat(folder).unwrap().unwrap();
        assert!(stands.mtime.same_within(meta.mtime, step), "{folder:?}: {stands:?}");
    }
}
