//! One SSH session to the far machine, and the channels on it.

mod dial;
mod duplex;
mod pump;
mod sign_in;
mod wake;

use super::fault::Fault;
use super::{Address, ConnectError, Credentials, HostKey, Options};
use crossbeam_channel::{Sender, bounded, unbounded};
pub use dial::Cutter;
use dial::{Answered, Dialled, Purpose};
pub use duplex::{Duplex, Ended};
use pump::{Ask, Pump, Request, Wanted};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use wake::Waker;

/// A session that is signed in. Dropping it ends it.
pub struct SshSession {
    wanted: Sender<Wanted>,
    asks: Sender<Ask>,
    waker: Waker,
    expecting: Arc<AtomicUsize>,
    ended: Arc<Ending>,
    cutter: Cutter,
}

#[derive(Default)]
struct Ending {
    is_over: AtomicBool,
    why: Mutex<Option<Fault>>,
}

/// First contact: the key the server shows. Nothing secret is sent.
pub fn host_key(address: &Address, options: &Options, cutter: &Cutter) -> Result<HostKey, ConnectError> {
    match dial::dial(address, Purpose::SeeKey, options, cutter)? {
        Answered::Key(key) => Ok(key),
        Answered::SignedIn(_) => Err(ConnectError::Lost { cause: "signed in unasked".into() }),
    }
}

impl SshSession {
    /// Connects and signs in.
    pub fn open(
        address: &Address,
        credentials: &Credentials,
        pinned: &[HostKey],
        options: &Options,
        cutter: &Cutter,
    ) -> Result<Self, ConnectError> {
        let purpose = Purpose::SignIn { pinned: pinned.to_vec(), credentials: credentials.clone() };
        match dial::dial(address, purpose, options, cutter)? {
            Answered::SignedIn(dialled) => Self::start(dialled, options, cutter),
            Answered::Key(_) => Err(ConnectError::Lost { cause: "not signed in".into() }),
        }
    }

    fn start(dialled: Dialled, options: &Options, cutter: &Cutter) -> Result<Self, ConnectError> {
        let lost = |e: std::io::Error| ConnectError::Lost { cause: e.to_string() };
        let (waker, bell) = wake::pair().map_err(lost)?;
        let (wanted, wishes) = unbounded();
        let (asks, hear_asks) = bounded(1);
        let expecting = Arc::new(AtomicUsize::new(0));
        let pump = Pump::new(dialled, bell, wishes, hear_asks, expecting.clone(), options.idle_limit);
        let pump = pump.map_err(lost)?;
        let ended = Arc::new(Ending::default());
        let (theirs, cut) = (ended.clone(), cutter.clone());
        std::thread::spawn(move || {
            pump.run(&cut, |fault| {
                *theirs.why.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault.clone());
                theirs.is_over.store(true, Ordering::Release);
            });
        });
        Ok(Self { wanted, asks, waker, expecting, ended, cutter: cutter.clone() })
    }

    /// Opens the file transfer.
    pub fn sftp(&self) -> Result<Duplex, Fault> {
        self.channel(Request::Subsystem("sftp"))
    }

    /// Starts a command.
    pub fn exec(&self, command: &str) -> Result<Duplex, Fault> {
        self.channel(Request::Exec(command.to_owned()))
    }

    fn channel(&self, request: Request) -> Result<Duplex, Fault> {
        let (duplex, pipe) = Duplex::new(self.waker.clone());
        let over = |_| Fault::gone("the session is over");
        self.wanted.send(Wanted { request, pipe }).map_err(over)?;
        self.waker.wake();
        duplex.wait_open()?;
        Ok(duplex)
    }

    /// Counts answers that somebody waits for: only then is silence a bad sign.
    pub fn expecting(&self) -> Arc<AtomicUsize> {
        self.expecting.clone()
    }

    /// Calls `ask` when an answer is due and nothing is heard: it should send something that makes a
    /// living server answer, and not wait.
    pub fn ask_when_silent(&self, ask: impl Fn() + Send + 'static) {
        // There is one asker a session.
        let _ = self.asks.try_send(Box::new(ask));
    }

    /// Why it is over, if it is.
    pub fn fault(&self) -> Option<Fault> {
        if !self.ended.is_over.load(Ordering::Acquire) {
            return None;
        }
        self.ended.why.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SshSession {
    fn drop(&mut self) {
        self.cutter.cut();
        self.waker.wake();
    }
}
