//! Habits of the code, kept as tests: every file says why it exists, none grows without end, nothing is
//! left half done, and ARCHITECTURE.md names only files that are there.

use std::fs;
use std::path::{Path, PathBuf};

/// A file that is longer tells more than one thing.
const MAX_LINES: usize = 500;

/// Where files of ours are.
const ROOTS: &[&str] = &["src-tauri", "tests", "ui", "benches", "installers"];

/// Folders that hold what was made or fetched, or frozen data.
const NOT_OURS: &[&str] = &["node_modules", "dist", "gen", "target", "places", "expected", "permissions"];

/// Marks of something left half done. Put together here, so that this file does not have them.
const HALF_DONE: &[&str] = &[concat!("to", "do!"), concat!("unimple", "mented!"), concat!("FIX", "ME")];

/// Asked for when the test runs: one build folder may serve several checkouts.
fn repository() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("..")
}

/// A file of ours: its path below the repository, with '/'.
struct File {
    path: String,
    text: String,
}

impl File {
    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|e| self.path.ends_with(e))
    }

    fn is_code(&self) -> bool {
        self.ends_with(&[".rs", ".svelte", ".ts"])
    }

    fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.ends_with(&["/tests.rs", ".test.ts"])
    }

    /// Lines of code, without the tests at the end of a Rust file.
    fn lines_without_tests(&self) -> usize {
        let lines: Vec<&str> = self.text.lines().collect();
        let tests = lines
            .windows(2)
            .position(|w| w[0] == "#[cfg(test)]" && w[1].starts_with("mod ") && w[1].ends_with('{'));
        tests.unwrap_or(lines.len())
    }

    fn says_why_it_exists(&self) -> bool {
        let openings: &[&str] = match () {
            () if self.path.ends_with(".rs") => &["//! "],
            () if self.path.ends_with(".svelte") => &["<!-- "],
            () => &["// ", "/** ", "/* "],
        };
        openings.iter().any(|o| self.text.starts_with(o))
    }
}

fn collect(folder: &Path, below: &str, out: &mut Vec<File>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{folder:?}: {e}"));
    for entry in entries.map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{below}/{name}");
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) && !name.starts_with('.') {
            collect(&entry.path(), &path, out);
        } else if kind.is_file() {
            out.extend(fs::read_to_string(entry.path()).ok().map(|text| File { path, text }));
        }
    }
}

fn files() -> Vec<File> {
    let mut out = Vec::new();
    for root in ROOTS {
        collect(&repository().join(root), root, &mut out);
    }
    assert!(out.iter().filter(|f| f.is_code()).count() > 100, "the code was not found");
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

fn assert_none(what: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

#[test]
fn every_file_opens_by_saying_why_it_exists() {
    let wrong = files().into_iter().filter(|f| f.is_code() && !f.says_why_it_exists()).map(|f| f.path);
    assert_none("these open without a comment (Rust: `//!`)", wrong.collect());
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let long = files().into_iter().filter(|f| f.is_code() && !f.is_test());
    let long = long.map(|f| (f.lines_without_tests(), f.path)).filter(|(lines, _)| *lines > MAX_LINES);
    assert_none("too long", long.map(|(lines, path)| format!("{path}: {lines} lines")).collect());
}

#[test]
fn nothing_is_left_half_done() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|f| f.is_code()) {
        for (number, line) in file.text.lines().enumerate() {
            let marks = HALF_DONE.iter().filter(|m| line.contains(**m));
            wrong.extend(marks.map(|m| format!("{}:{}: {m}", file.path, number + 1)));
        }
    }
    assert_none("left half done", wrong);
}

#[test]
fn every_file_that_the_architecture_names_is_there() {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    let files = files();
    let endings = [".rs", ".svelte", ".ts", ".ftl", ".py", ".sh"];
    // Every second piece between backticks is code.
    let named = text.split('`').skip(1).step_by(2).flat_map(str::split_whitespace);
    let named = named.filter(|n| !n.contains(['<', '*']));
    let named: Vec<&str> =
        named.filter(|n| endings.iter().any(|e| n.len() > e.len() && n.ends_with(e))).collect();
    assert!(named.len() > 30, "names too few files to be a map: {}", named.len());
    let there = |name: &str| files.iter().any(|f| f.path == name || f.path.ends_with(&format!("/{name}")));
    assert_none("named, but not there", named.into_iter().filter(|n| !there(n)).map(str::to_owned).collect());
}
