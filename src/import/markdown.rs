//! The reader of lists in Markdown, which become stacks of kind `list`.
//!
//! Headings are categories. Gathered, rows of tables and URLs in running text are entries; nested items are their children.
//! Anything that a stack cannot contain is a warning at its line. Nothing here recurses on data.
//!
//! From the text to the structure, in the order of the calls:
//!
//! - `reader`: cuts the text into blocks, with `pulldown-cmark`
//! - `inline`: the text of one block, with its links
//! - `links`: a link, and where it leads
//! - `bare`: URLs in running text that no syntax marks as links
//! - `broken`: links that Markdown takes for text
//! - `words`: rules about spaces, separators and brackets
//! - `outline`: the blocks in their order, made into sections and entries
//! - `frames`: the items and other elements that enclose a block
//! - `item`: an item, split into a name, links, tags and a description
//! - `lead`: the text before the first link of an item
//! - `table`: the entry of a row of a table
//! - `collected`: the sections and entries that were found
//!
//! From the structure to the draft of a stack; only here texts are cleaned, because entities may decode to characters
//! that act on a terminal:
//!
//! - `draft`: the names, ids and texts of categories and entries
//! - `title`: the name of the list
//! - `tidy`: removes what is no part of the list
//! - `fold`: a heading with the text below it as one entry, where the headings are the entries

mod bare;
mod broken;
mod collected;
mod draft;
mod fold;
mod frames;
mod inline;
mod item;
mod lead;
mod links;
mod outline;
mod reader;
mod table;
mod tidy;
mod title;
mod words;

pub(crate) use self::words::parted;
use super::foreign::Imported;
use crate::format::File;

/// Reads a list.
///
/// Every finding but one is a warning: a text without an entry is an error, and so is one that is not UTF-8.
pub fn read(file: File) -> Imported {
    Imported::from_file(file, |text| draft::draft(reader::read(&text.text), &text.name))
}

#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;
