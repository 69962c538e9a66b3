//! Findings become notes in the catalog and proofs in the records, and the report.

use super::PlaceVerify;
use super::read::Finding;
use crate::backup::Context;
use crate::catalog::held::{self, HeldState};
use crate::catalog::places;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::path::FileKey;
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::problem::Problem;
use crate::records::Proof;
use crossbeam_channel::Receiver;

/// So many findings go into one transaction.
const NOTE_AT: usize = 1_000;

#[derive(Default)]
struct Notes {
    proofs: Vec<Proof>,
    recovered: Vec<FileKey>,
    bad: Vec<(Proof, HeldState)>,
    history_right: Vec<Digest>,
    history_wrong: Vec<Digest>,
}

/// Takes the findings until the readers are done.
pub(super) fn gather(
    context: &Context<'_>,
    session: &Session,
    records_no: i64,
    findings: &Receiver<Vec<Finding>>,
    report: &mut PlaceVerify,
) -> Result<()> {
    let mut notes = Notes::default();
    // A place that is no longer the expected one proves nothing.
    let mut failed = None;
    for group in findings {
        for finding in group {
            failed = take(finding, report, &mut notes).or(failed);
        }
        if failed.is_some() {
            break;
        }
        if notes.proofs.len() >= NOTE_AT {
            session.check_again()?;
            write_notes(context, session, records_no, &mut notes)?;
        }
    }
    session.check_again()?;
    write_notes(context, session, records_no, &mut notes)?;
    failed.map_or(Ok(()), Err)
}

fn take(finding: Finding, report: &mut PlaceVerify, notes: &mut Notes) -> Option<Error> {
    match finding {
        Finding::Right(row) => {
            report.checked += 1;
            report.ok += 1;
            if row.state != HeldState::Copied {
                notes.recovered.push(row.key.clone());
            }
            notes.proofs.push(Proof { key: row.key, sha: row.sha });
        }
        Finding::Missing(row) => {
            report.checked += 1;
            report.missing.push(row.key.to_path());
            notes.bad.push((Proof { key: row.key, sha: row.sha }, HeldState::Missing));
        }
        Finding::Damaged(row) => {
            report.checked += 1;
            report.damaged.push(row.key.to_path());
            notes.bad.push((Proof { key: row.key, sha: row.sha }, HeldState::Damaged));
        }
        Finding::Unread(row, cause) => {
            report.problems.push(Problem::new(Code::CopyUnreadable, &row.key.to_path(), cause));
            notes.bad.push((Proof { key: row.key, sha: row.sha }, HeldState::Damaged));
        }
        Finding::History(sha, is_right) => {
            report.history_checked += 1;
            if is_right {
                notes.history_right.push(sha);
            } else {
                notes.history_wrong.push(sha);
                report.history_damaged.push(sha);
            }
        }
        Finding::Failed(e) => return Some(e),
    }
    None
}

fn write_notes(context: &Context<'_>, session: &Session, records_no: i64, notes: &mut Notes) -> Result<()> {
    let notes = std::mem::take(notes);
    let history = || {
        let right = notes.history_right.iter().map(|sha| (sha, false));
        right.chain(notes.history_wrong.iter().map(|sha| (sha, true)))
    };
    if !notes.recovered.is_empty() || !notes.bad.is_empty() || history().next().is_some() {
        let mut conn = context.catalog.write();
        let tx = conn.transaction()?;
        for key in &notes.recovered {
            held::set_state(&tx, session.no, key, HeldState::Copied)?;
        }
        for (copy, state) in &notes.bad {
            held::set_state(&tx, session.no, &copy.key, *state)?;
        }
        for (sha, bad) in history() {
            held::set_object_bad(&tx, session.no, sha, bad)?;
        }
        if !notes.bad.is_empty() {
            places::mark_behind(&tx, session.no)?;
        }
        tx.commit()?;
    }
    let bad: Vec<Proof> = notes.bad.into_iter().map(|(copy, _)| copy).collect();
    let mut records = lock_of(context.records);
    records.history_is_right(records_no, &notes.history_right)?;
    records.history_is_wrong(records_no, &notes.history_wrong)?;
    records.disprove(records_no, &bad)?;
    records.prove(records_no, &notes.proofs, context.clock.now())
}
