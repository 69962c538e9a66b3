//! Who is at work at a place (FORMAT.md, "locks/"). One file, created exclusively, refreshed under
//! the next number.

use crate::code::Code;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::location::Id;
use crate::monitor::Monitor;
use crate::path::RelPath;
use crate::place::small_files;
use crate::store::{Meta, Store, StoreErrorKind};
use crate::time::{Clock, FileTime};
use serde::{Deserialize, Serialize};
use std::sync::Mutex;
use std::time::Duration;

/// A holder refreshes its lock this often.
const BEAT_S: u64 = 30;
/// Another's lock counts as dead when it stood unchanged for so long.
const TTL_S: u64 = 120;
const MAX_LOCK_BYTES: u64 = 4096;

#[derive(Serialize, Deserialize, PartialEq, Debug, Clone)]
struct Holder {
    format: u32,
    installation: Id,
    host: String,
    run: String,
    beat_s: u64,
    ttl_s: u64,
}

/// The right to write at a place, while it lasts.
#[derive(Debug)]
pub struct Lock {
    holder: Holder,
    state: Mutex<(u64, Duration)>,
}

fn path_of(number: u64) -> RelPath {
    RelPath::literal(&format!(".elderphoto/locks/write-{number:010}.json"))
}

impl Lock {
    /// Takes the lock. One of this installation is taken over at once (the home's own lock says
    /// that no other run of it lives); another's only after it stood still for its whole time.
    pub fn take(
        store: &dyn Store,
        installation: &Id,
        host: &str,
        run: &str,
        clock: &dyn Clock,
        monitor: &dyn Monitor,
    ) -> Result<Self> {
        let holder = Holder {
            format: crate::format::VERSION,
            installation: installation.clone(),
            host: host.into(),
            run: run.into(),
            beat_s: BEAT_S,
            ttl_s: TTL_S,
        };
        let mut watched: Option<(u64, Duration)> = None;
        loop {
            if monitor.cancelled() {
                return Err(Error::stopped());
            }
            let Some(number) = newest(store)? else {
                if create(store, &holder, 1)? {
                    return Ok(Self { holder, state: Mutex::new((1, clock.monotonic())) });
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
                if create(store, &holder, number + 1)? {
                    remove_below(store, number + 1)?;
                    return Ok(Self { holder, state: Mutex::new((number + 1, clock.monotonic())) });
                }
                continue;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Refreshes the lock when it is time; fails when another took it.
    pub fn beat(&self, store: &dyn Store, clock: &dyn Clock) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = clock.monotonic();
        if now.saturating_sub(state.1) < Duration::from_secs(BEAT_S) {
            return Ok(());
        }
        let next = state.0 + 1;
        if !create(store, &self.holder, next)? {
            return Err(Error::coded(Code::PlaceInUse, "the lock was taken over"));
        }
        remove_below(store, next)?;
        *state = (next, now);
        Ok(())
    }

    /// Gives the lock back.
    pub fn release(&self, store: &dyn Store) -> Result<()> {
        let state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        small_files::remove_if_there(store, &path_of(state.0))?;
        Ok(())
    }
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

/// Creates the lock of that number, whole or not at all: it is written below `incoming/`, made
/// durable, and renamed to the name that only one can take.
fn create(store: &dyn Store, holder: &Holder, number: u64) -> Result<bool> {
    let bytes = serde_json::to_vec(holder).map_err(Error::internal)?;
    let name = format!("lock-{}", Id::random()?.as_str());
    let waiting = layout::incoming().join(name.as_bytes()).map_err(Error::internal)?;
    store.stage_whole(&waiting, &bytes, &Meta { mtime: FileTime::default(), mode: None })?;
    store.flush()?;
    match store.rename(&waiting, &path_of(number)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind == StoreErrorKind::AlreadyExists => {
            small_files::remove_if_there(store, &waiting)?;
            Ok(false)
        }
        Err(e) => Err(e.into()),
    }
}
