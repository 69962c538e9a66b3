//! The one window, which shows our own page and goes nowhere else.

use tauri::utils::config::WindowConfig;
use tauri::{AppHandle, Url, WebviewWindowBuilder};

/// Opens it, as `tauri.conf.json` describes it.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        one(app, config)?;
    }
    Ok(())
}

fn one(app: &AppHandle, config: &WindowConfig) -> tauri::Result<()> {
    WebviewWindowBuilder::from_config(app, config)?.on_navigation(is_ours).build()?;
    Ok(())
}

/// Whether an address is a page of this program (Windows and Android write it as http).
fn is_ours(address: &Url) -> bool {
    address.scheme() == "tauri"
        || (address.scheme() == "http" && address.host_str() == Some("tauri.localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page_may_be_shown() {
        let ours = |text: &str| is_ours(&text.parse().unwrap());
        assert!(ours("tauri://localhost/"));
        assert!(ours("http://tauri.localhost/index.html"));
        assert!(!ours("https://example.org/"));
        assert!(!ours("http://tauri.localhost.example.org/"));
        assert!(!ours("file:///etc/passwd"));
        assert!(!ours("about:blank"));
    }
}
