//! Days in the life of a library, told by a seed: photos come, change, move, go and are duplicated.

use crate::{Chance, Family};

/// A number from the environment, or the usual one.
pub fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// See the module. `ELDERPHOTO_SEED` makes a story again.
#[derive(Debug)]
pub struct Story {
    /// Whose photos these are.
    pub family: Family,
    /// What happens next.
    pub chance: Chance,
    photos: Vec<String>,
    made: u64,
    twins: bool,
}

impl Story {
    /// So many photos, each of its own content; set up, without places.
    pub fn begin(seed: u64, photos: usize) -> Self {
        Self::of(seed, photos, false)
    }

    /// So many photos, of which very many have the same few contents, empty ones too.
    pub fn of_twins(seed: u64, photos: usize) -> Self {
        Self::of(seed, photos, true)
    }

    fn of(seed: u64, photos: usize, twins: bool) -> Self {
        let seed = number("ELDERPHOTO_SEED", seed);
        eprintln!("the story of seed {seed}");
        let (family, chance) = (Family::new(), Chance::new(seed));
        let mut story = Self { family, chance, photos: Vec::new(), made: 0, twins };
        for _ in 0..photos {
            story.add();
        }
        story.family.init();
        story
    }

    fn content(&mut self) -> Vec<u8> {
        if self.twins && self.chance.below(8) > 0 {
            return vec![b't'; usize::try_from(self.chance.below(4)).expect("small")];
        }
        let len = match self.chance.below(20) {
            0 => 0,
            1 => 300_000,
            _ => usize::try_from(self.chance.below(20_000)).expect("small"),
        };
        self.chance.bytes(len)
    }

    fn new_path(&mut self) -> String {
        self.made += 1;
        format!("{}/{:02}/IMG_{:05}.jpg", 2004 + self.chance.below(20), 1 + self.chance.below(12), self.made)
    }

    fn add(&mut self) {
        let (path, content) = (self.new_path(), self.content());
        self.family.photo(&path, content);
        self.photos.push(path);
    }

    fn any_photo(&mut self) -> usize {
        usize::try_from(self.chance.below(self.photos.len() as u64)).expect("small")
    }

    /// A day with the family. A few percent of the photos are touched.
    pub fn a_day_goes_by(&mut self) {
        let some = self.photos.len() / 25 + 1;
        for _ in 0..some {
            self.add();
            let (index, content) = (self.any_photo(), self.content());
            self.family.photo(&self.photos[index], content);
            let (index, to) = (self.any_photo(), self.new_path());
            self.family.moved(&self.photos[index], &to);
            self.photos[index] = to;
        }
        for _ in 0..some + some / 5 {
            let index = self.any_photo();
            self.family.deleted(&self.photos.swap_remove(index));
        }
        for _ in 0..some / 5 {
            let (index, to) = (self.any_photo(), self.new_path());
            let twin = std::fs::read(self.family.library().join(&self.photos[index])).expect("a photo");
            self.family.photo(&to, twin);
            self.photos.push(to);
        }
    }
}
