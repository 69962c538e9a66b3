//! Writing new files, with as few calls to the system as each needs.
//!
//! Small content goes through the system's cache and is made durable with the whole batch. Long
//! content goes past it in aligned pieces: it is then already on the disk when the batch is
//! flushed, and does not push everything else out of memory.

use super::aligned::{ALIGNMENT_BYTES, AlignedBuffer, BUFFER_BYTES, is_aligned};
use super::entries::{CAREFULLY, MODE_BITS, looking, mode_bits, set_mode, set_time, stat_of};
use super::parents::Missing;
use super::read::set_direct;
use super::{Place, errno, folder_bytes};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Meta, StagedFile, StoreError, StoreErrorKind, StoreResult};
use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::Errno;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// From here on, past the cache. Measured on a fast disk with ext4: files of 3 MB and more
/// are written 2 to 4 times as fast as through the cache and with a tenth of the CPU; at 1.5 MB
/// about as fast, and steadier; shorter ones faster through the cache.
const DIRECT_FROM_BYTES: u64 = 1 << 20;

/// Through the cache, this much is gathered before the system is asked to begin writing it out.
const WRITE_BACK_BYTES: u64 = 8 << 20;

/// A file that this process made and that goes away again unless it is finished.
struct NewFile {
    place: Arc<Place>,
    path: RelPath,
    folder: Arc<OwnedFd>,
    file: OwnedFd,
    is_finished: bool,
}

impl NewFile {
    fn create(place: &Arc<Place>, path: &RelPath, mode: Mode) -> StoreResult<Self> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | CAREFULLY;
        let (folder, file) = place.at(path, Missing::Make, "making the file", |folder, name| {
            let file = rustix::fs::openat(folder, name, flags, mode).map_err(errno::when_naming)?;
            Ok((Arc::clone(folder), file))
        })?;
        place.durability.touched(folder_bytes(path));
        Ok(Self { place: Arc::clone(place), path: path.clone(), folder, file, is_finished: false })
    }

    fn fault(&self, errno: Errno, doing: &str) -> StoreError {
        self.place.fault(errno, &self.path, doing)
    }

    fn write_all(&self, bytes: &[u8]) -> StoreResult<()> {
        let mut left = bytes;
        while !left.is_empty() {
            let taken = rustix::io::retry_on_intr(|| rustix::io::write(&self.file, left))
                .map_err(|e| self.fault(e, "writing"))?;
            left = &left[taken..];
        }
        Ok(())
    }

    fn finish(mut self, meta: &Meta, written_bytes: u64) -> StoreResult<()> {
        let found = rustix::fs::fstat(&self.file).map_err(|e| self.fault(e, "looking at the new file"))?;
        let stat = stat_of(&found);
        if stat.size != written_bytes {
            let cause = format!("{} bytes stand there, {written_bytes} were written", stat.size);
            return Err(StoreError::new(StoreErrorKind::Io, &self.path, cause));
        }
        if let Some(mode) = meta.mode.filter(|m| Some(m & MODE_BITS) != stat.mode) {
            match set_mode(&self.file, mode) {
                // The copy is whole without it.
                Err(e) if errno::refuses_meta(e) => {}
                other => other.map_err(|e| self.fault(e, "setting the mode"))?,
            }
        }
        match set_time(&self.file, meta.mtime) {
            Err(e) if errno::refuses_meta(e) => {}
            other => other.map_err(|e| self.fault(e, "setting the time"))?,
        }
        self.place.flush_file(&self.file, &self.path)?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_finished {
            // Half a file is of no use; if this fails, the next run clears `incoming/`.
            let _ = rustix::fs::unlinkat(&*self.folder, self.path.name(), AtFlags::empty());
        }
    }
}

/// A file in the making whose content comes in pieces.
struct Staged {
    new: NewFile,
    written_bytes: u64,
    way: Way,
}

/// How the pieces get to the disk.
enum Way {
    /// Each as it comes, through the cache. `asked_bytes` of it were asked to be written out.
    Cached { asked_bytes: u64 },
    /// Gathered into aligned pieces.
    Gathered { buffer: AlignedBuffer, filled_bytes: usize, is_direct: bool },
}

/// Begins a file whose content comes in pieces.
pub(super) fn begin(
    place: &Arc<Place>,
    path: &RelPath,
    size_bytes: Option<u64>,
) -> StoreResult<Box<dyn StagedFile>> {
    let new = NewFile::create(place, path, Mode::from_raw_mode(0o666))?;
    let is_long = size_bytes.is_none_or(|size| size >= DIRECT_FROM_BYTES);
    let way = if is_long && !place.direct_refused.load(Ordering::Relaxed) {
        Way::Gathered { buffer: place.buffers.take(), filled_bytes: 0, is_direct: false }
    } else {
        Way::Cached { asked_bytes: 0 }
    };
    Ok(Box::new(Staged { new, written_bytes: 0, way }))
}

/// A file whose content is in memory: made, written, given its time, closed.
pub(super) fn whole(place: &Arc<Place>, path: &RelPath, bytes: &[u8], meta: &Meta) -> StoreResult<()> {
    if bytes.len() as u64 >= DIRECT_FROM_BYTES {
        let mut staged = begin(place, path, Some(bytes.len() as u64))?;
        staged.write(bytes)?;
        return staged.finish(meta);
    }
    // Made with the mode it will have, so that mostly none has to be set. The bits that only the
    // owner's wish may give (set-uid and such) wait for the end.
    let mode = meta.mode.map_or(Mode::from_raw_mode(0o666), |mode| mode_bits(mode & 0o777));
    let new = NewFile::create(place, path, mode)?;
    new.write_all(bytes)?;
    new.finish(meta, bytes.len() as u64)
}

impl Staged {
    /// Sends the gathered pieces on.
    fn drain(&mut self) -> StoreResult<()> {
        let Way::Gathered { buffer, filled_bytes, is_direct } = &mut self.way else { return Ok(()) };
        write_out(&self.new, is_direct, &buffer.as_slice()[..*filled_bytes])?;
        *filled_bytes = 0;
        Ok(())
    }

    fn write_cached(&mut self, bytes: &[u8]) -> StoreResult<()> {
        self.new.write_all(bytes)?;
        let Way::Cached { asked_bytes } = &mut self.way else { return Ok(()) };
        let now = self.written_bytes + bytes.len() as u64;
        if now - *asked_bytes >= WRITE_BACK_BYTES {
            begin_write_back(&self.new.file, *asked_bytes, now - *asked_bytes);
            *asked_bytes = now;
        }
        Ok(())
    }

    fn write_gathered(&mut self, bytes: &[u8]) -> StoreResult<()> {
        let mut left = bytes;
        while !left.is_empty() {
            let Way::Gathered { buffer, filled_bytes, is_direct } = &mut self.way else { return Ok(()) };
            if *filled_bytes == 0 && left.len() >= BUFFER_BYTES && is_aligned(left) {
                let (blocks, rest) = left.split_at(left.len() - left.len() % ALIGNMENT_BYTES);
                write_out(&self.new, is_direct, blocks)?;
                left = rest;
                continue;
            }
            let (piece, rest) = left.split_at(left.len().min(BUFFER_BYTES - *filled_bytes));
            buffer.as_mut()[*filled_bytes..][..piece.len()].copy_from_slice(piece);
            *filled_bytes += piece.len();
            left = rest;
            if *filled_bytes == BUFFER_BYTES {
                self.drain()?;
            }
        }
        Ok(())
    }
}

/// Writes a piece past the cache as far as it is made of whole blocks, and the rest through it.
fn write_out(new: &NewFile, is_direct: &mut bool, piece: &[u8]) -> StoreResult<()> {
    let (mut blocks, tail) = piece.split_at(piece.len() - piece.len() % ALIGNMENT_BYTES);
    // Less than a full piece: the last of a file, or all of a small one.
    let worth_it = piece.len() >= BUFFER_BYTES || *is_direct;
    if worth_it && !*is_direct && !new.place.direct_refused.load(Ordering::Relaxed) {
        *is_direct = set_direct(&new.file, true).is_ok();
        if !*is_direct {
            new.place.direct_refused.store(true, Ordering::Relaxed);
        }
    }
    while *is_direct && !blocks.is_empty() {
        match rustix::io::retry_on_intr(|| rustix::io::write(&new.file, blocks)) {
            Ok(taken) => {
                blocks = &blocks[taken..];
                // What stopped inside a block cannot go on by blocks.
                if taken % ALIGNMENT_BYTES != 0 {
                    leave_direct(new, is_direct)?;
                }
            }
            Err(Errno::INVAL | Errno::OPNOTSUPP) => {
                new.place.direct_refused.store(true, Ordering::Relaxed);
                leave_direct(new, is_direct)?;
            }
            Err(e) => return Err(new.fault(e, "writing")),
        }
    }
    if !tail.is_empty() && *is_direct {
        leave_direct(new, is_direct)?;
    }
    new.write_all(blocks)?;
    new.write_all(tail)
}

fn leave_direct(new: &NewFile, is_direct: &mut bool) -> StoreResult<()> {
    *is_direct = false;
    set_direct(&new.file, false).map_err(|e| new.fault(e, "writing through the cache"))
}

impl StagedFile for Staged {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        match self.way {
            Way::Cached { .. } => self.write_cached(bytes)?,
            Way::Gathered { .. } => self.write_gathered(bytes)?,
        }
        self.written_bytes += bytes.len() as u64;
        Ok(())
    }

    fn finish(mut self: Box<Self>, meta: &Meta) -> StoreResult<()> {
        self.drain()?;
        let Staged { new, written_bytes, way } = *self;
        if let Way::Gathered { buffer, .. } = way {
            new.place.buffers.give_back(buffer);
        }
        new.finish(meta, written_bytes)
    }
}

/// Asks the system to begin writing a piece out, so that the flush at the end has little to do.
#[cfg(target_os = "linux")]
fn begin_write_back(file: &OwnedFd, from_bytes: u64, length_bytes: u64) {
    let length = std::num::NonZeroU64::new(length_bytes);
    // "Not needed any more" is how Linux is told to begin; only advice, so a refusal is no fault.
    let _ = rustix::fs::fadvise(file, from_bytes, length, rustix::fs::Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn begin_write_back(_file: &OwnedFd, _from_bytes: u64, _length_bytes: u64) {}

/// A second file with the same content, copied by the kernel (or the far side of a share).
pub(super) fn copy(place: &Arc<Place>, from: &RelPath, to: &RelPath, meta: &Meta) -> StoreResult<()> {
    let source = place
        .at(from, Missing::Refuse, "opening", |folder, name| {
            rustix::fs::openat(folder, name, OFlags::RDONLY | CAREFULLY, Mode::empty())
                .map_err(errno::when_opening)
        })
        .map_err(looking)?;
    let stat = place.only_a_file(&source, from)?;
    debug_assert_eq!(stat.kind, Kind::File);
    let new = NewFile::create(place, to, Mode::from_raw_mode(0o666))?;
    let copied_bytes = copy_content(&new, &source, from)?;
    if copied_bytes != stat.size {
        return Err(StoreError::new(StoreErrorKind::Io, from, "it changed while it was copied"));
    }
    new.finish(meta, copied_bytes)
}

/// The kernel copies as far as it can; whatever is left goes through this process.
fn copy_content(new: &NewFile, source: &OwnedFd, from: &RelPath) -> StoreResult<u64> {
    let mut copied_bytes = 0;
    #[cfg(target_os = "linux")]
    while let Ok(count) = rustix::fs::copy_file_range(source, None, &new.file, None, 1 << 30) {
        if count == 0 {
            break;
        }
        copied_bytes += count as u64;
    }
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = rustix::io::retry_on_intr(|| rustix::io::read(source, &mut buffer[..]))
            .map_err(|e| new.place.fault(e, from, "reading"))?;
        if count == 0 {
            return Ok(copied_bytes);
        }
        new.write_all(&buffer[..count])?;
        copied_bytes += count as u64;
    }
}
