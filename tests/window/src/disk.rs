//! A disk that is plugged in: a file system of its own, mounted where desktops mount them. Needs root.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);

/// See the module. Unplugged when it is dropped.
pub struct Disk {
    image: PathBuf,
    folder: PathBuf,
}

impl Disk {
    /// Plugs in a new, empty one of that name.
    #[must_use]
    pub fn plug_in(keep_in: &TempDir, name: &str) -> Self {
        Self::of_size(keep_in, name, 300)
    }

    /// Plugs in a new, empty one that holds so many megabytes.
    #[must_use]
    pub fn of_size(keep_in: &TempDir, name: &str, megabytes: u32) -> Self {
        unplug_forgotten();
        let image = keep_in.path().join(format!("{name}.img"));
        run("truncate", &[&format!("--size={megabytes}M"), text(&image)]);
        run("mkfs.ext4", &["-q", "-m", "0", text(&image)]);
        let folder = Path::new("/media").join(format!("elderphoto-{}", std::process::id())).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let disk = Self { image, folder };
        disk.plug_in_again();
        disk
    }

    /// The same one, after it was pulled out.
    pub fn plug_in_again(&self) {
        run("mount", &["-o", "loop", text(&self.image), text(&self.folder)]);
    }

    /// Pulls it out, as soon as nobody looks at it just then: the folder it was seen in is empty.
    pub fn pull_out(&self) {
        let begun = Instant::now();
        loop {
            let done = Command::new("umount").arg(&self.folder).output().unwrap();
            if done.status.success() {
                return;
            }
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(said.contains("busy") && begun.elapsed() < PATIENCE, "umount: {said}");
            std::thread::sleep(GLANCE);
        }
    }

    /// Somebody else's film takes the room that is left there, but for so many megabytes; gives where it is.
    #[must_use]
    pub fn fill(&self, but_for_megabytes: u64) -> PathBuf {
        let film = self.path("somebody's film.mp4");
        let mut file = File::create(&film).unwrap();
        let mut piece = vec![7; 1 << 20];
        while !piece.is_empty() {
            match file.write_all(&piece) {
                Ok(()) => {}
                Err(e) if e.kind() == ErrorKind::StorageFull => piece.truncate(piece.len() / 2),
                Err(e) => panic!("{}: {e}", film.display()),
            }
        }
        file.set_len(file.metadata().unwrap().len() - (but_for_megabytes << 20)).unwrap();
        film
    }

    /// Where its content is seen.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // It may be pulled out already, and another disk may still be in the folder above.
        Command::new("umount").arg("--lazy").arg(&self.folder).output().ok();
        std::fs::remove_dir(&self.folder).ok();
        std::fs::remove_dir(self.folder.parent().unwrap()).ok();
    }
}

/// What a test that was killed left plugged in would be offered to the next one.
fn unplug_forgotten() {
    for entry in std::fs::read_dir("/media").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix("elderphoto-") else { continue };
        if Path::new("/proc").join(process).exists() {
            continue;
        }
        for disk in std::fs::read_dir(entry.path()).into_iter().flatten().flatten() {
            Command::new("umount").arg("--lazy").arg(disk.path()).output().ok();
            std::fs::remove_dir(disk.path()).ok();
        }
        std::fs::remove_dir(entry.path()).ok();
    }
}

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(done.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("plain characters")
}
