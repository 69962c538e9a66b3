//! What the page may ask for: one line each, onto `elderphoto_api`.

use elderphoto_api::Api;
use elderphoto_api::wire::{Failure, Status};
use std::path::PathBuf;
use tauri::State;

/// Where settings, catalog and logs are, when not in the platform's folders.
pub struct Home(pub Option<PathBuf>);

/// Is everything safe, where, and when was that last proven?
#[tauri::command(async)]
pub fn status(home: State<'_, Home>) -> Result<Status, Failure> {
    Api::open(home.0.clone())?.status()
}
