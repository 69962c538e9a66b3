//! The library's pictures and videos, newest taken first, a page at a time from the catalog alone.

use super::PlaceNumbers;
use super::pairs;
use super::photos::{self, Photo};
use crate::catalog::files::{self, FileRow};
use crate::error::Result;
use crate::path::{FileKey, FolderKey, RelPath};
use rusqlite::{Connection, params};

/// When a file of the catalog was taken: as the camera wrote it, else its file's time.
pub const WHEN: &str = "coalesce(taken, strftime('%Y-%m-%dT%H:%M:%S', mtime/1000000000, 'unixepoch'))";

/// A picture's place in the order; the next page begins after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// When it was taken, `2019-07-14T16:20:05`.
    pub at: String,
    /// Its path.
    pub key: FileKey,
}

/// One page.
#[derive(Debug, Default)]
pub struct Page {
    /// When each was taken, and what it is.
    pub photos: Vec<(String, Photo)>,
    /// There is more after it.
    pub more: bool,
}

/// Which pictures are wanted, by path and by when they were taken.
pub type Takes<'a> = &'a dyn Fn(&RelPath, &str) -> bool;

/// Makes the index that pages want, where a catalog of an earlier version lacks it.
pub fn ensure_index(conn: &Connection) -> Result<()> {
    conn.execute_batch(&format!(
        "CREATE INDEX IF NOT EXISTS files_by_time ON files({WHEN}, folder, name) WHERE kind IN (1,2,3)"
    ))?;
    Ok(())
}

/// The page after a position. `conn` has the proofs attached.
pub fn page(
    conn: &Connection,
    places: &[PlaceNumbers],
    takes: Takes<'_>,
    after: Option<&Position>,
    limit: usize,
) -> Result<Page> {
    let mut page = Page::default();
    each(conn, after, &mut |at, row| {
        if !takes(&row.key.to_path(), at) || pairs::is_second(conn, &row.key)? {
            return Ok(true);
        }
        page.more = page.photos.len() == limit;
        if !page.more {
            page.photos.push((at.to_owned(), photos::of_row(conn, places, row.key.clone(), Some(row))?));
        }
        Ok(!page.more)
    })?;
    Ok(page)
}

/// How many are wanted in all.
pub fn count(conn: &Connection, takes: Takes<'_>) -> Result<u64> {
    let mut count = 0;
    each(conn, None, &mut |at, row| {
        count += u64::from(takes(&row.key.to_path(), at) && !pairs::is_second(conn, &row.key)?);
        Ok(true)
    })?;
    Ok(count)
}

fn each(
    conn: &Connection,
    after: Option<&Position>,
    visit: &mut dyn FnMut(&str, FileRow) -> Result<bool>,
) -> Result<()> {
    let columns = files::COLUMNS;
    let from = format!("SELECT {columns}, {WHEN} AS at FROM files WHERE kind IN (1,2,3) AND name<>x''");
    let order = format!("ORDER BY {WHEN} DESC, folder DESC, name DESC");
    // Beyond everything: the first page.
    let last = "9999-99-99T99:99:99";
    let (at, folder, name) = match after {
        Some(p) => (p.at.as_str(), p.key.folder.as_bytes(), p.key.name.as_slice()),
        None => (last, [].as_slice(), [].as_slice()),
    };
    let sql = format!("{from} AND ({WHEN}, folder, name) < (?1, ?2, ?3) {order}");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![at, folder, name])?;
    while let Some(row) = rows.next()? {
        let at: String = row.get(8)?;
        if !visit(&at, files::read_row(row)?)? {
            break;
        }
    }
    Ok(())
}

impl Position {
    /// A position read back from text of [`Self::to_bytes`]; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let at = bytes.get(..19)?;
        let (folder, name) = match bytes[19..].iter().rposition(|b| *b == b'/') {
            Some(slash) => (&bytes[19..19 + slash], &bytes[20 + slash..]),
            None => return None,
        };
        let key = FileKey { folder: FolderKey::from_bytes(folder), name: name.to_vec() };
        Some(Self { at: String::from_utf8(at.to_vec()).ok()?, key })
    }

    /// The moment, the folder, the name. A moment has 19 letters, a name has no '/'.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.at.as_bytes(), self.key.folder.as_bytes(), b"/", &self.key.name].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::path::RelPath;
    use crate::time::FileTime;

    fn catalog(dir: &std::path::Path, files: &[(&str, Option<&str>)]) -> Catalog {
        let catalog = Catalog::open(&dir.join("catalog.sqlite")).unwrap();
        for (path, taken) in files {
            let row = FileRow {
                key: FileKey::of(&RelPath::literal(path)),
                size: 1,
                mtime: FileTime::from_parts(1_563_000_000, 0),
                inode: 0,
                mode: 0,
                sha: None,
                taken: taken.map(str::to_owned),
            };
            files::put(&catalog.write(), &row).unwrap();
        }
        ensure_index(&catalog.write()).unwrap();
        catalog
    }

    fn names(page: &Page) -> Vec<String> {
        page.photos.iter().map(|(_, p)| p.key.to_path().to_string()).collect()
    }

    #[test]
    fn pages_follow_each_other_newest_first_and_none_is_left_out_or_told_twice() {
        let dir = tempfile::tempdir().unwrap();
        let taken = |year: u32| Some(format!("{year}-01-01T00:00:00"));
        let list: Vec<(String, Option<String>)> =
            (0..25).map(|i| (format!("a/{i:02}.jpg"), taken(2000 + i / 2))).collect();
        let list: Vec<_> = list.iter().map(|(p, t)| (p.as_str(), t.as_deref())).collect();
        let catalog = catalog(dir.path(), &list);
        let conn = catalog.reader().unwrap();
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = page(&conn, &[], &|_, _| true, after.as_ref(), 4).unwrap();
            all.extend(names(&page));
            let (at, last) = page.photos.last().unwrap();
            after = Some(Position { at: at.clone(), key: last.key.clone() });
            after = after.map(|p| Position::from_bytes(&p.to_bytes()).unwrap());
            if !page.more {
                break;
            }
        }
        let expected: Vec<String> = (0..25).rev().map(|i| format!("a/{i:02}.jpg")).collect();
        assert_eq!(all, expected);
        assert_eq!(count(&conn, &|_, _| true).unwrap(), 25);
    }

    #[test]
    fn the_second_of_a_pair_and_what_is_no_picture_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let files = ["IMG_1.HEIC", "IMG_1.MOV", "IMG_2.NEF", "IMG_2.JPG", "notes.txt", "film.mov"];
        let catalog = catalog(dir.path(), &files.map(|f| (f, None)));
        let page = page(&catalog.reader().unwrap(), &[], &|_, _| true, None, 10).unwrap();
        assert_eq!(names(&page), ["film.mov", "IMG_2.JPG", "IMG_1.HEIC"]);
        assert!(!page.more);
    }

    #[test]
    fn without_a_date_of_the_camera_the_files_time_counts() {
        let dir = tempfile::tempdir().unwrap();
        let files = [("old.jpg", Some("1999-01-01T00:00:00")), ("plain.jpg", None)];
        let catalog = catalog(dir.path(), &files);
        let found = page(&catalog.reader().unwrap(), &[], &|_, at| at.starts_with("2019"), None, 9).unwrap();
        assert_eq!(names(&found), ["plain.jpg"]);
    }

    #[test]
    fn nonsense_is_no_position() {
        for nonsense in ["", "2019", "2019-07-14T16:20:05no-slash"] {
            assert_eq!(Position::from_bytes(nonsense.as_bytes()), None);
        }
    }
}
