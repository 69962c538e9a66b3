//! The folder that is a place's root: connecting to its machine, finding it, making it.

use super::pool::{Dial, Pool};
use crate::sftp::protocol::{Client, Refusal, Request};
use crate::sftp::{Address, ConnectError, Credentials, HostKey, Options};
use elderphoto_engine::store::StoreErrorKind;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::Arc;

/// Makes the last folder of the root.
pub fn make_root(
    address: &Address,
    credentials: &Credentials,
    pinned: &[HostKey],
    options: &Options,
) -> Result<(), ConnectError> {
    let path = address.asked_root();
    do_once(address, credentials, pinned, options, &Request::Mkdir { path: &path })
}

/// Takes back [`make_root`]: removes the root's folder if nothing lies in it.
pub fn unmake_root(
    address: &Address,
    credentials: &Credentials,
    pinned: &[HostKey],
    options: &Options,
) -> Result<(), ConnectError> {
    let path = address.asked_root();
    do_once(address, credentials, pinned, options, &Request::Rmdir { path: &path })
}

/// Connects for one request about the root.
fn do_once(
    address: &Address,
    credentials: &Credentials,
    pinned: &[HostKey],
    options: &Options,
    request: &Request<'_>,
) -> Result<(), ConnectError> {
    let pool = connect(address.clone(), credentials.clone(), pinned.to_vec(), options.clone())?;
    ask(&pool, |client| client.ask(request)?.done()).map_err(|e| of_root(e, &address.asked_root()))
}

pub(super) fn connect(
    address: Address,
    credentials: Credentials,
    pinned: Vec<HostKey>,
    options: Options,
) -> Result<Arc<Pool>, ConnectError> {
    Ok(Arc::new(Pool::open(Dial { address, credentials, pinned, options })?))
}

pub(super) fn ask<T>(pool: &Arc<Pool>, ask: impl Fn(&Client) -> Result<T, Refusal>) -> Result<T, Refusal> {
    pool.look(|link| ask(&link.client))
}

pub(super) fn of_root(refusal: Refusal, path: &[u8]) -> ConnectError {
    let path = PathBuf::from(OsStr::from_bytes(path));
    match refusal {
        Refusal::NotFound => ConnectError::FolderMissing { path },
        Refusal::Denied => ConnectError::PermissionDenied { path },
        Refusal::Line(fault) => match fault.kind {
            StoreErrorKind::TimedOut => ConnectError::TimedOut { cause: fault.cause },
            StoreErrorKind::Cancelled => ConnectError::Cancelled,
            _ => ConnectError::Lost { cause: fault.cause },
        },
        other => ConnectError::Lost { cause: other.fault().cause },
    }
}

/// A server tells a file in a folder's place as it tells nothing at all.
pub(super) fn not_a_folder(pool: &Arc<Pool>, root: &[u8]) -> ConnectError {
    let path = PathBuf::from(OsStr::from_bytes(root));
    let found = ask(pool, |client| client.ask(&Request::Lstat { path: root })?.attributes_if_there());
    match found {
        Ok(Some(_)) => ConnectError::NotAFolder { path },
        Ok(None) => ConnectError::FolderMissing { path },
        Err(e) => of_root(e, root),
    }
}
