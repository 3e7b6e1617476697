//! A fast reader for the simplest lines, which nearly all lines of large stacks are.
//!
//! Such a line is empty, a comment, a table header, or a known key with a text in quotation marks without escapes, a list of
//! such texts, or a day. An entry with any other line goes to the TOML parser as a text of its own. So this is no TOML parser:
//! it only recognizes at a glance what the parser takes much longer to read.

use std::borrow::Cow;

use super::chunk::first_header;
use crate::dataset::FileSpan;
use crate::dataset::draft::{
    CategoryDraft, Draft, EntryDraft, FieldMut, Located, RawField, RecordDraft, SourceDraft, Text,
};

/// A placeholder position: a chunk with an error is read again with the whole text.
const NOWHERE: FileSpan = FileSpan::of_only_file(0..0);

/// Maximum number of records of a chunk that are parsed separately: for more, one parse of the chunk is faster.
const MAX_PARSED_RECORDS: usize = 16;

/// The kind of table that the current lines belong to.
#[derive(Clone, Copy)]
enum Table {
    Category,
    Entry,
    Source,
    Link,
    Claim,
    Relation,
}

/// Reads a chunk; `parse` reads its entries, sources and categories with other lines.
///
/// `None` leaves the whole chunk to the parser.
pub(super) fn read<'i>(text: &'i str, parse: impl Fn(&'i str) -> Option<Draft<'i>>) -> Option<Draft<'i>> {
    let mut draft = Draft::default();
    let mut rest = text;
    let mut left = MAX_PARSED_RECORDS;
    while !rest.is_empty() {
        if let Some(next) = record(rest, &mut draft) {
            rest = next;
            continue;
        }
        left = left.checked_sub(1)?;
        let end = first_header(rest.as_bytes(), 1).unwrap_or(rest.len());
        let (other, next) = rest.split_at_checked(end)?;
        let other = parse(other)?;
        draft.categories.extend(other.categories);
        draft.entries.extend(other.entries);
        draft.sources.extend(other.sources);
        if !other.head.is_absent() {
            return None;
        }
        rest = next;
    }
    Some(draft)
}

/// Reads lines up to the next category, entry or source, and returns the rest.
///
/// Returns `None` and leaves the draft unchanged if a line is not simple.
fn record<'i>(text: &'i str, draft: &mut Draft<'i>) -> Option<&'i str> {
    let before = (draft.categories.len(), draft.entries.len(), draft.sources.len());
    let mut table = None;
    let mut rest = text;
    let mut read = || {
        loop {
            let start = rest;
            rest = trimmed(rest);
            match rest.as_bytes().first() {
                None => return Some(rest),
                Some(b'a'..=b'z') => rest = pair(rest, draft, table?)?,
                Some(b'[') => {
                    let (line, next) = rest.split_once('\n')?;
                    let line = line.strip_suffix('\r').unwrap_or(line);
                    match (table, line.contains('.')) {
                        (Some(_), false) => return Some(start),
                        // It belongs to an entry that the parser has read.
                        (None | Some(Table::Category | Table::Source), true) => return None,
                        _ => table = Some(begin(line, draft)?),
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

/// Adds the record of a table header to the draft.
fn begin(line: &str, draft: &mut Draft<'_>) -> Option<Table> {
    let table = match line {
        "[[category]]" => Table::Category,
        "[[entry]]" => Table::Entry,
        "[[source]]" => Table::Source,
        "[[entry.link]]" => Table::Link,
        "[[entry.claim]]" => Table::Claim,
        "[[entry.relation]]" => Table::Relation,
        _ => return None,
    };
    match table {
        Table::Category => draft.categories.push(CategoryDraft::at(NOWHERE)),
        Table::Entry => draft.entries.push(EntryDraft::at(NOWHERE)),
        Table::Source => draft.sources.push(SourceDraft::at(NOWHERE)),
        Table::Link => add(&mut draft.entries.last_mut()?.links),
        Table::Claim => add(&mut draft.entries.last_mut()?.claims),
        Table::Relation => add(&mut draft.entries.last_mut()?.relations),
    }
    Some(table)
}

fn add<'i, D: RecordDraft<'i>>(field: &mut RawField<Vec<D>>) {
    match field {
        RawField::Given(records) => records.push(D::at(NOWHERE)),
        RawField::Absent | RawField::Broken => *field = RawField::Given(vec![D::at(NOWHERE)]),
    }
}

/// The field of a key; `None` for a key that the table does not have.
fn field<'d, 'i>(key: &str, draft: &'d mut Draft<'i>, table: Table) -> Option<FieldMut<'d, 'i>> {
    match table {
        Table::Category => draft.categories.last_mut()?.field(key),
        Table::Entry => draft.entries.last_mut()?.field(key),
        Table::Source => draft.sources.last_mut()?.field(key),
        Table::Link => last(&mut draft.entries.last_mut()?.links)?.field(key),
        Table::Claim => last(&mut draft.entries.last_mut()?.claims)?.field(key),
        Table::Relation => last(&mut draft.entries.last_mut()?.relations)?.field(key),
    }
}

fn last<T>(field: &mut RawField<Vec<T>>) -> Option<&mut T> {
    match field {
        RawField::Given(records) => records.last_mut(),
        RawField::Absent | RawField::Broken => None,
    }
}

/// Reads a key and its value, and returns the lines that follow.
fn pair<'i>(rest: &'i str, draft: &mut Draft<'i>, table: Table) -> Option<&'i str> {
    let end = rest.bytes().position(|b| !(b.is_ascii_lowercase() || b == b'_'))?;
    let (key, rest) = rest.split_at_checked(end)?;
    let rest = trimmed(trimmed(rest).strip_prefix('=')?);
    let rest = match field(key, draft, table)? {
        FieldMut::Text(field) => {
            let (value, rest) = string(rest)?;
            fill(field, text(value))?;
            rest
        }
        FieldMut::Texts(field) => {
            let (value, rest) = list(rest)?;
            fill(field, Located { value, span: NOWHERE })?;
            rest
        }
        FieldMut::DateText(field) => {
            let (value, rest) = if rest.starts_with('"') { string(rest)? } else { day(rest)? };
            fill(field, text(value))?;
            rest
        }
        FieldMut::Links(_) | FieldMut::Claims(_) | FieldMut::Passages(_) | FieldMut::Relations(_) => {
            return None;
        }
    };
    line_end(trimmed(rest))
}

/// Sets a field; `None` if the table already has the key.
fn fill<T>(field: &mut RawField<T>, value: T) -> Option<()> {
    field.is_absent().then(|| *field = RawField::Given(value))
}

fn text(value: &str) -> Text<'_> {
    Located { value: Cow::Borrowed(value), span: NOWHERE }
}

/// A text between quotation marks, without escapes and control characters, and the rest of the line.
///
/// Of a multi-line text it sees an empty one, and then no end of the line.
fn string(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix('"')?;
    let special = |b: &u8| *b == b'"' || *b == b'\\' || *b < b' ' || *b == 0x7f;
    // Sixteen at a time, without a branch for each, since most texts are longer.
    let plain = |chunk: &&[u8]| !chunk.iter().fold(false, |any, b| any | special(b));
    let long = rest.as_bytes().chunks_exact(16).take_while(plain).count() * 16;
    let end = long + rest.as_bytes().get(long..)?.iter().position(special)?;
    let (value, rest) = rest.split_at_checked(end)?;
    Some((value, rest.strip_prefix('"')?))
}

/// A list of such texts in one line, and the rest of the line.
fn list(rest: &str) -> Option<(Vec<Text<'_>>, &str)> {
    let mut rest = trimmed(rest.strip_prefix('[')?);
    let mut values = Vec::new();
    loop {
        if let Some(rest) = rest.strip_prefix(']') {
            return Some((values, rest));
        }
        let (value, after) = string(rest)?;
        values.push(text(value));
        rest = trimmed(after);
        match rest.strip_prefix(',') {
            Some(after) => rest = trimmed(after),
            None => rest = rest.starts_with(']').then_some(rest)?,
        }
    }
}

/// A day without quotation marks, and the rest of the line; `dataset::check` looks it up in the calendar.
fn day(rest: &str) -> Option<(&str, &str)> {
    let (day, rest) = rest.split_at_checked("2017-01-13".len())?;
    let valid = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    valid.then_some((day, rest))
}

/// The text after spaces and tabs.
fn trimmed(rest: &str) -> &str {
    rest.trim_start_matches([' ', '\t'])
}

/// The next line; `None` if this one has more than a comment.
fn line_end(rest: &str) -> Option<&str> {
    let rest = trimmed(rest);
    if let Some(next) = rest.strip_prefix('\n') {
        return Some(next);
    }
    let (line, next) = rest.split_once('\n').unwrap_or((rest, ""));
    let line = line.strip_suffix('\r').filter(|_| line.len() < rest.len()).unwrap_or(line);
    let valid = line.is_empty()
        || line.starts_with('#') && line.bytes().all(|b| b >= b' ' && b != 0x7f || b == b'\t');
    valid.then_some(next)
}
