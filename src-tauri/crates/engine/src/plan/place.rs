//! What each place still needs: the library as seen beside what the places hold, all in the order
//! of streams.

use crate::catalog::files::FileRow;
use crate::catalog::held::{HeldRow, HeldState};
use crate::error::Result;
use crate::path::FileKey;
use std::iter::Peekable;

/// What one place needs for one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceStep {
    /// The content as it is now; what the place holds under that path leaves the mirror.
    Put(Option<HeldRow>),
    /// The content is there; time or mode are not.
    Retime(HeldRow),
    /// The path is no longer in the library; its content leaves the mirror.
    Remove(HeldRow),
    /// A folder with nothing in it.
    MakeFolder,
    /// A folder is no longer one with nothing in it.
    DropFolder,
}

/// What a path needs, over all places of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPlan {
    /// The path.
    pub key: FileKey,
    /// The library's file; `None` if it was deleted.
    pub file: Option<FileRow>,
    /// A step for each place that needs one, by its position among the streams.
    pub steps: Vec<(usize, PlaceStep)>,
}

/// What one place needs for one path; `None` if nothing.
pub fn step(file: Option<&FileRow>, held: Option<HeldRow>) -> Option<PlaceStep> {
    match (file, held) {
        (None, None) => None,
        (None, Some(held)) if held.key.is_folder() => Some(PlaceStep::DropFolder),
        (None, Some(held)) => Some(PlaceStep::Remove(held)),
        (Some(file), None) if file.key.is_folder() => Some(PlaceStep::MakeFolder),
        (Some(file), Some(_)) if file.key.is_folder() => None,
        (Some(_), None) => Some(PlaceStep::Put(None)),
        (Some(file), Some(held)) => {
            if file.sha != Some(held.sha) || held.state != HeldState::Copied {
                Some(PlaceStep::Put(Some(held)))
            } else if file.mtime != held.mtime || Some(file.mode) != held.mode {
                Some(PlaceStep::Retime(held))
            } else {
                None
            }
        }
    }
}

/// Plans over the library's files and any number of places.
pub struct Plan<F: Iterator<Item = Result<FileRow>>, H: Iterator<Item = Result<HeldRow>>> {
    files: Peekable<F>,
    held: Vec<Peekable<H>>,
    /// Also give paths that need nothing (for a full check of the library).
    with_idle: bool,
}

/// What every place needs, path by path.
pub fn plan<F, H>(files: F, held: Vec<H>, with_idle: bool) -> Plan<F::IntoIter, H::IntoIter>
where
    F: IntoIterator<Item = Result<FileRow>>,
    H: IntoIterator<Item = Result<HeldRow>>,
{
    Plan {
        files: files.into_iter().peekable(),
        held: held.into_iter().map(|h| h.into_iter().peekable()).collect(),
        with_idle,
    }
}

impl<F: Iterator<Item = Result<FileRow>>, H: Iterator<Item = Result<HeldRow>>> Plan<F, H> {
    fn next_path(&mut self) -> Option<Result<PathPlan>> {
        if matches!(self.files.peek(), Some(Err(_))) {
            return self.files.next().and_then(Result::err).map(Err);
        }
        for held in &mut self.held {
            if matches!(held.peek(), Some(Err(_))) {
                return held.next().and_then(Result::err).map(Err);
            }
        }
        let mut least: Option<&FileKey> = match self.files.peek() {
            Some(Ok(file)) => Some(&file.key),
            _ => None,
        };
        for held in &mut self.held {
            if let Some(Ok(row)) = held.peek()
                && least.is_none_or(|key| row.key < *key)
            {
                least = Some(&row.key);
            }
        }
        let key = least?.clone();
        let at_file = matches!(self.files.peek(), Some(Ok(file)) if file.key == key);
        let file = if at_file { self.files.next().and_then(Result::ok) } else { None };
        let mut steps = Vec::new();
        for (place, held) in self.held.iter_mut().enumerate() {
            let at_held = matches!(held.peek(), Some(Ok(row)) if row.key == key);
            let row = if at_held { held.next().and_then(Result::ok) } else { None };
            if let Some(step) = step(file.as_ref(), row) {
                steps.push((place, step));
            }
        }
        Some(Ok(PathPlan { key, file, steps }))
    }
}

impl<F: Iterator<Item = Result<FileRow>>, H: Iterator<Item = Result<HeldRow>>> Iterator for Plan<F, H> {
    type Item = Result<PathPlan>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_path()? {
                Ok(path) if path.steps.is_empty() && !self.with_idle => continue,
                other => return Some(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::path::RelPath;
    use crate::time::FileTime;

    fn file(path: &str, content: &str) -> FileRow {
        let key = FileKey::of(&RelPath::literal(path));
        let sha = Some(Digest::of(content.as_bytes()));
        FileRow { key, size: 1, mtime: FileTime::from_ns(5), inode: 1, mode: 0o644, sha, taken: None }
    }

    fn held(path: &str, content: &str) -> HeldRow {
        HeldRow {
            key: FileKey::of(&RelPath::literal(path)),
            size: 1,
            mtime: FileTime::from_ns(5),
            mode: Some(0o644),
            sha: Digest::of(content.as_bytes()),
            state: HeldState::Copied,
            copied: 0,
        }
    }

    #[test]
    fn each_place_gets_what_it_lacks_and_no_more() {
        let files = ["a", "b", "c"].map(|p| Ok(file(p, p)));
        let home = vec![Ok(held("a", "a")), Ok(held("b", "old")), Ok(held("c", "c"))];
        let aunt = vec![Ok(held("a", "a")), Ok(held("x", "x"))];
        let plans: Vec<PathPlan> = plan(files, vec![home, aunt], false).map(|p| p.unwrap()).collect();
        let steps: Vec<_> = plans.into_iter().map(|p| (p.key.to_path().to_string(), p.steps)).collect();
        let expected = [
            ("b".to_owned(), vec![(0, PlaceStep::Put(Some(held("b", "old")))), (1, PlaceStep::Put(None))]),
            ("c".to_owned(), vec![(1, PlaceStep::Put(None))]),
            ("x".to_owned(), vec![(1, PlaceStep::Remove(held("x", "x")))]),
        ];
        assert_eq!(steps, expected);
    }

    #[test]
    fn a_copy_known_to_be_bad_is_put_again() {
        for state in [HeldState::Missing, HeldState::Damaged] {
            let bad = HeldRow { state, ..held("a", "a") };
            assert_eq!(step(Some(&file("a", "a")), Some(bad.clone())), Some(PlaceStep::Put(Some(bad))));
        }
    }

    #[test]
    fn a_new_time_alone_sends_nothing() {
        let mut touched = file("a", "a");
        touched.mtime = FileTime::from_ns(6);
        assert_eq!(step(Some(&touched), Some(held("a", "a"))), Some(PlaceStep::Retime(held("a", "a"))));
    }
}
