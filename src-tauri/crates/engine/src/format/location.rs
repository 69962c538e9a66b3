//! `location.json`: who a place is and who may write there.

use super::{FormatError, VERSION, checked, text};
use crate::path::RelPath;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// A random identifier: 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Id(String);

impl Id {
    /// A new one from the system's random source.
    pub fn random() -> crate::error::Result<Self> {
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes).map_err(crate::error::Error::internal)?;
        Ok(Self(bytes.iter().map(|b| format!("{b:02x}")).collect()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Id {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(Self(text)) } else { Err("not an identifier") }
    }
}

/// A folder of photos that belongs to the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its identifier.
    pub id: Id,
    /// Its name for people.
    pub name: String,
    /// The folder of the mirror in which it lies; the root for a single one.
    pub prefix: RelPath,
}

/// Who a place is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// This place.
    pub location_id: Id,
    /// The library it is a copy of.
    pub library_id: Id,
    /// The library's name for people.
    pub library_name: String,
    /// Features a reader must know to read it.
    pub required: Vec<String>,
    /// Features a reader may ignore.
    pub optional: Vec<String>,
    /// The library's folders.
    pub sources: Vec<Source>,
    /// The one installation that may write here.
    pub owner: Id,
    /// Raised when another installation takes over.
    pub owner_generation: u64,
    /// When it was made.
    pub created: Moment,
}

/// Required features this version knows.
const KNOWN_FEATURES: &[&str] = &[];

#[derive(Serialize, Deserialize)]
struct Features {
    required: Vec<String>,
    optional: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct SourceWire {
    id: Id,
    name: String,
    prefix: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix_b64: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    format: u32,
    location_id: Id,
    library_id: Id,
    library_name: String,
    layout: String,
    features: Features,
    sources: Vec<SourceWire>,
    owner: Id,
    owner_generation: u64,
    created: Moment,
}

impl Location {
    /// The bytes of the file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        let sources = self.sources.iter().map(|s| {
            let (prefix, prefix_b64) = text::to_text(s.prefix.as_bytes());
            SourceWire { id: s.id.clone(), name: s.name.clone(), prefix, prefix_b64 }
        });
        checked::seal(&Wire {
            format: VERSION,
            location_id: self.location_id.clone(),
            library_id: self.library_id.clone(),
            library_name: self.library_name.clone(),
            layout: "mirror".into(),
            features: Features { required: self.required.clone(), optional: self.optional.clone() },
            sources: sources.collect(),
            owner: self.owner.clone(),
            owner_generation: self.owner_generation,
            created: self.created,
        })
    }

    /// Reads the file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let wire: Wire = checked::open(bytes)?;
        if wire.layout != "mirror" {
            return Err(FormatError::Newer(format!("layout {}", wire.layout)));
        }
        if let Some(unknown) = wire.features.required.iter().find(|f| !KNOWN_FEATURES.contains(&f.as_str())) {
            return Err(FormatError::Newer(format!("feature {unknown}")));
        }
        let sources = wire.sources.into_iter().map(|s| {
            let prefix = text::path_from_text(&s.prefix, s.prefix_b64.as_deref())?;
            Ok(Source { id: s.id, name: s.name, prefix })
        });
        Ok(Self {
            location_id: wire.location_id,
            library_id: wire.library_id,
            library_name: wire.library_name,
            required: wire.features.required,
            optional: wire.features.optional,
            sources: sources.collect::<Result<_, FormatError>>()?,
            owner: wire.owner,
            owner_generation: wire.owner_generation,
            created: wire.created,
        })
    }
}
