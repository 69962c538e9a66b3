//! One photo as a camera leaves it: a JPEG with its date inside, or a PNG without.

use chrono::NaiveDateTime;
use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage, imageops};
use std::io::{self, Cursor};

const QUALITY: u8 = 85;

/// How the camera was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Upright: the pixels stand as they are seen.
    Upright,
    /// On its side: the pixels lie, and the EXIF orientation (6) says how to turn them.
    OnItsSide,
}

/// A JPEG whose EXIF says when it was taken.
pub fn jpeg(picture: &RgbImage, taken: NaiveDateTime, held: Held) -> io::Result<Vec<u8>> {
    let turned = match held {
        Held::Upright => None,
        Held::OnItsSide => Some(imageops::rotate270(picture)),
    };
    let stored = turned.as_ref().unwrap_or(picture);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    encoder.set_exif_metadata(exif(taken, held)?).map_err(io::Error::other)?;
    encoder
        .write_image(stored, stored.width(), stored.height(), ExtendedColorType::Rgb8)
        .map_err(io::Error::other)?;
    Ok(bytes)
}

/// A PNG, as a scanner writes it: it does not know when the picture was taken.
pub fn png(picture: &RgbImage) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(io::Error::other)?;
    Ok(bytes)
}

fn exif(taken: NaiveDateTime, held: Held) -> io::Result<Vec<u8>> {
    let text = |tag, value: &str| Field {
        tag,
        ifd_num: In::PRIMARY,
        value: Value::Ascii(vec![value.as_bytes().to_vec()]),
    };
    let date = taken.format("%Y:%m:%d %H:%M:%S").to_string();
    let orientation = Field {
        tag: Tag::Orientation,
        ifd_num: In::PRIMARY,
        value: Value::Short(vec![match held {
            Held::Upright => 1,
            Held::OnItsSide => 6,
        }]),
    };
    let fields = [
        text(Tag::Make, "ElderPhoto"),
        text(Tag::Model, "Sample camera"),
        orientation,
        text(Tag::DateTime, &date),
        text(Tag::DateTimeOriginal, &date),
        text(Tag::DateTimeDigitized, &date),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}
