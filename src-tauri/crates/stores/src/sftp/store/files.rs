//! Files of a far place as the engine reads and writes them.

use super::explain::{Doing, explain, looking};
use super::paths::stat_of;
use super::pool::Link;
use super::{Inner, time};
use crate::sftp::protocol::open_flag::{CREATE, EXCLUSIVE, READ, WRITE};
use crate::sftp::protocol::{Attributes, Refusal, RemoteReader, RemoteWriter, Request};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Meta, StagedFile, Stat, StoreError, StoreErrorKind, StoreResult};
use std::io::{self, Read};
use std::sync::Arc;

pub(super) fn attributes_of(meta: &Meta) -> Attributes {
    let seconds = time::to_wire(meta.mtime);
    Attributes { size: None, mode: meta.mode, times: Some((seconds, seconds)) }
}

/// A file in the making.
pub(super) struct Staged {
    inner: Arc<Inner>,
    /// Its session stays as long as the file is open.
    link: Arc<Link>,
    writer: Option<RemoteWriter>,
    path: RelPath,
}

impl Staged {
    /// Makes the file.
    pub(super) fn begin(inner: &Arc<Inner>, path: &RelPath) -> StoreResult<Self> {
        let link = inner.pool.link().map_err(|e| e.at(path))?;
        inner.make_above(&link.client, std::iter::once(path))?;
        let full = inner.full(path);
        let request = Request::Open { path: &full, flags: WRITE | CREATE | EXCLUSIVE, mode: None };
        let handle = link.client.ask(&request).and_then(|t| t.handle());
        let handle = handle.map_err(|e| explain(inner, e, path, Doing::Making))?;
        Ok(Self::of(inner, link, handle, path, 0))
    }

    /// Goes on with a file that is there.
    pub(super) fn go_on(inner: &Arc<Inner>, path: &RelPath, at_bytes: u64) -> StoreResult<Self> {
        let link = inner.pool.link().map_err(|e| e.at(path))?;
        inner.check_above(path)?;
        let full = inner.full(path);
        // Opening follows links, and waits for who never comes at what is no file.
        let stands = link.client.ask(&Request::Lstat { path: &full }).and_then(|t| t.attributes_if_there());
        let cause = match stands.map_err(|e| looking(e, path))?.map(|of| stat_of(&of)) {
            None => Some((StoreErrorKind::NotFound, "no such file")),
            Some(stat) if stat.kind != Kind::File => Some((StoreErrorKind::NotPlain, "not a file")),
            Some(stat) if stat.size < at_bytes => Some((StoreErrorKind::Io, "it is shorter than that")),
            Some(_) => None,
        };
        if let Some((kind, cause)) = cause {
            return Err(StoreError::new(kind, path, cause));
        }
        let handle = link.client.ask(&Request::Open { path: &full, flags: WRITE, mode: None });
        let handle = handle.and_then(|t| t.handle()).map_err(|e| explain(inner, e, path, Doing::Changing))?;
        let cut = Attributes { size: Some(at_bytes), ..Attributes::default() };
        let cut = link.client.ask(&Request::Fsetstat { handle: &handle, attributes: cut });
        cut.and_then(|t| t.done()).map_err(|e| explain(inner, e, path, Doing::Writing))?;
        Ok(Self::of(inner, link, handle, path, at_bytes))
    }

    fn of(inner: &Arc<Inner>, link: Arc<Link>, handle: Vec<u8>, path: &RelPath, at_bytes: u64) -> Self {
        let writer = Some(RemoteWriter::new(&link.client, handle, at_bytes));
        Self { inner: inner.clone(), link, writer, path: path.clone() }
    }

    pub(super) fn write_all(&mut self, bytes: &[u8]) -> StoreResult<()> {
        let gone = || StoreError::new(StoreErrorKind::Gone, &self.path, "it was given up");
        let writer = self.writer.as_mut().ok_or_else(gone)?;
        writer.write(bytes).map_err(|e| explain(&self.inner, e, &self.path, Doing::Writing))
    }

    /// Fills it with what stands at `from`, without its bytes coming here; `false` where the server will
    /// not.
    pub(super) fn fill_there(&mut self, from: &RelPath, size_bytes: u64) -> StoreResult<bool> {
        let full = self.inner.full(from);
        let opened = self.link.client.ask(&Request::Open { path: &full, flags: READ, mode: None });
        let source = opened.and_then(|t| t.handle()).map_err(|e| looking(e, from))?;
        let copied = self.writer.as_mut().map(|writer| writer.copy(&source, size_bytes));
        let closed = self.link.client.ask(&Request::Close { handle: &source }).and_then(|t| t.done());
        match copied {
            Some(Err(Refusal::Line(fault))) => Err(fault.at(from)),
            Some(Ok(())) => closed.map(|()| true).map_err(|e| looking(e, from)),
            // A full disk is found out by the way that tells of it.
            Some(Err(_)) | None => Ok(false),
        }
    }

    pub(super) fn close(mut self, meta: &Meta) -> StoreResult<()> {
        let gone = || StoreError::new(StoreErrorKind::Gone, &self.path, "it was given up");
        let writer = self.writer.take().ok_or_else(gone)?;
        writer.finish(attributes_of(meta)).map_err(|e| {
            let e = explain(&self.inner, e, &self.path, Doing::Writing);
            self.remove();
            e
        })
    }

    /// Half a file is of no use; if this fails, a later run clears it away.
    fn remove(&self) {
        let full = self.inner.full(&self.path);
        drop(self.link.client.ask(&Request::Remove { path: &full }).map(|t| t.done()));
    }
}

impl StagedFile for Staged {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.write_all(bytes)
    }

    fn finish(self: Box<Self>, meta: &Meta) -> StoreResult<()> {
        self.close(meta)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            self.remove();
        }
    }
}

/// A file being read.
pub(super) struct Reader {
    _link: Arc<Link>,
    reader: RemoteReader,
    path: RelPath,
}

impl Reader {
    pub(super) fn new(link: Arc<Link>, handle: Vec<u8>, path: &RelPath, at: u64, size: Option<u64>) -> Self {
        let left = size.map(|size| size.saturating_sub(at));
        let reader = RemoteReader::new(&link.client, handle, at, left);
        Self { _link: link, reader, path: path.clone() }
    }
}

impl Inner {
    /// Opens a file for reading, if it is one.
    pub(super) fn open_file(&self, path: &RelPath, offset: u64) -> StoreResult<Reader> {
        let is_plain = |seen: Option<Stat>| match seen {
            None => Err(StoreError::new(StoreErrorKind::NotFound, path, "no such file")),
            Some(stat) if stat.kind != Kind::File => {
                Err(StoreError::new(StoreErrorKind::NotPlain, path, "not a file"))
            }
            Some(stat) => Ok(Some(stat.size)),
        };
        let full = self.full(path);
        let request = Request::Open { path: &full, flags: READ, mode: None };
        // Opening a pipe would keep the server waiting for ever: among a family's files there may be
        // one, among our own few there is none, and opening at once saves a round trip.
        if path.as_bytes().starts_with(b".elderphoto/") {
            let opened = self.pool.look(|link| {
                let looks = self.begin_look(&link.client, path)?;
                let opening = link.client.ask(&request)?;
                Ok((link.clone(), looks.wait()?, opening.handle()))
            });
            let (link, seen, handle) = opened.map_err(|e| looking(e, path))?;
            let size = self.looked_at(path, seen).and_then(is_plain);
            let handle = handle.map_err(|e| looking(e, path));
            // Dropped, the reader closes what was opened though it should not be.
            let reader =
                handle.map(|h| Reader::new(link, h, path, offset, size.as_ref().ok().copied().flatten()));
            return size.and(reader);
        }
        let size = is_plain(self.look_at(path)?)?;
        let opened = self.pool.look(|link| Ok((link.clone(), link.client.ask(&request)?.handle()?)));
        let (link, handle) = opened.map_err(|e| looking(e, path))?;
        Ok(Reader::new(link, handle, path, offset, size))
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.reader.read(into).map_err(|e| io::Error::other(e.fault().at(&self.path)))
    }
}
