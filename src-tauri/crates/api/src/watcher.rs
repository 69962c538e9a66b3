//! How far a run is, at most five times a second, and how it is told to stop.

use crate::wire::{Phase, Progress};
use elderphoto_engine::monitor::{self, Monitor};
use elderphoto_engine::path::RelPath;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(200);
/// Before so much time has passed, a rate says nothing.
const FIRST_ESTIMATE: Duration = Duration::from_secs(3);
/// One file costs about as much time as so many bytes, on top of its own.
const FILE_WEIGHT_BYTES: u64 = 64 << 10;

/// A place that answers at once may finish what it has begun before connections are cut.
const GRACE: Duration = Duration::from_millis(400);

type Listener = Box<dyn Fn(Progress) + Send + Sync>;
type OnStop = Box<dyn FnOnce() + Send>;

/// Follows one run. Clones follow the same run.
#[derive(Clone)]
pub struct Watcher(Arc<Shared>);

struct Shared {
    listeners: RwLock<Vec<Listener>>,
    cancelled: AtomicBool,
    files: AtomicU64,
    bytes: AtomicU64,
    /// Milliseconds since `begun` at which the listener was last told.
    told_ms: AtomicU64,
    begun: Instant,
    state: Mutex<State>,
    /// What ends calls that wait for a far machine; `None` once that was done.
    on_stop: Mutex<Option<Vec<OnStop>>>,
}

struct State {
    phase: Phase,
    files_total: u64,
    bytes_total: u64,
    phase_begun: Instant,
    current: Option<String>,
}

impl Watcher {
    /// Tells `listener` how far the run is. It is called from the run's own threads and should
    /// return at once.
    pub fn new(listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self::with(vec![Box::new(listener)])
    }

    /// Tells nobody.
    pub fn silent() -> Self {
        Self::with(Vec::new())
    }

    fn with(listeners: Vec<Listener>) -> Self {
        let now = Instant::now();
        let state =
            State { phase: Phase::Looking, files_total: 0, bytes_total: 0, phase_begun: now, current: None };
        Self(Arc::new(Shared {
            listeners: RwLock::new(listeners),
            cancelled: AtomicBool::new(false),
            files: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            told_ms: AtomicU64::new(0),
            begun: now,
            state: Mutex::new(state),
            on_stop: Mutex::new(Some(Vec::new())),
        }))
    }

    /// Asks the run to stop. What was copied stays. Returns at once; whatever still waits for a far
    /// machine a moment later is cut off.
    pub fn cancel(&self) {
        if self.0.cancelled.swap(true, Ordering::Relaxed) {
            return;
        }
        let watcher = self.clone();
        let cut = move || {
            std::thread::sleep(GRACE);
            watcher.cut_off();
        };
        let watcher = self.clone();
        if std::thread::Builder::new().name("stop".into()).spawn(cut).is_err() {
            watcher.cut_off();
        }
    }

    /// Has `cut` called when the run was stopped and a call still waits; at once if that time is past.
    pub(crate) fn on_stop(&self, cut: impl FnOnce() + Send + 'static) {
        let mut waiting = self.0.on_stop.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.as_mut() {
            Some(all) => all.push(Box::new(cut)),
            None => {
                drop(waiting);
                cut();
            }
        }
    }

    fn cut_off(&self) {
        let all = self.0.on_stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        for cut in all.into_iter().flatten() {
            cut();
        }
    }

    fn tell(&self) {
        let progress = {
            let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
            let (files_done, bytes_done) =
                (self.0.files.load(Ordering::Relaxed), self.0.bytes.load(Ordering::Relaxed));
            Progress {
                phase: state.phase,
                files_done,
                files_total: state.files_total,
                bytes_done,
                bytes_total: state.bytes_total,
                seconds_left: seconds_left(&state, files_done, bytes_done),
                current: state.current.clone(),
            }
        };
        self.pass_on(progress);
    }

    /// Tells everyone who listens what was heard of a run elsewhere.
    pub(crate) fn pass_on(&self, progress: Progress) {
        for listener in self.listeners().iter() {
            listener(progress.clone());
        }
    }

    /// Tells one more.
    pub(crate) fn also(&self, listener: impl Fn(Progress) + Send + Sync + 'static) {
        self.0.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    fn listeners(&self) -> RwLockReadGuard<'_, Vec<Listener>> {
        self.0.listeners.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this caller is the one to tell now.
    fn is_time(&self) -> bool {
        if self.listeners().is_empty() {
            return false;
        }
        let now = self.0.begun.elapsed().as_millis() as u64;
        let last = self.0.told_ms.load(Ordering::Relaxed);
        now.saturating_sub(last) >= INTERVAL.as_millis() as u64
            && self.0.told_ms.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

fn seconds_left(state: &State, files_done: u64, bytes_done: u64) -> Option<u64> {
    let elapsed = state.phase_begun.elapsed();
    let work = |files: u64, bytes: u64| bytes.saturating_add(files.saturating_mul(FILE_WEIGHT_BYTES));
    let (done, total) = (work(files_done, bytes_done), work(state.files_total, state.bytes_total));
    if elapsed < FIRST_ESTIMATE || done == 0 || total == 0 {
        return None;
    }
    let left = total.saturating_sub(done) as f64;
    Some((left * elapsed.as_secs_f64() / done as f64).ceil() as u64)
}

impl Monitor for Watcher {
    fn cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    fn phase(&self, phase: monitor::Phase, files_total: u64, bytes_total: u64) {
        {
            let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.phase = match phase {
                monitor::Phase::Looking => Phase::Looking,
                monitor::Phase::Copying => Phase::Copying,
                monitor::Phase::Finishing => Phase::Finishing,
                monitor::Phase::Checking => Phase::Checking,
                monitor::Phase::Restoring => Phase::Restoring,
            };
            (state.files_total, state.bytes_total) = (files_total, bytes_total);
            state.phase_begun = Instant::now();
            state.current = None;
            self.0.files.store(0, Ordering::Relaxed);
            self.0.bytes.store(0, Ordering::Relaxed);
        }
        self.tell();
    }

    fn more(&self, files: u64, bytes: u64) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.files_total += files;
        state.bytes_total += bytes;
    }

    fn advance(&self, files: u64, bytes: u64) {
        self.0.files.fetch_add(files, Ordering::Relaxed);
        self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
        if self.is_time() {
            self.tell();
        }
    }

    fn current(&self, path: &RelPath) {
        if self.is_time() {
            self.0.state.lock().unwrap_or_else(PoisonError::into_inner).current = Some(path.to_string());
            self.tell();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_phase_is_told_at_once_and_small_steps_are_not() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let sink = told.clone();
        let watcher = Watcher::new(move |p| sink.lock().unwrap().push(p));
        watcher.phase(monitor::Phase::Copying, 10_000, 0);
        for _ in 0..10_000 {
            watcher.advance(1, 0);
        }
        let told = told.lock().unwrap();
        assert_eq!(told[0].phase, Phase::Copying);
        let most = watcher.0.begun.elapsed().as_millis() / INTERVAL.as_millis() + 2;
        assert!((told.len() as u128) <= most, "{} messages", told.len());
    }

    #[test]
    fn what_waits_is_cut_off_also_when_it_begins_to_wait_after_the_stop() {
        let watcher = Watcher::silent();
        let (send, receive) = std::sync::mpsc::channel();
        let early = send.clone();
        watcher.on_stop(move || early.send("early").unwrap());
        assert!(receive.try_recv().is_err(), "nothing is cut off while the run goes on");
        watcher.cancel();
        watcher.cancel();
        let limit = Duration::from_secs(5);
        assert_eq!(receive.recv_timeout(limit), Ok("early"));
        watcher.on_stop(move || send.send("late").unwrap());
        assert_eq!(receive.recv_timeout(limit), Ok("late"));
    }

    #[test]
    fn a_clone_stops_the_same_run() {
        let watcher = Watcher::silent();
        watcher.clone().cancel();
        assert!(watcher.cancelled());
    }
}
