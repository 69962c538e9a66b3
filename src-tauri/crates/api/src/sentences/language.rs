//! The languages, each one file of sentences, and the one in use.

use super::Args;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A language ElderPhoto speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, also what is fallen back to.
    #[default]
    English,
}

impl Language {
    /// Every language there is; English first.
    pub const ALL: &'static [Language] = &[Language::English];

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// The language of a locale as systems write it (`es_ES.UTF-8`, `en-US`); English if unknown.
    pub fn from_locale(locale: &str) -> Self {
        let tag = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        Self::ALL.iter().copied().find(|l| l.tag().eq_ignore_ascii_case(tag)).unwrap_or_default()
    }

    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../sentences/en/program.ftl"),
        }
    }

    /// What the page says by itself.
    #[cfg(test)]
    pub(super) const fn page_source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../sentences/en/window.ftl"),
        }
    }

    pub(super) const fn decimal_point(self) -> char {
        match self {
            Self::English => '.',
        }
    }

    fn index(self) -> usize {
        Self::ALL.iter().position(|l| *l == self).unwrap_or(0)
    }
}

type Bundle = FluentBundle<FluentResource>;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static BUNDLES: OnceLock<Vec<Bundle>> = OnceLock::new();

/// Chooses the language of every sentence from now on.
pub fn speak(language: Language) {
    IN_USE.store(language.index(), Ordering::Relaxed);
}

pub(super) fn in_use() -> Language {
    Language::ALL.get(IN_USE.load(Ordering::Relaxed)).copied().unwrap_or_default()
}

pub(super) fn has(key: &str) -> bool {
    bundles().iter().any(|b| b.has_message(key))
}

pub(super) fn keys() -> Vec<&'static str> {
    let in_file = Language::English.source().lines().filter_map(|line| line.split_once(" ="));
    in_file.map(|(key, _)| key).filter(|key| !key.starts_with([' ', '#']) && has(key)).collect()
}

pub(super) fn format(key: &str, args: &Args) -> String {
    let preferred = in_use().index();
    for bundle in [preferred, 0].iter().filter_map(|i| bundles().get(*i)) {
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { continue };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args.fluent()), &mut errors);
        debug_assert!(errors.is_empty(), "sentence {key}: {errors:?}");
        return text.into_owned();
    }
    debug_assert!(false, "no sentence {key}");
    tracing::error!(key, "no such sentence");
    key.to_owned()
}

fn bundles() -> &'static [Bundle] {
    BUNDLES.get_or_init(|| Language::ALL.iter().map(|l| bundle(*l)).collect())
}

fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.tag().parse().into_iter().collect());
    // Marks around every placeholder would show up as boxes in terminals.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => grouped::<',', _>,
    }));
    // Tests hold each file to be without faults; at run time what is whole is used.
    let resource = match FluentResource::try_new(language.source().to_owned()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            tracing::error!(?errors, language = language.tag(), "faulty sentences");
            resource
        }
    };
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, language = language.tag(), "repeated sentences");
    }
    bundle
}

/// Counts with a separator between thousands: 4,213.
fn grouped<const SEPARATOR: char, M>(value: &FluentValue, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = format!("{:.0}", number.value);
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(SEPARATOR);
        }
        text.push(digit);
    }
    Some(text)
}
