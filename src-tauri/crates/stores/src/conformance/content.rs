//! Bytes, times and modes: what is written is what is read.

use super::Subject;
use super::fixture::*;
use elderphoto_engine::store::{Kind, Meta, StoreErrorKind};
use elderphoto_engine::time::FileTime;

super::cases![
    what_is_written_is_read_back,
    an_empty_file_is_a_file,
    long_content_comes_through_in_pieces_of_any_length,
    long_content_in_one_piece_comes_through,
    content_of_unknown_length_comes_through,
    reading_begins_where_it_is_asked_to,
    reading_from_the_medium_gives_the_same_bytes,
    time_and_mode_are_kept,
    times_before_1970_and_after_2038_are_kept,
    time_and_mode_can_be_set_later,
    a_copy_is_a_second_file,
    copying_never_replaces,
    staging_never_replaces,
    appending_adds_to_the_end_and_makes_the_file,
    a_staged_file_that_is_given_up_leaves_the_name_free,
    missing_files_are_not_found,
    room_left_is_told_or_unknown,
];

fn what_is_written_is_read_back(subject: &Subject) {
    let store = &*subject.store;
    put(store, "2024/11/a.jpg", b"content");
    assert_eq!(read(store, "2024/11/a.jpg"), b"content");
    let stat = store.stat(&path("2024/11/a.jpg")).unwrap().unwrap();
    assert_eq!((stat.kind, stat.size), (Kind::File, 7));
}

fn an_empty_file_is_a_file(subject: &Subject) {
    let store = &*subject.store;
    put(store, "whole", b"");
    store.stage(&path("staged"), Some(0)).unwrap().finish(&META).unwrap();
    store.stage(&path("unknown"), None).unwrap().finish(&META).unwrap();
    store.append(&path("appended"), b"").unwrap();
    for at in ["whole", "staged", "unknown", "appended"] {
        assert_eq!(store.stat(&path(at)).unwrap().unwrap().size, 0, "{at}");
        assert_eq!(read_from(store, &path(at), 0, true), b"", "{at}");
    }
}

fn long_content_comes_through_in_pieces_of_any_length(subject: &Subject) {
    let store = &*subject.store;
    let bytes = pattern((9 << 20) + 4097);
    let mut staged = store.stage(&path("long"), Some(bytes.len() as u64)).unwrap();
    let mut left = &bytes[..];
    for length in [1, 4096, 4095, 1 << 20, 3, (2 << 20) + 5, 0, 511, usize::MAX] {
        let (piece, rest) = left.split_at(length.min(left.len()));
        staged.write(piece).unwrap();
        left = rest;
    }
    staged.finish(&META).unwrap();
    assert!(read(store, "long") == bytes);
    store.flush().unwrap();
    assert!(read_from(store, &path("long"), 0, true) == bytes);
}

fn long_content_in_one_piece_comes_through(subject: &Subject) {
    let store = &*subject.store;
    for size_bytes in [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 4096] {
        let (at, bytes) = (format!("{size_bytes}"), pattern(size_bytes));
        stage_whole(store, &path(&at), &bytes, &META).unwrap();
        assert!(read(store, &at) == bytes, "{size_bytes} bytes");
    }
}

fn content_of_unknown_length_comes_through(subject: &Subject) {
    let store = &*subject.store;
    for size_bytes in [5, (1 << 20) + 5] {
        let (at, bytes) = (format!("{size_bytes}"), pattern(size_bytes));
        let mut staged = store.stage(&path(&at), None).unwrap();
        bytes.chunks(100_000).for_each(|piece| staged.write(piece).unwrap());
        staged.finish(&META).unwrap();
        assert!(read(store, &at) == bytes, "{size_bytes} bytes");
    }
}

fn reading_begins_where_it_is_asked_to(subject: &Subject) {
    let store = &*subject.store;
    let bytes = pattern(10_000);
    stage_whole(store, &path("a"), &bytes, &META).unwrap();
    store.flush().unwrap();
    for offset in [0, 1, 4095, 4096, 4097, 9_999, 10_000, 20_000] {
        for from_medium in [false, true] {
            let expected = bytes.get(offset..).unwrap_or_default();
            assert!(read_from(store, &path("a"), offset as u64, from_medium) == expected, "from {offset}");
        }
    }
}

fn reading_from_the_medium_gives_the_same_bytes(subject: &Subject) {
    let store = &*subject.store;
    for size_bytes in [1, 4095, 4096, 4097, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (2 << 20) + 100] {
        let (at, bytes) = (format!("{size_bytes}"), pattern(size_bytes));
        stage_whole(store, &path(&at), &bytes, &META).unwrap();
        // Also before the flush.
        assert!(read_from(store, &path(&at), 0, true) == bytes, "{size_bytes} bytes");
    }
}

fn time_and_mode_are_kept(subject: &Subject) {
    let store = &*subject.store;
    put(store, "whole", b"1");
    let mut staged = store.stage(&path("staged"), Some(2 << 20)).unwrap();
    staged.write(&pattern(2 << 20)).unwrap();
    staged.finish(&META).unwrap();
    store.rename(&path("whole"), &path("renamed")).unwrap();
    let step = store.capabilities().time_step_ns;
    for at in ["staged", "renamed"] {
        let stat = store.stat(&path(at)).unwrap().unwrap();
        assert!(stat.mtime.same_within(META.mtime, step), "{at}: {:?}", stat.mtime);
        assert!(stat.mode.is_none() || stat.mode == META.mode, "{at}: {:?}", stat.mode);
    }
}

fn times_before_1970_and_after_2038_are_kept(subject: &Subject) {
    let store = &*subject.store;
    let step = store.capabilities().time_step_ns;
    if step > 1_000_000_000 {
        return; // FAT begins in 1980.
    }
    let earliest = if subject.times_from_1970 { 0 } else { i64::MIN };
    for seconds in [-1_000_000_000, -1, 0, 3_000_000_000].into_iter().filter(|s| *s >= earliest) {
        let at = path(&format!("t{seconds}"));
        let mtime = FileTime::from_parts(seconds, 0);
        stage_whole(store, &at, b"1", &Meta { mtime, mode: None }).unwrap();
        assert!(store.stat(&at).unwrap().unwrap().mtime.same_within(mtime, step), "{seconds}");
    }
}

fn time_and_mode_can_be_set_later(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"1");
    let later = Meta { mtime: FileTime::from_parts(1_600_000_000, 0), mode: Some(0o750) };
    for at in ["d/a", "d"] {
        store.set_meta(&path(at), &later).unwrap();
        let stat = store.stat(&path(at)).unwrap().unwrap();
        assert!(stat.mtime.same_within(later.mtime, store.capabilities().time_step_ns), "{at}");
        assert!(stat.mode.is_none() || stat.mode == later.mode, "{at}: {:?}", stat.mode);
    }
    assert_eq!(read(store, "d/a"), b"1");
    assert_eq!(refused(store.set_meta(&path("none"), &later)), StoreErrorKind::NotFound);
}

fn a_copy_is_a_second_file(subject: &Subject) {
    let store = &*subject.store;
    let bytes = pattern((1 << 20) + 7);
    stage_whole(store, &path("a"), &bytes, &META).unwrap();
    let meta = Meta { mtime: FileTime::from_parts(1_500_000_000, 0), mode: None };
    store.copy(&path("a"), &path("new/b"), &meta).unwrap();
    assert!(read(store, "new/b") == bytes);
    let stat = store.stat(&path("new/b")).unwrap().unwrap();
    assert!(stat.mtime.same_within(meta.mtime, store.capabilities().time_step_ns));
    store.append(&path("new/b"), b"more").unwrap();
    assert!(read(store, "a") == bytes);
    assert_eq!(refused(store.copy(&path("none"), &path("c"), &META)), StoreErrorKind::NotFound);
    assert!(!exists(store, "c"));
}

fn copying_never_replaces(subject: &Subject) {
    let store = &*subject.store;
    put(store, "a", b"1");
    put(store, "b", b"2");
    assert_eq!(refused(store.copy(&path("a"), &path("b"), &META)), StoreErrorKind::AlreadyExists);
    assert_eq!((read(store, "a"), read(store, "b")), (b"1".to_vec(), b"2".to_vec()));
}

fn staging_never_replaces(subject: &Subject) {
    let store = &*subject.store;
    put(store, "d/a", b"old");
    for at in ["d/a", "d"] {
        assert_eq!(refused(stage_whole(store, &path(at), b"new", &META)), StoreErrorKind::AlreadyExists);
        assert_eq!(refused(store.stage(&path(at), None)), StoreErrorKind::AlreadyExists);
    }
    assert_eq!(read(store, "d/a"), b"old");
}

fn appending_adds_to_the_end_and_makes_the_file(subject: &Subject) {
    let store = &*subject.store;
    store.append(&path("d/SUMS"), b"one\n").unwrap();
    store.append(&path("d/SUMS"), b"two\n").unwrap();
    assert_eq!(read(store, "d/SUMS"), b"one\ntwo\n");
    let bytes = pattern(3 << 20);
    store.append(&path("d/SUMS"), &bytes).unwrap();
    assert!(read(store, "d/SUMS")[8..] == bytes);
}

fn a_staged_file_that_is_given_up_leaves_the_name_free(subject: &Subject) {
    let store = &*subject.store;
    for size_bytes in [3, 2 << 20] {
        let mut staged = store.stage(&path("in/a"), None).unwrap();
        staged.write(&pattern(size_bytes)).unwrap();
        drop(staged);
        assert!(!exists(store, "in/a"));
    }
    put(store, "in/a", b"1");
}

fn missing_files_are_not_found(subject: &Subject) {
    let store = &*subject.store;
    put(store, "file", b"1");
    for at in ["none", "no/folder", "file/below"] {
        assert_eq!(store.stat(&path(at)).unwrap(), None, "{at}");
        assert_eq!(refused(store.open(&path(at), 0, false).map(drop)), StoreErrorKind::NotFound, "{at}");
        assert_eq!(refused(store.remove(&path(at))), StoreErrorKind::NotFound, "{at}");
        assert_eq!(refused(store.rename(&path(at), &path("to"))), StoreErrorKind::NotFound, "{at}");
    }
    assert!(!exists(store, "to"));
}

fn room_left_is_told_or_unknown(subject: &Subject) {
    if let Some(space) = subject.store.space().unwrap() {
        assert!(space.free_bytes <= space.total_bytes);
    }
    subject.store.check_root().unwrap();
}
