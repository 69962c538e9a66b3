//! Disks and shares on which copies could live: what is mounted, without what belongs to the system.

use super::folders::Folders;
use crate::wire::Disk;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// The folder that is proposed on a disk.
const FOLDER: &str = "ElderPhoto";
/// Kinds of file systems that are reached over the network.
const NETWORK: [&str; 10] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.smbnetfs", "davfs", "fuse.rclone", "9p"];
/// Kinds on which photos can live; everything else mounted is of the system's own making.
const LOCAL: [&str; 14] = [
    "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk",
    "hfsplus", "bcachefs",
];
/// Folders of the system: a disk that is mounted there is the computer's own.
const SYSTEM: [&str; 16] = [
    "/boot",
    "/dev",
    "/etc",
    "/nix",
    "/opt",
    "/proc",
    "/recovery",
    "/root",
    "/snap",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/var",
    "/efi",
    "/run",
];
/// Where desktops mount what is plugged in.
const MEDIA: [&str; 3] = ["/run/media", "/media", "/mnt"];

/// One line of `/proc/self/mountinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mount {
    device: String,
    folder: PathBuf,
    kind: String,
    source: String,
    is_read_only: bool,
}

/// Room on a disk.
pub(super) struct Room {
    pub free_bytes: u64,
    pub total_bytes: u64,
}

/// What is plugged in and connected, as far as it can be written to.
pub(super) fn all(folders: &Folders) -> Vec<Disk> {
    let text = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    let mut out: Vec<Disk> = Vec::new();
    for mount in usable(&mounts(&text)) {
        let Some(room) = room(&mount.folder).filter(|room| room.total_bytes > 0) else { continue };
        let Ok(folder) = folders.give(&mount.folder.join(FOLDER)) else { continue };
        let network = NETWORK.contains(&mount.kind.as_str());
        out.push(Disk {
            folder,
            name: name(&mount),
            path: mount.folder.display().to_string(),
            free_bytes: room.free_bytes,
            total_bytes: room.total_bytes,
            medium: if network { "nas".into() } else { medium(Path::new("/sys"), &mount.device).into() },
            network,
        });
    }
    out
}

/// Room where a folder lies.
pub(super) fn room(folder: &Path) -> Option<Room> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Some(Room { free_bytes: bytes(found.f_bavail), total_bytes: bytes(found.f_blocks) })
}

fn mounts(text: &[u8]) -> Vec<Mount> {
    text.split(|b| *b == b'\n').filter_map(mount).collect()
}

/// `36 35 8:17 / /media/maria/Disk rw,nosuid - ext4 /dev/sdb1 rw` with octal escapes for blanks.
fn mount(line: &[u8]) -> Option<Mount> {
    let fields: Vec<&[u8]> = line.split(|b| *b == b' ').collect();
    let dash = fields.iter().position(|f| *f == b"-")?;
    let text = |field: &[u8]| String::from_utf8_lossy(&unescaped(field)).into_owned();
    let options = |field: &[u8]| field.split(|b| *b == b',').any(|option| option == b"ro");
    Some(Mount {
        device: text(fields.get(2)?),
        folder: PathBuf::from(OsString::from_vec(unescaped(fields.get(4)?))),
        kind: text(fields.get(dash + 1)?),
        source: text(fields.get(dash + 2)?),
        is_read_only: options(fields.get(5)?) || fields.get(dash + 3).is_some_and(|f| options(f)),
    })
}

fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((byte, after)) = rest.split_first() {
        let digits = (*byte == b'\\').then(|| after.get(..3)).flatten();
        let code =
            digits.and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 8).ok());
        match code {
            Some(code) => {
                out.push(code);
                rest = &after[3..];
            }
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out
}

/// Without the system's own, and each disk once. The computer's own disk is no place for copies of what is on
/// it, so `/` and `/home` are left out too.
fn usable(mounts: &[Mount]) -> Vec<Mount> {
    let mut out: Vec<Mount> = Vec::new();
    for mount in mounts {
        let is_plugged_in = MEDIA.iter().any(|media| is_below(&mount.folder, media));
        let is_system = mount.folder == Path::new("/")
            || mount.folder == Path::new("/home")
            || SYSTEM.iter().any(|system| mount.folder.starts_with(system));
        let is_kind = LOCAL.contains(&mount.kind.as_str()) || NETWORK.contains(&mount.kind.as_str());
        let is_known = out.iter().any(|known| known.device == mount.device && known.source == mount.source);
        if is_kind && !mount.is_read_only && (is_plugged_in || !is_system) && !is_known {
            out.push(mount.clone());
        }
    }
    out
}

fn is_below(folder: &Path, above: &str) -> bool {
    folder.starts_with(above) && folder != Path::new(above)
}

fn name(mount: &Mount) -> String {
    let last = mount.folder.file_name().map(|name| name.to_string_lossy().into_owned());
    last.unwrap_or_else(|| mount.source.clone())
}

/// What kind of thing a block device is, as the kernel tells it: what can be pulled out, or hangs on USB, is
/// `usb`, what turns is `hdd`.
fn medium(sys: &Path, device: &str) -> &'static str {
    let Ok(partition) = sys.join("dev/block").join(device).canonicalize() else { return "hdd" };
    // A partition lies in its disk's folder; the disk knows.
    let disk = if partition.join("queue").is_dir() {
        partition.clone()
    } else {
        partition.parent().unwrap_or(&partition).to_path_buf()
    };
    let says = |file: &str| std::fs::read_to_string(disk.join(file)).unwrap_or_default().trim() == "1";
    let is_usb = partition.components().any(|part| part.as_os_str().to_string_lossy().starts_with("usb"));
    if says("removable") || is_usb {
        "usb"
    } else if says("queue/rotational") {
        "hdd"
    } else {
        "ssd"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[u8] = b"\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
23 22 0:21 / /proc rw - proc proc rw
24 22 8:1 / /boot/efi rw - vfat /dev/sda1 rw
25 22 8:3 / /home rw - ext4 /dev/sda3 rw
36 22 8:17 / /run/media/maria/My\\040Disk rw,nosuid shared:9 - ext4 /dev/sdb1 rw
37 22 8:17 /sub /mnt/again rw - ext4 /dev/sdb1 rw
38 22 0:50 / /mnt/nas rw - nfs4 nas:/photos rw
39 22 0:51 / /mnt/aunt rw - fuse.sshfs aunt:/photos rw
40 22 8:33 / /media/maria/CARD ro - vfat /dev/sdc1 ro
41 22 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
42 22 0:60 / /run/user/1000 rw - tmpfs tmpfs rw
43 22 8:49 / /data rw - xfs /dev/sdd1 rw
";

    #[test]
    fn disks_and_shares_are_found_and_the_systems_own_are_left_out() {
        let found = usable(&mounts(TABLE));
        let told: Vec<_> = found.iter().map(|m| (m.folder.to_str().unwrap(), name(m))).collect();
        assert_eq!(
            told,
            [
                ("/run/media/maria/My Disk", "My Disk".to_owned()),
                ("/mnt/nas", "nas".to_owned()),
                ("/mnt/aunt", "aunt".to_owned()),
                ("/data", "data".to_owned()),
            ]
        );
    }

    #[test]
    fn escapes_are_undone_and_nonsense_is_no_mount() {
        assert_eq!(unescaped(b"a\\040b\\134c\\9"), b"a b\\c\\9");
        assert_eq!(mounts(b"nonsense\n\n1 2 3"), vec![]);
    }

    #[test]
    fn what_turns_and_what_can_be_pulled_out_is_told_by_the_kernel() {
        let dir = tempfile::tempdir().unwrap();
        let disk = |name: &str, rotational: &str, removable: &str, at: &str| {
            let folder = dir.path().join("devices").join(at).join(name);
            std::fs::create_dir_all(folder.join("queue")).unwrap();
            std::fs::create_dir_all(folder.join("part")).unwrap();
            std::fs::write(folder.join("queue/rotational"), rotational).unwrap();
            std::fs::write(folder.join("removable"), removable).unwrap();
            std::fs::create_dir_all(dir.path().join("dev/block")).unwrap();
            let link = dir.path().join("dev/block").join(name);
            std::os::unix::fs::symlink(folder.join("part"), link).unwrap();
        };
        disk("8:1", "1\n", "0\n", "pci/ata1");
        disk("8:2", "0\n", "0\n", "pci/nvme");
        disk("8:3", "1\n", "0\n", "pci/usb3");
        disk("8:4", "0\n", "1\n", "pci/ata2");
        let told = ["8:1", "8:2", "8:3", "8:4", "8:9"].map(|device| medium(dir.path(), device));
        assert_eq!(told, ["hdd", "ssd", "usb", "usb", "hdd"]);
    }
}
