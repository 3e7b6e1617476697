//! The rules for single values.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::super::draft::{RawField, Text, Texts};
use super::super::finding::{excerpt, quoted};
use super::super::kind::Word;
use super::super::text::{TextFault, faults, is_flood, sanitized};
use super::super::{
    Code, Date, DateError, FileSpan, Finding, Period, PeriodError, SourceUrl, SourceUrlError, nearest,
};
use super::limits::{MAX_ID_CHARS, MAX_LIST_ITEMS, MAX_NAME_CHARS, MAX_PASSAGE_WORDS};

/// The record that a value belongs to, for messages.
#[derive(Clone, Copy)]
pub(super) struct Owner<'d> {
    what: &'static str,
    pub id: Option<&'d str>,
    pub span: &'d FileSpan,
}

impl<'d> Owner<'d> {
    pub fn new(what: &'static str, span: &'d FileSpan) -> Self {
        Self { what, id: None, span }
    }

    pub fn with_id(what: &'static str, id: &'d RawField<Text<'_>>, span: &'d FileSpan) -> Self {
        Self { id: id.given().map(|id| &*id.value), ..Self::new(what, span) }
    }
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "{} {}", self.what, quoted(id)),
            None => write!(f, "this {}", self.what),
        }
    }
}

/// The findings so far, and the rules for values that add to them.
pub(super) struct Report {
    pub findings: Vec<Finding>,
    /// Whether warnings are collected.
    pub with_warnings: bool,
}

impl Report {
    pub fn error(&mut self, code: Code, span: &FileSpan, message: impl Into<String>, help: &str) {
        self.findings.push(Finding::error(code, span.clone(), message).help(help.to_owned()));
    }

    pub fn warn(&mut self, finding: impl FnOnce() -> Finding) {
        if self.with_warnings {
            self.findings.push(finding());
        }
    }

    /// The value of a required key.
    pub fn required<'d, T>(&mut self, field: &'d RawField<T>, key: &str, owner: Owner<'_>) -> Option<&'d T> {
        if field.is_absent() {
            let message = format!("{owner} has no `{key}`");
            self.findings.push(Finding::error(Code::MissingKey, owner.span.clone(), message));
        }
        field.given()
    }

    /// An id; empty if it is missing.
    pub fn id<'d>(&mut self, field: &'d RawField<Text<'_>>, owner: Owner<'_>) -> &'d str {
        let owner = Owner { id: None, ..owner };
        let Some(id) = self.required(field, "id", owner) else { return "" };
        let text = &*id.value;
        if !is_id(text) {
            self.error(Code::BadId, &id.span, format!("{} is not an id", quoted(text)), ID_SHAPE);
        } else if text.len() > MAX_ID_CHARS {
            self.too_long(id, "id", MAX_ID_CHARS);
        }
        text
    }

    /// A required text of prose.
    pub fn required_prose<'d>(
        &mut self,
        field: &'d RawField<Text<'_>>,
        key: &str,
        owner: Owner<'_>,
        max: usize,
    ) -> Cow<'d, str> {
        let text = self.required(field, key, owner);
        self.prose(text, key, max)
    }

    /// A text of prose without its faults; empty if it is missing.
    pub fn prose<'d>(&mut self, text: Option<&'d Text<'_>>, key: &str, max: usize) -> Cow<'d, str> {
        let Some(text) = text else { return Cow::Borrowed("") };
        if text.value.trim().is_empty() {
            // These are required, so leaving them out would be another error.
            let must = matches!(key, "name" | "title" | "text");
            let help = if must { "write something" } else { "write something, or leave it out" };
            self.error(Code::BadValue, &text.span, format!("the `{key}` is empty"), help);
        } else if text.value.len() > max && text.value.chars().nth(max).is_some() {
            self.too_long(text, key, max);
        }
        let found = text_findings(&text.value, &text.span, key);
        let shown = if found.is_empty() { Cow::Borrowed(&*text.value) } else { sanitized(&text.value) };
        let reported = found.into_iter().filter(|finding| self.with_warnings || finding.is_error());
        self.findings.extend(reported);
        shown
    }

    fn too_long(&mut self, text: &Text<'_>, key: &str, max: usize) {
        let message = format!("the `{key}` has more than {max} characters");
        self.error(Code::Length, &text.span, message, "shorten it");
    }

    /// Reports a list that is too long.
    pub fn count(&mut self, len: usize, key: &str, span: &FileSpan) {
        if len > MAX_LIST_ITEMS {
            let message = format!("{len} {key} are more than the {MAX_LIST_ITEMS} that a list may have");
            self.findings.push(Finding::error(Code::Count, span.clone(), message));
        }
    }

    /// The items of a list of names.
    pub fn names<'d>(&mut self, list: Option<&'d Texts<'_>>, key: &str) -> Vec<Cow<'d, str>> {
        let Some(list) = list else { return Vec::new() };
        self.count(list.value.len(), key, &list.span);
        list.value.iter().map(|text| self.prose(Some(text), key, MAX_NAME_CHARS)).collect()
    }

    /// The items of a list of URLs.
    pub fn urls<'d>(&mut self, list: Option<&'d Texts<'_>>, key: &str) -> Vec<Cow<'d, str>> {
        let Some(list) = list else { return Vec::new() };
        self.count(list.value.len(), key, &list.span);
        list.value.iter().map(|text| self.url(Some(text), key)).collect()
    }

    /// A valid URL as [`SourceUrl`] spells it; empty if it is missing or invalid.
    pub fn url<'d>(&mut self, text: Option<&'d Text<'_>>, key: &str) -> Cow<'d, str> {
        let Some(text) = text else { return Cow::Borrowed("") };
        if SourceUrl::is_plain(&text.value) {
            return Cow::Borrowed(&text.value);
        }
        let url = match SourceUrl::parse(&text.value) {
            Ok(url) => url,
            Err(error) => {
                self.findings.push(url_finding(&error, &text.span, key));
                return Cow::Borrowed("");
            }
        };
        if url.is_lookalike() || !text.value.is_ascii() && !written_host(&text.value).is_ascii() {
            self.warn(|| {
                let host = excerpt(url.host());
                let message = format!("the host of the `{key}` may look like another one: it is {host}");
                Finding::warning(Code::UrlLookalike, text.span.clone(), message)
                    .help(format!("write {host} if that is what you mean"))
            });
        }
        if url.as_str() == text.value { Cow::Borrowed(&text.value) } else { url.as_str().to_owned().into() }
    }

    /// A date; `None` if it is missing or invalid.
    pub fn date(&mut self, text: Option<&Text<'_>>) -> Option<Date> {
        let text = text?;
        Date::parse(&text.value).map_err(|error| self.bad_date(text, &error, DATE_SHAPE)).ok()
    }

    /// A date or a range of dates; `None` if it is missing or invalid.
    pub fn period(&mut self, text: Option<&Text<'_>>) -> Option<Period> {
        let text = text?;
        match Period::parse(&text.value) {
            Ok(period) => return Some(period),
            Err(PeriodError::Date(error)) => self.bad_date(text, &error, PERIOD_SHAPE),
            Err(PeriodError::Shape(_)) => {
                self.bad_date(text, &DateError::Shape(text.value.to_string()), PERIOD_SHAPE);
            }
            Err(PeriodError::Backwards(_)) => {
                let message = format!("{} ends before it begins", quoted(&text.value));
                self.error(Code::BadValue, &text.span, message, "write the earlier date before the slash");
            }
        }
        None
    }

    fn bad_date(&mut self, text: &Text<'_>, error: &DateError, shape: &str) {
        let (problem, help) = match error {
            DateError::Shape(_) => ("is not a date", shape),
            DateError::Month(_) => ("has no such month", "months go from 01 to 12"),
            DateError::Day(_) => ("has no such day", "that month has fewer days"),
        };
        self.error(Code::BadValue, &text.span, format!("{} {problem}", quoted(&text.value)), help);
    }

    /// A text of at most eight words of a page, by which a place in it is found.
    pub fn passage<'d>(&mut self, text: Option<&'d Text<'_>>) -> Cow<'d, str> {
        if let Some(text) = text
            && text.value.split_whitespace().nth(MAX_PASSAGE_WORDS).is_some()
        {
            let message = format!("the `passage` has more than {MAX_PASSAGE_WORDS} words");
            let help = "name the few words or figures by which the place is found; do not copy the sentence";
            self.error(Code::Length, &text.span, message, help);
        }
        self.prose(text, "passage", MAX_NAME_CHARS)
    }

    /// The ids of entries that a list names: of this stack, or of others as `stack/id`.
    pub fn ids<'d>(&mut self, list: Option<&'d Texts<'_>>, key: &str, of_others: bool) -> Vec<&'d str> {
        let Some(list) = list else { return Vec::new() };
        self.count(list.value.len(), key, &list.span);
        let is_id = |part: &str| is_id(part) && part.len() <= MAX_ID_CHARS;
        for text in &list.value {
            let is_valid = match text.value.split_once('/') {
                Some((stack, id)) => of_others && is_id(stack) && is_id(id),
                None => !of_others && is_id(&text.value),
            };
            if !is_valid {
                let help = if of_others { "write it as in \"stack/id\"" } else { ID_SHAPE };
                let message = format!("{} is not an id", quoted(&text.value));
                self.error(Code::BadId, &text.span, message, help);
            }
        }
        list.value.iter().map(|text| &*text.value).collect()
    }

    /// A word from a closed list; `None` if it is missing or unknown.
    pub fn word<T: Word>(&mut self, text: Option<&Text<'_>>) -> Option<T> {
        let text = text?;
        let found = T::from_name(&text.value);
        if found.is_none() {
            let meant = nearest(&text.value, T::NAMES.iter().copied());
            let meant = meant.map(|meant| format!("did you mean \"{meant}\"? ")).unwrap_or_default();
            let help = format!("{meant}the words are {}", T::NAMES.join(", "));
            let message = format!("{} is not a {}", quoted(&text.value), T::WHAT);
            self.error(Code::BadValue, &text.span, message, &help);
        }
        found
    }
}

fn is_id(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    !text.is_empty() && plain && !text.starts_with('-') && !text.ends_with('-')
}

/// One finding for each kind of fault in a text, at a span; the message names the key.
pub fn text_findings(text: &str, span: &FileSpan, key: &str) -> Vec<Finding> {
    let mut kinds: Vec<(TextFault, String, usize)> = Vec::new();
    for (at, fault) in faults(text) {
        let Some(found) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let name = format!("U+{:04X}", u32::from(found));
        match kinds.iter_mut().find(|(kind, ..)| *kind == fault) {
            None => kinds.push((fault, name, 1)),
            Some((_, names, count)) if *count < 4 && !names.contains(&name) => {
                *count += 1;
                let _ = write!(names, ", {name}");
            }
            Some(_) => {}
        }
    }
    let finding = |(fault, names, count): (TextFault, String, usize)| {
        if fault == TextFault::CombiningFlood && !is_flood(text) {
            // Such text is written for fun and harmless once it is cut.
            let message = format!("the `{key}` has more marks on a letter than are shown");
            return Finding::warning(Code::CombiningFlood, span.clone(), message)
                .help("leave out all but 8; the rest is not kept".to_owned());
        }
        let (code, message, help) = match fault {
            TextFault::Control if count > 1 => {
                (Code::Control, format!("contains control characters: {names}"), ONE_LINE)
            }
            TextFault::Control => (Code::Control, format!("contains a control character, {names}"), ONE_LINE),
            TextFault::Bidi => (
                Code::Bidi,
                format!("contains characters that reorder the text around them: {names}"),
                DELETE,
            ),
            TextFault::Invisible => {
                (Code::Invisible, format!("contains invisible characters: {names}"), DELETE)
            }
            TextFault::CombiningFlood => (
                Code::CombiningFlood,
                "has more combining marks in one place than can be read".to_owned(),
                PILE,
            ),
        };
        Finding::error(code, span.clone(), format!("the `{key}` {message}")).help(help.to_owned())
    };
    kinds.into_iter().map(finding).collect()
}

/// The finding for an invalid URL, at a span; the message names the key.
pub fn url_finding(error: &SourceUrlError, span: &FileSpan, key: &str) -> Finding {
    let (code, help) = match error {
        SourceUrlError::Scheme(_) => (Code::UrlScheme, "only http and https URLs can be opened"),
        SourceUrlError::UserInfo => {
            (Code::UrlUserInfo, "remove everything up to the @; it hides the real host")
        }
        SourceUrlError::Unseen(_) => (Code::UrlControl, "delete it, or write it percent-encoded"),
        SourceUrlError::Length => (Code::Length, "shorten it"),
        SourceUrlError::Malformed(_) => {
            (Code::UrlMalformed, "write the whole URL, as in https://example.org/page")
        }
    };
    Finding::error(code, span.clone(), format!("the `{key}` {error}")).help(help.to_owned())
}

const ID_SHAPE: &str = "an id has only a-z, 0-9 and -, and begins and ends with a letter or a digit";
const ONE_LINE: &str = "delete it; a text is one line of printable characters";
const DELETE: &str = "delete it";
const PILE: &str = "at most 8 marks on a letter, and 32 characters joined to one";
const DATE_SHAPE: &str = "write a year, a month or a day, as in \"2017\", \"2017-01\" or \"2017-01-13\"";
const PERIOD_SHAPE: &str =
    "write a date or a range, as in \"2017-01\", \"2015/2017-01\", \"/2020\" or \"2020/\"";

/// The host of a URL as the file spells it.
fn written_host(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
