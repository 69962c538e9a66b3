//! Calls with many parts: part by part, or whole to the store within and numbered by their parts.

use super::plan::Verdict;
use super::{FaultStore, OpName, told};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{
    self, Meta, Move, Store, StoreErrorKind, StoreResult, commit_one_by_one, set_folders_one_by_one,
};

fn goes_whole<S: Store + 'static>(faulty: &FaultStore<S>) -> bool {
    faulty.shared.plan(|plan| plan.passes_whole_calls)
}

pub(super) fn stage<S: Store + 'static>(
    faulty: &FaultStore<S>,
    path: &RelPath,
    bytes: &[u8],
    meta: &Meta,
) -> StoreResult<()> {
    if !goes_whole(faulty) {
        return store::stage_in_parts(faulty, path, bytes, meta);
    }
    let stage = || faulty.inner.stage_whole(path, bytes, meta);
    faulty.shared.changes(OpName::StageBegin, path, stage, super::nothing)
}

pub(super) fn commit_steps<S: Store + 'static>(
    faulty: &FaultStore<S>,
    steps: &[&[Move]],
) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
    let mut done = Vec::with_capacity(steps.len());
    if goes_whole(faulty) {
        return commit_whole(faulty, steps);
    }
    for step in steps {
        let results = commit_one_by_one(faulty, step)?;
        let has_failed = results.iter().any(Result::is_err);
        done.push(results);
        if has_failed {
            break;
        }
    }
    Ok(done)
}

/// One call to the store within, cut off before the first part that has a fault.
fn commit_whole<S: Store + 'static>(
    faulty: &FaultStore<S>,
    steps: &[&[Move]],
) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
    let mut before: Vec<&[Move]> = Vec::with_capacity(steps.len());
    for step in steps {
        if let Some(kind) = begin(faulty, OpName::Flush) {
            return cut_off(faulty, &before, kind);
        }
        for (done, _) in step.iter().enumerate() {
            if let Some(kind) = begin(faulty, OpName::Rename) {
                before.push(&step[..done]);
                return cut_off(faulty, &before, kind);
            }
        }
        before.push(step);
    }
    if let Some(kind) = begin(faulty, OpName::Flush) {
        return cut_off(faulty, &before, kind);
    }
    let done = faulty.inner.commit_steps(steps)?;
    faulty.shared.observe(faulty.operations(), OpName::Flush);
    Ok(done)
}

fn begin<S: Store + 'static>(faulty: &FaultStore<S>, name: OpName) -> Option<StoreErrorKind> {
    match faulty.shared.plan(|plan| plan.begin(name)).1 {
        Verdict::Go => None,
        Verdict::Fail(kind) | Verdict::Half(kind) | Verdict::HalfThenDead(kind) => Some(kind),
    }
}

fn cut_off<T, S: Store + 'static>(
    faulty: &FaultStore<S>,
    before: &[&[Move]],
    kind: StoreErrorKind,
) -> StoreResult<T> {
    if before.iter().any(|step| !step.is_empty()) {
        faulty.inner.commit_steps(before)?;
    }
    Err(told(kind, &RelPath::root()))
}

pub(super) fn set_folders_meta<S: Store + 'static>(
    faulty: &FaultStore<S>,
    folders: &[(RelPath, Meta)],
) -> Vec<StoreResult<()>> {
    if !goes_whole(faulty) {
        return set_folders_one_by_one(faulty, folders);
    }
    match begin(faulty, OpName::SetMeta) {
        None => faulty.inner.set_folders_meta(folders),
        Some(kind) => folders.iter().map(|(path, _)| Err(told(kind, path))).collect(),
    }
}
