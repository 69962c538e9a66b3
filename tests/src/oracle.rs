//! The independent checker of places, `tests/vectors/check_place.py`: what a program that knows
//! only FORMAT.md makes of a place.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the vectors and the checker are.
pub fn vectors_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// What the checker found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Nothing is wrong.
    pub ok: bool,
    /// What is, each beginning with its kind.
    pub problems: Vec<String>,
    /// All listed snapshots in order, each with its `files`.
    pub snapshots: Vec<Value>,
    /// Everything else it printed.
    pub all: Value,
}

impl Checked {
    /// Runs the checker with `options` (`--list` is always given).
    pub fn of(place: &Path, options: &[&str]) -> Self {
        let script = vectors_dir().join("check_place.py");
        let out = Command::new("python3")
            .arg(script)
            .arg(place)
            .arg("--list")
            .args(options)
            .output()
            .unwrap_or_else(|e| panic!("the oracle needs python3 on the PATH: {e}"));
        let all: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| {
            panic!("check_place.py broke on {place:?}: {e}\n{}", String::from_utf8_lossy(&out.stderr))
        });
        let ok = all["ok"] == true;
        assert_eq!(out.status.code(), Some(if ok { 0 } else { 1 }), "{all}");
        let problems = all["problems"].as_array().expect("problems");
        Self {
            ok,
            problems: problems.iter().map(|p| p.as_str().unwrap_or_default().to_owned()).collect(),
            snapshots: all["snapshots"].as_array().expect("snapshots").clone(),
            all,
        }
    }

    /// The ids of complete snapshots, oldest first.
    pub fn complete(&self) -> Vec<String> {
        let complete = self.snapshots.iter().filter(|s| s["complete"] == true);
        complete.map(|s| s["id"].as_str().expect("id").to_owned()).collect()
    }

    /// What each complete snapshot restores to. The checker has hashed all of it on the disk.
    pub fn histories(&self) -> BTreeMap<String, Value> {
        let complete = self.snapshots.iter().filter(|s| s["complete"] == true);
        complete.map(|s| (s["id"].as_str().expect("id").to_owned(), s["files"].clone())).collect()
    }

    /// The file of `path` in the newest complete snapshot.
    pub fn newest(&self, path: &str) -> Option<Value> {
        let newest = self.snapshots.iter().rfind(|s| s["complete"] == true)?;
        newest["files"].as_array()?.iter().find(|f| f["path"] == path).cloned()
    }

    /// Whether some listed snapshot gives this content.
    pub fn knows(&self, sha256: &str) -> bool {
        let mut files = self.snapshots.iter().filter_map(|s| s["files"].as_array()).flatten();
        files.any(|f| f["sha256"] == sha256)
    }

    fn or_panic(self, place: &Path) -> Self {
        assert!(self.ok, "{place:?} is not as FORMAT.md says:\n{}", self.problems.join("\n"));
        self
    }
}

/// A place after a finished run: everything must hold, and nobody is at work.
pub fn check(place: &Path) -> Checked {
    let checked = Checked::of(place, &[]).or_panic(place);
    assert_eq!(checked.all["locks"], serde_json::json!([]), "a finished run leaves no lock at {place:?}");
    checked
}

/// [`check`] for a place that keeps times in whole seconds.
pub fn check_in_seconds(place: &Path) -> Checked {
    let checked = Checked::of(place, &["--time-step-ns", "1000000000"]).or_panic(place);
    assert_eq!(checked.all["locks"], serde_json::json!([]), "a finished run leaves no lock at {place:?}");
    checked
}

/// A place after an interruption: every listed snapshot must restore.
pub fn check_unfinished(place: &Path) -> Checked {
    Checked::of(place, &["--no-mirror"]).or_panic(place)
}
