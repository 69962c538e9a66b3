//! Reads every snapshot and every folder list of a place.

use super::PlaceVerify;
use crate::backup::Context;
use crate::catalog::places;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::tree::Node;
use crate::place::mirror::read_folder;
use crate::place::session::Session;
use crate::problem::Problem;
use std::collections::HashSet;

/// Reads every snapshot and every folder list that any of them needs, each once.
pub(super) fn check_snapshots(
    context: &Context<'_>,
    session: &Session,
    report: &mut PlaceVerify,
) -> Result<()> {
    let mut seen = HashSet::new();
    let mut bad = 0;
    for id in session.snapshot_ids()? {
        let checked =
            session.read_snapshot(&id).and_then(|s| check_tree(context, session, s.root, &mut seen));
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
    Ok(())
}

fn check_tree(
    context: &Context<'_>,
    session: &Session,
    root: Digest,
    seen: &mut HashSet<Digest>,
) -> Result<()> {
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if context.monitor.cancelled() {
            return Err(Error::stopped());
        }
        if seen.contains(&node) {
            continue;
        }
        for entry in read_folder(&*session.store, &node)? {
            if let Node::Folder(below) = entry.node {
                waiting.push(below);
            }
        }
        // Only what is whole is not looked at again: a damaged one counts for each snapshot.
        seen.insert(node);
    }
    Ok(())
}
