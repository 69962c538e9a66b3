//! Files read and written with many requests under way, so that the line is always full.

use super::client::{Client, Ticket, unexpected};
use super::packet::{Attributes, CHUNK_BYTES, Reply, Request};
use super::refusal::Refusal;
use crate::sftp::fault::Fault;
use elderphoto_engine::store::StoreErrorKind;
use std::collections::VecDeque;

/// Written and not yet acknowledged: 100 MB/s at 40 ms.
const WRITE_WINDOW_BYTES: usize = 4 << 20;
/// Asked for and not yet there, for a long file.
const READ_WINDOW_BYTES: u64 = 2 << 20;

/// A file being written, in order.
pub struct RemoteWriter {
    client: Client,
    handle: Vec<u8>,
    at_bytes: u64,
    under_way: VecDeque<(Ticket, usize)>,
    under_way_bytes: usize,
}

impl RemoteWriter {
    /// Goes on at `at_bytes` of an open file.
    pub fn new(client: &Client, handle: Vec<u8>, at_bytes: u64) -> Self {
        Self { client: client.clone(), handle, at_bytes, under_way: VecDeque::new(), under_way_bytes: 0 }
    }

    /// Sends; waits only when the window is used up.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        for chunk in bytes.chunks(CHUNK_BYTES) {
            while self.under_way_bytes + chunk.len() > WRITE_WINDOW_BYTES {
                self.take_one()?;
            }
            let request = Request::Write { handle: &self.handle, at: self.at_bytes, bytes: chunk };
            self.under_way.push_back((self.client.ask(&request)?, chunk.len()));
            self.under_way_bytes += chunk.len();
            self.at_bytes += chunk.len() as u64;
        }
        Ok(())
    }

    fn take_one(&mut self) -> Result<(), Refusal> {
        if let Some((ticket, bytes)) = self.under_way.pop_front() {
            self.under_way_bytes -= bytes;
            ticket.done()?;
        }
        Ok(())
    }

    /// Takes all of another open file, of so many bytes, without it coming here.
    pub fn copy(&mut self, from: &[u8], size_bytes: u64) -> Result<(), Refusal> {
        self.client.ask(&Request::CopyData { from, to: &self.handle })?.done()?;
        self.at_bytes = size_bytes;
        Ok(())
    }

    /// Sets time and mode, asks for a flush where the server can, checks the length, closes: all in
    /// one round trip, since a server does the requests of one handle in their order.
    pub fn finish(mut self, attributes: Attributes) -> Result<(), Refusal> {
        let handle = std::mem::take(&mut self.handle);
        let set = self.client.ask(&Request::Fsetstat { handle: &handle, attributes })?;
        let can_flush = self.client.extensions().fsync;
        let flush = can_flush.then(|| self.client.ask(&Request::Fsync { handle: &handle })).transpose()?;
        let stat = self.client.ask(&Request::Fstat { handle: &handle })?;
        let close = self.client.ask(&Request::Close { handle: &handle })?;
        while !self.under_way.is_empty() {
            self.take_one()?;
        }
        // Some servers keep no times or modes: the copy is whole without.
        match set.done() {
            Ok(()) | Err(Refusal::Denied | Refusal::Failure(_) | Refusal::Unsupported) => {}
            Err(e) => return Err(e),
        }
        flush.map(Ticket::done).transpose()?;
        let stands = stat.attributes()?.size;
        close.done()?;
        if stands.is_some_and(|stands| stands != self.at_bytes) {
            let cause = format!("{stands:?} bytes stand there, {} were written", self.at_bytes);
            return Err(Fault::new(StoreErrorKind::Io, cause).into());
        }
        Ok(())
    }
}

impl Drop for RemoteWriter {
    fn drop(&mut self) {
        if !self.handle.is_empty() {
            // The server closes it in any case when the session ends.
            drop(self.client.ask(&Request::Close { handle: &self.handle }));
        }
    }
}

/// A file being read, in order.
pub struct RemoteReader {
    client: Client,
    handle: Vec<u8>,
    /// Where the next request begins, and where the next byte to give out lies.
    asked_bytes: u64,
    given_bytes: u64,
    /// Where it should end. A request that begins there asks for nothing but the end, and goes with the
    /// last of the content: else that would be a round trip of its own.
    end_bytes: u64,
    /// What is asked for grows while the file goes on: a small one costs no more than it has.
    window_bytes: u64,
    under_way: VecDeque<(Ticket, u64, u32)>,
    piece: Vec<u8>,
    piece_taken: usize,
    at_end: bool,
}

impl RemoteReader {
    /// Reads an open file from `at_bytes`; `size_bytes` is what is expected beyond, if known.
    pub fn new(client: &Client, handle: Vec<u8>, at_bytes: u64, size_bytes: Option<u64>) -> Self {
        let first = size_bytes.map_or(CHUNK_BYTES as u64 * 2, |size| size + 1);
        Self {
            client: client.clone(),
            handle,
            asked_bytes: at_bytes,
            given_bytes: at_bytes,
            end_bytes: size_bytes.map_or(0, |size| at_bytes.saturating_add(size)),
            window_bytes: first.clamp(CHUNK_BYTES as u64, READ_WINDOW_BYTES),
            under_way: VecDeque::new(),
            piece: Vec::new(),
            piece_taken: 0,
            at_end: false,
        }
    }

    /// At least one byte, or 0 at the end.
    pub fn read(&mut self, into: &mut [u8]) -> Result<usize, Refusal> {
        while self.piece_taken == self.piece.len() {
            if self.at_end || into.is_empty() {
                return Ok(0);
            }
            self.ask_ahead()?;
            self.take_piece()?;
        }
        let rest = &self.piece[self.piece_taken..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.piece_taken += count;
        Ok(count)
    }

    fn ask_ahead(&mut self) -> Result<(), Refusal> {
        while self.asked_bytes - self.given_bytes < self.window_bytes {
            let to_the_end = self.end_bytes.checked_sub(self.asked_bytes).filter(|left| *left > 0);
            let length = to_the_end.map_or(CHUNK_BYTES as u64, |left| left.min(CHUNK_BYTES as u64)) as u32;
            let request = Request::Read { handle: &self.handle, at: self.asked_bytes, length };
            self.under_way.push_back((self.client.ask(&request)?, self.asked_bytes, length));
            self.asked_bytes += u64::from(length);
        }
        Ok(())
    }

    fn take_piece(&mut self) -> Result<(), Refusal> {
        let Some((ticket, at, length)) = self.under_way.pop_front() else { return Ok(()) };
        let bytes = match ticket.wait() {
            Ok(Reply::Data(bytes)) => bytes,
            Err(Refusal::End) => Vec::new(),
            Ok(other) => return Err(unexpected(&other)),
            Err(e) => return Err(e),
        };
        if bytes.len() > length as usize {
            return Err(Fault::nonsense("more than was asked for").into());
        }
        self.window_bytes = (self.window_bytes * 2).min(READ_WINDOW_BYTES);
        self.given_bytes = at + bytes.len() as u64;
        if bytes.is_empty() {
            self.at_end = true;
        } else if bytes.len() < length as usize {
            // The end, or a server that gives less than it is asked for: what was asked beyond is
            // not what comes next.
            self.under_way.clear();
            self.asked_bytes = self.given_bytes;
        }
        (self.piece, self.piece_taken) = (bytes, 0);
        Ok(())
    }
}

impl Drop for RemoteReader {
    fn drop(&mut self) {
        // The server closes it in any case when the session ends.
        drop(self.client.ask(&Request::Close { handle: &self.handle }));
    }
}
