//! A search: the text field, and the results below it.

mod hit_tree;
mod result_list;

pub use self::hit_tree::HitTree;
pub use self::result_list::{ResultItem, ResultList, TREE_HITS};
use super::content::Target;
use super::history::Visit;
use super::keys::{Key, TextEdit};
use super::message::SearchReply;
use super::node_map::NodeMap;
use super::picking::Picking;
use super::popup::Reason;
use super::text_input::TextInput;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::Date;
use crate::search::{Completion, Field, Index, Marks, Query};

/// A search that is open.
#[derive(Debug)]
pub struct Search {
    /// The text field.
    pub input: TextInput,
    /// The latest query; the results may still be those of an earlier one.
    pub(super) query: Query,
    /// The id of the request for the results of the latest query, while it runs; other replies are ignored.
    pub(super) request: Option<u64>,
    /// The results, of the latest query or of an earlier one.
    pub results: Option<ResultList>,
    /// Keys about the hits, to be handled when the results arrive.
    pub(super) deferred_keys: Vec<Key>,
    /// The visit that the search was opened in.
    pub(super) from: Visit,
    today: Option<Date>,
    /// The date as of which the stacks are shown.
    as_of: Option<Date>,
    /// The entry to keep selected when the results arrive, if it still matches.
    entry_to_keep: Option<EntryId>,
    /// The completions of the word before the cursor, and the text that they are for.
    completion: (String, Option<Completion>),
    /// The number of steps back in the earlier queries.
    recalled: usize,
    /// The entries that `is:` names by a mark, once they are known.
    marks: Marks,
    /// The marks of the picker, if this is one: without a query it lists every entry.
    pub picking: Option<Picking>,
}

/// The content of the left pane while a search is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListContent {
    /// The tree: there is no query yet.
    Tree,
    /// The hits.
    Hits,
    /// The hits in the tree.
    HitTree,
    /// No hits.
    Nothing,
}

impl Search {
    /// A search without a query; `today` is for queries such as `age:>3y`.
    pub(super) fn new(from: Visit, today: Option<Date>, as_of: Option<Date>) -> Self {
        Self {
            input: TextInput::default(),
            query: Query::default(),
            request: None,
            results: None,
            deferred_keys: Vec::new(),
            from,
            today,
            as_of,
            entry_to_keep: None,
            completion: (String::new(), None),
            recalled: 0,
            marks: Marks::default(),
            picking: None,
        }
    }

    /// The picker, with an entry selected in it.
    pub(super) fn picker(self, selected: Option<EntryId>) -> Self {
        let mut picker = Self { picking: Some(Picking::default()), entry_to_keep: selected, ..self };
        picker.set_query(false);
        picker
    }

    /// Whether the results of the latest query are missing or stale.
    pub fn is_pending(&self) -> bool {
        !self.query.is_empty()
            && self.results.as_ref().is_none_or(|list| list.is_stale || *list.found.query() != self.query)
    }

    /// Whether keys about hits must wait: the results are missing, or those of another query.
    pub(super) fn defers_keys(&self) -> bool {
        !self.query.is_empty() && self.results.as_ref().is_none_or(|list| *list.found.query() != self.query)
    }

    /// The content of the left pane.
    pub fn list_content(&self) -> ListContent {
        match &self.results {
            None => ListContent::Tree,
            Some(list) if list.total() == 0 => ListContent::Nothing,
            Some(list) if list.tree.is_some() => ListContent::HitTree,
            Some(_) => ListContent::Hits,
        }
    }

    /// The entry of the selected hit.
    pub fn chosen(&self) -> Option<EntryId> {
        self.results.as_ref()?.chosen()
    }

    /// The row of the detail in which the selected hit matched, if it is not the first one.
    pub(super) fn target(&self) -> Option<Target> {
        match self.results.as_ref()?.chosen_hit?.field {
            Field::Claim(at) => Some(Target::Claim(at as usize)),
            Field::Source(at) => Some(Target::Source(at as usize)),
            _ => None,
        }
    }

    /// Edits the text.
    ///
    /// Returns the entry that was selected, if the text was cleared.
    pub(super) fn edit(&mut self, edit: TextEdit) -> Option<EntryId> {
        let (length, chosen) = (self.input.text().len(), self.chosen());
        if self.input.edit(edit) {
            self.set_query(self.input.text().len() > length);
        }
        chosen.filter(|_| self.results.is_none())
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.set_query(true);
    }

    /// Takes up an earlier query, one further back each time, and returns whether there was one.
    pub(super) fn recall(&mut self, earlier: &[String]) -> bool {
        let text = earlier.iter().rev().nth(self.recalled).filter(|_| self.input.text().is_empty());
        if let Some(text) = text {
            self.input.set(text);
            self.recalled += 1;
            self.set_query(true);
        }
        text.is_some()
    }

    /// The completions of the word before the cursor.
    pub fn completion(&self) -> Option<&Completion> {
        self.completion.1.as_ref()
    }

    /// Gives the query the entries with marks, if it asks for them.
    pub(super) fn take_marks(&mut self, marks: Option<Marks>) {
        let Some(marks) = marks else { return };
        if self.query.needs_marks() {
            self.query = std::mem::take(&mut self.query).with_marks(marks.clone());
        }
        self.marks = marks;
    }

    /// Looks for completions in an index, if the text before the cursor has changed.
    pub(super) fn find_completions(&mut self, index: &Index) {
        let before = self.input.before_cursor();
        // In the picker Tab marks.
        if self.completion.0 != before && self.picking.is_none() {
            self.completion = (before.to_owned(), index.completion(before, self.today, &self.marks));
        }
    }

    /// Takes the first completion, and returns whether there was one.
    pub(super) fn complete(&mut self) -> bool {
        let Some(found) = self.completion.1.take() else { return false };
        let Some(choice) = found.choices.first() else { return false };
        self.input.complete(found.range.start, &found.filter(choice));
        self.set_query(true);
        true
    }

    /// Has an entry selected when the results arrive, if it is one of them.
    pub(super) fn keep_selected(&mut self, id: Option<EntryId>) {
        self.entry_to_keep = id;
    }

    /// Reads the query from the text; `longer` is true if the text was only added to.
    fn set_query(&mut self, longer: bool) {
        self.entry_to_keep = if longer { None } else { self.chosen().or(self.entry_to_keep) };
        let text = self.input.text();
        let query = self.today.map_or_else(|| Query::parse(text), |today| Query::parse_on(text, today));
        let query = if self.picking.is_some() && query.is_empty() { Query::everything() } else { query };
        self.query = match self.as_of {
            Some(date) => query.as_of(date),
            None => query,
        };
        self.request = None;
        if self.query.is_empty() {
            self.results = None;
        }
    }

    /// Takes the results of the latest query.
    pub(super) fn set_results(&mut self, reply: SearchReply, catalog: &Catalog) {
        self.request = None;
        let entry_to_keep = self.entry_to_keep.take();
        self.results = Some(ResultList::new(reply, self.results.as_ref(), entry_to_keep, catalog));
    }

    /// The reason why the selected entry is a hit.
    pub(super) fn explain(&self, catalog: &Catalog) -> Option<Reason> {
        let results = self.results.as_ref()?;
        let (id, query) = (results.chosen()?, results.found.query());
        let mut lines = vec![query.describe()];
        lines.extend(query.warnings().iter().cloned());
        lines.extend(results.index.explain(catalog, query, id));
        Some(Reason { entry_name: catalog.name(Node::Entry(id)).into_owned(), lines })
    }

    /// Carries the search over to a reloaded catalog.
    pub(super) fn rebase(&mut self, map: &NodeMap<'_>, catalog: &Catalog) {
        self.request = None;
        self.completion = (String::new(), None);
        if let Some(picking) = &mut self.picking {
            picking.remap(|id| map.entry(id));
        }
        let chosen = self.chosen().or(self.entry_to_keep);
        self.results = self.results.take().and_then(|list| list.stale(|id| map.entry(id), catalog));
        if self.results.is_none() {
            self.entry_to_keep = chosen.and_then(|id| map.entry(id));
        }
        if !self.from.remap_nodes(|node| map.nearest(node)) {
            self.from.node = catalog.rows().first().map_or(Node::Stack(0), |row| row.node);
        }
    }
}
