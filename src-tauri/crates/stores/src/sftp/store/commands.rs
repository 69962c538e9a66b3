//! Commands of a far shell, on the sessions of a store. A command that can be used for anything
//! stands ready: starting one takes two round trips and whatever the far login does.

use super::pool::Pool;
use crate::sftp::fault::Fault;
use crate::sftp::session::{Duplex, SshSession};
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

/// A server takes a moment to free the channel of a command that has ended.
const FREED_AFTER: [Duration; 5] = [
    Duration::from_millis(20),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
];

/// Runs commands on the sessions of a store.
pub(super) struct Commands {
    pool: Arc<Pool>,
    permits: Arc<Permits>,
    spare: Mutex<Option<Spare>>,
    /// Held while a spare is being started.
    starting_spare: Mutex<()>,
    me: Weak<Self>,
}

/// A command that was started before anybody needed it.
struct Spare {
    command: String,
    duplex: Duplex,
    session: Arc<SshSession>,
    since: Instant,
}

/// How many commands may begin.
struct Permits {
    state: Mutex<Begun>,
    changed: Condvar,
}

struct Begun {
    /// At once; fewer where the server turned out to allow fewer.
    most: usize,
    under_way: usize,
    /// Of these, how many have a session of their own.
    alone: usize,
    /// The server has taken one before.
    was_taken: bool,
}

/// The right of one command, while it lives.
struct Permit {
    permits: Arc<Permits>,
    is_alone: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Permits {
    /// Waits for a command to end when there are too many.
    fn take(self: &Arc<Self>) -> Permit {
        let mut state = lock(&self.state);
        while state.under_way >= state.most {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.under_way += 1;
        Permit { permits: self.clone(), is_alone: false }
    }
}

impl Permit {
    /// The server wants no more commands than are under way beside this one; `false` if there are none.
    fn is_one_too_many(&self) -> bool {
        let mut state = lock(&self.permits.state);
        let others = state.under_way - 1;
        if others > 0 {
            state.most = state.most.min(others);
        }
        others > 0
    }

    /// This one will have a session of its own; how many others have.
    fn go_alone(&mut self) -> usize {
        let mut state = lock(&self.permits.state);
        self.is_alone = true;
        state.alone += 1;
        state.alone - 1
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = lock(&self.permits.state);
        state.under_way -= 1;
        state.alone -= usize::from(self.is_alone);
        drop(state);
        self.permits.changed.notify_one();
    }
}

impl Commands {
    pub(super) fn on(pool: &Arc<Pool>) -> Arc<Self> {
        let begun = Begun { most: COMMANDS, under_way: 0, alone: 0, was_taken: false };
        let permits = Arc::new(Permits { state: Mutex::new(begun), changed: Condvar::new() });
        Arc::new_cyclic(|me| Self {
            pool: pool.clone(),
            permits,
            spare: Mutex::default(),
            starting_spare: Mutex::default(),
            me: me.clone(),
        })
    }

    fn begin(&self, command: &str) -> Result<Spare, Fault> {
        let session = self.pool.link_for_command()?.session.clone();
        Self::begin_on(session, command)
    }

    fn begin_on(session: Arc<SshSession>, command: &str) -> Result<Spare, Fault> {
        let duplex = session.exec(command)?;
        Ok(Spare { command: command.to_owned(), duplex, session, since: Instant::now() })
    }

    /// Where no session has a channel left for a command, it gets a session of its own.
    fn begin_somewhere(&self, command: &str, permit: &mut Permit) -> Result<Spare, Fault> {
        let refused = match self.begin(command) {
            Err(fault) if fault.kind == StoreErrorKind::Io => fault,
            other => return other,
        };
        let _none_is_being_started = lock(&self.starting_spare);
        if let Some(spare) = self.take_spare(command) {
            return Ok(spare);
        }
        let others = permit.go_alone();
        let session = self.pool.session_of_its_own(others)?.ok_or(refused)?;
        Self::begin_on(session, command)
    }

    /// The spare, if it is one of this command and still good.
    fn take_spare(&self, command: &str) -> Option<Spare> {
        lock(&self.spare).take().filter(|spare| {
            spare.command == command && spare.since.elapsed() < SPARE_FOR && spare.session.fault().is_none()
        })
    }

    /// Has one ready for the next time.
    fn have_spare(&self, command: &str) {
        let (me, command) = (self.me.clone(), command.to_owned());
        std::thread::spawn(move || {
            let Some(commands) = me.upgrade() else { return };
            let _alone = lock(&commands.starting_spare);
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
        let mut pauses = FREED_AFTER.into_iter();
        loop {
            let mut permit = self.permits.take();
            let ready = match self.take_spare(text) {
                Some(spare) => Ok(spare),
                None => self.begin_somewhere(text, &mut permit),
            };
            match ready {
                Ok(Spare { duplex, session, .. }) => {
                    lock(&self.permits.state).was_taken = true;
                    if !permit.is_alone {
                        self.have_spare(text);
                    }
                    let expecting = Expecting::begin(&session);
                    return Ok(Box::new(Process { duplex, session, expecting, _permit: permit }));
                }
                // One of them ends some time; then there is a channel for this one.
                Err(fault) if fault.kind == StoreErrorKind::Io && permit.is_one_too_many() => {}
                Err(fault) if fault.kind == StoreErrorKind::Io && lock(&self.permits.state).was_taken => {
                    let Some(pause) = pauses.next() else { return Err(at_root(fault)) };
                    drop(permit);
                    std::thread::sleep(pause);
                }
                Err(fault) => return Err(at_root(fault)),
            }
        }
    }
}

/// A command under way.
struct Process {
    duplex: Duplex,
    session: Arc<SshSession>,
    expecting: Expecting,
    _permit: Permit,
}

/// As long as it lives the line must not fall silent: the scripts give a sign of life.
struct Expecting(Arc<AtomicUsize>);

impl Expecting {
    fn begin(session: &SshSession) -> Self {
        let expecting = session.expecting();
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
        let Self { duplex, session, expecting, _permit } = *self;
        let ended = duplex.wait(Some(Instant::now() + within)).map_err(at_root)?;
        drop((session, expecting));
        Ok(Exit { status: ended.status, stderr: ended.stderr })
    }
}
