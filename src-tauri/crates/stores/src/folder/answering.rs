//! Whether the disk or share below a folder answers at all. A share whose server is gone lets every call wait,
//! for hours and beyond any signal: it is asked on a thread that may be left behind, and only what answers is
//! opened. What stops answering later still holds up whoever waits for it.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// A sleeping disk is awake by then.
const PATIENCE: Duration = Duration::from_secs(20);
/// So often somebody may stop the waiting.
const NOTICE: Duration = Duration::from_millis(100);

/// The folders that a thread waits for, and since when: no second one is left behind for the same.
#[derive(Default)]
struct Asked {
    since: Mutex<HashMap<PathBuf, Instant>>,
    answered: Condvar,
}

impl Asked {
    fn get() -> &'static Self {
        static ASKED: OnceLock<Asked> = OnceLock::new();
        ASKED.get_or_init(Self::default)
    }

    fn since(&self) -> MutexGuard<'_, HashMap<PathBuf, Instant>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits a moment until something is known of the folder, be it that it is not there.
///
/// # Errors
/// `TimedOut` when nothing is; `Cancelled` when the person stopped it.
pub fn answers(folder: &Path, is_stopped: &dyn Fn() -> bool) -> StoreResult<()> {
    let fault = |kind, cause: &str| StoreError::new(kind, &RelPath::root(), cause);
    let asked = Asked::get();
    let mut since = asked.since();
    if !since.contains_key(folder) {
        since.insert(folder.to_path_buf(), Instant::now());
        let path = folder.to_path_buf();
        let asking = std::thread::Builder::new().name("ask".into()).spawn(move || {
            // What a cache could answer would say nothing: the free room is asked of the disk or server itself.
            let _ = rustix::fs::statvfs(&path);
            Asked::get().since().remove(&path);
            Asked::get().answered.notify_all();
        });
        if let Err(e) = asking {
            since.remove(folder);
            return Err(fault(StoreErrorKind::Io, &e.to_string()));
        }
    }
    while let Some(begun) = since.get(folder) {
        if is_stopped() {
            return Err(fault(StoreErrorKind::Cancelled, "stopped"));
        }
        if begun.elapsed() >= PATIENCE {
            return Err(fault(StoreErrorKind::TimedOut, "the disk or share does not answer"));
        }
        since = asked.answered.wait_timeout(since, NOTICE).unwrap_or_else(PoisonError::into_inner).0;
    }
    Ok(())
}
