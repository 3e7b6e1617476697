//! The values of the table `keys`: the keys of an action, and the letters of another layout.

use toml::de::DeValue;

use super::checked::{Checked, bad};
use super::key::Value;
use crate::app::chord_text;
use crate::app::keys::{Action, Chord};
use crate::dataset::{FileSpan, quoted};
use crate::format::toml::wrong_type;

/// The keys that a file gives an action.
pub(super) struct OwnKeys {
    pub(super) action: &'static Action,
    /// Its keys, with their locations.
    pub(super) chords: Vec<(Chord, FileSpan)>,
    /// The location of the value.
    pub(super) at: FileSpan,
}

impl OwnKeys {
    /// The keys as the value of a setting.
    pub(super) fn value(&self) -> Value {
        Value::List(self.chords.iter().map(|(chord, _)| chord.to_string()).collect())
    }
}

/// Reads the keys of an action: a text, or a list of texts, which may be empty.
pub(super) fn read(action: &'static Action, at: FileSpan, value: DeValue<'_>) -> Checked<OwnKeys> {
    let values = match value {
        DeValue::Array(values) => {
            values.into_iter().map(|it| (FileSpan::of_only_file(it.span()), it.into_inner())).collect()
        }
        text => vec![(at.clone(), text)],
    };
    let chord = |(at, value): (FileSpan, DeValue<'_>)| match value {
        DeValue::String(text) => match chord_text::parse(&text) {
            Ok(chord) => Ok((chord, at)),
            Err((message, help)) => bad(at, format!("`{}`: {message}", action.name), help),
        },
        other => Err(wrong_type(at, action.name, "a text or a list of texts", &other).into()),
    };
    let mut chords: Vec<(Chord, FileSpan)> = Vec::new();
    for read in values.into_iter().map(chord) {
        let (chord, at) = read?;
        if !chords.iter().any(|(known, _)| *known == chord) {
            chords.push((chord, at));
        }
    }
    Ok(OwnKeys { action, chords, at })
}

/// Reads pairs of letters: a text of pairs between blanks, or a table of texts.
pub(super) fn letters(at: FileSpan, value: DeValue<'_>) -> Checked<Vec<(char, char)>> {
    let mut pairs = Vec::new();
    match value {
        DeValue::String(text) => {
            for word in text.split_whitespace() {
                pairs.push(pair(&at, word)?);
            }
        }
        DeValue::Table(table) => {
            for (letter, value) in table {
                let (at, letter) = (FileSpan::of_only_file(value.span()), letter.get_ref().clone());
                match value.into_inner() {
                    DeValue::String(command) => pairs.push(pair(&at, &format!("{letter}{command}"))?),
                    other => return Err(Box::new(wrong_type(at, &letter, "a text", &other))),
                }
            }
        }
        other => return Err(Box::new(wrong_type(at, "letters", "a text or a table", &other))),
    }
    Ok(pairs)
}

/// A letter, and the one that is a command.
fn pair(at: &FileSpan, word: &str) -> Checked<(char, char)> {
    let mut letters = word.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some(letter), Some(command), None) if command.is_ascii_graphic() && !letter.is_ascii() => {
            Ok((letter, command))
        }
        _ => {
            let help = "write the other letter and the one that is a command, as \"\u{43e}j\"";
            bad(at.clone(), format!("{} is no pair of letters", quoted(word)), help)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::app::keymap::{Keymap, Meaning};
    use crate::app::keys::{Action, Code, Context, Key};
    use crate::config::Config;
    use crate::dataset::Severity;

    fn keymap(text: &str) -> Keymap {
        let config = Config::of_user(text);
        let problems = config.findings().filter(|finding| finding.severity != Severity::Hint);
        assert_eq!(problems.map(|finding| &*finding.message).collect::<Vec<_>>(), [""; 0]);
        config.settings.keymap()
    }

    fn meaning(keymap: &Keymap, context: Context, c: char) -> &'static str {
        match keymap.meaning(context, None, Key::plain(Code::Char(c))) {
            Meaning::Action(action) => action.name,
            Meaning::Prefix(_) => "...",
            Meaning::Nothing => "",
        }
    }

    /// The first finding as `severity: message | help`.
    fn finding(text: &str) -> String {
        let config = Config::of_user(text);
        let finding = config.findings().next().expect("a finding");
        let kind = if finding.is_error() { "error" } else { "warning" };
        format!("{kind}: {} | {}", finding.message, finding.help.as_deref().unwrap_or_default())
    }

    #[test]
    fn an_action_gets_other_keys_and_the_one_that_had_them_loses_them() {
        let keymap = keymap("[keys]\nzoom = [\"x\", \"ctrl-o\"]\nlinks = \"q\"\nedit = []\n");
        let meanings = "xzque".chars().map(|c| meaning(&keymap, Context::Tree, c));
        assert_eq!(meanings.collect::<Vec<_>>(), ["zoom", "", "links", "", ""]);
        let shown = |name: &str| keymap.shown_keys(Action::named(name).unwrap());
        assert_eq!(shown("zoom"), ["x", "Ctrl-o"]);
        assert_eq!((shown("quit"), shown("edit")), (vec![], vec![]));
        assert_eq!(keymap.line_of(Action::named("links").unwrap()).map(|line| line.line), Some(3));
        assert_eq!(keymap.line_of(Action::named("quit").unwrap()), None);
    }

    #[test]
    fn a_key_is_lost_only_where_the_other_action_has_it() {
        let keymap = keymap("keys.zoom = \"j\"");
        assert_eq!(meaning(&keymap, Context::Tree, 'j'), "zoom");
        assert_eq!(meaning(&keymap, Context::Map, 'j'), "next");
    }

    #[test]
    fn an_action_that_is_unknown_is_a_warning_and_a_key_that_is_unknown_an_error() {
        assert_eq!(
            finding("keys.zom = \"x\""),
            "warning: `keys.zom` is not an action | did you mean `zoom`?"
        );
        assert_eq!(
            finding("keys.qwertz = \"x\""),
            "warning: `keys.qwertz` is not an action | `stacklore keys` lists every action"
        );
        let spce = finding("keys.zoom = \"spce\"");
        assert!(spce.starts_with("error: `zoom`: \"spce\" is no key | did you mean \"space\"?"), "{spce}");
        assert!(finding("keys.zoom = 7").starts_with("error: `zoom`"));
        assert!(finding("keys.leave = []").starts_with("error: `leave` cannot do without Esc"));
        let both = finding("[keys]\nzoom = \"x\"\nlinks = \"x\"\n");
        assert!(both.starts_with("error: x is `zoom` in line 2 and `links` in line 3"), "{both}");
    }

    #[test]
    fn letters_of_another_layout_are_commands_but_no_text() {
        let (o, shifted) = ('\u{43e}', '\u{41e}');
        let of = |context, text: &str, c| keymap(text).translated(context, Key::plain(Code::Char(c))).code;
        for text in
            [format!("keys.letters = \"{o}j \u{451}`\""), format!("[keys.letters]\n\"{o}\" = \"j\"\n")]
        {
            assert_eq!(of(Context::Tree, &text, o), Code::Char('j'), "{text}");
            assert_eq!(of(Context::Tree, &text, shifted), Code::Char('J'), "shifted");
            assert_eq!(of(Context::Search, &text, o), Code::Char(o));
            assert_eq!(of(Context::Tree, &text, 'x'), Code::Char('x'));
        }
        // A key of one's own is not translated.
        let own = format!("[keys]\nletters = \"{o}j\"\nzoom = \"{o}\"\n");
        assert_eq!(meaning(&keymap(&own), Context::Tree, o), "zoom");
        assert_eq!(of(Context::Tree, &own, o), Code::Char(o));
        assert!(finding("keys.letters = \"oj\"").starts_with("error: \"oj\" is no pair of letters"));
        assert!(finding("keys.letters = 1").starts_with("error"));
    }
}
