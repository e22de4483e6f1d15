//! The reference of the command line, out of its definition.

use clap::{Arg, Command};

use super::cell;

/// The page.
pub fn page() -> String {
    let mut command = pipewright_cli::command();
    command.build();
    let mut page = format!(
        "# The command line\n\n{}\n\nGenerated from the command itself by `cargo xtask docs`.\n",
        about(&command)
    );
    page.push_str("\n## Everywhere\n");
    options(
        &mut page,
        command.get_arguments().filter(|one| one.is_global_set()),
    );
    for verb in command.get_subcommands() {
        if verb.get_name() == "help" {
            continue;
        }
        let usage = verb.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        page.push_str(&format!(
            "\n## `pipewright {}`\n\n{}\n\n```sh\n{usage}\n```\n",
            verb.get_name(),
            about(verb)
        ));
        options(
            &mut page,
            verb.get_arguments().filter(|one| !one.is_global_set()),
        );
    }
    if let Some(after) = command.get_after_help() {
        page.push_str("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
        for line in after.to_string().lines().skip(1) {
            if let Some((code, meaning)) = line.trim().split_once("  ") {
                page.push_str(&format!("| {code} | {} |\n", meaning.trim()));
            }
        }
    }
    page
}

fn about(command: &Command) -> String {
    let about = command.get_long_about().or(command.get_about());
    about.map_or(String::new(), |about| format!("{about}."))
}

fn options<'a>(page: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    let rows: Vec<String> = arguments
        .filter(|argument| !matches!(argument.get_id().as_str(), "help" | "version"))
        .map(row)
        .collect();
    if !rows.is_empty() {
        page.push_str(&format!(
            "\n| option | does |\n|---|---|\n{}",
            rows.concat()
        ));
    }
}

fn row(argument: &Arg) -> String {
    let mut help = argument
        .get_help()
        .map_or(String::new(), |help| help.to_string());
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if !values.is_empty() {
        help.push_str(&format!(": {}", values.join(", ")));
    }
    let default: Vec<_> = argument
        .get_default_values()
        .iter()
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    if !default.is_empty() && argument.get_action().takes_values() {
        help.push_str(&format!(" (default {})", default.join(" ")));
    }
    format!(
        "| `{}` | {} |\n",
        argument.to_string().replace('|', "\\|"),
        cell(&help)
    )
}
