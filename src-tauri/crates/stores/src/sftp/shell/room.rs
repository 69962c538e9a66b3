//! Why nothing more could be written, found by looking and trying, never by reading the texts of
//! errors: those come in every language.

use super::Inner;
use super::probe::Renamer;
use super::script::{Script, run_program};
use super::talk::{Talk, fault, unexpected};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreErrorKind, StoreResult};
use std::time::Duration;

const TRY_PERL: &str = include_str!("scripts/room.pl");
const TRY_PYTHON: &str = include_str!("scripts/room.py");
const TRY_SHELL: &str = include_str!("scripts/room.sh");
const AROUND: &str = include_str!("scripts/room_around.sh");

const LOOKS_WITHIN: Duration = Duration::from_secs(30);

/// What was found.
#[derive(Debug, Default)]
struct Findings {
    tried: Vec<u8>,
    free_bytes: Option<u64>,
    free_files: Option<u64>,
    denied: bool,
    read_only: bool,
}

/// Tries to write `size_bytes` into `folder`, which is ours to litter, and says what is in the way;
/// `None` when nothing is.
pub(super) fn in_the_way(
    shell: &Inner,
    folder: &RelPath,
    size_bytes: u64,
) -> StoreResult<Option<StoreErrorKind>> {
    let mut script = Script::at(&shell.abilities.root)?;
    script.set("folder", folder.as_bytes());
    script.set("size_bytes", size_bytes.to_string().as_bytes());
    script.add(r#"real_folder "$folder" && cd "./$folder" || { echo gone; exit 1; }"#);
    script.add(r#"try=.room-$greeting_tail; trap 'rm -f "$try"; kill "$beat" 2>/dev/null' EXIT"#);
    match shell.abilities.renamer {
        Renamer::Perl => {
            script.add(&format!("{} \"$try\" \"$size_bytes\"", run_program("perl -e", TRY_PERL)))
        }
        Renamer::Python => {
            let python = run_program("python3 -I -S -c", TRY_PYTHON);
            script.add(&format!("{python} \"$try\" \"$size_bytes\""));
        }
        Renamer::Shell => script.add(TRY_SHELL),
    }
    script.add(AROUND);
    let mut talk = Talk::start(&*shell.far, &script)?;
    talk.answer_within(LOOKS_WITHIN);
    talk.close_input()?;
    let mut findings = Findings::default();
    loop {
        let line = talk.line()?;
        match line.as_slice() {
            b"end" => break,
            b"gone" => return Ok(Some(StoreErrorKind::Gone)),
            line => findings.note(line)?,
        }
    }
    // Waited for, so that the file that was tried is gone.
    talk.end()?;
    Ok(findings.judge(size_bytes))
}

impl Findings {
    fn note(&mut self, line: &[u8]) -> StoreResult<()> {
        if let Some(name) = line.strip_prefix(b"try ") {
            self.tried = name.to_vec();
        } else if let Some(row) = line.strip_prefix(b"bytes ") {
            self.free_bytes = free_of(row).map(|kib| kib.saturating_mul(1024));
        } else if let Some(row) = line.strip_prefix(b"files ") {
            self.free_files = free_of(row).filter(|_| counts_files(row));
        } else if line == b"denied" {
            self.denied = true;
        } else if line == b"read-only" {
            self.read_only = true;
        } else {
            return Err(unexpected(line));
        }
        Ok(())
    }

    fn judge(&self, size_bytes: u64) -> Option<StoreErrorKind> {
        use StoreErrorKind::*;
        let no_files = self.free_files == Some(0);
        match self.tried.as_slice() {
            b"ok" => None,
            b"ENOSPC" if no_files => Some(NoInodes),
            b"ENOSPC" => Some(NoSpace),
            b"EDQUOT" => Some(Quota),
            b"EROFS" => Some(ReadOnly),
            b"EFBIG" => Some(TooLarge),
            b"ESTALE" | b"ENOENT" => Some(Gone),
            b"EACCES" | b"EPERM" => Some(PermissionDenied),
            b"EIO" => Some(Io),
            _ if self.read_only => Some(ReadOnly),
            _ if no_files => Some(NoInodes),
            // A file system keeps some of its last room for itself.
            _ if self.free_bytes.is_some_and(|free| free < size_bytes + (64 << 10)) => Some(NoSpace),
            _ if self.denied => Some(PermissionDenied),
            _ => Some(Io),
        }
    }
}

/// The number before the one in percent, in a row of `df -P`. The first and the last column may
/// have spaces in them.
fn free_of(row: &[u8]) -> Option<u64> {
    let row = std::str::from_utf8(row).ok()?;
    let columns: Vec<&str> = row.split_ascii_whitespace().collect();
    let percent = columns.iter().rposition(|c| {
        let digits = c.strip_suffix('%');
        digits.is_some_and(|d| d == "-" || !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
    })?;
    columns.get(percent.checked_sub(1)?)?.parse().ok()
}

/// A file system that does not count its files shows none in all.
fn counts_files(row: &[u8]) -> bool {
    !row.windows(2).any(|w| w == b"-%") && row.windows(2).any(|w| w == b"% ")
}

/// [`in_the_way`] as an error about `folder`; with `cause` when nothing was found.
pub(super) fn explain(
    shell: &Inner,
    folder: &RelPath,
    size_bytes: u64,
    cause: &str,
) -> elderphoto_engine::store::StoreError {
    match in_the_way(shell, folder, size_bytes) {
        Ok(Some(kind)) => fault(kind, cause),
        Ok(None) => fault(StoreErrorKind::Io, cause),
        Err(e) => e,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_room_is_the_column_before_the_percentage() {
        assert_eq!(free_of(b"tmpfs 4096 4096 0 100% /mnt/50% off"), Some(0));
        assert_eq!(free_of(b"//nas/my photos 100 20 80 20% /mnt/a b"), Some(80));
        assert_eq!(free_of(b"overlay - - - -"), None);
    }

    #[test]
    fn a_file_system_that_counts_no_files_does_not_lack_any() {
        let mut findings = Findings::default();
        findings.note(b"files /dev/sdb1 0 0 0 -% /mnt").unwrap();
        assert_eq!(findings.free_files, None);
        findings.note(b"files tmpfs 20 20 0 100% /mnt").unwrap();
        assert_eq!(findings.free_files, Some(0));
    }

    #[test]
    fn what_a_shell_cannot_tell_is_judged_by_the_room_left() {
        let found = |free_bytes, free_files| Findings {
            tried: b"other".to_vec(),
            free_bytes: Some(free_bytes),
            free_files: Some(free_files),
            ..Findings::default()
        };
        assert_eq!(found(1000, 5).judge(50_000), Some(StoreErrorKind::NoSpace));
        assert_eq!(found(1 << 30, 0).judge(50_000), Some(StoreErrorKind::NoInodes));
        assert_eq!(found(1 << 30, 5).judge(50_000), Some(StoreErrorKind::Io));
        let denied = Findings { denied: true, ..found(1 << 30, 5) };
        assert_eq!(denied.judge(50_000), Some(StoreErrorKind::PermissionDenied));
    }

    #[test]
    fn a_known_error_decides() {
        for (name, kind) in [
            ("ENOSPC", StoreErrorKind::NoSpace),
            ("EDQUOT", StoreErrorKind::Quota),
            ("EROFS", StoreErrorKind::ReadOnly),
        ] {
            let findings = Findings { tried: name.into(), ..Findings::default() };
            assert_eq!(findings.judge(1), Some(kind));
        }
    }
}
