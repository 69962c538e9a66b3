//! Opens the places of a run while the library is looked through. A place that takes long to answer
//! joins the run when it does: the others do not wait for it.

use super::{Context, Target, place_thread_panicked};
use crate::catalog::{files, held, places};
use crate::error::{Error, Result};
use crate::place::many::is_far;
use crate::place::session::Session;
use crate::place::writer::Standing;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::thread::Scope;
use std::time::{Duration, Instant};

/// So long the others wait for a place after the library was looked through: a far machine that is
/// there answers within a second or two.
const PATIENCE: Duration = Duration::from_secs(4);

/// An open place and how it stands, or why not.
pub(super) type Answer = Result<(Session, Standing)>;

/// Places on their way to being open, in the order of the targets.
pub(super) struct Opening {
    answers: Vec<Receiver<Answer>>,
    go: Sender<()>,
}

/// A place that did not answer in time.
pub(super) struct Late(Receiver<Answer>);

impl Late {
    /// Waits for the answer; it comes, or its store gives up.
    pub(super) fn wait(self) -> Answer {
        self.0.recv().unwrap_or_else(|_| Err(place_thread_panicked()))
    }
}

impl Opening {
    /// Begins to connect.
    pub(super) fn start<'scope, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        context: &'env Context<'env>,
        targets: &'env [Target],
    ) -> Result<Self> {
        let (go, looked) = bounded(targets.len());
        let mut answers = Vec::with_capacity(targets.len());
        for target in targets {
            let no = places::get_or_add(&context.catalog.write(), &target.expected.location_id)?.no;
            let (answer, answered) = bounded(1);
            let looked: Receiver<()> = looked.clone();
            scope.spawn(move || {
                // Nobody listens any more when the run could not begin.
                drop(answer.send(open(context, target, no, &looked)));
            });
            answers.push(answered);
        }
        Ok(Self { answers, go })
    }

    /// Says that the library was looked through, and waits: for all that answer soon, and for the
    /// first that is open at all. With `for_all` however long it takes.
    pub(super) fn answers(self, for_all: bool) -> Vec<std::result::Result<Answer, Late>> {
        for _ in &self.answers {
            // Whoever could not connect waits for nothing.
            let _ = self.go.send(());
        }
        let mut in_time: Vec<Option<Answer>> = self.answers.iter().map(|_| None).collect();
        let until = Instant::now() + PATIENCE;
        for (place, answered) in self.answers.iter().enumerate() {
            in_time[place] = match if for_all { wait(answered) } else { wait_until(answered, until) } {
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(Err(place_thread_panicked())),
                Ok(answer) => Some(answer),
            };
        }
        // Whoever is open reads for all; with nobody there, nothing can begin.
        for (place, answered) in self.answers.iter().enumerate() {
            if in_time.iter().flatten().any(Result::is_ok) {
                break;
            }
            if in_time[place].is_none() {
                in_time[place] = Some(wait(answered).unwrap_or_else(|_| Err(place_thread_panicked())));
            }
        }
        in_time.into_iter().zip(self.answers).map(|(answer, late)| answer.ok_or(Late(late))).collect()
    }
}

fn wait(answered: &Receiver<Answer>) -> std::result::Result<Answer, RecvTimeoutError> {
    answered.recv().map_err(|_| RecvTimeoutError::Disconnected)
}

fn wait_until(answered: &Receiver<Answer>, until: Instant) -> std::result::Result<Answer, RecvTimeoutError> {
    answered.recv_deadline(until)
}

fn open(context: &Context<'_>, target: &Target, no: i64, looked: &Receiver<()>) -> Answer {
    let session = target.connect(no)?;
    session.check_owner()?;
    // How a place stands is seen beside what the library holds.
    if looked.recv().is_err() {
        return Err(Error::stopped());
    }
    foretell(context, &session)?;
    let standing = target.standing(context, &session)?;
    Ok((session, standing))
}

/// A far place needs a while until it takes much at once: what it needs for that begins while it is
/// still being looked at.
fn foretell(context: &Context<'_>, session: &Session) -> Result<()> {
    if !is_far(&*session.store) {
        return Ok(());
    }
    let lacking = {
        let conn = context.catalog.write();
        let row = places::get_or_add(&conn, &session.location.location_id)?;
        if row.generation == files::generation(&conn)? {
            return Ok(());
        }
        held::lacking(&conn, session.no)?
    };
    session.store.expect_writes(lacking.bytes);
    Ok(())
}
