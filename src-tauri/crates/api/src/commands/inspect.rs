//! The commands that tell: status, health, snapshots, photos, usage.

use super::answers::readable;
use super::{Answer, Api, Open, Refreshed, refresh, with_open};
use crate::requests::PhotosRequest;
use crate::sentences::{self, Context as Words, LibraryTrouble, PlaceState, PlaceVerdict, VerdictInput};
use crate::settings::PlaceSettings;
use crate::watcher::Watcher;
use crate::wire;
use elderphoto_engine::backup::Target;
use elderphoto_engine::catalog::{places, snapshots};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::format::text;
use elderphoto_engine::inspect::safety::{self, LibraryTotals, PlaceSafety};
use elderphoto_engine::inspect::{PlaceNumbers, photos, room};
use elderphoto_engine::library::media::MediaKind;
use elderphoto_engine::place::writer::lock_of;
use elderphoto_engine::records::PlaceHistory;
use elderphoto_engine::restore::wanted;
use std::collections::BTreeSet;

const DAY_S: i64 = 24 * 3600;

/// Everything the answer to "is every photo safe" rests on.
struct Standing {
    library: LibraryTotals,
    refreshed: Refreshed,
    places: Vec<PlaceStanding>,
    now: i64,
}

struct PlaceStanding {
    settings: PlaceSettings,
    safety: PlaceSafety,
    history: PlaceHistory,
    /// Some run reached its end there.
    has_complete: bool,
    newest_finished: Option<String>,
    error: Option<Error>,
    free_bytes: Option<u64>,
}

impl Api {
    /// How safe everything is, and where.
    pub fn status(&self) -> Answer<wire::Status> {
        with_open(self, Open::to_tell, |open| {
            let standing = stand(open)?;
            Ok(status(open, &standing))
        })
    }

    /// The same in one word.
    pub fn health(&self) -> Answer<wire::Health> {
        with_open(self, Open::to_tell, |open| {
            let standing = stand(open)?;
            let (health, message) = sentences::health(&verdict_input(open, &standing));
            let enabled: Vec<_> = standing.places.iter().filter(|p| p.settings.enabled).collect();
            let reached = enabled.iter().filter(|p| p.error.is_none()).count();
            Ok(wire::Health {
                health,
                message,
                primary_accessible: is_accessible(&standing),
                backups_accessible: format!("{reached}/{}", enabled.len()),
                timestamp: open.clock.now().to_rfc3339(),
            })
        })
    }

    /// Every snapshot of every place, oldest first.
    pub fn snapshots(&self, place: Option<&str>) -> Answer<wire::Snapshots> {
        with_open(self, Open::to_tell, |open| {
            let chosen = chosen(open, place)?;
            refresh(open, &targets(open, &chosen), &Watcher::silent())?;
            let mut out: Vec<wire::Snapshot> = Vec::new();
            let numbers = numbers(open, &chosen)?;
            for row in snapshots::all(&open.catalog.write())? {
                let Some(place) = numbers.iter().find(|n| n.no == row.place) else { continue };
                match out.last_mut() {
                    Some(last) if last.id == row.id.as_str() => {
                        last.places.push(place.name.clone());
                        last.files = last.files.max(row.files);
                        last.bytes = last.bytes.max(row.bytes);
                    }
                    _ => out.push(wire::Snapshot {
                        id: row.id.as_str().to_owned(),
                        started: row.started.to_rfc3339(),
                        finished: row.finished.to_rfc3339(),
                        complete: row.complete,
                        files: row.files,
                        bytes: row.bytes,
                        places: vec![place.name.clone()],
                    }),
                }
            }
            Ok(wire::Snapshots { snapshots: out })
        })
    }

    /// Every photo, where it is, and its versions.
    pub fn photos(&self, request: PhotosRequest) -> Answer<wire::Photos> {
        with_open(self, Open::to_tell, |open| {
            let chosen = chosen(open, None)?;
            let targets = targets(open, &chosen);
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

    /// What takes room where.
    pub fn usage(&self, place: Option<&str>) -> Answer<wire::Usage> {
        with_open(self, Open::to_tell, |open| {
            let chosen = chosen(open, place)?;
            refresh(open, &targets(open, &chosen), &Watcher::silent())?;
            let conn = open.catalog.reader()?;
            let mut out = Vec::new();
            for (settings, numbers) in chosen.iter().zip(numbers(open, &chosen)?) {
                let room = room::room(&conn, numbers.no)?;
                let years = room.years.iter().map(|(year, amount)| wire::UsageYear {
                    year: year.clone(),
                    files: amount.files,
                    bytes: amount.bytes,
                });
                out.push(wire::UsagePlace {
                    name: numbers.name,
                    mirror_bytes: room.mirror.bytes,
                    mirror_files: room.mirror.files,
                    versions_bytes: room.versions.bytes,
                    versions_files: room.versions.files,
                    years: years.collect(),
                    free_bytes: open.free_bytes(settings),
                });
            }
            Ok(wire::Usage { places: out })
        })
    }
}

fn chosen(open: &Open, name: Option<&str>) -> EngineResult<Vec<PlaceSettings>> {
    match name {
        None => Ok(open.settings.places.clone()),
        Some(name) => match open.settings.place(name) {
            Some(place) => Ok(vec![place.clone()]),
            None => Err(Error::coded(Code::PlaceUnknown, name)),
        },
    }
}

fn targets(open: &Open, places: &[PlaceSettings]) -> Vec<Target> {
    places.iter().map(|p| open.target(p, &Watcher::silent())).collect()
}

fn numbers(open: &Open, chosen: &[PlaceSettings]) -> EngineResult<Vec<PlaceNumbers>> {
    let one = |place: &PlaceSettings| {
        Ok(PlaceNumbers {
            name: place.name.clone(),
            no: places::get_or_add(&open.catalog.write(), &place.location_id)?.no,
            records_no: lock_of(&open.records).place(&place.location_id)?,
        })
    };
    chosen.iter().map(one).collect()
}

fn stand(open: &Open) -> EngineResult<Standing> {
    let watcher = Watcher::silent();
    let chosen = open.settings.places.clone();
    let refreshed = refresh(open, &targets(open, &chosen), &watcher)?;
    let context = open.context(&watcher);
    let limit_s = open.settings.proof_days as i64 * DAY_S;
    let listed = snapshots::all(&open.catalog.write())?;
    let mut places = Vec::new();
    for (settings, numbers) in chosen.into_iter().zip(numbers(open, &open.settings.places)?) {
        let newest = listed.iter().rev().find(|s| s.place == numbers.no && s.complete);
        places.push(PlaceStanding {
            safety: safety::place(&context, &numbers, limit_s)?,
            history: lock_of(&open.records).history(&settings.location_id)?,
            has_complete: newest.is_some(),
            newest_finished: newest.map(|s| s.finished.to_rfc3339()),
            error: None,
            free_bytes: None,
            settings,
        });
    }
    let mut refreshed = refreshed;
    for (place, error) in places.iter_mut().zip(std::mem::take(&mut refreshed.place_errors)) {
        if error.is_none() {
            place.free_bytes = open.free_bytes(&place.settings);
        }
        place.error = error;
    }
    let library = safety::library(&open.catalog.write())?;
    Ok(Standing { library, refreshed, places, now: open.clock.now().as_unix() })
}

fn is_accessible(standing: &Standing) -> bool {
    match &standing.refreshed.library_error {
        None => true,
        Some(e) => e.code() == Code::LibraryEmpty,
    }
}

fn verdict_input(open: &Open, standing: &Standing) -> VerdictInput {
    let library = standing.refreshed.library_error.as_ref().map(|e| LibraryTrouble {
        code: e.code(),
        path: open.library.sources().first().map(|s| s.path.display().to_string()),
    });
    let enabled = standing.places.iter().filter(|p| p.settings.enabled);
    let unreadable =
        |code: Code| standing.refreshed.problems.iter().filter(|p| p.code == code).count() as u64;
    VerdictInput {
        photos: standing.library.photos,
        library,
        unreadable: unreadable(Code::UnreadableFile),
        unreadable_folders: unreadable(Code::UnreadableFolder),
        places: enabled
            .map(|place| PlaceVerdict {
                name: place.settings.name.clone(),
                state: state_of(place, standing.now),
                limit_days: open.settings.proof_days,
            })
            .collect(),
    }
}

fn state_of(place: &PlaceStanding, now: i64) -> PlaceState {
    let days_since = |at: i64| ((now - at).max(0) / DAY_S) as u64;
    let safety = &place.safety;
    match &place.error {
        Some(e) if is_not_there(e.code()) => {
            let last = place.history.last_contact.map_or(now, |m| m.as_unix());
            return PlaceState::NotConnected { days: days_since(last) };
        }
        Some(e) => return PlaceState::Trouble(e.code()),
        None => {}
    }
    if safety.files == 0 && safety.bad == 0 && !place.has_complete {
        PlaceState::Never
    } else if safety.bad > 0 {
        PlaceState::Damaged { count: safety.bad }
    } else if safety.behind > 0 {
        let missing = if safety.photos_behind > 0 { safety.photos_behind } else { safety.behind };
        PlaceState::Behind { missing }
    } else {
        match (safety.stale, safety.fresh, safety.oldest_proof) {
            (_, _, Some(oldest)) => PlaceState::Safe { oldest_proof_days: days_since(oldest.as_unix()) },
            (0, fresh, None) if fresh > 0 => PlaceState::FreshUnproven,
            (0, _, None) => PlaceState::Safe { oldest_proof_days: 0 },
            (_, _, None) => PlaceState::Unproven,
        }
    }
}

/// Whether nobody answers: what a person should look at is the same, a switch or a cable.
fn is_not_there(code: Code) -> bool {
    matches!(
        code,
        Code::PlaceNotConnected
            | Code::PlaceTimedOut
            | Code::HostNotFound
            | Code::HostUnreachable
            | Code::ConnectionLost
    )
}

fn status(open: &Open, standing: &Standing) -> wire::Status {
    let verdict = sentences::verdict(&verdict_input(open, standing));
    let source = open.library.sources().first();
    wire::Status {
        timestamp: open.clock.now().to_rfc3339(),
        primary: wire::Primary {
            name: open.settings.library.name.clone(),
            path: source.map(|s| s.path.display().to_string()).unwrap_or_default(),
            accessible: is_accessible(standing),
            photos: standing.library.photos,
            files: standing.library.files,
            bytes: standing.library.bytes,
        },
        backups: standing.places.iter().map(status_place).collect(),
        rule_321: rule(standing),
        verdict: verdict.verdict.into(),
        sentence: verdict.sentence,
        more: verdict.more,
    }
}

fn status_place(place: &PlaceStanding) -> wire::StatusPlace {
    let settings = &place.settings;
    let success = place.history.last_success.map(|m| m.to_rfc3339());
    wire::StatusPlace {
        name: settings.name.clone(),
        kind: settings.kind.as_str().into(),
        enabled: settings.enabled,
        remote: settings.sftp().is_some(),
        ssh_host: settings.sftp().map(|far| far.host.clone()),
        accessible: place.error.is_none(),
        trouble: place.error.as_ref().map(|e| e.code().as_str().to_owned()),
        trouble_message: place
            .error
            .as_ref()
            .map(|e| sentences::failure(e.code(), &Words::new().place(&settings.name))),
        last_success: success.or_else(|| place.newest_finished.clone()),
        last_verified: place.safety.oldest_proof.map(|m| m.to_rfc3339()),
        photos: place.safety.photos,
        files: place.safety.files,
        bytes: place.safety.bytes,
        behind: place.safety.behind,
        free_bytes: place.free_bytes,
        offsite: settings.offsite,
        medium: settings.medium.clone(),
    }
}

/// Three copies, two kinds of storage, one off site: counted over places that hold a finished copy.
fn rule(standing: &Standing) -> wire::Rule321 {
    let holding: Vec<_> = standing.places.iter().filter(|p| p.settings.enabled && p.has_complete).collect();
    let primary = u64::from(is_accessible(standing));
    let copies = primary + holding.len() as u64;
    let offsite = holding.iter().filter(|p| p.settings.offsite).count() as u64;
    // This computer is one kind; a place whose kind nobody named counts as one other.
    let named: BTreeSet<&str> = holding.iter().filter_map(|p| p.settings.medium.as_deref()).collect();
    let others = named.len().max(usize::from(!holding.is_empty()));
    let kinds = primary + others as u64;
    let missing = sentences::rule_missing(copies, kinds, offsite);
    wire::Rule321 { ok: missing.is_empty(), copies, kinds, offsite, missing }
}

fn wire_photo(photo: &photos::Photo, numbers: &[PlaceNumbers]) -> wire::Photo {
    let (path, path_b64) = text::to_text(photo.key.to_path().as_bytes());
    wire::Photo {
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
            path: readable(&path),
            path_b64,
            size: node.size,
            sha256: Some(node.sha256.to_hex()),
            taken: None,
            kind: MediaKind::of_name(&file.key.name).as_str().into(),
            deleted: false,
            versions: 1,
            places: having.iter().map(|name| wire::PhotoPlace { name: name.clone(), proven: None }).collect(),
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
