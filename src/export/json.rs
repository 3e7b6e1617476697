//! The documented JSON shapes, and a whole stack written as JSON.
//!
//! Within a [`VERSION`] fields are only added, never changed or removed. An unknown value is left out; a list is always
//! there, empty or not. Catalogs and streams are not used here: the caller passes the ids to print.
//!
//! - `records`: an entry, a claim, a source, as every command prints them
//! - `answers`: the output of each command
//! - `diff`: the output of `diff`
//! - `export`: a whole stack
//! - `kept`: what is kept between two runs
//! - `writer`: the JSON text, safe to print on a terminal

mod answers;
mod diff;
mod export;
mod kept;
mod records;
mod writer;

pub use answers::{
    ChangeLine, Check, Compare, Config, ConfigPath, FindingLine, HitLine, Import, KeyAction, Keys,
    KnownContent, KnownLine, LeftOffLine, List, MoveEnd, MoveLine, MovePart, Moves, NearestValueLine,
    ProofPart, RelatedLine, RolePart, Search, SettingLine, SettingValue, Show, Sources, Stacks, TakenKey,
    TechnologyPart, UsePart, ValueLine, Values, Who, WhoLine, WhoName, WithoutLine,
};
pub use diff::{Comparison, DetailLine, Field, FieldValue, PartLine, Side};
pub use export::{
    CategoryPart, Export, ExportedEntry, Head, SourceFull, write, write_all_lines, write_lines,
};
pub use kept::{BookmarkLine, Kept, NoteLine, QueuedLine, ThingPart};
pub use records::{
    ClaimPart, EntryFull, EntryLine, LinkPart, PagePart, RelationPart, SourceLine, SourcePart, StackHead,
};
pub use serde::Serialize;
pub use writer::{VERSION, write_line};
