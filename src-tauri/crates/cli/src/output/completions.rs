//! `completions`: the script itself, for a shell to read.

use super::Answer;
use clap_complete::{Shell, generate};
use serde::Serialize;

/// The script that completes commands in one shell.
#[derive(Serialize)]
pub struct Completions {
    outcome: &'static str,
    shell: String,
    script: String,
}

/// Makes the script.
pub fn script(shell: Shell) -> Completions {
    let mut script = Vec::new();
    generate(shell, &mut crate::help::command(), "elderphoto", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Completions { outcome: "completed", shell: shell.to_string(), script }
}

impl Answer for Completions {
    fn text(&self) -> String {
        self.script.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_knows_the_commands() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = script(shell).text();
            for command in ["backup", "restore", "completions"] {
                assert!(script.contains(command), "{shell}");
            }
        }
    }
}
