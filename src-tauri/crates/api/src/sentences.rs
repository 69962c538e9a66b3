//! Every sentence that a person reads: window, notices and command line alike.
//!
//! The sentences stand in `sentences/<language>/`, compiled in: `program.ftl` is said from here,
//! `window.ftl` by the page. Code names a key and hands over
//! numbers and names; word order, plural forms and thousands separators are the language's own.
//! Another language is another file and another [`Language`].

mod args;
mod failure;
mod language;
mod printable;
mod room;
mod rule;
mod units;
mod verdict;

pub use args::{Args, Value};
pub use elderphoto_engine::code::Code;
pub use failure::{Context, failed, failure, hint, problem};
pub use language::{Language, speak};
pub use printable::printable;
pub use room::room;
pub use rule::rule_missing;
pub use units::{ago, at_place, moment, size, size_needed, time_left};
pub use verdict::{
    Card, LibraryTrouble, PROOF_LIMIT_DAYS, PlaceState, PlaceVerdict, Verdict, VerdictInput, cards,
    condition, health, verdict,
};

/// The sentence of `key`, with its placeholders filled in, in the language in use.
///
/// A key that is missing there is taken from English; one that is missing altogether is a fault
/// that tests rule out, and comes back as the key.
pub fn say(key: &str, args: &Args) -> String {
    language::format(key, args)
}

/// Whether there is a sentence of that key.
pub fn has(key: &str) -> bool {
    language::has(key)
}

/// Every key there is, in the order of the file.
pub fn keys() -> Vec<&'static str> {
    language::keys()
}

/// The sentence of a key with its placeholders by name: `say!("n-photos", photos = 3_u64)`.
///
/// Tests read the calls in the sources: a key must exist, and every placeholder be given.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::sentences::say($key, &$crate::sentences::Args::new()$(.with(stringify!($name), $value))*)
    };
}

#[cfg(test)]
mod tests;
