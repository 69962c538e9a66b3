//! Requests and their answers: any number under way at once, from any number of threads.

use super::packet::{self, Attributes, MAX_PACKET_BYTES, Reply, Request, StatVfs};
use super::refusal::Refusal;
use crate::sftp::fault::Fault;
use crate::sftp::session::Duplex;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A stream to a server.
pub trait Line: Send + Sync {
    /// Sends; waits while too much is on its way.
    fn send(&self, bytes: Vec<u8>) -> Result<(), Fault>;
    /// Sends without waiting.
    fn send_at_once(&self, bytes: Vec<u8>) -> Result<(), Fault>;
    /// Takes at least one byte, or 0 at the end.
    fn receive(&self, into: &mut [u8]) -> Result<usize, Fault>;
}

impl Line for Duplex {
    fn send(&self, bytes: Vec<u8>) -> Result<(), Fault> {
        self.write(bytes)
    }
    fn send_at_once(&self, bytes: Vec<u8>) -> Result<(), Fault> {
        self.write_at_once(bytes)
    }
    fn receive(&self, into: &mut [u8]) -> Result<usize, Fault> {
        self.read(into, None)
    }
}

/// What the server can do beyond the protocol.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extensions {
    /// `fsync@openssh.com`
    pub fsync: bool,
    /// `statvfs@openssh.com`
    pub statvfs: bool,
    /// `copy-data`
    pub copy_data: bool,
}

/// Of no request: the answer to what was only asked to hear something.
const NOBODY: u32 = u32::MAX;

/// A conversation with a server. Clones share it.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    line: Arc<dyn Line>,
    waiting: Arc<Waiting>,
    next_id: AtomicU32,
    extensions: Extensions,
}

struct Waiting {
    state: Mutex<State>,
    /// How many answers are due.
    expecting: Arc<AtomicUsize>,
}

#[derive(Default)]
struct State {
    by_id: HashMap<u32, Sender<Result<Reply, Fault>>>,
    fault: Option<Fault>,
}

/// An answer on its way.
#[must_use]
pub struct Ticket(Receiver<Result<Reply, Fault>>);

impl Ticket {
    /// Waits for the answer.
    pub fn wait(self) -> Result<Reply, Refusal> {
        match self.0.recv() {
            Ok(Ok(Reply::Status { code, message })) => {
                Refusal::of_status(code, message)?;
                Ok(Reply::Status { code: 0, message: String::new() })
            }
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(fault)) => Err(fault.into()),
            Err(_) => Err(Fault::gone("the answer was lost").into()),
        }
    }

    /// Waits for "done".
    pub fn done(self) -> Result<(), Refusal> {
        match self.wait()? {
            Reply::Status { .. } => Ok(()),
            other => Err(unexpected(&other)),
        }
    }

    /// Waits for a handle.
    pub fn handle(self) -> Result<Vec<u8>, Refusal> {
        match self.wait()? {
            Reply::Handle(handle) => Ok(handle),
            other => Err(unexpected(&other)),
        }
    }

    /// Waits for the one path that is asked for.
    pub fn path(self) -> Result<Vec<u8>, Refusal> {
        match self.wait()? {
            Reply::Names(mut names) if names.len() == 1 => Ok(names.remove(0).name),
            other => Err(unexpected(&other)),
        }
    }

    /// Waits for attributes.
    pub fn attributes(self) -> Result<Attributes, Refusal> {
        match self.wait()? {
            Reply::Attributes(attributes) => Ok(attributes),
            other => Err(unexpected(&other)),
        }
    }

    /// [`Self::attributes`]; `None` where there is no such file.
    pub fn attributes_if_there(self) -> Result<Option<Attributes>, Refusal> {
        match self.attributes() {
            Err(Refusal::NotFound) => Ok(None),
            other => other.map(Some),
        }
    }
}

pub(super) fn unexpected(reply: &Reply) -> Refusal {
    let kind = match reply {
        Reply::Status { .. } => "a status",
        Reply::Handle(_) => "a handle",
        Reply::Data(_) => "data",
        Reply::Names(_) => "names",
        Reply::Attributes(_) => "attributes",
        Reply::Extended(_) => "an extension's answer",
    };
    Refusal::Line(Fault::nonsense(format!("{kind} to another question")))
}

impl Client {
    /// Greets the server. `expecting` counts the answers that are due.
    pub fn open(line: Arc<dyn Line>, expecting: Arc<AtomicUsize>) -> Result<Self, Fault> {
        let mut reader = PacketReader { line: line.clone(), buffer: Vec::new(), filled: 0, taken: 0 };
        line.send(packet::init())?;
        expecting.fetch_add(1, Ordering::Relaxed);
        let greeting = reader.next();
        expecting.fetch_sub(1, Ordering::Relaxed);
        let greeting = greeting?.ok_or_else(|| Fault::gone("the file transfer ended at once"))?;
        let packet::Greeting { version, extensions: offered } = packet::decode_version(&greeting)?;
        if version < packet::VERSION {
            return Err(Fault::nonsense(format!("version {version}")));
        }
        let offers = |name: &[u8], version: &[u8]| offered.iter().any(|(n, v)| n == name && v == version);
        let extensions = Extensions {
            fsync: offers(b"fsync@openssh.com", b"1"),
            statvfs: offers(b"statvfs@openssh.com", b"2"),
            copy_data: offers(b"copy-data", b"1"),
        };
        let waiting = Arc::new(Waiting { state: Mutex::default(), expecting });
        let theirs = waiting.clone();
        std::thread::spawn(move || {
            let fault = reader.hand_out(&theirs);
            theirs.fail(&fault);
        });
        Ok(Self(Arc::new(Inner { line, waiting, next_id: AtomicU32::new(0), extensions })))
    }

    /// What the server can do beyond the protocol.
    pub fn extensions(&self) -> Extensions {
        self.0.extensions
    }

    /// How many answers are due: how busy it is.
    pub fn due(&self) -> usize {
        self.0.waiting.state().by_id.len()
    }

    /// Asks; the answer comes by the ticket.
    pub fn ask(&self, request: &Request<'_>) -> Result<Ticket, Refusal> {
        let id = self.0.next_id.fetch_add(1, Ordering::Relaxed) % NOBODY;
        let (send, answer) = bounded(1);
        {
            let mut state = self.0.waiting.state();
            if let Some(fault) = &state.fault {
                return Err(fault.clone().into());
            }
            state.by_id.insert(id, send);
        }
        self.0.waiting.expecting.fetch_add(1, Ordering::Relaxed);
        self.0.line.send(request.encode(id))?;
        Ok(Ticket(answer))
    }

    /// Asks something to which a living server answers; nobody waits for it.
    pub fn ask_for_a_sign(&self) {
        let request = Request::Realpath { path: b"." };
        // A line that takes nothing any more is found out by its silence.
        let _ = self.0.line.send_at_once(request.encode(NOBODY));
    }

    /// Room at a path.
    pub fn statvfs(&self, path: &[u8]) -> Result<StatVfs, Refusal> {
        match self.ask(&Request::StatVfs { path })?.wait()? {
            Reply::Extended(content) => Ok(StatVfs::decode(&content)?),
            other => Err(unexpected(&other)),
        }
    }
}

impl Waiting {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, id: u32, reply: Reply) -> Result<(), Fault> {
        if id == NOBODY {
            return Ok(());
        }
        let asked = self.state().by_id.remove(&id);
        let asked = asked.ok_or_else(|| Fault::nonsense("an answer to no question"))?;
        self.expecting.fetch_sub(1, Ordering::Relaxed);
        // Whoever asked may have given up.
        let _ = asked.send(Ok(reply));
        Ok(())
    }

    fn fail(&self, fault: &Fault) {
        let mut state = self.state();
        state.fault.get_or_insert_with(|| fault.clone());
        let due: Vec<_> = state.by_id.drain().collect();
        drop(state);
        self.expecting.fetch_sub(due.len(), Ordering::Relaxed);
        for (_, asked) in due {
            // Whoever asked may have given up.
            let _ = asked.send(Err(fault.clone()));
        }
    }
}

/// Cuts the stream into packets.
struct PacketReader {
    line: Arc<dyn Line>,
    buffer: Vec<u8>,
    filled: usize,
    taken: usize,
}

impl PacketReader {
    /// Hands replies to whoever asked, until the line ends; gives why.
    fn hand_out(&mut self, waiting: &Waiting) -> Fault {
        loop {
            let handed = match self.next() {
                Ok(Some(packet)) => packet::decode(&packet).and_then(|(id, reply)| waiting.answer(id, reply)),
                Ok(None) => return Fault::gone("the server ended the file transfer"),
                Err(fault) => return fault,
            };
            if let Err(fault) = handed {
                return fault;
            }
        }
    }

    fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        if !self.fill(4)? {
            return Ok(None);
        }
        let mut length = [0; 4];
        length.copy_from_slice(&self.buffer[self.taken..self.taken + 4]);
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 || length > MAX_PACKET_BYTES {
            return Err(Fault::nonsense(format!("a packet of {length} bytes")));
        }
        self.taken += 4;
        if !self.fill(length)? {
            return Err(Fault::gone("the line ended within a packet"));
        }
        let packet = self.buffer[self.taken..self.taken + length].to_vec();
        self.taken += length;
        Ok(Some(packet))
    }

    /// Sees that so many bytes are there; `false` if the line ended before the first of them.
    fn fill(&mut self, wanted: usize) -> Result<bool, Fault> {
        while self.filled - self.taken < wanted {
            self.buffer.copy_within(self.taken..self.filled, 0);
            (self.filled, self.taken) = (self.filled - self.taken, 0);
            self.buffer.resize(MAX_PACKET_BYTES + 4, 0);
            let count = self.line.receive(&mut self.buffer[self.filled..])?;
            if count == 0 {
                return if self.filled == 0 { Ok(false) } else { Err(Fault::gone("the line ended midway")) };
            }
            self.filled += count;
        }
        Ok(true)
    }
}
