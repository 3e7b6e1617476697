//! An entry beside the others of its technology: how many stacks have it, and what it is called there.

use super::technologies::folded;
use super::{Catalog, EntryId};
use crate::dataset::Entry;

impl Catalog {
    /// The number of other stacks that have the technology of an entry, as far as that is known.
    pub fn also_in(&self, id: EntryId) -> usize {
        let Some(technologies) = self.known_technologies() else { return 0 };
        let mut stacks: Vec<u32> = technologies.elsewhere(id).map(|other| other.stack).collect();
        stacks.dedup();
        stacks.len()
    }

    /// The name of an entry in a list of those of one technology: its stack, and its own name if that of `other` is another.
    pub fn name_beside(&self, id: EntryId, other: EntryId) -> String {
        let name = |id: EntryId| self.entry(id).map_or("", Entry::name);
        let stack = self.titles.get(id.stack as usize).map_or("", String::as_str);
        if folded(name(id)) == folded(name(other)) {
            stack.to_owned()
        } else {
            format!("{stack}: {}", name(id))
        }
    }

    /// The name of an entry below its technology; `None` if that is not known.
    pub(super) fn name_by_technology(&self, id: EntryId) -> Option<String> {
        let first = self.known_technologies()?.of(id).first()?;
        Some(self.name_beside(id, *first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::{EntryIndex, EntryParts, StackBuilder, StackKind};

    #[test]
    fn other_stacks_are_counted_once_the_technologies_are_known() {
        let catalog = sample::shelf();
        let redis = catalog.find("mill/redis").expect("it is there");
        assert_eq!(catalog.also_in(redis), 0);
        catalog.technologies();
        assert_eq!(catalog.also_in(redis), 1);
        let name = |id| catalog.name_by_technology(catalog.find(id).expect("it is there"));
        assert_eq!(name("mill/mongodb").as_deref(), Some("Mill"));
        assert_eq!(name("ferry/mongo").as_deref(), Some("Ferry: Mongo"));
        assert_eq!(name("mill/jenkins"), None);
    }

    #[test]
    fn the_signs_of_a_language_are_a_part_of_its_name() {
        let stack = |id, name| {
            let mut builder = StackBuilder::new(StackKind::List, id, id, "", "", None);
            builder.category("all", "All", "", None);
            builder.entry(&EntryParts { id: "it", name, ..EntryParts::default() });
            builder.build()
        };
        let catalog = Catalog::new(vec![stack("a", "C++"), stack("b", "C"), stack("c", "c ++")]);
        let [plus, c, spaced] = [0, 1, 2].map(|stack| EntryId { stack, entry: EntryIndex(0) });
        assert_eq!(catalog.name_beside(plus, c), "a: C++");
        assert_eq!(catalog.name_beside(spaced, plus), "c");
    }
}
