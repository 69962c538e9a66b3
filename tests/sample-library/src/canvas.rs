//! What the scenes are painted on: a plane one unit high, colours in 0 to 1, soft edges.
//!
//! Coordinates run from the left (0) to [`Canvas::aspect`] and from the top (0) to the bottom (1), so
//! a scene looks the same at any size.

use crate::chance::{Chance, noise};
use image::{Rgb, RgbImage};

/// Red, green, blue, each 0 to 1.
pub type Colour = [f32; 3];

/// A colour as artists write it, `0xE8B06A`.
#[must_use]
pub const fn hex(value: u32) -> Colour {
    [((value >> 16) & 255) as f32 / 255.0, ((value >> 8) & 255) as f32 / 255.0, (value & 255) as f32 / 255.0]
}

/// Between two colours.
#[must_use]
pub fn blend(from: Colour, to: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share)
}

/// 0 below `from`, 1 above `to`, soft between.
#[must_use]
pub fn step(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A picture being painted.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<Colour>,
}

/// The part of the plane a stroke may touch: left, top, right, bottom.
pub type Area = [f32; 4];

impl Canvas {
    /// A black one.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, pixels: vec![[0.0; 3]; width as usize * height as usize] }
    }

    /// Its width when its height is 1.
    #[must_use]
    pub fn aspect(&self) -> f32 {
        self.width as f32 / self.height as f32
    }

    /// Half the width of a soft edge: one pixel.
    #[must_use]
    pub fn edge(&self) -> f32 {
        0.75 / self.height as f32
    }

    /// The whole of it.
    #[must_use]
    pub fn everywhere(&self) -> Area {
        [0.0, 0.0, self.aspect(), 1.0]
    }

    /// Gives every point of `area` the colour and the share of it that `paint` says.
    pub fn stroke(&mut self, area: Area, paint: impl Fn(f32, f32) -> (Colour, f32)) {
        let scale = self.height as f32;
        let bound = |value: f32, limit: u32| (value * scale).clamp(0.0, limit as f32) as u32;
        let (left, right) = (bound(area[0], self.width), bound(area[2] + 1.0 / scale, self.width));
        let (top, bottom) = (bound(area[1], self.height), bound(area[3] + 1.0 / scale, self.height));
        for row in top..bottom {
            let y = (row as f32 + 0.5) / scale;
            for column in left..right {
                let (colour, share) = paint((column as f32 + 0.5) / scale, y);
                if share > 0.0 {
                    let pixel = &mut self.pixels[(row * self.width + column) as usize];
                    *pixel = blend(*pixel, colour, share);
                }
            }
        }
    }

    /// Top to bottom through these colours, each at its height.
    pub fn sky(&mut self, stops: &[(f32, Colour)]) {
        self.stroke(self.everywhere(), |_, y| (along(stops, y), 1.0));
    }

    /// A filled ellipse.
    pub fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, colour: Colour, share: f32) {
        let edge = self.edge() / rx.min(ry);
        self.stroke([x - rx, y - ry, x + rx, y + ry], |px, py| {
            let distance = ((px - x) / rx).hypot((py - y) / ry);
            (colour, share * step(1.0 + edge, 1.0 - edge, distance))
        });
    }

    /// A filled circle.
    pub fn disc(&mut self, x: f32, y: f32, r: f32, colour: Colour) {
        self.ellipse(x, y, r, r, colour, 1.0);
    }

    /// Light that fades from a point.
    pub fn glow(&mut self, x: f32, y: f32, r: f32, colour: Colour, strength: f32) {
        self.stroke([x - r, y - r, x + r, y + r], |px, py| {
            let near = (1.0 - (px - x).hypot(py - y) / r).max(0.0);
            (colour, strength * near * near)
        });
    }

    /// A filled shape with straight sides, convex or not.
    pub fn polygon(&mut self, points: &[[f32; 2]], colour: Colour) {
        let side = |axis: usize, pick: fn(f32, f32) -> f32, start: f32| {
            points.iter().fold(start, |found, point| pick(found, point[axis]))
        };
        let edge = self.edge();
        let area = [
            side(0, f32::min, f32::MAX) - edge,
            side(1, f32::min, f32::MAX) - edge,
            side(0, f32::max, f32::MIN) + edge,
            side(1, f32::max, f32::MIN) + edge,
        ];
        self.stroke(area, |x, y| {
            let (distance, inside) = outline(points, x, y);
            let signed = if inside { -distance } else { distance };
            (colour, step(edge, -edge, signed))
        });
    }

    /// An upright rectangle.
    pub fn rectangle(&mut self, left: f32, top: f32, right: f32, bottom: f32, colour: Colour) {
        self.polygon(&[[left, top], [right, top], [right, bottom], [left, bottom]], colour);
    }

    /// A line with round ends.
    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32, colour: Colour) {
        let (half, edge) = (width / 2.0, self.edge());
        let reach = half + edge;
        let area = [
            from[0].min(to[0]) - reach,
            from[1].min(to[1]) - reach,
            from[0].max(to[0]) + reach,
            from[1].max(to[1]) + reach,
        ];
        self.stroke(area, |x, y| (colour, step(half + edge, half - edge, off_line(from, to, x, y))));
    }

    /// Everything below a line of heights, `texture` added to its brightness.
    pub fn ground(
        &mut self,
        height: impl Fn(f32) -> f32,
        top: Colour,
        bottom: Colour,
        texture: impl Fn(f32, f32) -> f32,
    ) {
        let edge = self.edge();
        self.stroke(self.everywhere(), |x, y| {
            let surface = height(x);
            let share = step(surface - edge, surface + edge, y);
            if share <= 0.0 {
                return (top, 0.0);
            }
            let depth = ((y - surface) / (1.0 - surface).max(0.05)).clamp(0.0, 1.0);
            let light = texture(x, y);
            (blend(top, bottom, depth).map(|part| part + light), share)
        });
    }

    /// The picture above `line` again below it, rippled and tinted, as in a lake.
    pub fn reflect(&mut self, line: f32, tint: Colour, share: f32, seed: u64) {
        let before = self.pixels.clone();
        let (width, height) = (self.width as i64, self.height as i64);
        let scale = self.height as f32;
        self.stroke([0.0, line, self.aspect(), 1.0], |x, y| {
            let depth = y - line;
            let wave = (noise(x * 6.0, depth * 140.0 / (0.15 + depth), seed) - 0.5) * 0.05 * (0.2 + depth);
            let column = (((x + wave) * scale) as i64).clamp(0, width - 1);
            let row = (((line - depth * 1.05 + wave * 0.6) * scale) as i64).clamp(0, height - 1);
            (blend(before[(row * width + column) as usize], tint, share), 1.0)
        });
    }

    /// The finished picture, with a lens's darker corners and a film's grain.
    #[must_use]
    pub fn develop(&self, grain: f32, chance: &Chance) -> RgbImage {
        let aspect = self.aspect();
        RgbImage::from_fn(self.width, self.height, |column, row| {
            let [x, y] = [
                column as f32 / self.width as f32 - 0.5,
                (row as f32 / self.height as f32 - 0.5) / aspect.max(1.0),
            ];
            let light = 1.0 - 0.38 * (x * x + y * y);
            let speck = (chance.unit() + chance.unit() - 1.0) * grain;
            let pixel = self.pixels[(row * self.width + column) as usize];
            Rgb(pixel.map(|part| ((part * light + speck).clamp(0.0, 1.0) * 255.0 + 0.5) as u8))
        })
    }
}

fn along(stops: &[(f32, Colour)], at: f32) -> Colour {
    let next = stops.iter().position(|(height, _)| *height >= at).unwrap_or(stops.len() - 1);
    if next == 0 {
        return stops[0].1;
    }
    let (from, to) = (stops[next - 1], stops[next]);
    blend(from.1, to.1, (at - from.0) / (to.0 - from.0).max(1e-6))
}

fn off_line(from: [f32; 2], to: [f32; 2], x: f32, y: f32) -> f32 {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = (dx * dx + dy * dy).max(1e-9);
    let along = (((x - from[0]) * dx + (y - from[1]) * dy) / length).clamp(0.0, 1.0);
    (x - from[0] - along * dx).hypot(y - from[1] - along * dy)
}

fn outline(points: &[[f32; 2]], x: f32, y: f32) -> (f32, bool) {
    let (mut nearest, mut inside) = (f32::MAX, false);
    for (index, a) in points.iter().enumerate() {
        let b = &points[(index + 1) % points.len()];
        nearest = nearest.min(off_line(*a, *b, x, y));
        if (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
            inside = !inside;
        }
    }
    (nearest, inside)
}
