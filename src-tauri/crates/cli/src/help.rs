//! Help that a person can learn from: each command, each argument and each command's examples are
//! sentences like all others, found by the name of what they explain
//! (`help-place-add-folder`, `…-arg-path`, `…-examples`).

use crate::args::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory};
use elderphoto_api::sentences::{self, Args};

/// What stands above the options that every command has.
const EVERYWHERE: &str = "help-everywhere";

/// The command line with its help, in the language in use.
pub fn command() -> Command {
    let command = Cli::command().disable_help_subcommand(true);
    explained(command.disable_help_flag(true).disable_version_flag(true), "help")
        .arg(flag("help", 'h', ArgAction::Help).global(true))
        .arg(flag("version", 'V', ArgAction::Version))
}

/// A command and all below it.
fn explained(command: Command, key: &str) -> Command {
    command
        .about(say(key.to_owned()))
        .after_help(say(format!("{key}-examples")))
        .mut_args(|arg| with_help(arg, key))
        .mut_subcommands(|below| {
            let key = format!("{key}-{}", below.get_name());
            explained(below, &key)
        })
}

fn with_help(arg: Arg, key: &str) -> Arg {
    let everywhere = arg.is_global_set();
    let help = say(format!("{key}-arg-{}", arg.get_id()));
    let arg = arg.help(help);
    if everywhere { arg.help_heading(say(EVERYWHERE.to_owned())) } else { arg }
}

fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    let arg = Arg::new(name).short(short).long(name).action(action).help(say(format!("help-arg-{name}")));
    arg.help_heading(say(EVERYWHERE.to_owned()))
}

fn say(key: String) -> String {
    sentences::say(&key, &Args::new())
}

#[cfg(test)]
mod tests {
    use super::command;
    use clap::Command;
    use elderphoto_api::sentences;
    use std::collections::BTreeSet;

    /// Help is never wider (`max_term_width`).
    const WIDTH: usize = 100;

    fn walk(command: &Command, path: &str, visit: &mut dyn FnMut(&Command, &str)) {
        visit(command, path);
        for below in command.get_subcommands() {
            walk(below, &format!("{path}-{}", below.get_name()), visit);
        }
    }

    #[test]
    fn the_definition_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example_that_is_itself() {
        walk(&command(), "help", &mut |command, path| {
            let help = command.clone().render_help().to_string();
            let name = path.replace("help", "elderphoto").replace('-', " ");
            let examples = help.lines().filter(|line| line.trim_start().starts_with("elderphoto "));
            assert!(
                examples.clone().any(|line| line.trim_start().starts_with(&name)),
                "{name} has no example:\n{help}"
            );
        });
    }

    #[test]
    fn every_example_stays_on_one_line_so_that_it_can_be_copied() {
        walk(&command(), "help", &mut |shown, _| {
            let key_lines = shown.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in key_lines.lines().filter(|line| line.trim_start().starts_with("elderphoto ")) {
                assert!(line.chars().count() <= WIDTH, "{line}");
            }
        });
    }

    #[test]
    fn every_example_is_understood() {
        walk(&command(), "help", &mut |shown, _| {
            let help = shown.clone().render_help().to_string();
            for line in help.lines().filter(|line| line.starts_with("  elderphoto ")) {
                let typed = line.split([">", "<", "|"].map(|c| c.chars().next().unwrap()).as_slice()).next();
                let words = shell_words(typed.unwrap());
                if let Err(error) = command().try_get_matches_from(&words) {
                    assert_eq!(error.kind(), clap::error::ErrorKind::DisplayHelp, "{line}: {error}");
                }
            }
        });
    }

    #[test]
    fn no_help_is_left_over() {
        let mut used = BTreeSet::from([super::EVERYWHERE.to_owned()]);
        walk(&command(), "help", &mut |command, path| {
            used.insert(path.to_owned());
            used.insert(format!("{path}-examples"));
            used.extend(command.get_arguments().map(|arg| format!("{path}-arg-{}", arg.get_id())));
        });
        for key in sentences::keys().into_iter().filter(|key| key.starts_with("help")) {
            assert!(used.contains(key), "nobody shows {key}");
        }
    }

    #[test]
    fn commands_that_come_later_are_not_shown() {
        walk(&command(), "help", &mut |shown, _| {
            for later in ["heal", "prune", "export", "watch"] {
                assert!(shown.find_subcommand(later).is_none(), "{later}");
            }
        });
    }

    /// Words as a shell splits them, as far as the examples go.
    fn shell_words(line: &str) -> Vec<String> {
        let quoted = line.trim().split('"').enumerate();
        let words = quoted.flat_map(|(i, part)| match i % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }
}
