//! The popup that lists the orders of the entries in the tree.

use super::keys::Command;
use super::message::Response;
use crate::catalog::{Catalog, Sorting};

/// The orders, each with the number of entries that have what it sorts by.
#[derive(Clone, Debug)]
pub struct Sortings {
    /// The orders; those without an entry cannot be chosen.
    pub all: Vec<(Sorting, usize)>,
    /// The order of the tree.
    pub current: Sorting,
}

impl Sortings {
    pub(super) fn new(catalog: &Catalog, current: Sorting) -> Self {
        Self { all: Sorting::ALL.map(|it| (it, catalog.sortable_count(it))).to_vec(), current }
    }

    /// The position of the order of the tree.
    pub(super) fn position(&self) -> usize {
        self.all.iter().position(|(sorting, _)| *sorting == self.current).unwrap_or(0)
    }

    /// The response to a command on the order at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let (sorting, count) = *self.all.get(at)?;
        (command == Command::Follow).then(|| match (sorting, count) {
            (Sorting::Stack, _) | (_, 1..) => Response::Sort(sorting),
            (_, 0) => Response::Warn(unsortable(sorting)),
        })
    }
}

/// The reason why an order cannot be chosen.
pub fn unsortable(sorting: Sorting) -> &'static str {
    match sorting {
        Sorting::Stack | Sorting::Name => "no entry here",
        Sorting::Date => "no entry here has a date",
        Sorting::Sources => "no entry here has a source",
        Sorting::Newest => "no source here has a date",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    #[test]
    fn each_order_has_its_count_and_a_list_says_which_ones_it_lacks() {
        let sortings = Sortings::new(&sample::catalog(), Sorting::Date);
        assert_eq!(sortings.all.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [5, 5, 5, 5, 5]);
        assert_eq!(sortings.position(), 2);
        let mut builder = StackBuilder::new(StackKind::List, "list", "List", "", "", None);
        builder.category("all", "All", "", None);
        builder.entry(&EntryParts { id: "one", name: "One", ..EntryParts::default() });
        let sortings = Sortings::new(&Catalog::new(vec![builder.build()]), Sorting::Stack);
        for (at, (sorting, _)) in sortings.all.iter().enumerate() {
            let can = matches!(sorting, Sorting::Stack | Sorting::Name);
            let response = sortings.perform(Command::Follow, at);
            assert_eq!(matches!(response, Some(Response::Sort(_))), can, "{sorting:?}");
        }
    }
}
