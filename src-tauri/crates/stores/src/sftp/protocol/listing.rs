//! Listings, given out as they come: nothing bounds what a server may claim a folder to hold.

use super::client::{Client, Ticket, unexpected};
use super::packet::{Name, Reply, Request};
use super::refusal::Refusal;
use crate::sftp::fault::Fault;

/// More names than any folder has. A server that goes on is lying.
const MAX_NAMES: u64 = 10_000_000;
/// Answers asked for ahead.
const AHEAD: usize = 2;

/// A folder that was opened. Dropping it closes it.
pub struct OpenFolder {
    client: Client,
    handle: Vec<u8>,
}

impl Client {
    /// Waits until a folder is open.
    pub fn folder(&self, opening: Ticket) -> Result<OpenFolder, Refusal> {
        Ok(OpenFolder { client: self.clone(), handle: opening.handle()? })
    }
}

impl OpenFolder {
    /// Gives every name in it that is one plain component.
    pub fn each(self, visit: &mut dyn FnMut(Name) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let request = Request::Readdir { handle: &self.handle };
        let mut under_way = std::collections::VecDeque::new();
        let mut seen = 0u64;
        loop {
            while under_way.len() < AHEAD {
                under_way.push_back(self.client.ask(&request)?);
            }
            let Some(ticket) = under_way.pop_front() else { return Ok(()) };
            let names = match ticket.wait() {
                Ok(Reply::Names(names)) => names,
                Ok(other) => return Err(unexpected(&other)),
                Err(Refusal::End) => return Ok(()),
                Err(e) => return Err(e),
            };
            if names.is_empty() {
                return Err(Fault::nonsense("a listing that neither goes on nor ends").into());
            }
            seen += names.len() as u64;
            if seen > MAX_NAMES {
                return Err(Fault::nonsense("a listing without end").into());
            }
            for name in names.into_iter().filter(|n| is_plain(&n.name)) {
                visit(name)?;
            }
        }
    }
}

impl Drop for OpenFolder {
    fn drop(&mut self) {
        // The server closes it in any case when the session ends.
        drop(self.client.ask(&Request::Close { handle: &self.handle }));
    }
}

fn is_plain(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/') && !name.contains(&0)
}
