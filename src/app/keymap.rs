//! The keys in use: those of the table of actions, as far as the settings do not change them.

use super::keys::{ACTIONS, Action, Chord, Code, Command, Context, Key};

/// The keys in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {}

/// The meaning of a key press.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// The key, or the chord that it completes, of an action.
    Action(&'static Action),
    /// The beginning of longer chords.
    Prefix(Chord),
    /// No action; it may be a letter to type.
    Nothing,
}

impl Keymap {
    /// The keys of an action.
    pub fn keys(&self, action: &Action) -> &[Chord] {
        action.keys
    }

    /// The keys of an action as text, more than four as a range.
    pub fn shown_keys(&self, action: &Action) -> Vec<String> {
        match self.keys(action) {
            [first, .., last] if self.keys(action).len() > 4 => vec![format!("{first}-{last}")],
            keys => keys.iter().map(Chord::to_string).collect(),
        }
    }

    /// The first key of the first action that has a command in a context, as text.
    pub fn key_for(&self, context: Context, command: Command) -> Option<String> {
        let mut actions = actions_of(context).filter(|action| action.command == command);
        actions.find_map(|action| self.keys(action).first()).map(Chord::to_string)
    }

    /// The meaning of a key press in a context, after the first keys of a chord if there are some.
    pub fn meaning(&self, context: Context, prefix: Option<Chord>, pressed: Key) -> Meaning {
        let chord = prefix.map_or(Some(Chord::new(pressed)), |prefix| prefix.then(pressed));
        let Some(chord) = chord else { return Meaning::Nothing };
        let mut begins = false;
        for action in actions_of(context) {
            for known in self.keys(action) {
                match known.after(Some(&chord)) {
                    Some([]) => return Meaning::Action(action),
                    Some(_) => begins = true,
                    None => {}
                }
            }
        }
        if begins {
            return Meaning::Prefix(chord);
        }
        // A terminal may send Ctrl-H for Backspace.
        if pressed == (Key { code: Code::Char('h'), ctrl: true, alt: false }) {
            return self.meaning(context, prefix, Key::plain(Code::Backspace));
        }
        Meaning::Nothing
    }

    /// The actions of the chords that begin with a prefix, each with the keys that are still to come.
    pub fn continuations(&self, context: Context, prefix: Chord) -> Vec<(&[Key], &'static Action)> {
        let mut found = Vec::new();
        for action in actions_of(context) {
            let keys = self.keys(action).iter().filter_map(|chord| chord.after(Some(&prefix)));
            found.extend(keys.filter(|keys| !keys.is_empty()).map(|keys| (keys, action)));
        }
        found
    }

    /// The actions of a context that have a key and a hint, by priority.
    pub fn hints(&self, context: Context) -> Vec<&'static Action> {
        let has_hint = |action: &&Action| action.hint.0 > 0 && !self.keys(action).is_empty();
        let mut hints: Vec<&Action> = actions_of(context).filter(has_hint).collect();
        hints.sort_by_key(|action| action.hint.0);
        hints
    }
}

/// The actions that apply in a context.
fn actions_of(context: Context) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(move |action| action.contexts.contains(&context))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(c: char) -> Key {
        Key::plain(Code::Char(c))
    }

    #[test]
    fn ctrl_h_is_backspace_where_it_is_free() {
        let meaning_of = |key| match Keymap::default().meaning(Context::Tree, None, key) {
            Meaning::Action(action) => action.name,
            other => panic!("{other:?}"),
        };
        let ctrl_h = Key { ctrl: true, ..plain('h') };
        assert_eq!(meaning_of(ctrl_h), meaning_of(Key::plain(Code::Backspace)));
    }

    #[test]
    fn the_essential_keys_are_there_without_letters() {
        for (context, code) in [
            (Context::Tree, Code::Down),
            (Context::Tree, Code::Enter),
            (Context::Tree, Code::F(1)),
            (Context::Detail, Code::Tab),
            (Context::Search, Code::Esc),
        ] {
            let meaning = Keymap::default().meaning(context, None, Key::plain(code));
            assert!(matches!(meaning, Meaning::Action(_)), "{code:?} in {context:?}");
        }
    }

    #[test]
    fn a_chord_waits_for_its_next_key() {
        let keymap = Keymap::default();
        let g = Chord::new(plain('g'));
        let after_g = |key| keymap.meaning(Context::Tree, Some(g), key);
        assert!(
            matches!(keymap.meaning(Context::Tree, None, plain('g')), Meaning::Prefix(chord) if chord == g)
        );
        assert!(matches!(after_g(plain('g')), Meaning::Action(action) if action.name == "first"));
        assert!(matches!(after_g(plain('x')), Meaning::Nothing));
        assert!(matches!(keymap.meaning(Context::Search, None, plain('g')), Meaning::Nothing));
        let after_y = keymap.continuations(Context::Tree, Chord::new(plain('y')));
        assert!(after_y.iter().all(|(keys, _)| keys.len() == 1) && after_y.len() >= 5, "{after_y:?}");
    }
}
