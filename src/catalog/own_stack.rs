//! The stack that an entry has of its own, such as that of GitHub for an entry about GitHub.

use super::bundled::{self, Bundled};
use super::{Catalog, EntryId};
use crate::dataset::{SourceUrl, Stack, page_of};

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
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
