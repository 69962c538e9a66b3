//! Folders of a mirror that may not be opened: whose they are decides whether that concerns anybody.

use crate::catalog::{Catalog, files};
use crate::code::Code;
use crate::error::{Error, Result};
use crate::path::{FolderKey, RelPath};
use crate::place::mirror::{MirrorFile, MirrorWalk};
use crate::problem::Problem;
use crate::store::{StoreError, StoreErrorKind};
use std::iter::Peekable;

/// Whether a walk over a mirror means by this that it could not enter one folder, and goes on.
pub fn is_closed(fault: &StoreError) -> bool {
    fault.kind == StoreErrorKind::PermissionDenied && !fault.path.is_root()
}

/// What a walk could not enter. Somebody's own folder is passed over; one that a tree or the library names
/// is a problem of that folder, and never the end of the place.
#[derive(Debug, Default)]
pub(super) struct ClosedFolders(Vec<Closed>);

#[derive(Debug)]
struct Closed {
    folder: RelPath,
    fault: StoreError,
    /// A tree names something below it.
    is_recorded: bool,
}

impl ClosedFolders {
    /// The next file of a walk. Folders on the way that it could not enter are noted; any other fault is given
    /// back.
    pub(super) fn skip<'m>(
        &mut self,
        walk: &'m mut Peekable<MirrorWalk<'_>>,
    ) -> Result<Option<&'m MirrorFile>> {
        while let Some(fault) = walk.next_if(Result::is_err).and_then(Result::err) {
            match fault {
                Error::Store(fault) if is_closed(&fault) => {
                    self.0.push(Closed { folder: fault.path.clone(), fault, is_recorded: false });
                }
                other => return Err(other),
            }
        }
        Ok(walk.peek().and_then(|next| next.as_ref().ok()))
    }

    /// Whether something recorded lies where nobody could look.
    pub(super) fn hide(&mut self, path: &RelPath) -> bool {
        match self.0.iter_mut().find(|closed| path.is_in(&closed.folder)) {
            Some(closed) => {
                closed.is_recorded = true;
                true
            }
            None => false,
        }
    }

    /// One problem for each folder that concerns the library.
    pub(super) fn problems(self, catalog: &Catalog) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for closed in self.0 {
            if closed.is_recorded || files::has_below(&catalog.write(), &FolderKey::of(&closed.folder))? {
                problems.push(Problem::new(Code::FolderClosed, &closed.folder, closed.fault));
            }
        }
        Ok(problems)
    }
}
