//! Holds the parts to the rule of ARCHITECTURE.md: dependencies point one way, and only the shell knows
//! Tauri, only stores knows SSH. Read from `cargo metadata`, so that a line in a Cargo.toml is enough to fail.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each part may use of the others. A new part must be added here, with its place in the order.
const MAY_USE: &[(&str, &[&str])] = &[
    ("elderphoto-engine", &[]),
    ("elderphoto-stores", &["elderphoto-engine"]),
    ("elderphoto-api", &["elderphoto-engine", "elderphoto-stores"]),
    ("elderphoto-cli", &["elderphoto-api"]),
    ("elderphoto-app", &["elderphoto-api"]),
    ("elderphoto-sample", &[]),
    ("elderphoto-tests", &[]),
    ("elderphoto-window-tests", &["elderphoto-tests"]),
];

/// Parts that may name a package of Tauri.
const KNOW_TAURI: &[&str] = &["elderphoto-app", "elderphoto-window-tests"];

/// What must not come into the engine, not even by way of something else.
const NEVER_IN_THE_ENGINE: &[&str] = &["tauri", "ssh2", "tokio", "keyring", "notify-rust"];

/// What must not come into the api: it serves the command line too.
const NEVER_IN_THE_API: &[&str] = &["tauri", "wry", "tao"];

/// Asked for when the test runs: one build folder may serve several checkouts.
fn repository() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("..")
}

fn output(program: &str, arguments: &[&str]) -> String {
    let program = std::env::var(program.to_uppercase()).unwrap_or_else(|_| program.to_owned());
    let out = Command::new(&program).args(arguments).current_dir(repository()).output();
    let out = out.unwrap_or_else(|e| panic!("{program} could not be started: {e}"));
    assert!(out.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn metadata(arguments: &[&str]) -> Value {
    let all = [&["metadata", "--format-version", "1", "--locked"], arguments].concat();
    serde_json::from_str(&output("cargo", &all)).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// What one Cargo.toml asks for.
struct Asked {
    name: String,
    is_dev: bool,
}

/// What the Cargo.toml of each part asks for, on any platform and with any feature.
fn asked_by_part() -> BTreeMap<String, Vec<Asked>> {
    let all = metadata(&["--no-deps"]);
    let part = |p: &Value| {
        let asked = list(&p["dependencies"])
            .iter()
            .map(|d| Asked { name: text(&d["name"]).to_owned(), is_dev: d["kind"].as_str() == Some("dev") });
        (text(&p["name"]).to_owned(), asked.collect())
    };
    list(&all["packages"]).iter().map(part).collect()
}

/// Every package that is linked into `part` on this computer: what it needs, what that needs, and so on,
/// dev- and build-dependencies left out.
fn linked_into(part: &str) -> BTreeSet<String> {
    let version = output("rustc", &["-vV"]);
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).unwrap();
    let all = metadata(&["--filter-platform", host]);
    let names: BTreeMap<&str, &str> =
        list(&all["packages"]).iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
    let needs: BTreeMap<&str, Vec<&str>> = list(&all["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let normal = list(&node["deps"])
                .iter()
                .filter(|d| list(&d["dep_kinds"]).iter().any(|k| k["kind"].is_null()))
                .map(|d| text(&d["pkg"]));
            (text(&node["id"]), normal.collect())
        })
        .collect();
    let start = *names.iter().find(|(_, name)| **name == part).unwrap().0;
    let mut seen = BTreeSet::from([start]);
    let mut next = vec![start];
    while let Some(id) = next.pop() {
        for need in &needs[id] {
            if seen.insert(need) {
                next.push(need);
            }
        }
    }
    seen.into_iter().map(|id| names[id].to_owned()).collect()
}

fn is_of_tauri(name: &str) -> bool {
    name == "tauri" || name.starts_with("tauri-")
}

#[test]
fn dependencies_between_the_parts_point_one_way() {
    let parts = asked_by_part();
    let order: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (part, asked) in &parts {
        let Some(allowed) = order.get(part.as_str()) else {
            wrong.push(format!("{part} is not in the table of this test"));
            continue;
        };
        for one in asked.iter().filter(|d| !d.is_dev && parts.contains_key(&d.name)) {
            if !allowed.contains(&one.name.as_str()) {
                wrong.push(format!("{part} must not depend on {}", one.name));
            }
        }
    }
    wrong.extend(
        order
            .keys()
            .filter(|p| !parts.contains_key(**p))
            .map(|p| format!("{p} is gone: not in the workspace")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_shell_knows_tauri() {
    for (part, asked) in asked_by_part() {
        let tauri: Vec<_> = asked.iter().filter(|d| is_of_tauri(&d.name)).map(|d| &d.name).collect();
        assert!(tauri.is_empty() || KNOW_TAURI.contains(&part.as_str()), "{part} asks for {tauri:?}");
    }
}

#[test]
fn only_stores_knows_ssh() {
    for (part, asked) in asked_by_part() {
        let knows = asked.iter().any(|d| d.name == "ssh2");
        assert!(!knows || part == "elderphoto-stores", "{part} asks for ssh2");
    }
}

#[test]
fn the_engine_has_no_screen_no_network_and_no_keyring_in_it() {
    let linked = linked_into("elderphoto-engine");
    assert!(linked.contains("sha2"), "the graph was not read: {linked:?}");
    let wrong: Vec<_> =
        linked.iter().filter(|n| NEVER_IN_THE_ENGINE.contains(&n.as_str()) || is_of_tauri(n)).collect();
    assert!(wrong.is_empty(), "linked into the engine: {wrong:?}");
}

#[test]
fn the_command_line_and_the_api_need_no_webview() {
    assert!(linked_into("elderphoto-app").contains("tauri"), "the graph was not read");
    for part in ["elderphoto-api", "elderphoto-cli"] {
        let linked = linked_into(part);
        let wrong: Vec<_> =
            linked.iter().filter(|n| NEVER_IN_THE_API.contains(&n.as_str()) || is_of_tauri(n)).collect();
        assert!(wrong.is_empty(), "linked into {part}: {wrong:?}");
    }
}
