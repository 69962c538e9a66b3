//! What is filled into a sentence: counts, which choose plural forms, and texts, which are made safe
//! to show first (a photo's name may hold anything, also what would command a terminal).

use super::printable;
use fluent_bundle::{FluentArgs, FluentValue};

/// The values of a sentence's placeholders.
#[derive(Debug, Default)]
pub struct Args(FluentArgs<'static>);

impl Args {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = match value.into() {
            Value::Count(count) => FluentValue::from(count),
            Value::Text(text) => FluentValue::from(printable(&text).into_owned()),
        };
        self.0.set(name, value);
        self
    }

    pub(super) fn fluent(&self) -> &FluentArgs<'static> {
        &self.0
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number of things, exact.
    Count(u64),
    /// A name, a path, or a phrase made before.
    Text(String),
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
