//! The tree of categories: the navigation, the overview of each stack, and the sections with the entries.

use std::fmt::Write as _;

use super::axis::{Axis, Span};
use super::element::{entry_link, id, link, state, strip};
use super::entry;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{CategoryIndex, Stack};
use crate::export::markup::escaped;
use crate::format::report::counted;

/// The tree of a catalog as a list of its branches in reading order.
pub(super) struct Outline<'a> {
    catalog: &'a Catalog,
    axis: Option<Axis>,
    branches: Vec<Branch>,
}

/// A stack or a category with its own entries.
struct Branch {
    node: Node,
    /// The number of categories around it.
    depth: u16,
    entries: Vec<Listed>,
}

/// An entry of a branch.
struct Listed {
    id: EntryId,
    /// The number of entries around it.
    depth: u16,
    spans: Vec<Span>,
}

/// Maximum depth that is indented.
const MAX_INDENT: u16 = 5;

impl<'a> Outline<'a> {
    pub(super) fn new(catalog: &'a Catalog, axis: Option<Axis>) -> Self {
        let mut branches: Vec<Branch> = Vec::new();
        let mut entry_depth = 0;
        for row in catalog.rows() {
            match (row.node, branches.last_mut()) {
                (Node::Entry(id), Some(branch)) => {
                    let entry = catalog.entry(id);
                    let spans = axis.zip(entry).map(|(axis, entry)| axis.spans(entry)).unwrap_or_default();
                    branch.entries.push(Listed { id, depth: row.depth.saturating_sub(entry_depth), spans });
                }
                (node @ (Node::Stack(_) | Node::Category(..)), _) => {
                    entry_depth = row.depth + 1;
                    let is_stack = matches!(node, Node::Stack(_));
                    let around = u16::from(!is_stack && catalog.stacks().len() > 1);
                    branches.push(Branch {
                        node,
                        depth: row.depth - around.min(row.depth),
                        entries: Vec::new(),
                    });
                }
                _ => {}
            }
        }
        Self { catalog, axis, branches }
    }

    /// The links to all branches; below them the script lists the entries.
    pub(super) fn navigation(&self) -> String {
        let mut out = String::from("<ul>");
        for branch in &self.branches {
            let (class, depth) = (if branch.is_stack() { "s" } else { "c" }, branch.depth.min(MAX_INDENT));
            let (anchor, name) = (self.anchor(branch.node), escaped(&self.catalog.name(branch.node)));
            let _ = write!(out, "<li class=\"{class} d{depth}\"><a href=#{anchor}>{name}</a>");
            if !branch.is_stack() {
                let _ = write!(out, " <span class=n>{}</span>", branch.entries.len());
            }
        }
        out + "</ul>"
    }

    /// The stacks, each with the chart of its categories; one alone is the page itself.
    pub(super) fn overview(&self) -> String {
        let mut out = self.grid();
        for (at, stack) in (0..).zip(self.catalog.stacks()) {
            let is_alone = self.catalog.stacks().len() == 1;
            let _ = write!(out, "<section id={} class=o><h2>", self.anchor(Node::Stack(at)));
            out.push_str(if is_alone { "Overview" } else { "" });
            if !is_alone {
                out.push_str(&escaped(&self.catalog.name(Node::Stack(at))));
            }
            out.push_str("</h2>");
            out.push_str(&head(stack));
            self.categories_chart(at, &mut out);
            out.push_str("</section>");
        }
        out
    }

    /// The years behind all charts, drawn once.
    fn grid(&self) -> String {
        let Some(axis) = self.axis else { return String::new() };
        let mut lines = String::new();
        for (at, year) in axis.years().enumerate().skip(1) {
            if year % 5 == 0 {
                let _ = write!(lines, "M{} 0V8", at * 12);
            }
        }
        format!("<svg class=vh aria-hidden=true><path id=_g class=g d=\"{lines}\" /></svg>")
    }

    /// The categories of a stack, each with the number of its entries by state.
    fn categories_chart(&self, stack: u32, out: &mut String) {
        let rows = || {
            self.branches.iter().filter_map(move |branch| match branch.node {
                Node::Category(of, at) if of == stack => Some((branch, at)),
                _ => None,
            })
        };
        let most = rows().map(|(branch, _)| branch.entries.len()).max().unwrap_or(0);
        out.push_str(
            "<p class=k aria-hidden=true><span class=i>in use</span> <span class=u>unclear</span> \
             <span class=f>former</span> <span class=e>event</span></p><ul class=w>",
        );
        for (branch, category) in rows() {
            let name = self.catalog.category(stack, category).map_or("", |category| category.name());
            let depth = branch.depth.min(MAX_INDENT);
            let _ = write!(
                out,
                "<li class=d{depth}><a href=#{}>{}</a>{}<span class=n>{}</span>",
                self.anchor(branch.node),
                escaped(name),
                self.bar(branch, most),
                counted(branch.entries.len(), "entry")
            );
        }
        out.push_str("</ul>");
    }

    /// The bar of a category: its entries by state.
    fn bar(&self, branch: &Branch, most: usize) -> String {
        let mut out = format!(
            "<svg class=t viewBox=\"0 0 {} 1\" preserveAspectRatio=none aria-hidden=true>",
            most.max(1)
        );
        let states = || branch.entries.iter().filter_map(|listed| self.catalog.entry(listed.id)).map(state);
        let mut from = 0;
        for letter in ["i", "u", "f", "e", "n"] {
            let count = states().filter(|state| *state == letter).count();
            let _ = write!(out, "<rect class={letter} x={from} width={count} />");
            from += count;
        }
        out + "</svg>"
    }

    /// The sections of the categories with their entries.
    pub(super) fn sections(&self) -> String {
        let mut out = String::new();
        for branch in &self.branches {
            let Node::Category(stack, category) = branch.node else { continue };
            self.section(branch, stack, category, &mut out);
        }
        out
    }

    fn section(&self, branch: &Branch, stack: u32, category: CategoryIndex, out: &mut String) {
        let Some(view) = self.catalog.category(stack, category) else { return };
        let anchor = self.anchor(branch.node);
        let _ = write!(out, "<section id={anchor} class=c><div class=h>");
        let path = view.path();
        let around = path.split_last().map(|(_, around)| around).unwrap_or_default();
        let stack_name =
            self.catalog.stack_id_if_several(stack).map(|_| self.catalog.name(Node::Stack(stack)));
        let around: Vec<String> =
            stack_name.as_deref().into_iter().chain(around.iter().copied()).map(escaped).collect();
        if !around.is_empty() {
            let _ = write!(out, "<p class=a>{}</p>", around.join(" › "));
        }
        let _ = write!(out, "<h2>{}</h2>", escaped(view.name()));
        if let Some(summary) = view.summary() {
            let _ = write!(out, "<p class=m>{}</p>", escaped(summary));
        }
        self.chart(branch, out);
        out.push_str("</div>");
        for listed in &branch.entries {
            entry::write(self.catalog, listed.id, (self.axis, &listed.spans), out);
        }
        out.push_str("</section>");
    }

    /// The entries of a category, each with the years of its use.
    fn chart(&self, branch: &Branch, out: &mut String) {
        if branch.entries.is_empty() {
            return;
        }
        let has_strips = branch.entries.iter().any(|listed| !listed.spans.is_empty());
        let axis = self.axis.filter(|_| has_strips);
        if let Some(axis) = axis {
            out.push_str(&years(axis));
        }
        out.push_str("<ul class=l>");
        for Listed { id, depth, spans } in &branch.entries {
            let Some(entry) = self.catalog.entry(*id) else { continue };
            let _ = write!(
                out,
                "<li class=d{}>{}",
                depth.min(&MAX_INDENT),
                entry_link(self.catalog, *id, entry.name())
            );
            if let Some(axis) = axis {
                let _ = write!(out, "{}<span class=y>{}</span>", strip(axis, spans), escaped(&entry.when()));
            } else if let Some(summary) = entry.summary() {
                let _ = write!(out, "<span class=z>{}</span>", escaped(summary));
            }
        }
        out.push_str("</ul>");
    }

    /// The id of a branch in the page, with a colon, which no entry has. Ids have no character that HTML could mistake.
    fn anchor(&self, node: Node) -> String {
        match node {
            Node::Stack(stack) => format!("stack:{}", self.catalog.stack_id(stack)),
            Node::Category(stack, at) => {
                let id = self.catalog.category(stack, at).map_or("", |category| category.id());
                match self.catalog.stack_id_if_several(stack) {
                    Some(stack) => format!("cat:{stack}/{id}"),
                    None => format!("cat:{id}"),
                }
            }
            Node::Entry(entry) => id(self.catalog, entry),
            _ => String::new(),
        }
    }
}

impl Branch {
    fn is_stack(&self) -> bool {
        matches!(self.node, Node::Stack(_))
    }
}

/// The summary, the numbers and the homepage of a stack.
fn head(stack: &Stack) -> String {
    let mut out = String::new();
    if let Some(summary) = stack.summary() {
        let _ = write!(out, "<p class=m>{}</p>", escaped(summary));
    }
    let counts = [
        counted(stack.entries().len(), "entry"),
        counted(stack.claim_count(), "claim"),
        counted(stack.sources().len(), "source"),
    ];
    let homepage = stack.homepage().map(|url| link(&url, url.host()));
    let parts: Vec<String> = counts.into_iter().chain(homepage).collect();
    let _ = write!(out, "<p class=q>{}</p>", parts.join(" · "));
    out
}

/// The years above a chart; of many only some are written out.
fn years(axis: Axis) -> String {
    let count = axis.years().count();
    let step = count.div_ceil(8).max(1);
    let mut out = String::from("<div class=x aria-hidden=true>");
    for (at, year) in axis.years().enumerate() {
        let _ = if at % step == 0 { write!(out, "<i>{year}</i>") } else { write!(out, "<i></i>") };
    }
    out + "</div>"
}
