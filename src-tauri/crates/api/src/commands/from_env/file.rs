//! The file for `init --from-env` itself: read, or why it cannot be used.

use super::Answer;
use crate::env_file::Fault;
use crate::faults;
use crate::say;
use crate::sentences::{self, Context as Words};
use crate::wire::Failure;
use elderphoto_engine::code::Code;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Such a file is small: more is something else.
const MAX_BYTES: u64 = 1 << 20;

/// Everything that is wrong with it, in one sentence after the other.
pub(super) fn wrong(file: &Path, found: &[Fault]) -> Failure {
    let path = file.display().to_string();
    let begin = sentences::problem(Code::EnvFileWrong, &Words::new().path(path));
    let told = found.iter().map(Fault::sentence);
    let end = [say!("err-env-file-wrong-safe"), say!("err-env-file-wrong-do")];
    let message = [begin].into_iter().chain(told).chain(end).collect::<Vec<_>>().join(" ");
    Failure { message, ..faults::refused(Code::EnvFileWrong, Words::new()) }
}

/// Its text.
pub(super) fn read(file: &Path) -> Answer<String> {
    let path = file.display().to_string();
    let refused = |what: String, details: Option<String>| {
        let end = [say!("err-env-file-unreadable-safe"), say!("err-env-file-unreadable-do")];
        let message = [vec![what], end.to_vec()].concat().join(" ");
        Failure { message, details, ..faults::refused(Code::EnvFileUnreadable, Words::new()) }
    };
    let bytes = match bytes_of(file) {
        Ok(bytes) => bytes,
        Err(e) => {
            let what = match e.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => say!("env-file-absent", path = &path),
                ErrorKind::IsADirectory => say!("env-file-folder", path = &path),
                ErrorKind::PermissionDenied => say!("env-file-denied", path = &path),
                ErrorKind::FileTooLarge => say!("env-file-large", path = &path),
                _ => sentences::problem(Code::EnvFileUnreadable, &Words::new().path(&path)),
            };
            return Err(refused(what, Some(e.to_string())));
        }
    };
    String::from_utf8(bytes).map_err(|e| {
        let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        refused(say!("env-file-no-text", path = &path, line = line.to_string()), Some("not UTF-8".into()))
    })
}

fn bytes_of(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if std::fs::metadata(file)?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let read = File::open(file)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if read as u64 > MAX_BYTES { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
