//! The text form of keys, as the settings have it.

use super::keys::{Chord, Code, Key, MAX_CHORD};
use crate::dataset::{nearest, quoted};

/// The names of keys that type no character, and of the space bar.
const NAMES: [(&str, Code); 25] = [
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("return", Code::Enter),
    ("esc", Code::Esc),
    ("escape", Code::Esc),
    ("tab", Code::Tab),
    ("shift-tab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("bksp", Code::Backspace),
    ("delete", Code::Delete),
    ("del", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("page-up", Code::PageUp),
    ("pageup", Code::PageUp),
    ("pgup", Code::PageUp),
    ("page-down", Code::PageDown),
    ("pagedown", Code::PageDown),
    ("pgdn", Code::PageDown),
    ("minus", Code::Char('-')),
    ("plus", Code::Char('+')),
];

/// The highest function key.
const MAX_FUNCTION_KEY: u8 = 12;

/// Minimum length of a word that may be a mistyped name, in characters.
const MIN_NAME: usize = 3;

/// Reads keys: names and letters between blanks, or letters in a row.
///
/// # Errors
///
/// Fails with what is wrong, and with the next step.
///
/// ```
/// use stacklore::app::chord_text::parse;
///
/// for text in ["gc", "Ctrl-o", "Alt-Left", "Space", "F5", "g Ctrl-o"] {
///     assert_eq!(parse(text).map(|chord| chord.to_string()).as_deref(), Ok(text));
/// }
/// assert_eq!(parse("g g"), parse("gg"));
/// assert!(parse("entr").is_err());
/// ```
pub fn parse(text: &str) -> Result<Chord, (String, String)> {
    let mut keys = Vec::new();
    for word in text.split_whitespace() {
        match (key(word), word.chars().count()) {
            (Some(key), _) => keys.push(key),
            (None, letters) if letters > MAX_CHORD || is_like_a_name(word) => {
                return Err((format!("{} is no key", quoted(word)), suggestion(word)));
            }
            (None, letters) => {
                if let Some(meant) = nearest_name(word).filter(|_| letters >= MIN_NAME) {
                    let help = format!("did you mean \"{meant}\"? Letters in a row have blanks between them");
                    return Err((format!("{} is no key", quoted(word)), help));
                }
                keys.extend(word.chars().map(|c| Key::plain(Code::Char(c))));
            }
        }
    }
    let mut rest = keys.iter();
    let Some(first) = rest.next() else {
        return Err(("no key is named".to_owned(), EXAMPLES.to_owned()));
    };
    let too_many =
        || (format!("{} has too many keys", quoted(text)), format!("write at most {MAX_CHORD} keys"));
    rest.try_fold(Chord::new(*first), |chord, key| chord.then(*key)).ok_or_else(too_many)
}

/// Whether a word has a modifier, or is a function key.
fn is_like_a_name(word: &str) -> bool {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let has_modifier = word.split_once('-').is_some_and(|(modifier, _)| modifier.chars().count() > 1);
    has_modifier || word.strip_prefix(['f', 'F']).is_some_and(is_number)
}

/// Keys as they can be written.
const EXAMPLES: &str =
    "write keys as \"x\", \"gc\", \"ctrl-o\", \"alt-left\", \"space\", \"f5\" or \"g ctrl-o\"";

fn suggestion(word: &str) -> String {
    nearest_name(word).map_or_else(|| EXAMPLES.to_owned(), |meant| format!("did you mean \"{meant}\"?"))
}

/// The name that is nearest to a word, with the modifiers of the word.
fn nearest_name(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let (modifier, bare) = match lower.rsplit_once('-') {
        Some((modifier, bare)) if bare.chars().count() >= MIN_NAME => (format!("{modifier}-"), bare),
        _ => (String::new(), &*lower),
    };
    nearest(bare, NAMES.map(|(name, _)| name)).map(|name| format!("{modifier}{name}"))
}

/// The key with a name, which modifiers may precede; of a single letter the key that types it.
fn key(word: &str) -> Option<Key> {
    let (mut ctrl, mut alt, mut rest) = (false, false, word);
    loop {
        let after = |modifier: &str| {
            let (head, tail) = rest.split_at_checked(modifier.len())?;
            (head.eq_ignore_ascii_case(modifier) && !tail.is_empty()).then_some(tail)
        };
        if let Some(tail) = after("ctrl-") {
            (ctrl, rest) = (true, tail);
        } else if let Some(tail) = after("alt-") {
            (alt, rest) = (true, tail);
        } else {
            break;
        }
    }
    let mut letters = rest.chars();
    let code = match (letters.next()?, letters.next()) {
        (c, None) if c.is_control() => return None,
        // A terminal sends the same for both, and for some letters what it sends for another key.
        ('i' | 'I', None) if ctrl => return Some(Key { code: Code::Tab, ctrl: false, alt }),
        ('m' | 'M', None) if ctrl => return Some(Key { code: Code::Enter, ctrl: false, alt }),
        ('[', None) if ctrl => return Some(Key { code: Code::Esc, ctrl: false, alt }),
        (c, None) if ctrl => Code::Char(c.to_ascii_lowercase()),
        (c, None) => Code::Char(c),
        _ => named(rest)?,
    };
    Some(Key { code, ctrl, alt })
}

fn named(word: &str) -> Option<Code> {
    let lower = word.to_ascii_lowercase();
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some(*code);
    }
    let number = lower.strip_prefix('f')?.parse::<u8>().ok()?;
    (1..=MAX_FUNCTION_KEY).contains(&number).then_some(Code::F(number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::keys::ACTIONS;

    #[test]
    fn every_key_of_the_table_is_read_as_it_is_shown() {
        for action in ACTIONS {
            for chord in action.keys {
                assert_eq!(parse(&chord.to_string()), Ok(*chord), "{}", action.name);
            }
        }
    }

    #[test]
    fn keys_that_a_terminal_cannot_tell_apart_are_one() {
        let shown = |text: &str| parse(text).unwrap().to_string();
        assert_eq!(["ctrl-i", "Ctrl-M", "ctrl-["].map(shown), ["Tab", "Enter", "Esc"]);
        assert_eq!(
            ["CTRL-O", "alt-X", "ctrl-alt-x", "-", "minus"].map(shown),
            ["Ctrl-o", "Alt-X", "Ctrl-Alt-x", "-", "-"]
        );
    }

    #[test]
    fn what_is_no_key_is_refused_with_a_suggestion() {
        let refused = |text: &str| parse(text).map(|chord| chord.to_string()).unwrap_err();
        assert_eq!(refused("ctrl-entr").1, "did you mean \"ctrl-enter\"?");
        assert_eq!(refused("spce").0, "\"spce\" is no key");
        assert_eq!(refused("").0, "no key is named");
        assert_eq!(refused("a b c d e").0, "\"a b c d e\" has too many keys");
        assert!(refused("abcde").1.starts_with("write keys as"));
        assert!(refused("f13").0.contains("is no key") && parse("f 1 3").is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z -]{0,9}\\PC{0,4}") {
            if let Ok(chord) = parse(&text) {
                prop_assert!((1..=MAX_CHORD).contains(&chord.keys().len()));
            }
        }
    }
}
