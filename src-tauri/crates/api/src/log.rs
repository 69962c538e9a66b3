//! What goes on inside, for the helper: two files below the home that never grow without end. Window and
//! command line write the same ones, also at the same time; on standard error they tell only when asked to.
//!
//! Secrets are `SecretString` on their way through the program, which shows nothing of itself, and libssh2
//! tells us of no bytes.

use crate::home::Home;
use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{IsTerminal, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// The one that is written to.
const NAME: &str = "elderphoto.log";
/// The one before it.
const EARLIER: &str = "elderphoto.1.log";
/// A file that has so much gives way to a new one.
const MAX_BYTES: u64 = 2 << 20;

impl Home {
    /// `logs/elderphoto.log`
    pub fn log(&self) -> PathBuf {
        self.logs().join(NAME)
    }
}

/// Starts telling: to the log of this home, as soon as there is a home; and to standard error with `verbose`, or
/// as `RUST_LOG` says. What cannot be written to the log is lost, never a reason to fail.
pub fn start(home: Option<PathBuf>, verbose: bool) {
    let screen = match EnvFilter::try_from_default_env() {
        Ok(filter) => Some(filter),
        Err(_) if verbose => Some(EnvFilter::new("info,elderphoto=debug")),
        Err(_) => None,
    };
    let screen = screen.map(|filter| {
        let is_terminal = std::io::stderr().is_terminal();
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(is_terminal)
            .with_filter(filter)
    });
    let file = Home::new(home).ok().map(|home| {
        let log = Arc::new(Log::of(&home));
        let layer = tracing_subscriber::fmt::layer().with_ansi(false);
        layer.with_writer(move || Lines(log.clone())).with_filter(LevelFilter::INFO)
    });
    // A second call, or a program that brought its own: the first goes on.
    if Registry::default().with(file).with(screen).try_init().is_ok() {
        tracing::info!("ElderPhoto {} started", env!("CARGO_PKG_VERSION"));
    }
}

/// The log of one home.
struct Log {
    home: PathBuf,
    folder: PathBuf,
    max_bytes: u64,
    file: Mutex<Option<File>>,
}

/// One line after another for [`Log`].
struct Lines(Arc<Log>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        // Whoever tells something has more important things to do than this file.
        let _ = self.0.append(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn of(home: &Home) -> Self {
        let (folder, home) = (home.logs(), home.path().to_path_buf());
        Self { home, folder, max_bytes: MAX_BYTES, file: Mutex::default() }
    }

    fn append(&self, line: &[u8]) -> std::io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let at = self.folder.join(NAME);
        // Another process may have put a new one in its place.
        let is_current = file.as_ref().is_some_and(|file| is_at(file, &at));
        if !is_current {
            *file = Some(self.open(&at)?);
        }
        let Some(open) = file.as_mut() else { return Ok(()) };
        open.write_all(line)?;
        if open.metadata()?.len() >= self.max_bytes {
            self.begin_anew(open, &at)?;
            *file = None;
        }
        Ok(())
    }

    /// No home is made for a log: without one nothing was set up.
    fn open(&self, at: &Path) -> std::io::Result<File> {
        if !self.folder.exists() && self.home.is_dir() {
            DirBuilder::new().mode(0o700).create(&self.folder)?;
        }
        OpenOptions::new().append(true).create(true).mode(0o600).open(at)
    }

    /// One process moves it aside; the others find it moved.
    fn begin_anew(&self, full: &File, at: &Path) -> std::io::Result<()> {
        flock(full, FlockOperation::NonBlockingLockExclusive)?;
        if is_at(full, at) {
            std::fs::rename(at, self.folder.join(EARLIER))?;
        }
        Ok(())
    }
}

/// Whether this very file has that name.
fn is_at(file: &File, at: &Path) -> bool {
    let known = |meta: &std::fs::Metadata| (meta.dev(), meta.ino());
    matches!((file.metadata(), std::fs::symlink_metadata(at)), (Ok(a), Ok(b)) if known(&a) == known(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn log(dir: &Path, max_bytes: u64) -> Log {
        Log { max_bytes, ..Log::of(&Home::new(Some(dir.join("home"))).unwrap()) }
    }

    #[test]
    fn two_that_write_at_the_same_time_keep_within_the_room_and_lose_no_late_line() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("home")).unwrap();
        let (one, two) = (log(dir.path(), 1_000), log(dir.path(), 1_000));
        for n in 0..250 {
            let writer = if n % 2 == 0 { &one } else { &two };
            writer.append(format!("line {n:04}\n").as_bytes()).unwrap();
        }
        let folder = dir.path().join("home/logs");
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        let lines = text(EARLIER) + &text(NAME);
        let all: Vec<&str> = lines.lines().collect();
        assert_eq!(all.last(), Some(&"line 0249"));
        let expected: Vec<String> = (250 - all.len()..250).map(|n| format!("line {n:04}")).collect();
        assert_eq!(all, expected);
        assert!(all.len() >= 100, "the earlier one is kept: {}", all.len());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let meta = entry.metadata().unwrap();
            assert!(meta.len() <= 1_010, "{meta:?}");
            assert_eq!(meta.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn no_home_is_made_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let log = log(dir.path(), 1_000);
        assert!(log.append(b"nothing was set up\n").is_err());
        assert!(!dir.path().join("home").exists());
        std::fs::create_dir(dir.path().join("home")).unwrap();
        log.append(b"now\n").unwrap();
        assert!(dir.path().join("home/logs").join(NAME).exists());
    }
}
