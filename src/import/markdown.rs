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
use super::foreign::Imported;
use crate::format::File;

/// Reads a list.
///
/// Every finding but one is a warning: a text without an entry is an error, and so is one that is not UTF-8.
#[must_use]
pub fn read(file: File) -> Imported {
    Imported::from_file(file, |text| draft::draft(reader::read(&text.text), &text.name))
}

#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;
