//! `photos` in words: a table, one line each and never wrapped, so that it goes through `grep` and
//! `head`. The path comes last and can be given to `restore` as it stands.

use super::Answer;
use super::lines::{Lines, padded, widest};
use crate::names::{bytes_of, escaped};
use elderphoto_api::say;
use elderphoto_api::sentences::size;
use elderphoto_api::wire::{Photo, Photos};

impl Answer for Photos {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        if self.photos.is_empty() {
            lines.line(say!("photos-none"));
        }
        let rows: Vec<(String, String)> = self.photos.iter().map(|p| (size(p.size), state(p))).collect();
        let sizes = widest(rows.iter().map(|row| row.0.as_str()));
        let states = widest(rows.iter().map(|row| row.1.as_str()));
        for (photo, (size, state)) in self.photos.iter().zip(&rows) {
            let taken = taken(photo);
            let state = padded(state, states);
            lines.line(format!("{size:>sizes$}  {taken:16}  {state}  {}", escaped(&bytes_of(photo))));
        }
        lines.into_text()
    }
}

/// Minutes are enough: `2024-11-20 18:22`.
fn taken(photo: &Photo) -> String {
    let text = photo.taken.as_deref().unwrap_or("-");
    text.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// Where it is and whether that was checked; proven only if it is so in each of its places.
fn state(photo: &Photo) -> String {
    let mut parts = Vec::new();
    if photo.places.is_empty() && !photo.kept.is_empty() {
        parts.push(say!("photos-kept", places = photo.kept.len()));
    } else if photo.places.is_empty() {
        parts.push(say!("photos-nowhere"));
    } else {
        parts.push(say!("photos-row", places = photo.places.len()));
        let proven = photo.places.iter().all(|place| place.proven.is_some());
        parts.push(if proven { say!("photos-proven") } else { say!("photos-unproven") });
    }
    if photo.versions > 1 {
        parts.push(say!("photos-versions", count = photo.versions));
    }
    if photo.deleted {
        parts.push(say!("photos-deleted"));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn a_table_with_one_line_each() {
        let plain = samples::photo();
        let strange = Photo {
            path: "caf\u{fffd}\n.jpg".to_owned(),
            path_b64: Some("Y2Fm6QouanBn".to_owned()),
            size: 12,
            taken: None,
            deleted: true,
            versions: 3,
            ..samples::photo()
        };
        let nowhere = Photo { path: "new.jpg".to_owned(), places: vec![], ..samples::photo() };
        let kept = vec!["At home".to_owned()];
        let put_back = Photo { path: "back.jpg".to_owned(), places: vec![], kept, ..samples::photo() };
        let photos = Photos { photos: vec![plain, strange, nowhere, put_back] };
        assert_eq!(
            photos.text(),
            "  2.4 MB  2024-11-20 18:22  2 places, not checked                               2024/11/a.jpg\n\
             12 bytes  -                 2 places, not checked, 3 versions, deleted at home  caf\\xe9\\u{a}.jpg\n"
                .replace("\\u{a}", "\\n")
                + "  2.4 MB  2024-11-20 18:22  no place yet                                        new.jpg\n\
                    \x20 2.4 MB  2024-11-20 18:22  kept in 1 place                                     back.jpg\n"
        );
    }

    #[test]
    fn checked_means_in_every_place() {
        let mut photo = samples::photo();
        photo.places.iter_mut().for_each(|place| place.proven = Some("2026-11-21T02:05:12Z".to_owned()));
        assert_eq!(state(&photo), "2 places, checked");
        photo.places[0].proven = None;
        assert_eq!(state(&photo), "2 places, not checked");
    }

    #[test]
    fn no_match_is_said() {
        assert_eq!(Photos { photos: vec![] }.text(), "No photo fits.\n");
    }
}
