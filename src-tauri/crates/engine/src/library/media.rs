//! What kind of thing a file is, by its extension, and how photos are counted.

/// What a file is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum MediaKind {
    /// Anything that is kept but is no picture.
    Other = 0,
    /// A picture.
    Photo = 1,
    /// A video.
    Video = 2,
    /// A camera's raw picture.
    Raw = 3,
    /// What a program wrote beside a picture.
    Sidecar = 4,
}

const PHOTO: &[&str] = &[
    "jpg", "jpeg", "jpe", "png", "gif", "heic", "heif", "hif", "avif", "webp", "tif", "tiff", "bmp", "jxl",
    "jp2", "psd",
];
const VIDEO: &[&str] = &[
    "mp4", "mov", "m4v", "avi", "mkv", "mts", "m2ts", "mpg", "mpeg", "wmv", "3gp", "3g2", "webm", "mod",
    "vob",
];
const RAW: &[&str] = &[
    "raw", "dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "sr2", "orf", "rw2", "raf", "pef", "srw",
    "x3f", "3fr", "kdc", "dcr", "mrw", "erf", "rwl", "iiq",
];
const SIDECAR: &[&str] = &["xmp", "aae", "thm", "pp3", "dop", "lrv", "json", "ini"];

impl MediaKind {
    /// By the name's extension.
    pub fn of_name(name: &[u8]) -> Self {
        let Some(dot) = name.iter().rposition(|b| *b == b'.') else { return Self::Other };
        let extension = &name[dot + 1..];
        let is_in = |list: &[&str]| list.iter().any(|e| e.as_bytes().eq_ignore_ascii_case(extension));
        if is_in(PHOTO) {
            Self::Photo
        } else if is_in(VIDEO) {
            Self::Video
        } else if is_in(RAW) {
            Self::Raw
        } else if is_in(SIDECAR) {
            Self::Sidecar
        } else {
            Self::Other
        }
    }

    /// Whether a person would call it a photo or a video.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Photo | Self::Video | Self::Raw)
    }

    /// The word in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Raw => "raw",
            Self::Sidecar => "sidecar",
        }
    }
}

/// Counts photos in a stream in the order of folders and names: a picture or video each, but a
/// live photo (picture and video of one name) or a raw with its picture is one.
#[derive(Debug, Default)]
pub struct PhotoCount {
    stem: Vec<u8>,
    folder: Vec<u8>,
    seen: [bool; 5],
    photos: u64,
}

impl PhotoCount {
    /// Takes in the next file.
    pub fn add(&mut self, folder: &[u8], name: &[u8]) {
        let kind = MediaKind::of_name(name);
        if !kind.is_picture() {
            return;
        }
        let dot = name.iter().rposition(|b| *b == b'.').unwrap_or(name.len());
        let same = self.folder == folder && self.stem.eq_ignore_ascii_case(&name[..dot]);
        if same && !self.seen[kind as usize] {
            self.seen[kind as usize] = true;
            return;
        }
        if !same {
            self.folder.clear();
            self.folder.extend_from_slice(folder);
            self.stem.clear();
            self.stem.extend_from_slice(&name[..dot]);
            self.seen = [false; 5];
            self.seen[kind as usize] = true;
        }
        self.photos += 1;
    }

    /// Photos and videos so far.
    pub fn photos(&self) -> u64 {
        self.photos
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_photo_and_a_raw_pair_count_as_one() {
        let mut count = PhotoCount::default();
        for name in ["IMG_1.HEIC", "IMG_1.MOV", "IMG_1.XMP", "IMG_2.JPG", "IMG_2.NEF", "IMG_3.JPG", "a.txt"] {
            count.add(b"2024", name.as_bytes());
        }
        assert_eq!(count.photos(), 3);
    }

    #[test]
    fn two_pictures_of_one_name_are_two() {
        let mut count = PhotoCount::default();
        count.add(b"", b"a.jpg");
        count.add(b"", b"a.png");
        assert_eq!(count.photos(), 2);
    }
}
