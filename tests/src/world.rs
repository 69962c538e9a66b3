//! What the machine offers: rights, mounts, the tools a user would take.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Whether the tests run with all rights.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs a tool of the world; it must be there and succeed.
pub fn tool(name: &str, args: &[&str], dir: &Path) -> String {
    let out = output(name, args, dir);
    assert!(
        out.status.success(),
        "{name} {args:?} in {dir:?}: {}\n{}{}",
        out.status,
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).into_owned()
}

fn output(name: &str, args: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(name);
    command.args(args).current_dir(dir).env("LC_ALL", "C.UTF-8");
    command.output().unwrap_or_else(|e| panic!("this suite needs {name} on the PATH: {e}"))
}

/// A file system that is unmounted when the test is over.
#[derive(Debug)]
pub struct Mount(PathBuf);

impl Mount {
    /// A disk of its own on `path`, made of memory; `options` as `size=1m`.
    pub fn disk(path: &Path, options: &str) -> Self {
        mount(&["-t", "tmpfs", "-o", options, "tmpfs"], path);
        Self(path.to_owned())
    }

    /// A disk of its own on `path`, with room, of which no more than a share of so many megabytes may be
    /// used: btrfs, whose quotas every kernel with btrfs has.
    pub fn share(path: &Path, megabytes: u32) -> Self {
        let image = path.with_extension("img");
        let (at, image) = (text(path), text(&image));
        let run = |program, args: &[&str]| tool(program, args, Path::new("/"));
        run("truncate", &["--size=300M", image]);
        run("mkfs.btrfs", &["-q", image]);
        mount(&["-o", "loop", image], path);
        let whole = Self(path.to_owned());
        run("btrfs", &["quota", "enable", at]);
        let share = path.join("share");
        run("btrfs", &["subvolume", "create", text(&share)]);
        widen(&share, megabytes);
        drop(whole);
        mount(&["-o", "loop,subvol=share", image], path);
        Self(path.to_owned())
    }

    /// Pulls the plug: what was there is away, the empty folder below it shows.
    pub fn unmount(self) {}
}

impl Drop for Mount {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(&self.0).status();
        if !std::thread::panicking() {
            assert!(done.is_ok_and(|s| s.success()), "cannot unmount {:?}", self.0);
        }
    }
}

/// Changes what a mounted disk allows: `ro`, `rw`, `size=64m`.
pub fn remount(path: &Path, options: &str) {
    mount(&["-o", &format!("remount,{options}")], path);
}

/// A share may be as large as so many megabytes from now on.
pub fn widen(share: &Path, megabytes: u32) {
    tool("btrfs", &["qgroup", "limit", &format!("{megabytes}M"), text(share)], Path::new("/"));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}

fn mount(args: &[&str], path: &Path) {
    let mut all = args.to_vec();
    all.push(text(path));
    tool("mount", &all, Path::new("/"));
}

/// Whether mounts can be made; says so when they cannot, because a test then shows less.
pub fn can_mount() -> bool {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let can = is_root() && {
        let args = ["-t", "tmpfs", "tmpfs"];
        let done = Command::new("mount").args(args).arg(dir.path()).output();
        done.is_ok_and(|o| o.status.success()) && {
            drop(Mount(dir.path().to_owned()));
            true
        }
    };
    if !can {
        eprintln!("NOT SHOWN: this needs root rights and mounts");
    }
    can
}
