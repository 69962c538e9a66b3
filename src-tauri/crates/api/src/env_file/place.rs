//! A place as such a file says it: the same words as `place add` and `place set`.

use super::entries::Entry;
use super::fault::{Fault, Want};
use super::key::{Word, of_place};
use super::{a_name, whole_path};
use crate::requests::{AddFolderRequest, AddSftpRequest, PlaceRules, SignInRequest};
use crate::settings::{MEDIA, PlaceKind, is_keep};
use elderphoto_stores::sftp::HostKey;
use std::collections::BTreeMap;

/// A place that is wanted.
#[derive(Debug)]
pub struct EnvPlace {
    /// Where it begins.
    pub line: usize,
    /// What to ask for.
    pub request: PlaceRequest,
}

/// `place add` of either kind.
#[derive(Debug)]
pub enum PlaceRequest {
    /// A folder of this computer.
    Folder(AddFolderRequest),
    /// A folder of a far one.
    Sftp(AddSftpRequest),
}

impl PlaceRequest {
    /// What the place is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Folder(folder) => &folder.name,
            Self::Sftp(far) => &far.name,
        }
    }
}

/// What only far places have.
const FAR_ONLY: [Word; 5] = [Word::Host, Word::Port, Word::User, Word::Key, Word::AcceptHostKey];

/// All that a file says of one place.
pub struct Given {
    /// Which: a number or a word.
    pub id: String,
    line: usize,
    said: BTreeMap<Word, Entry>,
}

impl Given {
    /// It begins with this.
    pub fn new(id: String, word: Word, entry: Entry) -> Self {
        Self { id, line: entry.line, said: BTreeMap::from([(word, entry)]) }
    }

    /// One thing more.
    pub fn add(&mut self, word: Word, entry: Entry) {
        self.said.insert(word, entry);
    }

    /// The place, or why not.
    pub fn wanted(self, faults: &mut Vec<Fault>) -> Option<EnvPlace> {
        let before = faults.len();
        let kind = self.need(Word::Kind, faults).and_then(|entry| match entry.value.as_str() {
            "folder" => Some(PlaceKind::Folder),
            "sftp" => Some(PlaceKind::Sftp),
            _ => {
                faults.push(entry.wrong(Want::Kind));
                None
            }
        });
        let request = match kind {
            Some(PlaceKind::Folder) => self.folder(faults).map(PlaceRequest::Folder),
            Some(PlaceKind::Sftp) => self.far(faults).map(PlaceRequest::Sftp),
            None => None,
        };
        let request = request.filter(|_| faults.len() == before)?;
        Some(EnvPlace { line: self.line, request })
    }

    fn folder(&self, faults: &mut Vec<Fault>) -> Option<AddFolderRequest> {
        for entry in FAR_ONLY.iter().filter_map(|word| self.said.get(word)) {
            let kind = PlaceKind::Sftp.as_str();
            faults.push(Fault::OtherKind { line: entry.line, key: entry.key.clone(), kind });
        }
        let name = self.need(Word::Name, faults).and_then(|entry| a_name(entry, faults));
        let path = self.need(Word::Path, faults).and_then(|entry| whole_path(entry, faults));
        let offsite = self.yes(Word::Offsite, faults);
        let medium = self.medium(faults);
        let use_existing = self.yes(Word::UseExisting, faults);
        let rules = self.rules(faults);
        Some(AddFolderRequest { name: name?, path: path?, offsite, medium, use_existing, rules })
    }

    fn far(&self, faults: &mut Vec<Fault>) -> Option<AddSftpRequest> {
        let name = self.need(Word::Name, faults).and_then(|entry| a_name(entry, faults));
        let host = self.word(Word::Host, faults);
        let user = self.word(Word::User, faults);
        let path = self.need(Word::Path, faults).map(|entry| entry.value.clone().into_bytes());
        let port = self.checked(Word::Port, Want::Port, faults, |text| text.parse().ok().filter(|p| *p > 0));
        let sign_in = match self.said.get(&Word::Key).map(|entry| whole_path(entry, faults)) {
            Some(file) => SignInRequest::Key { file: file?, passphrase: None },
            None => SignInRequest::UsualKeys,
        };
        // Nobody can be asked whether it is the right computer.
        self.need(Word::AcceptHostKey, faults);
        let accept_host_key = self.checked(Word::AcceptHostKey, Want::Fingerprint, faults, |text| {
            HostKey::parse_fingerprint(text).map(|_| text.to_owned())
        });
        let offsite = self.yes(Word::Offsite, faults);
        let medium = self.medium(faults);
        let use_existing = self.yes(Word::UseExisting, faults);
        let rules = self.rules(faults);
        Some(AddSftpRequest {
            name: name?,
            host: host?,
            port,
            user: user?,
            path: path?,
            sign_in,
            accept_host_key,
            offsite,
            medium,
            use_existing,
            rules,
        })
    }

    fn rules(&self, faults: &mut Vec<Fault>) -> PlaceRules {
        PlaceRules {
            keep: self.checked(Word::Keep, Want::Keep, faults, |text| is_keep(text).then(|| text.to_owned())),
            limit_mb_s: self.checked(Word::Limit, Want::Limit, faults, |text| text.parse().ok()),
        }
    }

    fn medium(&self, faults: &mut Vec<Fault>) -> Option<String> {
        self.checked(Word::Medium, Want::Medium, faults, |text| {
            MEDIA.contains(&text).then(|| text.to_owned())
        })
    }

    fn yes(&self, word: Word, faults: &mut Vec<Fault>) -> bool {
        let said = self.checked(word, Want::YesOrNo, faults, |text| match text {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        });
        said.unwrap_or(false)
    }

    /// A name of a machine or of who signs in there.
    fn word(&self, word: Word, faults: &mut Vec<Fault>) -> Option<String> {
        self.need(word, faults);
        let is_word = |text: &str| !text.starts_with('-') && !text.contains(char::is_whitespace);
        self.checked(word, Want::Word, faults, |text| is_word(text).then(|| text.to_owned()))
    }

    /// What must be said.
    fn need(&self, word: Word, faults: &mut Vec<Fault>) -> Option<&Entry> {
        let said = self.said.get(&word);
        if said.is_none() {
            faults.push(Fault::Missing { line: self.line, key: of_place(&self.id, word) });
        }
        said
    }

    /// What may be said, if `read` understands it.
    fn checked<T>(
        &self,
        word: Word,
        want: Want,
        faults: &mut Vec<Fault>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let entry = self.said.get(&word)?;
        let value = read(&entry.value);
        if value.is_none() {
            faults.push(entry.wrong(want));
        }
        value
    }
}
