//! How far a run is, on standard error, and only for a person: nothing where it is not a terminal.

use elderphoto_api::sentences::{printable, size, time_left};
use elderphoto_api::wire::{Phase, Progress};
use elderphoto_api::{Watcher, say};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Once;

/// A bar for one run. It is gone when the run is over.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar on standard error, or none.
    pub fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}%  {prefix}\n{wide_msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// What reports the run to this bar, and stops it.
    pub fn watcher(&self) -> Watcher {
        let bar = self.0.clone();
        let begun = Once::new();
        Watcher::new(move |progress: Progress| {
            begun.call_once(|| bar.println(say!("stop-is-safe")));
            show(&bar, &progress);
        })
    }

    /// What to say when the person asked to stop.
    pub fn stopping(&self) -> impl Fn() + Send + 'static {
        let bar = self.0.clone();
        move || bar.println(say!("stopping"))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn show(bar: &ProgressBar, progress: &Progress) {
    let (done, total) = position(progress);
    bar.set_length(total);
    bar.set_position(done);
    bar.set_prefix(progress.seconds_left.map(time_left).unwrap_or_default());
    bar.set_message(message(progress));
}

/// Bytes tell best how far it is; where there are none, files do.
fn position(progress: &Progress) -> (u64, u64) {
    match progress.phase {
        Phase::Looking => (0, 1),
        _ if progress.bytes_total > 0 => {
            (progress.bytes_done.min(progress.bytes_total), progress.bytes_total)
        }
        _ => (progress.files_done.min(progress.files_total), progress.files_total.max(1)),
    }
}

fn message(progress: &Progress) -> String {
    let done = progress.files_done;
    let files = progress.files_total;
    let bytes = size(progress.bytes_done);
    let bytes_total = size(progress.bytes_total);
    let mut message = match progress.phase {
        Phase::Looking => say!("progress-looking", files = done),
        Phase::Copying => {
            say!("progress-copying", done = done, files = files, bytes = bytes, bytes_total = bytes_total)
        }
        Phase::Finishing => say!("progress-finishing", done = done, files = files),
        Phase::Checking => {
            say!("progress-checking", done = done, files = files, bytes = bytes, bytes_total = bytes_total)
        }
        Phase::Restoring => {
            say!("progress-restoring", done = done, files = files, bytes = bytes, bytes_total = bytes_total)
        }
    };
    if let Some(current) = &progress.current {
        message.push_str("  ");
        message.push_str(&printable(current));
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copying() -> Progress {
        Progress {
            phase: Phase::Copying,
            files_done: 1_214,
            files_total: 4_213,
            bytes_done: 3_200_000_000,
            bytes_total: 12_900_000_000,
            seconds_left: Some(340),
            current: Some("2024/11/a\u{1b}.jpg".to_owned()),
        }
    }

    #[test]
    fn it_tells_files_bytes_and_what_is_copied() {
        assert_eq!(
            message(&copying()),
            "Copying: 1,214 of 4,213 files, 3.2 GB of 12 GB.  2024/11/a\\u{1b}.jpg"
        );
    }

    #[test]
    fn every_phase_has_its_words() {
        for phase in [Phase::Looking, Phase::Copying, Phase::Finishing, Phase::Checking, Phase::Restoring] {
            let progress = Progress { phase, current: None, ..copying() };
            assert!(message(&progress).ends_with('.'));
        }
    }

    #[test]
    fn the_bar_never_leaves_its_frame() {
        let empty = Progress { files_total: 0, bytes_total: 0, ..copying() };
        assert_eq!(position(&empty), (0, 1));
        let over = Progress { bytes_done: u64::MAX, ..copying() };
        assert_eq!(position(&over), (12_900_000_000, 12_900_000_000));
        assert_eq!(position(&Progress { phase: Phase::Looking, ..copying() }), (0, 1));
    }
}
