//! A far machine is a place like any other: what can be done with a folder can be done with it, beside
//! others, with and without a shell there, and what a person can act on is told apart.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::{
    Family, FarMachine, Mount, assert_same, assert_untouched, can_mount, check_in_seconds, contents, exact,
    in_seconds, mirror, sha256, tool, until,
};
use rustix::process::Signal;
use serde_json::Value;
use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn photos() -> Family {
    let family = Family::new();
    family
        .photo("2024/11/lake.jpg", "the lake")
        .photo("2024/12/snow.jpg", "snow")
        .photo("2004/moon.jpg", "moon");
    family.photo("2024/11/large.mov", vec![7; 3 << 20]).photo_named(b"2024/caf\xe9.jpg", "coffee");
    family.init();
    family
}

fn whole_life(machine: &FarMachine) {
    let family = photos();
    family.place("home");
    let added = family.far_place("Dad", machine);
    let place = added.place("Dad");
    assert_eq!((&place["kind"], &place["remote"]), (&Value::from("sftp"), &Value::from(true)));
    assert_eq!(place["ssh_host"], "127.0.0.1");
    let far = machine.place_dir("Dad");

    let first = family.backup();
    check_in_seconds(&far);
    assert_same(&in_seconds(mirror(&far)), &in_seconds(contents(&family.library())));
    family.run(&["verify", "--full"]).expect(0);
    let before = exact(&far);
    family.backup();
    assert_untouched(&far, &before);

    family
        .deleted("2024/12/snow.jpg")
        .photo("2024/11/lake.jpg", "the lake, larger")
        .moved("2004/moon.jpg", "2005/moon.jpg");
    let second = family.backup();
    assert_eq!(second.place("Dad")["copied"], 1, "what moved is not sent again: {}", second.told());
    check_in_seconds(&far);
    assert_same(&in_seconds(mirror(&far)), &in_seconds(contents(&family.library())));

    let listed = family.run(&["snapshots", "--place", "Dad"]).expect(0).get("/snapshots");
    let ids: Vec<&str> = listed.as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [first.text("/snapshot"), second.text("/snapshot")]);
    let back = family.out("back");
    let args = ["restore", "--all", "--place", "Dad", "--at", ids[0], "--to", back.to_str().unwrap()];
    family.run(&args).expect(0);
    assert_eq!(fs::read(back.join("2024/12/snow.jpg")).unwrap(), b"snow");
    assert_eq!(fs::read(back.join("2024/11/lake.jpg")).unwrap(), b"the lake");

    let status = family.run(&["status"]).row("/backups", "name", "Dad");
    assert_eq!((&status["kind"], &status["remote"]), (&Value::from("sftp"), &Value::from(true)));
    assert_eq!((&status["ssh_host"], &status["accessible"]), (&Value::from("127.0.0.1"), &Value::from(true)));
    assert_eq!(family.run(&["place", "check", "Dad"]).expect(0).place("Dad")["reachable"], true);
}

#[test]
fn a_far_machine_is_a_place_like_any_other() {
    whole_life(&FarMachine::new());
}

#[test]
fn a_far_machine_without_a_shell_is_too() {
    whole_life(&FarMachine::without_shell());
}

#[test]
fn damage_on_a_far_machine_is_found_named_and_put_right() {
    let (family, machine) = (photos(), FarMachine::new());
    family.far_place("Dad", &machine);
    family.backup();
    let copy = machine.place_dir("Dad").join("2024/11/lake.jpg");
    let time = fs::metadata(&copy).unwrap().modified().unwrap();
    fs::write(&copy, "the lAke").unwrap();
    fs::File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    let run = family.run(&["verify", "--full"]).expect(1);
    assert_eq!(run.place("Dad")["damaged"], serde_json::json!(["2024/11/lake.jpg"]), "{}", run.told());
    family.run(&["backup"]);
    assert_eq!(sha256(&fs::read(&copy).unwrap()), sha256(b"the lake"));
}

#[test]
fn only_the_last_folder_is_made() {
    let (family, machine) = (photos(), FarMachine::new());
    let mut args = machine.add_with_key("Dad");
    let path = args.iter().position(|a| a == "--path").unwrap() + 1;
    args[path] = machine.place_dir("missing/dad").to_str().unwrap().to_owned();
    assert_eq!(family.run_all(&args).refused(), "place_folder_missing");
    assert!(!machine.place_dir("missing").exists());
}

#[test]
fn a_folder_that_went_away_is_never_made_again_by_a_backup() {
    let (family, machine) = (photos(), FarMachine::new());
    family.place("home").far_place("Dad", &machine);
    family.backup();
    fs::rename(machine.place_dir("Dad"), machine.place_dir("elsewhere")).unwrap();
    family.photo("new.jpg", "new");
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    assert_eq!(run.place("Dad")["outcome"], "unreachable", "{}", run.told());
    assert!(!machine.place_dir("Dad").exists());
}

#[test]
fn the_same_folder_is_not_a_second_place() {
    let (family, machine) = (photos(), FarMachine::new());
    family.far_place("Dad", &machine);
    let mut args = machine.add_with_key("Dad");
    args[3] = "again".into();
    assert_eq!(family.run_all(&args).refused(), "place_same_folder");
    // By another name of the same computer it is found out by what stands there.
    let host = args.iter().position(|a| a == "--host").unwrap() + 1;
    args[host] = "localhost".into();
    assert_eq!(family.run_all(&args).refused(), "place_same_folder");
}

#[test]
fn one_who_does_not_answer_holds_up_nobody_else() {
    let (family, machine) = (photos(), FarMachine::new());
    family.place("home").far_place("Dad", &machine);
    family.backup();
    machine.stop();
    family.photo("new.jpg", "new");
    let run = family.run(&["backup"]).expect(1);
    assert_eq!(run.place("home")["outcome"], "completed", "{}", run.told());
    assert_eq!(run.place("Dad")["outcome"], "unreachable", "{}", run.told());
    assert_eq!(run.place("Dad")["problems"][0]["code"], "connection_refused", "{}", run.told());
    let status = family.run(&["status"]).row("/backups", "name", "Dad");
    assert_eq!((&status["accessible"], &status["trouble"]), (&false.into(), &"connection_refused".into()));
    assert_ne!(family.run(&["health"]).code, Some(0), "a place that was not reached is never green");
    machine.start();
    family.backup();
}

#[test]
fn what_cannot_be_reached_says_why() {
    let (family, machine) = (photos(), FarMachine::new());
    let with = |name: &str, value: &str| {
        let mut args = machine.add_with_key("Dad");
        let at = args.iter().position(|a| a == name).unwrap() + 1;
        args[at] = value.into();
        family.run_all(&args).refused()
    };
    assert_eq!(with("--host", "no-such-host.invalid"), "host_not_found");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let mut begun = Instant::now();
    assert_eq!(with("--port", &port), "place_timed_out");
    assert!(begun.elapsed() < Duration::from_secs(60));
    let web = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = web.local_addr().unwrap().port().to_string();
    std::thread::spawn(move || {
        for line in web.incoming().flatten() {
            drop(std::io::Write::write_all(&mut &line, b"HTTP/1.1 400 Bad Request\r\n\r\n"));
        }
    });
    begun = Instant::now();
    assert_eq!(with("--port", &port), "not_ssh");
    assert!(begun.elapsed() < Duration::from_secs(60));
    machine.stop();
    assert_eq!(with("--user", "nobody"), "connection_refused");
    assert!(!machine.place_dir("Dad").exists());
}

/// Nothing fits on that disk: the folder that was made for the place goes again.
#[test]
fn a_place_that_could_not_be_added_leaves_no_folder_behind() {
    if !can_mount() {
        return;
    }
    let (family, machine) = (photos(), FarMachine::new());
    let (there, full) = (machine.path("srv"), machine.path("srv/filled"));
    let _disk = Mount::disk(&there, "size=1m,mode=777");
    let fill = |bytes| fs::write(&full, vec![1; bytes]).unwrap();
    fill((1 << 20) - (8 << 10));
    let code = family.run_all(&machine.add_with_key("Dad")).refused();
    assert!(code.contains("full") || code.contains("space"), "{code}");
    assert!(!machine.place_dir("Dad").exists());
    // A folder that stood there before stays.
    fs::create_dir(machine.place_dir("Dad")).unwrap();
    std::os::unix::fs::chown(machine.place_dir("Dad"), Some(id_of(&machine)), None).unwrap();
    family.run_all(&machine.add_with_key("Dad")).refused();
    assert!(machine.place_dir("Dad").exists());
    fs::remove_file(&full).unwrap();
    family.far_place("Dad", &machine);
}

fn id_of(machine: &FarMachine) -> u32 {
    tool("id", &["-u", machine.user()], std::path::Path::new("/")).trim().parse().unwrap()
}

#[test]
fn a_stop_is_heard_at_once_also_while_a_machine_keeps_silent() {
    let (family, machine) = (photos(), FarMachine::new());
    family.far_place("Dad", &machine);
    machine.stop();
    // It takes the connection and says nothing.
    let silent = TcpListener::bind(("127.0.0.1", machine.port())).unwrap();
    let running = family.start(&["backup"]);
    let (connection, _) = silent.accept().unwrap();
    let begun = Instant::now();
    running.signal(Signal::INT);
    let run = running.wait();
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    assert_eq!(run.text("/outcome"), "stopped", "{}", run.told());
    drop(connection);
}

#[test]
fn a_stop_in_the_middle_of_a_far_copy_is_heard_and_the_next_run_goes_on() {
    let (family, machine) = (Family::new(), FarMachine::new());
    for n in 0..60 {
        family.photo(format!("2024/IMG_{n:03}.jpg"), vec![n; 2 << 20]);
    }
    family.init().far_place("Dad", &machine);
    let mut running = family.start(&["backup"]);
    let incoming = machine.place_dir("Dad").join(".elderphoto/incoming");
    until("the copy has begun", || {
        running.ended() || fs::read_dir(&incoming).is_ok_and(|mut found| found.next().is_some())
    });
    let begun = Instant::now();
    running.signal(Signal::INT);
    let run = running.wait();
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    assert_eq!(run.text("/outcome"), "stopped", "{}", run.told());
    family.backup();
    check_in_seconds(&machine.place_dir("Dad"));
    assert_same(&in_seconds(mirror(&machine.place_dir("Dad"))), &in_seconds(contents(&family.library())));
}

#[test]
fn a_place_that_is_removed_or_renamed_stays_as_it_is_there() {
    let (family, machine) = (photos(), FarMachine::new());
    family.far_place("Dad", &machine);
    family.backup();
    family.run(&["place", "set", "Dad", "--rename", "Tucson"]).expect(0);
    let before = exact(&machine.place_dir("Dad"));
    family.backup();
    family.run(&["place", "remove", "Tucson"]).expect(0);
    assert_untouched(&machine.place_dir("Dad"), &before);
    // It is recognised when it is added again.
    family.far_place("Dad", &machine);
    let again = family.backup();
    assert_eq!(again.place("Dad")["copied"], 0, "{}", again.told());
}
