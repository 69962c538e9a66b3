//! What the photos show. Every scene is painted anew from its chance: no two are alike.

mod home;
mod land;
mod parts;
mod sea;
mod town;

use crate::canvas::Canvas;
use crate::chance::Chance;

/// One motif of a family's album.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is what it says
pub enum Scene {
    Sunset,
    Beach,
    Lighthouse,
    Sailing,
    Mountains,
    Lake,
    Meadow,
    Autumn,
    Snow,
    Desert,
    House,
    Cake,
    ChristmasTree,
    CatAtTheWindow,
    Skyline,
    Fireworks,
    Balloons,
    OldPortrait,
}

impl Scene {
    /// All of them, in the order above.
    pub const ALL: [Scene; 18] = [
        Scene::Sunset,
        Scene::Beach,
        Scene::Lighthouse,
        Scene::Sailing,
        Scene::Mountains,
        Scene::Lake,
        Scene::Meadow,
        Scene::Autumn,
        Scene::Snow,
        Scene::Desert,
        Scene::House,
        Scene::Cake,
        Scene::ChristmasTree,
        Scene::CatAtTheWindow,
        Scene::Skyline,
        Scene::Fireworks,
        Scene::Balloons,
        Scene::OldPortrait,
    ];

    /// Paints it.
    pub fn paint(self, canvas: &mut Canvas, chance: &Chance) {
        match self {
            Scene::Sunset => sea::sunset(canvas, chance),
            Scene::Beach => sea::beach(canvas, chance),
            Scene::Lighthouse => sea::lighthouse(canvas, chance),
            Scene::Sailing => sea::sailing(canvas, chance),
            Scene::Mountains => land::mountains(canvas, chance),
            Scene::Lake => land::lake(canvas, chance),
            Scene::Meadow => land::meadow(canvas, chance),
            Scene::Autumn => land::autumn(canvas, chance),
            Scene::Snow => land::snow(canvas, chance),
            Scene::Desert => land::desert(canvas, chance),
            Scene::House => home::house(canvas, chance),
            Scene::Cake => home::cake(canvas, chance),
            Scene::ChristmasTree => home::christmas_tree(canvas, chance),
            Scene::CatAtTheWindow => home::cat_at_the_window(canvas, chance),
            Scene::Skyline => town::skyline(canvas, chance),
            Scene::Fireworks => town::fireworks(canvas, chance),
            Scene::Balloons => town::balloons(canvas, chance),
            Scene::OldPortrait => home::old_portrait(canvas, chance),
        }
    }
}
