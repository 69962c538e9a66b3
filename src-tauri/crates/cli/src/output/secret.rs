//! `secret set` in words.

use super::{Answer, lines::Lines};
use elderphoto_api::say;
use elderphoto_api::wire::SecretKept;

impl Answer for SecretKept {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        lines.line(say!("secret-kept", what = &self.what, place = &self.name));
        lines.into_text()
    }
}
