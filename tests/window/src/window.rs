//! The window: a screen in memory, the app on it, and a driver that looks and clicks.

use crate::family::Family;
use crate::process::{Running, ours};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// Light or dark, as the desktop asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Dark ink on paper.
    Light,
    /// Light ink on dark.
    Dark,
}

/// The app's open window. Ends with everything it started when it is dropped.
pub struct Window {
    /// The driver's connection.
    pub client: Client,
    display: String,
    _driver: Running,
    _screen: Running,
}

impl Window {
    /// Starts the app for this family and waits until its page is there.
    pub async fn open(family: &Family, look: Look) -> Self {
        let (screen, display) = screen();
        let (driver, port) = driver(family, &display, look);
        let application = ours("elderphoto-app", "ELDERPHOTO_APP");
        let options = json!({"application": application, "args": ["--home", family.home()]});
        let wanted = json!({"browserName": "wry", "tauri:options": options});
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        let window = Self { client, display, _driver: driver, _screen: screen };
        window.text("h1").await;
        window
    }

    /// The screen it is on.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The text of the first element, waited for.
    pub async fn text(&self, css: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some(text) = self.texts(css).await.into_iter().next() {
                return text;
            }
            assert!(begun.elapsed() < PATIENCE, "the page has no {css}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The text of every such element.
    // Found and read in one step: between two the page may have drawn them anew.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let read = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText.trim())";
        serde_json::from_value(self.client.execute(read, vec![json!(css)]).await.unwrap()).unwrap()
    }

    /// Keeps a picture, when someone asked for pictures.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("ELDERPHOTO_SCREENSHOTS").map(PathBuf::from) else { return };
        // What the page has said by now is drawn with the next frame.
        let drawn = "const done = arguments[0]; requestAnimationFrame(() => setTimeout(done, 100))";
        self.client.execute_async(drawn, Vec::new()).await.unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }

    /// Closes it in order.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }
}

/// A screen of its own for each window; the server picks a free number and says which.
fn screen() -> (Running, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
    let mut screen = Running::start(command.stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut number = String::new();
    BufReader::new(screen.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    assert!(!number.trim().is_empty(), "Xvfb did not open a screen");
    (screen, format!(":{}", number.trim()))
}

fn driver(family: &Family, display: &str, look: Look) -> (Running, u16) {
    let program = std::env::var_os("ELDERPHOTO_TAURI_DRIVER").unwrap_or_else(|| "tauri-driver".into());
    let runtime = family.path("runtime");
    fs::create_dir_all(&runtime).unwrap();
    fs::set_permissions(&runtime, Permissions::from_mode(0o700)).unwrap();
    let (port, native) = (free_port(), free_port());
    let mut command = family.command("dbus-run-session");
    // A session has its password safe open, as after signing in.
    let signed_in =
        "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\"";
    command
        .args(["--", "sh", "-c", signed_in, "sh"])
        .arg(program)
        .args(["--native-driver", "/usr/bin/WebKitWebDriver"]);
    command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
    command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    command
        .env("HOME", family.folder())
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("PATH", with_programs_of(family))
        .env("ELDERPHOTO_SECRETS_FILE", family.path("secrets.toml"))
        .env("TZ", "UTC")
        .env("LC_ALL", "C.UTF-8");
    for folder in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(folder);
    }
    if look == Look::Dark {
        command.env("GTK_THEME", "Adwaita:dark");
    }
    let driver = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    // The one in front answers before the one behind it can.
    for port in [native, port] {
        until_it_listens(port);
    }
    (driver, port)
}

/// What a test put there stands before the machine's own.
fn with_programs_of(family: &Family) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([family.path("programs")].into_iter().chain(std::env::split_paths(&path))).unwrap()
}

fn until_it_listens(port: u16) {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < PATIENCE, "the driver does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
