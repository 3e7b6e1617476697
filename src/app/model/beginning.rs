//! The first state of a model.

use std::collections::HashSet;

use super::Model;
use crate::app::appearance::Appearance;
use crate::app::content::StateForm;
use crate::app::dice::Dice;
use crate::app::groupings;
use crate::app::layout::Size;
use crate::app::mouse::MouseUse;
use crate::app::navigation::Navigation;
use crate::app::news::News;
use crate::app::pending::Pending;
use crate::app::queue::QueueRun;
use crate::app::reading::Reading;
use crate::app::searching::Searching;
use crate::app::shared::Shared;
use crate::app::start::Start;
use crate::catalog::{Arrangement, Catalog, EntryId, Grouping, Node, Sorting};
use crate::dataset::Date;

/// Whether the stacks that are read before the first frame have no group of a grouping.
fn start_lacks(catalog: &Catalog, grouping: Grouping) -> bool {
    !catalog.stacks().is_empty() && catalog.group_count(grouping) == 0
}

impl Model {
    /// The interface for a catalog, on a screen of a size.
    pub fn new(catalog: Catalog, size: Size, start: Start) -> Self {
        let mut model = Self {
            reading: Reading::new(start.has_files, start.is_piped, start.problems),
            searching: Searching::new(start.today),
            navigation: Navigation::new(&catalog),
            catalog: Shared::new(catalog),
            size,
            popup: None,
            keymap: start.keymap,
            commands: start.commands,
            pending: Pending::default(),
            timers: 0,
            notice: None,
            copying: None,
            tip: start.tip,
            kept: start.kept,
            resume: start.resume,
            news: News::default(),
            stack_paths: start.stack_paths,
            bookmarked: HashSet::new(),
            queue_run: QueueRun::default(),
            unopened_shown: 0,
            glyphs: start.glyphs,
            states: start.glyphs.pick(start.states, StateForm::Words),
            is_linear: start.linear,
            appearance: Appearance::new(start.look, start.halves, start.depth),
            dice: Dice::new(start.seed),
            start: Arrangement { group: start.grouping, sort: start.sort, as_of: start.as_of },
            effects: Vec::new(),
            mouse: MouseUse::new(start.mouse, !start.has_no_mouse),
            split: start.split,
        };
        model.reading.pending_selection = start.pending_selection;
        if let Some(progress) = start.loading {
            model.reading.set_progress(progress);
        }
        model.find_bookmarked();
        model.tie();
        model.arrange_first(start.grouping, start.sort, start.as_of);
        if !model.catalog.stacks().is_empty() {
            model.resume();
            model.ask_for_news();
        }
        if let Some(id) = start.select {
            model.navigation.reveal(Node::Entry(id));
        }
        if start.picks {
            model.searching.open_picker(model.navigation.visit(), model.as_of(), start.select);
        }
        if let Some(query) = start.query {
            model.search_for(&query, start.select);
        }
        model.settle();
        model
    }
    /// Arranges the tree as the settings and the flags ask.
    fn arrange_first(&mut self, grouping: Grouping, sort: Sorting, as_of: Option<Date>) {
        match grouping {
            Grouping::Category => {}
            lacking if start_lacks(&self.catalog, lacking) => self.warn(groupings::lacking(lacking)),
            grouping => self.group_by(grouping),
        }
        self.sort_by(sort);
        if as_of.is_some() {
            self.show_as_of(as_of);
        }
    }

    /// Opens the search with a query and, if it is among the hits, an entry selected.
    fn search_for(&mut self, query: &str, select: Option<EntryId>) {
        self.open_search();
        self.paste(query);
        if let Some(search) = self.searching.search_mut() {
            search.keep_selected(select);
        }
    }
}
