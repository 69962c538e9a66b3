//! Numbers that look random and are the same on every run.

use std::cell::Cell;

/// A stream of numbers made from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Chance(Cell<u64>);

impl Chance {
    /// The stream of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn next(&self) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        mix(self.0.get())
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// From `low` up to `high`.
    pub fn between(&self, low: f32, high: f32) -> f32 {
        low + self.unit() * (high - low)
    }

    /// A whole number below `end`.
    pub fn below(&self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// One of these.
    pub fn one_of<T: Copy>(&self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Smooth noise over the plane, 0 to 1, one bump a unit.
#[must_use]
pub fn noise(x: f32, y: f32, seed: u64) -> f32 {
    let (column, row) = (x.floor(), y.floor());
    let (u, v) = (ease(x - column), ease(y - row));
    let corner = |dx: i64, dy: i64| {
        let key = (column as i64 + dx) as u64 ^ ((row as i64 + dy) as u64).rotate_left(32);
        (mix(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ mix(seed)) >> 40) as f32 / (1u64 << 24) as f32
    };
    let top = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
    let bottom = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
    top + (bottom - top) * v
}

/// Noise with finer noise laid over it, 0 to 1: clouds, ridges, grass.
#[must_use]
pub fn rough(x: f32, y: f32, octaves: u32, seed: u64) -> f32 {
    let (mut sum, mut weight, mut total, mut scale) = (0.0, 0.5, 0.0, 1.0);
    for octave in 0..octaves {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(u64::from(octave)));
        total += weight;
        weight *= 0.5;
        scale *= 2.03;
    }
    sum / total
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}
