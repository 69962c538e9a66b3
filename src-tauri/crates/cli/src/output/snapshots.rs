//! `snapshots` in words: one line each, newest last, the id first so that it can be copied.

use super::Answer;
use super::lines::{Lines, padded, widest};
use elderphoto_api::say;
use elderphoto_api::sentences::{moment, size};
use elderphoto_api::wire::Snapshots;

impl Answer for Snapshots {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        if self.snapshots.is_empty() {
            lines.line(say!("snapshots-none"));
        }
        let rows: Vec<[String; 4]> = self
            .snapshots
            .iter()
            .map(|snapshot| {
                let holds = say!("snapshots-row", files = snapshot.files, size = size(snapshot.bytes));
                [snapshot.id.clone(), moment(&snapshot.started), holds, snapshot.places.join(", ")]
            })
            .collect();
        let width = |column: usize| widest(rows.iter().map(|row| row[column].as_str()));
        let (id, started, holds) = (width(0), width(1), width(2));
        for (row, snapshot) in rows.iter().zip(&self.snapshots) {
            let mut line = format!(
                "{}  {}  {}  {}",
                padded(&row[0], id),
                padded(&row[1], started),
                padded(&row[2], holds),
                row[3]
            );
            if !snapshot.complete {
                line.push_str(&format!("  ({})", say!("snapshots-unfinished")));
            }
            lines.line(line);
        }
        lines.into_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn one_line_each_that_starts_with_the_id() {
        let text = samples::snapshots().text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("000012-20261121T020512Z-a1b2c3     "), "{text}");
        assert!(lines[0].ends_with("4,213 files, 420 GB  At home, Aunt's house"), "{text}");
        assert!(lines[1].starts_with("000013-20261122T020512Z-d4e5f6.c1  "), "{text}");
        assert!(lines[1].ends_with("1 file, 0 bytes      At home  (not finished)"), "{text}");
    }

    #[test]
    fn none_yet_is_said() {
        let none = Snapshots { snapshots: vec![] };
        assert_eq!(none.text(), "Nothing has been copied yet, so there is no earlier version.\n");
    }
}
