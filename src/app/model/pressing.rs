//! Keys: what each means, those that wait for the next one, and counts.

use super::Model;
use crate::app::keymap::Meaning;
use crate::app::keys::{Action, Code, Command, Context, Distance, Key, TextEdit};
use crate::app::layout::Class;
use crate::app::message::Effect;
use crate::app::pending::{Number, Pending};
use crate::dataset::PageLabel;

/// Maximum number of keys deferred until the results arrive; later ones are dropped.
const MAX_DEFERRED_KEYS: usize = 256;

impl Model {
    /// Handles a key, or defers it until the hits that it is about are known.
    pub(super) fn take_key(&mut self, key: Key) {
        let context = self.context();
        let key = self.keymap.translated(context, key);
        let meaning = self.keymap.meaning(context, self.pending.chord, key);
        if matches!(context, Context::Search | Context::Pick)
            && let Some(search) = self.searching.search_mut()
            && search.defers_keys()
        {
            match meaning {
                // These never wait.
                Meaning::Action(Action {
                    command: Command::Quit | Command::Suspend | Command::Redraw | Command::CloseOrCancel,
                    ..
                }) => search.deferred_keys.clear(),
                Meaning::Nothing | Meaning::Action(Action { command: Command::Type(_), .. })
                    if search.deferred_keys.is_empty() => {}
                _ if search.deferred_keys.len() >= MAX_DEFERRED_KEYS => return,
                _ => return search.deferred_keys.push(key),
            }
        }
        self.press(key);
    }

    /// Handles the deferred keys when the results that they waited for are there.
    pub(super) fn release_deferred_keys(&mut self) {
        let Some(search) = self.searching.search_mut().filter(|search| !search.defers_keys()) else { return };
        for key in std::mem::take(&mut search.deferred_keys) {
            self.take_key(key);
            self.settle();
        }
    }

    fn press(&mut self, key: Key) {
        let Pending { number, chord, .. } = std::mem::take(&mut self.pending);
        let meaning = self.keymap.meaning(self.context(), chord, key);
        if Class::for_size(self.size) == Class::TooSmall {
            // Nothing else is visible.
            if let Meaning::Action(Action {
                command: command @ (Command::Quit | Command::Suspend | Command::Redraw),
                ..
            }) = meaning
            {
                self.perform(*command, key);
            }
            return;
        }
        if chord.is_none()
            && let Some(number) = self.number_with(number, key, meaning)
        {
            let pending = Pending { number: Some(number), ..Pending::default() };
            return if number.opens { self.wait(pending) } else { self.pending = pending };
        }
        match (meaning, chord) {
            // Esc gives up what waits, and does nothing else.
            _ if key.code == Code::Esc && (number.is_some() || chord.is_some()) => {}
            (Meaning::Action(action), _) => self.act(action, number, key),
            (Meaning::Prefix(chord), _) => {
                self.wait(Pending { number, chord: Some(chord), ..Pending::default() });
            }
            (Meaning::Nothing, Some(chord)) if key.is_letter() => {
                let tried = chord.then(key).unwrap_or(chord);
                self.warn(format!("{tried} means nothing here"));
            }
            // Ctrl-C and the like mean what they always mean.
            (Meaning::Nothing, Some(_)) => self.press(key),
            (Meaning::Nothing, None) => {
                self.open_numbered(number);
                if let Some(edit) = TextEdit::of_key(key) {
                    self.edit(edit);
                }
            }
        }
    }

    /// The number that a digit begins or continues; `None` if the key is no digit, or does something else.
    fn number_with(&self, number: Option<Number>, key: Key, meaning: Meaning) -> Option<Number> {
        let Code::Char(c) = key.code else { return None };
        let digit =
            c.to_digit(10).filter(|_| key.is_letter()).and_then(|digit| usize::try_from(digit).ok())?;
        let opens = matches!(meaning, Meaning::Action(Action { command: Command::OpenSource, .. }));
        match number {
            Some(number) => Some(number.with(digit)),
            None if opens => Some(Number { value: digit, opens }),
            None if digit > 0 && matches!(meaning, Meaning::Nothing) && !self.context().takes_text() => {
                Some(Number { value: digit, opens: false })
            }
            None => None,
        }
    }

    /// Performs an action, which a number repeats if it moves; with any other one the number opens its source first.
    fn act(&mut self, action: &Action, number: Option<Number>, key: Key) {
        match (number, action.command) {
            (None, command) => self.perform(command, key),
            (Some(number), Command::Follow) if number.opens => self.open_numbered(Some(number)),
            (Some(Number { value, .. }), command) if command.is_move() => self.repeat(command, value, key),
            (number, command) => {
                self.open_numbered(number);
                self.perform(command, key);
            }
        }
    }

    /// Performs a move several times; the first or last row becomes the one of that number.
    fn repeat(&mut self, command: Command, count: usize, key: Key) {
        let times = isize::try_from(count).unwrap_or(isize::MAX);
        match command {
            Command::Move(Distance::Rows(isize::MIN | isize::MAX)) => {
                self.perform(Command::Move(Distance::Rows(isize::MIN)), key);
                self.perform(Command::Move(Distance::Rows(times - 1)), key);
            }
            Command::Move(distance) => self.perform(Command::Move(distance.times(times)), key),
            // A popup takes them as it takes any key.
            Command::StepTime(direction) if self.popup.is_none() => self.step_time(direction, count),
            Command::Go(direction) if self.popup.is_none() => self.go(direction, times),
            Command::MoveOther(distance) => self.perform(Command::MoveOther(distance.times(times)), key),
            _ => {
                for _ in 0..count {
                    self.perform(command, key);
                    if self.notice.as_ref().is_some_and(|notice| notice.failed) {
                        break;
                    }
                }
            }
        }
    }

    /// Opens the source of a number that no move has used.
    fn open_numbered(&mut self, number: Option<Number>) {
        if let Some(number) = number.filter(|number| number.opens) {
            self.open_labelled(Some(PageLabel::Number(number.value)));
        }
    }

    /// Waits for the next key, and starts the timer that ends or lists what waits.
    fn wait(&mut self, pending: Pending) {
        self.timers += 1;
        self.pending = Pending { timer: self.timers, ..pending };
        self.effects.push(Effect::Wait(self.timers));
    }

    /// Takes the end of a timer: a number opens its source, and of a chord the keys that may follow are listed.
    pub(super) fn waited(&mut self, timer: u64) {
        if self.pending.timer != timer {
            return;
        }
        if self.pending.chord.is_some() {
            self.pending.is_listed = true;
        } else {
            let number = std::mem::take(&mut self.pending).number;
            self.open_numbered(number);
        }
    }
}
