//! One activity at a time, told as it goes on, and still known afterwards.

use super::*;
use crate::requests::{AddFolderRequest, BackupRequest, InitRequest, SetPlaceRequest};
use crate::wire::{ActivityKind, Outcome, PlaceCondition};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

const LONG: Duration = Duration::from_secs(60);

fn write(file: &Path, content: &str) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, content).unwrap();
}

/// A home with three photos and a place; nothing is copied yet.
fn api(dir: &Path) -> Api {
    for name in ["a.jpg", "b/c.jpg", "b/d.mov"] {
        write(&dir.join("library").join(name), name);
    }
    std::fs::create_dir(dir.join("disk")).unwrap();
    let api = Api::open(Some(dir.join("home"))).unwrap();
    api.init(InitRequest { libraries: vec![dir.join("library")], name: None }).unwrap();
    let place =
        AddFolderRequest { name: "At home".into(), path: dir.join("disk/copies"), ..Default::default() };
    api.add_folder(place).unwrap();
    api
}

fn backup() -> Work {
    Work::Backup(BackupRequest::default())
}

fn told(desk: &Desk) -> Receiver<Event> {
    let (send, receive) = channel();
    let send = Mutex::new(send);
    desk.listen(move |event| drop(send.lock().unwrap().send(event.clone())));
    receive
}

fn wait_for(events: &Receiver<Event>, wanted: impl Fn(&Event) -> bool) -> Event {
    loop {
        let event = events.recv_timeout(LONG).expect("the desk tells of it");
        if wanted(&event) {
            return event;
        }
    }
}

fn has_ended(event: &Event) -> bool {
    matches!(event, Event::Activities(a) if a.now.is_none() && a.last.is_some())
}

#[test]
fn a_backup_is_told_from_its_beginning_to_its_end_and_known_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::new(api(dir.path()));
    assert_eq!(desk.activities(), Activities::default());
    let events = told(&desk);
    let begun = desk.start(backup()).unwrap();
    assert_eq!((begun.id, begun.kind, begun.stopping), (1, ActivityKind::Backup, false));
    let Event::Activities(first) = wait_for(&events, |e| matches!(e, Event::Activities(_))) else { panic!() };
    assert_eq!(first.now.unwrap().id, 1);
    wait_for(&events, has_ended);
    // A page that was loaded anew asks for it.
    let last = desk.activities().last.unwrap();
    assert_eq!((last.id, last.outcome, last.problems.len()), (1, Outcome::Completed, 0));
    assert_eq!(last.sentence, "3 new copies were made. Everything is in 1 place now.");
    // And what changed is looked at and told.
    let Event::Status(status) = wait_for(&events, |e| matches!(e, Event::Status(_))) else { panic!() };
    assert_eq!((status.face, status.known), (Face::Safe, false));
    assert_eq!(status.backups[0].state, PlaceCondition::Well);
}

#[test]
fn somebody_at_the_screen_is_told_that_something_else_is_at_work() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::new(api(dir.path()));
    let events = told(&desk);
    desk.start(backup()).unwrap();
    let second = desk.start(Work::Backup(BackupRequest::default()));
    if let Err(busy) = second {
        assert_eq!(busy.code, "busy");
    }
    wait_for(&events, has_ended);
}

#[test]
fn what_waits_its_turn_gets_its_own_answer() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::for_command(api(dir.path()));
    let (send, answers) = channel();
    for _ in 0..2 {
        let send = send.clone();
        let mut job = Job::new(Work::Backup(BackupRequest::default()));
        job.on_end = Some(Box::new(move |done| drop(send.send(done))));
        desk.line_up(job);
    }
    let copied = |done| match done {
        Ok(Done::Backup(backup)) => backup.places[0].copied,
        other => panic!("{other:?}"),
    };
    assert_eq!(copied(answers.recv_timeout(LONG).unwrap()), 3);
    assert_eq!(copied(answers.recv_timeout(LONG).unwrap()), 0);
}

#[test]
fn one_that_was_stopped_before_it_began_hears_so() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::for_command(api(dir.path()));
    let (send, answers) = channel();
    let room = Room::make(desk.shared()).unwrap();
    let mut job = Job::new(Work::Backup(BackupRequest::default()));
    job.on_end = Some(Box::new(move |done| drop(send.send(done))));
    let id = desk.line_up(job);
    desk.stop_job(id);
    assert!(desk.activities().now.unwrap().stopping);
    drop(room);
    let done = answers.recv_timeout(LONG).unwrap();
    let is_stopped = match &done {
        Ok(Done::Backup(backup)) => backup.outcome == Outcome::Stopped,
        Ok(_) => false,
        Err(failure) => failure.code == "stopped",
    };
    assert!(is_stopped, "{done:?}");
    assert_eq!(desk.activities().last.unwrap().outcome, Outcome::Stopped);
}

#[test]
fn the_first_answer_waits_for_a_look_and_later_ones_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let api = api(dir.path());
    api.backup(BackupRequest::default(), &crate::Watcher::silent()).unwrap();
    let desk = Desk::new(api);
    let first = desk.status().unwrap();
    assert!(!first.known && first.looked.is_some());
    assert_eq!(first.face, Face::Safe);
    drop(desk);
    // The next start tells what is known at once, says so, and looks by itself.
    let desk = Desk::new(Api::open(Some(dir.path().join("home"))).unwrap());
    let events = told(&desk);
    let known = desk.status().unwrap();
    assert!(known.known && known.looked == first.looked, "{known:?}");
    assert!(known.more.iter().any(|line| line.starts_with("As it was")), "{:?}", known.more);
    let Event::Status(fresh) = wait_for(&events, |e| matches!(e, Event::Status(_))) else { panic!() };
    assert!(!fresh.known);
}

#[test]
fn only_the_look_that_was_noted_counts_as_just_made() {
    let dir = tempfile::tempdir().unwrap();
    let api = api(dir.path());
    let looked = api.status().unwrap().looked.unwrap();
    assert!(!api.known_status(Some(&looked)).unwrap().unwrap().known);
    // Another one, later, could not be noted.
    let later = "2036-11-21T12:00:00Z";
    assert!(api.known_status(Some(later)).unwrap().unwrap().known);
    // The computer slept: the clock of this process stood still meanwhile.
    let noted = dir.path().join("home/last-look.json");
    let text = std::fs::read_to_string(&noted).unwrap();
    let mut look: serde_json::Value = serde_json::from_str(&text).unwrap();
    let at = look["at"].as_i64().unwrap() - 86_400;
    look["at"] = at.into();
    std::fs::write(&noted, look.to_string()).unwrap();
    let then = elderphoto_engine::time::Moment::from_unix(at).to_rfc3339();
    assert!(api.known_status(Some(&then)).unwrap().unwrap().known);
}

#[test]
fn what_ended_here_has_another_number_than_what_ended_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let elsewhere = Desk::for_command(api(dir.path()));
    let events = told(&elsewhere);
    elsewhere.start(backup()).unwrap();
    wait_for(&events, has_ended);
    let seen = elsewhere.activities();
    drop(elsewhere);
    let desk = Desk::new(Api::open(Some(dir.path().join("home"))).unwrap());
    desk.mirror(Some(seen.clone()));
    desk.mirror(None);
    let begun = desk.start(backup()).unwrap();
    assert!(begun.id > seen.last.unwrap().id, "{begun:?}");
}

#[test]
fn a_desk_that_is_left_stops_nothing_that_is_at_work_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::new(api(dir.path()));
    let events = told(&desk);
    let now = desk.start(backup()).unwrap();
    wait_for(&events, has_ended);
    desk.mirror(Some(Activities { now: Some(now), last: None }));
    desk.leave();
    assert!(!desk.takes_stop());
}

#[test]
fn a_place_that_went_away_is_not_green_from_what_was_known() {
    let dir = tempfile::tempdir().unwrap();
    let api = api(dir.path());
    api.backup(BackupRequest::default(), &crate::Watcher::silent()).unwrap();
    std::fs::rename(dir.path().join("disk"), dir.path().join("elsewhere")).unwrap();
    let looked = api.status().unwrap();
    assert_eq!(looked.backups[0].state, PlaceCondition::Trouble);
    std::fs::rename(dir.path().join("elsewhere"), dir.path().join("disk")).unwrap();
    let known = api.known_status(None).unwrap().unwrap();
    assert_eq!(known.backups[0].state, PlaceCondition::Trouble, "nobody saw it come back");
    assert_eq!(known.cards[0].place.as_deref(), Some("At home"));
}

#[test]
fn a_command_that_needs_the_home_waits_for_no_look() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::new(api(dir.path()));
    for _ in 0..5 {
        desk.status().unwrap();
        let checked = desk.alone(|api| api.check_place("At home")).unwrap();
        assert_eq!(checked.places[0].reachable, Some(true));
    }
}

#[test]
fn a_desk_that_is_left_ends_what_it_began_and_begins_nothing_more() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::new(api(dir.path()));
    desk.start(backup()).unwrap();
    desk.leave();
    assert!(desk.activities().now.is_none());
    assert_eq!(desk.start(Work::Backup(BackupRequest::default())).unwrap_err().code, "busy");
}

/// A look gives way to what a person begins, also while it waits for its turn at a place that is held to a speed.
#[test]
fn a_look_that_gives_way_says_nothing_of_a_place() {
    const ROUNDS: u64 = 60;
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::new(api(dir.path()));
    let slow = SetPlaceRequest { limit_mb_s: Some(1), ..SetPlaceRequest::default() };
    desk.alone(|api| api.set_place("At home", slow)).unwrap();
    let events = told(&desk);
    let well = |status: &Status| assert_eq!(status.backups[0].trouble_message, None);
    for round in 1..=ROUNDS {
        write(&dir.path().join(format!("library/{round}.jpg")), &"x".repeat(4000));
        well(&desk.status().unwrap());
        // Sooner or later in the look, another moment each time.
        std::thread::sleep(Duration::from_micros(round * 7919 % 23_000));
        desk.start(backup()).unwrap();
        well(&desk.status().unwrap());
        wait_for(&events, |event| {
            if let Event::Status(status) = event {
                well(status);
            }
            matches!(event, Event::Activities(a) if a.now.is_none() && a.last.as_ref().is_some_and(|l| l.id == round))
        });
    }
}
