//! One line of text, edited by the keys that shells use.

use std::mem;

use tui_input::{Input, InputRequest};

use super::keys::TextEdit;
use crate::cells;
use crate::dataset::fault;

/// A line of text with a cursor; a note may have several lines.
#[derive(Clone, Debug)]
pub struct TextInput {
    input: Input,
    /// Maximum length in characters.
    max: usize,
}

/// Maximum length in characters; no query needs more.
const MAX_CHARACTERS: usize = 256;

impl Default for TextInput {
    fn default() -> Self {
        Self::with_limit(MAX_CHARACTERS)
    }
}

impl TextInput {
    /// An empty text that may have some number of characters.
    pub(super) fn with_limit(max: usize) -> Self {
        Self { input: Input::default(), max }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        let end = self.text().char_indices().nth(self.input.cursor()).map_or(self.text().len(), |(at, _)| at);
        self.text().get(..end).unwrap_or_default()
    }

    /// Replaces the text between a byte and the cursor, and moves the cursor behind the new text.
    pub(super) fn complete(&mut self, from: usize, word: &str) {
        let (before, rest) = (self.before_cursor().get(..from).unwrap_or_default(), self.text());
        let rest = rest.get(self.before_cursor().len()..).unwrap_or_default();
        let gap = if rest.starts_with(' ') { "" } else { " " };
        let head = format!("{before}{word}{gap}");
        let text = format!("{head}{rest}");
        if text.chars().count() <= self.max {
            self.set(&text);
            self.input.handle(InputRequest::SetCursor(head.chars().count()));
        }
    }

    /// The cursor, in cells from the beginning of the text.
    pub fn cursor(&self) -> usize {
        // Measured as the text is drawn.
        cells::width(self.before_cursor())
    }

    /// Replaces the text.
    pub(super) fn set(&mut self, text: &str) {
        // What was deleted may still be inserted.
        self.input = mem::take(&mut self.input).with_value(text.to_owned());
    }

    /// Edits the text and returns whether it changed.
    pub(super) fn edit(&mut self, edit: TextEdit) -> bool {
        match edit {
            TextEdit::Request(request) => self.handle(request),
            TextEdit::Transpose => self.transpose(),
            // What cannot be typed into other texts.
            TextEdit::Break if self.is_full() => false,
            TextEdit::Break => self.input.handle(InputRequest::InsertChar('\n')).is_some(),
        }
    }

    fn handle(&mut self, request: InputRequest) -> bool {
        let before = match request {
            InputRequest::InsertChar(c) if self.is_full() || fault(c.encode_utf8(&mut [0; 4])).is_some() => {
                return false;
            }
            // At the end there is nothing to delete, and tui-input would forget what was deleted before.
            InputRequest::DeleteTillEnd if self.input.cursor() == self.text().chars().count() => {
                return false;
            }
            InputRequest::Yank => Some(self.input.clone()),
            _ => None,
        };
        let is_changed = self.input.handle(request).is_some_and(|change| change.value);
        if request == InputRequest::DeleteFromStart {
            // Changes nothing, but tells tui-input that the next deletion continues this one.
            self.input.handle(InputRequest::DeletePrevWord);
        }
        if self.text().chars().count() > self.max
            && let Some(before) = before
        {
            self.input = before;
            return false;
        }
        is_changed
    }

    /// Swaps the clusters before and after the cursor, at the end the last two, and moves the cursor behind both.
    fn transpose(&mut self) -> bool {
        let cursor = self.input.cursor();
        if cursor == self.text().chars().count() {
            self.input.handle(InputRequest::GoToPrevChar);
        }
        let middle = self.input.cursor();
        if self.input.handle(InputRequest::GoToPrevChar).is_none() {
            self.input.handle(InputRequest::SetCursor(cursor));
            return false;
        }
        let start = self.input.cursor();
        let first: Vec<char> = self.text().chars().skip(start).take(middle - start).collect();
        self.input.handle(InputRequest::DeleteNextChar);
        self.input.handle(InputRequest::GoToNextChar);
        for c in first {
            self.input.handle(InputRequest::InsertChar(c));
        }
        true
    }

    fn is_full(&self) -> bool {
        self.text().chars().count() >= self.max
    }

    /// Inserts a pasted text: line breaks become spaces, unprintable characters are dropped.
    pub(super) fn paste(&mut self, text: &str) {
        for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
            self.handle(InputRequest::InsertChar(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tui_input::InputRequest::{
        DeleteFromStart, DeleteNextChar, DeleteNextWord, DeletePrevChar, DeletePrevWord, DeleteTillEnd,
        GoToEnd, GoToPrevChar, GoToStart, SetCursor, Yank,
    };

    use super::*;

    fn of(text: &str, requests: &[InputRequest]) -> TextInput {
        let mut input = TextInput::default();
        input.set(text);
        for request in requests {
            input.handle(*request);
        }
        input
    }

    /// The text, with `|` at the cursor.
    fn shown(input: &TextInput) -> String {
        let at =
            input.text().char_indices().nth(input.input.cursor()).map_or(input.text().len(), |(at, _)| at);
        let (before, after) = input.text().split_at(at);
        format!("{before}|{after}")
    }

    #[test]
    fn what_was_deleted_is_inserted_again_as_in_a_shell() {
        for (requests, wanted) in [
            (&[DeletePrevWord, GoToStart, Yank][..], "three|one two "),
            (&[DeletePrevWord, DeletePrevWord, Yank, Yank], "one two threetwo three|"),
            (&[GoToStart, DeleteNextWord, GoToEnd, Yank], "two threeone |"),
            (&[SetCursor(4), DeleteTillEnd, GoToStart, Yank], "two three|one "),
            (&[SetCursor(4), DeleteFromStart, GoToEnd, Yank], "two threeone |"),
            // Deletions in a row are one text.
            (&[DeletePrevWord, DeleteFromStart, Yank], "one two three|"),
            (&[SetCursor(4), DeleteFromStart, DeleteTillEnd, Yank], "one two three|"),
            // One key that deletes nothing forgets nothing.
            (&[DeletePrevWord, GoToEnd, DeleteTillEnd, Yank], "one two three|"),
            (&[DeletePrevWord, GoToStart, DeleteFromStart, Yank], "three|one two "),
            // A character is not kept.
            (&[DeletePrevWord, DeletePrevChar, Yank], "one twothree|"),
            (&[Yank], "one two three|"),
        ] {
            assert_eq!(shown(&of("one two three", requests)), wanted, "{requests:?}");
        }
    }

    #[test]
    fn an_earlier_query_replaces_the_text_but_not_what_was_deleted() {
        let mut input = of("one two", &[DeleteFromStart]);
        input.set("three ");
        input.handle(Yank);
        assert_eq!(shown(&input), "three one two|");
    }

    #[test]
    fn two_characters_are_swapped_as_in_a_shell() {
        for (text, at, wanted) in [
            ("ab", 2, "ba|"),
            ("abc", 1, "ba|c"),
            ("abc", 2, "acb|"),
            ("abc", 3, "acb|"),
            ("abc", 0, "|abc"),
            ("a", 1, "a|"),
            ("a", 0, "|a"),
            ("", 0, "|"),
            ("ae\u{301}", 3, "e\u{301}a|"),
            ("x👍🏽🇩🇪", 5, "x🇩🇪👍🏽|"),
        ] {
            let mut input = of(text, &[SetCursor(at)]);
            assert_eq!(input.edit(TextEdit::Transpose), !wanted.replace('|', "").eq(text), "{text}");
            assert_eq!(shown(&input), wanted, "{text} at {at}");
        }
    }

    #[test]
    fn one_key_is_about_a_whole_cluster() {
        for cluster in ["e\u{301}\u{323}", "👍🏽", "🇩🇪", "1\u{fe0f}\u{20e3}", "\u{1100}\u{1161}\u{11a8}"]
        {
            let text = format!("a{cluster}");
            assert_eq!(shown(&of(&text, &[DeletePrevChar])), "a|", "{cluster}");
            assert_eq!(shown(&of(&text, &[GoToPrevChar, DeleteNextChar])), "a|", "{cluster}");
            assert_eq!(shown(&of(&text, &[GoToPrevChar])), format!("a|{cluster}"));
        }
    }

    #[test]
    fn no_text_grows_beyond_the_limit() {
        let mut input = TextInput::default();
        input.paste(&"ab ".repeat(100));
        assert_eq!(input.text().chars().count(), MAX_CHARACTERS);
        let long = input.text().to_owned();
        input.handle(DeleteFromStart);
        assert!(input.handle(Yank) && !input.handle(Yank));
        assert_eq!(input.text(), long);
    }

    proptest! {
        #[test]
        fn any_keys_leave_a_text_that_may_be_shown(
            text in "[a -]{0,5}\\PC{0,9}",
            keys in prop::collection::vec(0usize..9, 0..40),
        ) {
            let mut input = TextInput::default();
            input.paste(&text);
            let requests = [
                DeletePrevWord, DeleteNextWord, DeleteTillEnd, DeleteFromStart, Yank, GoToPrevChar, GoToStart, DeletePrevChar,
            ];
            for key in keys {
                let edit = requests.get(key).map_or(TextEdit::Transpose, |request| TextEdit::Request(*request));
                let before = input.text().to_owned();
                let is_changed = input.edit(edit);
                prop_assert!(is_changed || input.text() == before, "{edit:?}");
                prop_assert!(input.text().chars().count() <= MAX_CHARACTERS);
                prop_assert!(input.cursor() <= cells::width(input.text()));
            }
        }
    }
}
