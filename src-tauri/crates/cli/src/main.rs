//! The `elderphoto` command: the same work as the window, for scripts and for machines without a
//! screen. It reads arguments, calls `elderphoto_api`, and prints; it decides nothing.

mod args;
mod exit;
mod far;
mod help;
mod names;
mod output;
mod paths;
mod progress;
mod run;
mod secret;
mod signals;
mod usage_error;

use clap::FromArgMatches;
use elderphoto_api::log;
use elderphoto_api::sentences::{self, Language};
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    sentences::speak(language());
    let given: Vec<OsString> = std::env::args_os().collect();
    let parsed = help::command().try_get_matches_from(&given);
    let exit = match parsed.and_then(|matches| args::Cli::from_arg_matches(&matches)) {
        Ok(cli) => {
            log::start(cli.home.clone().map(paths::absolute), cli.verbose);
            run::run(cli)
        }
        Err(error) => usage_error::report(&error, &given),
    };
    exit.into()
}

/// The language this terminal is set to.
fn language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(std::env::var_os);
    let first = set.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    Language::from_locale(&first.to_string_lossy())
}
