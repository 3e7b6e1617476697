//! The text form of [`Kept`]: one thing a line, its fields separated by tabs.
//!
//! In a field a line break is `\n`, a tab `\t` and a backslash `\\`. `-` is a field without a value.

use std::borrow::Cow;

use super::change::Change;
use super::place::Place;
use super::records::{Bookmark, Kept, MAX_CHARS, Note, QueuedPage};
use super::thing::{StackName, Thing, is_id};
use crate::dataset::{Date, SourceUrl, sanitized};

/// The first line, with the version of the format.
const HEADER: &str = "# stacklore keeps here what you collected and where you were, format 1";

/// The kinds of lines.
const KINDS: [&str; 8] = ["bookmark", "queue", "note", "left", "ended", "searched", "recent", "tip"];

/// Maximum number of lines of a later version.
const MAX_LATER: usize = 10_000;

/// Maximum number of parts of a place.
const MAX_PARTS: usize = 1_000;

impl Kept {
    /// Reads a text, and returns with what it says the number of lines that cannot be read.
    ///
    /// Of a text in another format that is each line.
    pub fn read(text: &str) -> (Self, usize) {
        let mut kept = Self::default();
        let mut lines = text.lines();
        if lines.next().is_some_and(|line| line != HEADER) {
            return (kept, text.lines().count());
        }
        let comment = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let unread = lines.filter(comment).filter(|line| !kept.take_line(line)).count();
        (kept, unread)
    }

    /// Takes what a line says, or the line itself if it is that of a later version; returns whether it was taken.
    fn take_line(&mut self, line: &str) -> bool {
        match change(line) {
            Some(record) => self.take(record),
            None if is_later(line) && self.later.len() < MAX_LATER => {
                self.later.push(line.to_owned());
                true
            }
            None => false,
        }
    }

    /// The text that [`Kept::read`] reads.
    pub fn write(&self) -> String {
        let mut out = format!("{HEADER}\n");
        let mut line = |kind: &str, fields: &[Cow<'_, str>]| {
            out.push_str(kind);
            for field in fields {
                out.push('\t');
                escape(field, &mut out);
            }
            out.push('\n');
        };
        for Bookmark { thing, name, added } in &self.bookmarks {
            let [stack, entry, claim] = of_thing(Some(thing));
            line("bookmark", &[of_date(*added), stack, entry, claim, name.into()]);
        }
        for QueuedPage { url, title, from, name, added } in &self.queue {
            let [stack, entry, claim] = of_thing(from.as_ref());
            line(
                "queue",
                &[of_date(*added), url.as_str().into(), title.into(), stack, entry, claim, name.into()],
            );
        }
        for Note { thing, name, text, written } in &self.notes {
            let [stack, entry, claim] = of_thing(Some(thing));
            line("note", &[of_date(*written), stack, entry, claim, name.into(), text.into()]);
        }
        for Place { stacks, parts } in &self.places {
            let stacks = stacks.iter().map(|stack| format!("stack={stack}").into());
            let parts = parts.iter().map(|(name, value)| format!("{name}={value}").into());
            line("left", &stacks.chain(parts).collect::<Vec<_>>());
        }
        if !self.last_stacks.is_empty() {
            line("ended", &self.last_stacks.iter().map(|stack| stack.to_string().into()).collect::<Vec<_>>());
        }
        for query in &self.searches {
            line("searched", &[query.into()]);
        }
        for path in &self.recent {
            line("recent", &[path.into()]);
        }
        if self.tip_seen {
            line("tip", &[]);
        }
        for line in &self.later {
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}

/// Whether a line may be one of a later version: one of an unknown kind, with fields.
fn is_later(line: &str) -> bool {
    let is_kind = |kind: &str| kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    line.split_once('\t').is_some_and(|(kind, _)| !kind.is_empty() && is_kind(kind) && !KINDS.contains(&kind))
}

fn of_date(date: Option<Date>) -> Cow<'static, str> {
    date.map_or("-".into(), |date| date.to_string().into())
}

fn of_thing(thing: Option<&Thing>) -> [Cow<'_, str>; 3] {
    let Some(Thing { stack, entry, claim }) = thing else { return ["-".into(), "-".into(), "-".into()] };
    let claim = claim.map_or("-".into(), |hash| format!("{hash:016x}").into());
    [stack.to_string().into(), entry.into(), claim]
}

/// The change that makes what a line says; `None` for a line that cannot be read.
fn change(line: &str) -> Option<Change> {
    let (kind, fields) = line.split_once('\t').unwrap_or((line, ""));
    let fields: Vec<String> = fields.split('\t').map(field).collect::<Option<_>>()?;
    Some(match (kind, &*fields) {
        ("bookmark", [added, stack, entry, claim, name]) => {
            let (thing, name) = (thing(stack, entry, claim)??, name.clone());
            Change::Bookmark(Bookmark { thing, name, added: date(added)? })
        }
        ("queue", [added, url, title, stack, entry, claim, name]) => {
            let (url, from) = (SourceUrl::parse(url).ok()?, thing(stack, entry, claim)?);
            let (title, name) = (title.clone(), name.clone());
            Change::Queue(QueuedPage { url, title, from, name, added: date(added)? })
        }
        ("note", [written, stack, entry, claim, name, text]) if !text.is_empty() => {
            let (thing, name, text) = (thing(stack, entry, claim)??, name.clone(), text.clone());
            Change::Note { new: Note { thing, name, text, written: date(written)? }, before: String::new() }
        }
        ("left", parts) => {
            let parts = parts.iter().take(MAX_PARTS).map(|part| part.split_once('='));
            let parts: Vec<(&str, &str)> = parts.collect::<Option<_>>()?;
            let (stacks, parts): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(name, _)| *name == "stack");
            let stacks =
                stacks.into_iter().map(|(_, stack)| StackName::parse(stack)).collect::<Option<_>>()?;
            let parts = parts.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            Change::Left(Place { stacks, parts })
        }
        ("ended", stacks) => {
            Change::Ended(stacks.iter().map(|stack| StackName::parse(stack)).collect::<Option<_>>()?)
        }
        ("searched", [query]) if !query.is_empty() => Change::Searched(query.clone()),
        ("recent", [path]) if !path.is_empty() => Change::Recent(vec![path.clone()]),
        ("tip", [rest]) if rest.is_empty() => Change::TipSeen,
        _ => return None,
    })
}

/// A date; the inner `None` is a field without one.
#[expect(clippy::option_option, reason = "an unreadable field, and one without a value")]
fn date(field: &str) -> Option<Option<Date>> {
    if field == "-" { Some(None) } else { Date::parse(field).ok().map(Some) }
}

/// A thing; the inner `None` are fields without one.
#[expect(clippy::option_option, reason = "unreadable fields, and fields without a value")]
fn thing(stack: &str, entry: &str, claim: &str) -> Option<Option<Thing>> {
    if [stack, entry, claim] == ["-"; 3] {
        return Some(None);
    }
    let claim = if claim == "-" { None } else { Some(u64::from_str_radix(claim, 16).ok()?) };
    let stack = StackName::parse(stack)?;
    is_id(entry).then(|| Some(Thing { stack, entry: entry.to_owned(), claim }))
}

/// Appends a field as it is written in a line.
fn escape(field: &str, out: &mut String) {
    for c in field.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
}

/// The text of a field, sanitized line by line; `None` for an escape that is none.
fn field(written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len());
    let mut rest = written.chars();
    for _ in 0..MAX_CHARS {
        match rest.next() {
            None => break,
            Some('\\') => match rest.next()? {
                '\\' => text.push('\\'),
                't' => text.push(' '),
                'n' => text.push('\n'),
                _ => return None,
            },
            Some(c) => text.push(c),
        }
    }
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(sanitized).collect();
    Some(lines.join("\n"))
}
