//! Files that are one picture: a live photo and its video, a picture and its raw, by their names. The picture
//! stands for them in lists, and they come back with it.

use crate::catalog::files;
use crate::error::Result;
use crate::library::media::MediaKind;
use crate::path::FileKey;
use rusqlite::{Connection, params};

/// Whether a picture that the library has stands for this file of it.
pub fn is_second(conn: &Connection, key: &FileKey) -> Result<bool> {
    let Some((from, to)) = range(key) else { return Ok(false) };
    let sql = "SELECT EXISTS(SELECT 1 FROM files WHERE folder=? AND name>=? AND name<? AND kind=1)";
    Ok(conn.prepare_cached(sql)?.query_row(params![key.folder.as_bytes(), from, to], |r| r.get(0))?)
}

/// Whether a picture that was deleted as well stands for this deleted file.
pub fn is_second_deleted(conn: &Connection, key: &FileKey) -> Result<bool> {
    let Some((from, to)) = range(key) else { return Ok(false) };
    for name in names(conn, key, &from, &to)? {
        let other = FileKey { folder: key.folder.clone(), name };
        if MediaKind::of_name(&other.name) == MediaKind::Photo && files::get(conn, &other)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The files that a picture stands for and that places have or had.
pub fn seconds(conn: &Connection, key: &FileKey) -> Result<Vec<FileKey>> {
    if MediaKind::of_name(&key.name) != MediaKind::Photo {
        return Ok(Vec::new());
    }
    let (from, to) = ends(&key.name);
    let belongs = |name: &Vec<u8>| {
        matches!(MediaKind::of_name(name), MediaKind::Video | MediaKind::Raw | MediaKind::Sidecar)
    };
    let names = names(conn, key, &from, &to)?.into_iter().filter(belongs);
    Ok(names.map(|name| FileKey { folder: key.folder.clone(), name }).collect())
}

/// Every name of the folder in this range that is or was at a place.
fn names(conn: &Connection, key: &FileKey, from: &[u8], to: &[u8]) -> Result<Vec<Vec<u8>>> {
    let range = "folder=?1 AND name>=?2 AND name<?3";
    let mut statement = conn.prepare_cached(&format!(
        "SELECT name FROM held WHERE place IN (SELECT id FROM places) AND {range}
         UNION SELECT name FROM versions WHERE {range}"
    ))?;
    let names = statement.query_map(params![key.folder.as_bytes(), from, to], |r| r.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// Of the names that only another ending tells from this one; `None` for a picture, which stands for itself.
fn range(key: &FileKey) -> Option<(Vec<u8>, Vec<u8>)> {
    (MediaKind::of_name(&key.name) != MediaKind::Photo).then(|| ends(&key.name))
}

fn ends(name: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let dot = name.iter().rposition(|b| *b == b'.').unwrap_or(name.len());
    let stem = &name[..dot];
    // '/' comes after '.', and is in no name.
    ([stem, b"."].concat(), [stem, b"/"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::versions::{self, VersionRow};
    use crate::catalog::{Catalog, files::FileRow};
    use crate::digest::Digest;
    use crate::path::RelPath;
    use crate::time::FileTime;

    fn key(path: &str) -> FileKey {
        FileKey::of(&RelPath::literal(path))
    }

    fn catalog(dir: &std::path::Path, there: &[&str], deleted: &[&str]) -> Catalog {
        let catalog = Catalog::open(&dir.join("catalog.sqlite")).unwrap();
        let (size, mtime, taken) = (1, FileTime::default(), None);
        for path in there {
            let row = FileRow { key: key(path), size, mtime, inode: 0, mode: 0, sha: None, taken: None };
            files::put(&catalog.write(), &row).unwrap();
        }
        for path in deleted {
            let sha = Digest::of(path.as_bytes());
            let row = VersionRow { key: key(path), sha, size, mtime, taken: taken.clone() };
            versions::put(&catalog.write(), &row).unwrap();
        }
        catalog
    }

    #[test]
    fn a_picture_brings_what_it_stands_for_along() {
        let dir = tempfile::tempdir().unwrap();
        let there = ["a/IMG_1.HEIC", "a/IMG_1.MOV", "a/IMG_10.MOV", "a/IMG_1.XMP"];
        let kept =
            ["a/IMG_1.MOV", "a/IMG_1.AAE", "a/IMG_1.JPG", "a/IMG_1.DNG", "a/IMG_10.MOV", "b/IMG_1.MOV"];
        let catalog = catalog(dir.path(), &there, &kept);
        let conn = catalog.reader().unwrap();
        let expected = ["a/IMG_1.AAE", "a/IMG_1.DNG", "a/IMG_1.MOV"].map(key);
        assert_eq!(seconds(&conn, &key("a/IMG_1.HEIC")).unwrap(), expected);
        assert_eq!(seconds(&conn, &key("a/IMG_1.MOV")).unwrap(), []);
        assert!(is_second(&conn, &key("a/IMG_1.MOV")).unwrap());
        assert!(!is_second(&conn, &key("a/IMG_10.MOV")).unwrap());
    }

    #[test]
    fn a_deleted_video_stands_for_itself_while_its_picture_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let deleted = ["a/IMG_1.MOV", "a/IMG_2.MOV", "a/IMG_2.HEIC"];
        let catalog = catalog(dir.path(), &["a/IMG_1.HEIC"], &deleted);
        let conn = catalog.reader().unwrap();
        let second = |path: &str| is_second_deleted(&conn, &key(path)).unwrap();
        assert_eq!(
            [second("a/IMG_1.MOV"), second("a/IMG_2.MOV"), second("a/IMG_2.HEIC")],
            [false, true, false]
        );
    }
}
