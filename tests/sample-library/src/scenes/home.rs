//! At home.

use super::parts::{bokeh, clouds, conifer, leafy, sun};
use crate::canvas::{Canvas, Colour, blend, hex};
use crate::chance::{Chance, rough};

pub fn house(canvas: &mut Canvas, chance: &Chance) {
    canvas.sky(&[(0.0, hex(0x6FB2E0)), (0.62, hex(0xEAF4F2))]);
    clouds(canvas, chance, [1.0; 3], chance.between(0.42, 0.6), 0.55);
    sun(canvas, chance.between(0.1, 0.3), 0.14, 0.04, hex(0xFFF0B8), 0.7);
    for _ in 0..9 {
        let shade = blend(hex(0x3F6B4A), hex(0x9ABFA0), chance.between(0.2, 0.6));
        conifer(canvas, chance.between(0.0, canvas.aspect()), 0.69, chance.between(0.15, 0.3), shade);
    }
    let seed = chance.below(u64::MAX);
    canvas.ground(
        |_| 0.67,
        hex(0x86B85A),
        hex(0x4C8A3C),
        |x, y| (rough(x * 40.0, y * 24.0, 3, seed) - 0.5) * 0.16,
    );
    let wall = hex(chance.one_of(&[0xF3E2C0, 0xE8B98F, 0xF5F1E6, 0xC9DBE4, 0xEED089]));
    let roof = hex(chance.one_of(&[0xA5432F, 0x6B4A3E, 0x4A5560]));
    let (x, width) = (chance.between(0.42, canvas.aspect() - 0.55), chance.between(0.28, 0.34));
    walls(canvas, x, width, wall, roof);
    let door = hex(chance.one_of(&[0x2F6D5B, 0x8A3B2E, 0x34506E]));
    canvas.rectangle(x - 0.035, 0.6, x + 0.04, 0.75, door);
    canvas.disc(x + 0.025, 0.68, 0.006, hex(0xE8C860));
    for (wx, wy) in [(-0.2, 0.47), (0.12, 0.47), (-0.2, 0.61), (0.12, 0.61)] {
        window(canvas, x + wx * width / 0.31, wy);
    }
    canvas.polygon(&[[x - 0.05, 0.75], [x + 0.055, 0.75], [x + 0.2, 1.0], [x - 0.14, 1.0]], hex(0xD8C7A6));
    let leaves = chance.one_of(&[
        [0x4F8A3D, 0x6FA64A, 0x3F7436],
        [0xF0B8C8, 0xE895AE, 0xF8D8E0],
        [0xD98A2E, 0xC8641E, 0xE8B040],
    ]);
    leafy(canvas, chance, x - width - 0.13, 0.82, 0.5, &leaves.map(hex));
    for post in 0..40 {
        let px = post as f32 * 0.055;
        if (px - x).abs() > 0.12 {
            canvas.rectangle(px, 0.84, px + 0.014, 0.93, hex(0xFBF8F0));
        }
    }
    canvas.rectangle(0.0, 0.862, x - 0.12, 0.874, hex(0xFBF8F0));
    canvas.rectangle(x + 0.12, 0.862, canvas.aspect(), 0.874, hex(0xFBF8F0));
}

fn walls(canvas: &mut Canvas, x: f32, width: f32, wall: Colour, roof: Colour) {
    canvas.rectangle(x + width * 0.42, 0.2, x + width * 0.58, 0.4, hex(0x8A4A38));
    canvas.rectangle(x - width, 0.42, x + width, 0.75, wall);
    canvas.rectangle(x + width * 0.55, 0.42, x + width, 0.75, blend(wall, [0.0; 3], 0.08));
    canvas.polygon(
        &[
            [x - width * 1.12, 0.43],
            [x - width * 0.7, 0.24],
            [x + width * 0.7, 0.24],
            [x + width * 1.12, 0.43],
        ],
        roof,
    );
    for row in 1..5 {
        let y = 0.24 + 0.19 * row as f32 / 5.0;
        let half = width * (0.7 + 0.42 * row as f32 / 5.0);
        canvas.line([x - half, y], [x + half, y], 0.004, blend(roof, [0.0; 3], 0.2));
    }
}

fn window(canvas: &mut Canvas, x: f32, y: f32) {
    canvas.rectangle(x - 0.006, y - 0.006, x + 0.086, y + 0.096, hex(0xFDFBF5));
    canvas.rectangle(x, y, x + 0.08, y + 0.09, hex(0x6F97AE));
    canvas.polygon(&[[x, y], [x + 0.05, y], [x, y + 0.06]], hex(0xA9CBDA));
    canvas.rectangle(x + 0.037, y, x + 0.043, y + 0.09, hex(0xFDFBF5));
    canvas.rectangle(x, y + 0.042, x + 0.08, y + 0.048, hex(0xFDFBF5));
}

pub fn cake(canvas: &mut Canvas, chance: &Chance) {
    let warm = chance.one_of(&[[0x4A2A2E, 0x8E5A3E], [0x2E3350, 0x6E5A7E], [0x3A4A3A, 0x8E8A4E]]).map(hex);
    canvas.sky(&[(0.0, warm[0]), (0.75, warm[1])]);
    bokeh(canvas, chance, &[0xFFD98A, 0xFF9E7A, 0xFFF3D0, 0xC8E0FF].map(hex), 46, 0.7);
    canvas.ground(
        |_| 0.76,
        hex(0xB98A5E),
        hex(0x6E4630),
        |x, y| (rough(x * 3.0, y * 60.0, 3, 9) - 0.5) * 0.12,
    );
    let (x, half) = (canvas.aspect() / 2.0 + chance.between(-0.12, 0.12), 0.3);
    let icing = hex(chance.one_of(&[0xFBE9EE, 0xFFF6E0, 0xE3F0F4]));
    let sponge = hex(chance.one_of(&[0xC98A5A, 0x6A3F2C, 0xE0B57A]));
    canvas.ellipse(x, 0.86, half * 1.25, 0.07, hex(0xF4F1EC), 1.0);
    for (top, bottom, share) in [(0.64, 0.84, 1.0), (0.49, 0.65, 0.72)] {
        let wide = half * share;
        canvas.ellipse(x, bottom, wide, 0.05, blend(sponge, [0.0; 3], 0.15), 1.0);
        canvas.rectangle(x - wide, top, x + wide, bottom, sponge);
        canvas.rectangle(x - wide, top + 0.07, x + wide, top + 0.09, icing);
        canvas.ellipse(x, top, wide, 0.05, icing, 1.0);
        for drip in 0..11 {
            let dx = x - wide + wide * 2.0 * (drip as f32 + 0.5) / 11.0;
            canvas.line([dx, top], [dx, top + chance.between(0.03, 0.075)], wide * 0.16, icing);
        }
    }
    for candle in 0..chance.below(5) + 4 {
        let cx = x - 0.16 + candle as f32 * 0.042;
        let cy = 0.485 + 0.014 * ((candle % 3) as f32 - 1.0);
        let wax = chance.one_of(&[0xE5606A, 0x5B9BD5, 0xF2C14E, 0x7AB87A]);
        canvas.rectangle(cx - 0.006, cy - 0.11, cx + 0.006, cy, hex(wax));
        canvas.glow(cx, cy - 0.13, 0.12, hex(0xFFD27A), 0.7);
        canvas.ellipse(cx, cy - 0.13, 0.008, 0.018, hex(0xFFF6D0), 1.0);
    }
    for _ in 0..60 {
        let (sx, sy) = (x + chance.between(-0.28, 0.28), chance.between(0.7, 0.83));
        canvas.disc(sx, sy, 0.005, hex(chance.one_of(&[0xE5606A, 0x5B9BD5, 0xF2C14E, 0xFFFFFF])));
    }
}

pub fn christmas_tree(canvas: &mut Canvas, chance: &Chance) {
    let wall = chance.one_of(&[[0x5A2E2A, 0x8A4A3A], [0x24403E, 0x4A6A58], [0x33304E, 0x5A4A6A]]).map(hex);
    canvas.sky(&[(0.0, wall[0]), (0.8, wall[1])]);
    bokeh(canvas, chance, &[0xFFD98A, 0xFFB870].map(hex), 24, 0.8);
    canvas.ground(
        |_| 0.84,
        hex(0x9A6A44),
        hex(0x5E3C28),
        |x, y| (rough(x * 40.0, y * 4.0, 2, 4) - 0.5) * 0.1,
    );
    let x = canvas.aspect() * chance.between(0.4, 0.6);
    canvas.glow(x, 0.5, 0.6, hex(0xFFC870), 0.35);
    conifer(canvas, x, 0.92, 0.84, hex(0x2C6A44));
    for _ in 0..64 {
        let down = chance.unit();
        let (bx, by) = (x + chance.between(-0.2, 0.2) * (0.15 + down), 0.2 + down * 0.58);
        let colour = hex(chance.one_of(&[0xE24A3F, 0xF2C14E, 0x5FA8D8, 0xFFF6D8]));
        if chance.unit() < 0.4 {
            canvas.disc(bx, by, 0.014, colour);
            canvas.disc(bx - 0.004, by - 0.004, 0.004, blend(colour, [1.0; 3], 0.7));
        } else {
            canvas.glow(bx, by, 0.035, hex(0xFFE6A0), 0.95);
            canvas.disc(bx, by, 0.004, hex(0xFFFBE8));
        }
    }
    star(canvas, x, 0.09, 0.055);
    for present in 0..5 {
        let left = x - 0.42 + present as f32 * 0.17 + chance.between(-0.02, 0.02);
        let (wide, high) = (chance.between(0.1, 0.16), chance.between(0.08, 0.14));
        let paper = hex(chance.one_of(&[0xB83A3A, 0x2F6D5B, 0xE8D8B0, 0x3F6E9E, 0x8E5A9A]));
        canvas.rectangle(left, 0.95 - high, left + wide, 0.95, paper);
        let ribbon = hex(chance.one_of(&[0xF2D98A, 0xFFFFFF, 0xD9443F]));
        canvas.rectangle(left + wide * 0.44, 0.95 - high, left + wide * 0.56, 0.95, ribbon);
        canvas.ellipse(left + wide * 0.42, 0.945 - high, 0.02, 0.012, ribbon, 1.0);
        canvas.ellipse(left + wide * 0.58, 0.945 - high, 0.02, 0.012, ribbon, 1.0);
    }
}

fn star(canvas: &mut Canvas, x: f32, y: f32, size: f32) {
    let points: Vec<[f32; 2]> = (0..10)
        .map(|n| {
            let angle = (n as f32 / 10.0 - 0.25) * std::f32::consts::TAU;
            let r = if n % 2 == 0 { size } else { size * 0.42 };
            [x + r * angle.cos(), y + r * angle.sin()]
        })
        .collect();
    canvas.glow(x, y, size * 3.0, hex(0xFFE6A0), 0.7);
    canvas.polygon(&points, hex(0xFFE08A));
}

pub fn cat_at_the_window(canvas: &mut Canvas, chance: &Chance) {
    let outside = chance
        .one_of(&[
            [0x7FB8E0, 0xE8F4E8, 0x6FA64A],
            [0x3A4A7A, 0xE8A080, 0x4A4A6A],
            [0xB8C8D4, 0xEEF2F4, 0xE8EEF4],
        ])
        .map(hex);
    canvas.sky(&[(0.0, outside[0]), (0.6, outside[1])]);
    hills(canvas, chance, outside[2]);
    let wall = hex(chance.one_of(&[0xE8D9BE, 0xC8D4CC, 0xD8BFB0]));
    let (left, right) = (canvas.aspect() * 0.16, canvas.aspect() * 0.84);
    for (l, t, r, b) in [
        (0.0, 0.0, left, 1.0),
        (right, 0.0, canvas.aspect(), 1.0),
        (0.0, 0.0, canvas.aspect(), 0.07),
        (0.0, 0.82, canvas.aspect(), 1.0),
    ] {
        canvas.rectangle(l, t, r, b, wall);
    }
    let frame = hex(0xFBF8F1);
    let middle = (left + right) / 2.0;
    for at in [left, middle, right] {
        canvas.rectangle(at - 0.018, 0.06, at + 0.018, 0.82, frame);
    }
    canvas.rectangle(left, 0.06, right, 0.095, frame);
    canvas.rectangle(left - 0.08, 0.79, right + 0.08, 0.845, frame);
    canvas.rectangle(left - 0.08, 0.845, right + 0.08, 0.86, blend(frame, [0.0; 3], 0.2));
    let curtain = hex(chance.one_of(&[0xC8574A, 0x5B7FA0, 0xE0B860]));
    for fold in 0..12 {
        let shade = blend(curtain, [0.0; 3], 0.1 * (fold % 3) as f32);
        let at = fold as f32 * 0.022;
        canvas.rectangle(left - 0.13 + at, 0.02, left - 0.1 + at, 0.78 - at * 0.4, shade);
        canvas.rectangle(right + 0.1 - at, 0.02, right + 0.13 - at, 0.78 - at * 0.4, shade);
    }
    plant(canvas, chance, right - 0.2);
    cat(canvas, middle - chance.between(0.1, 0.25), 0.8, hex(chance.one_of(&[0x2A2A30, 0xC8803E, 0x8A8A90])));
}

fn hills(canvas: &mut Canvas, chance: &Chance, colour: Colour) {
    super::parts::hills(canvas, chance, 0.6, 0.2, 3, [blend(colour, [1.0; 3], 0.3), colour]);
    super::parts::hills(canvas, chance, 0.72, 0.12, 2, [colour, blend(colour, [0.0; 3], 0.2)]);
}

fn plant(canvas: &mut Canvas, chance: &Chance, x: f32) {
    for _ in 0..16 {
        let (dx, up) = (chance.between(-0.11, 0.11), chance.between(0.12, 0.26));
        canvas.line([x, 0.7], [x + dx, 0.7 - up], 0.006, hex(0x3C6B3A));
        canvas.ellipse(x + dx, 0.7 - up, 0.022, 0.032, hex(chance.one_of(&[0x4F8A4D, 0x6FA65A])), 1.0);
    }
    canvas
        .polygon(&[[x - 0.075, 0.68], [x + 0.075, 0.68], [x + 0.055, 0.8], [x - 0.055, 0.8]], hex(0xB8603E));
    canvas.rectangle(x - 0.085, 0.67, x + 0.085, 0.7, hex(0xC8704A));
}

fn cat(canvas: &mut Canvas, x: f32, base: f32, fur: Colour) {
    let dark = blend(fur, [0.0; 3], 0.25);
    canvas.line([x + 0.1, base - 0.03], [x + 0.24, base - 0.02], 0.035, dark);
    canvas.line([x + 0.24, base - 0.02], [x + 0.27, base + 0.1], 0.032, dark);
    canvas.ellipse(x, base - 0.13, 0.115, 0.145, fur, 1.0);
    canvas.disc(x, base - 0.31, 0.08, fur);
    for side in [-1.0_f32, 1.0] {
        let ear = x + side * 0.05;
        canvas.polygon(
            &[[ear - 0.03, base - 0.36], [ear + side * 0.018, base - 0.43], [ear + 0.03, base - 0.36]],
            fur,
        );
        canvas.ellipse(x + side * 0.045, base - 0.012, 0.04, 0.02, blend(fur, [1.0; 3], 0.25), 1.0);
    }
}

pub fn old_portrait(canvas: &mut Canvas, chance: &Chance) {
    let (paper, ink) = (hex(0xE9D8B4), hex(0x4A3320));
    canvas.sky(&[(0.0, blend(paper, ink, 0.35)), (1.0, blend(paper, ink, 0.6))]);
    let x = canvas.aspect() / 2.0;
    canvas.glow(x, 0.4, 0.6, paper, 0.7);
    canvas.ellipse(x, 0.98, 0.34, 0.36, blend(paper, ink, 0.88), 1.0);
    canvas.polygon(&[[x - 0.07, 0.62], [x + 0.07, 0.62], [x, 0.8]], blend(paper, [1.0; 3], 0.3));
    canvas.rectangle(x - 0.045, 0.52, x + 0.045, 0.66, blend(paper, ink, 0.28));
    canvas.ellipse(x, 0.38, 0.19, 0.2, blend(paper, ink, 0.85), 1.0);
    canvas.ellipse(x, 0.43, 0.135, 0.17, blend(paper, ink, 0.18), 1.0);
    canvas.ellipse(x, 0.28, 0.15, 0.075, blend(paper, ink, 0.85), 1.0);
    for side in [-1.0_f32, 1.0] {
        canvas.ellipse(x + side * 0.052, 0.42, 0.013, 0.011, ink, 1.0);
        canvas.line([x + side * 0.03, 0.39], [x + side * 0.075, 0.39], 0.007, ink);
    }
    canvas.line([x, 0.42], [x - 0.012, 0.475], 0.005, blend(paper, ink, 0.45));
    canvas.ellipse(x, 0.525, 0.04, 0.01, blend(paper, ink, 0.65), 1.0);
    let seed = chance.below(u64::MAX);
    canvas.stroke(canvas.everywhere(), |px, py| (paper, 0.3 * rough(px * 5.0, py * 5.0, 4, seed)));
    let (aspect, rim) = (canvas.aspect(), hex(0xF6EEDC));
    for (l, t, r, b) in [
        (0.0, 0.0, aspect, 0.05),
        (0.0, 0.95, aspect, 1.0),
        (0.0, 0.0, 0.05, 1.0),
        (aspect - 0.05, 0.0, aspect, 1.0),
    ] {
        canvas.rectangle(l, t, r, b, rim);
    }
}
