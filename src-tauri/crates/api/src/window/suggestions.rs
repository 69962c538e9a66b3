//! Folders in which photos probably are: the system's own folder for pictures first. Counted by a quick walk
//! that ends early, so that a screen is never waited for.

use super::folders::Folders;
use crate::commands::Answer;
use crate::wire::{ChosenFolder, LibrarySuggestion};
use crate::wishes::FolderPurpose;
use chrono::{DateTime, Datelike, Local};
use elderphoto_engine::library::litter::is_litter;
use elderphoto_engine::library::media::{MediaKind, PhotoCount};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A walk ends after so many files, or so long.
const MAX_FILES: u64 = 200_000;
const MAX_TIME: Duration = Duration::from_millis(1_500);
/// Names of folders in which photos are, beside the system's own.
const USUAL: [&str; 4] = ["Pictures", "Photos", "DCIM", "Images"];

/// What a walk counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    photos: u64,
    bytes: u64,
    at_least: bool,
    years: Option<(i32, i32)>,
}

/// Folders with photos in them, the likeliest first.
pub(super) fn all(folders: &Folders) -> Vec<LibrarySuggestion> {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let Some(home) = home else { return Vec::new() };
    let config =
        std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).unwrap_or_else(|| home.join(".config"));
    let dirs = std::fs::read_to_string(config.join("user-dirs.dirs")).unwrap_or_default();
    let mut paths: Vec<PathBuf> = pictures_dir(&dirs, &home).into_iter().collect();
    paths.extend(USUAL.map(|name| home.join(name)));
    let mut known: Vec<PathBuf> = Vec::new();
    let mut out = Vec::new();
    for path in paths {
        let Ok(real) = path.canonicalize() else { continue };
        // The whole home is never what is meant.
        if real == home || known.contains(&real) || !real.is_dir() {
            continue;
        }
        out.extend(suggestion(folders, &path));
        known.push(real);
    }
    out
}

fn suggestion(folders: &Folders, path: &Path) -> Option<LibrarySuggestion> {
    let counted = count(path);
    // An empty folder is shown too if it is the system's own: the first photos may come tomorrow.
    Some(LibrarySuggestion {
        folder: folders.give(path).ok()?,
        path: path.display().to_string(),
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        photos: counted.photos,
        bytes: counted.bytes,
        at_least: counted.at_least,
        from_year: counted.years.map(|y| y.0),
        to_year: counted.years.map(|y| y.1),
    })
}

/// A folder that a person chose.
pub(super) fn chosen(folders: &Folders, purpose: FolderPurpose, path: &Path) -> Answer<ChosenFolder> {
    let counted = (purpose == FolderPurpose::Library).then(|| count(path));
    let years = counted.as_ref().and_then(|c| c.years);
    Ok(ChosenFolder {
        folder: folders.give(path)?,
        path: path.display().to_string(),
        free_bytes: super::disks::room(path).map(|room| room.free_bytes),
        photos: counted.as_ref().map(|c| c.photos),
        at_least: counted.as_ref().map(|c| c.at_least),
        from_year: years.map(|y| y.0),
        to_year: years.map(|y| y.1),
    })
}

/// `XDG_PICTURES_DIR="$HOME/Bilder"`
fn pictures_dir(dirs: &str, home: &Path) -> Option<PathBuf> {
    let line = dirs.lines().map(str::trim).find_map(|line| line.strip_prefix("XDG_PICTURES_DIR="))?;
    let value = line.trim_matches('"');
    let path = match value.strip_prefix("$HOME") {
        Some(rest) => home.join(rest.trim_start_matches('/')),
        None => PathBuf::from(value),
    };
    path.is_absolute().then_some(path)
}

fn count(folder: &Path) -> Counted {
    let (mut counted, mut files) = (Counted::default(), 0_u64);
    let begun = Instant::now();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (name, kind) = (entry.file_name(), entry.file_type());
            if is_litter(name.as_bytes()) {
                continue;
            }
            match kind {
                Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                Ok(kind) if kind.is_file() => {
                    files += 1;
                    take(&mut counted, &entry, name.as_bytes());
                    names.push(name);
                }
                _ => {}
            }
        }
        names.sort();
        let mut photos = PhotoCount::default();
        names.iter().for_each(|name| photos.add(b"", name.as_bytes()));
        counted.photos += photos.photos();
        if files >= MAX_FILES || begun.elapsed() >= MAX_TIME {
            counted.at_least = !waiting.is_empty();
            break;
        }
    }
    counted
}

fn take(counted: &mut Counted, entry: &std::fs::DirEntry, name: &[u8]) {
    let is_picture = matches!(MediaKind::of_name(name), MediaKind::Photo | MediaKind::Video | MediaKind::Raw);
    let Some(meta) = is_picture.then(|| entry.metadata().ok()).flatten() else { return };
    counted.bytes += meta.len();
    let year = meta.modified().ok().map(|at| DateTime::<Local>::from(at).year());
    counted.years = match (counted.years, year) {
        (Some((from, to)), Some(year)) => Some((from.min(year), to.max(year))),
        (None, Some(year)) => Some((year, year)),
        (years, None) => years,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_folder_for_pictures_is_read() {
        let home = Path::new("/home/maria");
        let dirs =
            "# made by xdg-user-dirs\nXDG_MUSIC_DIR=\"$HOME/Musik\"\nXDG_PICTURES_DIR=\"$HOME/Bilder\"\n";
        assert_eq!(pictures_dir(dirs, home), Some("/home/maria/Bilder".into()));
        assert_eq!(pictures_dir("XDG_PICTURES_DIR=\"/data/photos\"", home), Some("/data/photos".into()));
        assert_eq!(pictures_dir("XDG_PICTURES_DIR=\"photos\"", home), None);
        assert_eq!(pictures_dir("", home), None);
    }

    #[test]
    fn photos_are_counted_as_elsewhere_and_litter_is_not() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.jpg", "b/IMG_1.HEIC", "b/IMG_1.MOV", "b/Thumbs.db", "notes.txt"] {
            let file = dir.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "12345").unwrap();
        }
        let counted = count(dir.path());
        assert_eq!((counted.photos, counted.bytes, counted.at_least), (2, 15, false));
        let year = Local::now().year();
        assert_eq!(counted.years, Some((year, year)));
        assert_eq!(count(&dir.path().join("nowhere")), Counted::default());
    }
}
