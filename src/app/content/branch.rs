//! The layout of a category or a stack.

use std::borrow::Cow;

use super::chart::ChartRow;
use super::lines::{Builder, LABEL, piece, width_of};
use super::state::state_counts;
use super::{Role, Target};
use crate::catalog::{Catalog, Group, Grouping, Node, Row};
use crate::cells;
use crate::dataset::Stack;
use crate::format::report::counted;

/// Maximum number of children listed: 50,000 rows would take longer than a frame.
const MAX_CHILDREN: usize = 500;

impl Builder<'_> {
    /// A category or a stack: its summary and its children.
    pub(super) fn branch(&mut self, catalog: &Catalog, node: Node) {
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
            Node::Group(..) => (catalog.name(node), None, String::new(), None),
            Node::Entry(_) | Node::Claim(_) | Node::Source(..) => return,
        };
        self.content.title = name.clone().into_owned();
        let rows = self.setting.rows;
        // The only stack has no row, and all rows are in it.
        let place = rows.iter().position(|row| row.node == node);
        let count = place.and_then(|at| rows.get(at)).map_or_else(|| catalog.len(), Row::count);
        let inside =
            place.map_or(rows, |at| rows.get(at..rows.get(at).map_or(at, Row::end)).unwrap_or_default());
        let counts = state_counts(catalog, inside, self.setting.as_of);
        let counts =
            if counts.is_empty() { vec![piece(&counted(count, "entry"), Role::Dim)] } else { counts };
        self.row(Target::Head, |content| {
            if width_of(&counts) + 2 + cells::width(&name) <= content.width {
                content.line(vec![piece(&name, Role::Title)], counts);
            } else {
                content.wrapped(&[piece(&name, Role::Title)], 0);
                content.wrapped(&counts, 0);
            }
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
        if let Node::Stack(at) = node
            && let Some(date) = catalog.stack(at).and_then(Stack::reviewed)
        {
            let reviewed = [self.label_of("reviewed"), piece(&date.to_string(), Role::Dim)];
            self.line(reviewed.into(), vec![]);
        }
        if let (Node::Stack(_), Some(news)) = (node, self.setting.news) {
            let news = [self.label_of("new"), piece(news, Role::Text)];
            self.line(news.into(), vec![]);
        }
        self.children(catalog, node, place);
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

    fn children(&mut self, catalog: &Catalog, node: Node, place: Option<usize>) {
        let rows = self.setting.rows;
        let end = place.and_then(|at| rows.get(at)).map_or(rows.len(), Row::end);
        let mut inside = Vec::new();
        let mut next = place.map_or(0, |at| at + 1);
        while let Some(row) = rows.get(next).filter(|_| next < end) {
            inside.push(next);
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
        let more = inside.len().saturating_sub(MAX_CHILDREN);
        let form = (self.setting.states, self.setting.as_of);
        let group = match node {
            Node::Group(_, Group::Technology(_)) => Grouping::Technology,
            _ => Grouping::Category,
        };
        let shown = inside.iter().take(MAX_CHILDREN);
        let chart: Vec<ChartRow<'_>> =
            shown.filter_map(|at| ChartRow::new(catalog, rows, *at, form, group)).collect();
        self.chart(&chart, inside.len());
        if more > 0 {
            self.line(vec![piece(&format!("and {more} more, in the tree"), Role::Dim)], vec![]);
        }
    }
}
