//! Writes an album into a folder.

use crate::album::{Content, Entry, Form};
use crate::canvas::Canvas;
use crate::chance::Chance;
use crate::photo::{self, Held};
use crate::scenes::Scene;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

const HEIC: &[u8] = include_bytes!("../assets/live.heic");
const VIDEO: &[u8] = include_bytes!("../assets/clip.mp4");
const XMP: &[u8] = include_bytes!("../assets/edited.xmp");
const NOTE: &[u8] = include_bytes!("../assets/who-is-who.txt");

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
}

/// Writes every entry below `folder`, which is made if it is not there and must be empty.
pub fn write(folder: &Path, album: &[Entry]) -> io::Result<Written> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is not empty; name a new or an empty folder", folder.display()),
        ));
    }
    let (next, total) = (AtomicUsize::new(0), Mutex::new(Ok(Written::default())));
    let painters = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..painters {
            scope.spawn(|| {
                while let Some(entry) = album.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = one(folder, entry);
                    let mut total = total.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    match (&mut *total, outcome) {
                        (Ok(sum), Ok(bytes)) => {
                            sum.files += 1;
                            sum.bytes += bytes;
                        }
                        (Ok(_), Err(error)) => *total = Err(error),
                        (Err(_), _) => return,
                    }
                }
            });
        }
    });
    total.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn one(folder: &Path, entry: &Entry) -> io::Result<u64> {
    let path = folder.join(&entry.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let bytes = content(entry)?;
    let mut file = File::create_new(&path)?;
    file.write_all(&bytes)?;
    file.set_modified(
        SystemTime::UNIX_EPOCH + Duration::from_secs(entry.taken.and_utc().timestamp() as u64),
    )?;
    Ok(bytes.len() as u64)
}

fn content(entry: &Entry) -> io::Result<Vec<u8>> {
    match entry.content {
        Content::Picture { scene, size, form, seed } => picture(entry, scene, size, form, seed),
        Content::Heic => Ok(HEIC.to_vec()),
        Content::Video => Ok(VIDEO.to_vec()),
        Content::Xmp => Ok(XMP.to_vec()),
        Content::Note => Ok(NOTE.to_vec()),
    }
}

fn picture(entry: &Entry, scene: Scene, size: (u32, u32), form: Form, seed: u64) -> io::Result<Vec<u8>> {
    let chance = Chance::new(seed);
    let mut canvas = Canvas::new(size.0, size.1);
    scene.paint(&mut canvas, &chance);
    let grain = if form == Form::Png { 0.0 } else { 0.016 };
    let image = canvas.develop(grain, &chance);
    match form {
        Form::Jpeg => photo::jpeg(&image, entry.taken, Held::Upright),
        Form::JpegOnItsSide => photo::jpeg(&image, entry.taken, Held::OnItsSide),
        Form::Png => photo::png(&image),
    }
}
