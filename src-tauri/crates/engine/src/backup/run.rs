//! Puts a run together: opens the places, feeds the lanes, gathers what they say.

use super::feed::{FileOrKey, Job, LaneEnd, LaneState, Message};
use super::joining::Joining;
use super::lane::{Lane, LaneReport, Needs, Opened};
use super::look::{Looked, look};
use super::opening::{Answer, Late, Opening};
use super::reader::{Finding, LARGE_BYTES, Readers};
use super::window::Window;
use super::{Context, Options, PlaceReport, Report, Target, place_thread_panicked};
use crate::catalog::held::{self, Lacking};
use crate::catalog::{files, places, snapshots};
use crate::code::Code;
use crate::error::{Error, Result};
use crate::format::snapshot::{SnapshotId, Writer as WriterName};
use crate::monitor::Phase;
use crate::place::reconcile;
use crate::place::session::Session;
use crate::place::writer::{Run, Standing, lock_of};
use crate::plan::place::{PathPlan, PlaceStep, plan};
use crate::problem::Problem;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Threads that read and hash.
const READERS: usize = 2;
/// Messages that may wait for a lane; their bytes are bounded by the window.
const QUEUE: usize = 256;
/// Jobs travel in groups.
const GROUP: usize = 128;
/// Room that is left free at a place for trees, lists and the file system itself.
const MARGIN_BYTES: u64 = 8 << 20;

/// Runs. `Err` when it could not even begin (no library); else what happened at each place.
pub fn run(context: &Context<'_>, targets: &[Target], options: Options) -> Result<Report> {
    std::thread::scope(|scope| {
        let opening = Opening::start(scope, context, targets)?;
        let looked = look(context.library, context.catalog, context.monitor)?;
        // With a lost catalog, what the places recorded saves reading the library again.
        let knows_none = snapshots::all(&context.catalog.write())?.is_empty();
        let is_lost = knows_none && lock_of(context.records).knows_of_a_run()?;
        let answers = opening.answers(is_lost);
        copy(context, targets, options, looked, answers)
    })
}

fn copy(
    context: &Context<'_>,
    targets: &[Target],
    options: Options,
    looked: Looked,
    answers: Vec<std::result::Result<Answer, Late>>,
) -> Result<Report> {
    adopt_contents(context, answers.iter().flatten())?;
    let generation = files::generation(&context.catalog.write())?;
    let run = begin(context, answers.iter().flatten(), &looked)?;
    let mut reports: Vec<PlaceReport> = Vec::new();
    let mut lanes = Vec::new();
    let mut late = Vec::new();
    for (target, answer) in targets.iter().zip(answers) {
        let mut report = PlaceReport { name: target.name.clone(), tally: Default::default(), error: None };
        match answer {
            Err(place) => late.push((reports.len(), place)),
            Ok(answer) => match answer.and_then(|opened| wants(context, opened, generation, options)) {
                Err(e) => report.error = Some(e),
                Ok(opened) => lanes.extend(opened.map(|o| (reports.len(), o))),
            },
        }
        reports.push(report);
    }
    let mut unread = Vec::new();
    if !lanes.is_empty() || !late.is_empty() {
        unread = feed(context, &run, lanes, late, generation, options, &mut reports)?;
    }
    let mut problems = looked.problems;
    problems.extend(unread);
    note_runs(context, targets, &reports, problems.is_empty())?;
    let snapshot = newest_snapshot(context)?;
    if let Some(id) = &snapshot {
        lock_of(context.records).note_sequence(id.sequence())?;
    }
    Ok(Report {
        snapshot,
        scanned: looked.files,
        problems,
        left_out: looked.left_out,
        places: reports,
        stopped: context.monitor.cancelled(),
    })
}

/// Opens each place and, with `look_closer`, brings the catalog to what stands there; gives what was
/// in the way. For commands that tell how things are without a run.
pub fn meet_all(context: &Context<'_>, targets: &[Target], look_closer: bool) -> Result<Vec<Option<Error>>> {
    let meet = |target: &Target| -> Answer {
        let session = target.session(context)?;
        session.check_owner()?;
        let standing = if look_closer { target.standing(context, &session)? } else { Standing::default() };
        Ok((session, standing))
    };
    let met: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> = targets.iter().map(|target| scope.spawn(move || meet(target))).collect();
        threads.into_iter().map(|t| t.join().unwrap_or_else(|_| Err(place_thread_panicked()))).collect()
    });
    if look_closer {
        adopt_contents(context, met.iter())?;
    }
    Ok(met.into_iter().map(Result::err).collect())
}

/// With a lost catalog, what the places recorded saves reading the library again.
fn adopt_contents<'a>(context: &Context<'_>, answers: impl Iterator<Item = &'a Answer>) -> Result<()> {
    let is_lost = catalog_is_lost(context)?;
    for (session, standing) in answers.flatten() {
        if is_lost && standing.was_dirty {
            reconcile::adopt_contents(&context.catalog.write(), session.no)?;
        }
    }
    Ok(())
}

/// Whether the catalog knows no content although runs were made: it was lost, and perhaps opened since.
fn catalog_is_lost(context: &Context<'_>) -> Result<bool> {
    if context.catalog.is_fresh() {
        return Ok(true);
    }
    let knows_a_content = files::knows_a_content(&context.catalog.write())?;
    Ok(!knows_a_content && lock_of(context.records).knows_of_a_run()?)
}

fn begin<'c, 'a>(
    context: &'c Context<'c>,
    answers: impl Iterator<Item = &'a Answer>,
    looked: &Looked,
) -> Result<Run<'c>> {
    let known = snapshots::all(&context.catalog.write())?;
    let listed = answers.flatten().filter_map(|(_, s)| s.listed.as_ref().map(|l| l.0.sequence()));
    // A place that is away may have a newer one than what can be seen.
    let noted = lock_of(context.records).newest_sequence()?;
    let newest = known.iter().map(|s| s.id.sequence()).chain(listed).chain([noted]).max().unwrap_or(0);
    let started = context.clock.now();
    let mut random = [0u8; 4];
    getrandom::fill(&mut random).map_err(Error::internal)?;
    Ok(Run {
        id: SnapshotId::of_run(newest + 1, started, u32::from_le_bytes(random)),
        started,
        by: WriterName {
            installation: context.installation.clone(),
            host: context.host.clone(),
            program: context.program.clone(),
        },
        library_id: context.library_id.clone(),
        library: context.library,
        unread: AtomicU64::new(looked.problems.len() as u64),
        catalog: context.catalog,
        records: context.records,
        clock: context.clock,
        monitor: context.monitor,
    })
}

/// Whether the place is known to hold everything as it is now, with a complete snapshot of it.
fn is_idle(context: &Context<'_>, opened: &(Session, Standing), generation: i64) -> Result<bool> {
    let (session, standing) = opened;
    let row = places::get_or_add(&context.catalog.write(), &session.location.location_id)?;
    let is_listed = matches!(standing.listed, Some((_, _, true)));
    let is_right = !standing.was_dirty && !standing.sums_stale && standing.stale.is_empty() && is_listed;
    Ok(row.generation == generation && is_right)
}

/// What a place takes part in a run with; `None` if it needs nothing.
pub(super) fn wants(
    context: &Context<'_>,
    opened: (Session, Standing),
    generation: i64,
    options: Options,
) -> Result<Option<Opened>> {
    if is_idle(context, &opened, generation)? && !options.full {
        return Ok(None);
    }
    let (session, standing) = opened;
    let needs = needs(context, &session)?;
    Ok(Some(Opened { session, standing, needs }))
}

/// What a place needs. Refuses one where that cannot fit, before anything is sent.
fn needs(context: &Context<'_>, session: &Session) -> Result<Needs> {
    let conn = context.catalog.write();
    let lacking: Lacking = held::lacking(&conn, session.no)?;
    let has_leaving = held::find_leaving(&conn, session.no)? > 0;
    let least_bytes = held::least_lacking_bytes(&conn, session.no)?;
    drop(conn);
    let needs = Needs { lacking, has_leaving };
    if least_bytes == 0 {
        return Ok(needs);
    }
    if let Some(space) = session.store.space()? {
        if least_bytes + MARGIN_BYTES.min(space.total_bytes / 50) > space.free_bytes {
            let why = format!("{least_bytes} bytes to copy, {} free", space.free_bytes);
            return Err(Error::coded(Code::PlaceFull, why));
        }
        if space.free_files.is_some_and(|free| lacking.files > free) {
            return Err(Error::coded(Code::PlaceFullOfFiles, format!("{} files to copy", lacking.files)));
        }
    }
    Ok(needs)
}

fn feed(
    context: &Context<'_>,
    run: &Run<'_>,
    opened: Vec<(usize, Opened)>,
    late: Vec<(usize, Late)>,
    generation: i64,
    options: Options,
    reports: &mut [PlaceReport],
) -> Result<Vec<Problem>> {
    let reading_done = AtomicBool::new(false);
    let mut ends = Vec::new();
    let mut lanes = Vec::new();
    let mut totals = Lacking::default();
    let mut known_sizes = HashSet::new();
    for (number, (report, opened)) in opened.into_iter().enumerate() {
        let place = opened.session.no;
        totals.files += opened.needs.lacking.files;
        totals.bytes += opened.needs.lacking.bytes;
        let shared = Arc::new(LaneState::default());
        let lane = Lane::new(run, context.library, number, opened, shared.clone(), &reading_done)?;
        known_sizes.extend(held::large_sizes(&context.catalog.write(), place, LARGE_BYTES)?);
        let (queue, feed) = bounded(QUEUE);
        ends.push(LaneEnd { queue, shared });
        lanes.push((report, place, lane, feed));
    }
    let mut joining = Vec::new();
    for (report, place) in late {
        let shared = Arc::new(LaneState::default());
        // It reads for itself: what the others read goes by before it is there.
        shared.lagging.store(true, Ordering::Relaxed);
        let (queue, feed) = bounded(QUEUE);
        let joined =
            Joining { context, run, number: ends.len(), shared: shared.clone(), generation, options };
        ends.push(LaneEnd { queue, shared });
        joining.push((report, place, joined, feed));
    }
    context.monitor.phase(Phase::Copying, totals.files, totals.bytes);
    let place_nos: Vec<i64> = lanes.iter().map(|l| l.1).collect();
    std::thread::scope(|scope| {
        let (findings, found) = bounded(64);
        let ledger = scope.spawn(move || note_findings(run, &found));
        let mut threads: Vec<_> = lanes
            .into_iter()
            .map(|(report, _, lane, feed)| (report, scope.spawn(move || lane.work(&feed, generation))))
            .collect();
        let reading_done = &reading_done;
        for (report, place, joining, feed) in joining {
            threads.push((report, scope.spawn(move || joining.work(place, &feed, reading_done))));
        }
        let readers = Readers {
            library: context.library,
            lanes: &ends,
            window: Window::new(),
            findings,
            known_sizes,
            streams: AtomicU64::new(0),
            monitor: context.monitor,
        };
        let fed = read_all(context, &readers, &place_nos, options);
        // The lanes see the end of their feed only after everything found is in the catalog.
        drop(readers);
        let unread = ledger.join().unwrap_or_else(|_| Err(place_thread_panicked()));
        reading_done.store(true, Ordering::Release);
        drop(ends);
        for (report, thread) in threads {
            let LaneReport { tally, error } = thread.join().unwrap_or_else(|_| LaneReport {
                error: Some(place_thread_panicked()),
                ..LaneReport::default()
            });
            reports[report].tally = tally;
            reports[report].error = error;
        }
        fed?;
        unread
    })
}

fn read_all(context: &Context<'_>, readers: &Readers<'_>, place_nos: &[i64], options: Options) -> Result<()> {
    std::thread::scope(|scope| {
        let (send, receive) = bounded::<Vec<Job>>(READERS * 2);
        for _ in 0..READERS {
            let receive = receive.clone();
            scope.spawn(move || readers.run(&receive));
        }
        drop(receive);
        produce(context, readers.lanes, place_nos, options, &send)
    })
}

/// Works out what each place needs and gives it to readers and lanes.
fn produce(
    context: &Context<'_>,
    lanes: &[LaneEnd],
    place_nos: &[i64],
    options: Options,
    send: &Sender<Vec<Job>>,
) -> Result<()> {
    let reader = context.catalog.reader()?;
    let mut wanted = reader.prepare(&files::select_all())?;
    let wanted = wanted.query_map([], files::read_row)?.map(|r| r.map_err(Error::from));
    let mut statements = Vec::new();
    for _ in place_nos {
        statements.push(reader.prepare(&held::select_all())?);
    }
    let mut present = Vec::new();
    for (statement, no) in statements.iter_mut().zip(place_nos) {
        present.push(statement.query_map([*no], held::read_row)?.map(|r| r.map_err(Error::from)));
    }
    let mut group = Vec::with_capacity(GROUP);
    for path in plan(wanted, present, options.full) {
        if context.monitor.cancelled() || lanes.iter().all(LaneEnd::has_failed) {
            return Ok(());
        }
        let Some(job) = dispatch(path?, lanes, options) else { continue };
        group.push(job);
        let is_full =
            group.len() >= GROUP || group.iter().map(|j: &Job| j.file.size).sum::<u64>() >= LARGE_BYTES;
        if is_full && send.send(std::mem::take(&mut group)).is_err() {
            return Ok(());
        }
    }
    // Readers are gone only when the run was cancelled.
    drop(send.send(group));
    Ok(())
}

/// Steps without bytes go to their lanes at once; a job for the readers comes back.
fn dispatch(path: PathPlan, lanes: &[LaneEnd], options: Options) -> Option<Job> {
    let mut wanted = vec![None; lanes.len()];
    let mut is_wanted = false;
    let what = Arc::new(FileOrKey { key: path.key, file: path.file });
    for (place, step) in path.steps {
        match step {
            PlaceStep::Put(_) if !lanes[place].is_open() => {}
            PlaceStep::Put(old) => {
                wanted[place] = Some(old);
                is_wanted = true;
            }
            other => lanes[place].send(Message::Step(what.clone(), other), 0),
        }
    }
    let file = what.file.as_ref().filter(|f| !f.key.is_folder())?;
    let recheck = options.full && !is_wanted && file.sha.is_some();
    (is_wanted || recheck).then(|| Job { file: file.clone(), wanted, recheck })
}

/// Notes what the readers found; gives what they could not read.
fn note_findings(run: &Run<'_>, found: &Receiver<Vec<Finding>>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let before = run.unread.load(Ordering::Relaxed);
    for first in found {
        let mut conn = run.catalog.write();
        let tx = conn.transaction()?;
        for finding in std::iter::once(first).chain(found.try_iter()).flatten() {
            match finding {
                Finding::Content(row) => files::set_content(&tx, &row)?,
                Finding::Unread(_, problem) | Finding::SilentChange(_, problem) => problems.push(problem),
            }
        }
        tx.commit()?;
        drop(conn);
        run.unread.store(before + problems.len() as u64, Ordering::Relaxed);
    }
    Ok(problems)
}

fn note_runs(
    context: &Context<'_>,
    targets: &[Target],
    reports: &[PlaceReport],
    all_read: bool,
) -> Result<()> {
    let now = context.clock.now();
    let records = lock_of(context.records);
    for (target, report) in targets.iter().zip(reports) {
        let trouble = report.error.as_ref().map(Error::code);
        let success = all_read && trouble.is_none() && !report.tally.needs_someone();
        records.note_run(&target.expected.location_id, now, success, trouble)?;
    }
    Ok(())
}

fn newest_snapshot(context: &Context<'_>) -> Result<Option<SnapshotId>> {
    let all = snapshots::all(&context.catalog.write())?;
    let newest = all.iter().rev().find(|s| s.complete).or(all.last());
    Ok(newest.map(|s| s.id.clone()))
}
