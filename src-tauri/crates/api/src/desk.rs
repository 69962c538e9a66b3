//! What lives as long as the program does: one activity at a time on a thread of its own, what is at work now
//! and what ended last, and a look at library and places whenever nothing else is to be done.
//!
//! The page may be loaded anew at any time and asks here. A command that needs the home for itself goes
//! through [`Desk::alone`]: a look under way gives way to it, as it does to every activity.

mod mounts;
mod queue;
mod words;
mod work;

pub use work::{Done, Work};

use crate::commands::{Answer, Api, JUST_NOW_S};
use crate::faults;
use crate::sentences::Context;
use crate::wire::{Activities, Activity, Face, Finished, Status};
use elderphoto_engine::code::Code;
use mounts::Noticed;
pub(crate) use queue::Job;
use queue::Queue;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const FRESH: Duration = Duration::from_secs(JUST_NOW_S as u64);
/// So long a program that is closed waits for what it stopped.
const LEAVING: Duration = Duration::from_secs(3);
/// Of 19 steps behind whoever is in front of the screen.
const STEPS_BACK: i32 = 10;
/// So many problems of a run are in the log.
const LOGGED_PROBLEMS: usize = 100;
/// So often library and places are looked at while nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// What listeners are told.
#[derive(Debug, Clone)]
pub enum Event {
    /// Something began, went on or ended; at most five times a second while it goes on.
    Activities(Box<Activities>),
    /// Library and places were looked at.
    Status(Box<Status>),
}

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// The program's one desk. Clones are the same desk; it works until the last is dropped.
#[derive(Clone)]
pub struct Desk(Arc<Owner>);

/// Dropped with the last desk: the worker's own hold on `shared` does not count.
struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.closing = true;
        queue.stop_all();
        self.0.changed.notify_all();
    }
}

struct Shared {
    api: Api,
    queue: Mutex<Queue>,
    changed: Condvar,
    listeners: Mutex<Vec<(u64, Listener)>>,
    /// Whether library and places are looked at between activities.
    looks: bool,
    /// What is known, being found out before anybody asks; until something begins that may change it.
    ahead: Mutex<Option<JoinHandle<Option<Status>>>>,
}

impl Desk {
    /// A desk for the window: it looks at library and places by itself.
    pub fn new(api: Api) -> Self {
        Self::with(api, true)
    }

    /// A desk for one command: it does what it is told and nothing else.
    pub(crate) fn for_command(api: Api) -> Self {
        Self::with(api, false)
    }

    fn with(api: Api, looks: bool) -> Self {
        let shared = Arc::new(Shared {
            api,
            queue: Mutex::default(),
            changed: Condvar::new(),
            listeners: Mutex::default(),
            looks,
            ahead: Mutex::default(),
        });
        if looks {
            let told = Arc::downgrade(&shared);
            mounts::follow(move |noticed| {
                told.upgrade().is_some_and(|shared| shared.mounts_changed(noticed))
            });
        }
        let worker = shared.clone();
        let working = move || {
            if worker.looks {
                step_back();
            }
            worker.work();
        };
        let started = std::thread::Builder::new().name("desk".into()).spawn(working);
        if let Err(e) = started {
            tracing::error!("no thread for work: {e}");
            shared.queue().closing = true;
        }
        Self(Arc::new(Owner(shared)))
    }

    /// The commands themselves, for those that change nothing and need nothing for themselves.
    pub fn api(&self) -> &Api {
        &self.shared().api
    }

    /// Tells `listener` from now on. It is called from threads of the work and should return at once.
    /// Gives a number to [`Self::forget`] it by.
    pub fn listen(&self, listener: impl Fn(&Event) + Send + Sync + 'static) -> u64 {
        let mut listeners = self.shared().listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let id = listeners.last().map_or(0, |last| last.0) + 1;
        listeners.push((id, Box::new(listener)));
        id
    }

    /// Tells a listener no more.
    pub fn forget(&self, id: u64) {
        let mut listeners = self.shared().listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|known| known.0 != id);
    }

    /// Shows what is at work in another process of this home; with `None` it ended.
    pub(crate) fn mirror(&self, activities: Option<Activities>) {
        self.shared().queue().mirror(activities);
        self.shared().tell_activities();
        self.shared().changed.notify_all();
    }

    /// Whether a person asked to stop what is at work elsewhere; told once.
    pub(crate) fn takes_stop(&self) -> bool {
        self.shared().queue().takes_stop()
    }

    /// What is at work and what ended last.
    pub fn activities(&self) -> Activities {
        self.shared().queue().activities()
    }

    /// Begins at once, or is busy: somebody at the screen should not wait without knowing for what.
    pub fn start(&self, work: Work) -> Answer<Activity> {
        let activity = {
            let mut queue = self.shared().queue();
            if queue.closing || queue.is_busy() {
                return Err(faults::refused(Code::Busy, Context::new()));
            }
            self.enqueue(&mut queue, Job::new(work))
        };
        self.shared().tell_activities();
        Ok(activity)
    }

    /// Waits its turn and is done then; `on_end` is called with the answer, or never when the desk closes
    /// before that. Gives the number to stop it by.
    pub(crate) fn line_up(&self, job: Job) -> u64 {
        let id = {
            let mut queue = self.shared().queue();
            self.enqueue(&mut queue, job).id
        };
        self.shared().tell_activities();
        id
    }

    fn enqueue(&self, queue: &mut Queue, job: Job) -> Activity {
        self.shared().take_ahead();
        let shared = Arc::downgrade(&self.0.0);
        let activity = queue.add(job, self.shared().api.now(), move |id, progress| {
            if let Some(shared) = shared.upgrade() {
                shared.queue().note_progress(id, progress);
                shared.tell_activities();
            }
        });
        self.shared().changed.notify_all();
        activity
    }

    /// Stops what is at work. What was finished stays.
    pub fn stop(&self) {
        self.shared().queue().stop_now();
        self.shared().tell_activities();
    }

    /// Stops what is at work and waits a moment for its end: for a program that is closed. Nothing is lost
    /// without it, but the next run has less to look through.
    pub fn leave(&self) {
        let (shared, until) = (self.shared(), Instant::now() + LEAVING);
        let mut queue = shared.queue();
        queue.closing = true;
        queue.stop_all();
        shared.changed.notify_all();
        while queue.is_at_work() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queue = shared.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Stops one job, at work or waiting.
    pub(crate) fn stop_job(&self, id: u64) {
        self.shared().queue().stop(id);
        self.shared().tell_activities();
    }

    /// Does something that needs the home for itself: a look under way gives way, none begins meanwhile. Busy
    /// while an activity is at work.
    pub fn alone<T>(&self, command: impl FnOnce(&Api) -> Answer<T>) -> Answer<T> {
        let shared = self.shared();
        let _room = Room::make(shared)?;
        command(&shared.api)
    }

    /// Begins to find out what is known, for a page that will ask in a moment: while the webview starts there is
    /// time for it.
    pub(crate) fn look_ahead(&self) {
        let shared = Arc::downgrade(&self.0.0);
        let find = move || shared.upgrade()?.api.known_status(None).ok().flatten();
        let begun = std::thread::Builder::new().name("ahead".into()).spawn(find).ok();
        *self.shared().ahead.lock().unwrap_or_else(PoisonError::into_inner) = begun;
    }

    /// How safe everything is, from what is known, at once; when that was not seen just now, library and
    /// places are looked at and listeners are told. Only if nobody ever looked, it waits for the look.
    pub fn status(&self) -> Answer<Status> {
        let shared = self.shared();
        let looked = shared.queue().looked.clone().filter(|(at, _)| at.elapsed() < FRESH);
        let just_now = looked.and_then(|(_, moment)| moment);
        let ahead = shared.take_ahead().and_then(|ahead| ahead.join().ok()).flatten();
        let known = match ahead {
            Some(status) => Some(status),
            None => shared.api.known_status(just_now.as_deref())?,
        };
        let status = match known {
            Some(status) => status,
            None if shared.queue().is_busy() => shared.api.status()?,
            None => self.alone(Api::status)?,
        };
        if status.known {
            shared.queue().want_look = true;
            shared.changed.notify_all();
        }
        Ok(shared.with_face(status))
    }

    fn shared(&self) -> &Shared {
        &self.0.0
    }
}

/// While it lives nothing begins.
struct Room<'a>(&'a Shared);

impl<'a> Room<'a> {
    fn make(shared: &'a Shared) -> Answer<Self> {
        shared.take_ahead();
        let mut queue = shared.queue();
        if queue.is_busy() {
            return Err(faults::refused(Code::Busy, Context::new()));
        }
        queue.rooms += 1;
        while let Some(look) = &queue.looking {
            look.cancel();
            queue = shared.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(Self(shared))
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.rooms -= 1;
        // What it was needed for may have changed the answer.
        queue.want_look = true;
        self.0.changed.notify_all();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody still wants to know.
    fn mounts_changed(&self, noticed: Noticed) -> bool {
        let mut queue = self.queue();
        if noticed == Noticed::Change {
            queue.want_look = true;
            self.changed.notify_all();
        }
        !queue.closing
    }

    fn take_ahead(&self) -> Option<JoinHandle<Option<Status>>> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn tell(&self, event: &Event) {
        for (_, listener) in self.listeners.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(event);
        }
    }

    fn tell_activities(&self) {
        let activities = self.queue().activities();
        self.tell(&Event::Activities(Box::new(activities)));
    }

    fn with_face(&self, status: Status) -> Status {
        let face = if self.queue().is_busy() { Face::AtWork } else { status.face };
        Status { face, ..status }
    }

    fn work(&self) {
        loop {
            let mut queue = self.queue();
            if queue.closing {
                return;
            }
            if queue.rooms == 0 {
                if let Some(job) = queue.next() {
                    drop(queue);
                    self.do_job(job);
                    continue;
                }
                // Whoever is at work elsewhere has the home; its end is told.
                let is_due = queue.looked.as_ref().is_some_and(|(at, _)| at.elapsed() >= LOOK_EVERY);
                if self.looks && !queue.is_busy() && (queue.want_look || is_due) {
                    self.look(queue);
                    continue;
                }
            }
            let waited = self.changed.wait_timeout(queue, LOOK_EVERY);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn do_job(&self, job: Job) {
        self.tell_activities();
        tracing::info!("{:?} begins", job.work.kind());
        let noted_before = self.api.receipt_stamp();
        let done = job.work.perform(&self.api, &job.watcher);
        // Also of one that was stopped or failed half way.
        let can_undo = matches!(job.work, Work::Restore(_)) && self.api.receipt_stamp() != noted_before;
        let finished = words::finished(&job, &done, self.api.now(), can_undo);
        note_end(&finished);
        {
            let mut queue = self.queue();
            queue.end(&job, finished);
            queue.want_look = true;
            queue.looked = None;
        }
        if let Some(on_end) = job.on_end {
            on_end(done);
        }
        self.tell_activities();
        self.changed.notify_all();
    }

    fn look(&self, mut queue: MutexGuard<'_, Queue>) {
        let watcher = queue.begin_look();
        drop(queue);
        let looked = self.api.look(&watcher);
        {
            let mut queue = self.queue();
            queue.looking = None;
            // A failed look is not tried again and again; the next question asks for one.
            queue.looked = looked.as_ref().ok().map(|status| (Instant::now(), status.looked.clone()));
        }
        self.changed.notify_all();
        match looked {
            Ok(status) => self.tell(&Event::Status(Box::new(self.with_face(status)))),
            Err(e) if e.code == Code::Stopped.as_str() => {}
            Err(e) => tracing::info!("could not look: {}", e.code),
        }
    }
}

/// This thread, and all that it starts, leave the processor to whoever is in front of the screen. Done by the
/// window only: of a command a person waits for the end.
fn step_back() {
    if let Err(e) = rustix::process::setpriority_process(None, STEPS_BACK) {
        tracing::info!("work cannot step back behind others: {e}");
    }
}

/// For the helper, who reads the log.
fn note_end(finished: &Finished) {
    let cause =
        finished.failure.as_ref().map(|f| (f.code.as_str(), f.details.as_deref().unwrap_or_default()));
    tracing::info!(
        problems = finished.problems.len(),
        ?cause,
        "{:?} ended: {:?}",
        finished.kind,
        finished.outcome
    );
    for problem in finished.problems.iter().take(LOGGED_PROBLEMS) {
        let details = problem.details.as_deref().unwrap_or_default();
        tracing::info!(code = problem.code, path = problem.path, place = problem.place, details, "problem");
    }
}

#[cfg(test)]
mod tests;
