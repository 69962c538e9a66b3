//! What is said about a code: what happened, whether the photos are safe, the one thing to do.

use super::{Args, at_place, has, say, size, size_needed};
use crate::say;
use crate::wire::Failure;
use elderphoto_engine::code::Code;

/// What is known about it. What is not known is left out of the sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The place it happened at.
    pub place: Option<String>,
    /// The file or folder it is about, readable.
    pub path: Option<String>,
    /// Bytes that are needed.
    pub bytes_needed: Option<u64>,
    /// Bytes that are free.
    pub bytes_free: Option<u64>,
    /// How many photos it is about.
    pub count: Option<u64>,
    /// The name that was given: of a place, a setting, a snapshot; or what was wrong with an argument.
    pub name: Option<String>,
}

impl Context {
    /// Nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// The place it happened at.
    #[must_use]
    pub fn place(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }

    /// The file or folder it is about.
    #[must_use]
    pub fn path(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// The name that was given.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// How many photos it is about.
    #[must_use]
    pub fn count(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// How much room is needed, and how much there is.
    #[must_use]
    pub fn room(self, needed: u64, free: u64) -> Self {
        Self { bytes_needed: Some(needed), bytes_free: Some(free), ..self }
    }

    /// Every placeholder that an `err-` sentence may use.
    fn args(&self) -> Args {
        let yes = |known: bool| if known { "yes" } else { "no" };
        let place = self.place.as_deref();
        let path = self.path.as_deref();
        let named = |given: fn(&str) -> String, otherwise: fn() -> String| path.map_or_else(otherwise, given);
        let a_place = say!("a-place");
        let a_file = say!("a-file");
        let room = self.bytes_needed.zip(self.bytes_free);
        Args::new()
            .with("place", place.unwrap_or(&a_place))
            .with("Place", place.map_or_else(|| say!("a-place-start"), str::to_owned))
            .with("at_place", place.map_or_else(|| say!("at-place", place = &a_place), at_place))
            .with("path", path.unwrap_or(&a_file))
            .with("Path", path.map_or_else(|| say!("a-file-start"), str::to_owned))
            .with("folder", named(|p| say!("a-folder-named", path = p), || say!("a-folder")))
            .with("Folder", named(|p| say!("a-folder-named-start", path = p), || say!("a-folder-start")))
            .with("library", named(|p| say!("a-library-named", path = p), || say!("a-library")))
            .with("Library", named(|p| say!("a-library-named-start", path = p), || say!("a-library-start")))
            .with("name", self.name.as_deref().or(place).map_or_else(|| say!("that"), str::to_owned))
            .with("count", self.count.unwrap_or(0))
            .with("needed", size_needed(room.map_or(0, |r| r.0)))
            .with("free", size(room.map_or(0, |r| r.1)))
            .with("has_path", yes(path.is_some()))
            .with("has_name", yes(self.name.is_some()))
            .with("has_count", yes(self.count.is_some()))
            .with("has_room", yes(room.is_some()))
    }
}

/// What happened, whether the photos are safe, and the one thing to do.
pub fn failure(code: Code, context: &Context) -> String {
    let args = context.args();
    let key = key(code);
    [key.clone(), format!("{key}-safe"), format!("{key}-do")].map(|key| say(&key, &args)).join(" ")
}

/// One short sentence about one photo or one place.
pub fn problem(code: Code, context: &Context) -> String {
    say(&key(code), &context.args())
}

/// The one thing to do.
pub(super) fn remedy(code: Code, context: &Context) -> String {
    say(&format!("{}-do", key(code)), &context.args())
}

/// A failure for the wire, with its technical cause.
pub fn failed(code: Code, context: &Context, details: Option<String>) -> Failure {
    Failure { code: code.as_str().to_owned(), message: failure(code, context), details, host_key: None }
}

/// The command that does what a failure's sentence asks for, where there is one.
pub fn hint(code: &str) -> Option<String> {
    let key = format!("hint-{}", code.replace('_', "-"));
    has(&key).then(|| say(&key, &Args::new()))
}

fn key(code: Code) -> String {
    format!("err-{}", code.as_str().replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_happened_whether_photos_are_safe_and_what_to_do() {
        let context = Context::new().place("Aunt's house").room(1_210_000_000, 5_000_000).count(214);
        assert_eq!(
            failure(Code::PlaceFull, &context),
            "Aunt's house is full: 1.3 GB more are needed and 5.0 MB are free. 214 photos are not yet \
             there. What was copied before stays, and your other places are not affected. Make room \
             there, or use a larger disk."
        );
    }

    #[test]
    fn a_problem_with_one_photo_names_it_and_the_place() {
        let context = Context::new().place("At home").path("2024/11/a.jpg");
        assert_eq!(problem(Code::Damaged, &context), "The copy of 2024/11/a.jpg at home is damaged.");
        assert_eq!(problem(Code::UnreadableFile, &context), "2024/11/a.jpg cannot be read on this computer.");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(problem(Code::PlaceFull, &Context::new()), "The place is full.");
        assert_eq!(problem(Code::LibraryMissing, &Context::new()), "Your photo folder is not there.");
        assert_eq!(problem(Code::PlaceUnknown, &Context::new()), "No place is called that.");
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let said = problem(Code::Vanished, &Context::new().path("a\u{1b}]0;x\u{7}.jpg"));
        assert!(!said.chars().any(char::is_control), "{said:?}");
    }

    #[test]
    fn a_hint_is_a_command() {
        assert_eq!(hint("not_set_up").as_deref(), Some("elderphoto init --library FOLDER"));
        assert_eq!(hint("internal"), None);
    }
}
