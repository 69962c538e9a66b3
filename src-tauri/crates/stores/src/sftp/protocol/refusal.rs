//! What a server says when it does not do what it was asked.

use crate::sftp::fault::Fault;
use elderphoto_engine::store::StoreErrorKind;

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `SSH_FX_NO_SUCH_FILE`
    NotFound,
    /// `SSH_FX_PERMISSION_DENIED`
    Denied,
    /// `SSH_FX_FAILURE`: anything else, from "it is there already" to a full disk.
    Failure(String),
    /// `SSH_FX_BAD_MESSAGE`: with OpenSSH, a path that is too long.
    BadMessage,
    /// `SSH_FX_OP_UNSUPPORTED`
    Unsupported,
    /// `SSH_FX_EOF`
    End,
    /// The line failed, or what came over it made no sense.
    Line(Fault),
}

impl Refusal {
    pub(super) fn of_status(code: u32, message: String) -> Result<(), Self> {
        match code {
            0 => Ok(()),
            1 => Err(Self::End),
            2 => Err(Self::NotFound),
            3 => Err(Self::Denied),
            5 => Err(Self::BadMessage),
            6 | 7 => Err(Self::Line(Fault::gone(message))),
            8 => Err(Self::Unsupported),
            _ => Err(Self::Failure(format!("{message} ({code})"))),
        }
    }

    /// What is sure without looking further.
    pub fn fault(self) -> Fault {
        match self {
            Self::NotFound => Fault::new(StoreErrorKind::NotFound, "no such file"),
            Self::Denied => Fault::new(StoreErrorKind::PermissionDenied, "permission denied"),
            Self::Failure(cause) => Fault::new(StoreErrorKind::Io, cause),
            Self::BadMessage => Fault::new(StoreErrorKind::NameRefused, "the server does not take the path"),
            Self::Unsupported => Fault::new(StoreErrorKind::Io, "the server cannot do that"),
            Self::End => Fault::new(StoreErrorKind::Io, "unexpected end"),
            Self::Line(fault) => fault,
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Line(fault)
    }
}
