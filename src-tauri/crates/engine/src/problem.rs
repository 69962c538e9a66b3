//! One thing that is not as it should be, while the rest of a run went on.

use crate::code::Code;
use crate::path::RelPath;
use crate::store::StoreError;

/// What, where, why. A person's sentence is chosen by the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What happened.
    pub code: Code,
    /// The path in the library; the root when it is about all of a place.
    pub path: RelPath,
    /// The technical cause.
    pub cause: String,
}

impl Problem {
    /// A problem with one path.
    pub fn new(code: Code, path: &RelPath, cause: impl std::fmt::Display) -> Self {
        Self { code, path: path.clone(), cause: cause.to_string() }
    }

    /// A store's fault with one file.
    pub fn from_store(path: &RelPath, e: &StoreError) -> Self {
        Self::new(crate::error::file_code(e.kind), path, e)
    }
}
