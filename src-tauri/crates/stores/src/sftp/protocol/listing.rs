//! Listings, given out as they come: nothing bounds what a server may claim a folder to hold.

use super::client::{Client, unexpected};
use super::packet::{Name, Reply, Request};
use super::refusal::Refusal;
use crate::sftp::fault::Fault;

/// More names than any folder has. A server that goes on is lying.
const MAX_NAMES: u64 = 10_000_000;
/// Answers asked for ahead.
const AHEAD: usize = 2;

impl Client {
    /// Gives every name of a folder that is one plain component.
    pub fn list(
        &self,
        path: &[u8],
        visit: &mut dyn FnMut(Name) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let handle = self.ask(&Request::Opendir { path })?.handle()?;
        let listed = self.list_open(&handle, visit);
        let closed = self.ask(&Request::Close { handle: &handle });
        listed.and(closed.map(drop))
    }

    fn list_open(
        &self,
        handle: &[u8],
        visit: &mut dyn FnMut(Name) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let request = Request::Readdir { handle };
        let mut under_way = std::collections::VecDeque::new();
        let mut seen = 0u64;
        loop {
            while under_way.len() < AHEAD {
                under_way.push_back(self.ask(&request)?);
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

fn is_plain(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/') && !name.contains(&0)
}
