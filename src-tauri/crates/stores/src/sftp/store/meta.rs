//! Times and modes of many folders by two round trips: all are looked at, then all are set.

use super::Inner;
use super::explain::{Doing, explain, looking};
use super::files::attributes_of;
use super::paths::not_plain;
use crate::sftp::protocol::{Client, Refusal, Request};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Meta, StoreError, StoreErrorKind, StoreResult};

/// One result each, in their order.
pub(super) fn set_of_folders(inner: &Inner, folders: &[(RelPath, Meta)]) -> Vec<StoreResult<()>> {
    let seen = match look(inner, folders) {
        Ok(seen) => seen,
        Err(e) => {
            return folders.iter().map(|(path, _)| Err(StoreError::new(e.kind, path, &e.cause))).collect();
        }
    };
    let link = match inner.pool.link() {
        Ok(link) => link,
        Err(fault) => return folders.iter().map(|(path, _)| Err(fault.clone().at(path))).collect(),
    };
    let ask = |((path, meta), seen): (&(RelPath, Meta), StoreResult<()>)| {
        seen.map(|()| ask_to_set(inner, &link.client, path, meta))
    };
    let asked: Vec<_> = folders.iter().zip(seen).map(ask).collect();
    let finish = |((path, _), asked): (&(RelPath, Meta), StoreResult<Result<_, Refusal>>)| {
        let set = asked?.and_then(|ticket: crate::sftp::protocol::Ticket| ticket.done());
        set.map_err(|e| explain(inner, e, path, Doing::Changing))
    };
    folders.iter().zip(asked).map(finish).collect()
}

fn ask_to_set(
    inner: &Inner,
    client: &Client,
    path: &RelPath,
    meta: &Meta,
) -> Result<crate::sftp::protocol::Ticket, Refusal> {
    client.ask(&Request::Setstat { path: &inner.full(path), attributes: attributes_of(meta) })
}

/// Whether each is a folder, and no link leads to it.
fn look(inner: &Inner, folders: &[(RelPath, Meta)]) -> StoreResult<Vec<StoreResult<()>>> {
    let found = inner.pool.look(|link| {
        let looks: Result<Vec<_>, Refusal> =
            folders.iter().map(|(path, _)| inner.begin_look(&link.client, path)).collect();
        looks?.into_iter().map(super::paths::Looks::wait).collect::<Result<Vec<_>, _>>()
    });
    let found = found.map_err(|e| looking(e, &RelPath::root()))?;
    let tell = |((path, _), seen): (&(RelPath, Meta), _)| match inner.looked_at(path, seen)?.map(|s| s.kind) {
        Some(Kind::Folder) => Ok(()),
        Some(_) => Err(not_plain(path)),
        None => Err(StoreError::new(StoreErrorKind::NotFound, path, "no such folder")),
    };
    let told: Vec<StoreResult<()>> = folders.iter().zip(found).map(tell).collect();
    Ok(told)
}
