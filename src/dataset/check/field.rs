//! The rules for single values.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::super::draft::{RawField, Text, Texts};
use super::super::finding::{excerpt, quoted};
use super::super::text::{TextFault, faults, is_flood, sanitized};
use super::super::{Code, Date, DateError, FileSpan, Finding, SourceUrl, SourceUrlError, nearest};
use super::{Checker, MAX_ID_CHARS, MAX_NAME_CHARS, Owner};

impl<'d> Checker<'d> {
    /// The value of a key that must be there.
    pub(super) fn required<T>(
        &mut self,
        slot: &'d RawField<T>,
        key: &str,
        owner: Owner<'d>,
    ) -> Option<&'d T> {
        if slot.is_absent() {
            let message = format!("{owner} has no `{key}`");
            self.findings.push(Finding::error(Code::MissingKey, owner.span.clone(), message));
        }
        slot.given()
    }

    /// An id, or nothing where it is missing or none.
    pub(super) fn id(&mut self, slot: &'d RawField<Text<'_>>, owner: Owner<'d>) -> &'d str {
        let owner = Owner { id: None, ..owner };
        let Some(id) = self.required(slot, "id", owner) else { return "" };
        let text = &*id.value;
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if text.is_empty() || !plain || text.starts_with('-') || text.ends_with('-') {
            let finding =
                Finding::error(Code::BadId, id.span.clone(), format!("{} is not an id", quoted(text)));
            let help = "an id has only a-z, 0-9 and -, and begins and ends with a letter or a digit";
            self.findings.push(finding.help(help.to_owned()));
        } else if text.len() > MAX_ID_CHARS {
            self.too_long(id, "id", MAX_ID_CHARS);
        }
        text
    }

    /// A text that people read, or nothing; of more marks on a letter than can be shown, those that can.
    pub(super) fn prose(&mut self, text: Option<&'d Text<'_>>, key: &str, longest: usize) -> Cow<'d, str> {
        let Some(text) = text else { return Cow::Borrowed("") };
        if text.value.trim().is_empty() {
            let finding = Finding::error(Code::BadValue, text.span.clone(), format!("the `{key}` is empty"));
            // These must be there, so that leaving them out would be another error.
            let must = matches!(key, "name" | "title" | "text");
            let help = if must { "write something" } else { "write something, or leave it out" };
            self.findings.push(finding.help(help.to_owned()));
        } else if text.value.len() > longest && text.value.chars().nth(longest).is_some() {
            self.too_long(text, key, longest);
        }
        let found = text_findings(&text.value, &text.span, key);
        let shown = if found.is_empty() { Cow::Borrowed(&*text.value) } else { sanitized(&text.value) };
        let told = found.into_iter().filter(|finding| self.warns || finding.is_error());
        self.findings.extend(told);
        shown
    }

    fn too_long(&mut self, text: &Text<'_>, key: &str, longest: usize) {
        let message = format!("the `{key}` has more than {longest} characters");
        self.findings
            .push(Finding::error(Code::Length, text.span.clone(), message).help("shorten it".to_owned()));
    }

    /// The parts of a list of names.
    pub(super) fn words(&mut self, list: Option<&'d Texts<'_>>, key: &str) -> Vec<Cow<'d, str>> {
        let Some(list) = list else { return Vec::new() };
        self.count(list.value.len(), key, &list.span);
        list.value.iter().map(|text| self.prose(Some(text), key, MAX_NAME_CHARS)).collect()
    }

    /// The parts of a list of addresses.
    pub(super) fn urls(&mut self, list: Option<&'d Texts<'_>>, key: &str) -> Vec<Cow<'d, str>> {
        let Some(list) = list else { return Vec::new() };
        self.count(list.value.len(), key, &list.span);
        list.value.iter().map(|text| self.url(Some(text), key)).collect()
    }

    /// An address as the gate admits it, or nothing.
    pub(super) fn url(&mut self, text: Option<&'d Text<'_>>, key: &str) -> Cow<'d, str> {
        let Some(text) = text else { return Cow::Borrowed("") };
        if SourceUrl::is_plain(&text.value) {
            return Cow::Borrowed(&text.value);
        }
        let span = || text.span.clone();
        match SourceUrl::parse(&text.value) {
            Ok(url) => {
                if url.is_lookalike() || !text.value.is_ascii() && !written_host(&text.value).is_ascii() {
                    self.warn(|| {
                        let host = excerpt(url.host());
                        let message =
                            format!("the host of the `{key}` may look like another one: it is {host}");
                        Finding::warning(Code::UrlLookalike, span(), message)
                            .help(format!("write {host} if that is what you mean"))
                    });
                }
                if url.as_str() == text.value {
                    Cow::Borrowed(&text.value)
                } else {
                    url.as_str().to_owned().into()
                }
            }
            Err(error) => {
                self.findings.push(url_finding(&error, &text.span, key));
                Cow::Borrowed("")
            }
        }
    }

    /// A date, or nothing.
    pub(super) fn date(&mut self, text: Option<&'d Text<'_>>) -> Option<Date> {
        let text = text?;
        let error = match Date::parse(&text.value) {
            Ok(date) => return Some(date),
            Err(error) => error,
        };
        let text_quoted = quoted(&text.value);
        let (message, help) = match error {
            DateError::Shape(_) => (format!("{text_quoted} is not a date"), DATE_SHAPE),
            DateError::Month(_) => (format!("{text_quoted} has no such month"), "months go from 01 to 12"),
            DateError::Day(_) => (format!("{text_quoted} has no such day"), "that month has fewer days"),
        };
        self.findings.push(Finding::error(Code::BadValue, text.span.clone(), message).help(help.to_owned()));
        None
    }

    /// A word from a closed list, or nothing.
    pub(super) fn word<T: Copy + 'static>(
        &mut self,
        text: Option<&'d Text<'_>>,
        what: &str,
        from_name: fn(&str) -> Option<T>,
        all: &'static [T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = text?;
        let found = from_name(&text.value);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|value| name(*value)).collect();
            let meant = nearest(&text.value, names.iter().copied());
            let meant = meant.map(|meant| format!("did you mean \"{meant}\"? ")).unwrap_or_default();
            let help = format!("{meant}the words are {}", names.join(", "));
            let message = format!("{} is not a {what}", quoted(&text.value));
            self.findings.push(Finding::error(Code::BadValue, text.span.clone(), message).help(help));
        }
        found
    }
}

/// What a text holds that it may not, once for each kind of fault: errors at a span that name the key.
#[must_use]
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
            // Some people write like that for fun, and it does no harm once it is cut.
            let message = format!("the `{key}` piles up more marks on a letter than are shown");
            return Finding::warning(Code::CombiningFlood, span.clone(), message)
                .help("leave out all but 8; the rest is not kept".to_owned());
        }
        let (code, message, help) = match fault {
            TextFault::Control if count > 1 => {
                (Code::Control, format!("holds control characters: {names}"), ONE_LINE)
            }
            TextFault::Control => (Code::Control, format!("holds a control character, {names}"), ONE_LINE),
            TextFault::Bidi => {
                (Code::Bidi, format!("holds what reorders the text around it: {names}"), DELETE)
            }
            TextFault::Invisible => (Code::Invisible, format!("holds what nobody can see: {names}"), DELETE),
            TextFault::CombiningFlood => (
                Code::CombiningFlood,
                "piles up more marks in one place than anybody can read".to_owned(),
                PILE,
            ),
        };
        Finding::error(code, span.clone(), format!("the `{key}` {message}")).help(help.to_owned())
    };
    kinds.into_iter().map(finding).collect()
}

/// Why an address was not admitted: an error at a span that names the key.
#[must_use]
pub fn url_finding(error: &SourceUrlError, span: &FileSpan, key: &str) -> Finding {
    let (code, help) = match error {
        SourceUrlError::Scheme(_) => (Code::UrlScheme, "only http and https addresses are ever opened"),
        SourceUrlError::UserInfo => (Code::UrlUserInfo, "remove all up to the @: it hides the real host"),
        SourceUrlError::Unseen(_) => (Code::UrlControl, "delete it, or write it percent-encoded"),
        SourceUrlError::Length => (Code::Length, "shorten it"),
        SourceUrlError::Malformed(_) => {
            (Code::UrlMalformed, "write the whole address, as in https://example.org/page")
        }
    };
    Finding::error(code, span.clone(), format!("the `{key}` {error}")).help(help.to_owned())
}

const ONE_LINE: &str = "delete it; a text is one line of printable characters";
const DELETE: &str = "delete it";
const PILE: &str = "at most 8 marks on a letter, and 32 characters joined to one";
const DATE_SHAPE: &str = "write a year, a month or a day, as in \"2017\", \"2017-01\" or \"2017-01-13\"";

/// The host of an address as its author wrote it.
fn written_host(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
