//! Links that someone planted are seen, and neither followed nor touched.

use super::Subject;
use super::fixture::*;
use elderphoto_engine::store::{Kind, StoreErrorKind};

super::cases![
    a_link_is_seen_as_neither_file_nor_folder,
    a_link_to_a_file_is_not_followed_or_touched,
    nothing_is_done_below_a_link_to_a_folder,
    a_commit_does_not_go_through_a_link,
];

/// A file, a folder with a file, and a link to each; `false` where the store has no links.
fn with_links(subject: &Subject) -> bool {
    let Some(plant) = &subject.plant_link else { return false };
    put(&*subject.store, "outside/file", b"1");
    plant(&path("link-to-file"), &path("outside/file"));
    plant(&path("link-to-folder"), &path("outside"));
    true
}

/// What the links lead to is as it was, and the links stand.
fn nothing_happened(subject: &Subject) {
    let store = &*subject.store;
    assert_eq!(names(store, "outside"), ["file"]);
    assert_eq!(read(store, "outside/file"), b"1");
    for link in ["link-to-file", "link-to-folder"] {
        assert_eq!(store.stat(&path(link)).unwrap().unwrap().kind, Kind::Other, "{link}");
    }
}

fn a_link_is_seen_as_neither_file_nor_folder(subject: &Subject) {
    if !with_links(subject) {
        return;
    }
    let mut kinds = Vec::new();
    subject
        .store
        .list(&path(""), &mut |entry| {
            kinds.push((String::from_utf8_lossy(&entry.name).into_owned(), entry.stat.kind));
            Ok(())
        })
        .unwrap();
    assert!(kinds.contains(&("link-to-file".into(), Kind::Other)));
    assert!(kinds.contains(&("link-to-folder".into(), Kind::Other)));
}

fn a_link_to_a_file_is_not_followed_or_touched(subject: &Subject) {
    if !with_links(subject) {
        return;
    }
    let store = &*subject.store;
    let link = path("link-to-file");
    assert_eq!(refused(store.open(&link, 0, false).map(drop)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.open(&link, 0, true).map(drop)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.append(&link, b"2")), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.set_meta(&link, &META)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.copy(&link, &path("c"), &META)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.remove(&link)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.rename(&link, &path("r"))), StoreErrorKind::NotPlain);
    assert_eq!(refused(stage_whole(store, &link, b"2", &META)), StoreErrorKind::AlreadyExists);
    assert_eq!(refused(store.rename(&path("outside/file"), &link)), StoreErrorKind::AlreadyExists);
    nothing_happened(subject);
}

fn nothing_is_done_below_a_link_to_a_folder(subject: &Subject) {
    if !with_links(subject) {
        return;
    }
    let store = &*subject.store;
    let (new, old) = (path("link-to-folder/new"), path("link-to-folder/file"));
    put(store, "here", b"here");
    assert_eq!(refused(stage_whole(store, &new, b"2", &META)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.append(&old, b"2")), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.make_folder(&new)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.make_folder(&path("link-to-folder"))), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.rename(&path("here"), &new)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.rename(&old, &path("taken"))), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.copy(&path("here"), &new, &META)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.remove(&old)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.remove_folder(&path("link-to-folder"))), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.open(&old, 0, false).map(drop)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.set_meta(&old, &META)), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.list(&path("link-to-folder"), &mut |_| Ok(()))), StoreErrorKind::NotPlain);
    assert_eq!(refused(store.stat(&old)), StoreErrorKind::NotPlain);
    nothing_happened(subject);
}

fn a_commit_does_not_go_through_a_link(subject: &Subject) {
    if !with_links(subject) {
        return;
    }
    let store = &*subject.store;
    let moves: Vec<_> = (0..6)
        .map(|n| {
            let from = format!(".elderphoto/incoming/b/0/{n}");
            put(store, &from, b"new");
            one_move(&from, &format!("link-to-folder/sub/{n}"))
        })
        .collect();
    for result in store.commit(&moves).unwrap() {
        assert_eq!(refused(result), StoreErrorKind::NotPlain);
    }
    nothing_happened(subject);
    assert_eq!(names(store, ".elderphoto/incoming/b/0").len(), 6);
}
