//! From the engine's faults to a person's sentences.

use crate::sentences::{self, Context};
use crate::wire::{Failure, PlaceOutcome, Problem};
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
    sentences::failed(error.code(), &context, Some(error.to_string()))
}

/// A failure that the api itself found.
pub fn refused(code: Code, context: Context) -> Failure {
    sentences::failed(code, &context, None)
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
        message: sentences::problem(problem.code, &context),
    }
}

/// The problem that stands for what ended a place's run.
pub fn place_problem(error: &Error, place: &str) -> Problem {
    let code = error.code();
    Problem {
        code: code.as_str().to_owned(),
        path: RelPath::root().to_string(),
        path_b64: None,
        message: sentences::failure(code, &Context::new().place(place)),
    }
}

/// How a run ended at a place that ended early.
pub fn place_outcome(error: &Error) -> PlaceOutcome {
    match error.code() {
        Code::Stopped => PlaceOutcome::Stopped,
        Code::PlaceFull | Code::PlaceFullOfFiles => PlaceOutcome::Full,
        Code::PlaceNotConnected | Code::PlaceTimedOut => PlaceOutcome::Unreachable,
        Code::PlaceSwapped
        | Code::PlaceOfOtherLibrary
        | Code::PlaceTakenOver
        | Code::PlaceInUse
        | Code::PlaceNewer
        | Code::PlaceDamaged
        | Code::PlaceReadOnly
        | Code::PlaceNoPermission
        | Code::PlaceNotEmpty
        | Code::SnapshotNewer => PlaceOutcome::Refused,
        _ => PlaceOutcome::Failed,
    }
}
