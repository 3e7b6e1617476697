//! Lists in Markdown as stacks of kind `list`.
//!
//! A list is read as people write one: headings are categories, items, rows of tables and bare addresses are entries, and
//! what is nested hangs under what it is nested in. What a stack has no place for is a warning at its line.
//!
//! The text is cut into blocks by `pulldown-cmark` (`reader`); a block becomes words and links (`inline`), an item of it
//! a name, addresses and a description (`item`), and all of them sections and entries (`outline`). Only then is
//! anything cleaned (`draft`), as entities may decode to whatever a terminal acts on. Nothing here recurses on data.

mod bare;
mod draft;
mod html;
mod inline;
mod item;
mod lead;
mod links;
mod outline;
mod reader;
mod slug;
mod table;
mod title;
mod words;

pub(crate) use self::words::parted;
use crate::dataset::{Code, Finding, check};
use crate::format::{File, Lines, Positions, Reading, SourceText};

/// How many bytes a list may have: a stack counts them in 32 bits.
const LARGEST: usize = 1 << 30;

/// Reads a list.
///
/// Every finding but one is a warning: a text with nothing to make an entry of is an error, and so is one that is not UTF-8.
#[must_use]
pub fn read(file: File) -> Reading {
    read_with_lines(file).0
}

/// Reads a list, and tells on which lines its categories and entries stand.
#[must_use]
pub fn read_with_lines(file: File) -> (Reading, Lines) {
    let refused =
        |finding: Finding, texts| (Reading { stack: None, findings: vec![finding], texts }, Lines::default());
    if file.bytes.len() > LARGEST {
        let message = format!("{} bytes are more than the {LARGEST} that a list may have", file.bytes.len());
        return refused(Finding::error(Code::Size, None, message), Vec::new());
    }
    let (text, fault) = SourceText::decode(file, 0);
    if let Some(fault) = fault {
        return refused(fault, vec![text]);
    }
    let (drafted, mut findings) = draft::draft(reader::read(&text.text), &text.name);
    if drafted.draft.entries.is_empty() {
        let help = "a list has items with links, such as - [Name](https://example.org) - what it is";
        let finding = Finding::error(Code::NoEntries, None, "there is no item with an address in this text");
        findings.insert(0, finding.help(help.to_owned()));
        return (Reading { stack: None, findings, texts: vec![text] }, Lines::default());
    }
    let (stack, more) = check(&drafted.draft);
    findings.extend(more);
    check::sort(&mut findings);
    let lines = |places: &[usize]| {
        let mut positions = Positions::new(&text.text);
        places.iter().map(|at| positions.locate(*at).0).collect()
    };
    let lines = Lines { categories: lines(&drafted.categories), entries: lines(&drafted.entries) };
    (Reading { stack, findings, texts: vec![text] }, lines)
}

#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;
