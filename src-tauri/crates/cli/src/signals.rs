//! Ctrl-C: the first asks the run to stop, which is safe; the second leaves at once.

use std::thread;

/// The status after the second Ctrl-C, as shells know it.
const LEFT_AT_ONCE: i32 = 130;

/// Calls `stop` at the first SIGINT or SIGTERM and leaves at the second.
///
/// Where signals cannot be listened to, Ctrl-C goes on ending the program, which loses nothing.
pub fn on_stop(stop: impl Fn() + Send + 'static) {
    let listen = move || -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(listen(stop))
    };
    let listener = thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Err(error) = listen() {
            tracing::warn!(%error, "cannot listen for Ctrl-C");
        }
    });
    if let Err(error) = listener {
        tracing::warn!(%error, "cannot listen for Ctrl-C");
    }
}

#[cfg(unix)]
async fn listen(stop: impl Fn()) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => stop(),
        _ = terminate.recv() => stop(),
    }
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    std::process::exit(LEFT_AT_ONCE)
}

#[cfg(not(unix))]
async fn listen(stop: impl Fn()) -> std::io::Result<()> {
    tokio::signal::ctrl_c().await?;
    stop();
    tokio::signal::ctrl_c().await?;
    std::process::exit(LEFT_AT_ONCE)
}
