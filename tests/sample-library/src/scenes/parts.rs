//! Things that stand in more than one scene: clouds, hills, trees, people.

use crate::canvas::{Canvas, Colour, blend, hex, step};
use crate::chance::{Chance, rough};

/// Clouds over the upper part, `cover` from 0 (none) to 1 (closed).
pub fn clouds(canvas: &mut Canvas, chance: &Chance, colour: Colour, cover: f32, bottom: f32) {
    let seed = chance.below(u64::MAX);
    let stretch = chance.between(1.6, 2.4);
    canvas.stroke([0.0, 0.0, canvas.aspect(), bottom], |x, y| {
        let away = 1.0 - y / bottom;
        let thick = rough(x * stretch, y * 5.5 + 3.0, 5, seed);
        let share = step(1.0 - cover, 1.22 - cover * 0.9, thick) * step(0.0, 0.35, away);
        (colour, share * 0.9)
    });
}

/// A sun or moon with its light around it.
pub fn sun(canvas: &mut Canvas, x: f32, y: f32, r: f32, colour: Colour, shine: f32) {
    canvas.glow(x, y, r * 9.0, colour, 0.55 * shine);
    canvas.glow(x, y, r * 3.2, blend(colour, [1.0; 3], 0.5), 0.7 * shine);
    canvas.disc(x, y, r, blend(colour, [1.0; 3], 0.55));
}

/// A line of hills; `wild` makes it a ridge.
pub fn hills(canvas: &mut Canvas, chance: &Chance, base: f32, rise: f32, wild: u32, colours: [Colour; 2]) {
    let seed = chance.below(u64::MAX);
    let scale = if wild > 2 { chance.between(1.8, 2.6) } else { chance.between(0.9, 1.5) };
    let height = |x: f32| base - rise * (rough(x * scale, 7.3, wild, seed) - 0.35) * 1.6;
    canvas
        .ground(height, colours[0], colours[1], |x, y| (rough(x * 22.0, y * 40.0, 3, seed ^ 5) - 0.5) * 0.05);
}

/// A fir or spruce.
pub fn conifer(canvas: &mut Canvas, x: f32, base: f32, height: f32, colour: Colour) {
    canvas.rectangle(
        x - height * 0.025,
        base - height * 0.12,
        x + height * 0.025,
        base,
        blend(colour, hex(0x2B1D14), 0.7),
    );
    for tier in 0..5 {
        let at = tier as f32 / 5.0;
        let top = base - height + height * at * 0.72;
        let half = height * (0.09 + 0.17 * at);
        let foot = top + height * 0.33;
        let shade = blend(colour, [0.0; 3], 0.12 * at);
        canvas.polygon(&[[x, top], [x + half, foot], [x, foot - half * 0.25], [x - half, foot]], shade);
    }
}

/// A tree with leaves of these colours.
pub fn leafy(canvas: &mut Canvas, chance: &Chance, x: f32, base: f32, height: f32, leaves: &[Colour]) {
    let bark = hex(0x4A3527);
    canvas.line([x, base], [x, base - height * 0.55], height * 0.07, bark);
    for lean in [-0.16_f32, 0.14] {
        let fork = base - height * 0.38;
        canvas.line([x, fork], [x + lean * height, base - height * 0.62], height * 0.035, bark);
    }
    for clump in 0..90 {
        let angle = chance.between(0.0, std::f32::consts::TAU);
        let out = chance.unit().sqrt() * height * 0.3;
        let (cx, cy) = (x + out * angle.cos(), base - height * 0.68 + out * angle.sin() * 0.95);
        let lit = (base - height * 0.55 - cy) / (height * 0.5) * 0.35 + clump as f32 / 400.0;
        let colour =
            blend(chance.one_of(leaves), if lit > 0.0 { [1.0, 0.97, 0.8] } else { [0.05; 3] }, lit.abs());
        canvas.disc(cx, cy, height * chance.between(0.03, 0.075), colour);
    }
}

/// Someone standing, seen as a shape; `coat` may be the colour of night.
pub fn person(canvas: &mut Canvas, x: f32, base: f32, height: f32, coat: Colour) {
    let dark = blend(coat, hex(0x1A1620), 0.55);
    for side in [-1.0_f32, 1.0] {
        let foot = x + side * height * 0.07;
        canvas.line([x + side * height * 0.03, base - height * 0.46], [foot, base], height * 0.075, dark);
        let hand = [x + side * height * 0.17, base - height * 0.44];
        canvas.line([x + side * height * 0.08, base - height * 0.76], hand, height * 0.06, coat);
    }
    canvas.line([x, base - height * 0.74], [x, base - height * 0.48], height * 0.19, coat);
    canvas.disc(x, base - height * 0.91, height * 0.085, blend(coat, hex(0xC99273), 0.6));
}

/// A family: two grown-ups and their children, hand in hand.
pub fn family(canvas: &mut Canvas, chance: &Chance, x: f32, base: f32, height: f32, coats: &[Colour]) {
    let mut at = x;
    for share in [1.0, 0.62, 0.48, 0.93] {
        let size = height * share * chance.between(0.96, 1.04);
        person(canvas, at, base + chance.between(0.0, height * 0.04), size, chance.one_of(coats));
        at += height * chance.between(0.34, 0.42);
    }
}

/// Birds far away.
pub fn birds(canvas: &mut Canvas, chance: &Chance, colour: Colour) {
    let (x, y) = (chance.between(0.3, canvas.aspect() - 0.4), chance.between(0.12, 0.28));
    for _ in 0..chance.below(4) + 4 {
        let (bx, by) = (x + chance.between(-0.18, 0.2), y + chance.between(-0.06, 0.07));
        let wing = chance.between(0.008, 0.016);
        canvas.line([bx - wing, by - wing * 0.5], [bx, by], 0.0035, colour);
        canvas.line([bx, by], [bx + wing, by - wing * 0.6], 0.0035, colour);
    }
}

/// Out-of-focus lights.
pub fn bokeh(canvas: &mut Canvas, chance: &Chance, colours: &[Colour], count: u64, bottom: f32) {
    for _ in 0..count {
        let (x, y) = (chance.between(0.0, canvas.aspect()), chance.between(0.0, bottom));
        let r = chance.between(0.015, 0.06);
        canvas.ellipse(x, y, r, r, chance.one_of(colours), chance.between(0.08, 0.3));
    }
}
