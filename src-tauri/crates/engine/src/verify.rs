//! Reads copies again from their medium and compares them with what was written.

use crate::backup::{Context, Target};
use crate::catalog::held::{self, HeldRow, HeldState};
use crate::catalog::places;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::names::StoredNames;
use crate::format::tree::Node;
use crate::monitor::Phase;
use crate::path::{FileKey, RelPath};
use crate::place::content;
use crate::place::mirror::read_folder;
use crate::place::reconcile::{self, Look};
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::problem::Problem;
use crate::records::Proof;
use crate::store::StoreErrorKind;
use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::params;
use std::collections::HashSet;

/// Threads that read at one place.
const READERS: usize = 2;
/// Rows travel in groups.
const GROUP: usize = 32;
/// So many findings go into one transaction.
const NOTE_AT: usize = 1_000;

/// What a check of one place found.
#[derive(Debug, Default)]
pub struct PlaceVerify {
    /// The place.
    pub name: String,
    /// Files read and compared.
    pub checked: u64,
    /// Of these, right.
    pub ok: u64,
    /// Gone.
    pub missing: Vec<RelPath>,
    /// Other bytes.
    pub damaged: Vec<RelPath>,
    /// Not looked at, or not readable.
    pub unchecked: u64,
    /// Older versions read.
    pub history_checked: u64,
    /// Older versions gone or wrong.
    pub history_damaged: Vec<Digest>,
    /// What else went wrong.
    pub problems: Vec<Problem>,
    /// Why it ended early.
    pub error: Option<Error>,
}

/// Checks all places at the same time: every file, or `sample` files of each, those with the
/// oldest proof first.
pub fn verify(context: &Context<'_>, targets: &[Target], sample: Option<u64>) -> Result<Vec<PlaceVerify>> {
    context.monitor.phase(Phase::Checking, 0, 0);
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = targets.iter().map(|target| scope.spawn(|| open(context, target))).collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| Err(crate::backup::place_thread_panicked())))
            .collect()
    });
    let (mut files, mut bytes) = (0, 0);
    for (session, _) in opened.iter().flatten() {
        let (n, size) = held::totals(&context.catalog.write(), session.no)?;
        files += sample.map_or(n, |s| s.min(n));
        bytes += if sample.is_some() { 0 } else { size };
    }
    context.monitor.phase(Phase::Checking, files, bytes);
    Ok(std::thread::scope(|scope| {
        let threads: Vec<_> = targets
            .iter()
            .zip(opened)
            .map(|(target, opened)| {
                let work = move || {
                    let mut report = PlaceVerify { name: target.name.clone(), ..PlaceVerify::default() };
                    let result = opened.and_then(|(session, problems)| {
                        report.problems = problems;
                        check(context, &session, sample, &mut report)
                    });
                    report.error = result.err();
                    report
                };
                (target, scope.spawn(work))
            })
            .collect();
        threads
            .into_iter()
            .map(|(target, thread)| {
                thread.join().unwrap_or_else(|_| PlaceVerify {
                    name: target.name.clone(),
                    error: Some(crate::backup::place_thread_panicked()),
                    ..PlaceVerify::default()
                })
            })
            .collect()
    }))
}

fn open(context: &Context<'_>, target: &Target) -> Result<(Session, Vec<Problem>)> {
    let store = (target.open)()?;
    let no = places::get_or_add(&context.catalog.write(), &target.expected.location_id)?.no;
    let session = Session::open(&target.name, no, store, &target.expected)?;
    let look = Look { take_over: target.take_over, clock: context.clock, monitor: context.monitor };
    let standing = reconcile::standing(&session, context.catalog, &look)?;
    Ok((session, standing.problems))
}

enum What {
    Mirror(HeldRow),
    History(Digest),
}

enum Finding {
    Right(HeldRow),
    Missing(HeldRow),
    Damaged(HeldRow),
    Unread(HeldRow, String),
    History(Digest, bool),
    Failed(Error),
}

/// Reads every snapshot and every folder list that any of them needs, each once.
fn check_snapshots(context: &Context<'_>, session: &Session, report: &mut PlaceVerify) -> Result<()> {
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

fn check(
    context: &Context<'_>,
    session: &Session,
    sample: Option<u64>,
    report: &mut PlaceVerify,
) -> Result<()> {
    if sample.is_none() {
        check_snapshots(context, session, report)?;
    }
    let names = session.read_names()?;
    let records_no = lock_of(context.records).place(&session.location.location_id)?;
    std::thread::scope(|scope| {
        let (send, jobs) = bounded::<Vec<What>>(READERS * 4);
        let (found, findings) = bounded::<Vec<Finding>>(64);
        let producer = scope.spawn(move || produce(context, session, records_no, sample, &send));
        for _ in 0..READERS {
            let (jobs, found, names) = (jobs.clone(), found.clone(), &names);
            scope.spawn(move || read_jobs(context, session, names, &jobs, &found));
        }
        drop((jobs, found));
        let gathered = gather(context, session, records_no, &findings, report);
        // A gatherer that failed lets the others end by closing its end.
        drop(findings);
        let total = producer.join().unwrap_or_else(|_| Err(crate::backup::place_thread_panicked()))?;
        gathered?;
        report.unchecked = total.saturating_sub(report.checked);
        if context.monitor.cancelled() { Err(Error::stopped()) } else { Ok(()) }
    })
}

/// Gives the rows to check to the readers; tells how many files the place should hold.
fn produce(
    context: &Context<'_>,
    session: &Session,
    records_no: i64,
    sample: Option<u64>,
    send: &Sender<Vec<What>>,
) -> Result<u64> {
    let conn = context.catalog.reader()?;
    let total: i64 =
        conn.query_row("SELECT count(*) FROM held WHERE place=? AND name<>x''", [session.no], |r| r.get(0))?;
    let mut group = Vec::with_capacity(GROUP);
    let mut give = |what: What| -> bool {
        group.push(what);
        group.len() < GROUP || send.send(std::mem::take(&mut group)).is_ok()
    };
    if let Some(sample) = sample {
        attach_records(&conn, context)?;
        let mut statement = conn.prepare(
            "SELECT h.folder,h.name,h.size,h.mtime,h.mode,h.sha,h.state,h.copied FROM held h
               LEFT JOIN records.proofs p ON p.place=?2 AND p.folder=h.folder AND p.name=h.name AND p.sha=h.sha
               WHERE h.place=?1 AND h.name<>x'' ORDER BY coalesce(p.at,0), random() LIMIT ?3",
        )?;
        for row in statement.query_map(params![session.no, records_no, sample as i64], held::read_row)? {
            if !give(What::Mirror(row?)) {
                return Ok(total as u64);
            }
        }
    } else {
        let mut statement = conn.prepare(&held::select_all())?;
        for row in statement.query_map([session.no], held::read_row)? {
            let row = row?;
            if !row.key.is_folder() && !give(What::Mirror(row)) {
                return Ok(total as u64);
            }
        }
        let mut statement = conn.prepare("SELECT sha FROM objects WHERE place=?")?;
        let rows = statement.query_map([session.no], |r| crate::catalog::digest_column(r, 0))?;
        for sha in rows {
            if !give(What::History(sha?)) {
                return Ok(total as u64);
            }
        }
    }
    drop(send.send(group));
    Ok(total as u64)
}

/// Makes the records readable from a connection of the catalog, as `records`.
pub fn attach_records(conn: &rusqlite::Connection, context: &Context<'_>) -> Result<()> {
    let path = lock_of(context.records).path().unwrap_or_default().to_owned();
    conn.execute("ATTACH ? AS records", [path])?;
    Ok(())
}

fn read_jobs(
    context: &Context<'_>,
    session: &Session,
    names: &StoredNames,
    jobs: &Receiver<Vec<What>>,
    found: &Sender<Vec<Finding>>,
) {
    for group in jobs {
        let mut findings = Vec::with_capacity(group.len());
        for what in group {
            if context.monitor.cancelled() {
                return;
            }
            findings.push(match what {
                What::Mirror(row) => read_mirror(context, session, names, row),
                What::History(sha) => read_history(context, session, sha),
            });
        }
        if found.send(findings).is_err() {
            return;
        }
    }
}

fn read_mirror(context: &Context<'_>, session: &Session, names: &StoredNames, row: HeldRow) -> Finding {
    let path = row.key.to_path();
    context.monitor.current(&path);
    let stored = names.stored(&path);
    let finding = match content::hash(&*session.store, &stored, true, context.monitor) {
        Ok((sha, _)) if sha == row.sha => Finding::Right(row),
        Ok(_) => Finding::Damaged(row),
        Err(Error::Store(e)) => match e.kind {
            StoreErrorKind::NotFound => Finding::Missing(row),
            StoreErrorKind::NotPlain => Finding::Damaged(row),
            kind if kind.is_whole_place() => Finding::Failed(Error::Store(e)),
            _ => Finding::Unread(row, e.to_string()),
        },
        Err(e) => Finding::Failed(e),
    };
    if let Finding::Right(row) = &finding {
        context.monitor.advance(1, row.size);
    }
    finding
}

fn read_history(context: &Context<'_>, session: &Session, sha: Digest) -> Finding {
    match content::hash(&*session.store, &layout::object(&sha), true, context.monitor) {
        Ok((found, _)) => Finding::History(sha, found == sha),
        Err(Error::Store(e)) if e.kind.is_whole_place() => Finding::Failed(Error::Store(e)),
        Err(Error::Store(_)) => Finding::History(sha, false),
        Err(e) => Finding::Failed(e),
    }
}

#[derive(Default)]
struct Notes {
    proofs: Vec<Proof>,
    recovered: Vec<FileKey>,
    bad: Vec<(FileKey, HeldState)>,
    history: Vec<(Digest, bool)>,
}

fn gather(
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
            notes.bad.push((row.key, HeldState::Missing));
        }
        Finding::Damaged(row) => {
            report.checked += 1;
            report.damaged.push(row.key.to_path());
            notes.bad.push((row.key, HeldState::Damaged));
        }
        Finding::Unread(row, cause) => {
            report.problems.push(Problem::new(Code::CopyUnreadable, &row.key.to_path(), cause));
            notes.bad.push((row.key, HeldState::Damaged));
        }
        Finding::History(sha, is_right) => {
            report.history_checked += 1;
            notes.history.push((sha, !is_right));
            if !is_right {
                report.history_damaged.push(sha);
            }
        }
        Finding::Failed(e) => return Some(e),
    }
    None
}

fn write_notes(context: &Context<'_>, session: &Session, records_no: i64, notes: &mut Notes) -> Result<()> {
    let notes = std::mem::take(notes);
    if !notes.recovered.is_empty() || !notes.bad.is_empty() || !notes.history.is_empty() {
        let mut conn = context.catalog.write();
        let tx = conn.transaction()?;
        for key in &notes.recovered {
            held::set_state(&tx, session.no, key, HeldState::Copied)?;
        }
        for (key, state) in &notes.bad {
            held::set_state(&tx, session.no, key, *state)?;
        }
        for (sha, bad) in &notes.history {
            held::set_object_bad(&tx, session.no, sha, *bad)?;
        }
        if !notes.bad.is_empty() {
            places::mark_behind(&tx, session.no)?;
        }
        tx.commit()?;
    }
    let bad: Vec<FileKey> = notes.bad.into_iter().map(|(key, _)| key).collect();
    let mut records = lock_of(context.records);
    records.disprove(records_no, &bad)?;
    records.prove(records_no, &notes.proofs, context.clock.now())
}
