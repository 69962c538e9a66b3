//! Tests: faults come where they are planned.

use super::*;
use crate::memory::MemoryStore;
use elderphoto_engine::store::Move;
use elderphoto_engine::time::FileTime;

const META: Meta = Meta { mtime: FileTime::from_ns(7), mode: None };

fn wrapped() -> FaultStore<MemoryStore> {
    FaultStore::new(Arc::new(MemoryStore::new()))
}

fn path(text: &str) -> RelPath {
    RelPath::literal(text)
}

#[test]
fn a_whole_file_is_three_operations_and_a_commit_two_flushes_and_its_renames() {
    let store = wrapped();
    store.stage_whole(&path("in/a"), b"1", &META).unwrap();
    assert_eq!(store.operations(), 3);
    store.commit(&[Move { from: path("in/a"), to: path("a") }]).unwrap();
    assert_eq!((store.operations(), store.count(OpName::Flush), store.count(OpName::Rename)), (6, 2, 1));
}

#[test]
fn only_the_named_operation_fails() {
    let store = wrapped();
    store.fail_at(2, Fault::Fail(StoreErrorKind::Io));
    assert_eq!(store.stage_whole(&path("a"), b"1", &META).unwrap_err().kind, StoreErrorKind::Io);
    store.stage_whole(&path("b"), b"1", &META).unwrap();
    assert_eq!(store.inner().paths(), [path("b")]);
}

#[test]
fn from_then_on_everything_that_changes_fails() {
    let store = wrapped();
    store.fail_at(1, Fault::FailFrom(StoreErrorKind::NoSpace));
    for _ in 0..3 {
        assert_eq!(store.append(&path("a"), b"1").unwrap_err().kind, StoreErrorKind::NoSpace);
    }
    assert_eq!(store.stat(&path("a")).unwrap(), None);
}

#[test]
fn a_short_append_leaves_half() {
    let store = wrapped();
    store.fail_at(1, Fault::Short(StoreErrorKind::Io));
    assert!(store.append(&path("a"), b"1234").is_err());
    assert_eq!(store.inner().read_whole(&path("a")).unwrap(), b"12");
}

#[test]
fn after_a_crash_nothing_answers_and_nothing_is_tidied_up() {
    let store = wrapped();
    store.fail_at(3, Fault::CrashMidway);
    let mut staged = store.stage(&path("in/a"), None).unwrap();
    staged.write(b"1234").unwrap();
    assert_eq!(staged.write(b"5678").unwrap_err().kind, StoreErrorKind::Gone);
    drop(staged);
    assert!(store.is_dead());
    assert_eq!(store.stat(&path("in/a")).unwrap_err().kind, StoreErrorKind::Gone);
    assert_eq!(store.inner().after_kill().read_whole(&path("in/a")).unwrap(), b"123456");
}

#[test]
fn an_observer_hears_of_each_change_and_may_look_itself() {
    let store = wrapped();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (seen, within) = (Arc::clone(&heard), Arc::clone(store.inner()));
    store.on_op(move |number, name| seen.lock().unwrap().push((number, name, within.paths().len())));
    store.stage_whole(&path("a"), b"1", &META).unwrap();
    store.stat(&path("a")).unwrap();
    let expected = [(1, OpName::StageBegin, 1), (2, OpName::StagedWrite, 1), (3, OpName::Finish, 1)];
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[test]
fn reads_are_counted_and_numbered_only_if_wished() {
    let store = wrapped();
    store.stage_whole(&path("a"), b"1234", &META).unwrap();
    let mut bytes = Vec::new();
    store.open(&path("a"), 0, true).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!((store.count(OpName::Open), store.read_bytes(), store.operations()), (1, 4, 3));
    store.number_looks_too(true);
    store.fail_at(4, Fault::Fail(StoreErrorKind::Io));
    assert_eq!(store.open(&path("a"), 0, true).err().unwrap().kind, StoreErrorKind::Io);
}
