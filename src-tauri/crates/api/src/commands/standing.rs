//! Everything the answer to "is every photo safe" rests on.

use super::inspect::{numbers, targets};
use super::{Open, refresh};
use crate::last_look::{LastLook, PlaceLook, Trouble};
use crate::sentences::{LibraryTrouble, PlaceState, PlaceVerdict, VerdictInput};
use crate::settings::PlaceSettings;
use crate::watcher::Watcher;
use elderphoto_engine::catalog::snapshots;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::inspect::safety::{self, LibraryTotals, PlaceSafety};
use elderphoto_engine::place::writer::lock_of;
use elderphoto_engine::records::{PlaceHistory, RoomOnDay};

const DAY_S: i64 = 24 * 3600;

/// How library and places stand, and when that was seen.
pub(super) struct Standing {
    pub library: LibraryTotals,
    pub library_error: Option<Error>,
    pub unreadable: u64,
    pub unreadable_folders: u64,
    pub places: Vec<PlaceStanding>,
    pub now: i64,
    /// When library and places were looked at, in seconds since 1970.
    pub looked: i64,
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
    let library = safety::library(&open.catalog.reader()?)?;
    let mut places = stored(open, &library)?;
    for (place, error) in places.iter_mut().zip(std::mem::take(&mut refreshed.place_errors)) {
        if error.as_ref().is_some_and(|e| e.code() == Code::Stopped) {
            return Err(Error::stopped());
        }
        if error.is_none() {
            place.free_bytes = open.free_bytes(&place.settings);
        }
        place.error = error;
    }
    let unreadable = |code: Code| refreshed.problems.iter().filter(|p| p.code == code).count() as u64;
    let standing = Standing {
        library,
        unreadable: unreadable(Code::UnreadableFile),
        unreadable_folders: unreadable(Code::UnreadableFolder),
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
    let library = safety::library(&open.catalog.reader()?)?;
    let mut places = stored(open, &library)?;
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
        unreadable: last.unreadable,
        unreadable_folders: last.unreadable_folders,
        places,
        now: open.clock.now().as_unix(),
        looked: last.at,
    }))
}

/// What catalog and records know of each place.
fn stored(open: &Open, library: &LibraryTotals) -> EngineResult<Vec<PlaceStanding>> {
    let watcher = Watcher::silent();
    let context = open.context(&watcher);
    let limit_s = open.settings.proof_days as i64 * DAY_S;
    let listed = snapshots::all(&open.catalog.reader()?)?;
    let numbers = numbers(open, &open.settings.places)?;
    // Each has a connection of its own, and a person waits for all.
    let safeties: Vec<EngineResult<PlaceSafety>> = std::thread::scope(|scope| {
        let context = &context;
        let begin = numbers
            .iter()
            .map(|numbers| scope.spawn(move || safety::place(context, numbers, limit_s, library)));
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
        unreadable: standing.unreadable,
        unreadable_folders: standing.unreadable_folders,
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

pub(super) fn is_accessible(standing: &Standing) -> bool {
    match &standing.library_error {
        None => true,
        Some(e) => e.code() == Code::LibraryEmpty,
    }
}

pub(super) fn verdict_input(open: &Open, standing: &Standing) -> VerdictInput {
    let library = standing.library_error.as_ref().map(|e| LibraryTrouble {
        code: e.code(),
        path: open.library.sources().first().map(|s| s.path.display().to_string()),
    });
    let enabled = standing.places.iter().filter(|p| p.settings.enabled);
    VerdictInput {
        photos: standing.library.photos,
        library,
        unreadable: standing.unreadable,
        unreadable_folders: standing.unreadable_folders,
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
