//! The closed lists of words in a stack, as enums.

use std::fmt;

/// A word from a closed list, as a check reads it.
pub(super) trait Word: Copy {
    /// The name of the list, for messages.
    const WHAT: &'static str;
    /// All words of the list.
    const NAMES: &'static [&'static str];

    /// The value that a data file means by `word`.
    fn from_name(word: &str) -> Option<Self>;
}

/// Declares an enum whose variants have one spelling in data, output and interface.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as data files and output spell it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl Word for $name {
            const WHAT: &'static str = $what;
            const NAMES: &'static [&'static str] = &[$($word),+];

            fn from_name(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        /// Writes the value as the Rust expression that makes it; `build.rs` relies on that.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant => f.write_str(concat!(stringify!($name), "::", stringify!($variant)))),+ }
            }
        }
    };
}

words! {
    /// The kind of a stack: how much evidence it needs.
    #[derive(Default)]
    StackKind, "kind of stack" {
        /// Every entry needs a claim, and every claim a source.
        #[default]
        Stack = "stack",
        /// Every entry needs a link, a kind, tags or relations; claims and status are optional.
        List = "list",
    }
}

words! {
    /// The kind of an entry.
    EntryKind, "kind of entry" {
        /// A design or a way of doing things.
        Architecture = "architecture",
        /// A hosting provider or one of its platforms.
        Cloud = "cloud",
        /// A store that is queried.
        Database = "database",
        /// A framework that code is written inside.
        Framework = "framework",
        /// An outage or a security incident.
        Incident = "incident",
        /// A programming language or its runtime.
        Language = "language",
        /// A library that code calls.
        Library = "library",
        /// A protocol or a format.
        Protocol = "protocol",
        /// A proxy or a load balancer.
        Proxy = "proxy",
        /// A queue or a message bus.
        Queue = "queue",
        /// A kit for people who build on the service.
        Sdk = "sdk",
        /// A search engine.
        Search = "search",
        /// A running service, one's own or bought.
        Service = "service",
        /// A program that people or builds run.
        Tool = "tool",
        /// Anything else.
        Other = "other",
    }
}

impl EntryKind {
    /// Whether it is an event, which has a day and no status.
    pub const fn is_event(self) -> bool {
        matches!(self, Self::Incident)
    }
}

words! {
    /// Whether an entry is still part of the stack.
    Status, "status" {
        /// It is in use.
        Current = "current",
        /// It was in use and no longer is.
        Former = "former",
        /// No source mentions it.
        Unknown = "unknown",
    }
}

impl Status {
    /// The words for it on the screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Current => "in use",
            Self::Former => "former",
            Self::Unknown => "unclear",
        }
    }
}

words! {
    /// How well the sources of a claim support it.
    Confidence, "confidence" {
        /// The company itself states it.
        Confirmed = "confirmed",
        /// Others state it, or only a summary of the company's text was read.
        Reported = "reported",
        /// A guess, which the text of the claim admits.
        Inferred = "inferred",
    }
}

words! {
    /// The kind of a source.
    SourceKind, "kind of source" {
        /// An article or a blog post.
        Article = "article",
        /// A case study, mostly by a vendor.
        CaseStudy = "case-study",
        /// Documentation.
        Docs = "docs",
        /// The report of an incident.
        Incident = "incident",
        /// An issue or a pull request.
        Issue = "issue",
        /// A reference without a URL.
        Reference = "reference",
        /// A code repository.
        Repository = "repository",
        /// A status page.
        Status = "status",
        /// A talk or its recording.
        Talk = "talk",
        /// The thing's own site.
        Site = "site",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// The kind of a relation between two entries, read from the one that has it.
    RelationKind, "kind of relation" {
        /// It replaced the target.
        Replaced = "replaced",
        /// It is written in the target.
        WrittenIn = "written-in",
        /// It runs on the target.
        RunsOn = "runs-on",
        /// It is part of the target.
        PartOf = "part-of",
        /// The target caused it.
        CausedBy = "caused-by",
        /// It, an event, hit the target.
        Affected = "affected",
        /// It stores its data in the target.
        StoresIn = "stores-in",
        /// It serves the target.
        Serves = "serves",
        /// The two work together, and no other kind says how.
        UsedWith = "used-with",
        /// It needs the target to work, and no other kind says how.
        DependsOn = "depends-on",
    }
}

impl RelationKind {
    /// The label of the relation, read from the entry that has it.
    pub const fn out(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::WrittenIn => "written in",
            Self::RunsOn => "runs on",
            Self::PartOf => "part of",
            Self::CausedBy => "caused by",
            Self::Affected => "affected",
            Self::StoresIn => "stores in",
            Self::Serves => "serves",
            Self::UsedWith => "used with",
            Self::DependsOn => "depends on",
        }
    }

    /// The label of the relation, read from the target.
    pub const fn back(self) -> &'static str {
        match self {
            Self::Replaced => "replaced by",
            Self::WrittenIn => "language of",
            Self::RunsOn => "runs",
            Self::PartOf => "has part",
            Self::CausedBy => "caused",
            Self::Affected => "affected by",
            Self::StoresIn => "store of",
            Self::Serves => "served by",
            Self::UsedWith => "used with",
            Self::DependsOn => "dependency of",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_value() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::from_name(kind.name()), Some(*kind));
        }
        assert_eq!(EntryKind::from_name("datbase"), None);
        assert_eq!(format!("{:?}", SourceKind::CaseStudy), "SourceKind::CaseStudy");
    }
}
