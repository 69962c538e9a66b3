//! One place in detail, from what is known.

use super::inspect::{numbers, told_snapshots};
use super::places::{find, info};
use super::{Answer, Api, Open, with_open};
use crate::last_look::LastLook;
use crate::wire::{self, PlaceDetails, RoomDay};
use elderphoto_engine::inspect::room;
use elderphoto_engine::place::writer::lock_of;

/// So many of a place's states are listed.
const MAX_SNAPSHOTS: usize = 50;

impl Api {
    /// How a place is set up, what takes room there, its newest states, and its free room day by day.
    pub fn place_details(&self, name: &str) -> Answer<PlaceDetails> {
        with_open(self, Open::to_know, |open| {
            let place = find(&open.settings, name)?;
            let seen = LastLook::read(&open.last_look).unwrap_or_default();
            let free_bytes = seen.places.get(place.location_id.as_str()).and_then(|p| p.free_bytes);
            let numbers = numbers(open, std::slice::from_ref(place))?;
            let conn = open.catalog.reader()?;
            let mut snapshots = told_snapshots(&conn, &numbers)?;
            snapshots.reverse();
            snapshots.truncate(MAX_SNAPSHOTS);
            let room_now = numbers.first().map(|n| room::room(&conn, n.no)).transpose()?.unwrap_or_default();
            let days = lock_of(&open.records).room(&place.location_id)?;
            Ok(PlaceDetails {
                info: wire::PlaceInfo { free_bytes, ..info(place) },
                usage: super::inspect::usage_place(name.to_owned(), &room_now, free_bytes),
                snapshots,
                room: days
                    .into_iter()
                    .map(|day| RoomDay { day: day.day, free_bytes: day.free_bytes })
                    .collect(),
            })
        })
    }
}
