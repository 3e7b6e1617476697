//! The popup that lists the visited places, to go to one of them.

use super::history::{History, Visit};
use super::keys::Command;
use super::message::Response;
use crate::catalog::{Catalog, Node};
use crate::cells::Glyphs;
use crate::dataset::{Category, Entry};

/// A visited place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JumpRow {
    /// The number of steps that lead there: forward, or back if it is negative; 0 for the present place.
    pub steps: isize,
    /// The name of the node.
    pub name: String,
    /// Where that is: its category, or the kind of the node.
    pub place: String,
    /// The name of its stack.
    pub stack: String,
}

/// The visited places, the newest first.
#[derive(Clone, Debug)]
pub struct Jumps {
    /// The places, whether they match the filter or not.
    pub all: Vec<JumpRow>,
}

impl Jumps {
    /// The places of a history; `here` is the present one.
    pub(super) fn new(catalog: &Catalog, history: &History, here: &Visit, glyphs: Glyphs) -> Self {
        let row = |steps, visit: &Visit| row(catalog, steps, visit.node, glyphs);
        let forward = (1..).zip(history.forward.iter().rev()).map(|(steps, visit)| row(steps, visit));
        let mut all: Vec<JumpRow> = forward.collect();
        all.reverse();
        all.push(row(0, here));
        all.extend((1..).zip(history.back.iter().rev()).map(|(steps, visit): (isize, _)| row(-steps, visit)));
        Self { all }
    }

    /// The position of the present place.
    pub(super) fn position(&self) -> usize {
        self.all.iter().position(|row| row.steps == 0).unwrap_or(0)
    }

    /// The places that match a filter, by name, place or stack.
    pub fn rows(&self, filter: &str) -> Vec<&JumpRow> {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &&JumpRow| {
            [&row.name, &row.place, &row.stack].iter().any(|text| text.to_lowercase().contains(&filter))
        };
        self.all.iter().filter(matches).collect()
    }

    /// The response to a command on the selected one of the places that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        let steps = self.rows(filter).get(at).map(|row| row.steps);
        (command == Command::Follow).then(|| steps.map_or(Response::Ignored, Response::Jump))
    }
}

fn row(catalog: &Catalog, steps: isize, node: Node, glyphs: Glyphs) -> JumpRow {
    let (stack, place) = match node {
        Node::Stack(stack) => (stack, "stack".to_owned()),
        Node::Category(stack, at) => {
            let mut path = catalog.category(stack, at).map(Category::path).unwrap_or_default();
            path.pop();
            (
                stack,
                if path.is_empty() { "category".to_owned() } else { path.join(glyphs.pick(" › ", " > ")) },
            )
        }
        Node::Group(stack, _) => (stack, "group".to_owned()),
        Node::Source(stack, _) => (stack, "source".to_owned()),
        Node::Entry(id) => {
            let path = catalog.entry(id).map(Entry::category_path).unwrap_or_default();
            (id.stack, path.join(glyphs.pick(" › ", " > ")))
        }
        Node::Claim(claim) => (claim.entry.stack, catalog.name(Node::Entry(claim.entry)).into_owned()),
    };
    let stack = catalog.stack(stack).map(|stack| stack.name().to_owned()).unwrap_or_default();
    JumpRow { steps, name: catalog.name(node).into_owned(), place, stack }
}
