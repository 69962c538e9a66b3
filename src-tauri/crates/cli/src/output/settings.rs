//! `settings` in words: `name = value`, as they stand in the file.

use super::{Answer, lines::Lines};
use elderphoto_api::say;
use elderphoto_api::sentences::{Code, Context, failed};
use elderphoto_api::wire::{Failure, SettingsList};
use serde_json::Value;

impl Answer for SettingsList {
    fn text(&self) -> String {
        let mut lines = Lines::new();
        for (name, value) in &self.settings {
            let value = match value {
                Value::Null => say!("settings-empty"),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            lines.line(format!("{name} = {value}"));
        }
        lines.line(say!("settings-file", path = &self.file));
        lines.into_text()
    }
}

/// Only the setting of that name, when one was asked for.
pub fn only(mut all: SettingsList, name: Option<&str>) -> Result<SettingsList, Failure> {
    let Some(name) = name else { return Ok(all) };
    all.settings.retain(|key, _| key == name);
    if all.settings.is_empty() {
        return Err(failed(Code::SettingUnknown, &Context::new().name(name), None));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::samples;

    #[test]
    fn each_setting_is_a_line() {
        assert_eq!(
            samples::settings().text(),
            "language = not set\n\
             name = Maria's photos\n\
             window = 64\n\
             Settings are in /home/maria/.config/elderphoto/settings.toml\n"
        );
    }

    #[test]
    fn one_is_found_by_name_and_an_unknown_one_is_a_failure() {
        assert_eq!(only(samples::settings(), Some("window")).unwrap().settings.len(), 1);
        assert_eq!(only(samples::settings(), Some("windo")).unwrap_err().code, "setting_unknown");
        assert_eq!(only(samples::settings(), None).unwrap().settings.len(), 3);
    }
}
