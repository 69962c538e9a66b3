//! Why nothing can be written though the disk has room, found by trying. A share of it that is used up
//! (a quota) shows in no other way: the room that a server tells of is the whole disk's.

use super::Inner;
use super::explain::looking;
use crate::sftp::protocol::open_flag::{CREATE, EXCLUSIVE, WRITE};
use crate::sftp::protocol::{CHUNK_BYTES, Client, Refusal, Request};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, StoreErrorKind, StoreResult};
use std::sync::PoisonError;

/// What is tried to be written. Whoever asks has just failed with less.
const TRIED_BYTES: usize = 64 << 10;
/// Where a file that is left behind is cleared away by the next run.
const INCOMING: &str = ".elderphoto/incoming";

/// `None` when something can be written, or nothing could be found out.
pub(super) fn in_the_way(inner: &Inner) -> StoreResult<Option<StoreErrorKind>> {
    // One after another: many at once would be in each other's way.
    let _alone = inner.trying_room.lock().unwrap_or_else(PoisonError::into_inner);
    let incoming = RelPath::literal(INCOMING);
    let is_there = inner.look_at(&incoming).ok().flatten().is_some_and(|s| s.kind == Kind::Folder);
    if !is_there {
        return Ok(None);
    }
    if let Some(shell) = inner.known_shell() {
        return shell.in_the_way(&incoming, TRIED_BYTES as u64);
    }
    let Ok(random) = getrandom::u64() else { return Ok(None) };
    let path = inner.full(&RelPath::literal(&format!("{INCOMING}/room-{random:016x}")));
    let link = inner.pool.link().map_err(|e| e.at(&incoming))?;
    let tried = try_to_write(&link.client, &path);
    let removed = link.client.ask(&Request::Remove { path: &path }).and_then(|t| t.done());
    tracing::debug!("tried to write: {tried:?}, removed: {removed:?}");
    match tried {
        Ok(()) => Ok(None),
        // With room on the disk, the right to write, and a name that is free, a share is what is left.
        Err(Refusal::Failure(_)) => Ok(Some(StoreErrorKind::Quota)),
        Err(Refusal::Denied) => Ok(Some(StoreErrorKind::PermissionDenied)),
        Err(e @ Refusal::Line(_)) => Err(looking(e, &incoming)),
        Err(_) => Ok(None),
    }
}

fn try_to_write(client: &Client, path: &[u8]) -> Result<(), Refusal> {
    let open = Request::Open { path, flags: WRITE | CREATE | EXCLUSIVE, mode: None };
    let handle = client.ask(&open)?.handle()?;
    let block = [0; CHUNK_BYTES];
    let mut asked = Vec::new();
    for at in (0..TRIED_BYTES).step_by(CHUNK_BYTES) {
        asked.push(client.ask(&Request::Write { handle: &handle, at: at as u64, bytes: &block })?);
    }
    asked.push(client.ask(&Request::Close { handle: &handle })?);
    // All are heard, so that the file is closed before it is removed.
    let done: Vec<_> = asked.into_iter().map(|ticket| ticket.done()).collect();
    done.into_iter().collect()
}
