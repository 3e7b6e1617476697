//! The arrangements of the tree: what groups the entries, what sorts them, and as of which date.

use crate::dataset::Date;

/// The arrangement of a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arrangement {
    /// The grouping of the entries.
    pub group: Grouping,
    /// The order of the entries within their categories and groups.
    pub sort: Sorting,
    /// The date as of which the stacks are shown; entries that came later are left out.
    pub as_of: Option<Date>,
}

/// The property by which the entries of a tree are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the properties")]
pub enum Grouping {
    #[default]
    Category,
    Source,
    Year,
    Kind,
    State,
    Tag,
    Confidence,
    Publisher,
    Technology,
}

impl Grouping {
    /// Every grouping, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Category,
        Self::Source,
        Self::Year,
        Self::Kind,
        Self::State,
        Self::Tag,
        Self::Confidence,
        Self::Publisher,
        Self::Technology,
    ];

    /// The name of the property.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Source => "source",
            Self::Year => "year",
            Self::Kind => "kind",
            Self::State => "state",
            Self::Tag => "tag",
            Self::Confidence => "confidence",
            Self::Publisher => "publisher",
            Self::Technology => "technology",
        }
    }
}

/// The order of the entries of a category or group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the orders")]
pub enum Sorting {
    #[default]
    Stack,
    Name,
    Date,
    Sources,
    Newest,
}

impl Sorting {
    /// Every sorting, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Stack, Self::Name, Self::Date, Self::Sources, Self::Newest];

    /// The name, which `--sort` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stack => "stack",
            Self::Name => "name",
            Self::Date => "date",
            Self::Sources => "sources",
            Self::Newest => "newest",
        }
    }

    /// The order in words, with what comes first.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stack => "the order of the stack",
            Self::Name => "A to Z",
            Self::Date => "since or first seen, oldest first",
            Self::Sources => "most sources first",
            Self::Newest => "newest evidence first",
        }
    }

    /// The sorting of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sorting| sorting.name() == name)
    }
}
