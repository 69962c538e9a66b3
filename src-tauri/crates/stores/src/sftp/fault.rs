//! A failed call over the line, before it is known which path it was about.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind};

/// What failed, and its technical cause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct Fault {
    /// What a person can act on.
    pub kind: StoreErrorKind,
    /// The technical cause.
    pub cause: String,
}

impl Fault {
    /// A fault with its cause.
    pub fn new(kind: StoreErrorKind, cause: impl std::fmt::Display) -> Self {
        Self { kind, cause: cause.to_string() }
    }

    /// The connection is gone.
    pub fn gone(cause: impl std::fmt::Display) -> Self {
        Self::new(StoreErrorKind::Gone, cause)
    }

    /// The other side does not keep to the protocol.
    pub fn nonsense(cause: impl std::fmt::Display) -> Self {
        Self::new(StoreErrorKind::Gone, format!("the server answered nonsense: {cause}"))
    }

    /// The fault, at a path.
    pub fn at(self, path: &RelPath) -> StoreError {
        StoreError::new(self.kind, path, self.cause)
    }
}
