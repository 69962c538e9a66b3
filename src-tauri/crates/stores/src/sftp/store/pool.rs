//! The sessions of a store: opened when they are needed, replaced when they break, and as many as
//! the work and the server make worth it.

use crate::sftp::protocol::{Client, Refusal};
use crate::sftp::session::{Cutter, SshSession};
use crate::sftp::{Address, ConnectError, Credentials, Fault, HostKey, Options};
use elderphoto_engine::store::StoreErrorKind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// With so many answers due on every session, another one helps.
const BUSY: usize = 48;
/// Waits between the attempts to get a session back.
const BACK_OFF: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
const GLANCE: Duration = Duration::from_millis(50);

/// A session with its file transfer.
pub(super) struct Link {
    pub(super) session: Arc<SshSession>,
    pub(super) client: Client,
}

impl Link {
    /// How much is under way on it. A command keeps a session as busy as many requests do.
    fn load(&self) -> usize {
        let expecting = self.session.expecting().load(Ordering::Relaxed);
        let commands = expecting.saturating_sub(self.client.due());
        self.client.due() + commands * BUSY
    }
}

/// All that is needed to connect.
#[derive(Clone)]
pub(super) struct Dial {
    pub(super) address: Address,
    pub(super) credentials: Credentials,
    pub(super) pinned: Vec<HostKey>,
    pub(super) options: Options,
}

/// The sessions of a store.
pub(super) struct Pool {
    dial: Dial,
    state: Mutex<State>,
    /// Held by whoever connects: sessions are opened one after another.
    connecting: Mutex<()>,
    stop: Stop,
}

struct State {
    links: Vec<Arc<Link>>,
    /// How many the server seems to allow.
    most: usize,
    is_growing: bool,
}

/// Ends everything a store waits for, at once and for good.
#[derive(Clone, Default)]
pub struct Canceller(Stop);

#[derive(Clone, Default)]
struct Stop(Arc<Stopping>);

#[derive(Default)]
struct Stopping {
    is_asked: AtomicBool,
    cutters: Mutex<Vec<Cutter>>,
}

impl Canceller {
    /// Every call under way, and every later one, ends with `Cancelled`.
    pub fn cancel(&self) {
        self.0.0.is_asked.store(true, Ordering::SeqCst);
        for cutter in lock(&self.0.0.cutters).drain(..) {
            cutter.cut();
        }
    }
}

impl Stop {
    fn is_asked(&self) -> bool {
        self.0.is_asked.load(Ordering::SeqCst)
    }

    fn cutter(&self) -> Cutter {
        let cutter = Cutter::default();
        let mut cutters = lock(&self.0.cutters);
        cutters.retain(|c| !c.is_cut());
        cutters.push(cutter.clone());
        drop(cutters);
        if self.is_asked() {
            cutter.cut();
        }
        cutter
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Dial {
    fn connect(&self, stop: &Stop) -> Result<Link, ConnectError> {
        let Self { address, credentials, pinned, options } = self;
        let begun = Instant::now();
        let session = SshSession::open(address, credentials, pinned, options, &stop.cutter())?;
        let no_sftp = |fault: Fault| match fault.kind {
            StoreErrorKind::Io => ConnectError::NoSftp { cause: fault.cause },
            StoreErrorKind::TimedOut => ConnectError::TimedOut { cause: fault.cause },
            StoreErrorKind::Cancelled => ConnectError::Cancelled,
            _ => ConnectError::NoSftp { cause: fault.cause },
        };
        let line = session.sftp().map_err(no_sftp)?;
        let client = Client::open(Arc::new(line), session.expecting()).map_err(no_sftp)?;
        let asker = client.clone();
        session.ask_when_silent(move || asker.ask_for_a_sign());
        tracing::debug!("a session after {:?}", begun.elapsed());
        Ok(Link { session: Arc::new(session), client })
    }
}

impl Pool {
    /// Connects for the first time.
    pub(super) fn open(dial: Dial) -> Result<Self, ConnectError> {
        let stop = Stop::default();
        let first = Arc::new(dial.connect(&stop)?);
        let most = dial.options.sessions.max(1);
        let state = Mutex::new(State { links: vec![first], most, is_growing: false });
        Ok(Self { dial, state, connecting: Mutex::new(()), stop })
    }

    pub(super) fn canceller(&self) -> Canceller {
        Canceller(self.stop.clone())
    }

    /// The session with the least to do; connects again if there is none left.
    pub(super) fn link(self: &Arc<Self>) -> Result<Arc<Link>, Fault> {
        if self.stop.is_asked() {
            return Err(cancelled());
        }
        if let Some(link) = self.least_busy() {
            if link.load() >= BUSY {
                self.grow();
            }
            return Ok(link);
        }
        self.connect_again()
    }

    fn least_busy(&self) -> Option<Arc<Link>> {
        let mut state = lock(&self.state);
        state.links.retain(|link| link.session.fault().is_none());
        state.links.iter().min_by_key(|link| link.load()).cloned()
    }

    /// A session without a command on it, if the server allows one more.
    pub(super) fn link_for_command(self: &Arc<Self>) -> Result<Arc<Link>, Fault> {
        let link = self.link()?;
        let may_grow = {
            let state = lock(&self.state);
            state.links.len() < state.most
        };
        if link.load() < BUSY || !may_grow {
            return Ok(link);
        }
        let _alone = lock(&self.connecting);
        match self.least_busy().filter(|link| link.load() < BUSY) {
            Some(idle) => Ok(idle),
            None => Ok(self.one_more().unwrap_or(link)),
        }
    }

    /// One more session; where the server does not want it, none more.
    fn one_more(&self) -> Option<Arc<Link>> {
        let opened = self.dial.connect(&self.stop);
        let mut state = lock(&self.state);
        match opened {
            Ok(link) => {
                let link = Arc::new(link);
                state.links.push(link.clone());
                Some(link)
            }
            Err(e) => {
                tracing::debug!("no further session: {e}");
                state.most = state.links.len().max(1);
                None
            }
        }
    }

    /// A session for one command alone, where the server allows no second channel on one. `None` where
    /// there may be no more sessions.
    pub(super) fn session_of_its_own(&self, are_open: usize) -> Result<Option<Arc<SshSession>>, Fault> {
        let Dial { address, credentials, pinned, options } = &self.dial;
        if are_open + 1 >= options.sessions {
            return Ok(None);
        }
        match SshSession::open(address, credentials, pinned, options, &self.stop.cutter()) {
            Ok(session) => Ok(Some(Arc::new(session))),
            Err(_) if self.stop.is_asked() => Err(cancelled()),
            Err(e) => {
                tracing::debug!("no session for a command: {e}");
                Ok(None)
            }
        }
    }

    fn connect_again(&self) -> Result<Arc<Link>, Fault> {
        let _alone = lock(&self.connecting);
        // Another thread may have been quicker.
        if let Some(link) = self.least_busy() {
            return Ok(link);
        }
        let mut failed = None;
        for pause in BACK_OFF {
            match self.dial.connect(&self.stop) {
                Ok(link) => {
                    let link = Arc::new(link);
                    lock(&self.state).links.push(link.clone());
                    return Ok(link);
                }
                Err(_) if self.stop.is_asked() => return Err(cancelled()),
                Err(e) if !may_pass(&e) => return Err(of_connecting(&e)),
                Err(e) => failed = Some(of_connecting(&e)),
            }
            let until = Instant::now() + pause;
            while Instant::now() < until && !self.stop.is_asked() {
                std::thread::sleep(GLANCE);
            }
        }
        Err(if self.stop.is_asked() { cancelled() } else { failed.unwrap_or_else(cancelled) })
    }

    /// Opens one more session, in the background; where the server does not want it, none more.
    fn grow(self: &Arc<Self>) {
        let now = lock(&self.state).links.len();
        self.grow_to(now + 1);
    }

    /// Opens all the sessions there may be, in the background, one after another.
    pub(super) fn grow_to_most(self: &Arc<Self>) {
        self.grow_to(usize::MAX);
    }

    fn grow_to(self: &Arc<Self>, wanted: usize) {
        let lacks_more = move |state: &State| state.links.len() < state.most.min(wanted);
        {
            let mut state = lock(&self.state);
            if state.is_growing || !lacks_more(&state) {
                return;
            }
            state.is_growing = true;
        }
        // Weak: sessions that nobody waits for must not outlive the store.
        let pool = Arc::downgrade(self);
        std::thread::spawn(move || {
            while let Some(pool) = pool.upgrade() {
                let _alone = lock(&pool.connecting);
                let goes_on = !pool.stop.is_asked() && lacks_more(&lock(&pool.state));
                if !goes_on || pool.one_more().is_none() {
                    lock(&pool.state).is_growing = false;
                    return;
                }
            }
        });
    }

    /// Asks and, where the line broke, once more on another session: for what only looks.
    pub(super) fn look<T>(
        self: &Arc<Self>,
        ask: impl Fn(&Arc<Link>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        match ask(&self.link()?) {
            Err(Refusal::Line(fault)) if fault.kind != StoreErrorKind::Cancelled => {
                tracing::debug!("asking again after: {fault}");
                ask(&self.link()?)
            }
            other => other,
        }
    }
}

fn cancelled() -> Fault {
    Fault::new(StoreErrorKind::Cancelled, "stopped")
}

/// Whether trying again may help.
fn may_pass(e: &ConnectError) -> bool {
    matches!(
        e,
        ConnectError::Unreachable { .. }
            | ConnectError::Refused { .. }
            | ConnectError::Lost { .. }
            | ConnectError::NotSsh { .. }
    )
}

fn of_connecting(e: &ConnectError) -> Fault {
    let kind = match e {
        ConnectError::TimedOut { .. } => StoreErrorKind::TimedOut,
        ConnectError::Cancelled => StoreErrorKind::Cancelled,
        ConnectError::PermissionDenied { .. } => StoreErrorKind::PermissionDenied,
        _ => StoreErrorKind::Gone,
    };
    Fault::new(kind, e)
}
