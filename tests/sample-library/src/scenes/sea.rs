//! At the water.

use super::parts::{birds, clouds, family, hills, sun};
use crate::canvas::{Canvas, Colour, blend, hex, step};
use crate::chance::{Chance, noise, rough};

/// Waves from `line` down, lit from `x`.
fn water(
    canvas: &mut Canvas,
    chance: &Chance,
    line: f32,
    colours: [Colour; 2],
    light: Option<(f32, Colour)>,
) {
    let seed = chance.below(u64::MAX);
    canvas.stroke([0.0, line, canvas.aspect(), 1.0], |x, y| {
        let depth = (y - line) / (1.0 - line);
        let far = 1.0 / (0.06 + depth);
        let wave = rough(x * (4.0 + far * 1.6), depth * 9.0 + far * 3.5, 4, seed);
        let base = blend(colours[0], colours[1], depth.sqrt());
        let tone = base.map(|part| part * (0.82 + wave * 0.36));
        let Some((lit_x, lit)) = light else { return (tone, 1.0) };
        let lane = (1.0 - (x - lit_x).abs() / (0.05 + depth * 0.22)).max(0.0);
        (blend(tone, lit, lane * step(0.38, 0.62, wave) * 0.95), 1.0)
    });
}

fn sailboat(canvas: &mut Canvas, x: f32, base: f32, size: f32, sails: [Colour; 2], hull: Colour) {
    canvas.polygon(
        &[
            [x - size * 0.3, base - size * 0.09],
            [x + size * 0.32, base - size * 0.09],
            [x + size * 0.2, base],
            [x - size * 0.22, base],
        ],
        hull,
    );
    canvas.line([x, base - size * 0.08], [x, base - size], size * 0.02, hull);
    canvas.polygon(
        &[
            [x + size * 0.02, base - size * 0.98],
            [x + size * 0.02, base - size * 0.13],
            [x + size * 0.36, base - size * 0.13],
        ],
        sails[0],
    );
    canvas.polygon(
        &[
            [x - size * 0.02, base - size * 0.86],
            [x - size * 0.02, base - size * 0.13],
            [x - size * 0.26, base - size * 0.13],
        ],
        sails[1],
    );
}

pub fn sunset(canvas: &mut Canvas, chance: &Chance) {
    let skies: [[u32; 4]; 4] = [
        [0x2E3A66, 0x8D5B8C, 0xE9825B, 0xFFD08A],
        [0x24446B, 0x5C87A6, 0xF2A65A, 0xFFE3A1],
        [0x3A2350, 0xA23E6A, 0xF06B4F, 0xFFC46B],
        [0x45608A, 0xB58FB0, 0xF6B08E, 0xFFE6C2],
    ];
    let sky = chance.one_of(&skies).map(hex);
    let line = chance.between(0.55, 0.66);
    canvas.sky(&[(0.0, sky[0]), (line * 0.45, sky[1]), (line * 0.8, sky[2]), (line, sky[3])]);
    clouds(canvas, chance, blend(sky[1], sky[2], 0.6), chance.between(0.42, 0.58), line);
    let x = chance.between(0.35, canvas.aspect() - 0.35);
    sun(canvas, x, line - chance.between(0.03, 0.14), 0.05, hex(0xFFD27A), 1.0);
    hills(canvas, chance, line + 0.01, 0.05, 2, [blend(sky[1], sky[0], 0.6), sky[0]]);
    water(
        canvas,
        chance,
        line,
        [blend(sky[2], sky[3], 0.4), blend(sky[0], [0.0; 3], 0.25)],
        Some((x, sky[3])),
    );
    birds(canvas, chance, blend(sky[0], [0.0; 3], 0.5));
    let night = blend(sky[0], [0.0; 3], 0.75);
    if chance.unit() < 0.5 {
        canvas.ground(|x| 0.93 - 0.03 * (x * 2.0).sin(), night, night, |_, _| 0.0);
        family(canvas, chance, chance.between(0.2, 0.5), 0.94, 0.26, &[night]);
    } else {
        let boat = chance.between(0.2, canvas.aspect() - 0.2);
        sailboat(canvas, boat, line + 0.08, 0.2, [blend(night, sky[2], 0.25), night], night);
    }
}

pub fn beach(canvas: &mut Canvas, chance: &Chance) {
    let line = chance.between(0.36, 0.46);
    canvas.sky(&[(0.0, hex(0x3F8FD2)), (line, hex(0xCDE9F5))]);
    clouds(canvas, chance, [1.0; 3], chance.between(0.4, 0.6), line);
    water(canvas, chance, line, [hex(0x2F86A8), hex(0x74CDC9)], None);
    let (seed, slope) = (chance.below(u64::MAX), chance.between(-0.08, 0.08));
    let shore = move |x: f32| 0.64 + slope * (x - 0.7) + 0.04 * (noise(x * 2.2, 1.0, seed) - 0.5);
    canvas.ground(move |x| shore(x) - 0.018, [1.0; 3], hex(0xF3E7CF), |_, _| 0.0);
    canvas.ground(shore, hex(0xD9BD8C), hex(0xF0DAB0), |x, y| {
        (rough(x * 60.0, y * 60.0, 2, seed) - 0.5) * 0.09
    });
    let stripes = chance.one_of(&[[0xD9443F, 0xFFF6E8], [0x2F6DB5, 0xFFFFFF], [0xE8A020, 0xFFF3D0]]).map(hex);
    umbrella(canvas, chance.between(0.3, canvas.aspect() - 0.5), 0.84, 0.3, stripes);
    let (bx, by) = (chance.between(0.2, canvas.aspect() - 0.2), chance.between(0.86, 0.92));
    canvas.ellipse(bx, by + 0.045, 0.06, 0.012, hex(0xB99A68), 0.6);
    canvas.disc(bx, by, 0.045, hex(0xE9534A));
    canvas.ellipse(bx, by, 0.018, 0.045, hex(0xFFF2DC), 1.0);
    sailboat(
        canvas,
        chance.between(0.1, canvas.aspect() - 0.1),
        line + 0.03,
        0.11,
        [[1.0; 3], hex(0xF3E6D0)],
        hex(0x6B4A38),
    );
    let coats = [0xD06A5B, 0x4F7FA8, 0xE0B04A, 0x6E9A6A].map(hex);
    family(canvas, chance, chance.between(0.15, 0.6), 0.75, 0.16, &coats);
}

fn umbrella(canvas: &mut Canvas, x: f32, base: f32, size: f32, stripes: [Colour; 2]) {
    canvas.ellipse(x + size * 0.1, base + 0.01, size * 0.6, 0.018, hex(0xB99A68), 0.7);
    canvas.line([x, base], [x + size * 0.12, base - size], size * 0.03, hex(0x8A6A4C));
    let top = [x + size * 0.12, base - size * 1.02];
    for wedge in 0..6 {
        let edge = |n: i32| {
            let t = n as f32 / 6.0;
            [
                x - size * 0.5 + size * 1.2 * t,
                base - size * 0.62 - size * 0.1 * (t * std::f32::consts::PI).sin() + size * 0.06 * t,
            ]
        };
        canvas.polygon(&[top, edge(wedge), edge(wedge + 1)], stripes[wedge as usize % 2]);
    }
}

pub fn lighthouse(canvas: &mut Canvas, chance: &Chance) {
    let evening = chance.unit() < 0.5;
    let sky = if evening { [0x33406E, 0xE7A98C] } else { [0x5AA2D8, 0xE6F2F4] }.map(hex);
    let line = 0.62;
    canvas.sky(&[(0.0, sky[0]), (line, sky[1])]);
    clouds(canvas, chance, blend(sky[1], [1.0; 3], 0.6), chance.between(0.45, 0.62), line);
    water(canvas, chance, line, [blend(sky[1], hex(0x2D6E8E), 0.7), hex(0x1F4F6B)], None);
    let x = chance.between(0.5, canvas.aspect() - 0.4);
    let seed = chance.below(u64::MAX);
    let rock = move |px: f32| 0.6 + (px - x).powi(2) * 1.6 + 0.09 * (rough(px * 5.0, 2.0, 4, seed) - 0.5);
    canvas.ground(rock, hex(0x7C7468), hex(0x3E3A38), |px, y| {
        (rough(px * 18.0, y * 18.0, 4, seed) - 0.5) * 0.3
    });
    let (foot, top) = (0.63, 0.2);
    let half = |y: f32| 0.034 + 0.024 * (y - top) / (foot - top);
    for band in 0..6 {
        let (from, to) =
            (top + (foot - top) * band as f32 / 6.0, top + (foot - top) * (band + 1) as f32 / 6.0);
        let colour = if band % 2 == 0 { hex(0xC8362F) } else { hex(0xF6F1E7) };
        canvas.polygon(
            &[[x - half(from), from], [x + half(from), from], [x + half(to), to], [x - half(to), to]],
            colour,
        );
        canvas.rectangle(
            x + half(from) * 0.35,
            from,
            x + half(from) * 0.92,
            to,
            blend(colour, [0.0; 3], 0.14),
        );
    }
    canvas.rectangle(x - 0.048, top - 0.014, x + 0.048, top, hex(0x3B3B40));
    canvas.rectangle(x - 0.024, top - 0.075, x + 0.024, top - 0.014, hex(0xFFE9A8));
    canvas.polygon(&[[x - 0.034, top - 0.07], [x, top - 0.115], [x + 0.034, top - 0.07]], hex(0x8E2B27));
    if evening {
        canvas.glow(x, top - 0.045, 0.35, hex(0xFFE9A8), 0.75);
    }
    birds(canvas, chance, hex(0x2A3440));
}

pub fn sailing(canvas: &mut Canvas, chance: &Chance) {
    let line = chance.between(0.42, 0.52);
    canvas.sky(&[(0.0, hex(0x2C7BC0)), (line, hex(0xD9EEF4))]);
    clouds(canvas, chance, [1.0; 3], chance.between(0.45, 0.6), line);
    hills(canvas, chance, line + 0.01, 0.12, 3, [hex(0x7E9DB0), hex(0x5F8494)]);
    water(canvas, chance, line, [hex(0x4F9CC0), hex(0x15557F)], None);
    let sails = [[0xFFFFFF, 0xE9E4D8], [0xF2C14E, 0xFFFFFF], [0xD94F45, 0xFFF4EA], [0x3C6EA5, 0xEFF4F8]];
    for (distance, share) in [(0.05, 0.16), (0.09, 0.24), (0.16, 0.36), (0.3, 0.62)] {
        let x = chance.between(0.15, canvas.aspect() - 0.15);
        sailboat(canvas, x, line + distance, share, chance.one_of(&sails).map(hex), hex(0x33414F));
    }
}
