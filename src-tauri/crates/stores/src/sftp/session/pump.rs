//! The thread that owns a session: it moves bytes between the network and the channels' pipes, and
//! notices when the line is dead.
//!
//! libssh2 never waits here. One rule of it shapes this file: a call that stopped in the middle of a
//! packet must be made again, and succeed, before any other call that sends.

use super::dial::{Cutter, Dialled};
use super::duplex::Pipe;
use super::wake::Bell;
use crate::sftp::fault::Fault;
use crossbeam_channel::Receiver;
use elderphoto_engine::store::StoreErrorKind;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use ssh2::{BlockDirections, Channel, ErrorCode, Session};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Room that the far side may fill before it hears from us: enough for 100 MB/s at 80 ms.
const WINDOW_BYTES: u32 = 8 << 20;
/// What every server takes (RFC 4253, 6.1).
const PACKET_BYTES: u32 = 32_768;
const READ_BYTES: usize = 64 << 10;
/// Turns of one channel before the others get theirs.
const TURNS: usize = 16;
/// How often the line is looked at when nothing happens.
const TICK: Duration = Duration::from_millis(500);
/// On a line that lives, an answer may take so many times as long as silence may: a disk that flushes
/// a long film answers nothing meanwhile.
const PATIENCE: u32 = 10;
/// No more than one sign of life is asked of the SSH server itself within so long.
const KEEPALIVE_SECONDS: u32 = 2;

/// What a channel is opened for.
#[derive(Debug, Clone)]
pub(super) enum Request {
    Subsystem(&'static str),
    Exec(String),
}

/// A channel that is wanted.
pub(super) struct Wanted {
    pub(super) request: Request,
    pub(super) pipe: Arc<Pipe>,
}

/// Called now and then when nothing was heard for a third of the limit though an answer is due.
pub(super) type Ask = Box<dyn Fn() + Send>;

pub(super) struct Pump {
    pub(super) session: Session,
    pub(super) socket: TcpStream,
    pub(super) bell: Bell,
    pub(super) wanted: Receiver<Wanted>,
    pub(super) asks: Receiver<Ask>,
    /// Answers that somebody waits for.
    pub(super) expecting: Arc<AtomicUsize>,
    pub(super) idle_limit: Duration,
}

struct Lane {
    cutter: Cutter,
    channel: Channel,
    pipe: Arc<Pipe>,
    is_command: bool,
    /// The piece being sent, and how much of it went.
    sending: Vec<u8>,
    sent_bytes: usize,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    InputClosed,
    /// The far side said all it had to say.
    AtEnd,
    /// Being closed.
    Closing,
    Closed,
}

/// What stopped in the middle of a packet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stuck {
    Opening,
    Lane(usize, Op),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Op {
    Write,
    Read,
    Complaints,
    Eof,
    Close,
}

/// What one call came to.
enum Step {
    Did,
    Nothing,
    Stuck,
}

struct Opening {
    wanted: Wanted,
    channel: Option<Channel>,
}

/// Everything the thread works with.
struct Work {
    pump: Pump,
    cutter: Cutter,
    lanes: Vec<Lane>,
    opening: Option<Opening>,
    stuck: Option<Stuck>,
    /// When the far side last sent anything at all: what is sent to it is no sign of its life.
    heard: Instant,
    /// When it last sent something that was waited for.
    answered: Instant,
    asked: Instant,
    ask: Option<Ask>,
    buffer: Vec<u8>,
}

impl Pump {
    pub(super) fn new(
        dialled: Dialled,
        bell: Bell,
        wanted: Receiver<Wanted>,
        asks: Receiver<Ask>,
        expecting: Arc<AtomicUsize>,
        idle_limit: Duration,
    ) -> std::io::Result<Self> {
        let Dialled { session, socket } = dialled;
        session.set_blocking(false);
        socket.set_nonblocking(true)?;
        Ok(Self { session, socket, bell, wanted, asks, expecting, idle_limit })
    }

    /// Works until nobody wants the session any more, or it breaks; tells why before whoever waits for
    /// it hears of it.
    pub(super) fn run(self, cutter: &Cutter, tell: impl FnOnce(&Fault)) {
        let now = Instant::now();
        let mut work = Work {
            pump: self,
            cutter: cutter.clone(),
            lanes: Vec::new(),
            opening: None,
            stuck: None,
            heard: now,
            answered: now,
            asked: now,
            ask: None,
            buffer: vec![0; READ_BYTES],
        };
        work.pump.session.set_keepalive(true, KEEPALIVE_SECONDS);
        let fault = work.until_it_ends();
        let fault = if cutter.is_cut() { Fault::new(StoreErrorKind::Cancelled, "stopped") } else { fault };
        tell(&fault);
        // Nothing may wait for a dead line: not libssh2 when it tidies up, and nobody here.
        let _ = work.pump.socket.shutdown(std::net::Shutdown::Both);
        for lane in &work.lanes {
            lane.pipe.fail(&fault);
        }
        if let Some(opening) = &work.opening {
            opening.wanted.pipe.fail(&fault);
        }
        for wanted in work.pump.wanted.try_iter() {
            wanted.pipe.fail(&fault);
        }
    }
}

impl Work {
    fn until_it_ends(&mut self) -> Fault {
        loop {
            self.pump.bell.listen();
            match self.turn() {
                Ok(true) => {}
                Ok(false) => {
                    if let Err(fault) = self.wait() {
                        return fault;
                    }
                }
                Err(fault) => return fault,
            }
        }
    }

    /// One round over everything; `true` if something moved.
    fn turn(&mut self) -> Result<bool, Fault> {
        match self.stuck.take() {
            Some(Stuck::Opening) => return self.open(),
            Some(Stuck::Lane(lane, op)) => match self.step(lane, op)? {
                Step::Stuck => {
                    self.stuck = Some(Stuck::Lane(lane, op));
                    return Ok(false);
                }
                Step::Did | Step::Nothing => {}
            },
            None => {}
        }
        let mut moved = self.open()?;
        if self.stuck.is_some() {
            return Ok(moved);
        }
        for lane in 0..self.lanes.len() {
            moved |= self.serve(lane)?;
            if self.stuck.is_some() {
                return Ok(moved);
            }
        }
        self.lanes.retain(|lane| lane.stage != Stage::Closed);
        Ok(moved)
    }

    fn serve(&mut self, lane: usize) -> Result<bool, Fault> {
        const OPS: [Op; 5] = [Op::Write, Op::Eof, Op::Read, Op::Complaints, Op::Close];
        let mut moved = false;
        for op in OPS {
            for _ in 0..TURNS {
                match self.step(lane, op)? {
                    Step::Did => moved = true,
                    Step::Nothing => break,
                    Step::Stuck => {
                        self.stuck = Some(Stuck::Lane(lane, op));
                        return Ok(moved);
                    }
                }
            }
        }
        Ok(moved)
    }

    fn step(&mut self, lane: usize, op: Op) -> Result<Step, Fault> {
        let Some(at) = self.lanes.get_mut(lane) else { return Ok(Step::Nothing) };
        if at.stage < Stage::Closing && at.pipe.is_dropped() {
            at.stage = Stage::Closing;
        }
        let did = match op {
            Op::Write => at.write(),
            Op::Eof => at.close_input(),
            Op::Read => at.read(&mut self.buffer),
            Op::Complaints => at.complaints(&mut self.buffer),
            Op::Close => at.close(),
        };
        match did {
            Ok(true) => {
                if matches!(op, Op::Read | Op::Complaints) {
                    self.answered = Instant::now();
                }
                Ok(Step::Did)
            }
            Ok(false) => Ok(Step::Nothing),
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {
                Ok(if self.sends_midway() { Step::Stuck } else { Step::Nothing })
            }
            Err(e) => Err(Fault::gone(e)),
        }
    }

    fn sends_midway(&self) -> bool {
        matches!(self.pump.session.block_directions(), BlockDirections::Outbound | BlockDirections::Both)
    }

    /// Opens the channels that are wanted, one after another.
    fn open(&mut self) -> Result<bool, Fault> {
        let Some(opening) = self.opening.take().or_else(|| {
            let wanted = self.pump.wanted.try_recv().ok()?;
            Some(Opening { wanted, channel: None })
        }) else {
            return Ok(false);
        };
        let Opening { wanted, channel } = opening;
        let channel = match channel {
            Some(channel) => channel,
            None => match self.pump.session.channel_open("session", WINDOW_BYTES, PACKET_BYTES, None) {
                Ok(channel) => channel,
                Err(e) => return self.not_open(wanted, None, &e),
            },
        };
        let mut channel = channel;
        let asked = match &wanted.request {
            Request::Subsystem(name) => channel.subsystem(name),
            Request::Exec(command) => channel.exec(command),
        };
        if let Err(e) = asked {
            return self.not_open(wanted, Some(channel), &e);
        }
        self.answered = Instant::now();
        wanted.pipe.opened();
        let is_command = matches!(wanted.request, Request::Exec(_));
        self.lanes.push(Lane {
            cutter: self.cutter.clone(),
            channel,
            pipe: wanted.pipe,
            is_command,
            sending: Vec::new(),
            sent_bytes: 0,
            stage: Stage::Open,
        });
        Ok(true)
    }

    fn not_open(&mut self, wanted: Wanted, channel: Option<Channel>, e: &ssh2::Error) -> Result<bool, Fault> {
        /// libssh2.h: the server refused the channel, or what was asked of it.
        const CHANNEL_FAILURE: i32 = -21;
        const REQUEST_DENIED: i32 = -22;
        const EAGAIN: i32 = -37;
        match e.code() {
            ErrorCode::Session(EAGAIN) => {
                self.opening = Some(Opening { wanted, channel });
                if self.sends_midway() {
                    self.stuck = Some(Stuck::Opening);
                }
                Ok(false)
            }
            ErrorCode::Session(CHANNEL_FAILURE | REQUEST_DENIED) => {
                wanted.pipe.fail(&Fault::new(StoreErrorKind::Io, format!("refused: {e}")));
                Ok(true)
            }
            _ => {
                // Told why when everything else is.
                self.opening = Some(Opening { wanted, channel: None });
                Err(Fault::gone(e))
            }
        }
    }

    /// Waits for the network or for a wake-up; finds out whether the line is dead.
    fn wait(&mut self) -> Result<(), Fault> {
        let mut events = PollFlags::IN;
        if self.stuck.is_some() || self.sends_midway() {
            events |= PollFlags::OUT;
        }
        let mut ends = [PollFd::new(&self.pump.socket, events), PollFd::new(&self.pump.bell, PollFlags::IN)];
        let tick = Timespec { tv_sec: 0, tv_nsec: TICK.subsec_nanos().into() };
        match poll(&mut ends, Some(&tick)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(e) => return Err(Fault::gone(e)),
        }
        let has_come = ends[0].revents().contains(PollFlags::IN);
        self.pump.bell.rang();
        if has_come {
            self.heard = Instant::now();
        }
        self.look_at_the_line()
    }

    fn look_at_the_line(&mut self) -> Result<(), Fault> {
        self.ask = self.pump.asks.try_recv().ok().or(self.ask.take());
        if self.pump.expecting.load(Ordering::Relaxed) == 0 && self.opening.is_none() {
            (self.heard, self.answered) = (Instant::now(), Instant::now());
            return Ok(());
        }
        let (silent, limit) = (self.heard.elapsed(), self.pump.idle_limit);
        if silent >= limit || self.answered.elapsed() >= limit * PATIENCE {
            let cause = format!("no answer for {} seconds", self.answered.elapsed().as_secs());
            return Err(Fault::new(StoreErrorKind::TimedOut, cause));
        }
        if silent >= limit / 3 && self.asked.elapsed() >= limit / 6 {
            self.asked = Instant::now();
            self.ask_for_a_sign()?;
        }
        Ok(())
    }

    /// By the file transfer, which answers late while a disk is busy, and of the SSH server itself,
    /// which not every one answers.
    fn ask_for_a_sign(&self) -> Result<(), Fault> {
        if let Some(ask) = &self.ask {
            ask();
        }
        let mut ends = [PollFd::new(&self.pump.socket, PollFlags::OUT)];
        let has_room = poll(&mut ends, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|n| n == 1);
        // Only where it goes out at once: it must never stop in the middle of a packet.
        if self.stuck.is_none() && has_room {
            self.pump.session.keepalive_send().map_err(Fault::gone)?;
        }
        Ok(())
    }
}

impl PartialOrd for Stage {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some((*self as u8).cmp(&(*other as u8)))
    }
}

/// Each gives whether something moved.
impl Lane {
    fn write(&mut self) -> std::io::Result<bool> {
        if self.stage != Stage::Open {
            return Ok(false);
        }
        if self.sent_bytes == self.sending.len() {
            let Some(next) = self.pipe.next_outgoing() else { return Ok(false) };
            (self.sending, self.sent_bytes) = (next, 0);
        }
        let count = self.channel.write(&self.sending[self.sent_bytes..])?;
        self.sent_bytes += count;
        Ok(count > 0)
    }

    fn close_input(&mut self) -> std::io::Result<bool> {
        let is_done =
            self.stage == Stage::Open && self.sent_bytes == self.sending.len() && self.pipe.is_input_closed();
        if !is_done {
            return Ok(false);
        }
        self.channel.send_eof()?;
        self.stage = Stage::InputClosed;
        Ok(true)
    }

    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<bool> {
        if self.stage >= Stage::AtEnd || !self.pipe.wants_incoming() {
            return Ok(false);
        }
        let count = self.channel.read(buffer)?;
        if count > 0 {
            self.pipe.incoming(&buffer[..count]);
            return Ok(true);
        }
        if self.channel.eof() {
            if self.cutter.is_cut() {
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            self.pipe.end_of_output();
            self.stage = Stage::AtEnd;
            return Ok(true);
        }
        Ok(false)
    }

    fn complaints(&mut self, buffer: &mut [u8]) -> std::io::Result<bool> {
        if !self.is_command || self.stage >= Stage::Closing {
            return Ok(false);
        }
        let count = self.channel.stderr().read(buffer)?;
        self.pipe.complaint(&buffer[..count]);
        Ok(count > 0)
    }

    fn close(&mut self) -> std::io::Result<bool> {
        match self.stage {
            Stage::AtEnd => {
                self.channel.wait_close()?;
                let mut last_words = [0; 4096];
                while let Ok(count @ 1..) = self.channel.stderr().read(&mut last_words) {
                    self.pipe.complaint(&last_words[..count]);
                }
                let signal = self.channel.exit_signal().ok().and_then(|s| s.exit_signal);
                let status = if signal.is_some() { None } else { self.channel.exit_status().ok() };
                self.pipe.exited(status);
                self.stage = Stage::Closing;
                Ok(true)
            }
            Stage::Closing => {
                self.channel.close()?;
                self.stage = Stage::Closed;
                Ok(true)
            }
            Stage::Open | Stage::InputClosed | Stage::Closed => Ok(false),
        }
    }
}
