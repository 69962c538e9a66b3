//! Everything the answer to "is every photo safe" rests on.

use super::inspect::{numbers, targets};
use super::{Open, Refreshed, refresh};
use crate::last_look::{LastLook, MAX_NAMED, PlaceLook, Trouble};
use crate::sentences::{LibraryTrouble, PlaceState, PlaceVerdict, VerdictInput};
use crate::settings::PlaceSettings;
use crate::watcher::Watcher;
use elderphoto_engine::backup::look;
use elderphoto_engine::catalog::snapshots;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::inspect::safety::{self, LibraryTotals, PlaceSafety};
use elderphoto_engine::library::media::{MediaKind, PhotoCount};
use elderphoto_engine::path::{FileKey, RelPath};
use elderphoto_engine::place::writer::lock_of;
use elderphoto_engine::problem::Problem;
use elderphoto_engine::records::{PlaceHistory, RoomOnDay};
use elderphoto_engine::time::Moment;
use std::collections::BTreeSet;

const DAY_S: i64 = 24 * 3600;
/// A place with less room than this beside what must come is as good as full.
const ROOM_TO_SPARE_BYTES: u64 = 64 << 20;

/// How library and places stand, and when that was seen.
pub(super) struct Standing {
    pub library: LibraryTotals,
    pub library_error: Option<Error>,
    /// The photo folder that the error speaks of.
    pub library_path: Option<String>,
    pub unread: Unread,
    pub places: Vec<PlaceStanding>,
    pub now: i64,
    /// When library and places were looked at, in seconds since 1970.
    pub looked: i64,
}

/// What of the library could not be read.
#[derive(Default)]
pub(super) struct Unread {
    pub photos: u64,
    pub others: u64,
    pub folders: u64,
    /// Links and the like, which are left out.
    pub left_out: u64,
    /// Those whose content was never read.
    pub never_read: BTreeSet<FileKey>,
}

/// How one place stands.
pub(super) struct PlaceStanding {
    pub settings: PlaceSettings,
    pub safety: PlaceSafety,
    pub history: PlaceHistory,
    /// Some run reached its end there.
    pub has_complete: bool,
    pub newest_finished: Option<String>,
    pub error: Option<Error>,
    pub free_bytes: Option<u64>,
    /// Free room day by day, oldest first.
    pub room: Vec<RoomOnDay>,
}

/// Looks at the library and at every place, and notes what was seen.
pub(super) fn look(open: &Open, watcher: &Watcher) -> EngineResult<Standing> {
    let chosen = open.settings.places.clone();
    let mut refreshed = refresh(open, &targets(open, &chosen, watcher), watcher)?;
    let now = open.clock.now().as_unix();
    // Whoever is at work has the library: what was seen of it last still holds.
    let unread = match &open.lock {
        Some(_) => Unread::of(&refreshed),
        None => LastLook::read(&open.last_look).map(|last| Unread::noted(&last)).unwrap_or_default(),
    };
    let library = safety::library(&open.catalog.reader()?)?;
    let mut places = stored(open, &library, &unread.never_read)?;
    for (place, error) in places.iter_mut().zip(std::mem::take(&mut refreshed.place_errors)) {
        if error.as_ref().is_some_and(|e| e.code() == Code::Stopped) {
            return Err(Error::stopped());
        }
        if error.is_none() {
            place.free_bytes = open.free_bytes(&place.settings);
        }
        place.error = error;
    }
    let standing = Standing {
        library,
        library_path: library_path(open),
        unread,
        library_error: refreshed.library_error,
        places,
        now,
        looked: now,
    };
    if open.lock.is_some() {
        note(open, &standing);
    }
    Ok(standing)
}

/// What is known without looking; `None` if nobody ever looked.
pub(super) fn known(open: &Open) -> EngineResult<Option<Standing>> {
    let Some(last) = LastLook::read(&open.last_look) else { return Ok(None) };
    let unread = Unread::noted(&last);
    let library = safety::library(&open.catalog.reader()?)?;
    let mut places = stored(open, &library, &unread.never_read)?;
    for place in &mut places {
        // A place that nobody looked at yet is not known to be there.
        let Some(seen) = last.places.get(place.settings.location_id.as_str()) else { return Ok(None) };
        let answered_since = place.history.last_contact.is_some_and(|m| m.as_unix() > last.at);
        place.error = seen.trouble.as_ref().filter(|_| !answered_since).map(Trouble::error);
        place.free_bytes = seen.free_bytes;
    }
    Ok(Some(Standing {
        library,
        library_error: last.library.as_ref().map(Trouble::error),
        library_path: library_path(open),
        unread,
        places,
        now: open.clock.now().as_unix(),
        looked: last.at,
    }))
}

/// What catalog and records know of each place.
fn stored(
    open: &Open,
    library: &LibraryTotals,
    unreadable: &BTreeSet<FileKey>,
) -> EngineResult<Vec<PlaceStanding>> {
    let watcher = Watcher::silent();
    let context = open.context(&watcher);
    let limit_s = open.settings.proof_days as i64 * DAY_S;
    let listed = snapshots::all(&open.catalog.reader()?)?;
    let numbers = numbers(open, &open.settings.places)?;
    // Each has a connection of its own, and a person waits for all.
    let safeties: Vec<EngineResult<PlaceSafety>> = std::thread::scope(|scope| {
        let context = &context;
        let begin = numbers.iter().map(|numbers| {
            scope.spawn(move || safety::place(context, numbers, limit_s, library, unreadable))
        });
        let threads: Vec<_> = begin.collect();
        let panicked = |_| Err(Error::internal("counting what a place holds panicked"));
        threads.into_iter().map(|t| t.join().unwrap_or_else(panicked)).collect()
    });
    let mut places = Vec::new();
    for ((settings, numbers), safety) in open.settings.places.iter().zip(&numbers).zip(safeties) {
        let newest = listed.iter().rev().find(|s| s.place == numbers.no && s.complete);
        let records = lock_of(&open.records);
        let (history, room) = (records.history(&settings.location_id)?, records.room(&settings.location_id)?);
        drop(records);
        places.push(PlaceStanding {
            safety: safety?,
            history,
            has_complete: newest.is_some(),
            newest_finished: newest.map(|s| s.finished.to_rfc3339()),
            error: None,
            free_bytes: None,
            room,
            settings: settings.clone(),
        });
    }
    Ok(places)
}

/// So that the next answer can be told at once. That it could not be noted changes no answer.
fn note(open: &Open, standing: &Standing) {
    let place = |place: &PlaceStanding| {
        let look = PlaceLook { trouble: place.error.as_ref().map(Trouble::of), free_bytes: place.free_bytes };
        (place.settings.location_id.as_str().to_owned(), look)
    };
    let look = LastLook {
        at: standing.looked,
        library: standing.library_error.as_ref().map(Trouble::of),
        unreadable: standing.unread.photos,
        unreadable_paths: standing.unread.never_read.iter().map(path_bytes).take(MAX_NAMED).collect(),
        unreadable_others: standing.unread.others,
        unreadable_folders: standing.unread.folders,
        left_out: standing.unread.left_out,
        places: standing.places.iter().map(place).collect(),
    };
    let rooms = standing.places.iter().filter_map(|p| Some((&p.settings.location_id, p.free_bytes?)));
    let noted = look.write(&open.last_look).and_then(|()| {
        let records = lock_of(&open.records);
        rooms.into_iter().try_for_each(|(id, free)| records.note_room(id, open.clock.now(), free))
    });
    if let Err(e) = noted {
        tracing::warn!("what was seen could not be noted: {e}");
    }
}

impl Unread {
    fn of(refreshed: &Refreshed) -> Self {
        let named = refreshed.problems.iter().filter(|p| p.code == Code::UnreadableFile);
        let named = named.filter_map(|p| RelPath::parse(p.path.as_bytes()).ok()).map(|p| FileKey::of(&p));
        let never_read: BTreeSet<FileKey> = refreshed.unreadable.iter().cloned().collect();
        let all: BTreeSet<FileKey> = named.chain(never_read.iter().cloned()).collect();
        let mut count = PhotoCount::default();
        let mut others = 0;
        for key in &all {
            count.add(key.folder.as_bytes(), &key.name);
            others += u64::from(!MediaKind::of_name(&key.name).is_picture());
        }
        let is_folder = |p: &&Problem| p.code == Code::UnreadableFolder;
        Self {
            photos: count.photos(),
            others,
            folders: refreshed.problems.iter().filter(is_folder).count() as u64,
            left_out: refreshed.left_out,
            never_read,
        }
    }

    fn noted(last: &LastLook) -> Self {
        let paths = last.unreadable_paths.iter().filter_map(|bytes| RelPath::parse(bytes).ok());
        Self {
            photos: last.unreadable,
            others: last.unreadable_others,
            folders: last.unreadable_folders,
            left_out: last.left_out,
            never_read: paths.map(|path| FileKey::of(&path)).collect(),
        }
    }
}

fn path_bytes(key: &FileKey) -> Vec<u8> {
    key.to_path().as_bytes().to_vec()
}

/// The photo folder that cannot be looked at; of several the one that it is.
fn library_path(open: &Open) -> Option<String> {
    let failing = look::failing_source(&open.library, &open.catalog);
    failing.or(open.library.sources().first()).map(|source| source.path.display().to_string())
}

pub(super) fn is_accessible(standing: &Standing) -> bool {
    match &standing.library_error {
        None => true,
        Some(e) => e.code() == Code::LibraryEmpty,
    }
}

pub(super) fn verdict_input(open: &Open, standing: &Standing) -> VerdictInput {
    let library = standing
        .library_error
        .as_ref()
        .map(|e| LibraryTrouble { code: e.code(), path: standing.library_path.clone() });
    let enabled = standing.places.iter().filter(|p| p.settings.enabled);
    VerdictInput {
        photos: standing.library.photos,
        library,
        unreadable: standing.unread.photos,
        unreadable_others: standing.unread.others,
        unreadable_folders: standing.unread.folders,
        left_out: standing.unread.left_out,
        switched_off: standing.places.iter().filter(|p| !p.settings.enabled).count() as u64,
        places: enabled.map(|place| verdict_of(open, place, standing.now)).collect(),
    }
}

/// One place as far as the answer goes.
pub(super) fn verdict_of(open: &Open, place: &PlaceStanding, now: i64) -> PlaceVerdict {
    PlaceVerdict {
        name: place.settings.name.clone(),
        state: state_of(place, now),
        limit_days: open.settings.proof_days,
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
    let is_new = place.history.last_success.is_none() && !place.has_complete;
    if safety.files == 0 && safety.bad == 0 && is_new {
        PlaceState::Never
    } else if safety.bad > 0 {
        PlaceState::Damaged { count: safety.bad }
    } else if safety.behind > 0 {
        behind(place)
    } else {
        match proven(safety, now) {
            PlaceState::Safe { .. } | PlaceState::PartlyFresh { .. } | PlaceState::FreshUnproven
                if safety.bad_history > 0 =>
            {
                PlaceState::DamagedHistory { count: safety.bad_history }
            }
            state => state,
        }
    }
}

/// What is not there yet; when the last run found no room for it, that is the reason.
fn behind(place: &PlaceStanding) -> PlaceState {
    let (photos, files) = (place.safety.photos_behind, place.safety.behind);
    let was_full = matches!(place.history.last_trouble, Some(Code::PlaceFull | Code::PlaceFullOfFiles));
    let needed = place.safety.bytes_behind + ROOM_TO_SPARE_BYTES;
    if was_full && place.free_bytes.is_none_or(|free| free < needed) {
        PlaceState::Full { photos, files }
    } else if photos > 0 {
        PlaceState::Behind { missing: photos }
    } else {
        PlaceState::BehindFiles { missing: files }
    }
}

/// Every copy is there: how well proven they are.
fn proven(safety: &PlaceSafety, now: i64) -> PlaceState {
    let days = |at: Moment| ((now - at.as_unix()).max(0) / DAY_S) as u64;
    let copies = safety.stale + safety.fresh;
    match (safety.stale, safety.fresh, safety.oldest_known_proof) {
        (0, 0, oldest) => PlaceState::Safe { oldest_proof_days: oldest.map_or(0, days) },
        (0, _, None) => PlaceState::FreshUnproven,
        (0, fresh, Some(_)) if fresh >= safety.files => PlaceState::FreshUnproven,
        (0, fresh, Some(oldest)) => PlaceState::PartlyFresh { oldest_proof_days: days(oldest), fresh },
        (_, _, Some(oldest)) if safety.oldest_proof.is_some() => {
            PlaceState::Safe { oldest_proof_days: days(oldest) }
        }
        _ if copies >= safety.files => PlaceState::Unproven,
        (count, ..) => PlaceState::PartlyUnproven { count },
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
