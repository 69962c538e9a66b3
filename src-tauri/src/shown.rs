//! What is shown outside the page: the window itself, the file manager; and a fault of the shell.

use elderphoto_api::wire::Failure;
use elderphoto_api::{Answer, Reveal, Window};
use tauri::{AppHandle, Manager, WebviewWindow};

/// The one window.
pub fn main_window(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window("main")
}

/// Brings the window in front of the others.
pub fn in_front(app: &AppHandle) {
    if let Some(window) = main_window(app) {
        // Each may fail on some desktop; the others still help.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Shows a file in the system's file manager, or at least its folder.
pub fn in_folder(reveal: &Reveal) -> Answer<()> {
    let path = &reveal.0;
    let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
    let shown = tauri_plugin_opener::reveal_item_in_dir(path);
    let shown = shown.or_else(|e| folder.map_or(Err(e), |f| tauri_plugin_opener::open_path(f, None::<&str>)));
    shown.map_err(|e| Window::not_shown(reveal, &e))
}

/// A command that ended in the middle.
pub fn broken(error: &tauri::Error) -> Failure {
    Window::fault(error)
}
