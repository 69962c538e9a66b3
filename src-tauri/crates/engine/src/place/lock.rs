//! Who is at work at a place (FORMAT.md, "locks/"). One file, created exclusively, refreshed under
//! the next number.

use crate::code::Code;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::location::Id;
use crate::monitor::Monitor;
use crate::path::RelPath;
use crate::place::small_files;
use crate::place::writer::lock_of;
use crate::store::{Meta, Store, StoreErrorKind};
use crate::time::{Clock, FileTime};
use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A holder refreshes its lock this often.
const BEAT_S: u64 = 30;
/// Another's lock counts as dead when it stood unchanged for so long.
const TTL_S: u64 = 120;
const MAX_LOCK_BYTES: u64 = 4096;

/// Who has a lock, as the lock's file says it.
#[derive(Serialize, Deserialize, PartialEq, Debug, Clone)]
pub struct Holder {
    format: u32,
    installation: Id,
    host: String,
    run: String,
    beat_s: u64,
    ttl_s: u64,
}

impl Holder {
    /// A run of this installation.
    pub fn new(installation: &Id, host: &str, run: &str) -> Self {
        Self {
            format: crate::format::VERSION,
            installation: installation.clone(),
            host: host.into(),
            run: run.into(),
            beat_s: BEAT_S,
            ttl_s: TTL_S,
        }
    }
}

/// The number of the newest lock that was seen to stand; `None` for none.
pub struct Seen(Option<u64>);

/// The right to write at a place, while it lasts. A thread keeps it fresh while a step takes longer
/// than a beat (a flush, a large file on a slow line).
pub struct Lock {
    held: Arc<Held>,
    heart: Mutex<Heart>,
}

struct Held {
    store: Arc<dyn Store>,
    holder: Holder,
    /// The number of our file, and when it was made.
    newest: Mutex<(u64, Instant)>,
    is_lost: AtomicBool,
}

/// Beats until it is dropped.
struct Heart {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Heart {
    fn start(held: Arc<Held>) -> Self {
        let (stop, stopped) = bounded::<()>(0);
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(Duration::from_secs(BEAT_S)) == Err(RecvTimeoutError::Timeout) {
                if let Err(e) = held.beat() {
                    // Whoever writes finds out for itself whether the place is gone.
                    tracing::info!("the lock could not be refreshed: {e}");
                }
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }

    fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Heart {
    fn drop(&mut self) {
        self.stop();
    }
}

fn path_of(number: u64) -> RelPath {
    RelPath::literal(&format!(".elderphoto/locks/write-{number:010}.json"))
}

impl Lock {
    /// Looks which lock stands, for [`Self::take`].
    pub fn look(store: &dyn Store) -> Result<Seen> {
        Ok(Seen(newest(store)?))
    }

    /// Takes the lock. One of this installation is taken over at once (the home's own lock says
    /// that no other run of it lives); another's only after it stood still for its whole time.
    pub fn take(
        store: &Arc<dyn Store>,
        holder: Holder,
        seen: Seen,
        clock: &dyn Clock,
        monitor: &dyn Monitor,
    ) -> Result<Self> {
        let (shared, store) = (store, &**store);
        let mut watched: Option<(u64, Duration)> = None;
        let mut seen = Some(seen);
        loop {
            if monitor.cancelled() {
                return Err(Error::stopped());
            }
            let stands = match seen.take() {
                Some(Seen(stands)) => stands,
                None => newest(store)?,
            };
            let Some(number) = stands else {
                if create(store, &holder, 1, true)? {
                    return Ok(Self::hold(shared.clone(), holder, 1));
                }
                continue;
            };
            let other = read(store, number)?;
            let is_ours = other.as_ref().is_some_and(|o| o.installation == holder.installation);
            let now = clock.monotonic();
            let since = match watched {
                Some((seen, since)) if seen == number => since,
                _ => now,
            };
            watched = Some((number, since));
            let ttl = Duration::from_secs(other.as_ref().map_or(TTL_S, |o| o.ttl_s.clamp(1, 3600)));
            if is_ours || now.saturating_sub(since) >= ttl {
                if create(store, &holder, number + 1, true)? {
                    remove_below(store, number + 1)?;
                    return Ok(Self::hold(shared.clone(), holder, number + 1));
                }
                continue;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn hold(store: Arc<dyn Store>, holder: Holder, number: u64) -> Self {
        let newest = Mutex::new((number, Instant::now()));
        let held = Arc::new(Held { store, holder, newest, is_lost: AtomicBool::new(false) });
        Self { heart: Mutex::new(Heart::start(held.clone())), held }
    }

    /// Fails when another took the lock.
    pub fn check(&self) -> Result<()> {
        if self.held.is_lost.load(Ordering::Relaxed) { Err(lost()) } else { Ok(()) }
    }

    /// [`Self::check`], and refreshes the lock when that is due.
    pub fn beat(&self) -> Result<()> {
        self.check()?;
        let since = lock_of(&self.held.newest).1.elapsed();
        if since < Duration::from_secs(BEAT_S) { Ok(()) } else { self.held.beat() }
    }

    /// Gives the lock back.
    pub fn release(&self) -> Result<()> {
        lock_of(&self.heart).stop();
        let number = lock_of(&self.held.newest).0;
        small_files::remove_if_there(&*self.held.store, &path_of(number))?;
        Ok(())
    }
}

impl Held {
    fn beat(&self) -> Result<()> {
        let mut newest = lock_of(&self.newest);
        let next = newest.0 + 1;
        if !create(&*self.store, &self.holder, next, false)? {
            self.is_lost.store(true, Ordering::Relaxed);
            return Err(lost());
        }
        remove_below(&*self.store, next)?;
        *newest = (next, Instant::now());
        Ok(())
    }
}

fn lost() -> Error {
    Error::coded(Code::PlaceInUse, "the lock was taken over")
}

/// Whether a lock of anybody stands at a place.
pub fn stands(store: &dyn Store) -> Result<bool> {
    Ok(newest(store)?.is_some())
}

fn numbers(store: &dyn Store) -> Result<Vec<u64>> {
    let mut numbers = Vec::new();
    let listed = store.list(&layout::locks(), &mut |entry| {
        let number = std::str::from_utf8(&entry.name)
            .ok()
            .and_then(|n| n.strip_prefix("write-")?.strip_suffix(".json")?.parse::<u64>().ok());
        numbers.extend(number);
        Ok(())
    });
    match listed {
        Err(e) if e.kind == StoreErrorKind::NotFound => Ok(Vec::new()),
        other => {
            other?;
            Ok(numbers)
        }
    }
}

fn newest(store: &dyn Store) -> Result<Option<u64>> {
    Ok(numbers(store)?.into_iter().max())
}

fn remove_below(store: &dyn Store, number: u64) -> Result<()> {
    for old in numbers(store)?.into_iter().filter(|n| *n < number) {
        small_files::remove_if_there(store, &path_of(old))?;
    }
    Ok(())
}

fn read(store: &dyn Store, number: u64) -> Result<Option<Holder>> {
    let bytes = small_files::read(store, &path_of(number), MAX_LOCK_BYTES)?;
    Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
}

/// Creates the lock of that number: it is written below `incoming/` and renamed to the name that
/// only one can take. Only the first is made durable; a later one that a power cut tears counts as
/// another's, for as long as it stands still.
fn create(store: &dyn Store, holder: &Holder, number: u64, durable: bool) -> Result<bool> {
    let bytes = serde_json::to_vec(holder).map_err(Error::internal)?;
    let name = format!("lock-{}", Id::random()?.as_str());
    let waiting = layout::incoming().join(name.as_bytes()).map_err(Error::internal)?;
    store.stage_whole(&waiting, &bytes, &Meta { mtime: FileTime::default(), mode: None })?;
    if durable {
        store.flush()?;
    }
    match store.rename(&waiting, &path_of(number)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind == StoreErrorKind::AlreadyExists => {
            small_files::remove_if_there(store, &waiting)?;
            Ok(false)
        }
        Err(e) => Err(e.into()),
    }
}
