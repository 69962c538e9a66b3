//! Two ends in one process, with real sockets and folders.

use super::*;
use crate::commands::Api;
use crate::desk::{Done, Work};
use crate::requests::{AddFolderRequest, BackupRequest, InitRequest};
use crate::watcher::Watcher;
use crate::wire::Outcome;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(path("library")).unwrap();
        std::fs::create_dir_all(path("disk")).unwrap();
        std::fs::write(path("library/a.jpg"), "a").unwrap();
        let world = Self { dir };
        let api = world.api();
        api.init(InitRequest { libraries: vec![world.path("library")], name: None }).unwrap();
        let place = AddFolderRequest {
            name: "At home".into(),
            path: world.path("disk/copies"),
            ..AddFolderRequest::default()
        };
        api.add_folder(place).unwrap();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn api(&self) -> Api {
        Api::open(Some(self.path("home"))).unwrap()
    }

    fn home(&self) -> Home {
        Home::new(Some(self.path("home"))).unwrap()
    }
}

fn backup() -> Work {
    Work::Backup(BackupRequest::default())
}

fn copied(done: &Done) -> u64 {
    let Done::Backup(backup) = done else { panic!("{done:?}") };
    assert_eq!(backup.outcome, Outcome::Completed, "{backup:?}");
    backup.places[0].copied
}

#[test]
fn the_socket_is_for_this_user_only_and_goes_with_the_seat() {
    let world = World::new();
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let mode = std::fs::metadata(world.home().socket()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(Seat::take(&world.home()).unwrap().is_none(), "one seat a home");
    drop(seat);
    assert!(!world.home().socket().exists());
}

#[test]
fn a_socket_that_somebody_left_behind_is_of_nobody() {
    let world = World::new();
    drop(UnixListener::bind(world.home().socket()).unwrap());
    assert!(world.home().socket().exists() && connect(&world.home()).is_err());
    let done = perform(world.api(), backup(), &Watcher::silent()).unwrap();
    assert_eq!(copied(&done), 1);
}

#[test]
fn a_home_with_a_long_name_has_its_socket_too() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::new(Some(dir.path().join("x".repeat(120)))).unwrap();
    home.make().unwrap();
    let _seat = Seat::take(&home).unwrap().unwrap();
    assert!(connect(&home).is_ok());
}

#[test]
fn work_is_handed_to_who_has_the_seat_with_the_same_answer_and_progress() {
    let world = World::new();
    let desk = Desk::new(world.api());
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let _serving = Serving::start(seat, &desk, None);
    let heard = Arc::new(Mutex::new(0));
    let counted = heard.clone();
    let watcher = Watcher::new(move |_| *counted.lock().unwrap() += 1);
    assert_eq!(copied(&perform(world.api(), backup(), &watcher).unwrap()), 1);
    assert!(*heard.lock().unwrap() > 0, "it is told how far it is");
    assert_eq!(desk.activities().last.unwrap().id, 1, "the desk did it");
    // A fault is the same, too.
    let unknown = Work::Backup(BackupRequest { places: vec!["nowhere".into()], ..Default::default() });
    let handed = perform(world.api(), unknown.clone(), &Watcher::silent()).unwrap_err();
    assert_eq!(handed, unknown.perform(&world.api(), &Watcher::silent()).unwrap_err());
}

#[test]
fn who_is_stopped_stops_what_it_asked_for() {
    let world = World::new();
    let desk = Desk::new(world.api());
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let _serving = Serving::start(seat, &desk, None);
    let watcher = Watcher::silent();
    watcher.cancel();
    match perform(world.api(), backup(), &watcher) {
        Err(failure) => assert_eq!(failure.code, "stopped"),
        Ok(Done::Backup(backup)) => assert!(matches!(backup.outcome, Outcome::Stopped | Outcome::Completed)),
        Ok(other) => panic!("{other:?}"),
    }
    assert_eq!(copied(&perform(world.api(), backup(), &Watcher::silent()).unwrap()) / 2, 0);
}

#[test]
fn one_whose_holder_left_does_it_itself() {
    let world = World::new();
    let desk = Desk::for_command(world.api());
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let serving = Serving::start(seat, &desk, None);
    // Nothing begins meanwhile, so the caller waits.
    let room = connect(&world.home()).unwrap();
    message::send(&room, &message::Ask::Room).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    let api = world.api();
    let caller = std::thread::spawn(move || perform(api, backup(), &Watcher::silent()));
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(serving);
    assert_eq!(copied(&caller.join().unwrap().unwrap()), 1);
}

#[test]
fn who_left_is_forgotten() {
    let world = World::new();
    let desk = Desk::for_command(world.api());
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let serving = Serving::start(seat, &desk, None);
    let follower = connect(&world.home()).unwrap();
    message::send(&follower, &message::Ask::Follow).unwrap();
    for _ in 0..20 {
        drop(connect(&world.home()).unwrap());
    }
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while serving.callers() != 1 {
        assert!(std::time::Instant::now() < until, "{} are still known", serving.callers());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn a_command_goes_on_by_itself_when_the_window_is_closed() {
    let world = World::new();
    let window = crate::Window::open(world.api(), || {}).unwrap().unwrap();
    // What the caller wants waits in the window.
    let room = connect(&world.home()).unwrap();
    message::send(&room, &message::Ask::Room).unwrap();
    let mut granted = message::Lines::of(&room).unwrap();
    assert!(matches!(granted.next(), message::Line::Message(message::Tell::Room(true))));
    let api = world.api();
    let caller = std::thread::spawn(move || perform(api, backup(), &Watcher::silent()));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while window.activities().now.is_none() {
        assert!(std::time::Instant::now() < until, "it is handed over");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    window.leave();
    drop(window);
    assert_eq!(copied(&caller.join().unwrap().unwrap()), 1);
}

#[test]
fn what_a_command_had_put_back_can_be_shown() {
    let world = World::new();
    let window = crate::Window::open(world.api(), || {}).unwrap().unwrap();
    perform(world.api(), backup(), &Watcher::silent()).unwrap();
    let out = world.path("out");
    let to = crate::requests::RestoreTarget::Folder(out.as_os_str().as_encoded_bytes().to_vec());
    let request = crate::requests::RestoreRequest { all: true, to, ..Default::default() };
    perform(world.api(), Work::Restore(request), &Watcher::silent()).unwrap();
    let shown = |path: &PathBuf| window.reveal(crate::wishes::PathWish { path: path.display().to_string() });
    assert!(shown(&out).is_ok());
    assert!(shown(&world.path("home")).is_err());
}

#[test]
fn a_second_window_brings_the_first_to_the_front() {
    let world = World::new();
    let Ok(Met::Nobody(seat)) = arrive(&world.home()) else { panic!("nobody is there") };
    let desk = Desk::new(world.api());
    let shown = Arc::new(AtomicBool::new(false));
    let flag = shown.clone();
    let show = Box::new(move || flag.store(true, Ordering::SeqCst));
    let serving = Serving::start(seat, &desk, Some(show));
    assert!(matches!(arrive(&world.home()), Ok(Met::Window)));
    assert!(shown.load(Ordering::SeqCst));
    drop(serving);
}

#[test]
fn a_window_beside_a_command_is_no_second_window() {
    let world = World::new();
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let desk = Desk::for_command(world.api());
    let _serving = Serving::start(seat, &desk, None);
    assert!(matches!(arrive(&world.home()), Ok(Met::Command)));
}

#[test]
fn nonsense_at_the_socket_harms_nobody() {
    use std::io::Write;
    let world = World::new();
    let desk = Desk::new(world.api());
    let seat = Seat::take(&world.home()).unwrap().unwrap();
    let _serving = Serving::start(seat, &desk, None);
    for nonsense in ["\n", "{}\n", "{\"do\":{\"backup\":{\"rm\":true}}}\n", "\"show\"", "\u{0}\u{1}"] {
        connect(&world.home()).unwrap().write_all(nonsense.as_bytes()).unwrap();
    }
    assert_eq!(copied(&perform(world.api(), backup(), &Watcher::silent()).unwrap()), 1);
}
