//! The layout of an entry.
//!
//! What it is, since when and what came before and after it is in the first rows, then come its claims with who says so.

use super::lines::{Builder, LABEL, Room, Setting, backs, pad, piece, width_of};
use super::state::state_word;
use super::{Piece, Role, Target};
use crate::app::keys::Section;
use crate::catalog::{Catalog, EntryId, Node};
use crate::cells;
use crate::dataset::{Date, Entry, EntryKind, EntryPage, PageKind, PageLabel, Source, StackKind};
use crate::search::Field;

impl<'a> Builder<'_> {
    /// Lays out an entry.
    pub(super) fn entry(&mut self, catalog: &'a Catalog, id: EntryId, entry: Entry<'a>) {
        entry.name().clone_into(&mut self.content.title);
        self.room = self.room_for(catalog, id, entry);
        self.first_rows(catalog, id, entry);
        self.claims(entry, usize::MAX);
        self.room = Room::Airy;
        self.sources(entry);
        self.relations(id, entry);
        self.elsewhere(catalog, id);
        self.facts(entry);
    }

    /// The most room with which the first claims are on the first screen: four of them, or two on a low one.
    fn room_for(&self, catalog: &'a Catalog, id: EntryId, entry: Entry<'a>) -> Room {
        let height = self.setting.height;
        let fits = |room: &Room| {
            // Whether claims are unfolded must not change the lines above them.
            let mut trial = Builder::new(Setting { open: &|_| false, ..self.setting });
            trial.room = *room;
            trial.first_rows(catalog, id, entry);
            trial.claims(entry, trial.first_claims());
            let last = trial.content.rows.last().map(|row| row.lines.clone()).unwrap_or_default();
            if *room == Room::Airy { last.end <= height } else { last.start < height }
        };
        [Room::Airy, Room::Close].into_iter().find(fits).unwrap_or(Room::Tight)
    }

    fn first_rows(&mut self, catalog: &Catalog, id: EntryId, entry: Entry<'a>) {
        self.row(Target::Head, |content| {
            content.title(catalog, id, entry);
            if let Some(summary) = entry.summary() {
                let start = content.content.lines.len();
                let summary = content.marked(summary, Field::Summary, Role::Text);
                content.wrapped(&summary, 0);
                match content.room {
                    Room::Airy => {}
                    Room::Close => content.clamp(start, 2),
                    Room::Tight => content.clamp(start, 1),
                }
            }
            content.note(None, 0);
        });
        let first = self.content.rows.len();
        self.succession(id, entry);
        if self.content.rows.len() > first {
            self.content.sections.push((None, first));
        }
    }

    /// The name, and at the right as much as fits of state, time, kind and category.
    fn title(&mut self, catalog: &Catalog, id: EntryId, entry: Entry<'_>) {
        let mut right: Vec<Vec<Piece>> = Vec::new();
        right.extend(
            state_word(entry.status_as_of(self.setting.as_of), self.setting.states).map(|state| vec![state]),
        );
        // As of a date, its end may be still to come.
        let is_past = |date: Date| entry.until().is_none_or(|until| until.certainly_before(date));
        let when = if self.setting.as_of.is_none_or(is_past) { entry.when() } else { String::new() };
        // The line of succession has the dates.
        if !when.is_empty() && entry.succession().generations.len() < 2 {
            right.push(vec![piece(&when, Role::Dim)]);
        }
        if let Some(kind) = entry.kind() {
            right.push(self.marked(kind.name(), Field::Kind, Role::Dim));
        }
        let arrow = self.setting.glyphs.pick(" › ", " > ");
        let mut path = self.marked(&entry.category_path().join(arrow), Field::Category, Role::Dim);
        if catalog.stack_id_if_several(id.stack).is_some() {
            path.insert(0, piece(&format!("{}{arrow}", catalog.name(Node::Stack(id.stack))), Role::Dim));
        }
        right.push(path);
        match catalog.also_in(id) {
            0 => {}
            stacks => right.push(vec![piece(&format!("also in {stacks}"), Role::Dim)]),
        }
        let mut name = self.marked(entry.name(), Field::Name, Role::Title);
        name.extend(self.star(None));
        let width = |right: &[Vec<Piece>]| right.iter().map(|part| width_of(part) + 2).sum::<usize>();
        let space = self.width.saturating_sub(width_of(&name));
        while right.len() > 1 && width(&right) > space {
            right.pop();
        }
        let gap = || vec![piece("  ", Role::Text)];
        let fits = width(&right) <= space;
        let right: Vec<Piece> = right.into_iter().flat_map(|part| [gap(), part].concat()).skip(1).collect();
        if fits {
            return self.line(name, right);
        }
        let start = self.content.lines.len();
        self.wrapped(&name, 0);
        if self.room == Room::Tight {
            self.clamp(start, 1);
        }
        self.wrapped(&right, 0);
    }

    fn sources(&mut self, entry: Entry<'_>) {
        let sources = entry.sources();
        // A list has links and no sources.
        let is_listed = entry.stack().kind() == StackKind::List && entry.claims().len() == 0;
        if sources.is_empty() && is_listed {
            return;
        }
        if sources.is_empty() {
            self.blank();
            self.line(vec![piece("no source", Role::Warning)], vec![]);
            return;
        }
        self.heading("SOURCES", sources.len(), "", Some(Section::Sources));
        let indent = PageLabel::Number(sources.len()).to_string().len() + 1;
        for (at, (index, source)) in sources.iter().enumerate() {
            let label = pad(&PageLabel::Number(at + 1).to_string(), indent);
            let mut pieces = vec![piece(&label, Role::Number)];
            pieces.extend(self.marked(source.title(), Field::Source(0), Role::Text));
            self.row(Target::Source(at), |content| {
                content.wrapped(&pieces, indent);
                content.origin(*source, &backs(entry, *index), indent);
            });
        }
    }

    /// The lines below the title of a source: who has published it and when, the claims that cite it, and its URL.
    fn origin(&mut self, source: Source<'_>, backs: &str, indent: usize) {
        let date = source.published().map(|date| date.to_string());
        // An author who is the publisher is named once.
        let author = source.author().filter(|author| Some(*author) != source.publisher());
        let parts = [date.as_deref(), source.publisher(), author, Some(source.kind().name())];
        let about = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let backs = if backs.is_empty() { String::new() } else { format!("backs {backs}") };
        let backs = self.cut(&backs, self.width / 3).into_owned();
        let space = self.width.saturating_sub(indent + cells::width(&backs) + 2);
        let about = piece(&format!("{}{}", " ".repeat(indent), self.cut(&about, space)), Role::Dim);
        self.line(vec![about], Vec::from_iter((!backs.is_empty()).then(|| piece(&backs, Role::Dim))));
        let seen = source.url().map(|url| self.visited(&url)).unwrap_or_default();
        let address = match source.url() {
            Some(url) => self.link(&url, indent + if seen.is_empty() { 0 } else { width_of(&seen) + 2 }),
            None => piece("no address of its own", Role::Dim),
        };
        self.line(vec![piece(&" ".repeat(indent), Role::Text), address], seen);
    }

    fn facts(&mut self, entry: Entry<'_>) {
        let joined = |words: Vec<&str>| words.join(", ");
        // Licences and ids are not searched, so no word of them is highlighted.
        let facts = [
            ("kind", entry.kind().map(EntryKind::name).unwrap_or_default().to_owned(), Some(Field::Kind)),
            ("also", joined(entry.aliases().collect()), Some(Field::Alias(0))),
            ("tags", joined(entry.tags().collect()), Some(Field::Tag(0))),
            ("licence", entry.license().unwrap_or_default().to_owned(), None),
            ("once", joined(entry.former_ids().collect()), None),
            ("the same as", joined(entry.same_as().collect()), None),
        ];
        self.blank();
        for (label, text, field) in facts {
            if text.is_empty() {
                continue;
            }
            let mut pieces = vec![self.label_of(label)];
            match field {
                Some(field) => pieces.extend(self.marked(&text, field, Role::Dim)),
                None => pieces.push(piece(&text, Role::Dim)),
            }
            self.wrapped(&pieces, LABEL);
        }
        let first = self.content.rows.len();
        let pages = entry.pages();
        let own = pages.iter().filter(|page| !matches!(page.kind, PageKind::Source(_)));
        let letters = own.clone().map(|page| page.label.to_string().len()).max().unwrap_or(0) + 1;
        for page in own {
            self.fact_page(page, letters);
        }
        if self.content.rows.len() > first {
            self.content.sections.push((None, first));
        }
    }

    /// A page of the entry that is not one of its sources.
    fn fact_page(&mut self, page: &EntryPage<'_>, letters: usize) {
        let Some(url) = page.url.clone() else { return };
        let title = match page.kind {
            PageKind::Link(_) => page.title().unwrap_or(page.word()),
            _ => page.word(),
        };
        let seen = self.visited(&url);
        let label = [self.label_of(title), piece(&pad(&page.label.to_string(), letters), Role::Number)];
        let shown = self.link(&url, LABEL + letters + width_of(&seen) + 2);
        let left = [label.to_vec(), vec![shown]].concat();
        self.row(Target::Url { title: title.to_owned(), url }, |content| content.line(left, seen));
    }
}
