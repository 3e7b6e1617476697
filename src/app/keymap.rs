//! The keys in use: those of the table of actions, as far as the settings do not change them.

use super::keys::{ACTIONS, Action, Chord, Code, Command, Context, Key};
use super::own_keys::KeyLine;

/// The keys in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    /// The lines of the settings, whose keys come first.
    own: Vec<KeyLine>,
    /// The letters of another layout, each with the one on its key that is a command.
    letters: Vec<(char, char)>,
}

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
    /// The default keys, as some lines of the settings change them.
    pub fn new(own: Vec<KeyLine>, letters: Vec<(char, char)>) -> Self {
        Self { own, letters }
    }

    /// Every action: those of the table, and the user's own commands.
    pub fn actions(&self) -> impl Iterator<Item = &'static Action> {
        let own = self.own.iter().map(|line| line.action);
        ACTIONS.iter().chain(own.filter(|action| matches!(action.command, Command::Run(_))))
    }

    /// The actions that apply in a context.
    fn actions_of(&self, context: Context) -> impl Iterator<Item = &'static Action> {
        self.actions().filter(move |action| action.contexts.contains(&context))
    }

    /// The letters of another layout.
    pub fn letters(&self) -> &[(char, char)] {
        &self.letters
    }

    /// The line of the settings that gives an action its keys.
    pub fn line_of(&self, action: &Action) -> Option<&KeyLine> {
        self.own.iter().find(|line| line.action.name == action.name)
    }

    /// The chords that an action is given, whether another action has taken some of them or not.
    fn given(&self, action: &'static Action) -> impl Iterator<Item = &Chord> {
        let own = self.line_of(action);
        let default = if own.is_some() { &[] } else { action.keys };
        own.into_iter().flat_map(|line| line.chords.iter().map(|(chord, _)| chord)).chain(default)
    }

    /// The keys of an action in a context.
    pub fn keys_in(&self, context: Context, action: &'static Action) -> Vec<Chord> {
        let is_it = |chord: &&Chord| {
            // Without lines of the settings every key does what the table says.
            self.own.is_empty() && action.has_in(chord, context)
                || matches!(self.lookup(context, **chord), Meaning::Action(found) if found.name == action.name)
        };
        self.given(action).filter(is_it).copied().collect()
    }

    /// The keys of an action in any context.
    pub fn keys(&self, action: &'static Action) -> Vec<Chord> {
        let mut keys = Vec::new();
        for context in action.contexts {
            keys.extend(self.keys_in(*context, action));
        }
        let place = |chord: &Chord| self.given(action).position(|known| known == chord);
        keys.sort_by_key(place);
        keys.dedup();
        keys
    }

    /// The default keys of an action that lines of the settings have taken from it, in all or some of its contexts.
    pub fn taken(&self, action: &'static Action) -> Vec<(Chord, &KeyLine)> {
        let default = if self.line_of(action).is_some() { &[] } else { action.keys };
        let by = |chord: &Chord| self.own.iter().find(|line| line.takes(chord, action));
        default.iter().filter_map(|chord| Some((*chord, by(chord)?))).collect()
    }

    /// The keys of an action as text, more than four as a range.
    pub fn shown_keys(&self, action: &'static Action) -> Vec<String> {
        shown(&self.keys(action))
    }

    /// The first key of a command in a context, as text.
    pub fn key_for(&self, context: Context, command: Command) -> Option<String> {
        let mut actions = self.actions_of(context).filter(|action| action.command == command);
        actions.find_map(|action| Some(self.keys_in(context, action).first()?.to_string()))
    }

    /// The first key of a command in a context as text, or, without one, the name of its action.
    pub fn key_or_name(&self, context: Context, command: Command) -> String {
        let name = || {
            let action = self.actions_of(context).find(|action| action.command == command);
            action.map_or_else(String::new, |action| format!("`{}`", action.name))
        };
        self.key_for(context, command).unwrap_or_else(name)
    }

    /// The key that is a command in a context: of a letter of another layout the one that the settings name.
    pub fn translated(&self, context: Context, key: Key) -> Key {
        let Code::Char(c) = key.code else { return key };
        let types = key.is_letter() && context.takes_text();
        if types
            || self.letters.is_empty()
            || !matches!(self.lookup(context, Chord::new(key)), Meaning::Nothing)
        {
            return key;
        }
        let find = |wanted: char| self.letters.iter().find(|(letter, _)| *letter == wanted).map(|(_, c)| *c);
        let small = || {
            let lower = one(c.to_lowercase()).filter(|lower| *lower != c)?;
            one(find(lower)?.to_uppercase())
        };
        find(c).or_else(small).map_or(key, |c| Key { code: Code::Char(c), ..key })
    }

    /// The meaning of a key press in a context, after the first keys of a chord if there are some.
    pub fn meaning(&self, context: Context, prefix: Option<Chord>, pressed: Key) -> Meaning {
        let chord = prefix.map_or(Some(Chord::new(pressed)), |prefix| prefix.then(pressed));
        let Some(chord) = chord else { return Meaning::Nothing };
        match self.lookup(context, chord) {
            // A terminal may send Ctrl-H for Backspace.
            Meaning::Nothing if pressed == (Key { code: Code::Char('h'), ctrl: true, alt: false }) => {
                self.meaning(context, prefix, Key::plain(Code::Backspace))
            }
            meaning => meaning,
        }
    }

    /// The meaning of a chord in a context: the lines of the settings come first.
    fn lookup(&self, context: Context, chord: Chord) -> Meaning {
        let own = self.own.iter().map(|line| line.action).filter(|action| action.contexts.contains(&context));
        let default = self.actions_of(context).filter(|action| self.line_of(action).is_none());
        let found = self.find(context, chord, own);
        if matches!(found, Meaning::Nothing) { self.find(context, chord, default) } else { found }
    }

    fn find(
        &self,
        context: Context,
        chord: Chord,
        actions: impl Iterator<Item = &'static Action>,
    ) -> Meaning {
        let mut found = Meaning::Nothing;
        for action in actions {
            for known in self.given(action).filter(|known| action.has_in(known, context)) {
                match known.after(Some(&chord)) {
                    Some([]) => return Meaning::Action(action),
                    Some(_) => found = Meaning::Prefix(chord),
                    None => {}
                }
            }
        }
        found
    }

    /// The actions of the chords that begin with a prefix, each with its chord.
    pub fn continuations(&self, context: Context, prefix: Chord) -> Vec<(Chord, &'static Action)> {
        let is_longer = |chord: &Chord| chord.after(Some(&prefix)).is_some_and(|keys| !keys.is_empty());
        self.actions_of(context)
            .flat_map(|action| self.keys_in(context, action).into_iter().map(move |chord| (chord, action)))
            .filter(|(chord, _)| is_longer(chord))
            .collect()
    }

    /// The actions of a context that have a key and a hint, by priority, each with its keys.
    pub fn hints(&self, context: Context) -> Vec<(&'static Action, Vec<Chord>)> {
        let with_hint = self.actions_of(context).filter(|action| action.hint.0 > 0);
        let with_keys = with_hint.map(|action| (action, self.keys_in(context, action)));
        let mut hints: Vec<_> = with_keys.filter(|(_, keys)| !keys.is_empty()).collect();
        hints.sort_by_key(|(action, _)| action.hint.0);
        hints
    }
}

/// Keys as text, more than four as a range.
pub fn shown(keys: &[Chord]) -> Vec<String> {
    match keys {
        [first, .., last] if keys.len() > 4 => vec![format!("{first}-{last}")],
        keys => keys.iter().map(Chord::to_string).collect(),
    }
}

/// The only character, if there is one only.
fn one(mut characters: impl Iterator<Item = char>) -> Option<char> {
    characters.next().filter(|_| characters.next().is_none())
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
        assert!(
            after_y.iter().all(|(chord, _)| chord.keys().len() == 2) && after_y.len() >= 5,
            "{after_y:?}"
        );
    }
}
