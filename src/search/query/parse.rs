//! From the text to terms. Nothing here fails: what makes no sense as an operator is text.

use super::filter::{FIELDS, Read, read};
use super::{Choice, PARTS_LIMIT, Pattern, QUERY_LIMIT, Query, Term};
use crate::dataset::Date;
use crate::search::fold::fold;
use crate::search::needle::Needle;

pub(super) fn query(text: &str, today: Option<Date>) -> Query {
    let text: String = text.chars().take(QUERY_LIMIT).collect();
    let (mut terms, mut warnings) = (Vec::<Term>::new(), Vec::new());
    let mut or = false;
    for token in tokens(&text) {
        if token == "|" {
            or = true;
            continue;
        }
        let Some(choice) = choice(token, today, &mut warnings) else { continue };
        match terms.last_mut() {
            Some(term) if or => term.choices.push(choice),
            _ => terms.push(Term { choices: vec![choice] }),
        }
        or = false;
    }
    let mut terms = distinct(terms);
    warnings.extend(limit(&mut terms));
    Query { phrase: phrase(&terms), terms, warnings, text }
}

/// The terms without what is asked for twice.
fn distinct(terms: Vec<Term>) -> Vec<Term> {
    let mut seen: Vec<Term> = Vec::new();
    for term in terms {
        let mut choices: Vec<Choice> = Vec::new();
        for choice in term.choices {
            if !choices.iter().any(|other| other.not == choice.not && other.what == choice.what) {
                choices.push(choice);
            }
        }
        let term = Term { choices };
        if !seen.iter().any(|other| same(other, &term)) {
            seen.push(term);
        }
    }
    seen
}

/// Leaves out what comes after the first parts; returns what to say of it.
fn limit(terms: &mut Vec<Term>) -> Option<String> {
    let (mut left, mut first_out) = (PARTS_LIMIT, None);
    for term in terms.iter_mut() {
        let kept = term.choices.len().min(left);
        if let Some(out) = term.choices.get(kept) {
            first_out.get_or_insert_with(|| out.typed.clone());
        }
        term.choices.truncate(kept);
        left -= kept;
    }
    terms.retain(|term| !term.choices.is_empty());
    let first_out = first_out?;
    Some(format!("only the first {PARTS_LIMIT} parts of a query count, not `{first_out}` and what follows"))
}

fn same(a: &Term, b: &Term) -> bool {
    a.choices.len() == b.choices.len()
        && a.choices.iter().zip(&b.choices).all(|(a, b)| a.not == b.not && a.what == b.what)
}

/// The words with single blanks between them, where there is nothing but several words.
pub(super) fn phrase(terms: &[Term]) -> Option<Needle> {
    let words: Option<Vec<&str>> = terms.iter().map(|term| term.word().map(Needle::text)).collect();
    words.filter(|words| words.len() > 1).map(|words| Needle::new(&words.join(" ")))
}

/// The pieces between blanks; blanks between quotation marks part nothing.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (None, false);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // A mark inside a word (`5"`) quotes nothing.
        if c == '"' && (quoted || start.is_none() || matches!(before, '!' | '\'' | '^' | ':')) {
            quoted = !quoted;
        }
        if c.is_whitespace() && !quoted {
            found.extend(start.take().and_then(|start: usize| text.get(start..at)));
        } else if start.is_none() {
            start = Some(at);
        }
        before = c;
    }
    found.extend(start.and_then(|start| text.get(start..)));
    found
}

/// What one piece asks for; nothing when it has only begun.
fn choice(typed: &str, today: Option<Date>, warnings: &mut Vec<String>) -> Option<Choice> {
    let (not, rest) = match typed.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    let made = |what| Some(Choice { not, what, typed: typed.to_owned() });
    if let Some((field, value)) = field(rest) {
        let (value, _) = unquoted(value);
        match read(&field, &folded(value), today) {
            Read::Filter(filter, remark) => {
                warnings.extend(remark);
                return made(Pattern::Filter(filter));
            }
            Read::Empty(remark) => {
                warnings.push(remark);
                return None;
            }
            Read::Unknown => warnings.push(format!(
                "there is no field `{field}`, so `{rest}` is looked for as text; the fields are {FIELDS}"
            )),
        }
    }
    if let Some(rest) = rest.strip_prefix('\'') {
        let (text, _) = unquoted(rest);
        return needle(text).and_then(|needle| made(Pattern::Whole { needle, open: false }));
    }
    if rest.starts_with('"') {
        let (text, closed) = unquoted(rest);
        return needle(text).and_then(|needle| made(Pattern::Whole { needle, open: !closed }));
    }
    let (start, rest) = match rest.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (end, rest) = match rest.strip_suffix('$') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let needle = needle(unquoted(rest).0)?;
    made(if start || end { Pattern::Ends { needle, start, end } } else { Pattern::Word(needle) })
}

/// `field:value`, taken apart; a web address or a path of a language is no such thing.
fn field(text: &str) -> Option<(String, &str)> {
    let (field, value) = text.split_once(':')?;
    let looks_so = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphabetic());
    (looks_so && !value.starts_with(['/', ':', '\\'])).then(|| (field.to_ascii_lowercase(), value))
}

/// A text without the quotation marks around it, and whether the last of them is there.
fn unquoted(text: &str) -> (&str, bool) {
    match text.strip_prefix('"') {
        None => (text, true),
        Some(rest) => match rest.strip_suffix('"') {
            Some(inside) => (inside, true),
            None => (rest, false),
        },
    }
}

/// The folded text with single blanks between its words.
fn folded(text: &str) -> String {
    let folded = fold(text);
    let inert = |c: char| if c.is_control() { ' ' } else { c };
    let folded: String = folded.chars().map(inert).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn needle(text: &str) -> Option<Needle> {
    let folded = folded(text);
    (!folded.is_empty()).then(|| Needle::new(&folded))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::query::{Filter, TextField};

    fn read(text: &str) -> Vec<Term> {
        query(text, Date::parse("2026-11-24").ok()).terms
    }

    fn one(text: &str) -> (bool, Pattern) {
        let terms = read(text);
        assert_eq!(terms.len(), 1, "{text}");
        (terms[0].choices[0].not, terms[0].choices[0].what.clone())
    }

    #[test]
    fn operators_stand_before_and_behind_words() {
        let go = || Needle::new("go");
        assert_eq!(one("Go"), (false, Pattern::Word(go())));
        assert_eq!(one("'Go"), (false, Pattern::Whole { needle: go(), open: false }));
        assert_eq!(one("^go"), (false, Pattern::Ends { needle: go(), start: true, end: false }));
        assert_eq!(one("go$"), (false, Pattern::Ends { needle: go(), start: false, end: true }));
        assert_eq!(one("!^go$"), (true, Pattern::Ends { needle: go(), start: true, end: true }));
        assert_eq!(one("!go"), (true, Pattern::Word(go())));
        assert_eq!(one("!'go"), (true, Pattern::Whole { needle: go(), open: false }));
    }

    #[test]
    fn quotation_marks_hold_words_together() {
        let wide = || Needle::new("wide column");
        assert_eq!(one("\"wide  column\""), (false, Pattern::Whole { needle: wide(), open: false }));
        assert_eq!(one("\"wide column"), (false, Pattern::Whole { needle: wide(), open: true }));
        assert_eq!(
            one("^\"wide column\""),
            (false, Pattern::Ends { needle: wide(), start: true, end: false })
        );
        assert_eq!(
            one("tag:\"wide column\""),
            (false, Pattern::Filter(Filter::Text(TextField::Tag, Box::new(wide()))))
        );
        assert_eq!(one("5\""), (false, Pattern::Word(Needle::new("5\""))));
    }

    #[test]
    fn a_stroke_between_blanks_offers_a_choice() {
        let terms = read("a b | c d");
        let sizes: Vec<usize> = terms.iter().map(|term| term.choices.len()).collect();
        assert_eq!(sizes, [1, 2, 1]);
        assert_eq!(read("| a |").len(), 1);
    }

    #[test]
    fn an_operator_that_has_only_begun_asks_for_nothing() {
        for text in ["!", "'", "^", "$", "^$", "!^", "\"", "\"\"", "|", "cat:", "!tag:"] {
            assert!(read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_asked_twice_counts_once_and_a_very_long_list_is_cut() {
        let sizes = |text: &str| -> Vec<usize> { read(text).iter().map(|term| term.choices.len()).collect() };
        assert_eq!(sizes("a a | b | a a | b"), [1, 2]);
        assert_eq!(sizes(&"a ".repeat(100)), [1]);
        assert_eq!(sizes("a b c d e f g h i j k | l | m | n o"), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
        let said = query("a b c d e f g h i j k l m n", None);
        assert_eq!(said.warnings(), ["only the first 12 parts of a query count, not `m` and what follows"]);
        assert!(query("a b c d e f g h i j k l", None).warnings().is_empty());
    }

    #[test]
    fn an_unknown_field_is_text_and_that_is_said() {
        let query = query("colour:red", None);
        assert_eq!(query.terms[0].word().map(Needle::text), Some("colour:red"));
        assert_eq!(query.warnings.len(), 1);
        assert!(query.warnings[0].contains("no field `colour`"), "{:?}", query.warnings);
        for text in ["https://example.org", "std::thread", ":", "a 12:30"] {
            assert_eq!(super::query(text, None).warnings, [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "\\PC*|[a-z!'^$|\": ><=.ßé\u{301}]{0,300}") {
            let query = query(&text, Date::parse("2026-11-24").ok());
            prop_assert!(query.text.chars().count() <= QUERY_LIMIT);
            prop_assert!(query.terms.iter().all(|term| !term.choices.is_empty()));
            let words = query.describe();
            prop_assert_eq!(words.is_empty(), query.terms.is_empty());
        }
    }
}
