//! The ElderPhoto window: a page, and the commands it may call. What ElderPhoto does is in the crates
//! below this one; nothing of it is here.

// No console window beside ours.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod commands;
mod shown;
mod thumbs;
mod window;

use clap::Parser;
use elderphoto_api::{Api, Event, Window, log};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tauri::{AppHandle, Emitter, Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;

/// The ElderPhoto window.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where settings, catalog and logs are (the platform's folders, if not given).
    #[arg(long)]
    home: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    // Known once the window is there; a second start may come before.
    let app: Arc<OnceLock<AppHandle>> = Arc::default();
    let shows = app.clone();
    let show = move || {
        if let Some(app) = shows.get() {
            shown::in_front(app);
        }
    };
    log::start(arguments.home.clone().map(absolute), false);
    let api = Api::open(arguments.home.map(absolute)).map_err(|failure| failure.message)?;
    let Some(behind) = Window::open(api, show).map_err(|failure| failure.message)? else {
        // Another window of this home is in front now.
        return Ok(());
    };
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(kept()).build())
        .register_asynchronous_uri_scheme_protocol("thumb", thumbs::answer)
        .manage(Arc::new(behind))
        .invoke_handler(handler())
        .setup(move |handle| {
            tell(handle.handle());
            window::open(handle.handle())?;
            let _ = app.set(handle.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                app.state::<Arc<Window>>().leave();
            }
        });
    Ok(())
}

/// What of the window is kept from one start to the next.
fn kept() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// From now on the page hears of what is at work and of what was looked at.
fn tell(app: &AppHandle) {
    let to = app.clone();
    let window = app.state::<Arc<Window>>();
    let behind = Arc::downgrade(&window);
    window.desk().listen(move |event| {
        let Some(behind) = behind.upgrade() else { return };
        // A page that is not there yet asks when it is.
        let _ = match event {
            Event::Activities(told) => to.emit_to("main", "activity", behind.pictured((**told).clone())),
            Event::Status(status) => to.emit_to("main", "status", status),
        };
    });
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        commands::status,
        commands::activities,
        commands::backup,
        commands::check,
        commands::restore,
        commands::restore_plan,
        commands::undo,
        commands::stop,
        commands::library_suggestions,
        commands::choose_folder,
        commands::disks,
        commands::check_libraries,
        commands::set_up,
        commands::try_folder,
        commands::add_folder,
        commands::far_host_key,
        commands::try_far,
        commands::add_far,
        commands::place_details,
        commands::check_place,
        commands::practise,
        commands::set_place,
        commands::remove_place,
        commands::set_password,
        commands::accept_host_key,
        commands::settings,
        commands::set_setting,
        commands::photo_page,
        commands::photo,
        commands::photo_versions,
        commands::folders,
        commands::show_in_folder,
        commands::about,
    ]
}
