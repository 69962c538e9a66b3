//! The command line as it is typed: a contract with scripts. Every word of help is in the
//! sentences (see `help`), so there is none here.

use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand};
use clap_complete::Shell;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(name = "elderphoto", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true)]
    pub verbose: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init(Init),
    #[command(subcommand)]
    Place(Place),
    Backup(Backup),
    Verify(Verify),
    Drill(Drill),
    Snapshots(OnePlace),
    Photos(Photos),
    Restore(Restore),
    Undo,
    Status,
    Health,
    Usage(OnePlace),
    #[command(subcommand)]
    Settings(Settings),
    #[command(subcommand)]
    Secret(Secret),
    Completions {
        shell: Shell,
    },
}

#[derive(Debug, Args)]
#[command(
    override_usage = "elderphoto init --library <DIR> [--name <NAME>]\n       elderphoto init --from-env <FILE>"
)]
pub struct Init {
    #[arg(long = "library", value_name = "DIR", required_unless_present = "from_env")]
    pub libraries: Vec<PathBuf>,
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["libraries", "name"])]
    pub from_env: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Place {
    #[command(subcommand)]
    Add(PlaceAdd),
    List,
    Check {
        name: String,
    },
    Remove {
        name: String,
    },
    Set(PlaceSet),
}

#[derive(Debug, Subcommand)]
pub enum PlaceAdd {
    Folder(AddFolder),
    Sftp(AddSftp),
}

#[derive(Debug, Args)]
pub struct AddFolder {
    pub name: String,
    #[arg(long, value_name = "DIR")]
    pub path: PathBuf,
    #[arg(long)]
    pub offsite: bool,
    #[arg(long, value_parser = MEDIA)]
    pub medium: Option<String>,
    #[arg(long)]
    pub use_existing: bool,
}

#[derive(Debug, Args)]
pub struct AddSftp {
    pub name: String,
    #[arg(long)]
    pub host: String,
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    #[arg(long)]
    pub user: String,
    #[arg(long, value_name = "DIR")]
    pub path: OsString,
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    #[arg(long)]
    pub password_stdin: bool,
    #[arg(long, value_name = "SHA256:…")]
    pub accept_host_key: Option<String>,
    #[arg(long)]
    pub offsite: bool,
    #[arg(long, value_parser = MEDIA)]
    pub medium: Option<String>,
    #[arg(long)]
    pub use_existing: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("rules").required(true).multiple(true).args(RULES))]
#[command(override_usage = "elderphoto place set [OPTIONS] <NAME>")]
pub struct PlaceSet {
    pub name: String,
    #[arg(long, value_name = "all|fewer|days:N", value_parser = keep)]
    pub keep: Option<String>,
    #[arg(long, value_name = "MB/s")]
    pub limit: Option<u64>,
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no, action = ArgAction::Set)]
    pub enabled: Option<bool>,
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no, action = ArgAction::Set)]
    pub offsite: Option<bool>,
    #[arg(long, value_parser = MEDIA)]
    pub medium: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub rename: Option<String>,
}

#[derive(Debug, Args)]
pub struct Backup {
    #[arg(long = "place", value_name = "NAME")]
    pub places: Vec<String>,
    #[arg(long)]
    pub full: bool,
    #[arg(long)]
    pub verify: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[arg(long = "place", value_name = "NAME")]
    pub places: Vec<String>,
    #[arg(long, value_name = "N", conflicts_with = "full", value_parser = clap::value_parser!(u64).range(1..))]
    pub sample: Option<u64>,
    #[arg(long)]
    pub full: bool,
}

#[derive(Debug, Args)]
pub struct Drill {
    #[arg(long = "place", value_name = "NAME")]
    pub places: Vec<String>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub photos: Option<u64>,
}

#[derive(Debug, Args)]
pub struct OnePlace {
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
}

#[derive(Debug, Args)]
pub struct Photos {
    #[arg(long, value_name = "SNAPSHOT")]
    pub at: Option<String>,
    #[arg(long)]
    pub deleted: bool,
    pub pattern: Option<String>,
}

#[derive(Debug, Args)]
pub struct Restore {
    #[arg(value_name = "PATH", required_unless_present = "all", conflicts_with = "all")]
    pub paths: Vec<OsString>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
    #[arg(long, value_name = "SNAPSHOT")]
    pub at: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub enum Settings {
    Get { name: Option<String> },
    Set { name: String, value: String },
}

#[derive(Debug, Subcommand)]
pub enum Secret {
    Set {
        name: String,
        #[arg(long, required = true)]
        stdin: bool,
    },
}

/// What `place set` can change; at least one.
const RULES: [&str; 6] = ["keep", "limit", "enabled", "offsite", "medium", "rename"];

/// Kinds of storage.
const MEDIA: [&str; 5] = ["ssd", "hdd", "nas", "usb", "cloud"];

fn keep(text: &str) -> Result<String, String> {
    let days = text.strip_prefix("days:").map(|days| days.parse::<u32>().is_ok_and(|days| days > 0));
    if matches!(text, "all" | "fewer") || days == Some(true) {
        Ok(text.to_owned())
    } else {
        Err("all | fewer | days:N".to_owned())
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("yes | no".to_owned()),
    }
}

#[cfg(test)]
mod tests;
