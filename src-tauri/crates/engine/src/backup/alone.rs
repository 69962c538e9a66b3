//! Reads a file that nobody else reads in this run: the places that read for all are full, gone, or
//! had no need of it.

use crate::catalog::files::FileRow;
use crate::digest::Hasher;
use crate::library::read::{self, Unread};
use crate::library::{Library, taken};
use crate::monitor::Monitor;
use std::io::Read;

const BLOCK_BYTES: usize = 1 << 20;

/// The file with its content, as it is now.
pub(super) fn read_content(
    library: &Library,
    known: &FileRow,
    monitor: &dyn Monitor,
) -> Result<FileRow, Unread> {
    let vanished = || Unread { code: crate::code::Code::Vanished, cause: "no such folder".into() };
    let path = library.locate(&known.key.to_path()).ok_or_else(vanished)?;
    let (mut file, before) = read::open_at_rest(&path, &|| monitor.cancelled())?;
    let mut hasher = Hasher::new();
    let mut date = None;
    let mut size = 0;
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let n = match file.read(&mut block) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(Unread::from_io(&e)),
        };
        if size == 0 {
            date = taken::taken(&known.key.name, &block[..n]);
        }
        hasher.update(&block[..n]);
        size += n as u64;
    }
    if read::state(&file)? != before || size != before.size {
        return Err(Unread::changed());
    }
    Ok(FileRow {
        key: known.key.clone(),
        size,
        mtime: before.mtime,
        inode: before.inode,
        mode: before.mode,
        sha: Some(hasher.finish()),
        taken: date,
    })
}
