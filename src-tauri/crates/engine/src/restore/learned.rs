//! After photos came back to the library: their content was checked while it was written, so it is known, and
//! none of them is taken for a new photo that no place has.

use super::receipt::{Identity, Note, each_note};
use crate::catalog::Catalog;
use crate::catalog::files::{self, FileRow};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::library::{Library, os_path, taken};
use crate::path::{FileKey, RelPath};
use crate::time::Moment;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A file that is about to get its name.
struct Written {
    path: RelPath,
    identity: Identity,
    size: u64,
    sha256: Digest,
}

/// Notes the contents of what the restore that began at `begun` wrote to the library. The catalog was looked at
/// again since; where it has another file, or one that was written to since, that one is read by the next run.
pub fn learn(receipt: &Path, library: &Library, catalog: &Catalog, begun: Moment) -> Result<()> {
    let conn = catalog.write();
    let tx = conn.unchecked_transaction()?;
    let mut prefix = None;
    let mut waiting = HashMap::new();
    each_note(receipt, |note| {
        match note {
            Note::Below { folder } => {
                let folder = folder.get().unwrap_or_default();
                let source = library.sources().iter().find(|source| source.path == os_path(&folder));
                prefix = source.map(|source| source.prefix.clone());
            }
            Note::Made { .. } => {}
            Note::Will { no, path, identity, size, sha256 } => {
                if let (Some(prefix), Some(Ok(path))) = (&prefix, path.get().map(|p| RelPath::parse(&p))) {
                    let path = prefix.join_path(&path);
                    waiting.insert(no, Written { path, identity, size, sha256 });
                }
            }
            Note::Did { no } => {
                let Some(written) = waiting.remove(&no) else { return Ok(()) };
                let Some(row) = files::get(&tx, &FileKey::of(&written.path))? else { return Ok(()) };
                if is_that_file(&row, &written, begun) {
                    let taken = date_of(library, &written.path);
                    files::set_content(&tx, &FileRow { sha: Some(written.sha256), taken, ..row })?;
                }
            }
        }
        Ok(())
    })?;
    tx.commit().map_err(Error::from)
}

fn is_that_file(row: &FileRow, written: &Written, begun: Moment) -> bool {
    row.sha.is_none()
        && (row.size, row.inode) == (written.size, written.identity.inode)
        && row.mtime.seconds() < begun.as_unix()
}

fn date_of(library: &Library, path: &RelPath) -> Option<String> {
    let mut head = Vec::new();
    let file = File::open(library.locate(path)?).ok()?;
    file.take(taken::HEAD_BYTES as u64).read_to_end(&mut head).ok()?;
    taken::taken(path.name(), &head)
}

#[cfg(test)]
mod tests;
