//! The keys of such a file: the words of `init`, `place add` and `place set` with underscores, in capitals.

/// What our keys begin with; all others are other programs' business.
pub const OURS: &str = "ELDERPHOTO_";
/// The photo folder; more of them with `_2`, `_3`, ….
pub const LIBRARY: &str = "ELDERPHOTO_LIBRARY";
const PLACE: &str = "ELDERPHOTO_PLACE_";
/// What such keys are called elsewhere.
const SECRETS: [&str; 5] = ["PASSWORD", "PASSPHRASE", "SECRET", "TOKEN", "PASSWD"];

/// A key that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A photo folder; they are taken in this order.
    Library(u32),
    /// What the photos are called.
    Name,
    /// Something of a place.
    Place {
        /// Which: a number or a word.
        id: String,
        /// What of it.
        word: Word,
    },
    /// Where secrets are. Read from the environment only, but such a file is often the environment too.
    SecretsFile,
}

macro_rules! words {
    ($($name:ident = $text:literal,)*) => {
        /// What can be said of a place.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Word { $(#[doc = $text] $name,)* }

        impl Word {
            /// As it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

words! {
    Name = "NAME",
    Kind = "KIND",
    Path = "PATH",
    Host = "HOST",
    Port = "PORT",
    User = "USER",
    Key = "KEY",
    AcceptHostKey = "ACCEPT_HOST_KEY",
    Offsite = "OFFSITE",
    Medium = "MEDIUM",
    UseExisting = "USE_EXISTING",
    Limit = "LIMIT",
    Keep = "KEEP",
}

impl Key {
    /// Reads a key.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(of_place) = text.strip_prefix(PLACE) {
            let (id, word) = of_place.split_once('_')?;
            let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
            let word = Word::parse(word).filter(|_| is_id)?;
            return Some(Self::Place { id: id.to_owned(), word });
        }
        match text.strip_prefix(OURS)? {
            "NAME" => Some(Self::Name),
            "SECRETS_FILE" => Some(Self::SecretsFile),
            "LIBRARY" => Some(Self::Library(1)),
            other => {
                let number = other.strip_prefix("LIBRARY_")?.parse().ok()?;
                (number > 1).then_some(Self::Library(number))
            }
        }
    }
}

/// The key of something of a place.
pub fn of_place(id: &str, word: Word) -> String {
    format!("{PLACE}{id}_{}", word.as_str())
}

/// Whether a key that is not known asks for a secret to be kept.
pub fn is_secret(key: &str) -> bool {
    SECRETS.iter().any(|word| key.contains(word))
}
