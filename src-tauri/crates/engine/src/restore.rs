//! Brings photos back: finds each content at any place, checks its digest while it is written, and
//! never overwrites anything.

mod beside;
pub mod fetch;
pub mod learned;
mod noted;
pub mod receipt;
pub mod target;
pub mod undo;
pub mod wanted;

use crate::backup::{Context, Target};
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::location::Id;
use crate::format::snapshot::SnapshotId;
use crate::format::tree::FileNode;
use crate::library::os_path;
use crate::monitor::Phase;
use crate::path::{FileKey, RelPath};
use crate::place::session::Session;
use crate::problem::Problem;
use crate::time::FileTime;
use crossbeam_channel::bounded;
use fetch::Source;
use receipt::Receipt;
use std::path::PathBuf;
use std::sync::Mutex;
use target::{Placed, RestoreFolder};

/// Disks write times in steps of up to two seconds.
const COARSEST_STEP_NS: u64 = 2_000_000_000;

/// What is to come back.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files or folders of the library; the root for everything.
    pub paths: Vec<RelPath>,
    /// Single contents, the present or an earlier one of a path.
    pub exact: Vec<(RelPath, Digest)>,
    /// As it was in this snapshot; the newest state when `None`.
    pub at: Option<SnapshotId>,
    /// The folder below which the paths are kept.
    pub to: PathBuf,
    /// What of the paths `to` itself stands for; nothing when it is the root. What lies elsewhere is not asked
    /// for.
    pub strip: RelPath,
    /// Other places, by name: what only they have of the newest state is told.
    pub elsewhere: Vec<(String, Id)>,
    /// Tell, write nothing.
    pub dry_run: bool,
}

/// How it went.
#[derive(Debug, Default)]
pub struct Report {
    /// Files written.
    pub restored: u64,
    /// Bytes written.
    pub restored_bytes: u64,
    /// Files that were there already, byte for byte.
    pub already_there: u64,
    /// Files that got a new name, and that name.
    pub renamed: Vec<(RelPath, RelPath)>,
    /// Files that could not come back.
    pub problems: Vec<Problem>,
    /// The places they came from.
    pub from: Vec<String>,
}

/// One file that is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its path.
    pub key: FileKey,
    /// What it was; `None` for an empty folder.
    pub node: Option<FileNode>,
}

/// Brings photos back from these places, tried in their order. What is written is noted in `receipt`.
pub fn restore(
    context: &Context<'_>,
    targets: &[Target],
    request: &Request,
    receipt: Option<&Receipt>,
) -> Result<Report> {
    let sessions = open_reachable(context, targets)?;
    let plan = wanted::resolve(context, &sessions, request)?;
    context.monitor.phase(Phase::Restoring, plan.files, plan.bytes);
    let mut report = Report { problems: plan.problems.clone(), ..Report::default() };
    if request.dry_run {
        report.from = plan.place_name(&sessions).into_iter().collect();
        plan.give_all(&sessions, &mut |group| {
            group.iter().for_each(|one| foretell(request, one, &mut report));
            !context.monitor.cancelled()
        })?;
        return Ok(report);
    }
    let folder = RestoreFolder::open(&request.to, plan.bytes, receipt)?;
    let source = Source::new(context, &sessions, plan.place)?;
    let shared = Mutex::new(report);
    let workers = source.parallel();
    let produced = std::thread::scope(|scope| {
        let (send, jobs) = bounded::<Vec<Wanted>>(workers);
        for _ in 0..workers {
            let (jobs, folder, source, shared) = (jobs.clone(), &folder, &source, &shared);
            scope.spawn(move || {
                for group in jobs {
                    for one in group {
                        if context.monitor.cancelled() {
                            return;
                        }
                        bring_back(context, source, folder, &one, &request.strip, shared);
                    }
                }
            });
        }
        drop(jobs);
        plan.give_all(&sessions, &mut |group| !context.monitor.cancelled() && send.send(group).is_ok())
    });
    receipt.inspect(|receipt| receipt.flush());
    produced?;
    if context.monitor.cancelled() {
        return Err(Error::stopped());
    }
    folder.flush()?;
    let mut report = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    report.from = source.used();
    Ok(report)
}

fn open_reachable(context: &Context<'_>, targets: &[Target]) -> Result<Vec<Session>> {
    let opened: Vec<Result<Session>> = std::thread::scope(|scope| {
        let threads: Vec<_> = targets.iter().map(|target| scope.spawn(|| target.session(context))).collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| Err(crate::backup::place_thread_panicked())))
            .collect()
    });
    let mut sessions = Vec::new();
    let mut first_error = None;
    for one in opened {
        match one {
            Ok(session) => sessions.push(session),
            Err(e) => first_error = first_error.or(Some(e)),
        }
    }
    match (sessions.is_empty(), first_error) {
        (true, Some(e)) => Err(e),
        (true, None) => Err(Error::coded(Code::NoPlaces, "no place")),
        (false, _) => Ok(sessions),
    }
}

fn bring_back(
    context: &Context<'_>,
    source: &Source<'_>,
    folder: &RestoreFolder<'_>,
    one: &Wanted,
    strip: &RelPath,
    shared: &Mutex<Report>,
) {
    let path = below(&one.key.to_path(), strip);
    context.monitor.current(&path);
    let placed = match &one.node {
        None => folder.make_folder(&path).map(|()| None),
        Some(node) => folder.place(&path, node, source, context.monitor).map(|p| Some((p, node.size))),
    };
    let mut report = crate::place::writer::lock_of(shared);
    match placed {
        Ok(None) => {}
        Ok(Some((placed, size))) => {
            context.monitor.advance(1, size);
            if matches!(placed, Placed::AlreadyThere) {
                report.already_there += 1;
                return;
            }
            report.restored += 1;
            report.restored_bytes += size;
            if let Placed::Beside(stored_as) = placed {
                report.renamed.push((path, stored_as));
            }
        }
        Err(e) if e.code() == Code::Stopped => {}
        Err(e) => report.problems.push(Problem::new(e.code(), &path, e)),
    }
}

/// The path below the folder that stands for `strip`.
fn below(path: &RelPath, strip: &RelPath) -> RelPath {
    match path.as_bytes().strip_prefix(strip.as_bytes()) {
        Some(rest) if !strip.is_root() => RelPath::parse(rest.strip_prefix(b"/").unwrap_or(rest)),
        _ => Ok(path.clone()),
    }
    .unwrap_or_else(|_| path.clone())
}

/// Counts one file as it would go: one of the same size and time under its name counts as being there, unread.
fn foretell(request: &Request, one: &Wanted, report: &mut Report) {
    let Some(node) = &one.node else { return };
    let path = request.to.join(os_path(below(&one.key.to_path(), &request.strip).as_bytes()));
    let is_there = std::fs::symlink_metadata(path).is_ok_and(|m| {
        let mtime = m.modified().map(FileTime::from).unwrap_or_default();
        m.is_file() && m.len() == node.size && mtime.same_within(node.mtime, COARSEST_STEP_NS)
    });
    if is_there {
        report.already_there += 1;
    } else {
        report.restored += 1;
        report.restored_bytes += node.size;
    }
}
