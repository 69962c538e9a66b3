//! Answers as the api gives them, for tests: Maria's library, all well.

use elderphoto_api::wire::*;

fn text(text: &str) -> String {
    text.to_owned()
}

pub fn problem(path: &str) -> Problem {
    let message = format!("{path} cannot be read on this computer.");
    Problem {
        code: text("unreadable_file"),
        path: text(path),
        path_b64: None,
        place: None,
        message,
        details: None,
        host_key: None,
    }
}

pub fn init() -> Init {
    Init {
        outcome: Outcome::Completed,
        library_id: text("00"),
        name: text("Maria's photos"),
        libraries: vec![text("/home/maria/Pictures")],
        home: text("/home/maria/.config/elderphoto"),
    }
}

pub fn places() -> Places {
    let home = PlaceInfo {
        name: text("At home"),
        kind: text("folder"),
        remote: false,
        ssh_host: None,
        ssh_port: None,
        ssh_user: None,
        path: text("/media/disk/Photos"),
        location_id: text("01"),
        enabled: true,
        offsite: false,
        medium: Some(text("usb")),
        keep: text("all"),
        limit_mb_s: None,
        reachable: None,
        problem: None,
        foreign_files: None,
        free_bytes: Some(420_000_000_000),
    };
    let aunt = PlaceInfo {
        name: text("Aunt's house"),
        path: text("/mnt/aunt"),
        enabled: false,
        offsite: true,
        medium: None,
        keep: text("days:365"),
        limit_mb_s: Some(5),
        free_bytes: None,
        ..home.clone()
    };
    Places { outcome: Outcome::Completed, places: vec![home, aunt] }
}

pub fn backup() -> Backup {
    let home = BackupPlace {
        name: text("At home"),
        outcome: PlaceOutcome::Completed,
        copied: 214,
        copied_bytes: 1_250_000_000,
        kept_versions: 1,
        removed_from_mirror: 2,
        problems: vec![],
    };
    let aunt = BackupPlace {
        name: text("Aunt's house"),
        copied: 0,
        copied_bytes: 0,
        kept_versions: 0,
        removed_from_mirror: 0,
        ..home.clone()
    };
    Backup {
        outcome: Outcome::Completed,
        snapshot: Some(text("000012-20261121T020512Z-a1b2c3")),
        scanned: 4_213,
        places: vec![home, aunt],
        problems: vec![],
        left_out: vec![],
    }
}

pub fn verify() -> Verify {
    let home = VerifyPlace {
        name: text("At home"),
        outcome: PlaceOutcome::Completed,
        checked: 4_213,
        ok: 4_213,
        missing: vec![],
        damaged: vec![],
        unchecked: 0,
        history_checked: 12,
        history_damaged: vec![],
        problems: vec![],
    };
    Verify { outcome: Outcome::Completed, places: vec![home] }
}

pub fn snapshots() -> Snapshots {
    let first = Snapshot {
        id: text("000012-20261121T020512Z-a1b2c3"),
        started: text("2026-11-21T02:05:12Z"),
        finished: text("2026-11-21T02:06:40Z"),
        complete: true,
        files: 4_213,
        bytes: 420_000_000_000,
        places: vec![text("At home"), text("Aunt's house")],
    };
    let second = Snapshot {
        id: text("000013-20261122T020512Z-d4e5f6.c1"),
        complete: false,
        files: 1,
        bytes: 0,
        places: vec![text("At home")],
        ..first.clone()
    };
    Snapshots { snapshots: vec![first, second] }
}

pub fn photo() -> Photo {
    let places = ["At home", "Aunt's house"].map(|name| PhotoPlace { name: text(name), proven: None });
    Photo {
        id: None,
        path: text("2024/11/a.jpg"),
        path_b64: None,
        size: 2_400_000,
        sha256: None,
        taken: Some(text("2024-11-20T18:22:03")),
        kind: text("photo"),
        deleted: false,
        versions: 1,
        places: places.into(),
        kept: vec![],
    }
}

pub fn restore() -> Restore {
    Restore {
        outcome: Outcome::Completed,
        restored: 1_204,
        restored_bytes: 6_200_000_000,
        already_there: 3,
        renamed: vec![],
        problems: vec![],
        dry_run: false,
        from: vec![text("Aunt's house")],
        to: text("/home/maria/Desktop"),
        sentence: None,
    }
}

pub fn status() -> Status {
    let place = |name: &str| StatusPlace {
        name: text(name),
        kind: text("folder"),
        enabled: true,
        remote: false,
        ssh_host: None,
        accessible: true,
        trouble: None,
        trouble_message: None,
        last_success: Some(text("2026-11-21T02:05:12Z")),
        last_verified: Some(text("2026-11-18T02:05:12Z")),
        photos: 4_213,
        files: 5_000,
        bytes: 420_000_000_000,
        behind: 0,
        free_bytes: Some(420_000_000_000),
        offsite: false,
        medium: None,
        state: PlaceCondition::Well,
        state_words: text("up to date"),
        room_sentence: Some(text("420 GB free")),
    };
    Status {
        timestamp: text("2026-11-21T12:06:00Z"),
        primary: Primary {
            name: text("Maria's photos"),
            path: text("/home/maria/Pictures"),
            accessible: true,
            photos: 4_213,
            files: 5_000,
            bytes: 420_000_000_000,
        },
        backups: vec![place("At home"), place("Aunt's house")],
        rule_321: Rule321 { ok: true, copies: 3, kinds: 2, offsite: 1, missing: vec![] },
        verdict: text("safe"),
        sentence: text("All 4,213 photos are safe in 2 places."),
        more: vec![text("Every one was checked within the last 90 days.")],
        face: Face::Safe,
        cards: vec![],
        looked: Some(text("2026-11-21T12:06:00Z")),
        known: false,
    }
}

pub fn health(health: HealthLevel) -> Health {
    Health {
        health,
        message: text("All 4,213 photos are safe in 2 places."),
        primary_accessible: true,
        backups_accessible: text("2/2"),
        timestamp: text("2026-11-21T12:06:00Z"),
    }
}

pub fn usage() -> Usage {
    let year = |year: &str, files, bytes| UsageYear { year: text(year), files, bytes };
    let home = UsagePlace {
        name: text("At home"),
        mirror_bytes: 420_000_000_000,
        mirror_files: 4_213,
        versions_bytes: 0,
        versions_files: 0,
        years: vec![year("2023", 4_000, 400_000_000_000), year("2024", 213, 20_000_000_000)],
        free_bytes: Some(1_100_000_000_000),
    };
    Usage { places: vec![home] }
}

pub fn settings() -> SettingsList {
    let settings = [
        ("name", serde_json::json!("Maria's photos")),
        ("language", serde_json::Value::Null),
        ("window", serde_json::json!(64)),
    ];
    SettingsList {
        file: text("/home/maria/.config/elderphoto/settings.toml"),
        settings: settings.into_iter().map(|(name, value)| (text(name), value)).collect(),
    }
}
