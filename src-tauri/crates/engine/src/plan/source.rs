//! What changed in the library: the scan beside what the catalog knows, both in the order of
//! streams.

use crate::catalog::files::FileRow;
use crate::error::Result;
use crate::library::scan::{FileSeen, Seen};
use crate::path::{FileKey, RelPath};
use std::cmp::Ordering;
use std::iter::Peekable;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceStep {
    /// A file that was not known.
    New(FileSeen),
    /// A file whose content must be read again.
    Changed(FileSeen),
    /// The same content by size and time; mode or inode number are other than known.
    Touched(FileSeen, FileRow),
    /// Nothing changed.
    Same(FileSeen),
    /// A known file is no longer there.
    Gone(FileRow),
    /// A known file lies where nothing could be looked at: it stays known.
    Hidden,
    /// Not a file: passed on as seen.
    Other(Seen),
}

/// The findings, in order.
pub struct SourceDiff<S: Iterator<Item = Seen>, K: Iterator<Item = Result<FileRow>>> {
    seen: Peekable<S>,
    known: Peekable<K>,
    trust_inode: bool,
    unreadable: Vec<RelPath>,
}

/// Compares a scan with what is known. `trust_inode`: a file of another inode number is read again
/// even if size and time are the same.
pub fn diff<S, K>(seen: S, known: K, trust_inode: bool) -> SourceDiff<S::IntoIter, K::IntoIter>
where
    S: IntoIterator<Item = Seen>,
    K: IntoIterator<Item = Result<FileRow>>,
{
    SourceDiff {
        seen: seen.into_iter().peekable(),
        known: known.into_iter().peekable(),
        trust_inode,
        unreadable: Vec::new(),
    }
}

impl<S: Iterator<Item = Seen>, K: Iterator<Item = Result<FileRow>>> SourceDiff<S, K> {
    fn compare(&self, seen: FileSeen, known: FileRow) -> SourceStep {
        let same_inode = !self.trust_inode || known.inode == 0 || known.inode == seen.inode;
        let is_folder = seen.key.is_folder();
        let unread = known.sha.is_none() && !is_folder;
        if seen.size != known.size || seen.mtime != known.mtime || !same_inode || unread {
            return SourceStep::Changed(seen);
        }
        if seen.mode != known.mode || seen.inode != known.inode {
            return SourceStep::Touched(seen, known);
        }
        SourceStep::Same(seen)
    }

    fn gone(&self, row: FileRow) -> SourceStep {
        let path = row.key.to_path();
        if self.unreadable.iter().any(|u| path.is_in(u)) { SourceStep::Hidden } else { SourceStep::Gone(row) }
    }
}

impl<S: Iterator<Item = Seen>, K: Iterator<Item = Result<FileRow>>> Iterator for SourceDiff<S, K> {
    type Item = Result<SourceStep>;

    fn next(&mut self) -> Option<Self::Item> {
        let seen_key: Option<&FileKey> = match self.seen.peek() {
            Some(Seen::File(file)) => Some(&file.key),
            Some(_) => {
                // Comes before everything that lies below it, so it is known in time.
                let other = self.seen.next()?;
                if let Seen::Unreadable { path, .. } = &other {
                    self.unreadable.push(path.clone());
                }
                return Some(Ok(SourceStep::Other(other)));
            }
            None => None,
        };
        let order = match (seen_key, self.known.peek()) {
            (_, Some(Err(_))) => {
                return self.known.next().and_then(Result::err).map(Err);
            }
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(seen), Some(Ok(known))) => seen.cmp(&known.key),
        };
        let seen = if order == Ordering::Greater { None } else { self.seen.next() };
        let known = if order == Ordering::Less { None } else { self.known.next() };
        match (seen, known) {
            (Some(Seen::File(seen)), None) => Some(Ok(SourceStep::New(seen))),
            (Some(Seen::File(seen)), Some(Ok(known))) => Some(Ok(self.compare(seen, known))),
            (None, Some(Ok(known))) => Some(Ok(self.gone(known))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::digest::Digest;
    use crate::path::FolderKey;
    use crate::time::FileTime;

    fn seen(path: &str, mtime: i64) -> FileSeen {
        let key = FileKey::of(&RelPath::literal(path));
        FileSeen { key, size: 1, mtime: FileTime::from_ns(mtime), inode: 7, mode: 0o644 }
    }

    fn known(path: &str, mtime: i64) -> FileRow {
        let s = seen(path, mtime);
        let sha = Some(Digest::of(path.as_bytes()));
        FileRow { key: s.key, size: 1, mtime: s.mtime, inode: 7, mode: 0o644, sha, taken: None }
    }

    fn run(seen: Vec<Seen>, known: Vec<FileRow>) -> Vec<SourceStep> {
        diff(seen, known.into_iter().map(Ok), true).map(|s| s.unwrap()).collect()
    }

    #[test]
    fn new_changed_same_and_gone_are_told_apart() {
        let steps = run(
            vec![Seen::File(seen("b", 1)), Seen::File(seen("c", 2)), Seen::File(seen("d", 1))],
            vec![known("a", 1), known("c", 1), known("d", 1)],
        );
        let expected = [
            SourceStep::Gone(known("a", 1)),
            SourceStep::New(seen("b", 1)),
            SourceStep::Changed(seen("c", 2)),
            SourceStep::Same(seen("d", 1)),
        ];
        assert_eq!(steps, expected);
    }

    #[test]
    fn nothing_below_an_unreadable_folder_counts_as_deleted() {
        let closed = Seen::Unreadable {
            path: RelPath::literal("x/y"),
            code: Code::UnreadableFolder,
            cause: String::new(),
        };
        let steps = run(
            vec![closed],
            vec![known("x/a", 1), known("x/y/1", 1), known("x/y/z/2", 1), known("x/yy/3", 1)],
        );
        let hidden = steps.iter().filter(|s| **s == SourceStep::Hidden).count();
        let gone = steps.iter().filter(|s| matches!(s, SourceStep::Gone(_))).count();
        assert_eq!((hidden, gone), (2, 2), "{steps:?}");
    }

    #[test]
    fn another_inode_is_read_again_only_where_inodes_are_stable() {
        let mut moved = seen("a", 1);
        moved.inode = 8;
        let steps = |trust| {
            diff([Seen::File(moved.clone())], [Ok(known("a", 1))], trust)
                .map(|s| s.unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(steps(true), [SourceStep::Changed(moved.clone())]);
        assert!(matches!(steps(false)[..], [SourceStep::Touched(..)]));
    }

    #[test]
    fn an_empty_folder_is_an_entry_without_a_name() {
        let key = FileKey { folder: FolderKey::of(&RelPath::literal("e")), name: Vec::new() };
        let empty = FileSeen { key: key.clone(), size: 0, mtime: FileTime::default(), inode: 0, mode: 0 };
        let row =
            FileRow { key, size: 0, mtime: FileTime::default(), inode: 0, mode: 0, sha: None, taken: None };
        assert_eq!(run(vec![Seen::File(empty.clone())], vec![row]), [SourceStep::Same(empty)]);
    }
}
