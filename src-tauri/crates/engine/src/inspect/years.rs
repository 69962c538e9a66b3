//! What can come back as a whole: the folders of the library, and the years.

use super::timeline::WHEN;
use crate::catalog::digest_column;
use crate::catalog::files::read_key;
use crate::digest::Digest;
use crate::error::Result;
use crate::library::media::PhotoCount;
use crate::path::{FileKey, RelPath};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// Folders deeper than that are told with the one they lie in.
const DEEPEST: usize = 3;

/// A folder with all below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whole {
    /// Photos and videos; a pair counts as one.
    pub photos: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// The years they were taken in.
    pub years: BTreeSet<i32>,
}

/// What is known of every file: of the library as last seen, and of each place. `WHEN` of a copy is that of
/// the library's file of the same content.
fn everything(columns: &str) -> String {
    format!(
        "SELECT {columns} FROM (
           SELECT folder, name, size, sha, {WHEN} AS at FROM files WHERE name<>x''
           UNION SELECT h.folder, h.name, h.size, h.sha,
             coalesce(f.taken, v.taken, strftime('%Y-%m-%dT%H:%M:%S', h.mtime/1000000000, 'unixepoch'))
           FROM held h
             LEFT JOIN files f ON f.folder=h.folder AND f.name=h.name AND f.sha=h.sha
             LEFT JOIN versions v ON v.folder=h.folder AND v.name=h.name AND v.sha=h.sha
           WHERE h.name<>x'' AND h.state=0)"
    )
}

/// Every folder that has photos in it or below it, the root (all of it) first.
pub fn folders(conn: &Connection) -> Result<BTreeMap<String, Whole>> {
    let sql = everything("folder, name, max(size), max(at)") + " GROUP BY folder, name ORDER BY folder, name";
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut out: BTreeMap<String, Whole> = BTreeMap::new();
    let mut counts: BTreeMap<RelPath, (PhotoCount, Whole)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key = read_key(row, 0)?;
        let folder = shallow(&key.folder.to_path());
        let (count, whole) = counts.entry(folder).or_default();
        count.add(key.folder.as_bytes(), &key.name);
        whole.bytes += row.get::<_, i64>(2)? as u64;
        whole.years.extend(year(&row.get::<_, String>(3)?));
    }
    for (folder, (count, whole)) in counts {
        for above in std::iter::successors(Some(folder), RelPath::parent) {
            let sum = out.entry(above.to_string()).or_default();
            sum.photos += count.photos();
            sum.bytes += whole.bytes;
            sum.years.extend(&whole.years);
        }
    }
    out.retain(|_, whole| whole.photos > 0);
    Ok(out)
}

fn shallow(folder: &RelPath) -> RelPath {
    let kept: Vec<&[u8]> = folder.components().take(DEEPEST).collect();
    RelPath::parse(&kept.join(&b'/')).unwrap_or_default()
}

fn year(at: &str) -> Option<i32> {
    at.get(..4)?.parse().ok()
}

/// Everything taken in a year, as it is in the library or at a place.
pub fn contents_of(conn: &Connection, wanted: i32) -> Result<Vec<(RelPath, Digest)>> {
    let sql = everything("DISTINCT folder, name, sha")
        + " WHERE sha IS NOT NULL AND substr(at,1,4)=? ORDER BY folder, name";
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([format!("{wanted:04}")], |row| {
        Ok((FileKey::to_path(&read_key(row, 0)?), digest_column(row, 2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::files::{self, FileRow};
    use crate::time::FileTime;

    fn catalog(dir: &std::path::Path) -> Catalog {
        let catalog = Catalog::open(&dir.join("catalog.sqlite")).unwrap();
        for (path, year) in [("a.jpg", 2019), ("2020/b.jpg", 2020), ("2020/x/y/z/c.jpg", 2021)] {
            let row = FileRow {
                key: FileKey::of(&RelPath::literal(path)),
                size: 10,
                mtime: FileTime::default(),
                inode: 0,
                mode: 0,
                sha: Some(Digest::of(path.as_bytes())),
                taken: Some(format!("{year}-01-01T00:00:00")),
            };
            files::put(&catalog.write(), &row).unwrap();
        }
        catalog
    }

    #[test]
    fn folders_are_counted_with_all_below_them() {
        let dir = tempfile::tempdir().unwrap();
        let folders = folders(&catalog(dir.path()).reader().unwrap()).unwrap();
        let told: Vec<_> = folders.iter().map(|(p, w)| (p.as_str(), w.photos, w.bytes)).collect();
        assert_eq!(told, [("", 3, 30), ("2020", 2, 20), ("2020/x", 1, 10), ("2020/x/y", 1, 10)]);
        assert_eq!(folders["2020"].years, BTreeSet::from([2020, 2021]));
    }

    #[test]
    fn a_year_is_what_was_taken_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let found = contents_of(&catalog(dir.path()).reader().unwrap(), 2021).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, RelPath::literal("2020/x/y/z/c.jpg"));
        assert!(contents_of(&catalog(dir.path()).reader().unwrap(), 1990).unwrap().is_empty());
    }
}
