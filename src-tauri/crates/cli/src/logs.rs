//! What goes on inside, for the helper: on standard error, only when asked for.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts telling, with `--verbose` or when `RUST_LOG` is set.
pub fn start(verbose: bool) {
    let filter = match EnvFilter::try_from_default_env() {
        Ok(filter) => filter,
        Err(_) if verbose => EnvFilter::new("info,elderphoto=debug"),
        Err(_) => return,
    };
    let told = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
    if let Err(error) = told {
        tracing::debug!(error, "logging was already started");
    }
}
