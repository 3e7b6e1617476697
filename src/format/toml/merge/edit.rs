//! Changes to one table of a file that keep everything else as it is.

use std::collections::HashSet;

use toml_edit::{Array, InlineTable, Item, Table, TableLike, Value};

use super::comment::{Comment, keep};
use super::sequence::{Pick, Piece, Sequences, rebuild};
use crate::dataset::{Entry, Link, SourceUrl};
use crate::format::toml::import_hashes::{
    ChangedBy, ImportHashes, ImportedField, link_hash, tag_hash, text, unknown,
};

/// The information about the last import of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// The hashes of the fields of the list.
    Known(ImportHashes),
    /// It was imported by an earlier version, without hashes: the list wins.
    FromList,
    /// It was written by the user.
    ByHand,
}

impl Before {
    pub fn from_comment(comment: Option<Comment>) -> Self {
        match comment {
            Some(Comment { hashes: Some(hashes), .. }) => Self::Known(hashes),
            Some(_) => Self::FromList,
            None => Self::ByHand,
        }
    }
}

/// Changes to a table.
pub(super) struct TableEdit<'t> {
    table: &'t mut Table,
    /// The keys with a new value.
    pub keys: Vec<&'static str>,
    /// The keys that both have changed, with the list's values; the file keeps its own.
    pub kept: Vec<(&'static str, String)>,
    /// The values that the list has dropped, with their keys: they are removed.
    pub dropped: Vec<(&'static str, String)>,
}

impl<'t> TableEdit<'t> {
    pub fn new(table: &'t mut Table) -> Self {
        Self { table, keys: Vec::new(), kept: Vec::new(), dropped: Vec::new() }
    }

    /// Sets a value; the comments around an existing one stay.
    pub fn text(&mut self, key: &'static str, value: Option<&str>) {
        let Some(value) = value else { return };
        match self.table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) if old.as_str() == Some(value) => return,
            Some(old) => {
                let decor = old.decor().clone();
                *old = Value::from(value);
                *old.decor_mut() = decor;
            }
            None => {
                self.table.insert(key, toml_edit::value(value));
            }
        }
        self.keys.push(key);
    }

    /// Sets the fields that the list has changed, except `fixed`.
    pub fn fields(&mut self, fields: &[ImportedField], before: &Before, fixed: Option<&str>) {
        let changed_by = match before {
            Before::Known(hashes) => hashes.changed_by(fields),
            Before::FromList | Before::ByHand => fields.iter().map(unknown).collect(),
        };
        for (field, by) in fields.iter().zip(changed_by) {
            let by_list = match by {
                ChangedBy::Neither | ChangedBy::File => continue,
                ChangedBy::List => true,
                // The file loses nothing if it has no value.
                ChangedBy::Both if field.list.is_none() => false,
                ChangedBy::Both => *before == Before::FromList || field.file.is_none(),
            };
            match &field.list {
                Some(list) if by_list && fixed != Some(field.key) => self.text(field.key, Some(list)),
                Some(list) => self.kept.push((field.key, list.clone())),
                // What only the list gave goes with it.
                None if by_list => self.drop_field(field),
                None if matches!(before, Before::Known(_)) => self.kept.push((field.key, String::new())),
                None => {}
            }
        }
    }

    /// Removes a field that the list has dropped. A parent is a place and no value.
    fn drop_field(&mut self, field: &ImportedField) {
        match &field.file {
            Some(value) if field.key != "parent" => self.dropped.push((field.key, value.clone())),
            _ => self.keys.push(field.key),
        }
        let Some((name, item)) = self.table.remove_entry(field.key) else { return };
        let value = item.as_value().map(Value::decor);
        let texts = [name.leaf_decor().prefix(), value.and_then(toml_edit::Decor::suffix)];
        let texts = texts.into_iter().flatten().filter_map(toml_edit::RawString::as_str);
        keep(self.table, &texts.collect::<Vec<_>>().join("\n"));
    }

    /// Merges the tags and links of the list, and removes those that it has dropped.
    pub fn tags_and_links(&mut self, new: Entry<'_>, old: Entry<'_>, before: &Before) {
        let source =
            Source { before, is_unchanged: matches!(before, Before::Known(hashes) if hashes.are_of(old)) };
        self.tags(new, &source);
        self.links(new, &source);
        // A URL in another field has only moved.
        let urls = [new.homepage(), new.repository()].into_iter().chain(new.links().map(Link::url)).flatten();
        let urls: HashSet<String> = urls.map(|url| url.to_string()).collect();
        self.dropped.retain(|(_, value)| !urls.contains(value));
    }

    fn tags(&mut self, new: Entry<'_>, source: &Source<'_>) {
        let wanted: Vec<&str> = new.tags().collect();
        let piece = |tag: &str| Piece { key: tag.to_owned(), hash: tag_hash(tag) };
        let list: Vec<Piece> = wanted.iter().map(|tag| piece(tag)).collect();
        let tags = self.table.get("tags").and_then(Item::as_array);
        let file: Vec<Piece> =
            tags.into_iter().flatten().map(|tag| piece(tag.as_str().unwrap_or_default())).collect();
        let is_from_list: Vec<bool> = file.iter().map(|piece| source.gave(piece)).collect();
        let sequences =
            Sequences { file: &file, list: &list, is_from_list: &is_from_list, former: source.pieces() };
        let picks = sequences.merged();
        if !self.note("tags", &file, &picks, &list) {
            return;
        }
        if let Some(tags) = self.array("tags") {
            rebuild(tags, &picks, |at| Value::from(wanted.get(at).copied().unwrap_or_default()), " ");
        }
        self.remove_empty("tags");
    }

    fn links(&mut self, new: Entry<'_>, source: &Source<'_>) {
        // The main pages of the file are no further links.
        let own: Vec<String> = ["homepage", "repository"]
            .iter()
            .filter_map(|key| self.table.get(key).and_then(Item::as_str).map(str::to_owned))
            .collect();
        let wanted: Vec<Link<'_>> = new
            .links()
            .filter(|link| link.url().is_some_and(|url| !own.iter().any(|own| url.as_str() == own)))
            .collect();
        let list: Vec<Piece> = wanted
            .iter()
            .map(|link| Piece {
                key: link.url().map(|url| url.to_string()).unwrap_or_default(),
                hash: link_hash(link.title(), link.url()),
            })
            .collect();
        let tables = self.table.get("link").and_then(Item::as_array_of_tables);
        let file: Vec<Piece> = match (tables, self.table.get("links").and_then(Item::as_array)) {
            (Some(tables), _) => tables.iter().map(|table| link_piece(table)).collect(),
            (None, Some(links)) => {
                links.iter().filter_map(Value::as_inline_table).map(|table| link_piece(table)).collect()
            }
            (None, None) => Vec::new(),
        };
        let is_from_list: Vec<bool> = file.iter().map(|piece| source.gave(piece)).collect();
        let sequences =
            Sequences { file: &file, list: &list, is_from_list: &is_from_list, former: source.pieces() };
        let picks = sequences.merged();
        if !self.note("links", &file, &picks, &list) {
            return;
        }
        let inline = |at: usize| wanted.get(at).map(|link| inline(*link)).unwrap_or_default();
        if self.table.contains_key("link") {
            self.link_blocks(&picks, inline);
        } else if let Some(links) = self.array("links") {
            rebuild(links, &picks, |at| Value::InlineTable(inline(at)), "\n  ");
        }
        self.remove_empty("links");
    }

    /// Notes a change of tags or links, and the values that are dropped. Returns whether there is a change.
    fn note(&mut self, key: &'static str, file: &[Piece], picks: &[Pick], list: &[Piece]) -> bool {
        let is_same = picks.iter().enumerate().all(|(at, pick)| *pick == Pick::File(at));
        if is_same && picks.len() == file.len() {
            return false;
        }
        let piece = |pick: &Pick| match pick {
            Pick::File(at) => file.get(*at),
            Pick::List(at) => list.get(*at),
        };
        // Another value with the same header, such as `Licence: MIT`, is a change.
        let header = |piece: &'_ Piece| match piece.key.split_once(": ") {
            Some((header, _)) if key == "tags" => header.to_owned(),
            _ => piece.key.clone(),
        };
        let kept: HashSet<String> = picks.iter().filter_map(piece).map(header).collect();
        let dropped: Vec<&Piece> = file.iter().filter(|piece| !kept.contains(&header(piece))).collect();
        if picks.len() + dropped.len() != file.len() || picks.iter().any(|pick| matches!(pick, Pick::List(_)))
        {
            self.keys.push(key);
        }
        self.dropped.extend(dropped.into_iter().map(|piece| (key, piece.key.clone())));
        true
    }

    /// Changes the links of a file that has each in a block of its own.
    fn link_blocks(&mut self, picks: &[Pick], new: impl Fn(usize) -> InlineTable) {
        let Some(blocks) = self.table.get_mut("link").and_then(Item::as_array_of_tables_mut) else { return };
        let old: Vec<Table> = blocks.iter().cloned().collect();
        let mut positions: Vec<isize> = old.iter().filter_map(Table::position).collect();
        positions.sort_unstable();
        let last = positions.last().copied();
        let kept: HashSet<usize> = picks
            .iter()
            .filter_map(|pick| if let Pick::File(at) = pick { Some(*at) } else { None })
            .collect();
        let removed =
            old.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, table)| comments(table));
        let removed = removed.collect::<String>();
        blocks.clear();
        for (at, pick) in picks.iter().enumerate() {
            let mut table = match pick {
                Pick::File(at) => old.get(*at).cloned().unwrap_or_default(),
                Pick::List(at) => new(*at).into_table(),
            };
            table.set_position(positions.get(at).copied().or(last));
            blocks.push(table);
        }
        if picks.is_empty() {
            self.table.remove("link");
        }
        keep(self.table, &removed);
    }

    /// Removes an array without values; its comments go above the table.
    fn remove_empty(&mut self, key: &str) {
        let Some(array) = self.table.get(key).and_then(Item::as_array).filter(|array| array.is_empty())
        else {
            return;
        };
        let inside = array.trailing().as_str().unwrap_or_default().to_owned();
        let Some((name, item)) = self.table.remove_entry(key) else { return };
        let decor = item.as_value().map(Value::decor);
        let around = [name.leaf_decor().prefix(), decor.and_then(toml_edit::Decor::suffix)];
        let around = around.into_iter().flatten().filter_map(toml_edit::RawString::as_str);
        let texts: Vec<&str> = around.chain([&*inside]).collect();
        keep(self.table, &texts.join("\n"));
    }

    /// The array of a key; a new one if there is none.
    fn array(&mut self, key: &str) -> Option<&mut Array> {
        if !self.table.contains_key(key) {
            self.table.insert(key, Item::Value(Value::Array(Array::new())));
        }
        self.table.get_mut(key).and_then(Item::as_array_mut)
    }
}

/// The knowledge about the tags and links that the list gave.
struct Source<'b> {
    before: &'b Before,
    /// Whether the file has the tags and links of the list as they were.
    is_unchanged: bool,
}

impl Source<'_> {
    /// Whether the list gave a tag or link of the file.
    fn gave(&self, piece: &Piece) -> bool {
        self.is_unchanged || self.pieces().contains(&piece.hash)
    }

    /// The hashes of the former tags and links.
    fn pieces(&self) -> &[u32] {
        match self.before {
            Before::Known(hashes) => hashes.pieces(),
            _ => &[],
        }
    }
}

/// The link of a table.
fn link_piece(table: &dyn TableLike) -> Piece {
    let text = |key| table.get(key).and_then(Item::as_str);
    let url = text("url").and_then(|url| SourceUrl::parse(url).ok());
    Piece { key: text("url").unwrap_or_default().to_owned(), hash: link_hash(text("title"), url) }
}

/// The comments above a table.
fn comments(table: &Table) -> String {
    table.decor().prefix().and_then(toml_edit::RawString::as_str).unwrap_or_default().to_owned()
}

fn inline(link: Link<'_>) -> InlineTable {
    link.fields().into_iter().filter_map(|(key, value)| Some((key, text(&value)?))).collect()
}
