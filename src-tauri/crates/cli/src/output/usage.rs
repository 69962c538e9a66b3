//! `usage` in words: room by place, older versions, years.

use super::Answer;
use super::lines::{Lines, padded, widest};
use elderphoto_api::say;
use elderphoto_api::sentences::size;
use elderphoto_api::wire::Usage;

impl Answer for Usage {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        if self.places.is_empty() {
            lines.line(say!("usage-none"));
        }
        for place in &self.places {
            lines.line(&place.name);
            lines.below(say!("usage-now", files = place.mirror_files, size = size(place.mirror_bytes)));
            lines.below(say!(
                "usage-versions",
                files = place.versions_files,
                size = size(place.versions_bytes)
            ));
            if let Some(free) = place.free_bytes {
                lines.below(say!("place-free", size = size(free)));
            }
            let width = widest(place.years.iter().map(|year| year.year.as_str()));
            for year in &place.years {
                let row = say!("usage-row", files = year.files, size = size(year.bytes));
                lines.below(format!("  {}  {row}", padded(&year.year, width)));
            }
        }
        lines.into_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn room_by_place_and_year() {
        assert_eq!(
            samples::usage().text(),
            "At home\n  \
               Photos as they are now: 4,213 files, 420 GB\n  \
               Older versions: none\n  \
               1.1 TB free\n    \
                 2023  4,000 files, 400 GB\n    \
                 2024  213 files, 20 GB\n"
        );
    }

    #[test]
    fn no_places_is_said() {
        assert_eq!(Usage { places: vec![] }.text(), "There is no place for copies yet.\n");
    }
}
