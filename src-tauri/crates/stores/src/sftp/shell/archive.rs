//! Files as entries of a tar stream that GNU tar, libarchive and BusyBox read alike.
//!
//! Names are bytes of any length: those that do not fit the header travel in a GNU entry before it,
//! which all three know. A fraction of a second travels in a PAX entry; BusyBox passes over it.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, StoreError, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use tar::{Builder, EntryType, Header};

/// What ends a stream.
pub(super) const END: [u8; 1024] = [0; 1024];

const NAME_BYTES: usize = 100;

/// The largest time that eleven octal digits hold (year 2242).
const MAX_OCTAL_SECONDS: i64 = 0o77_777_777_777;

/// `bytes` as a file `name`, ready to be sent. Without a mode in `meta` it gets what a new file
/// gets under `umask`.
pub(super) fn entry(name: &[u8], bytes: &[u8], meta: &Meta, umask: u32) -> StoreResult<Vec<u8>> {
    let refused = |e: std::io::Error| StoreError::new(StoreErrorKind::Io, &RelPath::root(), e);
    let mut builder = Builder::new(Vec::with_capacity(bytes.len() + 4 * 512));
    if meta.mtime.nanos() != 0 || !fits_header(meta) {
        append_exact_time(&mut builder, meta.mtime).map_err(refused)?;
    }
    append_long_name(&mut builder, name).map_err(refused)?;
    let mut header = header_of(name, EntryType::Regular, bytes.len());
    header.set_mode(meta.mode.unwrap_or(0o666 & !umask) & 0o7777);
    set_seconds(&mut header, meta);
    builder.append(&sealed(header), bytes).map_err(refused)?;
    // Dropping the builder ends a stream; this one goes on.
    Ok(std::mem::take(builder.get_mut()))
}

/// A folder, which may be there already.
pub(super) fn folder(name: &[u8], umask: u32) -> StoreResult<Vec<u8>> {
    let refused = |e: std::io::Error| StoreError::new(StoreErrorKind::Io, &RelPath::root(), e);
    let name = [name, b"/"].concat();
    let mut builder = Builder::new(Vec::new());
    append_long_name(&mut builder, &name).map_err(refused)?;
    let mut header = header_of(&name, EntryType::Directory, 0);
    header.set_mode(0o777 & !umask);
    builder.append(&sealed(header), std::io::empty()).map_err(refused)?;
    Ok(std::mem::take(builder.get_mut()))
}

/// The time as a PAX record: its length, itself included, then the text. BusyBox takes a header
/// without a name for the end of the stream, so this one has one.
fn append_exact_time(builder: &mut Builder<Vec<u8>>, mtime: FileTime) -> std::io::Result<()> {
    let record = format!(" mtime={}\n", mtime.to_text());
    // The record has from ten to ninety-seven bytes, so its length has two digits.
    let record = format!("{}{record}", record.len() + 2);
    let header = header_of(b"PaxHeader", EntryType::XHeader, record.len());
    builder.append(&sealed(header), record.as_bytes())
}

fn append_long_name(builder: &mut Builder<Vec<u8>>, name: &[u8]) -> std::io::Result<()> {
    if name.len() <= NAME_BYTES {
        return Ok(());
    }
    let long = [name, b"\0"].concat();
    let header = header_of(b"././@LongLink", EntryType::GNULongName, long.len());
    builder.append(&sealed(header), long.as_slice())
}

fn fits_header(meta: &Meta) -> bool {
    (0..=MAX_OCTAL_SECONDS).contains(&meta.mtime.seconds())
}

fn header_of(name: &[u8], kind: EntryType, size_bytes: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size_bytes as u64);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mode(0o600);
    header.set_mtime(0);
    let fits = name.len().min(NAME_BYTES);
    let field = &mut header.as_old_mut().name;
    for (to, from) in field.iter_mut().zip(name.iter().take(fits)) {
        *to = *from;
    }
    header
}

/// Times that octal digits cannot tell are written as GNU does: a number of 12 bytes, its first bit
/// set.
fn set_seconds(header: &mut Header, meta: &Meta) {
    let seconds = meta.mtime.seconds();
    if fits_header(meta) {
        header.set_mtime(seconds.unsigned_abs());
        return;
    }
    let mut field = if seconds < 0 { [0xff; 12] } else { [0; 12] };
    for (to, from) in field.iter_mut().skip(4).zip(seconds.to_be_bytes()) {
        *to = from;
    }
    field[0] |= 0x80;
    header.as_old_mut().mtime = field;
}

fn sealed(mut header: Header) -> Header {
    header.set_cksum();
    header
}
