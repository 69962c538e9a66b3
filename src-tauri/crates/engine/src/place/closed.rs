//! Folders of a mirror that may not be opened: whose they are decides whether that concerns anybody.

use crate::catalog::{Catalog, files};
use crate::code::Code;
use crate::error::{Error, Result};
use crate::path::{FolderKey, RelPath};
use crate::problem::Problem;
use crate::store::{StoreError, StoreErrorKind};

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
    /// Notes a folder that a walk could not enter; any other fault of the walk is given back.
    pub(super) fn note(&mut self, fault: Error) -> Result<()> {
        match fault {
            Error::Store(fault)
                if fault.kind == StoreErrorKind::PermissionDenied && !fault.path.is_root() =>
            {
                self.0.push(Closed { folder: fault.path.clone(), fault, is_recorded: false });
                Ok(())
            }
            other => Err(other),
        }
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
