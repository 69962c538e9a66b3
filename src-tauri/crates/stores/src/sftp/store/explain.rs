//! Why a server did not do what it was asked. "Failure" is all that many say, for a name that is
//! taken as for a full disk: what it was is found out by looking, never from the text.

use super::paths::stat_of;
use super::{Inner, room};
use crate::sftp::protocol::{Refusal, Request};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, StoreError, StoreErrorKind, StoreResult};

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// Making something under a name that must be free.
    Making,
    /// Putting bytes into a file.
    Writing,
    /// Changing or removing what is there.
    Changing,
}

/// Less is no room for anything.
const NO_ROOM_BYTES: u64 = 64 << 10;
/// `SSH_FXE_STATVFS_ST_RDONLY` (PROTOCOL of OpenSSH, 4.4)
const READ_ONLY: u64 = 1;

/// A refusal of a call that only looks.
pub(super) fn looking(refusal: Refusal, path: &RelPath) -> StoreError {
    refusal.fault().at(path)
}

pub(super) fn explain(inner: &Inner, refusal: Refusal, path: &RelPath, doing: Doing) -> StoreError {
    let cause = match refusal {
        Refusal::Failure(cause) => cause,
        Refusal::Denied if doing != Doing::Changing => "permission denied".to_owned(),
        other => return looking(other, path),
    };
    let found = find_out(inner, path, doing);
    let otherwise =
        if cause == "permission denied" { StoreErrorKind::PermissionDenied } else { StoreErrorKind::Io };
    match found {
        Ok(kind) => StoreError::new(kind.unwrap_or(otherwise), path, cause),
        Err(e) => e,
    }
}

fn find_out(inner: &Inner, path: &RelPath, doing: Doing) -> StoreResult<Option<StoreErrorKind>> {
    if doing == Doing::Making {
        let at = inner.full(path);
        let stands =
            inner.pool.look(|link| link.client.ask(&Request::Lstat { path: &at })?.attributes_if_there());
        if stands.map_err(|e| looking(e, path))?.is_some() {
            return Ok(Some(StoreErrorKind::AlreadyExists));
        }
        if let Some(parent) = path.parent().filter(|p| !p.is_root()) {
            let at = inner.full(&parent);
            let above =
                inner.pool.look(|link| link.client.ask(&Request::Lstat { path: &at })?.attributes_if_there());
            match above.map_err(|e| looking(e, path))? {
                None => return Ok(Some(StoreErrorKind::NotFound)),
                Some(of) if stat_of(&of).kind != Kind::Folder => return Ok(Some(StoreErrorKind::NotPlain)),
                Some(_) => {}
            }
        }
    }
    let known = by_statvfs(inner, path)?;
    if known.is_some() || doing == Doing::Changing { Ok(known) } else { room::in_the_way(inner) }
}

/// What the server says of the room there; `None` when nothing is amiss, or it will not tell.
fn by_statvfs(inner: &Inner, path: &RelPath) -> StoreResult<Option<StoreErrorKind>> {
    if !inner.pool.link().map_err(|e| e.at(path))?.client.extensions().statvfs {
        return Ok(None);
    }
    let room = match inner.pool.look(|link| link.client.statvfs(&inner.root)) {
        Ok(room) => room,
        Err(Refusal::Line(fault)) => return Err(fault.at(path)),
        // It will not tell.
        Err(_) => return Ok(None),
    };
    Ok(if room.flags & READ_ONLY != 0 {
        Some(StoreErrorKind::ReadOnly)
    } else if room.free_blocks.saturating_mul(room.block_bytes) < NO_ROOM_BYTES {
        Some(StoreErrorKind::NoSpace)
    } else if room.files > 0 && room.free_files == 0 {
        Some(StoreErrorKind::NoInodes)
    } else {
        None
    })
}
