//! What is at work, what waits, what ended last; nothing here works itself.

use super::words;
use super::work::{Done, Work};
use crate::commands::Answer;
use crate::watcher::Watcher;
use crate::wire::{Activities, Activity, Finished, Phase, Progress};
use std::collections::VecDeque;
use std::time::Instant;

type Heard = Box<dyn Fn(&Progress) + Send + Sync>;
type OnEnd = Box<dyn FnOnce(Answer<Done>) + Send>;

/// One thing to do.
pub(crate) struct Job {
    /// Its number, once it is in the queue.
    pub id: u64,
    pub work: Work,
    pub watcher: Watcher,
    /// Hears of its progress besides all listeners.
    pub heard: Option<Heard>,
    /// Gets the answer.
    pub on_end: Option<OnEnd>,
}

impl Job {
    /// Something nobody waits for.
    pub fn new(work: Work) -> Self {
        Self { id: 0, work, watcher: Watcher::silent(), heard: None, on_end: None }
    }
}

#[derive(Default)]
pub(super) struct Queue {
    ids: u64,
    waiting: VecDeque<Job>,
    now: Option<(Activity, Watcher)>,
    last: Option<Finished>,
    /// What is at work in another process of this home, whose seat this is not yet.
    elsewhere: Option<Activities>,
    stop_elsewhere: bool,
    /// The look under way.
    pub looking: Option<Watcher>,
    /// Commands that need the home for themselves.
    pub rooms: u32,
    pub want_look: bool,
    /// When library and places were looked at last; and the moment that this look bears, if it succeeded.
    pub looked: Option<(Instant, Option<String>)>,
    pub closing: bool,
}

impl Queue {
    pub fn is_busy(&self) -> bool {
        self.now.is_some() || self.elsewhere.as_ref().is_some_and(|e| e.now.is_some())
    }

    /// Whether this desk itself is at work.
    pub fn is_at_work(&self) -> bool {
        self.now.is_some()
    }

    pub fn activities(&self) -> Activities {
        if let (None, Some(elsewhere)) = (&self.now, &self.elsewhere) {
            return elsewhere.clone();
        }
        Activities { now: self.now.as_ref().map(|n| n.0.clone()), last: self.last.clone() }
    }

    /// Takes a job in. The first is shown as being at work at once, also while it waits for a look to end.
    pub fn add(
        &mut self,
        mut job: Job,
        begun: String,
        note: impl Fn(u64, &Progress) + Send + Sync + 'static,
    ) -> Activity {
        self.ids += 1;
        let id = self.ids;
        let heard = job.heard.take();
        job.id = id;
        job.watcher.also(move |progress| {
            note(id, &progress);
            if let Some(heard) = &heard {
                heard(&progress);
            }
        });
        let activity = begin(&job, begun);
        if self.now.is_none() {
            self.now = Some((activity.clone(), job.watcher.clone()));
        }
        self.waiting.push_back(job);
        if let Some(look) = &self.looking {
            look.cancel();
        }
        activity
    }

    /// The next job, which is at work from now on.
    pub fn next(&mut self) -> Option<Job> {
        let job = self.waiting.pop_front()?;
        if self.now.as_ref().is_none_or(|now| now.0.id != job.id) {
            self.now = Some((begin(&job, String::new()), job.watcher.clone()));
        }
        Some(job)
    }

    /// It ended; the next that waits is shown in its place.
    pub fn end(&mut self, job: &Job, finished: Finished) {
        let begun = finished.ended.clone();
        self.last = Some(finished);
        self.now = self.waiting.front().map(|next| (begin(next, begun), next.watcher.clone()));
        debug_assert!(self.now.as_ref().is_none_or(|n| n.0.id != job.id));
    }

    pub fn note_progress(&mut self, id: u64, progress: &Progress) {
        if let Some((activity, _)) = self.now.as_mut().filter(|now| now.0.id == id) {
            activity.progress = progress.clone();
            activity.sentence = words::at_work(activity);
        }
    }

    pub fn stop_now(&mut self) {
        match self.now.as_ref().map(|now| now.0.id) {
            Some(id) => self.stop(id),
            None => self.stop_elsewhere = self.is_busy(),
        }
    }

    /// What is at work elsewhere; with `None`, what it told last stays known and nothing is at work.
    pub fn mirror(&mut self, activities: Option<Activities>) {
        match activities {
            Some(activities) => {
                // A number means one thing only, whoever gave it.
                let theirs =
                    activities.now.iter().map(|now| now.id).chain(activities.last.iter().map(|l| l.id));
                self.ids = theirs.fold(self.ids, u64::max);
                self.elsewhere = Some(activities);
            }
            None => {
                let last = self.elsewhere.take().and_then(|elsewhere| elsewhere.last);
                self.last = last.or(self.last.take());
                self.want_look = true;
                self.looked = None;
            }
        }
    }

    /// Whether what is at work elsewhere is to be stopped; told once.
    pub fn takes_stop(&mut self) -> bool {
        std::mem::take(&mut self.stop_elsewhere)
    }

    pub fn stop(&mut self, id: u64) {
        // One that waits is begun and ends at once, so that whoever waits for it hears of it.
        for job in self.waiting.iter().filter(|job| job.id == id) {
            job.watcher.cancel();
        }
        if let Some((activity, watcher)) = self.now.as_mut().filter(|now| now.0.id == id) {
            watcher.cancel();
            activity.stopping = true;
            activity.sentence = words::at_work(activity);
        }
    }

    /// For a desk that closes: what is at work ends soon, what waits is never begun.
    pub fn stop_all(&mut self) {
        let is_waiting = |id| self.waiting.iter().any(|job| job.id == id);
        if self.now.as_ref().is_some_and(|now| is_waiting(now.0.id)) {
            self.now = None;
        }
        self.waiting.clear();
        // What is at work elsewhere goes on.
        if let Some(id) = self.now.as_ref().map(|now| now.0.id) {
            self.stop(id);
        }
        if let Some(look) = &self.looking {
            look.cancel();
        }
    }

    pub fn begin_look(&mut self) -> Watcher {
        let watcher = Watcher::silent();
        self.want_look = false;
        self.looking = Some(watcher.clone());
        watcher
    }
}

fn begin(job: &Job, begun: String) -> Activity {
    let progress = Progress {
        phase: Phase::Looking,
        files_done: 0,
        files_total: 0,
        bytes_done: 0,
        bytes_total: 0,
        seconds_left: None,
        current: None,
    };
    let mut activity = Activity {
        id: job.id,
        kind: job.work.kind(),
        places: job.work.places(),
        begun,
        stopping: false,
        progress,
        sentence: String::new(),
        picture: None,
    };
    activity.sentence = words::at_work(&activity);
    activity
}
