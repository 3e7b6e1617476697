//! The entry of a row of a table, described by the cells of the row.

use super::inline::Inline;
use super::item::{self, ListItem};
use super::words::{self, is_one_of, squeezed};

/// The names of the columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<String>);

/// Maximum length in characters of a cell that becomes a tag.
pub(super) const MAX_TAG: usize = 48;

/// The names of columns of descriptions.
pub(super) const DESCRIPTIONS: &str = "description, desc, about, summary, what, what it is, what is it, details, notes, note, comment, \
    comments, purpose, use";

/// The names of columns of names.
const NAMES: &str = "name, title, project, tool, library, package";

/// The names of columns of numbers that only count the rows.
const COUNTERS: &str = "#, no, no., nr, nr.";

impl Columns {
    /// The columns of a header.
    pub fn from_header(cells: &[Inline]) -> Self {
        Self(cells.iter().map(|cell| squeezed(&cell.text).trim_end_matches(':').to_owned()).collect())
    }

    fn name(&self, at: usize) -> &str {
        self.0.get(at).map_or("", String::as_str)
    }

    fn is_called(&self, at: usize, names: &str) -> bool {
        is_one_of(names, &self.name(at).to_lowercase())
    }

    /// The entry of a row, and the cell with its link; `None` for a row without links.
    pub fn item<'c>(&self, cells: &'c [Inline]) -> Option<(ListItem, &'c Inline)> {
        // A host without a scheme and the name of an image count only if there is no other link.
        let rank = |cell: &Inline| (!cell.has_written_links(), cell.has_only_image_links());
        let linked = (0..cells.len()).filter(|at| cells.get(*at).is_some_and(Inline::has_links));
        let key = linked.min_by_key(|at| cells.get(*at).map(rank))?;
        let cell = cells.get(key)?;
        let mut item = ListItem::from_inline(cell)?;
        // In a cell the first link is the main one.
        if item.main.is_none() && !item.links.is_empty() {
            item.main = Some(item.links.remove(0));
        }
        let first = cell.links().next().map_or(0, |(anchor, _)| anchor.words.start);
        // Text before the link describes the entry.
        let is_described = key > 0 && cell.words(&(0..first)).contains(char::is_alphanumeric);
        let is_unnamed = cell.has_only_image_links()
            || item.main.as_ref().is_some_and(|main| item::is_generic(&main.title));
        let name = if is_unnamed || is_described { self.name_cell(cells, key) } else { None };
        if let Some(name) = name.and_then(|at| cells.get(at)) {
            item.name = squeezed(&name.text);
            if is_described {
                let links: Vec<_> = cell.links().map(|(anchor, _)| anchor.words.clone()).collect();
                item.summary = words::description(&cell.text, 0..cell.text.len(), &links);
            }
        }
        let mut summary = vec![std::mem::take(&mut item.summary)];
        for (at, cell) in cells.iter().enumerate().filter(|(at, _)| *at != key) {
            self.add_links(&mut item, at, cell);
            if name != Some(at) && (!cell.has_links() || cell.has_own_text()) {
                self.add_text(&mut item, &mut summary, at, &squeezed(&cell.text));
            }
        }
        summary.retain(|text| !text.is_empty());
        item.summary = summary.join(" ");
        item.dedup();
        Some((item, cell))
    }

    /// Adds the links of a cell to the entry; the column names those without a name.
    fn add_links(&self, item: &mut ListItem, at: usize, cell: &Inline) {
        let column = self.name(at);
        let names_links = !column.is_empty() && !self.is_called(at, DESCRIPTIONS);
        for (_, mut link) in cell.links() {
            if names_links && item::is_wordless(&link.title) {
                column.clone_into(&mut link.title);
            }
            item.links.push(link);
        }
    }

    /// Adds the text of a cell to the tags of the entry if it is short, else to its description.
    fn add_text(&self, item: &mut ListItem, summary: &mut Vec<String>, at: usize, text: &str) {
        let column = self.name(at);
        let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let is_empty = !text.contains(char::is_alphanumeric) && text.is_ascii();
        if is_empty || is_number && (column.is_empty() || self.is_called(at, COUNTERS)) {
            return;
        }
        let labelled = if column.is_empty() { text.to_owned() } else { format!("{column}: {text}") };
        if self.is_called(at, DESCRIPTIONS) {
            summary.insert(0, text.to_owned());
        } else if text.chars().count() <= MAX_TAG {
            item.tags.push(labelled);
        } else {
            summary.push(labelled);
        }
    }

    /// The cell with the name of a row whose link has no name.
    fn name_cell(&self, cells: &[Inline], key: usize) -> Option<usize> {
        let has_words =
            |at: &usize| cells.get(*at).is_some_and(|cell| cell.text.contains(char::is_alphabetic));
        let others = || (0..cells.len()).filter(|at| *at != key).filter(has_words);
        others().find(|at| self.is_called(*at, NAMES)).or_else(|| others().find(|at| *at < key))
    }
}
