//! Commands in environment variables, split into words by the quoting rules of a shell; and words quoted for one.

use std::borrow::Cow;

/// The candidates of a variable that may name several programs, each split into words.
///
/// The URL is inserted after the split, so that no part of it can become a word. A candidate with an unclosed quote is left
/// out.
pub(super) fn candidates(text: &str) -> Vec<Vec<String>> {
    split(text, Some(if cfg!(windows) { ';' } else { ':' }))
}

/// The words of a variable that names one program; empty if a quote is unclosed.
pub(super) fn command(text: &str) -> Vec<String> {
    split(text, None).pop().unwrap_or_default()
}

/// A text as one word of a shell command.
pub fn quoted(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,:=+@%".contains(c);
    if text.is_empty() || !text.chars().all(is_plain) {
        Cow::Owned(format!("'{}'", text.replace('\'', "'\\''")))
    } else {
        Cow::Borrowed(text)
    }
}

/// The name of a stack as an argument that is not taken for a flag.
pub fn operand(name: &str) -> String {
    if name.starts_with('-') && name != "-" { format!("./{name}") } else { name.to_owned() }
}

fn split(text: &str, separator: Option<char>) -> Vec<Vec<String>> {
    let mut candidates = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') if !cfg!(windows) => {
                word.get_or_insert_default().extend(letters.next());
            }
            (None, _) if Some(letter) == separator => {
                words.extend(word.take());
                candidates.push(std::mem::take(&mut words));
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    if quote.is_none() {
        words.extend(word);
        candidates.push(words);
    }
    candidates
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_in_quotes_does_not_end_a_candidate_and_open_quotes_leave_it_out() {
        assert_eq!(candidates("'a:b' c:d"), [vec!["a:b", "c"], vec!["d"]]);
        assert_eq!(candidates("a:\"b c"), [vec!["a"]]);
    }

    #[test]
    fn a_command_keeps_its_colons() {
        assert_eq!(command("'my editor' -c 'set x:y'  -n"), ["my editor", "-c", "set x:y", "-n"]);
        assert_eq!(command("open 'quotes"), Vec::<String>::new());
    }
}
