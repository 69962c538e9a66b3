//! How safe everything is, and where: the first screen's answer.

use super::standing::{PlaceStanding, Standing, is_accessible, known, look, verdict_input, verdict_of};
use super::{Answer, Api, Open, with_open};
use crate::far;
use crate::say;
use crate::sentences::{self, Context as Words};
use crate::watcher::Watcher;
use crate::wire::{self, Face, PlaceCondition};
use elderphoto_engine::code::Code;
use elderphoto_engine::inspect::safety::{self, LibraryTotals};
use elderphoto_engine::time::Moment;
use std::collections::BTreeSet;

/// So long, in seconds, an answer counts as just looked for.
pub(crate) const JUST_NOW_S: u32 = 30;
/// So many unreadable files are named.
const SHOWN_PATHS: usize = 20;

impl Api {
    /// How safe everything is, and where.
    pub fn status(&self) -> Answer<wire::Status> {
        self.look(&Watcher::silent())
    }

    /// The same, and it can be told to stop.
    pub fn look(&self, watcher: &Watcher) -> Answer<wire::Status> {
        with_open(self, Open::to_tell, |open| Ok(status(open, &look(open, watcher)?, false)))
    }

    /// The same from what is known, at once; `None` if nobody ever looked. It says that it is only known,
    /// unless the look was just now.
    pub fn known_status(&self, just_now: Option<&str>) -> Answer<Option<wire::Status>> {
        with_open(self, Open::to_know, |open| {
            let Some(standing) = known(open)? else { return Ok(None) };
            // The computer may have slept since, and a look that could not be noted is not the one that is.
            let is_that = just_now == Some(Moment::from_unix(standing.looked).to_rfc3339().as_str());
            let is_fresh = is_that && (0..i64::from(JUST_NOW_S)).contains(&(standing.now - standing.looked));
            Ok(Some(status(open, &standing, !is_fresh)))
        })
    }

    /// This moment, RFC 3339.
    pub(crate) fn now(&self) -> String {
        self.clock.now().to_rfc3339()
    }

    /// The same in one word.
    pub fn health(&self) -> Answer<wire::Health> {
        with_open(self, Open::to_tell, |open| {
            let standing = look(open, &Watcher::silent())?;
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
}

fn status(open: &Open, standing: &Standing, known: bool) -> wire::Status {
    let input = verdict_input(open, standing);
    let verdict = sentences::verdict(&input);
    let (now, looked) = (Moment::from_unix(standing.now), Moment::from_unix(standing.looked));
    let (mut sentence, mut more) = (verdict.sentence, verdict.more);
    let ago = sentences::ago(&looked.to_rfc3339(), &now.to_rfc3339()).filter(|_| known);
    // What was so long ago is no answer to how it is now.
    let is_old = known && standing.now - standing.looked >= safety::FRESH_S;
    if let (true, Some(ago)) = (is_old && verdict.verdict == "safe", &ago) {
        sentence = say!("verdict-old", ago = ago, photos = input.photos, places = input.places.len());
        more = vec![say!("verdict-old-looking")];
    } else if let Some(ago) = &ago {
        more.push(say!("verdict-known", ago = ago));
    }
    let source = open.library.sources().first();
    // What was seen before is not there any more.
    let is_empty = standing.library_error.as_ref().is_some_and(|e| e.code() == Code::LibraryEmpty);
    let here = if is_empty { LibraryTotals::default() } else { standing.library };
    wire::Status {
        timestamp: now.to_rfc3339(),
        primary: wire::Primary {
            name: open.settings.library.name.clone(),
            path: source.map(|s| s.path.display().to_string()).unwrap_or_default(),
            accessible: is_accessible(standing),
            photos: here.photos,
            files: here.files,
            bytes: here.bytes,
        },
        backups: standing
            .places
            .iter()
            .map(|p| status_place(open, p, standing.now, ago.as_deref().filter(|_| is_old)))
            .collect(),
        rule_321: rule(standing),
        verdict: if is_old && verdict.verdict == "safe" { "looking" } else { verdict.verdict }.into(),
        sentence,
        more,
        face: match verdict.verdict {
            "safe" if is_old => Face::Looking,
            "safe" => Face::Safe,
            "nothing_yet" => Face::NothingYet,
            _ => Face::NeedsYou,
        },
        cards: sentences::cards(&input).into_iter().map(|card| wire_card(card, standing)).collect(),
        looked: Some(looked.to_rfc3339()),
        known,
    }
}

/// With the technical cause of what is in the way at its place, or in the library.
fn wire_card(card: sentences::Card, standing: &Standing) -> wire::ProblemCard {
    let error = match &card.place {
        Some(name) => {
            standing.places.iter().find(|p| p.settings.name == *name).and_then(|p| p.error.as_ref())
        }
        None => standing.library_error.as_ref().filter(|e| e.code().as_str() == card.code),
    };
    wire::ProblemCard {
        // Several codes share a sentence; the code says which it was.
        code: error.map_or(card.code, |e| e.code().as_str()).to_owned(),
        details: error.map(ToString::to_string).or_else(|| unread_paths(&card, standing)),
        place: card.place,
        sentence: card.sentence,
        safe: card.safe,
        todo: card.todo,
        host_key: error.and_then(far::host_key_of),
        action: card.action,
    }
}

/// Which files it is that cannot be read.
fn unread_paths(card: &sentences::Card, standing: &Standing) -> Option<String> {
    let is_it = card.place.is_none() && card.code == Code::UnreadableFile.as_str();
    let paths = standing.unread.never_read.iter().take(SHOWN_PATHS);
    let lines: Vec<String> = paths.map(|key| key.to_path().display().to_string()).collect();
    (is_it && !lines.is_empty()).then(|| lines.join("\n"))
}

/// With `old` nobody has looked for so long that nothing good is said of now.
fn status_place(open: &Open, place: &PlaceStanding, now: i64, old: Option<&str>) -> wire::StatusPlace {
    let settings = &place.settings;
    let condition = || sentences::condition(&verdict_of(open, place, now));
    let (state, state_words) = match (settings.enabled, old) {
        (false, _) => (PlaceCondition::Off, say!("place-state-off")),
        (true, None) => condition(),
        (true, Some(ago)) => match condition() {
            (PlaceCondition::Well, _) => (PlaceCondition::Unproven, say!("place-state-old", ago = ago)),
            trouble => trouble,
        },
    };
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
        state,
        state_words,
        room_sentence: place.free_bytes.map(|free| {
            let days = place.room.iter().map(|r| (r.day.as_str(), r.free_bytes));
            sentences::room(free, &days.collect::<Vec<_>>())
        }),
    }
}

/// Three copies, two kinds of storage, one off site. A copy has everything, as far as nothing of it is known to
/// be lost; an empty photo folder is none. One that lacks something is named as that, not as none at all.
fn rule(standing: &Standing) -> wire::Rule321 {
    let begun = |p: &&PlaceStanding| p.settings.enabled && p.has_complete && p.safety.bad == 0;
    let is_whole = |p: &&PlaceStanding| p.safety.behind == 0;
    let begun: Vec<_> = standing.places.iter().filter(begun).collect();
    let whole: Vec<_> = begun.iter().copied().filter(is_whole).collect();
    let primary = u64::from(standing.library_error.is_none());
    let copies = primary + whole.len() as u64;
    let mut missing = sentences::rule_missing(copies, primary + kinds(&begun), offsite(&begun));
    let behind = begun.iter().filter(|p| !is_whole(p));
    missing.extend(behind.map(|p| say!("rule-behind", Place = &p.settings.name)));
    let (kinds, offsite) = (primary + kinds(&whole), offsite(&whole));
    let ok = sentences::rule_missing(copies, kinds, offsite).is_empty();
    if ok || primary == 0 {
        // The sentences count this computer's own copy, and nobody can say whether there is one.
        missing.clear();
    }
    wire::Rule321 { ok, copies, kinds, offsite, missing }
}

/// Kinds of storage beside this computer; a place whose kind nobody named counts as one other.
fn kinds(places: &[&PlaceStanding]) -> u64 {
    let named: BTreeSet<&str> = places.iter().filter_map(|p| p.settings.medium.as_deref()).collect();
    named.len().max(usize::from(!places.is_empty())) as u64
}

fn offsite(places: &[&PlaceStanding]) -> u64 {
    places.iter().filter(|p| p.settings.offsite).count() as u64
}
