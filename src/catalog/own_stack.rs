//! The stack that an entry has of its own, such as that of GitHub for an entry about GitHub.

use super::bundled::{self, Bundled};
use super::{Catalog, EntryId};
use crate::dataset::{Entry, SourceUrl, Stack, page_of};

/// The stack that an entry has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnStack {
    /// One that is open, by position.
    Open(u32),
    /// A built-in one that is not open.
    BuiltIn(&'static Bundled),
}

impl Catalog {
    /// The other stack whose homepage is the homepage or the repository of an entry.
    pub fn own_stack(&self, id: EntryId) -> Option<OwnStack> {
        let entry = self.entry(id).filter(|entry| !entry.is_event())?;
        let pages: Vec<SourceUrl> = [entry.homepage(), entry.repository()].into_iter().flatten().collect();
        let is_its = |home: &str| pages.iter().any(|page| page_of(page.as_str()) == page_of(home));
        let has_home = |stack: &Stack| stack.homepage().is_some_and(|home| is_its(home.as_str()));
        if pages.is_empty() || self.stack(id.stack).is_some_and(has_home) {
            return None;
        }
        let open = (0..).zip(&self.stacks).find(|(_, stack)| has_home(stack));
        let built_in = || bundled::ALL.iter().find(|bundled| bundled.homepage.is_some_and(is_its));
        open.map(|(at, _)| OwnStack::Open(at)).or_else(|| built_in().map(OwnStack::BuiltIn))
    }

    /// The name of such a stack, and the number of its entries.
    pub fn about_own_stack(&self, own: OwnStack) -> (&str, usize) {
        match own {
            OwnStack::Open(at) => {
                let entries = self.stack(at).map_or(0, |stack| stack.entries().len());
                (self.stack(at).map_or("", Stack::name), entries)
            }
            OwnStack::BuiltIn(bundled) => (bundled.title, bundled.entries),
        }
    }

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
        let letters = |id: EntryId| -> String {
            name(id).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let stack = self.titles.get(id.stack as usize).map_or("", String::as_str);
        if letters(id) == letters(other) { stack.to_owned() } else { format!("{stack}: {}", name(id)) }
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
    use crate::dataset::{EntryKind, EntryParts, StackBuilder, StackKind};

    /// A stack with a homepage and one entry.
    fn stack(id: &str, home: &str, entry: EntryParts<'_>) -> Stack {
        let mut builder = StackBuilder::new(StackKind::List, id, id, "", home, None);
        builder.category("all", "All", "", None);
        builder.entry(&EntryParts { id: "one", name: "One", ..entry });
        builder.build()
    }

    fn own(stacks: Vec<Stack>) -> Option<OwnStack> {
        let catalog = Catalog::new(stacks);
        let (id, _) = catalog.entries().next().expect("an entry");
        catalog.own_stack(id)
    }

    #[test]
    fn a_homepage_leads_to_the_stack_that_has_it() {
        let about = |homepage| EntryParts { homepage, ..EntryParts::default() };
        let github = bundled::find("github").map(OwnStack::BuiltIn);
        assert_eq!(own(vec![stack("a", "", about("http://www.github.com"))]), github);
        assert_eq!(own(vec![stack("a", "", about("https://github.com/features/actions"))]), None);
        assert_eq!(
            own(vec![stack("a", "https://github.com", about("https://github.com/"))]),
            None,
            "its own"
        );
        let other = stack("b", "https://b.example", about(""));
        assert_eq!(
            own(vec![stack("a", "", about("https://b.example/")), other.clone()]),
            Some(OwnStack::Open(1))
        );
        let incident = EntryParts {
            kind: Some(EntryKind::Incident),
            homepage: "https://b.example",
            ..EntryParts::default()
        };
        assert_eq!(own(vec![stack("a", "", incident), other]), None);
    }

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
}
