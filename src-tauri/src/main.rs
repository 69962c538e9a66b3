//! The ElderPhoto window: a page, and the commands it may call. What ElderPhoto does is in the crates
//! below this one; nothing of it is here.

// No console window beside ours.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod commands;
mod window;

use clap::Parser;
use std::path::PathBuf;

/// The ElderPhoto window.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where settings, catalog and logs are (the platform's folders, if not given).
    #[arg(long)]
    home: Option<PathBuf>,
}

fn main() -> tauri::Result<()> {
    let arguments = Arguments::parse();
    tauri::Builder::default()
        .manage(commands::Home(arguments.home))
        .invoke_handler(tauri::generate_handler![commands::status])
        .setup(|app| Ok(window::open(app.handle())?))
        .run(tauri::generate_context!())
}
