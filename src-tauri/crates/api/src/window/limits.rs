//! What the page says is limited before anything is done with it.

use crate::commands::Answer;
use crate::faults;
use crate::sentences::Context;
use crate::wishes::PhotoPageWish;
use elderphoto_engine::code::Code;
use secrecy::{ExposeSecret, SecretString};

const MAX_NAME_BYTES: usize = 500;
const MAX_PATH_BYTES: usize = 8_192;
const MAX_SECRET_BYTES: usize = 4_096;
const MAX_PLACES: usize = 100;
/// As many photos can be selected at once.
const MAX_PATHS: usize = 20_000;
const MAX_PAGE: u64 = 200;

fn within(what: &str, length: usize, most: usize) -> Answer<()> {
    if length <= most { Ok(()) } else { Err(refused(what)) }
}

fn refused(what: &str) -> crate::wire::Failure {
    faults::refused(Code::BadArgument, Context::new().name(what))
}

/// A name: of a place, a computer, a setting.
pub(super) fn name(text: &str) -> Answer<()> {
    within("name", text.len(), MAX_NAME_BYTES)
}

pub(super) fn some_names(text: Option<&str>) -> Answer<()> {
    text.map_or(Ok(()), name)
}

pub(super) fn names<S: AsRef<str>>(texts: &[S]) -> Answer<()> {
    within("names", texts.len(), MAX_PLACES)?;
    texts.iter().try_for_each(|text| name(text.as_ref()))
}

pub(super) fn path(text: &str) -> Answer<()> {
    within("path", text.len(), MAX_PATH_BYTES)
}

pub(super) fn paths(texts: &[String]) -> Answer<()> {
    within("paths", texts.len(), MAX_PATHS)?;
    texts.iter().try_for_each(|text| path(text))
}

pub(super) fn secret(secret: &SecretString) -> Answer<()> {
    within("password", secret.expose_secret().len(), MAX_SECRET_BYTES)
}

pub(super) fn photo_page(wish: &PhotoPageWish) -> Answer<()> {
    name(&wish.search)?;
    some_names(wish.at.as_deref())?;
    path(wish.after.as_deref().unwrap_or_default())?;
    if (1..=MAX_PAGE).contains(&wish.limit) { Ok(()) } else { Err(refused("limit")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_refused() {
        assert!(name(&"a".repeat(500)).is_ok());
        assert_eq!(name(&"a".repeat(501)).unwrap_err().code, "bad_argument");
        assert!(paths(&vec![String::new(); MAX_PATHS + 1]).is_err());
        assert!(secret(&SecretString::from("x".repeat(5_000))).is_err());
        for (limit, fits) in [(0, false), (1, true), (200, true), (201, false)] {
            assert_eq!(photo_page(&PhotoPageWish { limit, ..Default::default() }).is_ok(), fits);
        }
    }
}
