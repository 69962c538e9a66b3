//! The file of sentences as a whole: complete, without leftovers, in Maria's words.
//!
//! Help texts (`help-…`) are derived from the command line's own definition and held complete there.

use super::*;
use elderphoto_engine::code::Code;
use fluent_bundle::FluentResource;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Never said to a person.
const JARGON: &[&str] = &[
    "repository",
    "snapshot",
    "prune",
    "daemon",
    "hash",
    "mount",
    "ssh",
    "host key",
    "inode",
    "catalog",
    "sha-256",
    "checksum",
    "manifest",
    "successfully",
    "!",
];

/// Each message of a file: its key and its text, with comments left out.
fn messages(language: Language) -> Vec<(String, String)> {
    messages_of(language.source())
}

fn messages_of(source: &str) -> Vec<(String, String)> {
    let mut messages: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" =") {
            Some((key, text)) if !line.starts_with(' ') => messages.push((key.into(), text.trim().into())),
            _ => {
                if let Some((_, text)) = messages.last_mut() {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    messages
}

/// The words after `marker` (`$` for placeholders, `{ ` for references).
fn named(text: &str, marker: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let words = text.split(marker).skip(1).map(|rest| rest.split(|c| !is_word(c)).next().unwrap_or(""));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What a message asks for, also by the messages it refers to.
fn placeholders(key: &str, all: &BTreeMap<String, String>) -> BTreeSet<String> {
    let text = all.get(key).map(String::as_str).unwrap_or_default();
    let mut names = named(text, "$");
    for reference in named(text, "{ ") {
        names.extend(placeholders(&reference, all));
    }
    names
}

fn sources() -> Vec<(PathBuf, String)> {
    files(&["src", "../cli/src"], |name| name.ends_with(".rs") && name != "tests.rs")
}

fn files(folders: &[&str], takes: impl Fn(&str) -> bool) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<_> =
        folders.iter().map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| takes(&name.to_string_lossy())) {
                found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// Every `say!` in the sources: file, key, placeholders given.
fn calls() -> Vec<(PathBuf, String, BTreeSet<String>)> {
    let mut calls = Vec::new();
    for (path, source) in sources() {
        let code =
            source.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for call in code.split("say!(").skip(1) {
            let call = balanced(call);
            let Some(key) = call.trim_start().strip_prefix('"').and_then(|c| c.split('"').next()) else {
                continue;
            };
            let given = call.split(" = ").filter_map(|part| part.rsplit([' ', ',', '\n', '(']).next());
            calls.push((path.clone(), key.to_owned(), given.map(str::to_owned).collect()));
        }
    }
    assert!(calls.len() > 50, "the sources were read");
    calls
}

/// `text` up to the bracket that closes the one before it.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

fn dashed(code: Code) -> String {
    code.as_str().replace('_', "-")
}

#[test]
fn every_file_is_without_faults() {
    for language in Language::ALL {
        for source in [language.source(), language.page_source()] {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{language:?}");
        }
    }
}

#[test]
fn no_key_is_repeated() {
    for language in Language::ALL {
        let keys: Vec<_> = messages(*language).into_iter().map(|(key, _)| key).collect();
        let distinct: BTreeSet<_> = keys.iter().collect();
        assert_eq!(keys.len(), distinct.len(), "{language:?}");
    }
    assert_eq!(keys().len(), messages(Language::English).len());
}

#[test]
fn every_language_has_the_same_sentences_with_the_same_placeholders() {
    let english: BTreeMap<_, _> = messages(Language::English).into_iter().collect();
    for language in Language::ALL {
        let other: BTreeMap<_, _> = messages(*language).into_iter().collect();
        assert_eq!(english.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for key in english.keys() {
            assert_eq!(placeholders(key, &english), placeholders(key, &other), "{key} in {language:?}");
        }
    }
}

#[test]
fn every_code_says_what_happened_if_photos_are_safe_and_what_to_do() {
    let full = Context::new().place("Aunt's house").path("2024/a.jpg").name("x").count(2).room(10, 5);
    for code in Code::ALL {
        let key = format!("err-{}", dashed(*code));
        for key in [key.clone(), format!("{key}-safe"), format!("{key}-do")] {
            assert!(has(&key), "{key} is missing");
        }
        for context in [&Context::new(), &full] {
            let text = failure(*code, context);
            assert!(
                text.ends_with(['.', '?']) && !text.contains("  ") && !text.contains(['{', '$']),
                "{text}"
            );
            assert!(text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()), "{text}");
            assert!(problem(*code, context).len() < 120, "{text}");
        }
    }
}

#[test]
fn no_sentence_is_missing() {
    for (path, key, _) in calls() {
        assert!(has(&key), "{key}, asked for in {}", path.display());
    }
}

#[test]
fn every_placeholder_is_given() {
    let all: BTreeMap<_, _> = messages(Language::English).into_iter().collect();
    for (path, key, given) in calls() {
        for name in placeholders(&key, &all) {
            assert!(given.contains(&name), "{key} needs ${name} in {}: {given:?}", path.display());
        }
    }
}

#[test]
fn no_sentence_is_left_over() {
    let all: BTreeMap<_, _> = messages(Language::English).into_iter().collect();
    let mut used: BTreeSet<String> = calls().into_iter().map(|(_, key, _)| key).collect();
    for code in Code::ALL.iter().map(|code| dashed(*code)) {
        used.extend(["", "-safe", "-do"].map(|part| format!("err-{code}{part}")));
        used.insert(format!("hint-{code}"));
    }
    used.extend(all.values().flat_map(|text| named(text, "{ ")));
    for key in all.keys().filter(|key| !key.starts_with("help")) {
        assert!(used.contains(key), "nobody says {key}");
    }
}

#[test]
fn no_sentence_uses_technical_words() {
    let page = messages_of(Language::English.page_source());
    assert!(page.len() > 100, "the page's sentences were read");
    for (key, text) in messages(Language::English).into_iter().chain(page) {
        // Commands are named as they are typed.
        if key.starts_with("hint-") {
            continue;
        }
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("elderphoto "));
        let prose: String = lines.flat_map(|line| line.split('`').step_by(2)).collect();
        for word in JARGON {
            assert!(!prose.to_lowercase().contains(word), "{key} says {word:?}: {text}");
        }
    }
}

#[test]
fn a_locale_chooses_a_language_and_falls_back_to_english() {
    for locale in ["en_GB.UTF-8", "en-US", "EN", "C", "", "tlh_KL"] {
        assert_eq!(Language::from_locale(locale), Language::English);
    }
}
