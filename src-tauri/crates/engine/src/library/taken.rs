//! When a picture was taken, as the camera wrote it. Reads bytes that are in memory anyway.

use super::media::MediaKind;

/// EXIF lies in the first part of a file; a picture that hides it deeper has no date here.
pub const HEAD_BYTES: usize = 512 << 10;

/// `2024-11-20T18:22:03` (local time of the camera, no zone), or `None`.
pub fn taken(name: &[u8], head: &[u8]) -> Option<String> {
    match MediaKind::of_name(name) {
        MediaKind::Photo | MediaKind::Raw => exif_date(head),
        MediaKind::Video | MediaKind::Sidecar | MediaKind::Other => None,
    }
}

fn exif_date(head: &[u8]) -> Option<String> {
    let head = &head[..head.len().min(HEAD_BYTES)];
    if !may_have_exif(head) {
        return None;
    }
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let parsed = match reader.read_from_container(&mut std::io::Cursor::new(head)) {
        Ok(parsed) => parsed,
        Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
        Err(_) => return None,
    };
    [exif::Tag::DateTimeOriginal, exif::Tag::DateTimeDigitized, exif::Tag::DateTime]
        .into_iter()
        .find_map(|tag| parsed.get_field(tag, exif::In::PRIMARY).and_then(date_of))
}

fn may_have_exif(head: &[u8]) -> bool {
    let is_jpeg = head.starts_with(&[0xff, 0xd8]);
    if is_jpeg {
        // The marker stands at the very front in files of cameras and phones.
        return head[..head.len().min(64 << 10)].windows(6).any(|w| w == b"Exif\0\0");
    }
    let is_other_container = head.starts_with(b"II")
        || head.starts_with(b"MM")
        || head.starts_with(b"\x89PNG")
        || head.starts_with(b"RIFF")
        || head.get(4..8) == Some(b"ftyp");
    is_other_container && head.len() > 64
}

fn date_of(field: &exif::Field) -> Option<String> {
    let exif::Value::Ascii(ref lines) = field.value else { return None };
    let date = exif::DateTime::from_ascii(lines.first()?).ok()?;
    let plausible = (1826..=9999).contains(&date.year)
        && (1..=12).contains(&date.month)
        && (1..=31).contains(&date.day)
        && date.hour < 24
        && date.minute < 60
        && date.second < 61;
    plausible.then(|| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year, date.month, date.day, date.hour, date.minute, date.second
        )
    })
}

#[cfg(test)]
mod tests {
    use super::taken;

    /// A JPEG of nothing but a header and an EXIF block with one date.
    fn jpeg_with_date(date: &[u8; 20]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        // one entry: ExifIFD pointer → offset 26
        tiff.extend_from_slice(&[1, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]);
        // one entry: DateTimeOriginal, ASCII, 20 bytes at offset 44
        tiff.extend_from_slice(&[1, 0, 0x03, 0x90, 2, 0, 20, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend_from_slice(date);
        let length = (tiff.len() + 8) as u16;
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1, (length >> 8) as u8, length as u8];
        jpeg.extend_from_slice(b"Exif\0\0");
        jpeg.extend_from_slice(&tiff);
        jpeg.extend_from_slice(&[0xff, 0xd9]);
        jpeg
    }

    #[test]
    fn the_cameras_date_is_read() {
        let jpeg = jpeg_with_date(b"2019:07:14 16:20:05\0");
        assert_eq!(taken(b"a.jpg", &jpeg).as_deref(), Some("2019-07-14T16:20:05"));
    }

    #[test]
    fn nonsense_is_no_date_and_no_panic() {
        assert_eq!(taken(b"a.jpg", &jpeg_with_date(b"0000:00:00 00:00:00\0")), None);
        let jpeg = jpeg_with_date(b"2019:07:14 16:20:05\0");
        for cut in 0..jpeg.len() {
            let _ = taken(b"a.jpg", &jpeg[..cut]);
        }
        assert_eq!(taken(b"a.txt", &jpeg), None);
    }
}
