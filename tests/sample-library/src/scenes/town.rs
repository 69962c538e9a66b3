//! In town and above it.

use super::parts::{bokeh, clouds, family, hills, sun};
use crate::canvas::{Canvas, Colour, blend, hex};
use crate::chance::{Chance, rough};

fn towers(canvas: &mut Canvas, chance: &Chance, base: f32, tall: f32, wall: Colour, lit: f32) {
    let mut left = chance.between(-0.1, 0.0);
    while left < canvas.aspect() {
        let wide = chance.between(0.07, 0.16);
        let top = base - tall * chance.between(0.35, 1.0);
        canvas.rectangle(left, top, left + wide, base, blend(wall, [0.0; 3], chance.between(0.0, 0.3)));
        let (across, down) = ((wide / 0.022) as u32, ((base - top) / 0.034) as u32);
        for cell in 0..across * down {
            let (x, y) =
                (left + 0.007 + (cell % across) as f32 * 0.022, top + 0.014 + (cell / across) as f32 * 0.034);
            if chance.unit() < lit && x + 0.012 < left + wide {
                let glow = chance.one_of(&[0xFFD98A, 0xFFE9B8, 0xFFC070, 0xD8ECFF]);
                canvas.rectangle(x, y, x + 0.011, y + 0.017, hex(glow));
            }
        }
        left += wide + chance.between(0.0, 0.02);
    }
}

pub fn skyline(canvas: &mut Canvas, chance: &Chance) {
    let sky = chance
        .one_of(&[
            [0x0F1A38, 0x4A3A6E, 0xE08A6A],
            [0x14283E, 0x2F5F7E, 0x9AC0C8],
            [0x241A3E, 0x8A3F6E, 0xF2A86A],
        ])
        .map(hex);
    let line = 0.68;
    canvas.sky(&[(0.0, sky[0]), (0.4, sky[1]), (line, sky[2])]);
    for _ in 0..70 {
        let (x, y) = (chance.between(0.0, canvas.aspect()), chance.between(0.0, 0.4));
        canvas.ellipse(x, y, 0.002, 0.002, [1.0; 3], chance.between(0.3, 0.9));
    }
    sun(
        canvas,
        chance.between(0.2, canvas.aspect() - 0.2),
        chance.between(0.12, 0.26),
        0.045,
        hex(0xFFF4D8),
        0.5,
    );
    towers(canvas, chance, line, 0.3, blend(sky[1], sky[0], 0.3), 0.15);
    towers(canvas, chance, line, 0.42, blend(sky[0], [0.0; 3], 0.3), 0.4);
    canvas.reflect(line, sky[0], 0.4, chance.below(u64::MAX));
    canvas.rectangle(0.0, line - 0.006, canvas.aspect(), line + 0.006, blend(sky[0], [0.0; 3], 0.5));
}

pub fn fireworks(canvas: &mut Canvas, chance: &Chance) {
    canvas.sky(&[(0.0, hex(0x0A1026)), (0.85, hex(0x2E2A52))]);
    for _ in 0..5 {
        let (x, y) = (chance.between(0.15, canvas.aspect() - 0.15), chance.between(0.14, 0.5));
        burst(canvas, chance, x, y);
    }
    towers(canvas, chance, 1.0, 0.26, hex(0x11142A), 0.3);
    let night = hex(0x07090F);
    canvas.ground(|x| 0.94 - 0.02 * (x * 2.3).sin(), night, night, |_, _| 0.0);
    family(canvas, chance, chance.between(0.2, canvas.aspect() - 0.6), 0.97, 0.24, &[night]);
}

fn burst(canvas: &mut Canvas, chance: &Chance, x: f32, y: f32) {
    let colour = hex(chance.one_of(&[0xFFD27A, 0xFF6F6F, 0x7AC8FF, 0xB8FFA0, 0xE8A0FF]));
    let size = chance.between(0.14, 0.27);
    canvas.glow(x, y, size * 1.5, colour, 0.4);
    let rays = chance.below(14) + 26;
    for ray in 0..rays {
        let angle = ray as f32 / rays as f32 * std::f32::consts::TAU + chance.between(-0.05, 0.05);
        let reach = size * chance.between(0.75, 1.0);
        let at = |share: f32| {
            [x + reach * share * angle.cos(), y + reach * share * angle.sin() + size * 0.22 * share * share]
        };
        for part in 2..8 {
            let (from, to) = (part as f32 / 8.0, (part as f32 + 0.7) / 8.0);
            canvas.line(at(from), at(to), 0.0045, blend(colour, [1.0; 3], 0.6 - from * 0.6));
        }
        canvas.glow(at(1.0)[0], at(1.0)[1], 0.014, [1.0; 3], 0.9);
    }
}

pub fn balloons(canvas: &mut Canvas, chance: &Chance) {
    let sky = chance.one_of(&[[0x4A90D0, 0xFBE6C8], [0x6A7EB8, 0xFBC9A0], [0x5FB0D0, 0xF4F4E0]]).map(hex);
    canvas.sky(&[(0.0, sky[0]), (0.75, sky[1])]);
    clouds(canvas, chance, [1.0; 3], chance.between(0.4, 0.55), 0.7);
    hills(canvas, chance, 0.78, 0.16, 4, [hex(0x8A9A9E), hex(0xB0B8A8)]);
    hills(canvas, chance, 0.86, 0.1, 2, [hex(0x7E9A5E), hex(0x5A7A44)]);
    let seed = chance.below(u64::MAX);
    canvas.ground(
        |x| 0.92 + 0.02 * (x * 2.0).sin(),
        hex(0x8FA85A),
        hex(0x55752F),
        |x, y| (rough(x * 24.0, y * 24.0, 3, seed) - 0.5) * 0.14,
    );
    for rank in 0..6 {
        let near = rank as f32 / 5.0;
        let x = canvas.aspect() * (0.12 + 0.76 * ((rank * 5 % 6) as f32 + chance.between(-0.2, 0.2)) / 5.0);
        balloon(canvas, chance, x, chance.between(0.18, 0.5), 0.045 + near * 0.095);
    }
    bokeh(canvas, chance, &[[1.0; 3]], 4, 0.5);
}

fn balloon(canvas: &mut Canvas, chance: &Chance, x: f32, y: f32, r: f32) {
    let pair = chance
        .one_of(&[
            [0xD9443F, 0xF6E8C8],
            [0x2F6DB5, 0xF2C14E],
            [0x3C8A6A, 0xF4F1E8],
            [0xE88A2E, 0x8E3B6E],
            [0x6A5AA8, 0xF2B8C8],
        ])
        .map(hex);
    for side in [-0.32_f32, 0.32] {
        canvas.line(
            [x + side * r * 1.1, y + r * 1.05],
            [x + side * r * 0.5, y + r * 1.62],
            r * 0.03,
            hex(0x4A3A30),
        );
    }
    canvas.polygon(
        &[
            [x - r * 0.86, y + r * 0.5],
            [x + r * 0.86, y + r * 0.5],
            [x + r * 0.3, y + r * 1.28],
            [x - r * 0.3, y + r * 1.28],
        ],
        pair[0],
    );
    for stripe in 0..7 {
        let share = 1.0 - stripe as f32 / 7.0;
        canvas.ellipse(x, y, r * share, r, pair[stripe % 2], 1.0);
        canvas.polygon(
            &[
                [x - r * 0.86 * share, y + r * 0.5],
                [x + r * 0.86 * share, y + r * 0.5],
                [x + r * 0.3 * share, y + r * 1.28],
                [x - r * 0.3 * share, y + r * 1.28],
            ],
            pair[stripe % 2],
        );
    }
    canvas.ellipse(x - r * 0.3, y - r * 0.3, r * 0.3, r * 0.45, [1.0; 3], 0.14);
    canvas.rectangle(x - r * 0.18, y + r * 1.6, x + r * 0.18, y + r * 1.86, hex(0x7A4E2E));
}
