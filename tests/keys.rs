//! The table of actions: its keys, its help, and its documentation.

use stacklore::app::help::{Help, HelpRow};
use stacklore::app::keymap::Keymap;
use stacklore::app::keys::{ACTIONS, Action, Chord, Context};

/// Whether two actions have a context in common.
fn meet(one: &Action, other: &Action) -> bool {
    one.contexts.iter().any(|context| other.contexts.contains(context))
}

#[test]
fn no_key_means_two_things_in_one_context() {
    let all: Vec<(&Action, &Chord)> =
        ACTIONS.iter().flat_map(|action| action.keys.iter().map(move |chord| (action, chord))).collect();
    for (at, (action, chord)) in all.iter().enumerate() {
        for (other, known) in all.iter().skip(at + 1).filter(|(other, _)| meet(action, other)) {
            let begins = chord.after(Some(known)).is_some() || known.after(Some(chord)).is_some();
            assert!(!begins, "{chord} of {} and {known} of {}", action.name, other.name);
        }
    }
}

/// The key table of the README, generated from the table of actions.
fn table_of_keys() -> String {
    let row = |row: &HelpRow| {
        let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        let keys = if keys.is_empty() { "by name".to_owned() } else { keys.join(" ") };
        format!("| {} | {} | {keys} |\n", row.action.group.title().to_lowercase(), row.action.title)
    };
    let help = Help::new(Context::Tree, &Keymap::default());
    format!("| | does | keys |\n|---|---|---|\n{}", help.all().iter().map(row).collect::<String>())
}

#[test]
fn the_readme_lists_the_keys_that_the_program_has() {
    let readme = include_str!("../README.md");
    let table = table_of_keys();
    // Followed by a blank line, so that no row of another version is left below it.
    assert!(readme.contains(&format!("{table}\n")), "the README should contain:\n\n{table}");
}
