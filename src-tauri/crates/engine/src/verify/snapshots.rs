//! Reads every snapshot and every folder list of a place, and looks whether what they name is there.

use super::PlaceVerify;
use crate::backup::Context;
use crate::catalog::{held, places};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::snapshot::SnapshotId;
use crate::format::tree::Node;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::place::many::many;
use crate::place::mirror::read_folder;
use crate::place::named::Named;
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::problem::Problem;
use std::collections::HashSet;

/// Reads every snapshot and every folder list that any of them needs, each once. What is named there and was found
/// nowhere at the place is lost.
pub(super) fn check_snapshots(
    context: &Context<'_>,
    session: &Session,
    records_no: i64,
    report: &mut PlaceVerify,
) -> Result<()> {
    let named = Named::none(context.catalog, session.no)?;
    let mut seen = HashSet::new();
    let mut bad = 0;
    let ids = session.snapshot_ids()?;
    tell_of_gone(context, records_no, &ids, report)?;
    for id in ids {
        let checked =
            session.read_snapshot(&id).and_then(|s| check_tree(context, session, s.root, &mut seen, &named));
        match checked {
            Ok(()) => {}
            Err(e) if e.code() == Code::SnapshotDamaged => {
                bad += 1;
                report.problems.push(Problem::new(Code::SnapshotDamaged, &layout::snapshot(&id), e));
            }
            Err(e) => return Err(e),
        }
    }
    places::set_bad_snapshots(&context.catalog.write(), session.no, bad)?;
    if bad > 0 {
        // The next run looks at the place before it trusts, and writes anew what it can.
        places::mark_dirty(&context.catalog.write(), session.no)?;
    }
    let lost = named.lost()?;
    session.check_again()?;
    if bad == 0 {
        forgive(context, session, records_no, &lost)?;
    }
    lock_of(context.records).history_is_wrong(records_no, &lost)?;
    report.history_damaged.extend(lost);
    Ok(())
}

/// A snapshot that the place had once is missed by every check, also after the look that noticed it first.
fn tell_of_gone(
    context: &Context<'_>,
    records_no: i64,
    listed: &[SnapshotId],
    report: &mut PlaceVerify,
) -> Result<()> {
    let mut records = lock_of(context.records);
    records.note_snapshots(records_no, &[], listed)?;
    for id in records.gone_snapshots(records_no)? {
        let path = layout::snapshot(&id);
        let is_told = |p: &Problem| p.code == Code::SnapshotMissing && p.path == path;
        if !report.problems.iter().any(is_told) {
            report.problems.push(Problem::new(Code::SnapshotMissing, &path, "not listed any more"));
        }
    }
    Ok(())
}

/// What was lost once and is not any more, or is asked for by no listed snapshot, is no longer told.
fn forgive(context: &Context<'_>, session: &Session, records_no: i64, lost: &[Digest]) -> Result<()> {
    let lost: HashSet<&Digest> = lost.iter().collect();
    let mut known = lock_of(context.records).wrong_history(records_no)?;
    known.retain(|content| !lost.contains(content));
    let mut right = Vec::with_capacity(known.len());
    {
        let conn = context.catalog.write();
        for content in known {
            // What lies in the history is right when it was read.
            if !held::has_object(&conn, session.no, &content)? {
                right.push(content);
            }
        }
    }
    lock_of(context.records).history_is_right(records_no, &right)
}

fn check_tree(
    context: &Context<'_>,
    session: &Session,
    root: Digest,
    seen: &mut HashSet<Digest>,
    named: &Named,
) -> Result<()> {
    let store = &*session.store;
    let some = store.capabilities().parallel.max(1);
    let mut waiting = vec![(root, RelPath::root())];
    while !waiting.is_empty() {
        if context.monitor.cancelled() {
            return Err(Error::stopped());
        }
        let mut nodes = waiting.split_off(waiting.len().saturating_sub(some));
        nodes.sort_unstable();
        nodes.dedup_by_key(|(node, _)| *node);
        nodes.retain(|(node, _)| !seen.contains(node));
        for ((node, path), entries) in
            nodes.iter().zip(many(store, &nodes, |(node, _)| read_folder(store, node)))
        {
            let folder = FolderKey::of(path);
            for entry in entries? {
                match entry.node {
                    Node::Folder(below) => {
                        waiting.push((below, path.join(&entry.name).map_err(Error::internal)?));
                    }
                    Node::File(file) => {
                        let key = FileKey { folder: folder.clone(), name: entry.name };
                        named.add(&key, &file.sha256)?;
                    }
                }
            }
            // Only what is whole is not looked at again: a damaged one counts for each snapshot.
            seen.insert(*node);
        }
    }
    Ok(())
}
