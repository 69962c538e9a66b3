//! The photo browser: pages of pictures, newest taken first, the contents a picture had, and what can come
//! back as a whole. All from what is known: nothing is looked at, and no run is kept waiting.

use super::inspect::{numbers, targets};
use super::photos::wire_photo;
use super::{Answer, Api, Open, runs, with_open};
use crate::pictures::Picture;
use crate::say;
use crate::watcher::Watcher;
use crate::wire::{self, FolderChoice, PhotoPage, PhotoVersion};
use crate::wishes::PhotoPageWish;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Local, NaiveDateTime};
use elderphoto_engine::catalog::{Connection, files, held, versions};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::format::text;
use elderphoto_engine::inspect::pairs;
use elderphoto_engine::inspect::photos::{self, Photo};
use elderphoto_engine::inspect::timeline::{self, Position};
use elderphoto_engine::inspect::{PlaceNumbers, safety, years};
use elderphoto_engine::library::media::MediaKind;
use elderphoto_engine::path::{FileKey, RelPath};
use elderphoto_engine::restore::wanted;
use elderphoto_engine::time::FileTime;
use elderphoto_engine::verify::attach_proofs;
use std::collections::{BTreeMap, BTreeSet};

/// No path begins like this; what follows is one that is not UTF-8, in base64.
const EXACT: &str = "//";

/// Gives a picture the number that the page asks for it by, where there is a picture.
pub type NamePicture<'a> = &'a dyn Fn(Picture) -> Option<u64>;

/// A page and how many there are in all, newest taken first.
struct Found {
    photos: Vec<(Position, Photo)>,
    more: bool,
    total: u64,
}

impl Api {
    /// A page of pictures.
    pub fn photo_page(&self, wish: &PhotoPageWish, name: NamePicture<'_>) -> Answer<PhotoPage> {
        with_open(self, Open::to_know, |open| {
            let places = numbers(open, &open.settings.places)?;
            let after = wish.after.as_deref().map(position).transpose()?;
            let search = Search::new(&wish.search);
            let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
            let found = match (&wish.at, wish.deleted) {
                (Some(at), _) => at_snapshot(open, at, &search, after, limit)?,
                (None, true) => deleted(open, &places, &search, after, limit)?,
                (None, false) => present(open, &places, &search, after.as_ref(), limit)?,
            };
            let last = found.photos.last().filter(|_| found.more);
            Ok(PhotoPage {
                next: last.map(|(position, _)| URL_SAFE_NO_PAD.encode(position.to_bytes())),
                total: found.total,
                photos: found.photos.iter().map(|(_, photo)| told(photo, &places, name)).collect(),
            })
        })
    }

    /// What is known of one photo (`PathWish.path`), deleted or not.
    pub fn photo(&self, path: &str, name: NamePicture<'_>) -> Answer<Option<wire::Photo>> {
        with_open(self, Open::to_know, |open| {
            let conn = open.catalog.reader()?;
            attach_proofs(&conn, &open.context(&Watcher::silent()))?;
            let places = numbers(open, &open.settings.places)?;
            let photo = photos::of(&conn, &places, &FileKey::of(&exact_path(path)?))?;
            Ok(photo.map(|photo| told(&photo, &places, name)))
        })
    }

    /// Photos by their exact paths, each with what belongs to it: the video of a live photo, a raw, side files.
    pub(crate) fn with_what_belongs(&self, paths: &[String]) -> Answer<Vec<Vec<u8>>> {
        with_open(self, Open::to_know, |open| {
            let conn = open.catalog.reader()?;
            let mut all = Vec::new();
            for path in paths {
                let path = exact_path(path)?;
                let seconds = pairs::seconds(&conn, &FileKey::of(&path))?;
                all.push(path.as_bytes().to_vec());
                all.extend(seconds.into_iter().map(|key| key.to_path().as_bytes().to_vec()));
            }
            Ok(all)
        })
    }

    /// Every content that a picture (`PathWish.path`) has or had, the newest first. None yet, where it is in the
    /// library and was never read.
    pub fn photo_versions(&self, path: &str, name: NamePicture<'_>) -> Answer<Vec<PhotoVersion>> {
        with_open(self, Open::to_know, |open| {
            let conn = open.catalog.reader()?;
            let places = numbers(open, &open.settings.places)?;
            let key = FileKey::of(&exact_path(path)?);
            let in_library = files::get(&conn, &key)?;
            let present = in_library.as_ref().and_then(|file| file.sha);
            let mut out = Vec::new();
            for row in versions::of(&conn, &key)? {
                let is_present = present == Some(row.sha);
                let path = is_present.then(|| key.to_path());
                let picture = Picture::new(&key.name, path, Some(row.sha), row.size, row.mtime);
                out.push(PhotoVersion {
                    sha256: row.sha.to_hex(),
                    id: name(picture),
                    size: row.size,
                    modified: modified(row.mtime).to_rfc3339(),
                    taken: row.taken,
                    present: is_present,
                    places: having(&conn, &places, &key, row.sha.as_bytes())?,
                });
            }
            let is_known = in_library.is_some() || !out.is_empty();
            if is_known { Ok(out) } else { Err(Error::coded(Code::PhotoUnknown, path)) }
        })
    }

    /// Folders that can come back as a whole; the first is all of it.
    pub fn folders(&self) -> Answer<Vec<FolderChoice>> {
        with_open(self, Open::to_know, |open| {
            let folders = years::folders(&open.catalog.reader()?)?;
            let told = folders.into_iter().map(|(path, whole)| FolderChoice {
                path,
                photos: whole.photos,
                bytes: whole.bytes,
                years: whole.years.into_iter().collect(),
            });
            Ok(told.collect())
        })
    }

    /// The folders, as bytes, that a readable path (`FolderChoice.path`) stands for. Several, where what cannot
    /// be read as text looks the same.
    pub(crate) fn folders_of(&self, path: &str) -> Answer<Vec<Vec<u8>>> {
        if !path.contains(char::REPLACEMENT_CHARACTER) {
            return Ok(vec![path.as_bytes().to_vec()]);
        }
        with_open(self, Open::to_know, |open| {
            let mut folders = BTreeSet::new();
            versions::each_key(&open.catalog.reader()?, &mut |key| {
                let above = std::iter::successors(key.to_path().parent(), RelPath::parent);
                folders.extend(above.filter(|folder| text::to_text(folder.as_bytes()).0 == path));
            })?;
            if folders.is_empty() {
                return Err(Error::coded(Code::PhotoUnknown, path));
            }
            Ok(folders.into_iter().map(|folder| folder.as_bytes().to_vec()).collect())
        })
    }
}

fn present(
    open: &Open,
    places: &[PlaceNumbers],
    search: &Search,
    after: Option<&Position>,
    limit: usize,
) -> EngineResult<Found> {
    // Without the index a page takes longer.
    if let Err(e) = timeline::ensure_index(&open.catalog.write()) {
        tracing::info!("no index by time yet: {e}");
    }
    let conn = open.catalog.reader()?;
    attach_proofs(&conn, &open.context(&Watcher::silent()))?;
    let takes = |path: &RelPath, at: &str| search.takes(path, at);
    let page = timeline::page(&conn, places, &takes, after, limit)?;
    let total = match search.is_empty() {
        true => safety::library(&conn)?.photos,
        false => timeline::count(&conn, &takes)?,
    };
    let placed = |(at, photo): (String, Photo)| (Position { at, key: photo.key.clone() }, photo);
    Ok(Found { photos: page.photos.into_iter().map(placed).collect(), more: page.more, total })
}

fn deleted(
    open: &Open,
    places: &[PlaceNumbers],
    search: &Search,
    after: Option<Position>,
    limit: usize,
) -> EngineResult<Found> {
    let mut newest = Newest::new(after, limit);
    let conn = open.catalog.reader()?;
    photos::each(&open.context(&Watcher::silent()), places, &mut |photo| {
        if photo.deleted && is_picture(&photo.key) && !pairs::is_second_deleted(&conn, &photo.key)? {
            newest.take(search, photo);
        }
        Ok(())
    })?;
    Ok(newest.found())
}

fn at_snapshot(
    open: &Open,
    at: &str,
    search: &Search,
    after: Option<Position>,
    limit: usize,
) -> EngineResult<Found> {
    let id = runs::snapshot_id(open, at)?;
    let watcher = Watcher::silent();
    let targets = targets(open, &open.settings.places, &watcher);
    let conn = open.catalog.reader()?;
    let mut newest = Newest::new(after, limit);
    wanted::each_of_snapshot(&open.context(&watcher), &targets, &id, &mut |file, having| {
        let Some(node) = file.node.filter(|_| is_picture(&file.key)) else { return };
        let known = files::get(&conn, &file.key).ok().flatten().filter(|f| f.sha == Some(node.sha256));
        let at = |name: &&str| open.settings.places.iter().position(|p| p.name == *name);
        newest.take(
            search,
            Photo {
                key: file.key,
                size: node.size,
                mtime: node.mtime,
                sha: Some(node.sha256),
                taken: known.and_then(|file| file.taken),
                deleted: false,
                versions: 1,
                places: having.iter().filter_map(at).map(|place| (place, None)).collect(),
                kept: Vec::new(),
            },
        );
    })?;
    Ok(newest.found())
}

fn is_picture(key: &FileKey) -> bool {
    matches!(MediaKind::of_name(&key.name), MediaKind::Photo | MediaKind::Video | MediaKind::Raw)
}

/// Keeps the newest of what goes by, no more than a page of it.
struct Newest {
    after: Option<Position>,
    limit: usize,
    kept: BTreeMap<Position, Photo>,
    more: bool,
    total: u64,
}

impl Newest {
    fn new(after: Option<Position>, limit: usize) -> Self {
        Self { after, limit, kept: BTreeMap::new(), more: false, total: 0 }
    }

    fn take(&mut self, search: &Search, photo: Photo) {
        let at = photo.taken.clone().unwrap_or_else(|| written(utc(photo.mtime)));
        if !search.takes(&photo.key.to_path(), &at) {
            return;
        }
        self.total += 1;
        let position = Position { at, key: photo.key.clone() };
        if self.after.as_ref().is_some_and(|after| position >= *after) {
            return;
        }
        self.kept.insert(position, photo);
        if self.kept.len() > self.limit {
            self.kept.pop_first();
            self.more = true;
        }
    }

    fn found(self) -> Found {
        Found { photos: self.kept.into_iter().rev().collect(), more: self.more, total: self.total }
    }
}

/// Words that must all be in the path or the date.
struct Search(Vec<String>);

impl Search {
    fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn takes(&self, path: &RelPath, at: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let month = at.get(5..7).and_then(|m| m.parse::<u64>().ok()).unwrap_or(0);
        let month = if month == 0 { String::new() } else { say!("month-name", month = month) };
        let day = at.get(..10).unwrap_or_default();
        let text = format!("{} {day} {month}", path.display()).to_lowercase();
        self.0.iter().all(|word| text.contains(word.as_str()))
    }
}

fn told(photo: &Photo, places: &[PlaceNumbers], name: NamePicture<'_>) -> wire::Photo {
    let path = (!photo.deleted).then(|| photo.key.to_path());
    let picture = Picture::new(&photo.key.name, path, photo.sha, photo.size, photo.mtime);
    let taken = photo.taken.clone().or_else(|| Some(written(modified(photo.mtime).naive_local())));
    wire::Photo { id: name(picture), taken, ..wire_photo(photo, places) }
}

fn position(text: &str) -> EngineResult<Position> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let position = bytes.and_then(|bytes| Position::from_bytes(&bytes));
    position.ok_or_else(|| Error::coded(Code::BadArgument, "after"))
}

fn modified(mtime: FileTime) -> DateTime<Local> {
    DateTime::from_timestamp(mtime.seconds(), 0).unwrap_or_default().with_timezone(&Local)
}

fn utc(mtime: FileTime) -> NaiveDateTime {
    DateTime::from_timestamp(mtime.seconds(), 0).unwrap_or_default().naive_utc()
}

fn written(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn having(
    conn: &Connection,
    places: &[PlaceNumbers],
    key: &FileKey,
    sha: &[u8],
) -> EngineResult<Vec<String>> {
    let mut out = Vec::new();
    for place in places {
        if held::has(conn, place.no, key, sha)? {
            out.push(place.name.clone());
        }
    }
    Ok(out)
}

/// What the page means by a path: its text, or after [`EXACT`] its bytes in base64.
pub(crate) fn exact_path(path: &str) -> EngineResult<RelPath> {
    let unknown = || Error::coded(Code::PhotoUnknown, path);
    match path.strip_prefix(EXACT) {
        Some(base64) => RelPath::parse(&STANDARD.decode(base64).map_err(|_| unknown())?),
        None => RelPath::parse(path.as_bytes()),
    }
    .ok()
    .filter(|path| !path.is_root())
    .ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_in_the_path_or_the_date() {
        let path = RelPath::literal("Holidays/Lake Garda/IMG_1.jpg");
        for (words, fits) in [
            ("", true),
            ("garda", true),
            ("LAKE july", true),
            ("2019-07", true),
            ("lake august", false),
            ("img holidays 2019", true),
        ] {
            assert_eq!(Search::new(words).takes(&path, "2019-07-14T16:20:05"), fits, "{words}");
        }
    }

    #[test]
    fn the_newest_are_kept_and_all_are_counted() {
        let photo = |n: i64| Photo {
            key: FileKey::of(&RelPath::literal(&format!("{n}.jpg"))),
            size: 1,
            mtime: FileTime::from_parts(n * 86_400, 0),
            sha: None,
            taken: None,
            deleted: true,
            versions: 1,
            places: vec![],
            kept: Vec::new(),
        };
        let (mut after, mut told) = (None, Vec::new());
        loop {
            let mut newest = Newest::new(after.clone(), 3);
            [4, 1, 7, 2, 6, 3, 5].into_iter().for_each(|n| newest.take(&Search::new(""), photo(n)));
            let found = newest.found();
            assert_eq!(found.total, 7);
            told.extend(found.photos.iter().map(|(_, p)| p.mtime.seconds() / 86_400));
            after = found.photos.last().map(|(position, _)| position.clone());
            if !found.more {
                break;
            }
        }
        assert_eq!(told, [7, 6, 5, 4, 3, 2, 1]);
    }
}
