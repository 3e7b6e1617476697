//! The comment above a record: its line in the list, and the hashes of its fields.

use toml_edit::Table;

use crate::format::toml::import_hashes::ImportHashes;
use crate::format::toml::write::{AT, TOP};

/// The place of a record in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListLine {
    /// Its line.
    At(usize),
    /// The top of the list.
    Top,
    /// It has left the list.
    Gone,
}

const GONE: &str = "# no longer in the list";

/// The comment of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub line: ListLine,
    /// The hashes; files of earlier versions have none.
    pub hashes: Option<ImportHashes>,
}

impl Comment {
    /// Parses the comment above a table, if there is one.
    pub fn above(table: &Table) -> Option<Self> {
        prefix(table).lines().find_map(|line| Self::parse(line.trim()))
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix(AT) {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, hashes) = rest.split_at_checked(digits)?;
            return Self::with(ListLine::At(number.parse().ok()?), hashes);
        }
        let rest = |start, line| text.strip_prefix(start).and_then(|rest| Self::with(line, rest));
        rest(TOP, ListLine::Top).or_else(|| rest(GONE, ListLine::Gone))
    }

    /// The comment with the rest of its text: nothing, or hashes.
    fn with(line: ListLine, rest: &str) -> Option<Self> {
        if rest.is_empty() {
            return Some(Self { line, hashes: None });
        }
        ImportHashes::parse(rest.strip_prefix(' ')?).map(|hashes| Self { line, hashes: Some(hashes) })
    }

    /// Writes the comment above a table, in place of an earlier one.
    pub fn put(self, table: &mut Table) {
        let mut found = false;
        let mut changed = String::new();
        for line in prefix(table).split_inclusive('\n') {
            if !found && Self::parse(line.trim()).is_some() {
                found = true;
                changed.push_str(&line.replacen(line.trim(), &self.text(), 1));
            } else {
                changed.push_str(line);
            }
        }
        if found {
            table.decor_mut().set_prefix(changed);
        } else {
            put_above(table, &self.text());
        }
    }

    fn text(&self) -> String {
        let line = match self.line {
            ListLine::At(number) => format!("{AT}{number}"),
            ListLine::Top => TOP.to_owned(),
            ListLine::Gone => GONE.to_owned(),
        };
        match &self.hashes {
            Some(hashes) => format!("{line} {hashes}"),
            None => line,
        }
    }
}

/// The comments above a table without that of the import.
pub(super) fn of_user(table: &Table) -> String {
    let lines = prefix(table).lines().filter(|line| Comment::parse(line.trim()).is_none());
    lines.collect::<Vec<_>>().join("\n")
}

/// Moves the comments of a removed key above the table.
pub(super) fn keep(table: &mut Table, comments: &str) {
    let lines: Vec<&str> = comments.lines().map(str::trim).filter(|line| line.starts_with('#')).collect();
    if !lines.is_empty() {
        put_above(table, &lines.join("\n"));
    }
}

/// Puts lines directly above the header of a table.
fn put_above(table: &mut Table, lines: &str) {
    let mut changed = prefix(table).to_owned();
    let at = changed.rfind('\n').map_or(0, |end| end + 1);
    changed.insert_str(at, &format!("{lines}\n"));
    table.decor_mut().set_prefix(changed);
}

/// The text above the header of a table.
fn prefix(table: &Table) -> &str {
    table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default()
}
