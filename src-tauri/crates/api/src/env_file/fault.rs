//! What is wrong with such a file, and the sentence for it. The value of a line is in none of them.

use crate::say;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The line is neither empty, nor a comment, nor `KEY=VALUE`.
    Unclear { line: usize },
    /// No such key.
    Unknown { line: usize, key: String },
    /// The key stands in an earlier line.
    Twice { line: usize, key: String, first: usize },
    /// A password or the like.
    Secret { line: usize, key: String },
    /// Nothing stands after the sign.
    NoValue { line: usize, key: String },
    /// Something else is wanted.
    Wrong { line: usize, key: String, want: Want },
    /// The place that begins in this line lacks something.
    Missing { line: usize, key: String },
    /// The other kind of place has this.
    OtherKind { line: usize, key: String, kind: &'static str },
    /// An earlier place is called the same.
    SameName { line: usize, first: usize },
    /// Nothing says which photos.
    NoLibrary,
    /// Found out by looking at this computer.
    Seen { line: usize, what: String },
}

/// What a value should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A path from the root on.
    WholePath,
    /// A name for people.
    Name,
    /// `folder` or `sftp`.
    Kind,
    /// `yes` or `no`.
    YesOrNo,
    /// A kind of storage.
    Medium,
    /// A rule for older versions.
    Keep,
    /// MB a second.
    Limit,
    /// A number of a port.
    Port,
    /// What a far machine is known by.
    Fingerprint,
    /// A name without spaces, of a machine or who signs in.
    Word,
}

impl Fault {
    /// Its line; 0 for what no line says.
    pub fn line(&self) -> usize {
        match self {
            Self::NoLibrary => 0,
            Self::Unclear { line }
            | Self::Unknown { line, .. }
            | Self::Twice { line, .. }
            | Self::Secret { line, .. }
            | Self::NoValue { line, .. }
            | Self::Wrong { line, .. }
            | Self::Missing { line, .. }
            | Self::OtherKind { line, .. }
            | Self::SameName { line, .. }
            | Self::Seen { line, .. } => *line,
        }
    }

    /// The key of a line that says something, and not what it should.
    pub fn wrong_key(&self) -> Option<&str> {
        match self {
            Self::Unknown { key, .. }
            | Self::Twice { key, .. }
            | Self::Secret { key, .. }
            | Self::NoValue { key, .. }
            | Self::Wrong { key, .. }
            | Self::OtherKind { key, .. } => Some(key),
            Self::Missing { .. }
            | Self::Unclear { .. }
            | Self::SameName { .. }
            | Self::NoLibrary
            | Self::Seen { .. } => None,
        }
    }

    /// For a person.
    pub fn sentence(&self) -> String {
        let line = self.line().to_string();
        match self {
            Self::Unclear { .. } => say!("env-unclear", line = line),
            Self::Unknown { key, .. } => say!("env-unknown", line = line, key = key),
            Self::Twice { key, first, .. } => {
                say!("env-twice", line = line, key = key, first = first.to_string())
            }
            Self::Secret { key, .. } => say!("env-secret", line = line, key = key),
            Self::NoValue { key, .. } => say!("env-no-value", line = line, key = key),
            Self::Wrong { key, want, .. } => say!("env-wrong", line = line, key = key, wanted = want.words()),
            Self::Missing { key, .. } => say!("env-missing", line = line, key = key),
            Self::OtherKind { key, kind, .. } => say!("env-other-kind", line = line, key = key, kind = *kind),
            Self::SameName { first, .. } => say!("env-same-name", line = line, first = first.to_string()),
            Self::NoLibrary => say!("env-no-library"),
            Self::Seen { what, .. } => say!("env-seen", line = line, what = what),
        }
    }
}

impl Want {
    fn words(self) -> String {
        match self {
            Self::WholePath => say!("env-want-path"),
            Self::Name => say!("env-want-name"),
            Self::Kind => say!("env-want-kind"),
            Self::YesOrNo => say!("env-want-yes-or-no"),
            Self::Medium => say!("env-want-medium"),
            Self::Keep => say!("env-want-keep"),
            Self::Limit => say!("env-want-limit"),
            Self::Port => say!("env-want-port"),
            Self::Fingerprint => say!("env-want-fingerprint"),
            Self::Word => say!("env-want-word"),
        }
    }
}
