//! Reads copies: where they lie if the place can hash them itself, else their bytes from here.

use crate::backup::Context;
use crate::catalog::held::{self, HeldRow};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::names::StoredNames;
use crate::path::RelPath;
use crate::place::content;
use crate::place::session::Session;
use crate::store::StoreErrorKind;
use crossbeam_channel::{Receiver, Sender};
use rusqlite::{Connection, params};

/// A group ends with so many copies …
const GROUP_COPIES: usize = 256;
/// … or so many bytes: groups of equal work keep all readers busy to the end.
const GROUP_BYTES: u64 = 16 << 20;

/// A copy to read.
pub(super) enum Job {
    Mirror(HeldRow),
    History(Digest, u64),
}

/// What was found of a copy.
pub(super) enum Finding {
    Right(HeldRow),
    Missing(HeldRow),
    Damaged(HeldRow),
    Unread(HeldRow, String),
    History(Digest, bool),
    Failed(Error),
}

impl Job {
    fn size_bytes(&self) -> u64 {
        match self {
            Self::Mirror(row) => row.size,
            Self::History(_, size) => *size,
        }
    }

    fn path(&self, names: &StoredNames) -> RelPath {
        match self {
            Self::Mirror(row) => names.stored(&row.key.to_path()),
            Self::History(sha, _) => layout::object(sha),
        }
    }

    fn finding(self, found: Result<Digest>) -> Finding {
        match self {
            Self::Mirror(row) => match found {
                Ok(sha) if sha == row.sha => Finding::Right(row),
                Ok(_) => Finding::Damaged(row),
                Err(Error::Store(e)) => match e.kind {
                    StoreErrorKind::NotFound => Finding::Missing(row),
                    StoreErrorKind::NotPlain => Finding::Damaged(row),
                    kind if kind.is_whole_place() => Finding::Failed(Error::Store(e)),
                    _ => Finding::Unread(row, e.to_string()),
                },
                Err(e) => Finding::Failed(e),
            },
            Self::History(sha, _) => match found {
                Ok(found) => Finding::History(sha, found == sha),
                Err(Error::Store(e)) if e.kind.is_whole_place() => Finding::Failed(Error::Store(e)),
                Err(Error::Store(_)) => Finding::History(sha, false),
                Err(e) => Finding::Failed(e),
            },
        }
    }
}

/// Groups jobs on their way to the readers.
pub(super) struct Groups<'a> {
    send: &'a Sender<Vec<Job>>,
    group: Vec<Job>,
    bytes: u64,
}

impl<'a> Groups<'a> {
    pub(super) fn to(send: &'a Sender<Vec<Job>>) -> Self {
        Self { send, group: Vec::new(), bytes: 0 }
    }

    /// `false` when the readers are gone.
    fn give(&mut self, job: Job) -> bool {
        self.bytes += job.size_bytes();
        self.group.push(job);
        if self.group.len() < GROUP_COPIES && self.bytes < GROUP_BYTES {
            return true;
        }
        self.bytes = 0;
        self.send.send(std::mem::take(&mut self.group)).is_ok()
    }

    /// Gives the copies with the oldest proof; the proofs must be attached.
    pub(super) fn give_sample(
        &mut self,
        conn: &Connection,
        place: i64,
        records_no: i64,
        n: u64,
    ) -> Result<()> {
        let mut statement = conn.prepare(
            "SELECT h.folder,h.name,h.size,h.mtime,h.mode,h.sha,h.state,h.copied FROM held h
               LEFT JOIN proofs p ON p.place=?2 AND p.folder=h.folder AND p.name=h.name AND p.sha=h.sha
               WHERE h.place=?1 AND h.name<>x'' ORDER BY coalesce(p.at,0), random() LIMIT ?3",
        )?;
        for row in statement.query_map(params![place, records_no, n as i64], held::read_row)? {
            if !self.give(Job::Mirror(row?)) {
                break;
            }
        }
        Ok(())
    }

    /// Gives the whole mirror and the whole history.
    pub(super) fn give_all(&mut self, conn: &Connection, place: i64) -> Result<()> {
        let mut statement = conn.prepare(&held::select_all())?;
        for row in statement.query_map([place], held::read_row)? {
            let row = row?;
            if !row.key.is_folder() && !self.give(Job::Mirror(row)) {
                return Ok(());
            }
        }
        let mut statement = conn.prepare("SELECT sha,size FROM objects WHERE place=?")?;
        let rows = statement
            .query_map([place], |r| Ok((crate::catalog::digest_column(r, 0)?, r.get::<_, i64>(1)? as u64)))?;
        for row in rows {
            let (sha, size) = row?;
            if !self.give(Job::History(sha, size)) {
                break;
            }
        }
        Ok(())
    }
}

impl Drop for Groups<'_> {
    fn drop(&mut self) {
        // Fails only when the readers are gone, and then nobody waits for it.
        drop(self.send.send(std::mem::take(&mut self.group)));
    }
}

/// One reader: works until there are no more groups, or nobody wants the findings.
pub(super) fn work(
    context: &Context<'_>,
    session: &Session,
    names: &StoredNames,
    jobs: &Receiver<Vec<Job>>,
    found: &Sender<Vec<Finding>>,
) {
    for group in jobs {
        let findings = match hash_there(session, names, &group) {
            Ok(Some(digests)) => there(context, group, digests),
            Ok(None) => here(context, session, names, group),
            Err(e) => vec![Finding::Failed(e)],
        };
        if found.send(findings).is_err() || context.monitor.cancelled() {
            return;
        }
    }
}

type Hashed = Option<Vec<Result<Digest>>>;

fn hash_there(session: &Session, names: &StoredNames, group: &[Job]) -> Result<Hashed> {
    let paths: Vec<RelPath> = group.iter().map(|job| job.path(names)).collect();
    match session.store.hash_there(&paths)? {
        Some(digests) if digests.len() == group.len() => {
            Ok(Some(digests.into_iter().map(|d| d.map_err(Error::from)).collect()))
        }
        _ => Ok(None),
    }
}

fn there(context: &Context<'_>, group: Vec<Job>, digests: Vec<Result<Digest>>) -> Vec<Finding> {
    let findings = group.into_iter().zip(digests).map(|(job, digest)| tell(context, job, digest));
    findings.collect()
}

fn here(context: &Context<'_>, session: &Session, names: &StoredNames, group: Vec<Job>) -> Vec<Finding> {
    let mut findings = Vec::with_capacity(group.len());
    for job in group {
        if context.monitor.cancelled() {
            break;
        }
        let path = job.path(names);
        if let Job::Mirror(row) = &job {
            context.monitor.current(&row.key.to_path());
        }
        findings.push(match job {
            Job::Mirror(row) if is_no_copy(context, session, &path, &row) => Finding::Damaged(row),
            job => {
                let found = content::hash(&*session.store, &path, true, context.monitor);
                tell(context, job, found.map(|(sha, _)| sha))
            }
        });
    }
    findings
}

/// Somebody made one file of the photo and its copy, to save room: whatever happens to the one happens to
/// both. (What cannot be asked is told by reading it.)
fn is_no_copy(context: &Context<'_>, session: &Session, stored: &RelPath, row: &HeldRow) -> bool {
    let is_original = content::is_the_original(&*session.store, stored, context.library, &row.key.to_path());
    is_original.unwrap_or(false)
}

fn tell(context: &Context<'_>, job: Job, found: Result<Digest>) -> Finding {
    let finding = job.finding(found);
    if let Finding::Right(row) = &finding {
        context.monitor.advance(1, row.size);
    }
    finding
}
