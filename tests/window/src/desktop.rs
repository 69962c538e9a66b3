//! A desktop around the window: a small window manager on its screen, other programs' windows, a file manager;
//! and what a person sees and does there.

use crate::family::Family;
use crate::process::Running;
use crate::window::Window;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(50);

/// A program that stands in for the desktop's file manager and notes what it is asked to show.
const FILE_MANAGER: &str = include_str!("file_manager.py");

/// See the module.
pub struct Desktop {
    display: String,
    started: Vec<Running>,
}

impl Desktop {
    /// Around this window.
    #[must_use]
    pub fn around(window: &Window) -> Self {
        let mut desktop = Self { display: window.display().to_owned(), started: Vec::new() };
        desktop.start(Command::new("openbox").arg("--sm-disable"));
        desktop.until("the windows are managed", |desktop| desktop.window("ElderPhoto").is_some());
        desktop
    }

    fn start(&mut self, command: &mut Command) {
        command.env("DISPLAY", &self.display).stdout(Stdio::null()).stderr(Stdio::null());
        self.started.push(Running::start(command));
    }

    /// Another program's large window, in front of all and with the keyboard.
    pub fn another_in_front(&mut self) -> String {
        let over = ["-geometry", "1270x860+0+0", "-title", "Something else", "Something else"];
        self.start(Command::new("xmessage").args(over));
        self.until("it is there", |desktop| desktop.window("Something else").is_some());
        let other = self.window("Something else").unwrap();
        self.tool("xdotool", &["windowactivate", &other]);
        self.until("it is in front", |desktop| desktop.is_in_front(&other));
        other
    }

    /// The number of a window by its title.
    #[must_use]
    pub fn window(&self, title: &str) -> Option<String> {
        let named = |window: &String| {
            self.property(&["-id", window], "_NET_WM_NAME").contains(&format!("\"{title}\""))
                || self.property(&["-id", window], "WM_NAME").contains(&format!("\"{title}\""))
        };
        self.stacked().into_iter().find(named)
    }

    /// Whether a window has the keyboard and lies above all others.
    #[must_use]
    pub fn is_in_front(&self, window: &str) -> bool {
        let active = numbers(&self.property(&["-root"], "_NET_ACTIVE_WINDOW"));
        active.first().is_some_and(|active| active == window)
            && self.stacked().last().is_some_and(|top| top == window)
            && !self.is_minimised(window)
    }

    /// Whether a window was put away.
    #[must_use]
    pub fn is_minimised(&self, window: &str) -> bool {
        self.property(&["-id", window], "WM_STATE").contains("Iconic")
    }

    /// Puts a window away.
    pub fn minimise(&self, window: &str) {
        self.tool("xdotool", &["windowminimize", window]);
        self.until("it is put away", |desktop| desktop.is_minimised(window));
    }

    /// Whether a window is on the screen at all: neither put away nor hidden.
    #[must_use]
    pub fn is_shown(&self, window: &str) -> bool {
        let asked = Command::new("xwininfo").args(["-id", window]).env("DISPLAY", &self.display).output();
        String::from_utf8_lossy(&asked.unwrap().stdout).contains("Map State: IsViewable")
    }

    /// Hides a window: no list of windows has it any more.
    pub fn hide(&self, window: &str) {
        self.tool("xdotool", &["windowunmap", window]);
        self.until("it is hidden", |desktop| {
            !desktop.is_shown(window) && !desktop.stacked().iter().any(|one| one == window)
        });
    }

    /// Types into a window of this title, then presses a key.
    pub fn type_into(&self, title: &str, text: &str, key: &str) {
        self.until("it is there", |desktop| desktop.window(title).is_some());
        let window = self.window(title).unwrap();
        self.tool("xdotool", &["windowactivate", "--sync", &window]);
        self.until("it is in front", |desktop| desktop.is_in_front(&window));
        self.tool("xdotool", &["type", "--delay", "20", text]);
        self.tool("xdotool", &["key", key]);
    }

    /// Waits for something.
    pub fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            assert!(begun.elapsed() < PATIENCE, "not so: {what}; windows: {:?}", self.stacked());
            std::thread::sleep(GLANCE);
        }
    }

    /// All windows, the lowest first.
    fn stacked(&self) -> Vec<String> {
        numbers(&self.property(&["-root"], "_NET_CLIENT_LIST_STACKING"))
    }

    fn property(&self, of: &[&str], name: &str) -> String {
        let asked = Command::new("xprop").args(of).arg(name).env("DISPLAY", &self.display).output().unwrap();
        // A window may be gone by now: it has no properties then.
        String::from_utf8_lossy(&asked.stdout).into_owned()
    }

    fn tool(&self, program: &str, arguments: &[&str]) {
        let done = Command::new(program).args(arguments).env("DISPLAY", &self.display).output().unwrap();
        assert!(done.status.success(), "{program} {arguments:?}: {done:?}");
    }
}

/// `…: window id # 0x1400007, 0x1600004` as decimal numbers, which every tool understands.
fn numbers(answer: &str) -> Vec<String> {
    let hexadecimal = answer.split([' ', ',', '\n']).filter_map(|word| word.strip_prefix("0x"));
    hexadecimal.filter_map(|digits| u64::from_str_radix(digits, 16).ok()).map(|n| n.to_string()).collect()
}

/// Has the family's session start a file manager when one is asked for; gives where it notes what it shows.
#[must_use]
pub fn with_file_manager(family: &Family) -> PathBuf {
    let (program, notes) = (family.path("file-manager"), family.path("shown-in-folder"));
    write_program(&program, FILE_MANAGER);
    file_manager_is(family, &format!("{} {}", program.display(), notes.display()));
    notes
}

/// Takes every program that shows folders away from the family's session.
pub fn without_file_manager(family: &Family) {
    file_manager_is(family, "/bin/false");
    let programs = family.path("programs");
    fs::create_dir_all(&programs).unwrap();
    for opener in ["xdg-open", "gio", "gnome-open", "kde-open6", "kde-open5", "kde-open"] {
        write_program(&programs.join(opener), "#!/bin/sh\nexit 3\n");
    }
}

fn write_program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

fn file_manager_is(family: &Family, command: &str) {
    let services = family.path("runtime/dbus-1/services");
    fs::create_dir_all(&services).unwrap();
    let service = format!("[D-BUS Service]\nName=org.freedesktop.FileManager1\nExec={command}\n");
    fs::write(services.join("org.freedesktop.FileManager1.service"), service).unwrap();
}
