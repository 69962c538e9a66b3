//! The answer of a command: one JSON object for scripts, or sentences for people.

pub mod backup;
pub mod completions;
pub mod drill;
pub mod init;
pub mod lines;
pub mod photos;
pub mod places;
pub mod restore;
#[cfg(test)]
pub mod samples;
pub mod secret;
pub mod settings;
pub mod snapshots;
pub mod status;
pub mod undo;
pub mod usage;
pub mod verify;

use crate::exit::Exit;
use elderphoto_api::say;
use elderphoto_api::sentences::hint;
use elderphoto_api::wire::Failure;
use lines::Lines;
use serde::Serialize;
use std::io::{self, ErrorKind, Write};

/// What a command says to a person, and how it ended. Its JSON is the wire type's own.
pub trait Answer: Serialize {
    /// For a person; ends with a newline.
    fn text(&self) -> String;

    /// How it ended.
    fn exit(&self) -> Exit {
        Exit::Well
    }
}

/// Any answer.
pub struct Report(Box<dyn Erased>);

impl Report {
    /// The answer, ready to be shown either way.
    pub fn new(answer: impl Answer + 'static) -> Self {
        Self(Box::new(answer))
    }
}

/// An [`Answer`] whose type is forgotten.
trait Erased {
    fn shown(&self, json: bool) -> serde_json::Result<String>;
    fn exit(&self) -> Exit;
}

impl<T: Answer> Erased for T {
    fn shown(&self, json: bool) -> serde_json::Result<String> {
        if json { serde_json::to_string(self).map(|object| object + "\n") } else { Ok(self.text()) }
    }

    fn exit(&self) -> Exit {
        Answer::exit(self)
    }
}

/// Prints the answer.
pub fn report(report: &Report, json: bool) -> Exit {
    let shown = report.0.shown(json).map_err(io::Error::from);
    match shown.and_then(|text| write(io::stdout().lock(), &text)) {
        Ok(()) => report.0.exit(),
        Err(error) => {
            let text = say!("cli-cannot-print", details = error.to_string()) + "\n";
            told(write(io::stderr().lock(), &text));
            Exit::CouldNot
        }
    }
}

/// Prints why it could not be done: for a script where it reads the answer, else to standard error.
pub fn failure(failure: &Failure, json: bool) -> Exit {
    #[derive(Serialize)]
    struct Failed<'a> {
        outcome: &'static str,
        error: &'a Failure,
    }
    let failed = Failed { outcome: "failed", error: failure };
    told(match serde_json::to_string(&failed) {
        Ok(object) if json => write(io::stdout().lock(), &(object + "\n")),
        _ => write(io::stderr().lock(), &failure_text(failure)),
    });
    Exit::CouldNot
}

fn failure_text(failure: &Failure) -> String {
    let mut lines = Lines::new();
    lines.line(&failure.message);
    if let Some(command) = hint(&failure.code) {
        lines.line(say!("cli-hint", command = command));
    }
    if let Some(details) = &failure.details {
        lines.line(say!("cli-details", details = details));
    }
    lines.into_text()
}

/// Writes all of it. A reader that has seen enough (`| head`) is no fault.
fn write(mut to: impl Write, text: &str) -> io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// There is nobody left to tell that standard error cannot be written.
fn told(result: io::Result<()>) {
    if let Err(error) = result {
        tracing::debug!(%error, "nothing could be printed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_the_command_that_helps_and_the_cause() {
        let failure = Failure {
            code: "no_places".to_owned(),
            message: "There is no place for copies yet.".to_owned(),
            details: Some("settings.toml has no [[place]]\nat all".to_owned()),
            host_key: None,
        };
        assert_eq!(
            failure_text(&failure),
            "There is no place for copies yet.\n\
             On the command line: elderphoto place add folder \"At home\" --path FOLDER\n\
             For the helper: settings.toml has no [[place]]\\nat all\n"
        );
    }

    #[test]
    fn a_reader_that_went_away_is_no_fault() {
        struct Gone(ErrorKind);
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert!(write(Gone(ErrorKind::BrokenPipe), "x").is_ok());
        assert!(write(Gone(ErrorKind::StorageFull), "x").is_err());
    }
}
