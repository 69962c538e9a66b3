//! Whether `SHA256SUMS` lists exactly what the mirror holds, in whatever order: lines are appended by
//! runs, so two right files may differ in order.

use super::content::read_some;
use super::session::Session;
use crate::catalog::Catalog;
use crate::catalog::held::{self, HeldState};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::names::StoredNames;
use crate::format::sums;
use crate::store::StoreErrorKind;

const BLOCK_BYTES: usize = 1 << 20;
/// No line of ours is longer: a digest and a path.
const MAX_LINE_BYTES: usize = 64 << 10;

/// A sum over lines that does not depend on their order, and how many there were.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines {
    count: u64,
    sum: [u64; 4],
}

impl Lines {
    fn add(&mut self, line: &[u8]) {
        self.count += 1;
        let digest = Digest::of(line);
        for (sum, part) in self.sum.iter_mut().zip(digest.as_bytes().chunks_exact(8)) {
            *sum = sum.wrapping_add(u64::from_le_bytes(part.try_into().unwrap_or_default()));
        }
    }
}

/// Compares the file with what the catalog says the mirror holds.
pub(super) fn are_right(session: &Session, catalog: &Catalog, names: &StoredNames) -> Result<bool> {
    let Some(found) = read(session)? else { return Ok(false) };
    let conn = catalog.reader()?;
    let mut expected = Lines::default();
    let mut line = Vec::new();
    let mut statement = conn.prepare(&held::select_all())?;
    for row in statement.query_map([session.no], held::read_row)? {
        let row = row?;
        if row.key.is_folder() || row.state != HeldState::Copied {
            continue;
        }
        line.clear();
        sums::push_line(&mut line, &row.sha, &names.stored(&row.key.to_path()));
        expected.add(&line);
    }
    Ok(found == expected)
}

/// The lines of the file, none where it is absent; `None` when it is torn or unreadable.
fn read(session: &Session) -> Result<Option<Lines>> {
    let path = layout::sums();
    let mut reader = match session.store.open(&path, 0, false) {
        Ok(reader) => reader,
        // Where nothing is held, nothing has to be listed.
        Err(e) if e.kind == StoreErrorKind::NotFound => return Ok(Some(Lines::default())),
        Err(e) if e.kind == StoreErrorKind::NotPlain => return Ok(None),
        Err(e) => return Err(e.into()),
    };
    let mut lines = Lines::default();
    let mut rest: Vec<u8> = Vec::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let n = match read_some(&mut *reader, &mut block, &path) {
            Ok(0) => return Ok(rest.is_empty().then_some(lines)),
            Ok(n) => n,
            Err(e) if e.kind.is_whole_place() => return Err(Error::from(e)),
            Err(_) => return Ok(None),
        };
        let mut from = 0;
        for (at, _) in block[..n].iter().enumerate().filter(|(_, b)| **b == b'\n') {
            rest.extend_from_slice(&block[from..=at]);
            lines.add(&rest);
            rest.clear();
            from = at + 1;
        }
        rest.extend_from_slice(&block[from..n]);
        if rest.len() > MAX_LINE_BYTES {
            return Ok(None);
        }
    }
}
