//! The data model of a stack, and its validation.
//!
//! A [`Stack`] is always valid: only validated data can build one, so callers need not check again. This module knows
//! nothing of TOML, files or terminals, and uses no other module of this crate.

mod as_of;
mod builder;
mod changes;
pub mod check;
mod conflicts;
mod date;
pub mod diff;
pub mod draft;
mod fields;
mod finding;
mod fold;
mod in_house;
mod kind;
mod lifetime;
mod names;
mod nearest;
mod neighbours;
mod own;
mod pages;
mod period;
mod stack;
mod strip;
mod succession;
mod tables;
mod text;
mod url;
mod views;

pub use builder::{ClaimParts, EntryParts, RelationParts, SourceParts, StackBuilder};
pub use changes::{StackChange, StackChangeKind};
pub use check::{CheckedChunk, CheckedChunks, check};
pub use conflicts::Conflict;
pub use date::{Date, DateError};
pub use diff::diff;
pub use draft::{Draft, OptionalText};
pub use fields::{Field, PassageField, Reference, Target, Value};
pub use finding::{Code, FileSpan, Finding, Severity, excerpt, quoted};
pub use fold::{fold, fold_char};
pub use kind::{Confidence, EntryKind, RelationKind, SourceKind, StackKind, Status};
pub use lifetime::{Lifetime, Presence};
pub use names::Names;
pub use nearest::nearest;
pub use neighbours::{Neighbour, RelationSide};
pub use own::page_of;
pub use pages::{Destination, EntryPage, PageKind, PageLabel, Proof};
pub use period::{Period, PeriodError};
pub use stack::{CategoryIndex, EntryIndex, RecordId, SourceIndex, Stack};
pub use strip::{YearCell, Years};
pub use succession::{Generation, Succession, Successor};
pub use tables::{
    CategoryRecord, ClaimRecord, EntryDetails, EntryRecord, FormerId, HeadRecord, LinkRecord, PassageRecord,
    Position, RelationRecord, Run, SourceRecord, Span, Tables,
};
pub use text::{TextFault, fault, faults, limited, sanitized};
pub use url::{SourceUrl, SourceUrlError};
pub use views::{Category, Claim, Entry, Link, Passage, Relation, Source};
