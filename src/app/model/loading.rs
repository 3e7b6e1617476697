//! Loads and reloads: the catalog, the problems, and the files to edit.

use super::Model;
use crate::app::loading::{Loaded, Problem};
use crate::app::message::{EditTarget, Effect};
use crate::app::node_map::NodeMap;
use crate::app::popup::{Popup, PopupContent};
use crate::app::shared::Shared;
use crate::catalog::{Catalog, Node};

impl Model {
    pub(super) fn loaded(&mut self, mut loaded: Loaded) {
        let must_check = self.reading.take_loaded(&mut loaded);
        self.popup = self.popup.take().and_then(Popup::without_problems);
        if must_check {
            self.show_problems();
        }
        let Some(catalog) = loaded.catalog else {
            // The first error has the status line until a load succeeds.
            self.notice = None;
            if !loaded.report.is_empty() {
                self.inform(loaded.report);
            }
            return;
        };
        let gone = self.replace(catalog);
        // A large index takes time, so it is built before the first search.
        if !loaded.more && self.searching.is_large(&self.catalog) {
            self.effects.extend(self.searching.build_index(&self.catalog));
        }
        let unopened = self.reading.unopened().map(|(problem, count)| not_opened(problem, count));
        if let Some(notice) = unopened.filter(|_| !loaded.more) {
            self.warn(notice);
        } else if let Some(name) = gone {
            self.warn(format!("{name} is gone"));
        } else if !loaded.report.is_empty() {
            self.inform(loaded.report);
        }
        match self.reading.take_selection(&self.catalog, loaded.more) {
            Some(Ok(id)) => self.navigation.reveal(Node::Entry(id)),
            Some(Err(notice)) => self.notice = Some(notice),
            None => {}
        }
    }

    /// Replaces the catalog; what exists in both stays as it was.
    ///
    /// Returns the name of the selected node, if it is gone.
    fn replace(&mut self, catalog: Shared<Catalog>) -> Option<String> {
        let before = std::mem::replace(&mut self.catalog, catalog);
        let map = NodeMap::new(&before, &self.catalog);
        let selected = self.navigation.selected();
        self.searching.rebase(&map, &self.catalog);
        self.navigation.rebase(&map, &self.catalog);
        let gone = selected.filter(|node| map.node(*node).is_none());
        gone.map(|node| before.name(node).into_owned())
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

/// The notice that some of several stacks are not open.
fn not_opened(first: &Problem, count: usize) -> String {
    let spot = first.location.as_ref().map(|at| format!("{}:{}: ", at.file, at.line)).unwrap_or_default();
    match count {
        1 => format!("not opened: {spot}{}", first.message),
        _ => format!("{count} stacks are not open, ! lists them: {spot}{}", first.message),
    }
}
