//! The commands that tell of places: their snapshots and the room they take.

use super::{Answer, Api, Open, refresh, with_open};
use crate::settings::PlaceSettings;
use crate::watcher::Watcher;
use crate::wire;
use elderphoto_engine::backup::Target;
use elderphoto_engine::catalog::{Connection, places, snapshots};
use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::inspect::{PlaceNumbers, room};
use elderphoto_engine::place::writer::lock_of;

impl Api {
    /// Every snapshot of every place, oldest first.
    pub fn snapshots(&self, place: Option<&str>) -> Answer<wire::Snapshots> {
        with_open(self, Open::to_tell, |open| {
            let chosen = chosen(open, place)?;
            refresh(open, &targets(open, &chosen, &Watcher::silent()), &Watcher::silent())?;
            let out = told_snapshots(&open.catalog.reader()?, &numbers(open, &chosen)?)?;
            Ok(wire::Snapshots { snapshots: out })
        })
    }

    /// What takes room where.
    pub fn usage(&self, place: Option<&str>) -> Answer<wire::Usage> {
        with_open(self, Open::to_tell, |open| {
            let chosen = chosen(open, place)?;
            refresh(open, &targets(open, &chosen, &Watcher::silent()), &Watcher::silent())?;
            let conn = open.catalog.reader()?;
            let mut out = Vec::new();
            for (settings, numbers) in chosen.iter().zip(numbers(open, &chosen)?) {
                let room = room::room(&conn, numbers.no)?;
                out.push(usage_place(numbers.name, &room, open.free_bytes(settings)));
            }
            Ok(wire::Usage { places: out })
        })
    }
}

/// The snapshots of these places, oldest first; one that several places have is told once.
pub(super) fn told_snapshots(
    conn: &Connection,
    places: &[PlaceNumbers],
) -> EngineResult<Vec<wire::Snapshot>> {
    let mut out: Vec<wire::Snapshot> = Vec::new();
    for row in snapshots::all(conn)? {
        let Some(place) = places.iter().find(|n| n.no == row.place) else { continue };
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
    Ok(out)
}

/// What takes room at one place.
pub(super) fn usage_place(name: String, room: &room::Room, free_bytes: Option<u64>) -> wire::UsagePlace {
    let year = |(year, amount): &(String, room::Amount)| wire::UsageYear {
        year: year.clone(),
        files: amount.files,
        bytes: amount.bytes,
    };
    wire::UsagePlace {
        name,
        mirror_bytes: room.mirror.bytes,
        mirror_files: room.mirror.files,
        versions_bytes: room.versions.bytes,
        versions_files: room.versions.files,
        years: room.years.iter().map(year).collect(),
        free_bytes,
    }
}

pub(super) fn chosen(open: &Open, name: Option<&str>) -> EngineResult<Vec<PlaceSettings>> {
    match name {
        None => Ok(open.settings.places.clone()),
        Some(name) => match open.settings.place(name) {
            Some(place) => Ok(vec![place.clone()]),
            None => Err(Error::coded(Code::PlaceUnknown, name)),
        },
    }
}

pub(super) fn targets(open: &Open, places: &[PlaceSettings], watcher: &Watcher) -> Vec<Target> {
    places.iter().map(|p| open.target(p, watcher)).collect()
}

pub(super) fn numbers(open: &Open, chosen: &[PlaceSettings]) -> EngineResult<Vec<PlaceNumbers>> {
    let one = |place: &PlaceSettings| {
        Ok(PlaceNumbers {
            name: place.name.clone(),
            no: places::get_or_add(&open.catalog.write(), &place.location_id)?.no,
            records_no: lock_of(&open.records).place(&place.location_id)?,
        })
    };
    chosen.iter().map(one).collect()
}
