//! The layout of an entry, a category or a stack.

use std::borrow::Cow;

use super::lines::{Builder, CLAIM, LABEL, Setting, backs, pad, piece, state_of, width_of};
use super::{DetailContent, Role, Target};
use crate::app::keys::Section;
use crate::catalog::{Catalog, EntryId, Node, Row};
use crate::dataset::{Confidence, Entry, EntryKind, Relation, RelationKind, Source, StackKind};
use crate::format::report::counted;
use crate::search::Field;

/// Lays out the content of a node.
pub fn build(catalog: &Catalog, node: Node, setting: Setting<'_>) -> DetailContent {
    let mut content = Builder::new(setting);
    match node {
        Node::Entry(id) => {
            if let Some(entry) = catalog.entry(id) {
                content.entry(catalog, id, entry);
            }
        }
        Node::Category(..) | Node::Stack(_) | Node::Group(..) | Node::Source(..) => {
            content.branch(catalog, node)
        }
        Node::Claim(_) => {}
    }
    content.content
}

impl Builder<'_> {
    fn entry(&mut self, catalog: &Catalog, id: EntryId, entry: Entry<'_>) {
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

    /// A category or a stack: its summary and its children.
    fn branch(&mut self, catalog: &Catalog, node: Node) {
        let (name, summary, path, homepage) = match node {
            Node::Stack(at) => {
                let Some(stack) = catalog.stack(at) else { return self.loading_placeholder() };
                (catalog.name(node), stack.summary(), String::new(), stack.homepage())
            }
            Node::Category(stack, at) => {
                let Some(category) = catalog.category(stack, at) else { return };
                let mut path = category.path();
                path.pop();
                (Cow::Borrowed(category.name()), category.summary(), path.join(" > "), None)
            }
            Node::Group(..) | Node::Source(..) => (catalog.name(node), None, String::new(), None),
            Node::Entry(_) | Node::Claim(_) => return,
        };
        self.content.title = name.clone().into_owned();
        let rows = self.setting.rows;
        // The only stack has no row, and all rows are in it.
        let place = rows.iter().position(|row| row.node == node);
        let count = place.and_then(|at| rows.get(at)).map_or_else(|| catalog.len(), Row::count);
        self.row(Target::Head, |content| {
            content.line(vec![piece(&name, Role::Title)], vec![piece(&counted(count, "entry"), Role::Dim)]);
            if !path.is_empty() {
                content.line(vec![piece(&path, Role::Dim)], vec![]);
            }
            if let Some(summary) = summary {
                content.blank();
                content.wrapped(&[piece(summary, Role::Text)], 0);
            }
        });
        if let Some(url) = homepage {
            self.blank();
            let shown = self.link(&url, LABEL);
            let title = "homepage".to_owned();
            self.row(Target::Url { title, url }, |content| {
                content.line(vec![content.label_of("homepage"), shown], vec![]);
            });
        }
        self.children(catalog, place);
    }

    /// The content while the first stack is loading.
    fn loading_placeholder(&mut self) {
        "Reading".clone_into(&mut self.content.title);
        self.row(Target::Head, |content| {
            content.wrapped(&[piece("Reading what was asked for.", Role::Title)], 0);
            content.blank();
            let text = "What has been read is shown as it comes, and can be searched.";
            content.wrapped(&[piece(text, Role::Dim)], 0);
        });
    }

    fn children(&mut self, catalog: &Catalog, place: Option<usize>) {
        let rows = self.setting.rows;
        let end = place.and_then(|at| rows.get(at)).map_or(rows.len(), Row::end);
        let mut inside = Vec::new();
        let mut next = place.map_or(0, |at| at + 1);
        while let Some(row) = rows.get(next).filter(|_| next < end) {
            inside.push(row);
            next = row.end();
        }
        if inside.is_empty() {
            self.blank();
            self.wrapped(&[piece("There is no entry here yet.", Role::Text)], 0);
            self.blank();
            let how = "An entry is an [[entry]] table in the TOML file of the stack that names this category; \
                       `stacklore check FILE` lists what it still lacks.";
            self.wrapped(&[piece(how, Role::Dim)], 0);
            return;
        }
        self.heading("HERE", inside.len(), "", None);
        let more = inside.len().saturating_sub(MAX_CHILDREN);
        for row in inside.into_iter().take(MAX_CHILDREN) {
            let (name, mut right, role) = match row.node {
                Node::Entry(id) => {
                    let Some(entry) = catalog.entry(id) else { continue };
                    let mut right = state_of(entry);
                    if let Some(kind) = entry.kind() {
                        right.push(piece(&format!("  {kind}"), Role::Dim));
                    }
                    (entry.name(), right, Role::Link)
                }
                Node::Category(stack, at) => {
                    let Some(category) = catalog.category(stack, at) else { continue };
                    (category.name(), vec![piece(&row.count().to_string(), Role::Dim)], Role::Heading)
                }
                _ => continue,
            };
            let name = self.fitted(name, 0, &mut right);
            self.row(Target::Node { node: row.node, source: None }, |content| {
                content.line(vec![piece(&name, role)], right);
            });
        }
        if more > 0 {
            self.line(vec![piece(&format!("and {more} more, in the tree"), Role::Dim)], vec![]);
        }
    }
}

/// Maximum number of children listed: 50,000 rows would take longer than a frame.
const MAX_CHILDREN: usize = 500;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::content::lines::MARGIN;
    use crate::app::content::{ContentLine, Piece, StateForm};
    use crate::catalog::sample;
    use crate::cells::{self, Glyphs};

    fn page(id: &str, width: usize) -> DetailContent {
        let catalog = sample::catalog();
        let node = Node::Entry(catalog.find(id).expect("it is there"));
        let setting = Setting {
            rows: catalog.rows(),
            width,
            query: None,
            open: &|_| false,
            visited: &|_| false,
            glyphs: Glyphs::Unicode,
            states: StateForm::Marks,
        };
        build(&catalog, node, setting)
    }

    fn texts(page: &DetailContent, width: usize) -> Vec<String> {
        let joined = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        let line = |line: &ContentLine| {
            let (left, right) = (joined(&line.left), joined(&line.right));
            let gap = (width - MARGIN).saturating_sub(cells::width(&left) + cells::width(&right));
            format!("{left}{}{right}", " ".repeat(gap)).trim_end().to_owned()
        };
        page.lines.iter().map(line).collect()
    }

    #[test]
    fn each_claim_has_its_evidence_beside_it() {
        let lines = texts(&page("scylladb", 72), 72);
        assert!(
            lines.contains(&"C1  All rows moved from PostgreSQL to it in May 2022.".to_owned()),
            "{lines:#?}"
        );
        assert!(lines.iter().any(|line| line.ends_with("confirmed 2023-03 [1][2]")), "{lines:#?}");
        assert!(
            lines.iter().any(|line| line.starts_with("replaced    PostgreSQL") && line.ends_with("[1]")),
            "{lines:#?}"
        );
        assert!(
            lines.iter().any(|line| line.starts_with("[2] article  2017-01-13  How we store rows")),
            "{lines:#?}"
        );
    }

    #[test]
    fn a_relation_is_read_from_the_other_side_too() {
        let lines = texts(&page("postgresql", 60), 60);
        assert!(lines.iter().any(|line| line.starts_with("replaced by  ScyllaDB")), "{lines:#?}");
    }

    #[test]
    fn sections_begin_where_their_first_row_is() {
        let page = page("scylladb", 60);
        let first =
            |section| page.section(section).and_then(|row| page.rows.get(row)).map(|row| row.target.clone());
        assert_eq!(first(Section::Claims), Some(Target::Claim(0)));
        assert_eq!(first(Section::Sources), Some(Target::Source(0)));
        assert!(matches!(first(Section::Relations), Some(Target::Node { .. })));
    }

    #[test]
    fn a_category_lists_its_children() {
        let catalog = sample::catalog();
        let setting = Setting {
            rows: catalog.rows(),
            width: 50,
            query: None,
            open: &|_| false,
            visited: &|_| false,
            glyphs: Glyphs::Unicode,
            states: StateForm::Marks,
        };
        let page = build(&catalog, catalog.rows()[0].node, setting);
        let lines = texts(&page, 50);
        assert!(lines[0].starts_with("Storage") && lines[0].ends_with("3 entries"), "{lines:#?}");
        assert_eq!(page.rows.len(), 4, "{lines:#?}");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page_and_rows_follow_each_other(width in 39usize..140, at in 0usize..5, open in any::<bool>()) {
            let catalog = sample::catalog();
            let (id, _) = catalog.entries().nth(at).expect("five entries");
            let setting = Setting { rows: catalog.rows(), width, query: None, open: &|_| open, visited: &|_| open, glyphs: Glyphs::Ascii, states: StateForm::Words };
            let page = build(&catalog, Node::Entry(id), setting);
            for line in &page.lines {
                let used = width_of(&line.left) + width_of(&line.right);
                prop_assert!(used + MARGIN <= width, "{used} in {width}: {line:?}");
            }
            for pair in page.rows.windows(2) {
                prop_assert!(pair[0].lines.end <= pair[1].lines.start);
            }
        }
    }
}
