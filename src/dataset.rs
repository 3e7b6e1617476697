//! What a sourced stack is, and the rules it must meet.
//!
//! A [`Stack`] can only be had by passing every rule, so whoever holds one never checks anything again. This module
//! knows nothing of TOML, files or terminals, and uses no other module of ours.

mod builder;
mod date;
mod kind;
mod stack;
mod tables;
mod text;
mod url;

pub use builder::{EntryParts, SourceParts, StackBuilder};
pub use date::{Date, DateError};
pub use kind::{Confidence, EntryKind, RelationKind, SourceKind, StackKind, Status};
pub use stack::{
    Category, CategoryIndex, Claim, Entry, EntryIndex, Link, Relation, Source, SourceIndex, Stack,
};
pub use tables::{
    CategoryRecord, ClaimRecord, EntryRecord, HeadRecord, LinkRecord, RelationRecord, Run, SourceRecord,
    Span, Tables,
};
pub use text::{TextFault, fault, inert};
pub use url::{SourceUrl, SourceUrlError};
