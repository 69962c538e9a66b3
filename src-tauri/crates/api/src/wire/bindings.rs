//! The page's types, made from the wire types and the wishes, so that the two never drift apart.
//!
//! The tests fail when `ui/src/wire/gen/types.ts` is not what the types say; `make bindings` writes it anew.

use super::*;
use crate::wishes::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use ts_rs::{Config, TS, TypeVisitor};

/// Set to write the file instead of comparing it.
const WRITE: &str = "ELDERPHOTO_WRITE_BINDINGS";

const HEAD: &str = "\
// What the program answers and what the page may ask it for. Made from elderphoto_api's `wire` and `wishes`
// by `make bindings`; do not change it by hand.
";

fn file() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("../../../ui/src/wire/gen/types.ts")
}

/// Every type met on the way, by its name.
struct Met {
    config: Config,
    types: BTreeMap<String, String>,
}

impl TypeVisitor for Met {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Types of our own have a file; numbers, texts and lists have none.
        if T::output_path().is_none() || self.types.contains_key(&T::ident(&self.config)) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declared = tidied(&format!("{docs}export {}\n", T::decl(&self.config)));
        self.types.insert(T::ident(&self.config), declared);
        T::visit_dependencies(self);
    }
}

/// One line for each comment that has one, none that ends in a blank.
fn tidied(declared: &str) -> String {
    let lines: Vec<&str> = declared.lines().map(str::trim_end).collect();
    let mut out = String::new();
    let mut rest = &lines[..];
    while let [line, after @ ..] = rest {
        rest = after;
        match after {
            [text, end, after @ ..] if *line == "/**" && *end == " */" => {
                out.push_str(&format!("/** {} */\n", text.trim_start_matches(" * ")));
                rest = after;
            }
            _ => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

fn written() -> String {
    let mut met = Met { config: Config::new().with_large_int("number"), types: BTreeMap::new() };
    macro_rules! meet {
        ($($of:ty,)*) => { $(met.visit::<$of>();)* };
    }
    meet![
        Status,
        Health,
        Activities,
        Places,
        SettingsList,
        Init,
        Photos,
        PhotoPage,
        PhotoVersion,
        FolderChoice,
        Snapshots,
        Restore,
        Undo,
        Backup,
        Verify,
        Usage,
        LibrarySuggestion,
        ChosenFolder,
        Disk,
        Tried,
        PlaceDetails,
        About,
        Failure,
        HostKeyFacts,
        SecretKept,
        BackupWish,
        CheckWish,
        RestoreWish,
        ChooseFolderWish,
        LibrariesWish,
        SetUpWish,
        FolderPlaceWish,
        FarHostWish,
        FarPlaceWish,
        PlaceWish,
        SetPlaceWish,
        PasswordWish,
        AcceptHostKeyWish,
        SettingWish,
        PhotoPageWish,
        PathWish,
    ];
    std::iter::once(HEAD.to_owned()).chain(met.types.into_values()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_pages_types_are_those_of_the_program() {
    let (file, wanted) = (file(), written());
    if std::env::var_os(WRITE).is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, wanted).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == wanted, "{} is stale: make bindings", file.display());
}

#[test]
fn numbers_are_numbers_and_what_may_be_absent_is_optional() {
    let text = written();
    assert!(!text.contains("bigint"), "JSON has one kind of number");
    assert!(text.contains("ssh_host?: string"), "left out when there is none");
    assert!(text.contains("free_bytes: number | null"), "always there, may be null");
}
