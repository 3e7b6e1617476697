//! The popup that lists the groupings of the tree.

use super::keys::Command;
use super::message::Response;
use crate::catalog::{Catalog, Grouping};

/// The groupings, each with the number of its groups.
#[derive(Clone, Debug)]
pub struct Groupings {
    /// The groupings in their order; those without a group cannot be chosen.
    pub all: Vec<(Grouping, usize)>,
    /// The grouping of the tree.
    pub current: Grouping,
}

impl Groupings {
    pub(super) fn new(catalog: &Catalog, current: Grouping) -> Self {
        let mut all: Vec<(Grouping, usize)> =
            Grouping::ALL.into_iter().map(|it| (it, catalog.group_count(it))).collect();
        // One stack has nothing in common with others.
        all.retain(|(it, _)| *it != Grouping::Technology || catalog.stacks().len() > 1);
        Self { all, current }
    }

    /// The position of the grouping of the tree.
    pub(super) fn position(&self) -> usize {
        self.all.iter().position(|(grouping, _)| *grouping == self.current).unwrap_or(0)
    }

    /// The response to a command on the grouping at a position; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize) -> Option<Response> {
        let (grouping, count) = *self.all.get(at)?;
        (command == Command::Follow).then(|| match (grouping, count) {
            (Grouping::Category, _) | (_, 1..) => Response::Regroup(grouping),
            (_, 0) => Response::Warn(lacking(grouping)),
        })
    }
}

/// The reason why a grouping cannot be chosen.
pub fn lacking(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Category => "no entry here",
        Grouping::Source => "no source here: a list has links only",
        Grouping::Year => "no entry here has a date",
        Grouping::Kind => "no entry here has a kind",
        Grouping::State => "no entry here has a state",
        Grouping::Tag => "no entry here has a tag",
        Grouping::Confidence => "no entry here has a claim",
        Grouping::Publisher => "no source here has a publisher",
        Grouping::Technology => "nothing here is in two stacks",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    #[test]
    fn each_grouping_has_its_count() {
        let groupings = Groupings::new(&sample::catalog(), Grouping::Tag);
        let counts = groupings.all.iter().map(|(_, count)| *count);
        assert_eq!(counts.collect::<Vec<_>>(), [3, 3, 4, 3, 3, 7, 1, 1]);
        assert_eq!(groupings.all[groupings.position()].0, Grouping::Tag);
    }

    #[test]
    fn a_list_says_which_groupings_it_lacks() {
        let mut builder = StackBuilder::new(StackKind::List, "list", "List", "", "", None);
        builder.category("all", "All", "", None);
        builder.entry(&EntryParts { id: "one", name: "One", tags: vec!["tag"], ..EntryParts::default() });
        let groupings = Groupings::new(&Catalog::new(vec![builder.build()]), Grouping::Category);
        for (at, (grouping, count)) in groupings.all.iter().enumerate() {
            let has_groups = matches!(grouping, Grouping::Category | Grouping::Tag);
            assert_eq!(*count > 0, has_groups);
            let response = groupings.perform(Command::Follow, at);
            assert_eq!(matches!(response, Some(Response::Regroup(_))), has_groups, "{grouping:?}");
        }
    }
}
