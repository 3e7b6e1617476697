//! Words in the place of a STACK that are a command of another program, or a mistyped one of this.

use super::args::Args;
use super::outcome::{Failure, Outcome};

/// The commands that other programs have, and those of this one that do the same.
const ELSEWHERE: [(&str, &str); 32] = [
    ("bookmarks", "kept bookmarks"),
    ("browse", "open ID"),
    ("cat", "show ID"),
    ("completion", "completions"),
    ("convert", "import LIST"),
    ("create", "new NAME"),
    ("describe", "show ID"),
    ("edit", "new NAME"),
    ("entries", "list"),
    ("entry", "show ID"),
    ("find", "search WORD"),
    ("get", "show ID"),
    ("grep", "search WORD"),
    ("history", "moves"),
    ("info", "show ID"),
    ("init", "new NAME"),
    ("lint", "check"),
    ("ls", "list"),
    ("manual", "man"),
    ("notes", "kept notes"),
    ("print", "show ID"),
    ("query", "search WORD"),
    ("queue", "kept queue"),
    ("settings", "config show"),
    ("source", "sources"),
    ("stack", "stacks"),
    ("status", "show ID"),
    ("timeline", "moves"),
    ("tree", "list"),
    ("validate", "check"),
    ("verify", "check"),
    ("view", "show ID"),
];

/// The error for a word that names a command of another program, or is nearly one of this.
pub(super) fn failure(word: &str) -> Option<Failure> {
    let names = Args::command_names();
    let known = |command: &&str| names.iter().any(|name| command.split(' ').next() == Some(name));
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == word).map(|(_, command)| *command);
    let command = match (word, elsewhere.filter(known)) {
        ("version", _) => "--version".to_owned(),
        (_, Some(command)) => command.to_owned(),
        (_, None) => Args::nearest_command(word)?,
    };
    let failure = Failure::new(Outcome::Usage, format!("no command and no stack named `{word}`"));
    Some(failure.hint(format!("did you mean `stacklore {command}`?")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_another_program_is_answered_with_ours() {
        let hint = |word| failure(word).and_then(|failure| failure.hints.into_iter().next());
        assert_eq!(hint("ls").as_deref(), Some("did you mean `stacklore list`?"));
        assert_eq!(hint("version").as_deref(), Some("did you mean `stacklore --version`?"));
        assert_eq!(hint("serach").as_deref(), Some("did you mean `stacklore search`?"));
        assert_eq!(hint("cassandra"), None);
    }

    #[test]
    fn the_table_is_sorted_and_has_no_command_of_ours() {
        assert!(ELSEWHERE.is_sorted());
        let names = Args::command_names();
        assert!(!ELSEWHERE.iter().any(|(other, _)| names.iter().any(|name| name == other)));
    }
}
