//! What lies at a place, to the byte: FORMAT.md in code. Pure: bytes in, values out, and back.

pub mod checked;
pub mod layout;
pub mod location;
pub mod names;
pub mod readme;
pub mod snapshot;
pub mod sums;
pub mod text;
pub mod tree;

/// The newest version of the format that is read, and the one that is written.
pub const VERSION: u32 = 1;

/// Why some bytes of a place are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Truncated, flipped, or never of this format.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Written by a newer version, or needs a feature this one lacks.
    #[error("newer: {0}")]
    Newer(String),
}

impl FormatError {
    fn damaged(why: impl std::fmt::Display) -> Self {
        Self::Damaged(why.to_string())
    }
}
