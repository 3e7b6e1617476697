//! The layout of a source: what it is, the claims and relations that cite it, and the sources that say the same.

use std::collections::HashMap;

use super::claims::publisher_and_year;
use super::columns::Columns;
use super::lines::{Builder, LABEL, pad, piece, width_of};
use super::{Piece, Role, Target};
use crate::app::keys::Section;
use crate::catalog::{Catalog, ClaimId, EntryId, Node};
use crate::cells;
use crate::dataset::{Claim, Date, Entry, PageKind, Relation, Source, SourceIndex, SourceUrl, Stack};
use crate::format::report::counted;
use crate::search::Field;

/// Maximum width of who has published a source, in cells.
const MAX_WHO: usize = 22;
/// Minimum width of the text beside the columns, in cells; where it would have less there are no columns.
const MIN_TEXT: usize = 38;

impl<'a> Builder<'_> {
    /// Lays out a source.
    pub(super) fn source_page(&mut self, catalog: &'a Catalog, stack_at: u32, at: SourceIndex) {
        let (Some(stack), Some(source)) = (catalog.stack(stack_at), catalog.source(stack_at, at)) else {
            return;
        };
        source.title().clone_into(&mut self.content.title);
        self.row(Target::Head, |content| content.source_head(source, stack.reviewed()));
        self.addresses(source);
        let cites = |claim: &Claim<'a>| claim.source_indexes().any(|cited| cited == at);
        let proven: Vec<(EntryId, Entry<'a>, u32, Claim<'a>)> = stack
            .entries()
            .flat_map(|(entry, view)| {
                let id = EntryId { stack: stack_at, entry };
                (0..).zip(view.claims()).map(move |(number, claim)| (id, view, number, claim))
            })
            .filter(|(.., claim)| cites(claim))
            .collect();
        self.proves(&proven, at);
        self.cited_by_relations(stack, stack_at, at);
        self.says_the_same(stack, stack_at, proven.iter().map(|(.., claim)| *claim), at);
    }

    /// The title, and who has published it when.
    fn source_head(&mut self, source: Source<'_>, reviewed: Option<Date>) {
        let title = self.marked(source.title(), Field::Source(0), Role::Title);
        self.wrapped(&title, 0);
        let author = source.author().filter(|author| Some(*author) != source.publisher());
        let date = source.published().map(|date| match age(date, reviewed) {
            Some(age) => format!("{date}, {age}"),
            None => date.to_string(),
        });
        let own = source.is_own().then_some("the company's own");
        let parts = [Some(source.kind().name()), source.publisher(), author, date.as_deref(), own];
        let dot = self.setting.glyphs.pick(" · ", "; ");
        let about = parts.into_iter().flatten().collect::<Vec<_>>().join(dot);
        self.wrapped(&[piece(&about, Role::Dim)], 0);
    }

    /// The present address, the former ones and the archived copy.
    fn addresses(&mut self, source: Source<'_>) {
        self.gap();
        let first = self.content.rows.len();
        if source.url().is_none() {
            self.line(vec![piece("no address of its own", Role::Dim)], vec![]);
        }
        for page in source.pages() {
            let title = if matches!(page.kind, PageKind::Former(_)) { "once" } else { "address" };
            if let Some(url) = page.url {
                self.address(title, &page.label.to_string(), url);
            }
        }
        if let Some(url) = source.archive() {
            self.address("archived", "", url);
        }
        if self.content.rows.len() > first {
            self.content.sections.push((None, first));
        }
    }

    fn address(&mut self, title: &str, number: &str, url: SourceUrl) {
        const NUMBER: usize = 4;
        let seen = self.visited(&url);
        let label = [self.label_of(title), piece(&pad(number, NUMBER), Role::Number)];
        let shown = self.link(&url, LABEL + NUMBER + width_of(&seen) + 2);
        let left = [label.to_vec(), vec![shown]].concat();
        self.row(Target::Url { title: title.to_owned(), url }, |content| content.line(left, seen));
    }

    /// The claims that cite it, below their entries.
    fn proves(&mut self, proven: &[(EntryId, Entry<'a>, u32, Claim<'a>)], at: SourceIndex) {
        if proven.is_empty() {
            return;
        }
        let cells: Vec<[Vec<Piece>; 2]> = proven.iter().map(|(.., claim)| self.proof_cells(*claim)).collect();
        let columns = Columns::new(["when", "also in"], &cells);
        let columns = Some(columns).filter(|columns| self.width >= MIN_TEXT + columns.width());
        let captions = columns.map(|columns| columns.captions()).unwrap_or_default();
        self.heading("PROVES", proven.len(), &captions, Some(Section::Claims));
        let width = self.width - columns.map_or(0, |columns| columns.width());
        let mut before = None;
        for ((id, entry, number, claim), cells) in proven.iter().zip(cells) {
            if before.replace(*id) != Some(*id) {
                let name = self.cut(entry.name(), self.width).into_owned();
                let target = Target::Node { node: Node::Entry(*id), source: Some(at) };
                self.row(target, |content| content.line(vec![piece(&name, Role::Link)], vec![]));
            }
            let label = format!("  C{:<3}", number + 1);
            let pieces =
                [vec![piece(&label, Role::Dim)], self.marked(claim.text(), Field::Claim(0), Role::Text)];
            let node = Node::Claim(ClaimId { entry: *id, at: *number });
            self.row(Target::Node { node, source: Some(at) }, |content| {
                let start = content.content.lines.len();
                content.wrapped_in(width, &pieces.concat(), label.len());
                if let (Some(columns), Some(line)) = (columns, content.content.lines.get_mut(start)) {
                    line.right = columns.row(cells);
                }
            });
        }
    }

    /// The time of a claim, and the number of other sources that say it.
    fn proof_cells(&self, claim: Claim<'_>) -> [Vec<Piece>; 2] {
        let when = claim.when().map(|when| when.short(self.setting.glyphs.pick("–", "..")));
        let others = match claim.source_indexes().len() {
            0 | 1 => piece("only here", Role::Unclear),
            count => piece(&counted(count - 1, "source"), Role::Dim),
        };
        [vec![piece(&when.unwrap_or_default(), Role::Text)], vec![others]]
    }

    /// The relations that cite it.
    fn cited_by_relations(&mut self, stack: &'a Stack, stack_at: u32, at: SourceIndex) {
        let relations = stack.entries().flat_map(|(_, entry)| entry.relations());
        let cited: Vec<Relation<'a>> = relations.filter(|relation| relation.source() == Some(at)).collect();
        if cited.is_empty() {
            return;
        }
        let when = |relation: &Relation<'_>| {
            let text = relation.when().map(|when| when.short(self.setting.glyphs.pick("–", "..")));
            [vec![piece(&text.unwrap_or_default(), Role::Text)]]
        };
        let cells: Vec<[Vec<Piece>; 1]> = cited.iter().map(when).collect();
        let columns = Columns::new(["when"], &cells);
        self.heading("RELATIONS", cited.len(), &columns.captions(), Some(Section::Relations));
        for (relation, cells) in cited.into_iter().zip(cells) {
            let name = |entry| stack.entry(entry).map_or("", Entry::name);
            let words = format!("  {}  ", relation.kind().out());
            let used = cells::width(name(relation.owner())) + words.len();
            let space = self.width.saturating_sub(used + columns.width()).max(8);
            let left = vec![
                piece(name(relation.owner()), Role::Link),
                piece(&words, Role::Label),
                piece(&self.cut(name(relation.target()), space), Role::Text),
            ];
            let node = Node::Entry(EntryId { stack: stack_at, entry: relation.owner() });
            let right = if used + 8 + columns.width() <= self.width { columns.row(cells) } else { vec![] };
            self.row(Target::Node { node, source: Some(at) }, |content| content.line(left, right));
        }
    }

    /// The other sources of the claims that it proves, those of the most claims first.
    fn says_the_same(
        &mut self,
        stack: &'a Stack,
        stack_at: u32,
        proven: impl Iterator<Item = Claim<'a>>,
        at: SourceIndex,
    ) {
        let mut shared: HashMap<SourceIndex, usize> = HashMap::new();
        for cited in proven.flat_map(Claim::source_indexes).filter(|cited| *cited != at) {
            *shared.entry(cited).or_default() += 1;
        }
        let view = |(at, claims)| stack.source(at).map(|source| (at, source, claims));
        let mut others: Vec<(SourceIndex, Source<'a>, usize)> = shared.into_iter().filter_map(view).collect();
        if others.is_empty() {
            return;
        }
        others.sort_by_key(|(at, source, claims)| (std::cmp::Reverse((*claims, source.published())), *at));
        let glyphs = self.setting.glyphs;
        let cells = |(_, source, claims): &(SourceIndex, Source<'_>, usize)| {
            let who = publisher_and_year(*source, self.max_who(MAX_WHO), glyphs);
            [vec![piece(&counted(*claims, "claim"), Role::Text)], vec![piece(&who, Role::Dim)]]
        };
        let cells: Vec<[Vec<Piece>; 2]> = others.iter().map(cells).collect();
        let mut columns = Columns::new(["of these", "who says so"], &cells);
        if self.width < MIN_TEXT + columns.width() {
            columns = columns.without_last();
        }
        self.heading("SAYS THE SAME", others.len(), &columns.captions(), Some(Section::Sources));
        for ((at, source, _), cells) in others.into_iter().zip(cells) {
            let title = self.cut(source.title(), self.width.saturating_sub(columns.width())).into_owned();
            let node = Node::Source(stack_at, at);
            let right = columns.row(cells);
            self.row(Target::Node { node, source: None }, |content| {
                content.line(vec![piece(&title, Role::Link)], right);
            });
        }
    }
}

/// The age of a source at the review of its stack.
fn age(published: Date, reviewed: Option<Date>) -> Option<String> {
    let years = reviewed?.year().checked_sub(published.year())?;
    Some(match years {
        0 => "of the year of the review".to_owned(),
        years => format!("{} before the review", counted(years.into(), "year")),
    })
}
