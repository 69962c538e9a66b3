//! Photos whose corners can be told apart, and whether the window shows them whole: what is drawn is read
//! from a picture of the window.

use crate::window::Window;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::json;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);
const QUALITY: u8 = 95;
/// Top left, top right, bottom left, bottom right.
const CORNERS: [[u8; 3]; 4] = [[200, 30, 30], [30, 150, 40], [30, 60, 200], [225, 190, 20]];
/// What is painted small, and pressed together, differs so much at most from what it was.
const ALIKE: u8 = 70;

/// Makes a photo with a colour in each corner, each half as wide and high as its shorter side, and grey noise
/// between them, another for each `seed`.
pub fn paint(path: &Path, width: u32, height: u32, seed: u32) {
    let corner = width.min(height) / 2;
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let photo = RgbImage::from_fn(width, height, |x, y| {
        let (is_right, is_low) = (x >= width - corner, y >= height - corner);
        if (x < corner || is_right) && (y < corner || is_low) {
            return Rgb(CORNERS[usize::from(is_right) + 2 * usize::from(is_low)]);
        }
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Rgb([state.to_le_bytes()[3]; 3])
    });
    photo.write_with_encoder(JpegEncoder::new_with_quality(File::create(path).unwrap(), QUALITY)).unwrap();
}

/// A picture's box in the page, and how large it is by itself.
const BOX: &str = "const picture = document.querySelector(arguments[0]);
    if (!picture?.complete || !picture.naturalWidth) return null;
    picture.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = picture.getBoundingClientRect();
    return [x, y, width, height, picture.naturalWidth, picture.naturalHeight, innerWidth];";

impl Window {
    /// Waits until the photo that [`paint`] made is seen whole and as it is, in the picture that `css` finds:
    /// its corners are where those of such a photo are.
    pub async fn shows_whole(&self, css: &str) {
        let begun = Instant::now();
        while let Err(why) = self.is_whole(css).await {
            if begun.elapsed() > PATIENCE {
                self.picture("failed").await;
                panic!("{css} is not shown whole: {why}");
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn is_whole(&self, css: &str) -> Result<(), String> {
        let found = self.client.execute(BOX, vec![json!(css)]).await.unwrap();
        let Ok([x, y, width, height, own_width, own_height, page]) =
            serde_json::from_value::<[f64; 7]>(found)
        else {
            return Err("it is not there yet".to_owned());
        };
        let seen = image::load_from_memory(&self.client.screenshot().await.unwrap()).unwrap().to_rgb8();
        let pixels = f64::from(seen.width()) / page;
        let scale = (width / own_width).min(height / own_height);
        let (drawn_width, drawn_height) = (own_width * scale, own_height * scale);
        let (left, top) = (x + (width - drawn_width) / 2.0, y + (height - drawn_height) / 2.0);
        // The middle of a corner's colour.
        let inset = drawn_width.min(drawn_height) / 4.0;
        for (corner, colour) in CORNERS.iter().enumerate() {
            let across = if corner % 2 == 0 { inset } else { drawn_width - inset };
            let down = if corner < 2 { inset } else { drawn_height - inset };
            let at = ((left + across) * pixels, (top + down) * pixels);
            let Some(Rgb(drawn)) = seen.get_pixel_checked(at.0 as u32, at.1 as u32) else {
                return Err(format!("{at:?} is not in the window"));
            };
            if drawn.iter().zip(colour).any(|(drawn, wanted)| drawn.abs_diff(*wanted) > ALIKE) {
                return Err(format!("corner {corner} at {at:?} is {drawn:?} instead of {colour:?}"));
            }
        }
        Ok(())
    }
}
