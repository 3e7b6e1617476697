//! The table of actions: its keys, its help, and its documentation.

use stacklore::app::help::{Help, HelpRow, KeyPlace};
use stacklore::app::keymap::Keymap;
use stacklore::app::keys::{ACTIONS, Action, Chord, Code, Context, Key};
use stacklore::app::layout::Size;
use stacklore::app::{Message, Model, PopupContent, Start};
use stacklore::catalog::{Catalog, bundled};
use stacklore::config::Config;
use stacklore::format::File;

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

#[test]
fn every_action_has_a_line_in_the_manual_and_in_the_palette() {
    let size = Size { width: 120, height: 40 };
    let mut model = Model::new(Catalog::new(vec![bundled::discord()]), size, Start::default());
    assert_eq!(model.update(Message::Press(Key::plain(Code::F(2)))), []);
    let Some(PopupContent::Palette { palette, .. }) = model.popup().map(|popup| &popup.content) else {
        panic!("the palette is open")
    };
    let help = Help::new(Context::Tree, &Keymap::default());
    for action in ACTIONS {
        // Actions with the same command share one line, which has the keys of all of them.
        let lines: Vec<&HelpRow> =
            help.all().iter().filter(|row| row.action.command == action.command).collect();
        let [line] = lines[..] else { panic!("{}: {} lines", action.name, lines.len()) };
        let shown = Keymap::default().shown_keys(action);
        assert!(shown.iter().all(|key| line.keys.contains(key)), "{}", action.name);
        let rows: Vec<_> = palette.all().iter().filter(|row| row.name == line.action.name).collect();
        let [row] = rows[..] else { panic!("{}: {} rows", action.name, rows.len()) };
        let keys = line.places[0].keys.join(" ");
        assert_eq!((&*row.title, &*row.keys), (line.action.title, &*keys), "{}", action.name);
    }
}

#[test]
fn every_action_can_be_given_keys_by_name() {
    for action in ACTIONS {
        let keys = match action.keys {
            // A further key says which page is meant.
            _ if action.is_labelled() => vec!["F9".to_owned()],
            [] => vec!["F9".to_owned()],
            keys => keys.iter().map(Chord::to_string).collect(),
        };
        let mut config = Config::default();
        config.read_user(File::new("config.toml", format!("[keys]\n{} = {keys:?}\n", action.name)));
        let told: Vec<_> = config.findings().map(|finding| &finding.message).collect();
        assert!(told.is_empty(), "{}: {told:?}", action.name);
        let keymap = config.settings.keymap();
        assert_eq!(keymap.line_of(action).map(|line| line.line), Some(2), "{}", action.name);
        let (given, default) = (keymap.keys(action), Keymap::default().keys(action));
        let is_new = action.is_labelled() || default.is_empty();
        assert!(!given.is_empty() && (is_new || given == default), "{}: {given:?}", action.name);
    }
}

/// The table of docs/keys.md, generated from the table of actions.
fn table_of_keys() -> String {
    let row = |row: &HelpRow| {
        let place = |one: &KeyPlace| {
            let keys: Vec<String> = one.keys.iter().map(|key| format!("`{key}`")).collect();
            if one.place.is_empty() { keys.join(" ") } else { format!("{} {}", keys.join(" "), one.place) }
        };
        let keys: Vec<String> = row.places.iter().map(place).collect();
        let keys = if row.keys.is_empty() { "by name".to_owned() } else { keys.join(", ") };
        format!("| {} | {} | {keys} |\n", row.action.group.title().to_lowercase(), row.action.title)
    };
    let help = Help::new(Context::Tree, &Keymap::default());
    format!("| | does | keys |\n|---|---|---|\n{}", help.all().iter().map(row).collect::<String>())
}

#[test]
fn the_page_of_keys_lists_the_keys_that_the_program_has() {
    let page = include_str!("../docs/keys.md");
    let table = table_of_keys();
    // Followed by a blank line, so that no row of another version is left below it.
    assert!(page.contains(&format!("{table}\n")), "docs/keys.md should contain:\n\n{table}");
}
