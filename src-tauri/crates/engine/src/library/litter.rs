//! What systems and programs drop among photos and nobody misses: the visible list of what is left
//! out. Everything else is kept, hidden files and side files included.

/// Exact names, compared without regard to ASCII case.
pub const NAMES: &[&str] = &[
    ".DS_Store",
    ".AppleDouble",
    ".Spotlight-V100",
    ".Trashes",
    ".fseventsd",
    ".TemporaryItems",
    ".DocumentRevisions-V100",
    ".apdisk",
    "Thumbs.db",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "$RECYCLE.BIN",
    "System Volume Information",
    "@eaDir",
    "@tmp",
    "#recycle",
    "#snapshot",
    "lost+found",
    ".Trash",
    ".Trash-1000",
    ".directory",
    ".thumbnails",
    // Half-written files of a restore that was killed.
    ".elderphoto-restore",
];

/// Beginnings of names.
pub const PREFIXES: &[&str] = &["._", ".Trash-", ".nfs0", ".fuse_hidden"];

/// Whether a file or folder of this name is left out.
pub fn is_litter(name: &[u8]) -> bool {
    NAMES.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(name))
        || PREFIXES.iter().any(|p| name.starts_with(p.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::is_litter;

    #[test]
    fn litter_is_known_and_photos_are_not() {
        for litter in ["thumbs.DB", "@eaDir", "._IMG_1.jpg", "lost+found"] {
            assert!(is_litter(litter.as_bytes()), "{litter}");
        }
        for kept in [".hidden.jpg", "IMG_1.AAE", "Thumbs.jpg", "_DSC1.NEF", ".picasa.ini"] {
            assert!(!is_litter(kept.as_bytes()), "{kept}");
        }
    }
}
