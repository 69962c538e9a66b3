//! Folders that the program found or a person chose, by tokens: the page can hand back only what it was given.

use crate::commands::Answer;
use crate::faults;
use crate::sentences::Context;
use crate::wire::FolderToken;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::Error;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Every token that was given out since the program began.
#[derive(Default)]
pub(super) struct Folders(Mutex<HashMap<String, PathBuf>>);

impl Folders {
    /// A token for a folder; the same for the same folder.
    pub fn give(&self, path: &Path) -> Answer<FolderToken> {
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, _)) = given.iter().find(|(_, known)| *known == path) {
            return Ok(FolderToken(token.clone()));
        }
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(|e| faults::failure(&Error::internal(e)))?;
        let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        given.insert(token.clone(), path.to_path_buf());
        Ok(FolderToken(token))
    }

    /// The folder of a token.
    pub fn get(&self, token: &FolderToken) -> Answer<PathBuf> {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = || faults::refused(Code::BadArgument, Context::new().name("folder"));
        given.get(&token.0).cloned().ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stands_for_the_folder_it_was_given_for_and_no_other() {
        let folders = Folders::default();
        let token = folders.give(Path::new("/home/maria/Pictures")).unwrap();
        assert!(!token.0.contains("maria"));
        assert_eq!(folders.give(Path::new("/home/maria/Pictures")).unwrap(), token);
        assert_eq!(folders.get(&token).unwrap(), Path::new("/home/maria/Pictures"));
        assert_ne!(folders.give(Path::new("/mnt/disk")).unwrap(), token);
        for made_up in ["", "/etc", "0123"] {
            assert_eq!(folders.get(&FolderToken(made_up.into())).unwrap_err().code, "bad_argument");
        }
    }
}
