//! Loads and reloads: the catalog, the problems, and the files to edit.

use super::Model;
use crate::app::loading::{Loaded, OpenStacks};
use crate::app::message::{EditTarget, Effect};
use crate::app::node_map::NodeMap;
use crate::app::popup::{Popup, PopupContent};
use crate::app::reading::PendingChange;
use crate::app::shared::Shared;
use crate::app::stack_row::{StackKey, StackRow};
use crate::app::stacks::Stacks;
use crate::catalog::bundled::Bundled;
use crate::catalog::{Catalog, Node};
use crate::search::KnownMarks;

impl Model {
    pub(super) fn loaded(&mut self, mut loaded: Loaded) {
        let must_check = self.reading.take_loaded(&mut loaded);
        let pending = if loaded.more { None } else { self.reading.end_change() };
        self.popup = self.popup.take().and_then(Popup::without_problems);
        if must_check {
            self.show_problems();
        }
        if self.lists_stacks() {
            self.effects.push(Effect::ListStacks);
        }
        let Some(catalog) = loaded.catalog else {
            // The first error has the status line until a load succeeds.
            self.notice = None;
            match self.reading.unopened() {
                Some(why) if loaded.change.is_some() => self.warn(why),
                _ if !loaded.report.is_empty() => self.inform(loaded.report),
                _ => {}
            }
            return;
        };
        if !loaded.stack_paths.is_empty() {
            self.stack_paths = loaded.stack_paths;
        }
        let gone = self.replace(catalog, loaded.change.as_ref());
        if !loaded.more && self.catalog.is_empty() && self.picking().is_some() {
            return self.effects.push(Effect::Pick(Vec::new()));
        }
        // A large index takes time, so it is built before the first search.
        if !loaded.more && self.searching.is_large(&self.catalog) {
            self.effects.extend(self.searching.build_index(&self.catalog));
        }
        if !loaded.more {
            self.tie();
        }
        let left_out = self.reading.left_out().filter(|_| !loaded.more && loaded.change.is_none());
        if let Some(why) = left_out {
            self.warn(why);
        } else if let (Some(name), None) = (gone, &loaded.change) {
            self.warn(format!("{name} is gone"));
        } else if !loaded.report.is_empty() {
            self.inform(loaded.report);
        }
        match self.reading.take_selection(&self.catalog, loaded.more) {
            Some(Ok(id)) => self.navigation.reveal(Node::Entry(id)),
            Some(Err(notice)) => self.notice = Some(notice),
            None => {}
        }
        if !loaded.more && loaded.change.is_none() {
            self.resume();
        }
        if !loaded.more {
            self.ask_for_news();
        }
        match (&loaded.change, pending) {
            (Some(change), Some(PendingChange::GoToOpened)) => self.go_to_opened(change),
            (Some(_), Some(PendingChange::GoTo(thing))) => self.arrive_at(&thing),
            _ => {}
        }
    }

    /// Has the technologies found that several of the open stacks have, unless they are known.
    pub(super) fn tie(&mut self) {
        if self.catalog.stacks().len() > 1 && self.catalog.known_technologies().is_none() {
            self.effects.push(Effect::Tie(self.catalog.clone()));
        }
    }

    /// Takes the news that the technologies of a catalog are known.
    pub(super) fn tied(&mut self, catalog: &Shared<Catalog>) {
        if *catalog == self.catalog {
            self.navigation.detail.refresh();
        }
    }

    /// Opens a built-in stack, and goes to it once it is read.
    pub(super) fn open_and_go_to(&mut self, bundled: &'static Bundled) {
        self.change_stacks(Effect::OpenStack(StackKey::BuiltIn(bundled)), PendingChange::GoToOpened);
    }

    /// Goes to the stack that was opened.
    fn go_to_opened(&mut self, change: &OpenStacks) {
        let opened = change.before.iter().position(Option::is_none);
        if let Some(at) = opened.and_then(|at| u32::try_from(at).ok()) {
            self.go_to(Node::Stack(at));
        }
    }

    /// Replaces the catalog; what exists in both stays as it was.
    ///
    /// Returns the name of the selected node, if it is gone.
    fn replace(&mut self, catalog: Shared<Catalog>, change: Option<&OpenStacks>) -> Option<String> {
        let before = std::mem::replace(&mut self.catalog, catalog);
        let map = NodeMap::new(&before, &self.catalog, change);
        let selected = self.navigation.selected();
        self.searching.rebase(&map, &self.catalog);
        self.navigation.rebase(&map, &self.catalog);
        let gone = selected.filter(|node| map.node(*node).is_none());
        let gone = gone.map(|node| before.name(node).into_owned());
        // What was known is of the entries before.
        self.searching.marks = KnownMarks::default();
        self.update_news();
        self.find_bookmarked();
        gone
    }

    fn lists_stacks(&self) -> bool {
        matches!(self.popup, Some(Popup { content: PopupContent::Stacks(_), .. }))
    }

    /// Shows the list of stacks; one that is shown already keeps its filter and its selection.
    pub(super) fn show_stacks(&mut self, all: Vec<StackRow>) {
        let stacks = Stacks { all };
        match &mut self.popup {
            Some(Popup { content: PopupContent::Stacks(before), input, selection }) => {
                let row = before.rows(input.text()).get(selection.at).copied();
                selection.at = row.map_or(0, |row| stacks.position(row, input.text()));
                *before = stacks;
            }
            Some(_) => {}
            None => self.open_popup(PopupContent::Stacks(stacks)),
        }
    }

    /// Opens or closes a stack, unless a load is running.
    pub(super) fn change_stacks(&mut self, change: Effect, pending: PendingChange) {
        if self.reading.begin_change(pending) {
            self.effects.push(change);
        } else {
            self.warn("wait until the stacks are read");
        }
    }

    pub(super) fn show_problems(&mut self) {
        match self.reading.list_problems(&mut self.effects) {
            Ok(problems) if self.popup.is_none() => self.open_popup(PopupContent::Problems(problems)),
            Ok(_) => {}
            Err(notice) => self.notice = Some(notice),
        }
    }

    pub(super) fn reload(&mut self) {
        if self.reading.has_files {
            self.effects.push(Effect::Reload);
        } else {
            let source = self.reading.source_name();
            self.warn(format!("{source} cannot be read again; r does that with files"));
        }
    }

    /// Edits the file at the first error, or at the record under the cursor.
    pub(super) fn edit_file(&mut self) {
        if !self.reading.has_files {
            let source = self.reading.source_name();
            return self.warn(format!("{source} has no file to edit"));
        }
        // The error that keeps a file from being loaded is the first thing to fix.
        let error = self.reading.first_error().and_then(|problem| problem.location.clone());
        let (stack, record) = self.subject().record();
        let target = error.map_or(EditTarget::Record(stack, record), EditTarget::Location);
        self.effects.push(Effect::Edit(target));
    }
}
