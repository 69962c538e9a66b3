//! What the system's refusals mean to a person.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind};
use rustix::io::Errno;

/// The kind of a refusal. `NOTDIR` is told apart by whoever walked the path.
pub(super) fn kind_of(errno: Errno) -> StoreErrorKind {
    match errno {
        Errno::NOENT => StoreErrorKind::NotFound,
        Errno::EXIST => StoreErrorKind::AlreadyExists,
        Errno::ACCESS | Errno::PERM => StoreErrorKind::PermissionDenied,
        Errno::ROFS => StoreErrorKind::ReadOnly,
        Errno::NOSPC => StoreErrorKind::NoSpace,
        Errno::DQUOT => StoreErrorKind::Quota,
        Errno::FBIG | Errno::OVERFLOW => StoreErrorKind::TooLarge,
        Errno::NAMETOOLONG | Errno::ILSEQ => StoreErrorKind::NameRefused,
        Errno::LOOP | Errno::ISDIR | Errno::NOTDIR => StoreErrorKind::NotPlain,
        Errno::TIMEDOUT => StoreErrorKind::TimedOut,
        errno if means_gone(errno) => StoreErrorKind::Gone,
        _ => StoreErrorKind::Io,
    }
}

/// A share that no longer answers, a disk that was unplugged.
fn means_gone(errno: Errno) -> bool {
    [
        Errno::NOTCONN,
        Errno::STALE,
        Errno::NODEV,
        Errno::NXIO,
        Errno::HOSTDOWN,
        Errno::HOSTUNREACH,
        Errno::NETDOWN,
        Errno::NETUNREACH,
        Errno::CONNABORTED,
        Errno::CONNRESET,
        Errno::PIPE,
        #[cfg(target_os = "linux")]
        Errno::NOMEDIUM,
        #[cfg(target_os = "linux")]
        Errno::NOLINK,
    ]
    .contains(&errno)
}

/// A fault from what the system answered while `doing` something.
pub(super) fn fault(errno: Errno, path: &RelPath, doing: &str) -> StoreError {
    StoreError::new(kind_of(errno), path, format_args!("{doing}: {errno}"))
}

/// [`fault`] for what comes through the standard library.
pub(super) fn fault_of_io(error: &std::io::Error, path: &RelPath, doing: &str) -> StoreError {
    match Errno::from_io_error(error) {
        Some(errno) => fault(errno, path, doing),
        None => StoreError::new(StoreErrorKind::Io, path, format_args!("{doing}: {error}")),
    }
}

/// When a new name is made, "invalid argument" is how many file systems refuse the name.
pub(super) fn when_naming(errno: Errno) -> Errno {
    if errno == Errno::INVAL { Errno::ILSEQ } else { errno }
}

/// When an existing name is opened, "no such device" is a pipe or a socket, not a lost disk.
pub(super) fn when_opening(errno: Errno) -> Errno {
    if errno == Errno::NXIO || errno == Errno::OPNOTSUPP { Errno::LOOP } else { errno }
}

/// Whether the file system cannot do a thing at all, as opposed to failing at it.
pub(super) fn is_unsupported(errno: Errno) -> bool {
    [Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP, Errno::INVAL].contains(&errno)
}

/// Whether a file system or share refuses times or modes as such.
pub(super) fn refuses_meta(errno: Errno) -> bool {
    is_unsupported(errno) || errno == Errno::PERM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_as_far_as_a_person_can_act_on_them() {
        let cases = [
            (Errno::NOENT, StoreErrorKind::NotFound),
            (Errno::EXIST, StoreErrorKind::AlreadyExists),
            (Errno::PERM, StoreErrorKind::PermissionDenied),
            (Errno::ROFS, StoreErrorKind::ReadOnly),
            (Errno::NOSPC, StoreErrorKind::NoSpace),
            (Errno::DQUOT, StoreErrorKind::Quota),
            (Errno::FBIG, StoreErrorKind::TooLarge),
            (Errno::NAMETOOLONG, StoreErrorKind::NameRefused),
            (when_naming(Errno::INVAL), StoreErrorKind::NameRefused),
            (Errno::LOOP, StoreErrorKind::NotPlain),
            (when_opening(Errno::NXIO), StoreErrorKind::NotPlain),
            (Errno::STALE, StoreErrorKind::Gone),
            (Errno::NOTCONN, StoreErrorKind::Gone),
            (Errno::HOSTDOWN, StoreErrorKind::Gone),
            (Errno::TIMEDOUT, StoreErrorKind::TimedOut),
            (Errno::IO, StoreErrorKind::Io),
            (Errno::INVAL, StoreErrorKind::Io),
        ];
        for (errno, kind) in cases {
            assert_eq!(kind_of(errno), kind, "{errno}");
        }
    }
}
