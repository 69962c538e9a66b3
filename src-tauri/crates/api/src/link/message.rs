//! What goes over the socket: a line of JSON each. The two ends are the same program in most cases, and never
//! more than this user's; still everything is read strictly and no line may be endless.

use crate::desk::{Done, Work};
use crate::wire::{Activities, Failure, Progress};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;

/// The longest line: a list of every photo that comes back, or of every problem.
const MAX_LINE_BYTES: u64 = 256 << 20;

/// What a caller asks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Ask {
    /// Do this, tell how far it is, answer.
    Do(Box<Work>),
    /// Stop what this connection asked for; or, of a follower, what is at work.
    Stop,
    /// Tell what is at work, from now on.
    Follow,
    /// Bring the window to the front.
    Show,
    /// Keep the home free until this connection ends.
    Room,
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Tell {
    /// What was asked is lined up.
    Taken,
    /// How far it is.
    Progress(Progress),
    /// It ended.
    Done(Box<Done>),
    /// It could not be done.
    Failed(Box<Failure>),
    /// What is at work.
    Activities(Box<Activities>),
    /// Whether there was a window to bring to the front.
    Shown(bool),
    /// Whether the home is free now.
    Room(bool),
}

/// Sends a line.
pub(super) fn send(mut stream: &UnixStream, message: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    stream.write_all(&line)
}

/// Lines as they come; a pause loses nothing of a line that is half there.
pub(super) struct Lines {
    reader: BufReader<UnixStream>,
    line: Vec<u8>,
}

/// What came.
pub(super) enum Line<T> {
    Message(T),
    /// Nothing yet: the time that the stream waits is over.
    Pause,
    /// The other end is gone, or talks nonsense.
    End,
}

impl Lines {
    pub fn of(stream: &UnixStream) -> std::io::Result<Self> {
        Ok(Self { reader: BufReader::new(stream.try_clone()?), line: Vec::new() })
    }

    pub fn next<T: DeserializeOwned>(&mut self) -> Line<T> {
        let room = MAX_LINE_BYTES.saturating_sub(self.line.len() as u64);
        match self.reader.by_ref().take(room).read_until(b'\n', &mut self.line) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => Line::Pause,
            Err(e) if matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                Line::Pause
            }
            Ok(_) if self.line.last() == Some(&b'\n') => {
                let read = serde_json::from_slice(&self.line);
                self.line.clear();
                read.map_or(Line::End, Line::Message)
            }
            _ => Line::End,
        }
    }
}
