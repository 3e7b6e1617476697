//! The comment of a part that says where in the list it stands, and what the list said of it.

use toml_edit::Table;

use super::super::import_hashes::ImportHashes;
use super::super::write::{AT, TOP};

/// What the comment of a part says about its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListLine {
    /// It stands there in the list.
    At(usize),
    /// It is the top of the list.
    Top,
    /// It no longer stands in the list.
    Gone,
}

const GONE: &str = "# no longer in the list";

/// The comment of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub line: ListLine,
    /// What the list said; files of earlier versions do not have it.
    pub hashes: Option<ImportHashes>,
}

impl Comment {
    /// Reads the comment above a table, if it has such a one.
    pub fn above(table: &Table) -> Option<Self> {
        let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        prefix.lines().find_map(|line| Self::read(line.trim()))
    }

    fn read(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix(AT) {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, hashes) = rest.split_at_checked(digits)?;
            return Self::with(ListLine::At(number.parse().ok()?), hashes);
        }
        let rest = |start, line| text.strip_prefix(start).and_then(|rest| Self::with(line, rest));
        rest(TOP, ListLine::Top).or_else(|| rest(GONE, ListLine::Gone))
    }

    /// The comment of a line, with what stands behind that: nothing, or what the list said.
    fn with(line: ListLine, rest: &str) -> Option<Self> {
        if rest.is_empty() {
            return Some(Self { line, hashes: None });
        }
        ImportHashes::read(rest.strip_prefix(' ')?).map(|hashes| Self { line, hashes: Some(hashes) })
    }

    /// Puts the comment above a table, in the place of one that is there.
    pub fn put(self, table: &mut Table) {
        let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let mut found = false;
        let mut changed = String::new();
        for line in prefix.split_inclusive('\n') {
            if !found && Self::read(line.trim()).is_some() {
                found = true;
                changed.push_str(&line.replacen(line.trim(), &self.text(), 1));
            } else {
                changed.push_str(line);
            }
        }
        if !found {
            // Above the head itself, and what may stand before that in its line.
            let at = changed.rfind('\n').map_or(0, |end| end + 1);
            changed.insert_str(at, &format!("{}\n", self.text()));
        }
        table.decor_mut().set_prefix(changed);
    }

    fn text(self) -> String {
        let line = match self.line {
            ListLine::At(number) => format!("{AT}{number}"),
            ListLine::Top => TOP.to_owned(),
            ListLine::Gone => GONE.to_owned(),
        };
        match self.hashes {
            Some(hashes) => format!("{line} {hashes}"),
            None => line,
        }
    }
}

/// Adds the comments of a key that goes to those above the table, so that none is lost.
pub(super) fn keep(table: &mut Table, comments: &str) {
    let lines: Vec<&str> = comments.lines().map(str::trim).filter(|line| line.starts_with('#')).collect();
    if lines.is_empty() {
        return;
    }
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
    let at = prefix.rfind('\n').map_or(0, |end| end + 1);
    let mut changed = prefix.to_owned();
    changed.insert_str(at, &format!("{}\n", lines.join("\n")));
    table.decor_mut().set_prefix(changed);
}
