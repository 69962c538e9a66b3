//! Commands of a far shell, on the sessions of a store. A command that can be used for anything
//! stands ready: starting one takes two round trips and whatever the far login does.

use super::pool::{Link, Pool};
use crate::sftp::fault::Fault;
use crate::sftp::session::Duplex;
use crate::sftp::shell::far::{Exit, FarProcess, FarShell};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// Commands at once, over all sessions: a server allows ten channels on one (one is the file
/// transfer's, one that of the spare), and may have few processors.
const COMMANDS: usize = 8;
/// A spare that waited longer may have been ended by the server.
const SPARE_FOR: Duration = Duration::from_secs(60);

/// Runs commands on the sessions of a store.
pub(super) struct Commands {
    pool: Arc<Pool>,
    permits: Arc<Permits>,
    spare: Mutex<Option<Spare>>,
    me: Weak<Self>,
}

/// A command that was started before anybody needed it.
struct Spare {
    command: String,
    duplex: Duplex,
    link: Arc<Link>,
    since: Instant,
}

/// How many commands may begin.
struct Permits {
    free: Mutex<usize>,
    changed: Condvar,
}

/// The right of one command, while it lives.
struct Permit(Arc<Permits>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Permits {
    /// Waits for a command to end when there are too many.
    fn take(self: &Arc<Self>) -> Permit {
        let mut free = lock(&self.free);
        while *free == 0 {
            free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Permit(self.clone())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *lock(&self.0.free) += 1;
        self.0.changed.notify_one();
    }
}

impl Commands {
    pub(super) fn on(pool: &Arc<Pool>) -> Arc<Self> {
        let permits = Arc::new(Permits { free: Mutex::new(COMMANDS), changed: Condvar::new() });
        Arc::new_cyclic(|me| Self { pool: pool.clone(), permits, spare: Mutex::new(None), me: me.clone() })
    }

    fn begin(&self, command: &str) -> Result<Spare, Fault> {
        let link = self.pool.link_for_command()?;
        let duplex = link.session.exec(command)?;
        Ok(Spare { command: command.to_owned(), duplex, link, since: Instant::now() })
    }

    /// The spare, if it is one of this command and still good.
    fn take_spare(&self, command: &str) -> Option<Spare> {
        lock(&self.spare).take().filter(|spare| {
            spare.command == command
                && spare.since.elapsed() < SPARE_FOR
                && spare.link.session.fault().is_none()
        })
    }

    /// Has one ready for the next time.
    fn have_spare(&self, command: &str) {
        let (me, command) = (self.me.clone(), command.to_owned());
        std::thread::spawn(move || {
            let Some(commands) = me.upgrade() else { return };
            if lock(&commands.spare).is_none()
                && let Ok(spare) = commands.begin(&command)
            {
                *lock(&commands.spare) = Some(spare);
            }
        });
    }
}

impl FarShell for Commands {
    fn start(&self, command: &[u8]) -> StoreResult<Box<dyn FarProcess>> {
        let text = std::str::from_utf8(command).map_err(|_| {
            StoreError::new(StoreErrorKind::Io, &RelPath::root(), "a command that is no text")
        })?;
        let permit = self.permits.take();
        let ready = match self.take_spare(text) {
            Some(spare) => spare,
            None => self.begin(text).map_err(at_root)?,
        };
        self.have_spare(text);
        let Spare { duplex, link, .. } = ready;
        Ok(Box::new(Process { expecting: Expecting::begin(&link), duplex, link, _permit: permit }))
    }
}

/// A command under way.
struct Process {
    duplex: Duplex,
    link: Arc<Link>,
    expecting: Expecting,
    _permit: Permit,
}

/// As long as it lives the line must not fall silent: the scripts give a sign of life.
struct Expecting(Arc<AtomicUsize>);

impl Expecting {
    fn begin(link: &Link) -> Self {
        let expecting = link.session.expecting();
        expecting.fetch_add(1, Ordering::Relaxed);
        Self(expecting)
    }
}

impl Drop for Expecting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn at_root(fault: Fault) -> StoreError {
    fault.at(&RelPath::root())
}

impl FarProcess for Process {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.duplex.write(bytes.to_vec()).map_err(at_root)
    }

    fn close_input(&mut self) -> StoreResult<()> {
        self.duplex.close_input();
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], within: Duration) -> StoreResult<usize> {
        self.duplex.read(into, Some(Instant::now() + within)).map_err(at_root)
    }

    fn wait(self: Box<Self>, within: Duration) -> StoreResult<Exit> {
        let Self { duplex, link, expecting, _permit } = *self;
        let ended = duplex.wait(Some(Instant::now() + within)).map_err(at_root)?;
        drop((link, expecting));
        Ok(Exit { status: ended.status, stderr: ended.stderr })
    }
}
