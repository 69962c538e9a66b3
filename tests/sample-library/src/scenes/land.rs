//! Out of doors.

use super::parts::{birds, clouds, conifer, family, hills, leafy, person, sun};
use crate::canvas::{Canvas, Colour, blend, hex};
use crate::chance::{Chance, rough};

pub fn mountains(canvas: &mut Canvas, chance: &Chance) {
    let moods: [[u32; 4]; 4] = [
        [0x4C86C0, 0xE9F0EE, 0x93AFC4, 0x2F5148],
        [0x34305E, 0xF4B393, 0x9B7F9F, 0x2B2440],
        [0x6FA7C9, 0xFBE3B9, 0xC2B79A, 0x4A5A37],
        [0x27566B, 0xBFE3DA, 0x7FB0AE, 0x173B3D],
    ];
    let mood = chance.one_of(&moods).map(hex);
    canvas.sky(&[(0.0, mood[0]), (0.6, mood[1])]);
    clouds(canvas, chance, blend(mood[1], [1.0; 3], 0.6), chance.between(0.4, 0.56), 0.55);
    sun(
        canvas,
        chance.between(0.2, canvas.aspect() - 0.2),
        chance.between(0.14, 0.3),
        0.035,
        hex(0xFFF0C9),
        0.8,
    );
    for layer in 0..6 {
        let near = layer as f32 / 5.0;
        let colour = blend(mood[2], mood[3], near);
        let wild = if layer < 4 { 5 } else { 3 };
        hills(
            canvas,
            chance,
            0.5 + 0.42 * near,
            0.34 - 0.16 * near,
            wild,
            [colour, blend(colour, mood[1], 0.4)],
        );
    }
    for _ in 0..22 {
        let x = chance.between(0.0, canvas.aspect());
        conifer(canvas, x, 1.03, chance.between(0.12, 0.26), blend(mood[3], [0.0; 3], 0.35));
    }
}

pub fn lake(canvas: &mut Canvas, chance: &Chance) {
    let moods: [[u32; 3]; 3] =
        [[0x3E86C6, 0xE4F1F2, 0x4D7A52], [0x5B5D93, 0xF7C9A4, 0x4B4A5E], [0x4A90B8, 0xF3EBCB, 0x9A7B3A]];
    let mood = chance.one_of(&moods).map(hex);
    let line = chance.between(0.54, 0.6);
    canvas.sky(&[(0.0, mood[0]), (line, mood[1])]);
    clouds(canvas, chance, [1.0; 3], chance.between(0.4, 0.55), line);
    hills(canvas, chance, 0.46, 0.36, 5, [hex(0x8FA3B5), hex(0xB9C6CE)]);
    hills(canvas, chance, 0.52, 0.16, 4, [blend(mood[2], mood[1], 0.35), mood[2]]);
    for _ in 0..40 {
        let shade = blend(mood[2], [0.0; 3], chance.between(0.2, 0.5));
        conifer(
            canvas,
            chance.between(0.0, canvas.aspect()),
            line + 0.005,
            chance.between(0.05, 0.14),
            shade,
        );
    }
    canvas.reflect(line, blend(mood[0], hex(0x1B3A4A), 0.5), 0.28, chance.below(u64::MAX));
    let wood = hex(0x6B5140);
    let x = chance.between(0.3, canvas.aspect() - 0.3);
    for plank in 0..14 {
        let y = 0.99 - 0.016 * plank as f32;
        let half = 0.17 - 0.0075 * plank as f32;
        canvas.rectangle(
            x - half,
            y - 0.012,
            x + half,
            y,
            blend(wood, [1.0; 3], 0.1 + chance.between(0.0, 0.12)),
        );
    }
    person(canvas, x - 0.03, 0.82, 0.17, hex(0xC05746));
    person(canvas, x + 0.05, 0.82, 0.1, hex(0xE0B04A));
}

pub fn meadow(canvas: &mut Canvas, chance: &Chance) {
    let line = 0.4;
    canvas.sky(&[(0.0, hex(0x5FA9DE)), (line, hex(0xE6F3EE))]);
    clouds(canvas, chance, [1.0; 3], chance.between(0.42, 0.56), line);
    hills(canvas, chance, 0.42, 0.12, 2, [hex(0x8DB47C), hex(0x9FC183)]);
    let seed = chance.below(u64::MAX);
    canvas.ground(
        |_| line + 0.02,
        hex(0x8FBF5F),
        hex(0x3F7A35),
        |x, y| (rough(x * 30.0, y * 9.0, 3, seed) - 0.5) * 0.22,
    );
    leafy(
        canvas,
        chance,
        chance.between(0.2, canvas.aspect() - 0.2),
        0.56,
        0.36,
        &[0x4F8A3D, 0x6FA64A, 0x3F7436].map(hex),
    );
    let petals = chance.one_of(&[
        [0xE5483F, 0xF06A4E, 0xC9302C],
        [0xF6C945, 0xFFE08A, 0xF2F2F2],
        [0x8E6BC0, 0xB48BE0, 0xE9A4D0],
    ]);
    for rank in 0..240 {
        let near = (rank as f32 / 240.0).powi(2);
        let (x, y) =
            (chance.between(0.0, canvas.aspect()), line + 0.08 + near * 0.52 + chance.between(0.0, 0.05));
        flower(canvas, x, y, 0.005 + near * 0.032, hex(chance.one_of(&petals)), 0.02 + near * 0.16);
    }
}

fn flower(canvas: &mut Canvas, x: f32, y: f32, size: f32, colour: Colour, stem: f32) {
    canvas.line([x, y], [x + stem * 0.08, y + stem], size * 0.18, hex(0x3C6B2E));
    for petal in 0..5 {
        let angle = petal as f32 * std::f32::consts::TAU / 5.0;
        let shade = blend(colour, [1.0; 3], 0.12 * (petal % 2) as f32);
        canvas.disc(x + size * 0.6 * angle.cos(), y + size * 0.6 * angle.sin(), size * 0.55, shade);
    }
    canvas.disc(x, y, size * 0.38, hex(0x5A3A1E));
}

pub fn autumn(canvas: &mut Canvas, chance: &Chance) {
    canvas.sky(&[(0.0, hex(0xC7D8E0)), (0.6, hex(0xF6E8CC))]);
    sun(canvas, chance.between(0.3, canvas.aspect() - 0.3), 0.25, 0.05, hex(0xFFEFC0), 0.9);
    let leaves = chance
        .one_of(&[
            [0xC8641E, 0xE29A2E, 0xA63A1E],
            [0xE0B030, 0xC98A20, 0x8F9A3A],
            [0xB8402A, 0xD8702E, 0x7E2A22],
        ])
        .map(hex);
    hills(canvas, chance, 0.56, 0.12, 3, [blend(leaves[1], [0.9; 3], 0.5), blend(leaves[0], [0.8; 3], 0.3)]);
    let seed = chance.below(u64::MAX);
    canvas.ground(
        |x| 0.66 + 0.02 * (x * 3.0).sin(),
        hex(0xB98A4A),
        hex(0x7A4B24),
        |x, y| (rough(x * 26.0, y * 26.0, 3, seed) - 0.5) * 0.25,
    );
    canvas.polygon(
        &[
            [canvas.aspect() * 0.47, 0.67],
            [canvas.aspect() * 0.52, 0.67],
            [canvas.aspect() * 0.78, 1.0],
            [canvas.aspect() * 0.3, 1.0],
        ],
        hex(0xD9C3A0),
    );
    for rank in 0..9 {
        let near = rank as f32 / 8.0;
        let side = if rank % 2 == 0 { -1.0 } else { 1.0 };
        let x = canvas.aspect() * 0.5
            + side * (0.12 + near * canvas.aspect() * 0.4)
            + chance.between(-0.04, 0.04);
        leafy(canvas, chance, x, 0.69 + near * 0.2, 0.3 + near * 0.5, &leaves);
    }
    for _ in 0..160 {
        let (x, y) = (chance.between(0.0, canvas.aspect()), chance.between(0.7, 1.0));
        canvas.ellipse(x, y, 0.008, 0.005, chance.one_of(&leaves), 0.9);
    }
    family(canvas, chance, canvas.aspect() * 0.44, 0.86, 0.15, &[0x34506E, 0x8E3B46, 0xD9A441].map(hex));
}

pub fn snow(canvas: &mut Canvas, chance: &Chance) {
    let sky = chance.one_of(&[[0x6E93C4, 0xE8EEF4], [0x2C3358, 0xC98FA0], [0x8DA9BF, 0xF4F1EA]]).map(hex);
    canvas.sky(&[(0.0, sky[0]), (0.6, sky[1])]);
    hills(canvas, chance, 0.5, 0.3, 5, [blend(sky[1], hex(0xA9BDD4), 0.6), [0.95; 3]]);
    hills(canvas, chance, 0.62, 0.12, 2, [hex(0xDCE6F0), hex(0xF4F7FA)]);
    for _ in 0..26 {
        let (x, base) = (chance.between(0.0, canvas.aspect()), chance.between(0.6, 0.72));
        let height = chance.between(0.1, 0.24);
        conifer(canvas, x, base, height, hex(0x34564E));
        canvas.polygon(
            &[
                [x, base - height],
                [x + height * 0.06, base - height * 0.82],
                [x - height * 0.08, base - height * 0.8],
            ],
            [0.97; 3],
        );
    }
    let seed = chance.below(u64::MAX);
    canvas.ground(
        |x| 0.71 + 0.03 * (x * 1.7).sin(),
        hex(0xF7FAFC),
        hex(0xD3DFEC),
        |x, y| (rough(x * 8.0, y * 12.0, 3, seed) - 0.5) * 0.05,
    );
    snowman(canvas, chance.between(0.3, canvas.aspect() - 0.3), 0.93, chance.between(0.3, 0.4));
    family(
        canvas,
        chance,
        chance.between(0.1, canvas.aspect() - 0.4),
        0.86,
        0.17,
        &[0xC23B3B, 0x2F6E9E, 0xE2A93B].map(hex),
    );
    for _ in 0..260 {
        let (x, y, r) = (chance.between(0.0, canvas.aspect()), chance.unit(), chance.between(0.0015, 0.006));
        canvas.ellipse(x, y, r, r, [1.0; 3], 0.8);
    }
}

fn snowman(canvas: &mut Canvas, x: f32, base: f32, size: f32) {
    canvas.ellipse(x + size * 0.1, base, size * 0.4, size * 0.06, hex(0xB4C4D6), 0.7);
    for (up, r) in [(0.22, 0.25), (0.58, 0.18), (0.84, 0.125)] {
        canvas.disc(x, base - size * up, size * r, hex(0xE2EAF2));
        canvas.disc(x - size * r * 0.12, base - size * up - size * r * 0.1, size * r * 0.86, hex(0xFBFDFF));
    }
    let head = base - size * 0.84;
    for side in [-1.0_f32, 1.0] {
        canvas.disc(x + side * size * 0.04, head - size * 0.03, size * 0.014, hex(0x20242A));
        canvas.line(
            [x + side * size * 0.16, base - size * 0.6],
            [x + side * size * 0.36, base - size * 0.78],
            size * 0.022,
            hex(0x5A4130),
        );
    }
    canvas.polygon(
        &[[x, head], [x, head + size * 0.035], [x + size * 0.12, head + size * 0.03]],
        hex(0xE8802E),
    );
    canvas.rectangle(
        x - size * 0.13,
        head - size * 0.11,
        x + size * 0.13,
        head - size * 0.085,
        hex(0x2A2E36),
    );
    canvas.rectangle(x - size * 0.08, head - size * 0.25, x + size * 0.08, head - size * 0.1, hex(0x2A2E36));
    canvas.line(
        [x - size * 0.11, base - size * 0.71],
        [x + size * 0.11, base - size * 0.71],
        size * 0.05,
        hex(0xC8433C),
    );
}

pub fn desert(canvas: &mut Canvas, chance: &Chance) {
    let sky = chance.one_of(&[[0x2C6FB8, 0xF5D9B0], [0x4A2E5E, 0xF39A5B]]).map(hex);
    canvas.sky(&[(0.0, sky[0]), (0.6, sky[1])]);
    clouds(canvas, chance, blend(sky[1], [1.0; 3], 0.4), 0.45, 0.5);
    sun(
        canvas,
        chance.between(0.2, canvas.aspect() - 0.2),
        chance.between(0.3, 0.42),
        0.055,
        hex(0xFFE09A),
        1.0,
    );
    hills(canvas, chance, 0.56, 0.24, 4, [hex(0x8F5A6A), hex(0xC08A78)]);
    hills(canvas, chance, 0.62, 0.12, 4, [hex(0xA8624A), hex(0xCF9468)]);
    let seed = chance.below(u64::MAX);
    canvas.ground(
        |_| 0.64,
        hex(0xD9A066),
        hex(0xA8683C),
        |x, y| (rough(x * 30.0, y * 44.0, 3, seed) - 0.5) * 0.2,
    );
    let mut saguaros: Vec<f32> = (0..7).map(|_| chance.unit()).collect();
    saguaros.sort_by(f32::total_cmp);
    for near in saguaros {
        saguaro(canvas, chance, 0.68 + near * 0.26, 0.12 + near * 0.42);
    }
    birds(canvas, chance, hex(0x3A2A2A));
}

fn saguaro(canvas: &mut Canvas, chance: &Chance, base: f32, height: f32) {
    let x = chance.between(0.08, canvas.aspect() - 0.08);
    let (dark, light) = (hex(0x33563A), hex(0x5F8A54));
    let width = height * 0.13;
    canvas.ellipse(x + height * 0.12, base, height * 0.3, height * 0.03, hex(0x6E3F2A), 0.5);
    let mut limb = |from: [f32; 2], to: [f32; 2], width: f32| {
        canvas.line(from, to, width, dark);
        canvas.line([from[0] - width * 0.18, from[1]], [to[0] - width * 0.18, to[1]], width * 0.4, light);
    };
    limb([x, base], [x, base - height], width);
    for side in [-1.0_f32, 1.0] {
        let (from, out) = (base - height * chance.between(0.35, 0.55), x + side * height * 0.22);
        limb([x, from], [out, from], width * 0.7);
        limb([out, from], [out, from - height * chance.between(0.18, 0.34)], width * 0.7);
    }
}
