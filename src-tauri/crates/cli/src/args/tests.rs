//! The contract of the command line: what is understood, and what is refused.

use super::*;
use clap::FromArgMatches;
use clap::error::ErrorKind;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    let words = std::iter::once("elderphoto").chain(line.split_whitespace());
    let matches = crate::help::command().try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches)
}

#[test]
fn the_contract_is_understood() {
    for line in [
        "init --library /p",
        "init --library /p --library /q --name N",
        "place add folder N --path /d",
        "place add folder N --path /d --offsite --medium nas --use-existing",
        "place add sftp N --host h --user u --path /d",
        "place add sftp N --host h --port 2222 --user u --path d --key k --accept-host-key SHA256:x --offsite",
        "place add sftp N --host h --user u --path d --password-stdin --medium cloud --use-existing",
        "place add sftp N --host h --user u --path d --key k --password-stdin",
        "secret set N --stdin",
        "place list",
        "place check N",
        "place remove N",
        "place set N --keep all",
        "place set N --keep days:30 --limit 5 --enabled no --offsite yes --medium ssd --rename M",
        "backup",
        "backup --place A --place B --full --verify",
        "verify",
        "verify --place A --sample 5",
        "verify --full",
        "snapshots",
        "snapshots --place A",
        "photos",
        "photos --at S --deleted x*",
        "restore a b --to /t",
        "restore a --place A --at S --to /t --dry-run",
        "restore --all --to /t",
        "status",
        "health",
        "usage",
        "usage --place A",
        "settings get",
        "settings get a",
        "settings set a b",
        "completions bash",
        "completions zsh",
        "completions fish",
    ] {
        assert!(parse(line).is_ok(), "{line}: {:?}", parse(line).err());
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (line, kind) in [
        ("fly", ErrorKind::InvalidSubcommand),
        ("init", ErrorKind::MissingRequiredArgument),
        ("place add folder N", ErrorKind::MissingRequiredArgument),
        ("place add folder N --path /d --medium tape", ErrorKind::InvalidValue),
        ("place add sftp N --host h --user u", ErrorKind::MissingRequiredArgument),
        ("place add sftp N --host h --user u --path d --port 0", ErrorKind::ValueValidation),
        ("place add sftp N --host h --user u --path d --port 70000", ErrorKind::ValueValidation),
        ("place add sftp N --host h --user u --path d --password hunter2", ErrorKind::UnknownArgument),
        ("secret set N", ErrorKind::MissingRequiredArgument),
        ("secret set N hunter2 --stdin", ErrorKind::UnknownArgument),
        ("place set N", ErrorKind::MissingRequiredArgument),
        ("place set N --keep some", ErrorKind::ValueValidation),
        ("place set N --keep days:0", ErrorKind::ValueValidation),
        ("place set N --limit fast", ErrorKind::ValueValidation),
        ("place set N --enabled perhaps", ErrorKind::ValueValidation),
        ("verify --sample 0", ErrorKind::ValueValidation),
        ("verify --sample 5 --full", ErrorKind::ArgumentConflict),
        ("restore a", ErrorKind::MissingRequiredArgument),
        ("restore --to /t", ErrorKind::MissingRequiredArgument),
        ("restore a --all --to /t", ErrorKind::ArgumentConflict),
        ("heal", ErrorKind::InvalidSubcommand),
        ("completions perl", ErrorKind::InvalidValue),
    ] {
        assert_eq!(parse(line).err().map(|e| e.kind()), Some(kind), "{line}");
    }
}

#[test]
fn home_and_json_stand_before_or_after_the_command() {
    for line in ["--json --home /h status", "status --json --home /h", "--home /h place list --json"] {
        let cli = parse(line).unwrap();
        assert!(cli.json, "{line}");
        assert_eq!(cli.home, Some(PathBuf::from("/h")), "{line}");
    }
}

#[test]
fn values_arrive_where_they_belong() {
    let Command::Place(Place::Set(set)) = parse("place set N --enabled no --limit 0").unwrap().command else {
        panic!("another command")
    };
    assert_eq!((set.enabled, set.limit, set.offsite), (Some(false), Some(0), None));
    let Command::Verify(verify) = parse("verify --sample 7").unwrap().command else {
        panic!("another command")
    };
    assert_eq!(verify.sample, Some(7));
}

#[cfg(unix)]
#[test]
fn a_path_may_be_any_bytes() {
    use std::os::unix::ffi::OsStringExt;
    let path = OsString::from_vec(b"caf\xe9.jpg".to_vec());
    let words = ["elderphoto", "restore", "--to", "/t"].map(OsString::from).into_iter().chain([path.clone()]);
    let matches = crate::help::command().try_get_matches_from(words).unwrap();
    let Command::Restore(restore) = Cli::from_arg_matches(&matches).unwrap().command else {
        panic!("another command")
    };
    assert_eq!(restore.paths, [path]);
}
