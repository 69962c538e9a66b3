//! The icons are drawn for ElderPhoto, in every size that the platforms ask for, and the same everywhere.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("..")
}

fn icon(name: &str) -> Vec<u8> {
    fs::read(repository().join("icons").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

/// Width and height of a PNG file.
fn size(png: &[u8]) -> (usize, usize) {
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    (number(png, 16), number(png, 20))
}

#[test]
fn linux_has_every_size_and_the_package_takes_them() {
    let conf = fs::read_to_string(repository().join("src-tauri/tauri.conf.json")).unwrap();
    for side in [16, 24, 32, 48, 64, 128, 256, 512] {
        let name = format!("{side}.png");
        assert_eq!(size(&icon(&name)), (side, side));
        assert!(conf.contains(&format!("\"../icons/{name}\"")), "{name} is not in the package");
    }
    assert_eq!(icon("128@2x.png"), icon("256.png"));
}

#[test]
fn windows_has_every_size_from_16_to_256() {
    let ico = icon("elderphoto.ico");
    let short = |at: usize| usize::from(u16::from_le_bytes([ico[at], ico[at + 1]]));
    let long = |at: usize| u32::from_le_bytes(ico[at..at + 4].try_into().unwrap()) as usize;
    let mut sides = Vec::new();
    for entry in 0..short(4) {
        let at = 6 + 16 * entry;
        let png = &ico[long(at + 12)..long(at + 12) + long(at + 8)];
        let side = if ico[at] == 0 { 256 } else { usize::from(ico[at]) };
        assert_eq!(size(png), (side, side));
        assert_eq!(png, if side == 256 { icon("256.png") } else { icon(&format!("{side}.png")) });
        sides.push(side);
    }
    assert_eq!(sides, [16, 24, 32, 48, 64, 128, 256]);
}

#[test]
fn macos_has_every_size_from_16_to_1024() {
    let icns = icon("elderphoto.icns");
    assert_eq!((&icns[..4], number(&icns, 4)), (&b"icns"[..], icns.len()));
    let mut sides = Vec::new();
    let mut at = 8;
    while at < icns.len() {
        let length = number(&icns, at + 4);
        sides.push(size(&icns[at + 8..at + length]).0);
        at += length;
    }
    sides.sort_unstable();
    sides.dedup();
    assert_eq!(sides, [16, 32, 64, 128, 256, 512, 1024]);
}

#[test]
fn the_page_shows_the_same_mark() {
    assert_eq!(fs::read(repository().join("ui/public/favicon.svg")).unwrap(), icon("small.svg"));
}

#[test]
fn no_framework_put_its_own_logo_anywhere() {
    let mut folders =
        ["icons", "ui/public", "ui/src", "src-tauri/src"].map(|f| repository().join(f)).to_vec();
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let is_picture = [".svg", ".png", ".ico", ".icns"].iter().any(|e| name.ends_with(e));
            let logos = ["tauri", "vite", "svelte", "square", "storelogo", "logo"];
            assert!(!is_picture || !logos.iter().any(|logo| name.contains(logo)), "{}", path.display());
            if name.ends_with(".svg") {
                let text = fs::read_to_string(&path).unwrap();
                assert!(text.contains("<title>ElderPhoto</title>"), "{}: not ours", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 3, "the drawings were found");
}
