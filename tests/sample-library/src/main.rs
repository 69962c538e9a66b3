//! `elderphoto-sample DIR`: makes the sample library.

use clap::Parser;
use elderphoto_sample::{album, library};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Makes a photo library to try ElderPhoto on: a family's photos from 2004 to 2026, the same on every run.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The folder to make it in: new, or empty.
    folder: PathBuf,
    /// How many photos; above the album's own, more pictures are added.
    #[arg(long, default_value_t = album::PHOTOS)]
    count: usize,
    /// Another seed paints other pictures.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let made = library::write(&arguments.folder, &album::entries(arguments.count, arguments.seed));
    let said = match &made {
        Ok(written) => writeln!(
            io::stdout(),
            "{} photos ({} files, {:.1} MB) in {}",
            arguments.count,
            written.files,
            written.bytes as f64 / 1e6,
            arguments.folder.display()
        ),
        Err(error) => writeln!(io::stderr(), "elderphoto-sample: {error}"),
    };
    if made.is_ok() && said.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) }
}
