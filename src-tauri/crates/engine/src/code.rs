//! Codes of everything that can be said about a run. A person's sentence for each lives in `api`;
//! the engine never makes one.

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// What happened, in a form that scripts may rely on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])* $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// Reads [`Self::as_str`] back.
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Code::$name),)* _ => None }
            }
        }
    };
}

codes! {
    /// The photo folder is not there.
    LibraryMissing = "library_missing",
    /// The photo folder has nothing in it, or lost everything at once.
    LibraryEmpty = "library_empty",
    /// The photo folder itself may not be read.
    LibraryUnreadable = "library_unreadable",
    /// The photo folder lies inside a place.
    LibraryInsidePlace = "library_inside_place",
    /// A place lies inside the photo folder.
    PlaceInsideLibrary = "place_inside_library",
    /// Of several photo folders one lies inside another.
    LibrariesOverlap = "libraries_overlap",
    /// The program's own folder lies inside the photo folder.
    HomeInsideLibrary = "home_inside_library",
    /// `init` was never run for this home.
    NotSetUp = "not_set_up",
    /// `init` was run for this home before.
    AlreadySetUp = "already_set_up",
    /// The file that says the family cannot be read.
    EnvFileUnreadable = "env_file_unreadable",
    /// The file that says the family cannot be used as it is.
    EnvFileWrong = "env_file_wrong",
    /// The settings file cannot be understood.
    SettingsDamaged = "settings_damaged",
    /// The settings file is from a newer version.
    SettingsNewer = "settings_newer",
    /// A setting of that name does not exist, or the value does not fit.
    SettingUnknown = "setting_unknown",
    /// The home folder cannot be written.
    HomeUnusable = "home_unusable",
    /// The home's disk is full.
    HomeFull = "home_full",
    /// The records (what was proven when) cannot be read.
    RecordsDamaged = "records_damaged",
    /// The records are from a newer version.
    RecordsNewer = "records_newer",
    /// Another run of this installation is under way.
    Busy = "busy",
    /// No place has been named yet.
    NoPlaces = "no_places",
    /// There are places, and all of them are switched off.
    PlacesOff = "places_off",
    /// No place has that name.
    PlaceUnknown = "place_unknown",
    /// A place has that name already.
    PlaceNameTaken = "place_name_taken",
    /// Another place uses that folder.
    PlaceSameFolder = "place_same_folder",
    /// The folder in which the place's folder would be is not there.
    PlaceFolderMissing = "place_folder_missing",
    /// The folder holds something else.
    PlaceNotEmpty = "place_not_empty",
    /// The folder is a place of another library.
    PlaceOfOtherLibrary = "place_of_other_library",
    /// What answers is another place than the expected one (a swapped stick).
    PlaceSwapped = "place_swapped",
    /// The place is not there: not plugged in, not mounted, not answering.
    PlaceNotConnected = "place_not_connected",
    /// The place cannot be written.
    PlaceReadOnly = "place_read_only",
    /// The rights at the place do not suffice.
    PlaceNoPermission = "place_no_permission",
    /// No room left at the place.
    PlaceFull = "place_full",
    /// No room for more files at the place, though there is room in bytes.
    PlaceFullOfFiles = "place_full_of_files",
    /// The share of the room at the place that is ours is used up, though there is room.
    PlaceQuota = "place_quota",
    /// The place does not answer in time.
    PlaceTimedOut = "place_timed_out",
    /// The place's own description is damaged.
    PlaceDamaged = "place_damaged",
    /// The place was written by a newer version.
    PlaceNewer = "place_newer",
    /// The place gives names back other than it was given them.
    PlaceNamesChange = "place_names_change",
    /// Another computer took the place over.
    PlaceTakenOver = "place_taken_over",
    /// Another computer is at work at the place.
    PlaceInUse = "place_in_use",
    /// No computer of that name is known.
    HostNotFound = "host_not_found",
    /// The far computer cannot be reached.
    HostUnreachable = "host_unreachable",
    /// The far computer is there and takes no connections.
    ConnectionRefused = "connection_refused",
    /// The connection broke.
    ConnectionLost = "connection_lost",
    /// What answers speaks another language than SSH.
    NotSsh = "not_ssh",
    /// The far computer lets us in and offers no files.
    NoSftp = "no_sftp",
    /// The far computer was never met before, and nobody has said that it is the right one.
    HostKeyUnknown = "host_key_unknown",
    /// Another computer answers than the one that is known.
    HostKeyChanged = "host_key_changed",
    /// A fingerprint that is none.
    FingerprintUnreadable = "fingerprint_unreadable",
    /// The far computer refuses the password.
    PasswordWrong = "password_wrong",
    /// The far computer refuses the key.
    KeyRefused = "key_refused",
    /// The far computer takes the key and wants a password as well.
    PasswordWantedToo = "password_wanted_too",
    /// The far computer takes the password and wants a key as well.
    KeyWantedToo = "key_wanted_too",
    /// The key file is not there, may not be read or is no key.
    KeyUnreadable = "key_unreadable",
    /// The key is locked and nothing unlocks it.
    PassphraseMissing = "passphrase_missing",
    /// What should unlock the key does not.
    PassphraseWrong = "passphrase_wrong",
    /// No agent that holds keys is at work.
    AgentMissing = "agent_missing",
    /// There is neither key nor password to sign in with.
    CredentialsMissing = "credentials_missing",
    /// The place's folder is something else than a folder.
    PlaceNotAFolder = "place_not_a_folder",
    /// The secret of a place is not where it was kept.
    SecretMissing = "secret_missing",
    /// The place needs no secret.
    SecretNotNeeded = "secret_not_needed",
    /// What was handed over as a secret is empty or no text.
    SecretUnusable = "secret_unusable",
    /// The keyring is locked.
    KeyringLocked = "keyring_locked",
    /// There is neither a keyring nor a file for secrets.
    KeyringAbsent = "keyring_absent",
    /// The keyring lets us not in.
    KeyringDenied = "keyring_denied",
    /// The keyring failed otherwise.
    KeyringFailing = "keyring_failing",
    /// Others may read the file for secrets, or it is not a file of this user's own.
    SecretsFileOpen = "secrets_file_open",
    /// The file for secrets cannot be read or written.
    SecretsFileUnusable = "secrets_file_unusable",
    /// The file for secrets cannot be understood.
    SecretsFileDamaged = "secrets_file_damaged",
    /// The place's medium failed.
    PlaceFailing = "place_failing",
    /// A file may not be read or fails to be read.
    UnreadableFile = "unreadable_file",
    /// A folder may not be read; nothing below it was looked at.
    UnreadableFolder = "unreadable_folder",
    /// A file kept changing while it was read.
    ChangedWhileReading = "changed_while_reading",
    /// A full check found other bytes in a file whose size and time are as they were.
    ChangedSilently = "changed_silently",
    /// A file went away between being seen and being read.
    Vanished = "vanished",
    /// The place cannot hold a file of that name.
    NameRefused = "name_refused",
    /// Somebody else's file stands at the place under that name.
    NameTaken = "name_taken",
    /// The place cannot hold a file that large.
    TooLarge = "too_large",
    /// A file could not be written at the place.
    NotWritten = "not_written",
    /// A copy at the place did not match its record and was set aside.
    SetAside = "set_aside",
    /// A copy's bytes are not what was written.
    Damaged = "damaged",
    /// A copy is gone from the place.
    Missing = "missing",
    /// A copy was not what was recorded; it is aside now, and a good one is in its place again.
    DamagedHealed = "damaged_healed",
    /// A copy was gone and is there again.
    MissingHealed = "missing_healed",
    /// A copy could not be read.
    CopyUnreadable = "copy_unreadable",
    /// A folder of copies may not be opened at the place.
    FolderClosed = "folder_closed",
    /// A link was left out.
    LinkLeftOut = "link_left_out",
    /// A pipe, socket or device was left out.
    SpecialLeftOut = "special_left_out",
    /// No snapshot has that id.
    SnapshotUnknown = "snapshot_unknown",
    /// Older versions at a place are damaged or gone.
    HistoryDamaged = "history_damaged",
    /// A snapshot is damaged.
    SnapshotDamaged = "snapshot_damaged",
    /// A snapshot that was at a place is not there any more.
    SnapshotMissing = "snapshot_missing",
    /// A snapshot is from a newer version.
    SnapshotNewer = "snapshot_newer",
    /// Nothing of that name is in the copies.
    PhotoUnknown = "photo_unknown",
    /// Nothing has been copied yet.
    NothingCopied = "nothing_copied",
    /// No reachable place has a good copy.
    ContentLost = "content_lost",
    /// It came back as it was before: what it is now has a place that cannot be reached.
    NewerElsewhere = "newer_elsewhere",
    /// The folder to restore to cannot be used.
    TargetUnusable = "target_unusable",
    /// No room where it should be restored to.
    TargetFull = "target_full",
    /// No program could show a folder on the screen.
    FolderNotShown = "folder_not_shown",
    /// No restore is noted that could be undone.
    NothingToUndo = "nothing_to_undo",
    /// A file that was put back is another now.
    ChangedSince = "changed_since",
    /// A file that was put back could not be taken away.
    NotRemoved = "not_removed",
    /// The person stopped it.
    Stopped = "stopped",
    /// An argument makes no sense.
    BadArgument = "bad_argument",
    /// A fault in ElderPhoto itself.
    Internal = "internal",
}

impl Code {
    /// The same where the run that found it put it right as well.
    pub const fn healed(self) -> Option<Self> {
        match self {
            Self::Damaged | Self::SetAside => Some(Self::DamagedHealed),
            Self::Missing => Some(Self::MissingHealed),
            _ => None,
        }
    }

    /// Whether it is only to be known: nobody has to do anything.
    pub const fn is_healed(self) -> bool {
        matches!(self, Self::DamagedHealed | Self::MissingHealed)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_reads_back() {
        for code in Code::ALL {
            assert_eq!(Code::from_text(code.as_str()), Some(*code));
        }
    }
}
