//! A disk with a file system of its own, as families have them: sticks from Windows, disks from a Mac's or
//! a Linux user's drawer. Needs root.

use crate::world::tool;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::NamedTempFile;

/// How a disk is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Most Linux systems.
    Ext4,
    /// Many servers and network drives.
    Xfs,
    /// Network drives.
    Btrfs,
    /// Large sticks and cards.
    ExFat,
    /// Disks from Windows, with its rules for names.
    Ntfs,
    /// The same, connected in such a way that every name is given back in small letters.
    NtfsInSmallLetters,
}

/// A disk that is plugged in; unplugged and gone when it is dropped.
#[derive(Debug)]
pub struct Volume {
    format: Format,
    image: NamedTempFile,
    folder: PathBuf,
    /// The block device, where the file system wants one.
    device: Option<String>,
}

impl Volume {
    /// A new, empty one, seen in `folder`, which is made.
    pub fn new(format: Format, folder: &Path) -> Self {
        let image = NamedTempFile::new().expect("a temporary file");
        image.as_file().set_len(format.size_bytes()).expect("a sparse file");
        let mut volume = Self { format, image, folder: folder.to_owned(), device: None };
        std::fs::create_dir_all(folder).expect("a folder");
        let image = volume.image().to_owned();
        match format {
            Format::Ext4 => run("mkfs.ext4", &["-q", "-m", "0", &image]),
            Format::Xfs => run("mkfs.xfs", &["-q", &image]),
            Format::Btrfs => run("mkfs.btrfs", &["-q", &image]),
            Format::ExFat => run("mkfs.exfat", &[&image]),
            Format::Ntfs | Format::NtfsInSmallLetters => run("mkntfs", &["-F", "-q", "-Q", &image]),
        }
        volume.plug_in();
        volume
    }

    /// Plugs it in, new or again.
    pub fn plug_in(&mut self) {
        let (image, folder) = (self.image().to_owned(), text(&self.folder).to_owned());
        match self.format {
            Format::Ext4 | Format::Xfs | Format::Btrfs => run("mount", &["-o", "loop", &image, &folder]),
            Format::ExFat => {
                let device = tool("losetup", &["--find", "--show", &image], Path::new("/")).trim().to_owned();
                run("mount.exfat-fuse", &[&device, &folder]);
                self.device = Some(device);
            }
            Format::Ntfs => run("ntfs-3g", &["-o", "windows_names", &image, &folder]),
            Format::NtfsInSmallLetters => {
                run("lowntfs-3g", &["-o", "windows_names,ignore_case", &image, &folder]);
            }
        }
    }

    /// Unmounts it whoever looks at it: its name leads to the empty folder below it at once.
    pub fn unmount(&mut self) {
        run("umount", &["--lazy", text(&self.folder)]);
        if let Some(device) = self.device.take() {
            run("losetup", &["--detach", &device]);
        }
    }

    /// It stops answering, as when the cable is pulled: every read and write fails from now on, and what
    /// was not on it yet is lost. Ext4 and XFS only.
    pub fn die(&self) {
        run("xfs_io", &["-x", "-c", "shutdown", text(&self.folder)]);
    }

    /// It lets everybody wait, as a share whose server is gone does. NTFS only.
    pub fn hang(&self) {
        run("pkill", &["-STOP", "-f", self.image()]);
    }

    /// It answers again.
    pub fn wake(&self) {
        run("pkill", &["-CONT", "-f", self.image()]);
    }

    fn image(&self) -> &str {
        text(self.image.path())
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        let _ = Command::new("pkill").args(["-CONT", "-f", self.image()]).output();
        // It may be unplugged already.
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).output();
        if let Some(device) = self.device.take() {
            let _ = Command::new("losetup").args(["--detach", &device]).output();
        }
    }
}

impl Format {
    fn size_bytes(self) -> u64 {
        match self {
            // The least mkfs.xfs takes.
            Self::Xfs => 320 << 20,
            _ => 256 << 20,
        }
    }
}

fn run(name: &str, args: &[&str]) {
    tool(name, args, Path::new("/"));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}
