//! The layout of an entry.

use super::lines::{Builder, CLAIM, LABEL, backs, pad, piece, state_of, width_of};
use super::{Role, Target};
use crate::app::keys::Section;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Confidence, Entry, EntryKind, Relation, RelationKind, Source, StackKind};
use crate::search::Field;

impl Builder<'_> {
    /// Lays out an entry.
    pub(super) fn entry(&mut self, catalog: &Catalog, id: EntryId, entry: Entry<'_>) {
        entry.name().clone_into(&mut self.content.title);
        self.row(Target::Head, |content| content.head(catalog, id, entry));
        self.facts(entry);
        self.claims(entry);
        self.sources(entry);
        self.relations(id, entry);
    }

    fn head(&mut self, catalog: &Catalog, id: EntryId, entry: Entry<'_>) {
        let title = self.marked(entry.name(), Field::Name, Role::Title);
        let mut state = state_of(entry);
        let replaced = |relation: &Relation<'_>| relation.kind() == RelationKind::Replaced;
        if entry.relations_back().iter().any(replaced) {
            state.push(piece("  replaced", Role::Former));
        }
        if entry.sources().len() == 1 {
            state.push(piece("  one source", Role::Dim));
        }
        self.beside(title, state);
        let path = entry.category_path().join(" > ");
        let tags: Vec<&str> = entry.tags().collect();
        let (mut path, tags) = (self.marked(&path, Field::Category, Role::Dim), tags.join(", "));
        if catalog.stack_id_if_several(id.stack).is_some() {
            path.insert(0, piece(&format!("{} > ", catalog.name(Node::Stack(id.stack))), Role::Dim));
        }
        let tags = if tags.is_empty() { vec![] } else { self.marked(&tags, Field::Tag(0), Role::Dim) };
        self.beside(path, tags);
        if let Some(summary) = entry.summary() {
            self.blank();
            let summary = self.marked(summary, Field::Summary, Role::Text);
            self.wrapped(&summary, 0);
        }
    }

    fn facts(&mut self, entry: Entry<'_>) {
        let aliases = entry.aliases().collect::<Vec<_>>().join(", ");
        let kind = entry.kind().map(EntryKind::name);
        self.blank();
        let aliases = Some(aliases.as_str()).filter(|text| !text.is_empty());
        // Licences are not searched, so no word of them is highlighted.
        let plain = [
            ("kind", kind, Some(Field::Kind)),
            ("licence", entry.license(), None),
            ("also", aliases, Some(Field::Alias(0))),
        ];
        for (label, text, field) in plain {
            if let Some(text) = text {
                let mut pieces = vec![self.label_of(label)];
                match field {
                    Some(field) => pieces.extend(self.marked(text, field, Role::Text)),
                    None => pieces.push(piece(text, Role::Text)),
                }
                self.wrapped(&pieces, LABEL);
            }
        }
        let pages = [("homepage", entry.homepage()), ("repository", entry.repository())].into_iter();
        let links = pages.chain(entry.links().map(|link| (link.title().unwrap_or("link"), link.url())));
        let first = self.content.rows.len();
        for (title, url) in links {
            let Some(url) = url else { continue };
            let seen = self.visited(&url);
            let label = self.label_of(title);
            let shown = self.link(&url, LABEL + width_of(&seen) + 2);
            self.row(Target::Url { title: title.to_owned(), url }, |content| {
                content.line(vec![label, shown], seen);
            });
        }
        if self.content.rows.len() > first {
            self.content.sections.push((None, first));
        }
    }

    fn claims(&mut self, entry: Entry<'_>) {
        let claims = entry.claims();
        if claims.len() == 0 {
            return;
        }
        self.heading("CLAIMS", claims.len(), "gc", Some(Section::Claims));
        let sources = entry.sources();
        for (at, claim) in claims.enumerate() {
            let number = |index| sources.iter().position(|(known, _)| *known == index);
            let numbers: Vec<usize> = claim.source_indexes().filter_map(number).collect();
            let role = match claim.confidence() {
                Confidence::Confirmed => Role::Success,
                Confidence::Reported => Role::Text,
                Confidence::Inferred => Role::Warning,
            };
            let mut evidence = vec![piece(claim.confidence().name(), role)];
            if let Some(date) = claim.date() {
                evidence.push(piece(&format!(" {date}"), Role::Dim));
            }
            evidence.push(piece(" ", Role::Text));
            evidence.extend(numbers.iter().map(|number| piece(&format!("[{}]", number + 1), Role::Number)));
            let mut pieces = vec![piece(&pad(&format!("C{}", at + 1), CLAIM), Role::Dim)];
            pieces.extend(self.marked(claim.text(), Field::Claim(0), Role::Text));
            let open = (self.setting.open)(at);
            self.row(Target::Claim(at), |content| {
                content.wrapped(&pieces, CLAIM);
                content.at_right(evidence);
                for number in numbers.iter().filter(|_| open) {
                    if let Some((_, source)) = sources.get(*number) {
                        content.claim_source(*number, *source);
                    }
                }
            });
        }
    }

    /// A source of a claim that shows its sources.
    fn claim_source(&mut self, number: usize, source: Source<'_>) {
        let label = format!("[{}] ", number + 1);
        let indent = CLAIM + label.len();
        let mut pieces = vec![piece(&" ".repeat(CLAIM), Role::Text), piece(&label, Role::Number)];
        pieces.push(piece(source.title(), Role::Text));
        let date = source.published().map(|date| date.to_string());
        let by: Vec<String> = source.publisher().map(str::to_owned).into_iter().chain(date).collect();
        if !by.is_empty() {
            pieces.push(piece(&format!("  {}", by.join(" ")), Role::Dim));
        }
        self.wrapped(&pieces, indent);
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
        self.heading("SOURCES", sources.len(), "gs", Some(Section::Sources));
        let kinds = sources.iter().map(|(_, source)| source.kind().name().len()).max().unwrap_or(0);
        let indent = if sources.len() > 9 { 5 } else { 4 };
        for (at, (index, source)) in sources.iter().enumerate() {
            let backs = backs(entry, *index);
            let mut pieces = vec![piece(&pad(&format!("[{}]", at + 1), indent), Role::Number)];
            let date = source.published().map(|date| date.to_string()).unwrap_or_default();
            let kind = pad(source.kind().name(), kinds);
            pieces.push(piece(&format!("{kind}  {}  ", pad(&date, 10)), Role::Dim));
            pieces.extend(self.marked(source.title(), Field::Source(0), Role::Text));
            let hang = indent + kinds + 14;
            let hang = if hang * 2 > self.width { indent } else { hang };
            self.row(Target::Source(at), |content| {
                content.wrapped(&pieces, hang);
                content.origin(*source, &backs, indent);
            });
        }
    }

    /// The lines below the title of a source: its URL, the publisher, and the claims that cite it.
    fn origin(&mut self, source: Source<'_>, backs: &str, indent: usize) {
        let seen = source.url().map(|url| self.visited(&url)).unwrap_or_default();
        let mut left = vec![piece(&" ".repeat(indent), Role::Text)];
        left.push(match source.url() {
            Some(url) => self.link(&url, indent + if seen.is_empty() { 0 } else { width_of(&seen) + 2 }),
            None => piece("no address of its own", Role::Dim),
        });
        self.line(left, seen);
        // An author who is the publisher is named once.
        let author = source.author().filter(|author| Some(*author) != source.publisher());
        let by: Vec<&str> = [source.publisher(), author].into_iter().flatten().collect();
        let by = self.cut(&by.join(", "), self.width.saturating_sub(indent + 2)).into_owned();
        if !by.is_empty() {
            self.line(vec![piece(&format!("{}{by}", " ".repeat(indent)), Role::Dim)], vec![]);
        }
        if !backs.is_empty() {
            self.at_right(vec![piece(&self.cut(&format!("backs {backs}"), self.width), Role::Dim)]);
        }
    }

    fn relations(&mut self, id: EntryId, entry: Entry<'_>) {
        let neighbours = entry.neighbours();
        if neighbours.is_empty() {
            return;
        }
        self.heading("RELATIONS", neighbours.len(), "gr", Some(Section::Relations));
        let labels = neighbours.iter().map(|neighbour| neighbour.side.words().len()).max().unwrap_or(0) + 2;
        for neighbour in neighbours {
            let Some(target) = entry.stack().entry(neighbour.entry) else { continue };
            let mut left = vec![piece(&pad(neighbour.side.words(), labels), Role::Label)];
            let mut right = state_of(target);
            if let Some(number) = neighbour.number {
                right.push(piece(&format!("  [{number}]"), Role::Number));
            }
            let name = self.fitted(target.name(), labels, &mut right);
            left.extend(self.marked(&name, Field::Name, Role::Link));
            let node = Node::Entry(EntryId { stack: id.stack, entry: neighbour.entry });
            let source = neighbour.side.relation().and_then(Relation::source);
            self.row(Target::Node { node, source }, |content| content.line(left, right));
        }
    }
}
