//! The place at which the open stacks were left, as text that another run understands.
//!
//! Nodes are named by their ids, so that a place survives changes of the data.

use std::collections::HashSet;

use super::history::Visit;
use super::layout::{Split, View};
use super::navigation::Navigation;
use super::selection::Selection;
use crate::catalog::{Arrangement, Catalog, ClaimId, EntryId, Grouping, Node, Sorting};
use crate::dataset::{Claim, Date};
use crate::kept::{Place, StackName, text_hash};

/// The use that is made of the place of the last run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resume {
    /// Nothing: it is neither read nor changed.
    #[default]
    Never,
    /// It is changed at the end.
    Leave,
    /// The program starts there, and it is changed at the end.
    Return,
}

/// Maximum number of unfolded branches that are kept.
const MAX_OPEN: usize = 500;

/// The views with their names.
const VIEWS: [(View, &str); 3] = [(View::Tree, "tree"), (View::Detail, "detail"), (View::Zoomed, "zoomed")];

/// The outcome of the return to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Returned {
    /// The node that was selected is selected again.
    There,
    /// The node of this name is gone; whether its category is selected instead.
    Gone(String, bool),
}

/// The place at which the stacks are left.
pub(super) fn leave(
    navigation: &Navigation,
    split: Split,
    catalog: &Catalog,
    stacks: Vec<StackName>,
) -> Place {
    let visit = navigation.visit();
    let Arrangement { sort, as_of, .. } = navigation.tree.arrangement();
    let view = VIEWS.iter().find(|(view, _)| *view == visit.view).map(|(_, name)| (*name).to_owned());
    let category = match visit.node.page() {
        Node::Entry(id) => catalog.entry(id).map(|entry| Node::Category(id.stack, entry.category())),
        _ => None,
    };
    let Selection { at, offset, .. } = visit.detail;
    let single = [
        ("at", name_of(catalog, visit.node)),
        ("name", Some(catalog.name(visit.node).into_owned())),
        ("in", category.and_then(|node| name_of(catalog, node))),
        ("view", view),
        ("list", navigation.is_list_wide.then(|| "wide".to_owned())),
        ("columns", split.columns.map(|cells| cells.to_string())),
        ("rows", split.rows.map(|cells| cells.to_string())),
        ("row", (at + offset > 0).then(|| format!("{at} {offset}"))),
        ("group", Some(visit.group.name().to_owned())),
        ("sort", Some(sort.name().to_owned())),
        ("as-of", as_of.map(|date| date.to_string())),
    ];
    let single = single.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let open = visit.open.iter().filter_map(|node| name_of(catalog, *node)).take(MAX_OPEN);
    let parts = single.chain(open.map(|name| ("open".to_owned(), name))).collect();
    Place { stacks, parts }
}

/// Returns to a place.
pub(super) fn return_to(navigation: &mut Navigation, catalog: &Catalog, place: &Place) -> Returned {
    let here = navigation.tree.arrangement();
    let group = place.part("group").and_then(|name| Grouping::ALL.into_iter().find(|it| it.name() == name));
    let sort = place.part("sort").and_then(|name| Sorting::ALL.into_iter().find(|it| it.name() == name));
    let as_of = place.part("as-of").and_then(|date| Date::parse(date).ok());
    let (group, sort) = (group.unwrap_or(here.group), sort.unwrap_or(here.sort));
    let arrangement = Arrangement { group, sort, as_of };
    if arrangement != here {
        navigation.arrange(catalog, arrangement);
    }
    let open: HashSet<&str> = place.all("open").collect();
    let is_open = |node: &Node| name_of(catalog, *node).is_some_and(|name| open.contains(&*name));
    let branches = navigation.tree.rows().iter().enumerate().filter(|(at, row)| row.is_branch(*at));
    let open: Vec<Node> = branches.map(|(_, row)| row.node).filter(is_open).collect();
    let find = |part: &str| place.part(part).and_then(|name| node_named(navigation, catalog, name));
    let (there, category) = (find("at"), find("in"));
    let view = VIEWS.iter().find(|(_, name)| place.part("view") == Some(name)).map(|(view, _)| *view);
    if let Some(node) = there.or(category) {
        let detail = place.part("row").filter(|_| there.is_some()).and_then(selection).unwrap_or_default();
        let view = view.filter(|_| there.is_some()).unwrap_or(View::Tree);
        let group = navigation.tree.arrangement().group;
        navigation.is_list_wide = place.part("list").is_some();
        navigation.restore(catalog, &Visit { node, view, detail, group, open });
    }
    match there {
        Some(_) => Returned::There,
        None => {
            Returned::Gone(place.part("name").unwrap_or("what was selected").to_owned(), category.is_some())
        }
    }
}

fn selection(text: &str) -> Option<Selection> {
    let (at, offset) = text.split_once(' ')?;
    let row = |text: &str| text.parse::<u16>().ok().map(usize::from);
    Some(Selection { at: row(at)?, offset: row(offset)?, ..Selection::default() })
}

/// The size of the list at a place.
pub(super) fn split_at(place: &Place) -> Split {
    let size = |part: &str| place.part(part).and_then(|cells| cells.parse().ok());
    Split { columns: size("columns"), rows: size("rows") }
}

/// The text that names a node in another run: its kind, the position of its stack, and what identifies it there.
fn name_of(catalog: &Catalog, node: Node) -> Option<String> {
    Some(match node {
        Node::Stack(stack) => format!("stack {stack}"),
        Node::Category(stack, at) => format!("category {stack} {}", catalog.category(stack, at)?.id()),
        Node::Group(stack, _) => format!("group {stack} {}", catalog.name(node)),
        Node::Source(stack, at) => format!("source {stack} {}", catalog.source(stack, at)?.id()),
        Node::Entry(id) => format!("entry {} {}", id.stack, catalog.entry(id)?.id()),
        Node::Claim(claim) => {
            let (stack, entry) = (claim.entry.stack, catalog.entry(claim.entry)?.id());
            format!("claim {stack} {entry} {:016x}", text_hash(catalog.claim(claim)?.text()))
        }
    })
}

/// The node that a text names; a group only if it has a row.
fn node_named(navigation: &Navigation, catalog: &Catalog, name: &str) -> Option<Node> {
    let (kind, rest) = name.split_once(' ')?;
    let (stack_at, id) = rest.split_once(' ').unwrap_or((rest, ""));
    let at: u32 = stack_at.parse().ok()?;
    let stack = catalog.stack(at)?;
    match kind {
        "stack" => (catalog.stacks().len() > 1).then_some(Node::Stack(at)),
        "category" => {
            stack.categories().find(|(_, it)| it.id() == id).map(|(category, _)| Node::Category(at, category))
        }
        "source" => stack.sources().find(|(_, it)| it.id() == id).map(|(source, _)| Node::Source(at, source)),
        "entry" => stack.find(id).map(|entry| Node::Entry(EntryId { stack: at, entry })),
        "claim" => {
            let (id, hash) = id.split_once(' ')?;
            let is_it = |claim: Claim<'_>| format!("{:016x}", text_hash(claim.text())) == hash;
            let entry = EntryId { stack: at, entry: stack.find(id)? };
            let claim = catalog.entry(entry)?.claims().position(is_it).and_then(|at| u32::try_from(at).ok());
            Some(claim.map_or(Node::Entry(entry), |at| Node::Claim(ClaimId { entry, at })))
        }
        _ => {
            let rows = navigation.tree.rows().iter().map(|row| row.node);
            let mut groups = rows.filter(|node| matches!(node, Node::Group(..)));
            groups.find(|node| name_of(catalog, *node).as_deref() == Some(name))
        }
    }
}
