//! What can go wrong in the engine, with the code that a person's sentence is chosen by.

use crate::code::Code;
use crate::store::{StoreError, StoreErrorKind};
use std::io;
use std::path::{Path, PathBuf};

/// A fault of the engine. Causes are kept for the folded-away details.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A place's storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The catalog or the records.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// This computer's own disk.
    #[error("{}: {source}", path.display())]
    Io {
        /// What it was about.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something that has a code of its own.
    #[error("{code}: {cause}")]
    Coded {
        /// What happened.
        code: Code,
        /// The technical cause.
        cause: String,
    },
    /// A part that the engine knows nothing of (the way to a far machine, the keyring). Whoever knows
    /// it chose the code, and finds its own fault again in the source.
    #[error("{code}: {source}")]
    Outside {
        /// What happened.
        code: Code,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// A fault with a code of its own.
    pub fn coded(code: Code, cause: impl std::fmt::Display) -> Self {
        Self::Coded { code, cause: cause.to_string() }
    }

    /// A fault of a part that the engine knows nothing of.
    pub fn outside(code: Code, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Outside { code, source: Box::new(source) }
    }

    /// A fault of this computer's own disk.
    pub fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_path_buf(), source }
    }

    /// A fault in ElderPhoto itself: something that cannot be by its own rules.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::coded(Code::Internal, cause)
    }

    /// The person stopped it.
    pub fn stopped() -> Self {
        Self::coded(Code::Stopped, "stopped")
    }

    /// What a sentence is chosen by.
    pub fn code(&self) -> Code {
        match self {
            Self::Store(e) if e.kind == StoreErrorKind::NotFound && !e.path.is_root() => Code::PlaceFailing,
            Self::Store(e) => place_code(e.kind),
            Self::Database(e) => database_code(e),
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => Code::HomeFull,
            Self::Io { .. } => Code::HomeUnusable,
            Self::Coded { code, .. } | Self::Outside { code, .. } => *code,
        }
    }
}

/// The code of a fault that stops a whole place.
pub fn place_code(kind: StoreErrorKind) -> Code {
    match kind {
        StoreErrorKind::NotFound | StoreErrorKind::Gone => Code::PlaceNotConnected,
        StoreErrorKind::PermissionDenied => Code::PlaceNoPermission,
        StoreErrorKind::ReadOnly => Code::PlaceReadOnly,
        StoreErrorKind::NoSpace => Code::PlaceFull,
        StoreErrorKind::Quota => Code::PlaceQuota,
        StoreErrorKind::NoInodes => Code::PlaceFullOfFiles,
        StoreErrorKind::TimedOut => Code::PlaceTimedOut,
        StoreErrorKind::NamesChange => Code::PlaceNamesChange,
        StoreErrorKind::Cancelled => Code::Stopped,
        StoreErrorKind::AlreadyExists
        | StoreErrorKind::TooLarge
        | StoreErrorKind::NameRefused
        | StoreErrorKind::NotPlain
        | StoreErrorKind::Io => Code::PlaceFailing,
    }
}

/// The code of a fault with one file at a place.
pub fn file_code(kind: StoreErrorKind) -> Code {
    match kind {
        StoreErrorKind::TooLarge => Code::TooLarge,
        StoreErrorKind::NameRefused => Code::NameRefused,
        StoreErrorKind::AlreadyExists | StoreErrorKind::NotPlain => Code::NameTaken,
        other if other.is_whole_place() => place_code(other),
        _ => Code::NotWritten,
    }
}

fn database_code(e: &rusqlite::Error) -> Code {
    match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => Code::HomeFull,
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Code::Busy,
        Some(
            rusqlite::ErrorCode::CannotOpen
            | rusqlite::ErrorCode::PermissionDenied
            | rusqlite::ErrorCode::ReadOnly
            | rusqlite::ErrorCode::SystemIoFailure,
        ) => Code::HomeUnusable,
        _ => Code::Internal,
    }
}

/// What the engine's calls return.
pub type Result<T> = std::result::Result<T, Error>;
