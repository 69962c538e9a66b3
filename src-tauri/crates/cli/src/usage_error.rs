//! What was typed makes no sense, or help was asked for: clap's text for a person, one JSON object
//! for a script.

use crate::exit::Exit;
use crate::output;
use clap::error::{Error, ErrorKind};
use elderphoto_api::wire::Failure;
use std::ffi::OsString;

/// Shows help or what was wrong.
pub fn report(error: &Error, given: &[OsString]) -> Exit {
    let asked_for_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !asked_for_help && wants_json(given) {
        return output::failure(&failure(error), true);
    }
    // clap chooses the stream and the colours. A reader that went away is no fault.
    if let Err(error) = error.print() {
        tracing::debug!(%error, "help could not be shown");
    }
    if asked_for_help { Exit::Well } else { Exit::CouldNot }
}

fn failure(error: &Error) -> Failure {
    let text = error.to_string();
    let what = text.split("\n\n").next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(what);
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    Failure {
        code: "bad_argument".to_owned(),
        message: what,
        details: Some(text.trim_end().to_owned()),
        host_key: None,
    }
}

fn wants_json(given: &[OsString]) -> bool {
    given.iter().skip(1).take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_script_gets_the_fault_in_one_line() {
        let error = crate::help::command().try_get_matches_from(typed("elderphoto --json backup --fast"));
        let failure = failure(&error.unwrap_err());
        assert_eq!(failure.code, "bad_argument");
        assert_eq!(failure.message, "unexpected argument '--fast' found");
    }

    #[test]
    fn json_is_recognised_anywhere_before_the_end_of_options() {
        assert!(wants_json(&typed("elderphoto backup --json")));
        assert!(wants_json(&typed("elderphoto --json nonsense")));
        assert!(!wants_json(&typed("elderphoto restore -- --json")));
    }
}
