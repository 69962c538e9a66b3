//! From the engine's faults to a person's sentences.

use crate::far;
use crate::sentences::{self, Context};
use crate::wire::{self, Failure, PlaceOutcome, Problem};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::Error;
use elderphoto_engine::format::text;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::problem;

/// A failure of a whole command.
pub fn failure(error: &Error) -> Failure {
    failure_with(error, Context::new())
}

/// A failure of a whole command, with what is known about it.
pub fn failure_with(error: &Error, context: Context) -> Failure {
    let failed = sentences::failed(error.code(), &context, Some(details(error)));
    Failure { host_key: far::host_key_of(error).map(Box::new), ..failed }
}

/// The technical cause; where a far computer is not the expected one, every fingerprint on a line.
fn details(error: &Error) -> String {
    let Some(facts) = far::host_key_of(error) else { return error.to_string() };
    let line = |what: &str, key: &wire::Fingerprint| format!("{what} {} {}", key.algorithm, key.fingerprint);
    let known = facts.known.iter().map(|key| line("expected", key));
    known.chain([line("offered", &facts.offered)]).collect::<Vec<_>>().join(", ")
}

/// A failure that the api itself found.
pub fn refused(code: Code, context: Context) -> Failure {
    sentences::failed(code, &context, None)
}

/// The same failure in words that know more.
pub fn reworded(code: Code, context: Context, failure: Failure) -> Failure {
    Failure { details: failure.details, host_key: failure.host_key, ..refused(code, context) }
}

/// A problem for the wire.
pub fn problem(problem: &problem::Problem, place: Option<&str>) -> Problem {
    let mut context = Context::new().path(problem.path.to_string());
    context.place = place.map(str::to_owned);
    let (path, path_b64) = text::to_text(problem.path.as_bytes());
    Problem {
        code: problem.code.as_str().to_owned(),
        path,
        path_b64,
        place: place.map(str::to_owned),
        message: sentences::problem(problem.code, &context),
        details: None,
        host_key: None,
    }
}

/// The problem that stands for what ended a place's run.
pub fn place_problem(error: &Error, place: &str) -> Problem {
    let code = error.code();
    Problem {
        code: code.as_str().to_owned(),
        path: RelPath::root().to_string(),
        path_b64: None,
        place: Some(place.to_owned()),
        message: sentences::failure(code, &Context::new().place(place)),
        details: Some(details(error)),
        host_key: far::host_key_of(error).map(Box::new),
    }
}

/// How a run ended at a place that ended early.
pub fn place_outcome(error: &Error) -> PlaceOutcome {
    match error.code() {
        Code::Stopped => PlaceOutcome::Stopped,
        Code::PlaceFull | Code::PlaceFullOfFiles | Code::PlaceQuota => PlaceOutcome::Full,
        Code::PlaceNotConnected
        | Code::PlaceTimedOut
        | Code::PlaceFolderMissing
        | Code::HostNotFound
        | Code::HostUnreachable
        | Code::ConnectionRefused
        | Code::ConnectionLost
        | Code::NotSsh => PlaceOutcome::Unreachable,
        Code::PlaceSwapped
        | Code::PlaceOfOtherLibrary
        | Code::PlaceTakenOver
        | Code::PlaceInUse
        | Code::PlaceNewer
        | Code::PlaceDamaged
        | Code::PlaceReadOnly
        | Code::PlaceNoPermission
        | Code::PlaceNotEmpty
        | Code::PlaceNotAFolder
        | Code::SnapshotNewer
        | Code::HostKeyUnknown
        | Code::HostKeyChanged
        | Code::PasswordWrong
        | Code::KeyRefused
        | Code::PasswordWantedToo
        | Code::KeyWantedToo => PlaceOutcome::Refused,
        _ => PlaceOutcome::Failed,
    }
}
