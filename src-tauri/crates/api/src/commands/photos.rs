//! The command that tells of each photo.

use super::answers::readable;
use super::inspect::{chosen, numbers, targets};
use super::{Answer, Api, Open, refresh, with_open};
use crate::requests::PhotosRequest;
use crate::watcher::Watcher;
use crate::wire;
use elderphoto_engine::backup::Target;
use elderphoto_engine::error::Result as EngineResult;
use elderphoto_engine::format::text;
use elderphoto_engine::inspect::{PlaceNumbers, photos};
use elderphoto_engine::library::media::MediaKind;
use elderphoto_engine::restore::wanted;

impl Api {
    /// Every photo, where it is, and its versions.
    pub fn photos(&self, request: PhotosRequest) -> Answer<wire::Photos> {
        with_open(self, Open::to_tell, |open| {
            let chosen = chosen(open, None)?;
            let targets = targets(open, &chosen, &Watcher::silent());
            refresh(open, &targets, &Watcher::silent())?;
            let filter = Filter::new(&request);
            let numbers = numbers(open, &chosen)?;
            let mut out = Vec::new();
            match &request.at {
                None => photos::each(&open.context(&Watcher::silent()), &numbers, &mut |photo| {
                    if filter.takes(&photo.key.to_path(), photo.deleted) {
                        out.push(wire_photo(&photo, &numbers));
                    }
                    Ok(())
                })?,
                Some(at) => photos_at(open, &targets, at, &filter, &mut out)?,
            }
            Ok(wire::Photos { photos: out })
        })
    }
}

pub(super) fn wire_photo(photo: &photos::Photo, numbers: &[PlaceNumbers]) -> wire::Photo {
    let (path, path_b64) = text::to_text(photo.key.to_path().as_bytes());
    wire::Photo {
        id: None,
        path,
        path_b64,
        size: photo.size,
        sha256: photo.sha.map(|s| s.to_hex()),
        taken: photo.taken.clone(),
        kind: MediaKind::of_name(&photo.key.name).as_str().into(),
        deleted: photo.deleted,
        versions: photo.versions,
        places: photo
            .places
            .iter()
            .map(|(at, proven)| wire::PhotoPlace {
                name: numbers[*at].name.clone(),
                proven: proven.map(|m| m.to_rfc3339()),
            })
            .collect(),
        kept: photo.kept.iter().map(|at| numbers[*at].name.clone()).collect(),
    }
}

/// The photos of a snapshot, as the places that have it say.
fn photos_at(
    open: &Open,
    targets: &[Target],
    at: &str,
    filter: &Filter,
    out: &mut Vec<wire::Photo>,
) -> EngineResult<()> {
    let id = super::runs::snapshot_id(open, at)?;
    let watcher = Watcher::silent();
    wanted::each_of_snapshot(&open.context(&watcher), targets, &id, &mut |file, having| {
        let Some(node) = file.node else { return };
        let path = file.key.to_path();
        if !filter.takes(&path, false) {
            return;
        }
        let (_, path_b64) = text::to_text(path.as_bytes());
        out.push(wire::Photo {
            id: None,
            path: readable(&path),
            path_b64,
            size: node.size,
            sha256: Some(node.sha256.to_hex()),
            taken: None,
            kind: MediaKind::of_name(&file.key.name).as_str().into(),
            deleted: false,
            versions: 1,
            places: having
                .iter()
                .map(|name| wire::PhotoPlace { name: (*name).to_owned(), proven: None })
                .collect(),
            kept: Vec::new(),
        });
    })
}

/// Which photos are asked for.
struct Filter {
    deleted: bool,
    pattern: Option<Vec<u8>>,
    is_glob: bool,
}

impl Filter {
    fn new(request: &PhotosRequest) -> Self {
        let pattern = request.pattern.as_ref().map(|p| p.to_lowercase().into_bytes());
        let is_glob = pattern.as_ref().is_some_and(|p| p.contains(&b'*') || p.contains(&b'?'));
        Self { deleted: request.deleted, pattern, is_glob }
    }

    fn takes(&self, path: &elderphoto_engine::path::RelPath, deleted: bool) -> bool {
        if deleted != self.deleted {
            return false;
        }
        let Some(pattern) = &self.pattern else { return true };
        let lower = match std::str::from_utf8(path.as_bytes()) {
            Ok(text) => text.to_lowercase().into_bytes(),
            Err(_) => path.as_bytes().to_ascii_lowercase(),
        };
        if self.is_glob {
            glob(pattern, &lower)
        } else {
            lower.windows(pattern.len().max(1)).any(|w| w == pattern) || pattern.is_empty()
        }
    }
}

/// `*` stands for any bytes, `?` for one.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_and_question_marks_match() {
        for (pattern, text, fits) in [
            ("2024/*.jpg", "2024/11/a.jpg", true),
            ("*/a?.jpg", "2024/a1.jpg", true),
            ("*/a?.jpg", "2024/a12.jpg", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*", "ba", false),
        ] {
            assert_eq!(glob(pattern.as_bytes(), text.as_bytes()), fits, "{pattern} {text}");
        }
    }
}
