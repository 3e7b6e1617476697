//! Taking in what was read, at the start, while it grows, and when a file was saved.

use std::collections::HashMap;

use super::searching::APART;
use super::{Focus, Model, Popup};
use crate::app::content::Target;
use crate::app::loading::{FileLocation, LoadProgress, Loaded, Problem, Problems};
use crate::app::message::{EditTarget, Effect, Shared};
use crate::app::tree::Tree;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Category, CategoryIndex, Entry, RecordId, sanitized};
use crate::search::QueryCache;

impl Model {
    /// How far reading is, while it goes on.
    #[must_use]
    pub fn loading(&self) -> Option<&LoadProgress> {
        self.loading.as_ref()
    }

    /// What is wrong with the files that were read last.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many of the problems are errors: the files say something else than what is shown.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.problems().iter().filter(|problem| problem.is_error).count()
    }

    /// Whether the stacks come from files that can be edited and read again.
    #[must_use]
    pub fn has_files(&self) -> bool {
        self.has_files
    }

    /// What is open, to be kept where it cannot be read again.
    #[must_use]
    pub fn shared_catalog(&self) -> Shared<Catalog> {
        self.catalog.clone()
    }

    /// Whether what is shown is only a part, as reading was stopped.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.part
    }

    pub(super) fn progressed(&mut self, progress: LoadProgress) {
        self.loading = Some(progress);
    }

    pub(super) fn loaded(&mut self, loaded: Loaded) {
        if !loaded.more {
            self.loading = None;
        }
        self.take_problems(loaded.problems);
        self.checked = loaded.problems_complete;
        self.part = loaded.is_partial || self.part && loaded.catalog.is_none();
        if let Some(Popup::Problems(_)) = self.popup {
            // The list is of what was read before.
            self.popup = None;
        }
        if self.checking && !loaded.more {
            // What was looked at is no longer what is there.
            self.checking = false;
            let effect = self.show_problems();
            self.effects.extend(effect);
        }
        let Some(catalog) = loaded.catalog else {
            // The row below the panes says what is wrong until it is mended.
            self.notice = None;
            if !loaded.report.is_empty() {
                self.say(loaded.report);
            }
            return;
        };
        let gone = self.replace(catalog);
        // A large index takes its time, so it is begun before anybody asks.
        if self.search.is_some() || !loaded.more && self.catalog.len() >= APART {
            self.need_index();
            self.seek();
        }
        if let Some(name) = gone {
            self.warn(format!("{name} is gone"));
        } else if !loaded.report.is_empty() {
            self.say(loaded.report);
        }
        self.select_wanted(loaded.more);
    }

    /// Selects the entry that the program was started for, as soon as it is there.
    fn select_wanted(&mut self, more: bool) {
        let Some(id) = self.wanted.take() else { return };
        match self.catalog.find(&id) {
            Ok(id) => self.reveal(Node::Entry(id)),
            Err(_) if more => self.wanted = Some(id),
            Err(unknown) => {
                let nearest = unknown.nearest.first().map(|id| format!("; did you mean {id}?"));
                self.warn(format!("no entry {}{}", sanitized(&id), nearest.unwrap_or_default()));
            }
        }
    }

    /// Shows another catalog in place of the present one; whatever is in both stays as it was.
    ///
    /// Gives back the name of what was selected, if that is gone.
    fn replace(&mut self, catalog: Shared<Catalog>) -> Option<String> {
        let before = std::mem::replace(&mut self.catalog, catalog);
        self.outdated = true;
        self.indexing = false;
        // An answer that is under way is about what was shown before.
        self.asked += 1;
        self.memory = QueryCache::new();
        let after = self.catalog.clone();
        let same = Same::between(&before, &after);
        let selected = before.rows().get(self.tree.selected()).map(|row| row.node);
        let open: Vec<Node> =
            self.tree.open(&before).into_iter().filter_map(|node| same.node(node)).collect();
        self.history.translate(|node| same.node(node));
        self.detail.translate(|node| same.node(node));
        let place = selected.and_then(|node| same.node(node).or_else(|| same.around(node)));
        if let Some(search) = &mut self.search {
            search.renew(|id| same.entry(id), place);
        }
        if self.search.as_ref().is_none_or(|search| search.answered().is_none()) {
            self.index = None;
        }
        self.tree = Tree::new(&self.catalog);
        if let Some(node) = place {
            self.tree.restore_open(&self.catalog, &open);
            self.reveal(node);
        }
        let gone = selected.filter(|node| same.node(*node).is_none());
        gone.map(|node| before.name(node).to_owned())
    }

    pub(super) fn show_problems(&mut self) -> Option<Effect> {
        if !self.has_files && !self.is_piped {
            self.say("the embedded stack was checked when the program was built".to_owned());
        } else if self.loading.is_some() {
            self.warn("the files are still being read".to_owned());
        } else if self.checked || !self.has_files {
            self.list();
        } else {
            self.say(LOOKING.to_owned());
            return (!std::mem::replace(&mut self.checking, true)).then_some(Effect::Check);
        }
        None
    }

    /// Takes in all that is wrong with the files, and shows it if somebody waits for that.
    pub(super) fn checked(&mut self, problems: Vec<Problem>) {
        if std::mem::take(&mut self.checking) {
            self.take_problems(problems);
            self.checked = true;
            self.list();
        }
    }

    /// Takes in what was found wrong with the files; what came through a pipe was read once and stays as it was.
    fn take_problems(&mut self, found: Vec<Problem>) {
        let is_piped = |problem: &Problem| problem.location.as_ref().is_some_and(|spot| spot.at.is_none());
        let is_first = found.iter().any(is_piped);
        self.problems.retain(|problem| !is_first && is_piped(problem));
        self.problems.extend(found);
    }

    fn list(&mut self) {
        let problems = self.problems.clone();
        if problems.is_empty() && !self.checked {
            self.say(
                "a large standard input is not searched for warnings; stacklore check - does that".to_owned(),
            );
        } else if problems.is_empty() {
            self.say("there is nothing wrong with the files".to_owned());
        } else if self.popup.is_none() {
            self.popup = Some(Popup::Problems(Problems::new(problems)));
        }
    }

    pub(super) fn reload(&mut self) -> Option<Effect> {
        if !self.has_files {
            let what = self.source_in_words();
            self.warn(format!("{what} cannot be read again; r does that with files"));
            return None;
        }
        Some(Effect::Reload)
    }

    /// Edits the file of what is selected, or of the selected problem, at its line.
    pub(super) fn edit_file(&mut self) -> Option<Effect> {
        if let Some(Popup::Problems(problems)) = &self.popup {
            let spot = problems.location().cloned();
            match &spot {
                None => self.warn("this problem has no place of its own".to_owned()),
                Some(FileLocation { at: None, .. }) => {
                    self.warn("the standard input has no file to edit".to_owned());
                }
                Some(_) => {}
            }
            return spot
                .filter(|spot| spot.at.is_some())
                .map(|spot| Effect::Edit(EditTarget::Location(spot)));
        }
        if !self.has_files {
            let what = self.source_in_words();
            self.warn(format!("{what} has no file to edit"));
            return None;
        }
        // What keeps a file from being read is what one wants to see first.
        if let Some(spot) = self.first_error().and_then(|problem| problem.location.clone()) {
            return Some(Effect::Edit(EditTarget::Location(spot)));
        }
        let (stack, part) = self.part();
        Some(Effect::Edit(EditTarget::Record(stack, part)))
    }

    /// What the cursor is on, as the files name it.
    fn part(&self) -> (u32, RecordId) {
        match self.shown_node() {
            Node::Stack(stack) => (stack, RecordId::Stack),
            Node::Category(stack, at) => {
                let id = self.catalog.category(stack, at).map(Category::id);
                (stack, RecordId::Category(id.unwrap_or_default().to_owned()))
            }
            Node::Entry(id) => {
                let entry = self.catalog.entry(id);
                let of = entry.map(Entry::id).unwrap_or_default().to_owned();
                let target = self.detail.target().filter(|_| self.focus() == Focus::Detail);
                let part = match target {
                    Some(Target::Claim(at)) => RecordId::Claim(of, *at),
                    Some(Target::Source(at)) => {
                        let sources = entry.map(Entry::sources).unwrap_or_default();
                        sources.get(*at).map_or(RecordId::Entry(of), |(_, source)| {
                            RecordId::Source(source.id().to_owned())
                        })
                    }
                    _ => RecordId::Entry(of),
                };
                (id.stack, part)
            }
        }
    }

    /// What is shown instead of files.
    fn source_in_words(&self) -> &'static str {
        if self.is_piped { "the standard input" } else { "the embedded stack" }
    }

    /// The first error.
    #[must_use]
    pub fn first_error(&self) -> Option<&Problem> {
        self.problems().iter().find(|problem| problem.is_error)
    }
}

/// What somebody is told who asked for all that is wrong with large files.
const LOOKING: &str = "looking for what is wrong with the files…";

/// What is the same in two catalogs: stacks by their position, as the same ones were asked for, and the rest by the ids
/// in the data.
struct Same<'a> {
    before: &'a Catalog,
    after: &'a Catalog,
    categories: HashMap<(u32, &'a str), CategoryIndex>,
}

impl<'a> Same<'a> {
    fn between(before: &'a Catalog, after: &'a Catalog) -> Self {
        let categories = (0..).zip(after.stacks()).flat_map(|(number, stack)| {
            stack.categories().map(move |(at, category)| ((number, category.id()), at))
        });
        Self { before, after, categories: categories.collect() }
    }

    fn stack(&self, stack: u32) -> Option<u32> {
        self.after.stack(stack).map(|_| stack)
    }

    fn category(&self, stack: u32, at: CategoryIndex) -> Option<Node> {
        let id = self.before.category(stack, at)?.id();
        let stack = self.stack(stack)?;
        self.categories.get(&(stack, id)).map(|at| Node::Category(stack, *at))
    }

    fn entry(&self, id: EntryId) -> Option<EntryId> {
        let stack = self.stack(id.stack)?;
        let entry = self.after.stack(stack)?.find(self.before.entry(id)?.id())?;
        Some(EntryId { stack, entry })
    }

    fn node(&self, node: Node) -> Option<Node> {
        match node {
            Node::Stack(stack) if self.after.stacks().len() > 1 => self.stack(stack).map(Node::Stack),
            Node::Stack(_) => None,
            Node::Category(stack, at) => self.category(stack, at),
            Node::Entry(id) => self.entry(id).map(Node::Entry),
        }
    }

    /// The category that something which is gone stood in.
    fn around(&self, node: Node) -> Option<Node> {
        let Node::Entry(id) = node else { return None };
        let category = self.before.entry(id)?.category();
        self.category(id.stack, category)
    }
}
