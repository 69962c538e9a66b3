//! Reads copies again from their medium and compares them with what was written.

use crate::backup::{Context, Target};
use crate::catalog::held;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::monitor::Phase;
use crate::path::RelPath;
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::problem::Problem;
use crossbeam_channel::{Sender, bounded};
use read::{Finding, Groups, Job};

mod gather;
mod read;
mod snapshots;

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
    let session = target.session(context)?;
    let standing = target.standing(context, &session)?;
    Ok((session, standing.problems))
}

fn check(
    context: &Context<'_>,
    session: &Session,
    sample: Option<u64>,
    report: &mut PlaceVerify,
) -> Result<()> {
    let records_no = lock_of(context.records).place(&session.location.location_id)?;
    if sample.is_none() {
        snapshots::check_snapshots(context, session, records_no, report)?;
    }
    let names = session.read_names()?;
    let readers = session.store.capabilities().parallel.max(1);
    std::thread::scope(|scope| {
        let (send, jobs) = bounded::<Vec<Job>>(readers);
        let (found, findings) = bounded::<Vec<Finding>>(64);
        let producer = scope.spawn(move || produce(context, session, records_no, sample, &send));
        for _ in 0..readers {
            let (jobs, found, names) = (jobs.clone(), found.clone(), &names);
            scope.spawn(move || read::work(context, session, names, &jobs, &found));
        }
        drop((jobs, found));
        let gathered = gather::gather(context, session, records_no, &findings, report);
        // A gatherer that failed lets the others end by closing its end.
        drop(findings);
        let total = producer.join().unwrap_or_else(|_| Err(crate::backup::place_thread_panicked()))?;
        gathered?;
        if total == 0 {
            let none = "no copy is known there";
            report.problems.push(Problem::new(Code::NothingCopied, &RelPath::root(), none));
        }
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
    send: &Sender<Vec<Job>>,
) -> Result<u64> {
    let conn = context.catalog.reader()?;
    let total: i64 =
        conn.query_row("SELECT count(*) FROM held WHERE place=? AND name<>x''", [session.no], |r| r.get(0))?;
    let mut groups = Groups::to(send);
    match sample {
        Some(n) => {
            attach_proofs(&conn, context)?;
            groups.give_sample(&conn, session.no, records_no, n)?;
        }
        None => groups.give_all(&conn, session.no)?,
    }
    Ok(total as u64)
}

/// How far ahead of the clock a proof may lie: clocks are set, and differ a little.
const CLOCK_MARGIN_S: i64 = 24 * 3600;

/// Makes the proofs readable from a connection of the catalog, as `proofs`.
///
/// Proofs from the future are left out: the clock was wrong when they were noted, and counted they would make
/// copies look proven for years.
pub fn attach_proofs(conn: &rusqlite::Connection, context: &Context<'_>) -> Result<()> {
    let path = lock_of(context.records).path().unwrap_or_default().to_owned();
    conn.execute("ATTACH ? AS records", [path])?;
    let latest = context.clock.now().as_unix() + CLOCK_MARGIN_S;
    conn.execute_batch(&format!(
        "CREATE TEMP VIEW proofs AS
           SELECT place, folder, name, sha, at FROM records.proofs WHERE at BETWEEN 0 AND {latest}"
    ))?;
    Ok(())
}
