//! Small pictures for the page, by numbers that say nothing: the page never names a file, and what it gets is
//! painted anew from the pixels, so that nothing else of a photo reaches it.

use crate::home::Home;
use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::time::FileTime;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use std::collections::HashMap;
use std::fs::DirBuilder;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

/// Longest sides that are made; another size gets the next larger.
const SIZES: [u32; 4] = [160, 320, 640, 1_600];
const QUALITY: u8 = 82;
/// A picture of more pixels a side is none that a camera made.
const MAX_SIDE: u32 = 30_000;
/// Decoding takes at most so much memory: enough for the 200 million pixels of a telephone.
const MAX_ALLOC_BYTES: u64 = 640 << 20;
/// A picture's file is not larger.
const MAX_FILE_BYTES: u64 = 300 << 20;
/// So many are decoded at the same time: the rest of the computer goes on.
const AT_ONCE: usize = 2;
/// So many are remembered; the page asks again for those that are not.
const MAX_KNOWN: usize = 200_000;
/// Numbers that JavaScript keeps exactly.
const NUMBER_BITS: u32 = 52;
/// What the image crate reads here.
const READABLE: [&str; 9] = ["jpg", "jpeg", "jpe", "png", "gif", "webp", "bmp", "tif", "tiff"];

/// A picture that the page may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its path in the library; `None` where its content is not there any more.
    path: Option<RelPath>,
    /// Bytes and time of the file that has this content.
    written: (u64, FileTime),
    /// What it shows, as a name for a file.
    content: String,
    number: u64,
    is_readable: bool,
    /// Shown for a moment: what is made of it is not kept.
    is_passing: bool,
}

impl Picture {
    /// A file of this name; `path` where it stands in the library with this content.
    pub fn new(name: &[u8], path: Option<RelPath>, sha: Option<Digest>, size: u64, mtime: FileTime) -> Self {
        // What was not read yet is known by where it stands and since when.
        let content = sha.unwrap_or_else(|| {
            let path = path.as_ref().map(RelPath::as_bytes).unwrap_or_default();
            Digest::of(&[path, &size.to_be_bytes(), &mtime.as_ns().to_be_bytes()].concat())
        });
        let first = content.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
        let number = u64::from_be_bytes(first) >> (u64::BITS - NUMBER_BITS);
        let extension = name.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
        let is_readable = READABLE.iter().any(|e| e.as_bytes() == extension);
        let written = (size, mtime);
        Self { path, written, content: content.to_hex(), number, is_readable, is_passing: false }
    }

    /// The same, of something that is shown for a moment only.
    pub fn passing(self) -> Self {
        Self { is_passing: true, ..self }
    }
}

/// The pictures that were named to the page, and those that were made.
pub struct Pictures {
    folder: PathBuf,
    known: Mutex<HashMap<u64, Picture>>,
    at_work: Mutex<usize>,
    free: Condvar,
}

impl Pictures {
    pub(crate) fn new(home: &Home) -> Self {
        Self {
            folder: home.thumbnails(),
            known: Mutex::default(),
            at_work: Mutex::new(0),
            free: Condvar::new(),
        }
    }

    /// The number that the page asks for it by; `None` where there is no picture to show.
    pub fn name(&self, picture: Picture) -> Option<u64> {
        let is_there = picture.path.is_some() && picture.is_readable;
        if !is_there && !SIZES.iter().any(|size| self.file(&picture, *size).exists()) {
            return None;
        }
        let number = picture.number;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.insert(number, picture);
        Some(number)
    }

    /// The picture as JPEG, its longest side about `size`; `None` where there is none. `locate` tells where a
    /// path of the library is on this computer.
    pub fn jpeg(
        &self,
        number: u64,
        size: u32,
        locate: impl FnOnce(&RelPath) -> Option<PathBuf>,
    ) -> Option<Vec<u8>> {
        let picture = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()?;
        let size = SIZES.into_iter().find(|s| *s >= size).unwrap_or(SIZES[SIZES.len() - 1]);
        let file = self.file(&picture, size);
        if let Ok(made) = std::fs::read(&file) {
            return Some(made);
        }
        let source = picture.path.as_ref().and_then(locate);
        let is_of_then = || source.as_deref().and_then(written) == Some(picture.written);
        let before = is_of_then();
        let made = source.as_deref().and_then(|source| self.in_turn(|| make(source, size, MAX_ALLOC_BYTES)));
        match made {
            Some(made) => {
                // What was changed since it was named shows another content than the one it would be kept as.
                if !picture.is_passing
                    && before
                    && is_of_then()
                    && let Err(e) = keep(&file, &made)
                {
                    tracing::info!("a small picture could not be kept: {e}");
                }
                Some(made)
            }
            // Another size is better than none.
            None => SIZES.iter().find_map(|size| std::fs::read(self.file(&picture, *size)).ok()),
        }
    }

    fn file(&self, picture: &Picture, size: u32) -> PathBuf {
        self.folder.join(&picture.content[..2]).join(format!("{}-{size}.jpg", picture.content))
    }

    fn in_turn<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        while *at_work >= AT_ONCE {
            at_work = self.free.wait(at_work).unwrap_or_else(PoisonError::into_inner);
        }
        *at_work += 1;
        drop(at_work);
        let done = work();
        *self.at_work.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.free.notify_one();
        done
    }
}

/// Bytes and time of a file as it stands now.
fn written(file: &Path) -> Option<(u64, FileTime)> {
    let found = std::fs::symlink_metadata(file).ok()?;
    Some((found.len(), found.modified().ok()?.into()))
}

/// Reads, turns upright, makes small, paints anew.
fn make(source: &Path, size: u32, max_alloc_bytes: u64) -> Option<Vec<u8>> {
    let made = || -> Result<Vec<u8>, Box<dyn std::error::Error>> {
        let found = std::fs::symlink_metadata(source)?;
        if !found.is_file() || found.len() > MAX_FILE_BYTES {
            return Err("no file, or too large".into());
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        limits.max_alloc = Some(max_alloc_bytes);
        let mut reader = ImageReader::open(source)?.with_guessed_format()?;
        reader.limits(limits.clone());
        let mut decoder = reader.into_decoder()?;
        // The decoder counts what it takes for itself; the pixels come on top.
        limits.reserve(decoder.total_bytes())?;
        let orientation = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?.thumbnail(size, size);
        picture.apply_orientation(orientation);
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture.to_rgb8())?;
        Ok(jpeg)
    };
    // A decoder that gives up in the middle takes nothing with it.
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(made)) {
        Ok(Ok(jpeg)) => Some(jpeg),
        Ok(Err(e)) => {
            tracing::debug!("no small picture: {e}");
            None
        }
        Err(_) => None,
    }
}

/// Under its name only when it is whole.
fn keep(file: &Path, jpeg: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let unique = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "-");
    let new = file.with_extension(format!("{unique}new"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(&new)?.write_all(jpeg)?;
    std::fs::rename(&new, file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GenericImageView, RgbImage};

    fn pictures(dir: &Path) -> Pictures {
        Pictures::new(&Home::new(Some(dir.join("home"))).unwrap())
    }

    fn picture(name: &str, is_there: bool) -> Picture {
        let path = is_there.then(|| RelPath::literal(name));
        Picture::new(name.as_bytes(), path, Some(Digest::of(name.as_bytes())), 1, FileTime::default())
    }

    #[test]
    fn a_picture_is_made_small_kept_and_shown_after_the_photo_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let photo = dir.path().join("a.png");
        RgbImage::new(800, 400).save(&photo).unwrap();
        let pictures = pictures(dir.path());
        let (size, mtime) = written(&photo).unwrap();
        let named = Picture { written: (size, mtime), ..picture("a.png", true) };
        let number = pictures.name(named).unwrap();
        assert!(number < 1 << 52);
        let jpeg = pictures.jpeg(number, 300, |_| Some(photo.clone())).unwrap();
        let read = image::load_from_memory(&jpeg).unwrap();
        assert_eq!(read.dimensions(), (320, 160));
        std::fs::remove_file(&photo).unwrap();
        assert_eq!(pictures.jpeg(number, 320, |_| None), Some(jpeg));
        assert!(
            pictures.name(picture("a.png", false)).is_some(),
            "a deleted photo has the one that was made"
        );
    }

    #[test]
    fn what_was_changed_since_is_shown_and_not_kept_as_what_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let photo = dir.path().join("a.png");
        RgbImage::new(80, 40).save(&photo).unwrap();
        let pictures = pictures(dir.path());
        let named = Picture { written: written(&photo).unwrap(), ..picture("a.png", true) };
        let number = pictures.name(named).unwrap();
        RgbImage::new(50, 100).save(&photo).unwrap();
        assert!(pictures.jpeg(number, 160, |_| Some(photo.clone())).is_some());
        std::fs::remove_file(&photo).unwrap();
        assert_eq!(pictures.jpeg(number, 160, |_| None), None);
    }

    #[test]
    fn the_pixels_count_as_memory_too() {
        let dir = tempfile::tempdir().unwrap();
        let photo = dir.path().join("a.png");
        RgbImage::new(1_000, 1_000).save(&photo).unwrap();
        assert!(make(&photo, 160, 16 << 20).is_some());
        assert_eq!(make(&photo, 160, 2 << 20), None);
    }

    #[test]
    fn what_is_no_picture_has_no_number_and_an_unknown_number_no_picture() {
        let dir = tempfile::tempdir().unwrap();
        let pictures = pictures(dir.path());
        assert_eq!(pictures.name(picture("a.mov", true)), None);
        assert_eq!(pictures.name(picture("gone.jpg", false)), None);
        assert_eq!(pictures.jpeg(7, 160, |_| Some("/etc/passwd".into())), None);
        let number = pictures.name(picture("broken.jpg", true)).unwrap();
        let file = dir.path().join("broken.jpg");
        std::fs::write(&file, b"\xff\xd8\xff\xe0 not really").unwrap();
        assert_eq!(pictures.jpeg(number, 160, |_| Some(file)), None);
    }

    #[test]
    fn a_picture_that_unpacks_to_more_than_memory_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bomb.bmp");
        let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
        bytes.extend_from_slice(&29_000_u32.to_le_bytes());
        bytes.extend_from_slice(&29_000_u32.to_le_bytes());
        bytes.extend_from_slice(b"\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(make(&file, 160, MAX_ALLOC_BYTES), None);
    }
}
