//! What goes over the border comes back as it was: nothing is lost between two ends of one program.

use super::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Read, written again, and the same.
fn same<T: Serialize + DeserializeOwned>(value: Value) {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), value);
}

fn progress() -> Value {
    json!({"phase": "copying", "files_done": 1, "files_total": 2, "bytes_done": 3, "bytes_total": 4,
        "seconds_left": null, "current": "a.jpg"})
}

fn host_key() -> Value {
    json!({"offered": {"algorithm": "ssh-ed25519", "fingerprint": "SHA256:x"}, "known": []})
}

fn problem() -> Value {
    json!({"code": "damaged", "path": "a.jpg", "place": "At home", "message": "…"})
}

#[test]
fn what_is_at_work_and_what_ended() {
    let restore = json!({"outcome": "completed", "restored": 1, "restored_bytes": 2, "already_there": 0,
        "renamed": [{"path": "a", "stored_as": "b"}], "problems": [], "dry_run": false, "from": ["At home"],
        "to": "/home/maria", "sentence": "…"});
    let failure = json!({"code": "busy", "message": "…", "details": "x", "host_key": host_key()});
    let now = json!({"id": 2, "kind": "check", "places": ["At home"], "begun": "2026-11-21T12:00:00Z",
        "stopping": false, "progress": progress(), "sentence": "…", "picture": 7});
    let last = json!({"id": 1, "kind": "restore", "ended": "2026-11-21T12:00:00Z", "outcome": "attention",
        "sentence": "…", "problems": [problem()], "restore": restore, "can_undo": true, "failure": failure});
    same::<Activities>(json!({"now": now, "last": last}));
    same::<Activities>(json!({"now": null, "last": null}));
}

#[test]
fn what_stands_on_the_first_screen() {
    for action in ["retry", "back_up", "check", "password", "host_key", "choose_disk", "show", "none"] {
        same::<ProblemCard>(json!({"code": "behind", "place": "At home", "sentence": "…", "safe": "…",
            "todo": "…", "details": "x", "host_key": host_key(), "action": action}));
    }
    for face in ["safe", "at_work", "needs_you", "nothing_yet"] {
        same::<Face>(json!(face));
    }
    for state in ["well", "waiting", "unproven", "empty", "trouble", "off"] {
        same::<PlaceCondition>(json!(state));
    }
}

#[test]
fn what_is_told_while_somebody_sets_up() {
    same::<LibrarySuggestion>(json!({"folder": "t", "path": "/p", "name": "p", "photos": 1, "bytes": 2,
        "at_least": false, "from_year": 2004, "to_year": null}));
    same::<ChosenFolder>(json!({"folder": "t", "path": "/p", "free_bytes": null}));
    same::<ChosenFolder>(json!({"folder": "t", "path": "/p", "free_bytes": 1, "photos": 2, "at_least": true,
        "from_year": 2004, "to_year": 2026}));
    same::<Disk>(json!({"folder": "t", "name": "Disk", "path": "/media/Disk", "free_bytes": 1,
        "total_bytes": 2, "medium": "usb", "network": false}));
    same::<Tried>(json!({"ok": true, "steps": [{"word": "…", "done": true}], "sentence": "…"}));
    same::<Tried>(json!({"ok": false, "steps": [], "sentence": "…", "host_key": host_key(), "free_bytes": 7,
        "failure": {"code": "password_wrong", "message": "…"}}));
    same::<RoomDay>(json!({"day": "2026-11-21", "free_bytes": 1}));
    same::<About>(json!({"version": "0.1.0", "home": "/h", "log": null}));
}

#[test]
fn what_the_browser_shows() {
    let photo = json!({"id": 7, "path": "a.jpg", "path_b64": "YQ==", "size": 1, "sha256": null, "taken": null,
        "kind": "photo", "deleted": false, "versions": 1, "places": [{"name": "At home", "proven": null}],
        "kept": ["Aunt's house"]});
    same::<PhotoPage>(json!({"photos": [photo], "total": 1, "next": "x"}));
    same::<PhotoVersion>(json!({"sha256": "00", "id": null, "size": 1, "modified": "2026-11-21T12:00:00Z",
        "taken": null, "present": true, "places": []}));
    same::<FolderChoice>(json!({"path": "", "photos": 1, "bytes": 2, "years": [2004]}));
}
