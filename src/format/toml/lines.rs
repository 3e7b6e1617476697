//! Reads lines of the plainest form, as nearly all lines of large stacks are.
//!
//! Such a line is empty, or a comment, or the head of a table, or a key that is known there and a text in quotation
//! marks without escapes, a list of them, or a day. Anything else, however sound, sends its entry to the parser, as a
//! piece of its own. So this is no parser of TOML: it only sees at a glance what the parser takes much longer to say.

use std::borrow::Cow;

use super::chunk::first_head;
use crate::dataset::FileSpan;
use crate::dataset::draft::{
    CategoryDraft, ClaimDraft, Draft, EntryDraft, LinkDraft, Located, RawField, RelationDraft, SourceDraft,
    Text, Texts,
};

/// Where nobody will look: a piece with an error is read again as part of the whole.
const NOWHERE: FileSpan = FileSpan { file: 0, at: 0..0 };

/// How many entries of a piece are parsed by themselves: where there are more, one parse of all takes less time.
const MAX_PARSED_ENTRIES: usize = 16;

/// The table that lines belong to.
#[derive(Clone, Copy)]
enum Table {
    Category,
    Entry,
    Source,
    Link,
    Claim,
    Relation,
}

/// Where a value goes.
enum To<'a, 'i> {
    Text(&'a mut RawField<Text<'i>>),
    Texts(&'a mut RawField<Texts<'i>>),
    Date(&'a mut RawField<Text<'i>>),
}

/// Reads a piece, with `parse` for those of its entries, sources and categories that have another form.
///
/// `None` leaves all of it to the parser.
pub(super) fn read<'i>(text: &'i str, parse: impl Fn(&'i str) -> Option<Draft<'i>>) -> Option<Draft<'i>> {
    let mut draft = Draft::default();
    let mut rest = text;
    let mut left = MAX_PARSED_ENTRIES;
    while !rest.is_empty() {
        if let Some(next) = part(rest, &mut draft) {
            rest = next;
            continue;
        }
        left = left.checked_sub(1)?;
        let end = first_head(rest.as_bytes(), 1).unwrap_or(rest.len());
        let (odd, next) = rest.split_at_checked(end)?;
        let odd = parse(odd)?;
        draft.categories.extend(odd.categories);
        draft.entries.extend(odd.entries);
        draft.sources.extend(odd.sources);
        if !odd.head.is_absent() {
            return None;
        }
        rest = next;
    }
    Some(draft)
}

/// Reads lines up to the head of the next category, entry or source, and gives back what follows.
///
/// Where they have another form the draft is as it was.
fn part<'i>(text: &'i str, draft: &mut Draft<'i>) -> Option<&'i str> {
    let before = (draft.categories.len(), draft.entries.len(), draft.sources.len());
    let mut table = None;
    let mut rest = text;
    let mut read = || {
        loop {
            let start = rest;
            rest = blank(rest);
            match rest.as_bytes().first() {
                None => return Some(rest),
                Some(b'a'..=b'z') => rest = pair(rest, draft, table?)?,
                Some(b'[') => {
                    let (line, next) = rest.split_once('\n')?;
                    let line = line.strip_suffix('\r').unwrap_or(line);
                    match (table, line.contains('.')) {
                        (Some(_), false) => return Some(start),
                        // Below something else it would be about an entry that may be anything but plain.
                        (None | Some(Table::Category | Table::Source), true) => return None,
                        _ => table = Some(head(line, draft)?),
                    }
                    rest = next;
                }
                Some(_) => rest = line_end(rest)?,
            }
        }
    };
    let end = read();
    if end.is_none() {
        draft.categories.truncate(before.0);
        draft.entries.truncate(before.1);
        draft.sources.truncate(before.2);
    }
    end
}

/// Begins a table.
fn head(line: &str, draft: &mut Draft<'_>) -> Option<Table> {
    let table = match line {
        "[[category]]" => {
            draft.categories.push(CategoryDraft::at(NOWHERE));
            return Some(Table::Category);
        }
        "[[entry]]" => {
            draft.entries.push(EntryDraft::at(NOWHERE));
            return Some(Table::Entry);
        }
        "[[source]]" => {
            draft.sources.push(SourceDraft::at(NOWHERE));
            return Some(Table::Source);
        }
        "[[entry.link]]" => Table::Link,
        "[[entry.claim]]" => Table::Claim,
        "[[entry.relation]]" => Table::Relation,
        _ => return None,
    };
    let entry = draft.entries.last_mut()?;
    match table {
        Table::Link => add(&mut entry.links, LinkDraft::at(NOWHERE)),
        Table::Claim => add(&mut entry.claims, ClaimDraft::at(NOWHERE)),
        _ => add(&mut entry.relations, RelationDraft::at(NOWHERE)),
    }
    Some(table)
}

fn add<T>(slot: &mut RawField<Vec<T>>, part: T) {
    match slot {
        RawField::Given(parts) => parts.push(part),
        RawField::Absent | RawField::Broken => *slot = RawField::Given(vec![part]),
    }
}

/// Where the value of a key goes; `None` for a key that is not known there.
fn slot<'a, 'i>(key: &str, draft: &'a mut Draft<'i>, table: Table) -> Option<To<'a, 'i>> {
    Some(match table {
        Table::Category => {
            let part = draft.categories.last_mut()?;
            match key {
                "id" => To::Text(&mut part.id),
                "name" => To::Text(&mut part.name),
                "summary" => To::Text(&mut part.summary),
                "parent" => To::Text(&mut part.parent),
                _ => return None,
            }
        }
        Table::Entry => {
            let part = draft.entries.last_mut()?;
            match key {
                "id" => To::Text(&mut part.id),
                "name" => To::Text(&mut part.name),
                "aliases" => To::Texts(&mut part.aliases),
                "category" => To::Text(&mut part.category),
                "parent" => To::Text(&mut part.parent),
                "kind" => To::Text(&mut part.kind),
                "status" => To::Text(&mut part.status),
                "since" => To::Date(&mut part.since),
                "until" => To::Date(&mut part.until),
                "homepage" => To::Text(&mut part.homepage),
                "repository" => To::Text(&mut part.repository),
                "license" => To::Text(&mut part.license),
                "tags" => To::Texts(&mut part.tags),
                "summary" => To::Text(&mut part.summary),
                _ => return None,
            }
        }
        Table::Source => {
            let part = draft.sources.last_mut()?;
            match key {
                "id" => To::Text(&mut part.id),
                "title" => To::Text(&mut part.title),
                "url" => To::Text(&mut part.url),
                "former_urls" => To::Texts(&mut part.former_urls),
                "kind" => To::Text(&mut part.kind),
                "publisher" => To::Text(&mut part.publisher),
                "author" => To::Text(&mut part.author),
                "published" => To::Date(&mut part.published),
                _ => return None,
            }
        }
        Table::Link => {
            let part = last(&mut draft.entries.last_mut()?.links)?;
            match key {
                "title" => To::Text(&mut part.title),
                "url" => To::Text(&mut part.url),
                _ => return None,
            }
        }
        Table::Claim => {
            let part = last(&mut draft.entries.last_mut()?.claims)?;
            match key {
                "text" => To::Text(&mut part.text),
                "confidence" => To::Text(&mut part.confidence),
                "sources" => To::Texts(&mut part.sources),
                _ => return None,
            }
        }
        Table::Relation => {
            let part = last(&mut draft.entries.last_mut()?.relations)?;
            match key {
                "kind" => To::Text(&mut part.kind),
                "target" => To::Text(&mut part.target),
                "source" => To::Text(&mut part.source),
                _ => return None,
            }
        }
    })
}

fn last<T>(slot: &mut RawField<Vec<T>>) -> Option<&mut T> {
    match slot {
        RawField::Given(parts) => parts.last_mut(),
        RawField::Absent | RawField::Broken => None,
    }
}

/// Reads a key and its value, and gives back the lines that follow.
fn pair<'i>(rest: &'i str, draft: &mut Draft<'i>, table: Table) -> Option<&'i str> {
    let end = rest.bytes().position(|b| !(b.is_ascii_lowercase() || b == b'_'))?;
    let (key, rest) = rest.split_at_checked(end)?;
    let rest = blank(blank(rest).strip_prefix('=')?);
    let rest = match slot(key, draft, table)? {
        To::Text(slot) => {
            let (value, rest) = string(rest)?;
            fill(slot, text(value))?;
            rest
        }
        To::Texts(slot) => {
            let (value, rest) = list(rest)?;
            fill(slot, Located { value, span: NOWHERE })?;
            rest
        }
        To::Date(slot) => {
            let (value, rest) = if rest.starts_with('"') { string(rest)? } else { day(rest)? };
            fill(slot, text(value))?;
            rest
        }
    };
    line_end(blank(rest))
}

/// A key may stand in a table once.
fn fill<T>(slot: &mut RawField<T>, value: T) -> Option<()> {
    slot.is_absent().then(|| *slot = RawField::Given(value))
}

fn text(value: &str) -> Text<'_> {
    Located { value: Cow::Borrowed(value), span: NOWHERE }
}

/// A text between two quotation marks, without escapes and control characters.
///
/// Where three marks begin a text over several lines this sees an empty one, and then no end of the line.
fn string(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix('"')?;
    let odd = |b: &u8| *b == b'"' || *b == b'\\' || *b < b' ' || *b == 0x7f;
    // Sixteen at a time, without a branch for each, since most texts are longer.
    let plain = |chunk: &&[u8]| !chunk.iter().fold(false, |any, b| any | odd(b));
    let long = rest.as_bytes().chunks_exact(16).take_while(plain).count() * 16;
    let end = long + rest.as_bytes().get(long..)?.iter().position(odd)?;
    let (value, rest) = rest.split_at_checked(end)?;
    Some((value, rest.strip_prefix('"')?))
}

/// A list of such texts in one line.
fn list(rest: &str) -> Option<(Vec<Text<'_>>, &str)> {
    let mut rest = blank(rest.strip_prefix('[')?);
    let mut values = Vec::new();
    loop {
        if let Some(rest) = rest.strip_prefix(']') {
            return Some((values, rest));
        }
        let (value, after) = string(rest)?;
        values.push(text(value));
        rest = blank(after);
        match rest.strip_prefix(',') {
            Some(after) => rest = blank(after),
            None => rest = rest.starts_with(']').then_some(rest)?,
        }
    }
}

/// A day without quotation marks; whether the calendar has it, the check will say.
fn day(rest: &str) -> Option<(&str, &str)> {
    let (day, rest) = rest.split_at_checked("2017-01-13".len())?;
    let sound = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    sound.then_some((day, rest))
}

/// The rest of a line behind spaces and tabs.
fn blank(rest: &str) -> &str {
    rest.trim_start_matches([' ', '\t'])
}

/// The next line, where this one has nothing more but a comment.
fn line_end(rest: &str) -> Option<&str> {
    let rest = blank(rest);
    if let Some(next) = rest.strip_prefix('\n') {
        return Some(next);
    }
    let (line, next) = rest.split_once('\n').unwrap_or((rest, ""));
    let line = line.strip_suffix('\r').filter(|_| line.len() < rest.len()).unwrap_or(line);
    let sound = line.is_empty()
        || line.starts_with('#') && line.bytes().all(|b| b >= b' ' && b != 0x7f || b == b'\t');
    sound.then_some(next)
}
