//! `settings.toml`: a file a person can read. Never a secret in it.

pub mod far;
mod path_text;

use elderphoto_engine::code::Code;
use elderphoto_engine::error::{Error, Result};
use elderphoto_engine::format::location::Id;
use elderphoto_engine::library::{Library, SourceFolder};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::place::session::Expected;
use elderphoto_engine::store::{Capabilities, NameRules, UnicodeNames};
use elderphoto_stores::sftp::{Address, HostKey};
use far::FarSettings;
use path_text::PathText;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The newest version that is read.
const VERSION: u32 = 2;
/// What is written while no place is far, so that an earlier ElderPhoto still reads it.
const VERSION_WITHOUT_FAR_PLACES: u32 = 1;
/// How long a proof counts, at first.
const PROOF_DAYS: u64 = 90;

/// What becomes of older versions, at first.
pub const KEEP: &str = "all";

/// Kinds of storage.
pub const MEDIA: [&str; 5] = ["ssd", "hdd", "nas", "usb", "cloud"];

/// Whether this is a rule for older versions: `all`, `fewer` or `days:N`.
pub fn is_keep(rule: &str) -> bool {
    let days = rule.strip_prefix("days:").and_then(|days| days.parse::<u32>().ok());
    matches!(rule, "all" | "fewer") || days.is_some_and(|days| days > 0)
}

/// Everything a person chose.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    format: u32,
    /// This installation.
    pub installation: Id,
    /// How long a proof counts.
    #[serde(default = "proof_days")]
    pub proof_days: u64,
    /// The library.
    pub library: LibrarySettings,
    /// The places.
    #[serde(default)]
    pub places: Vec<PlaceSettings>,
}

/// The library.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibrarySettings {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its folders.
    pub sources: Vec<SourceSettings>,
}

/// A folder of the library.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSettings {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The folder of the mirror in which it lies; empty for a single one.
    pub prefix: String,
    #[serde(flatten)]
    path: PathText,
}

/// A place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceSettings {
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub kind: PlaceKind,
    #[serde(flatten)]
    path: PathText,
    /// The id in its `location.json`.
    pub location_id: Id,
    /// Whether runs go there.
    pub enabled: bool,
    /// Whether it is away from home.
    pub offsite: bool,
    /// `ssd`, `hdd`, `nas`, `usb`, `cloud`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// `all`, `fewer` or `days:N`
    pub keep: String,
    /// MB/s
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_mb_s: Option<u64>,
    /// Files of the library's paths that stand there count as ours.
    #[serde(default)]
    pub use_existing: bool,
    time_step_ns: i64,
    #[serde(default)]
    ignores_case: bool,
    #[serde(default)]
    windows_names: bool,
    #[serde(default)]
    utf8_only: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unicode_names: Option<UnicodeSetting>,
    /// Where `path` lies, unless it is on this computer. Last, because it is a table of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sftp: Option<FarSettings>,
}

/// [`UnicodeNames`] other than the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum UnicodeSetting {
    OneName,
    Composed,
    Decomposed,
}

impl UnicodeSetting {
    fn of(rule: UnicodeNames) -> Option<Self> {
        match rule {
            UnicodeNames::AsGiven => None,
            UnicodeNames::OneName => Some(Self::OneName),
            UnicodeNames::Composed => Some(Self::Composed),
            UnicodeNames::Decomposed => Some(Self::Decomposed),
        }
    }

    fn rule(self) -> UnicodeNames {
        match self {
            Self::OneName => UnicodeNames::OneName,
            Self::Composed => UnicodeNames::Composed,
            Self::Decomposed => UnicodeNames::Decomposed,
        }
    }
}

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A folder of this computer.
    Folder,
    /// A folder of a far machine.
    Sftp,
}

impl PlaceKind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Sftp => "sftp",
        }
    }
}

fn proof_days() -> u64 {
    PROOF_DAYS
}

impl PlaceSettings {
    /// A folder place with the usual rules.
    pub fn folder(name: &str, path: &Path, location_id: Id, capabilities: &Capabilities) -> Self {
        Self::with_usual_rules(name, PlaceKind::Folder, PathText::new(path), location_id, capabilities)
    }

    /// A place on a far machine with the usual rules.
    pub fn far(name: &str, far: FarSettings, root: &[u8], location_id: Id, found: &Capabilities) -> Self {
        let path = PathText::from_bytes(root);
        Self { sftp: Some(far), ..Self::with_usual_rules(name, PlaceKind::Sftp, path, location_id, found) }
    }

    fn with_usual_rules(
        name: &str,
        kind: PlaceKind,
        path: PathText,
        location_id: Id,
        capabilities: &Capabilities,
    ) -> Self {
        Self {
            name: name.into(),
            kind,
            path,
            location_id,
            enabled: true,
            offsite: false,
            medium: None,
            keep: KEEP.into(),
            limit_mb_s: None,
            use_existing: false,
            time_step_ns: i64::try_from(capabilities.time_step_ns).unwrap_or(i64::MAX),
            ignores_case: capabilities.names.ignores_case,
            windows_names: capabilities.names.windows_names,
            utf8_only: capabilities.names.utf8_only,
            unicode_names: UnicodeSetting::of(capabilities.names.unicode),
            sftp: None,
        }
    }

    /// Its folder, if that is on this computer.
    pub fn local_path(&self) -> Option<PathBuf> {
        self.sftp.is_none().then(|| self.path.to_path())
    }

    /// Its folder for people, wherever that is.
    pub fn readable_path(&self) -> &str {
        self.path.readable()
    }

    /// The far machine, if it is on one.
    pub fn sftp(&self) -> Option<&FarSettings> {
        self.sftp.as_ref()
    }

    /// The far machine is known by this key from now on, and by no other.
    pub fn pin(&mut self, key: &HostKey) {
        if let Some(far) = &mut self.sftp {
            far.pin(key);
        }
    }

    /// Where on which far machine, if it is on one.
    pub fn address(&self) -> Option<Address> {
        self.sftp.as_ref().map(|far| Address {
            host: far.host.clone(),
            port: far.port,
            user: far.user.clone(),
            root: self.path.to_bytes(),
        })
    }

    /// What was found out about it when it was added.
    pub fn capabilities(&self, usual: Capabilities) -> Capabilities {
        Capabilities {
            time_step_ns: self.time_step_ns.unsigned_abs(),
            names: NameRules {
                ignores_case: self.ignores_case,
                windows_names: self.windows_names,
                utf8_only: self.utf8_only,
                unicode: self.unicode_names.map_or(UnicodeNames::AsGiven, UnicodeSetting::rule),
            },
            ..usual
        }
    }
}

impl Settings {
    /// Settings of a new installation.
    pub fn new(name: String, folders: &[PathBuf]) -> Result<Self> {
        let mut sources: Vec<SourceSettings> = Vec::new();
        for path in folders {
            let base = path.file_name().map_or_else(|| "Photos".into(), |n| n.to_string_lossy().into_owned());
            let prefix = if folders.len() == 1 { String::new() } else { free_prefix(&base, &sources) };
            sources.push(SourceSettings { id: Id::random()?, name: base, prefix, path: PathText::new(path) });
        }
        let library = LibrarySettings { id: Id::random()?, name, sources };
        Ok(Self {
            format: VERSION_WITHOUT_FAR_PLACES,
            installation: Id::random()?,
            proof_days: PROOF_DAYS,
            library,
            places: vec![],
        })
    }

    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::coded(Code::NotSetUp, path.display()));
            }
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                return Err(Error::coded(Code::SettingsDamaged, e));
            }
            Err(e) => return Err(Error::io(path, e)),
        };
        let damaged = |e: toml::de::Error| Error::coded(Code::SettingsDamaged, e);
        let value: toml::Table = text.parse().map_err(damaged)?;
        match value.get("format").and_then(toml::Value::as_integer) {
            Some(v) if v > i64::from(VERSION) => {
                return Err(Error::coded(Code::SettingsNewer, format!("format {v}")));
            }
            _ => {}
        }
        let settings: Self = toml::from_str(&text).map_err(damaged)?;
        settings.library()?;
        settings.check_places()?;
        Ok(settings)
    }

    fn check_places(&self) -> Result<()> {
        for (n, place) in self.places.iter().enumerate() {
            // One place under two names would count as two copies.
            if let Some(other) = self.places[..n].iter().find(|p| p.location_id == place.location_id) {
                let both =
                    format!("{:?} and {:?} are one place: the same location_id", other.name, place.name);
                return Err(Error::coded(Code::SettingsDamaged, both));
            }
            match (place.kind, &place.sftp) {
                (PlaceKind::Folder, None) => {}
                (PlaceKind::Sftp, Some(far)) => drop(far.host_keys()?),
                _ => return Err(Error::coded(Code::SettingsDamaged, format!("{:?}: its kind", place.name))),
            }
        }
        Ok(())
    }

    /// Writes the file: a new one, made durable, takes the old one's name.
    pub fn write(&self, path: &Path) -> Result<()> {
        let has_far = self.places.iter().any(|p| p.sftp.is_some());
        let format = if has_far { VERSION } else { VERSION_WITHOUT_FAR_PLACES };
        let text = toml::to_string_pretty(&Self { format, ..self.clone() }).map_err(Error::internal)?;
        let new = path.with_extension("toml.new");
        let write = || -> std::io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&new, path)?;
            if let Some(folder) = path.parent() {
                std::fs::File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        write().map_err(|e| Error::io(path, e))
    }

    /// The library's folders.
    pub fn library(&self) -> Result<Library> {
        let sources = self.library.sources.iter().map(|s| {
            let prefix = RelPath::parse(s.prefix.as_bytes())
                .map_err(|e| Error::coded(Code::SettingsDamaged, format!("{:?}: {e}", s.prefix)))?;
            Ok(SourceFolder { path: s.path.to_path(), prefix })
        });
        Ok(Library::new(sources.collect::<Result<_>>()?))
    }

    /// The place of that name.
    pub fn place(&self, name: &str) -> Option<&PlaceSettings> {
        self.places.iter().find(|p| p.name == name)
    }

    /// Which place is expected where.
    pub fn expected(&self, place: &PlaceSettings) -> Expected {
        Expected {
            location_id: place.location_id.clone(),
            library_id: self.library.id.clone(),
            installation: self.installation.clone(),
        }
    }
}

fn free_prefix(base: &str, taken: &[SourceSettings]) -> String {
    let is_free = |name: &str| taken.iter().all(|s| !s.prefix.eq_ignore_ascii_case(name));
    if is_free(base) {
        return base.to_owned();
    }
    (2..).map(|n| format!("{base} {n}")).find(|name| is_free(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStringExt;

    fn capabilities() -> Capabilities {
        let names = NameRules::default();
        Capabilities { time_step_ns: 1, far_copy: false, flush_confirmed: true, names, parallel: 2 }
    }

    fn far_place() -> PlaceSettings {
        let address = Address {
            host: "dad.example.org".into(),
            port: 2222,
            user: "maria".into(),
            root: b"/srv/\xff".to_vec(),
        };
        let met = HostKey { algorithm: "ssh-ed25519".into(), sha256: [7; 32] };
        let key = Path::new("/home/maria/.ssh/photos");
        let far = FarSettings::new(&address, far::SignIn::Key, Some(key), &met, &capabilities());
        PlaceSettings::far("dad", far, &address.root, Id::random().unwrap(), &capabilities())
    }

    #[test]
    fn a_far_place_is_written_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let mut settings = Settings::new("Maria's".into(), &["/a/Pictures".into()]).unwrap();
        settings.places.push(far_place());
        settings.write(&file).unwrap();
        let read = Settings::read(&file).unwrap();
        let place = &read.places[0];
        assert_eq!((place.kind, place.local_path()), (PlaceKind::Sftp, None));
        assert_eq!(place.address(), far_place().address());
        let far = place.sftp().unwrap();
        assert_eq!(far.key(), Some("/home/maria/.ssh/photos".into()));
        assert_eq!(far.host_keys().unwrap()[0].sha256, [7; 32]);
        assert!(far.capabilities().flush_confirmed);
    }

    #[test]
    fn one_place_under_two_names_is_refused_and_both_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let mut settings = Settings::new("Maria's".into(), &["/a/Pictures".into()]).unwrap();
        let home = PlaceSettings::folder("home", Path::new("/m"), Id::random().unwrap(), &capabilities());
        settings.places = vec![home.clone(), PlaceSettings { name: "aunt".into(), ..home }];
        settings.write(&file).unwrap();
        let refused = Settings::read(&file).unwrap_err();
        assert_eq!(refused.code(), Code::SettingsDamaged);
        assert!(refused.to_string().contains("\"home\" and \"aunt\""), "{refused}");
        settings.places[1].location_id = Id::random().unwrap();
        settings.write(&file).unwrap();
        Settings::read(&file).unwrap();
    }

    #[test]
    fn only_a_far_place_makes_the_file_one_of_the_newer_version() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let mut settings = Settings::new("Maria's".into(), &["/a/Pictures".into()]).unwrap();
        for (place, version) in [(None, "format = 1\n"), (Some(far_place()), "format = 2\n")] {
            settings.places = place.into_iter().collect();
            settings.write(&file).unwrap();
            assert!(std::fs::read_to_string(&file).unwrap().starts_with(version));
        }
    }

    #[test]
    fn a_pinned_key_that_is_none_is_never_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let mut settings = Settings::new("Maria's".into(), &["/a/Pictures".into()]).unwrap();
        settings.places.push(far_place());
        settings.write(&file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        for (from, to) in [("SHA256:", "MD5:"), ("kind = \"sftp\"", "kind = \"folder\"")] {
            assert!(text.contains(from));
            std::fs::write(&file, text.replace(from, to)).unwrap();
            assert_eq!(Settings::read(&file).unwrap_err().code(), Code::SettingsDamaged, "{to}");
        }
    }

    #[test]
    fn settings_are_written_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let mut settings =
            Settings::new("Maria's".into(), &["/a/Pictures".into(), "/b/Pictures".into()]).unwrap();
        let odd = PathBuf::from(std::ffi::OsString::from_vec(b"/mnt/\xff".to_vec()));
        settings.places.push(PlaceSettings::folder("home", &odd, Id::random().unwrap(), &capabilities()));
        settings.write(&file).unwrap();
        let read = Settings::read(&file).unwrap();
        assert_eq!(read.places[0].local_path(), Some(odd));
        let prefixes: Vec<_> = read.library.sources.iter().map(|s| s.prefix.as_str()).collect();
        assert_eq!(prefixes, ["Pictures", "Pictures 2"]);
    }

    #[test]
    fn what_was_found_out_about_names_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        for unicode in
            [UnicodeNames::AsGiven, UnicodeNames::OneName, UnicodeNames::Composed, UnicodeNames::Decomposed]
        {
            let names = NameRules { ignores_case: true, windows_names: false, utf8_only: true, unicode };
            let found = Capabilities { names, ..capabilities() };
            let mut settings = Settings::new("Maria's".into(), &["/a/Pictures".into()]).unwrap();
            settings.places.push(PlaceSettings::folder(
                "home",
                Path::new("/m"),
                Id::random().unwrap(),
                &found,
            ));
            settings.write(&file).unwrap();
            let read = Settings::read(&file).unwrap();
            assert_eq!(read.places[0].capabilities(capabilities()).names, names);
        }
    }

    #[test]
    fn damage_and_newer_versions_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        assert_eq!(Settings::read(&file).unwrap_err().code(), Code::NotSetUp);
        for (text, code) in [
            ("not toml", Code::SettingsDamaged),
            ("format = 1", Code::SettingsDamaged),
            ("format = 3\nnew = true", Code::SettingsNewer),
        ] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(Settings::read(&file).unwrap_err().code(), code, "{text}");
        }
    }
}
