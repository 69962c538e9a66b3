//! Far machines of several kinds, and a place on one of them.

use crate::local::LocalShell;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Meta, Move, StoreErrorKind, StoreResult};
use elderphoto_engine::time::FileTime;
use elderphoto_stores::sftp::shell::Shell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

pub const META: Meta = Meta { mtime: FileTime::from_ns(1_732_121_234_123_456_789), mode: Some(0o640) };

/// Bytes that some shell, list or program takes for something else.
pub const ODD_NAMES: &[&[u8]] = &[
    b"plain.jpg",
    b"with space.jpg",
    b"  two spaces at both ends  ",
    b"new\nline",
    b"ends with a new line\n",
    b"\n",
    b"it's",
    b"\"quoted\"",
    b"back\\slash",
    b"\\0101",
    b"\\n\\\\",
    b"$HOME `id` $(id)",
    b"-rf",
    b"--",
    b"*?[a]{b,c}",
    b"~",
    b"!history!",
    b"#hash;semi|pipe&and<>()",
    b"%s%n%b",
    b"\xff\xfe\x80\x81\x88\xa0",
    b"Stra\xc3\xdfe",
    "caf\u{e9} \u{1f4f7}".as_bytes(),
    b"\x01\x06\x07\x1b[31m\x7f",
    b"tab\there\r",
    b"...",
    b"=",
    b"c:\\x",
];

/// Tools that a far machine has besides, or instead of, the usual ones.
pub struct Machine {
    pub name: &'static str,
    /// The login shell, and how it takes a command.
    pub login: &'static [&'static str],
    /// What a name of a tool leads to; an empty path makes the tool useless.
    pub tools: &'static [(&'static str, &'static str)],
}

const NO_PERL: (&str, &str) = ("perl", "");
const NO_PYTHON: (&str, &str) = ("python3", "");
const NO_OPENSSL: (&str, &str) = ("openssl", "");
const DASH: &[&str] = &["/bin/dash", "-c"];

/// All kinds; what this computer lacks is left out.
pub fn machines() -> Vec<Machine> {
    let python: &'static str = python3();
    let all = vec![
        Machine { name: "perl", login: DASH, tools: &[] },
        Machine {
            name: "python",
            login: DASH,
            tools: Box::leak(Box::new([NO_PERL, NO_OPENSSL, ("python3", python)])),
        },
        Machine { name: "dash alone", login: DASH, tools: &[NO_PERL, NO_PYTHON] },
        Machine {
            name: "bash as sh alone",
            login: &["/bin/bash", "-c"],
            tools: &[("sh", "/bin/bash"), NO_PERL, NO_PYTHON],
        },
        Machine { name: "busybox", login: &["/bin/busybox", "sh", "-c"], tools: BUSYBOX },
        Machine {
            name: "mksh as sh alone",
            login: &["/bin/mksh", "-c"],
            tools: &[("sh", "/bin/mksh"), NO_PERL, NO_PYTHON],
        },
        Machine {
            name: "libarchive's tar, shasum",
            login: DASH,
            tools: &[("tar", "/usr/bin/bsdtar"), NO_OPENSSL, ("sha256sum", "")],
        },
    ];
    all.into_iter().filter(|m| is_here(m.login[0]) && m.tools.iter().all(|(_, to)| is_here(to))).collect()
}

const BUSYBOX: &[(&str, &str)] = &[
    NO_PERL,
    NO_PYTHON,
    NO_OPENSSL,
    ("sh", "/bin/busybox"),
    ("tar", "/bin/busybox"),
    ("mv", "/bin/busybox"),
    ("mkdir", "/bin/busybox"),
    ("dd", "/bin/busybox"),
    ("df", "/bin/busybox"),
    ("cat", "/bin/busybox"),
    ("env", "/bin/busybox"),
    ("find", "/bin/busybox"),
    ("head", "/bin/busybox"),
    ("ls", "/bin/busybox"),
    ("rm", "/bin/busybox"),
    ("sha256sum", "/bin/busybox"),
    ("sleep", "/bin/busybox"),
    ("sync", "/bin/busybox"),
    ("tail", "/bin/busybox"),
    ("uname", "/bin/busybox"),
];

fn is_here(program: &str) -> bool {
    program.is_empty() || Path::new(program).exists()
}

/// The real interpreter, not one that a version manager puts before it.
fn python3() -> &'static str {
    let asked =
        std::process::Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
    let path = asked.ok().and_then(|out| String::from_utf8(out.stdout).ok()).unwrap_or_default();
    Box::leak(path.trim().to_owned().into_boxed_str())
}

/// A place on a far machine.
pub struct Place {
    _folder: TempDir,
    pub root: PathBuf,
    pub local: LocalShell,
}

impl Place {
    pub fn on(machine: &Machine) -> Self {
        Self::named(machine, b"photos of o'hara\n$x")
    }

    /// A place whose root has that name.
    pub fn named(machine: &Machine, root: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tools = folder.path().join("tools");
        std::fs::create_dir(&tools).unwrap();
        for (name, target) in machine.tools {
            if target.is_empty() {
                std::fs::write(tools.join(name), "#!/bin/sh\nexit 1\n").unwrap();
                std::fs::set_permissions(tools.join(name), PermissionsExt::from_mode(0o755)).unwrap();
            } else {
                std::os::unix::fs::symlink(target, tools.join(name)).unwrap();
            }
        }
        let root = folder.path().join(OsStr::from_bytes(root));
        std::fs::create_dir(&root).unwrap();
        let login = machine.login.iter().map(|word| word.to_string()).collect();
        let home = Some(folder.path().to_path_buf());
        let local = LocalShell { login, tools: Some(tools), home, ..LocalShell::default() };
        Self { _folder: folder, root, local }
    }

    pub fn shell(&self) -> Shell {
        self.shell_over(self.local.clone())
    }

    /// The shell over a connection that differs from the place's own.
    pub fn shell_over(&self, local: LocalShell) -> Shell {
        let found = Shell::probe(Arc::new(local), self.root.as_os_str().as_bytes()).unwrap();
        found.expect("there is a shell")
    }

    pub fn at(&self, path: &RelPath) -> PathBuf {
        self.root.join(OsStr::from_bytes(path.as_bytes()))
    }

    pub fn put(&self, path: &RelPath, bytes: &[u8]) {
        let at = self.at(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, bytes).unwrap();
    }

    pub fn read(&self, path: &RelPath) -> Option<Vec<u8>> {
        std::fs::read(self.at(path)).ok()
    }
}

pub fn path(text: &str) -> RelPath {
    RelPath::literal(text)
}

pub fn below(folder: &str, name: &[u8]) -> RelPath {
    path(folder).join(name).unwrap()
}

pub fn one_move(from: &str, to: &str) -> Move {
    Move { from: path(from), to: path(to) }
}

pub fn refused<T: std::fmt::Debug>(result: StoreResult<T>) -> StoreErrorKind {
    result.unwrap_err().kind
}
