//! The parser of queries. It never fails: text that makes no sense as an operator is a word.

use std::ops::Range;

use super::filter::{FIELDS, parse_filter};
use super::{Choice, Mode, Pattern, Query, Term};
use crate::dataset::Date;
use crate::search::address::bare;
use crate::search::fold::fold;
use crate::search::limits::{MAX_PARTS, MAX_QUERY};
use crate::search::needle::Needle;

impl Query {
    /// Parses a query; any text is one.
    ///
    /// Text after the first 256 characters is ignored. Filters that depend on the current date (`age:`, `is:old`) match
    /// no entry: for them use [`Query::parse_on`].
    ///
    /// ```
    /// use stacklore::search::Query;
    ///
    /// assert!(Query::parse("kind:database !mongo | 'redis").warnings().is_empty());
    /// assert!(!Query::parse("kind:nonsense").warnings().is_empty());
    /// ```
    pub fn parse(text: &str) -> Self {
        parse(text, None)
    }

    /// Parses a query with a current date.
    pub fn parse_on(text: &str, today: Date) -> Self {
        parse(text, Some(today))
    }
}

fn parse(text: &str, today: Option<Date>) -> Query {
    let text: String = text.chars().take(MAX_QUERY).collect();
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
    for term in &mut terms {
        remove_repeated(&mut term.choices);
    }
    remove_repeated(&mut terms);
    warnings.extend(limit(&mut terms));
    Query::new(text, terms, warnings, today)
}

/// Keeps the first of several items that are the same.
fn remove_repeated<T: PartialEq>(items: &mut Vec<T>) {
    let mut kept = Vec::new();
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}

/// Removes the parts beyond the maximum and returns a warning about them.
fn limit(terms: &mut Vec<Term>) -> Option<String> {
    let (mut left, mut removed) = (MAX_PARTS, None);
    for term in terms.iter_mut() {
        let kept = term.choices.len().min(left);
        removed = removed.or_else(|| term.choices.get(kept).map(|choice| choice.typed.clone()));
        term.choices.truncate(kept);
        left -= kept;
    }
    terms.retain(|term| !term.choices.is_empty());
    removed.map(|typed| {
        format!("only the first {MAX_PARTS} parts of a query count, not `{typed}` and what follows")
    })
}

/// The parts between spaces; spaces between quotation marks do not separate.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (None, false);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // A quotation mark inside a word (`5"`) does not quote.
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

/// The last word of a text, as far as it is typed.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::search) struct LastWord {
    /// Its bytes, without a negation.
    pub(in crate::search) range: Range<usize>,
    /// The field in front of its value.
    pub(in crate::search) field: Option<String>,
    /// The folded value, or the folded word where there is no field.
    pub(in crate::search) value: String,
}

/// The word that a text ends with, if it is a value of a field or plain.
pub(in crate::search) fn value_before(text: &str) -> Option<LastWord> {
    let token = tokens(text).pop().filter(|token| text.ends_with(*token))?;
    let rest = token.strip_prefix('!').unwrap_or(token);
    let range = text.len() - rest.len()..text.len();
    if let Some((field, value)) = field(rest) {
        return Some(LastWord { range, field: Some(field), value: folded(unquoted(value).0) });
    }
    let is_plain =
        rest.len() == token.len() && !rest.starts_with(['\'', '"', '^', '|']) && !rest.ends_with('$');
    is_plain.then(|| LastWord { range, field: None, value: folded(rest) })
}

/// The alternative that a token means; none if it is incomplete.
fn choice(typed: &str, today: Option<Date>, warnings: &mut Vec<String>) -> Option<Choice> {
    let (not, rest) = strip(typed, |text| text.strip_prefix('!'));
    let choice = |pattern| Choice { not, pattern, typed: typed.to_owned() };
    if let Some((field, value)) = field(rest) {
        if let Some((filter, warning)) = parse_filter(&field, &folded(unquoted(value).0), today) {
            warnings.extend(warning);
            return filter.map(|filter| choice(Pattern::Filter(filter)));
        }
        warnings.push(format!(
            "there is no field `{field}`, so `{rest}` is looked for as text; the fields are {FIELDS}"
        ));
    }
    let (is_literal, text) = strip(rest, |text| text.strip_prefix('\''));
    if is_literal || rest.starts_with('"') {
        let (text, is_closed) = unquoted(text);
        let mode = Mode::Whole { open: !is_literal && !is_closed };
        return Some(choice(Pattern::Words(needle(text)?, mode)));
    }
    let (start, rest) = strip(rest, |text| text.strip_prefix('^'));
    let (end, rest) = strip(rest, |text| text.strip_suffix('$'));
    let mode = match (start || end, not) {
        (true, _) => Mode::Ends { start, end },
        (_, true) => Mode::Literal,
        _ => Mode::Tolerant,
    };
    Some(choice(Pattern::Words(needle(unquoted(rest).0)?, mode)))
}

/// Whether a text has an operator, and the text without it.
fn strip(text: &str, operator: impl Fn(&str) -> Option<&str>) -> (bool, &str) {
    operator(text).map_or((false, text), |rest| (true, rest))
}

/// The two parts of `field:value`; none of a URL or of a path in a programming language.
fn field(text: &str) -> Option<(String, &str)> {
    let (field, value) = text.split_once(':')?;
    let is_name = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && !value.starts_with(['/', ':', '\\'])).then(|| (field.to_ascii_lowercase(), value))
}

/// A text without the quotation marks around it, and whether it is complete.
fn unquoted(text: &str) -> (&str, bool) {
    match text.strip_prefix('"') {
        None => (text, true),
        Some(rest) => rest.strip_suffix('"').map_or((rest, false), |inside| (inside, true)),
    }
}

/// The folded text with single spaces between its words.
fn folded(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn needle(text: &str) -> Option<Box<Needle>> {
    let folded = folded(text);
    let word = bare(&folded);
    (!word.is_empty()).then(|| Box::new(Needle::new(word)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::query::{Filter, TextField};

    fn read(text: &str) -> Vec<Term> {
        parse(text, Date::parse("2026-11-24").ok()).terms
    }

    fn one(text: &str) -> (bool, Pattern) {
        let terms = read(text);
        assert_eq!(terms.len(), 1, "{text}");
        (terms[0].choices[0].not, terms[0].choices[0].pattern.clone())
    }

    #[test]
    fn operators_precede_or_follow_words() {
        let go = || Box::new(Needle::new("go"));
        assert_eq!(one("Go"), (false, Pattern::Words(go(), Mode::Tolerant)));
        assert_eq!(one("'Go"), (false, Pattern::Words(go(), Mode::Whole { open: false })));
        assert_eq!(one("^go"), (false, Pattern::Words(go(), Mode::Ends { start: true, end: false })));
        assert_eq!(one("go$"), (false, Pattern::Words(go(), Mode::Ends { start: false, end: true })));
        assert_eq!(one("!^go$"), (true, Pattern::Words(go(), Mode::Ends { start: true, end: true })));
        assert_eq!(one("!go"), (true, Pattern::Words(go(), Mode::Literal)));
        assert_eq!(one("!'go"), (true, Pattern::Words(go(), Mode::Whole { open: false })));
    }

    #[test]
    fn quotation_marks_hold_words_together() {
        let wide = || Box::new(Needle::new("wide column"));
        assert_eq!(one("\"wide  column\""), (false, Pattern::Words(wide(), Mode::Whole { open: false })));
        assert_eq!(one("\"wide column"), (false, Pattern::Words(wide(), Mode::Whole { open: true })));
        assert_eq!(
            one("^\"wide column\""),
            (false, Pattern::Words(wide(), Mode::Ends { start: true, end: false }))
        );
        assert_eq!(
            one("tag:\"wide column\""),
            (false, Pattern::Filter(Filter::Text(TextField::Tag, wide())))
        );
        assert_eq!(one("5\""), (false, Pattern::Words(Box::new(Needle::new("5\"")), Mode::Tolerant)));
    }

    #[test]
    fn a_bar_between_spaces_separates_alternatives() {
        let terms = read("a b | c d");
        let sizes: Vec<usize> = terms.iter().map(|term| term.choices.len()).collect();
        assert_eq!(sizes, [1, 2, 1]);
        assert_eq!(read("| a |").len(), 1);
    }

    #[test]
    fn an_incomplete_operator_has_no_effect() {
        for text in ["!", "'", "^", "$", "^$", "!^", "\"", "\"\"", "|", "cat:", "!tag:"] {
            assert!(read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_repeated_term_counts_once_and_a_very_long_list_is_cut() {
        let sizes = |text: &str| -> Vec<usize> { read(text).iter().map(|term| term.choices.len()).collect() };
        assert_eq!(sizes("a a | b | a a | b"), [1, 2]);
        assert_eq!(sizes(&"a ".repeat(100)), [1]);
        assert_eq!(sizes("a b c d e f g h i j k | l | m | n o"), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
        let long = parse("a b c d e f g h i j k l m n", None);
        assert_eq!(long.warnings(), ["only the first 12 parts of a query count, not `m` and what follows"]);
        assert!(parse("a b c d e f g h i j k l", None).warnings().is_empty());
    }

    #[test]
    fn an_unknown_field_is_text_with_a_warning() {
        let query = parse("colour:red", None);
        assert_eq!(query.terms[0].word().map(Needle::text), Some("colour:red"));
        assert_eq!(query.warnings.len(), 1);
        assert!(query.warnings[0].contains("no field `colour`"), "{:?}", query.warnings);
        for text in ["https://example.org", "std::thread", ":", "a 12:30"] {
            assert_eq!(parse(text, None).warnings, [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "\\PC*|[a-z!'^$|\": ><=.ßé\u{301}]{0,300}") {
            let query = parse(&text, Date::parse("2026-11-24").ok());
            prop_assert!(query.text.chars().count() <= MAX_QUERY);
            prop_assert!(query.terms.iter().all(|term| !term.choices.is_empty()));
            let words = query.describe();
            prop_assert_eq!(words.is_empty(), query.terms.is_empty());
        }
    }
}
