//! Finds stacks and themes by name and reads them.
//!
//! [`resolve`] looks a name up without opening files, so a wrong name is reported at once. [`read`](fn@read) and [`load`](fn@load) take as
//! long as the files are large and may run on any thread. The callers decide how to report findings.

mod load;
mod locate;
mod named;
mod origin;
mod read;
mod stream;
mod themes;

pub use load::{LoadOutcome, LoadProgress, each, load};
pub use locate::{Location, entry_spans, locate};
pub use named::{NamedStack, NamedStacks};
pub use origin::{
    Origin, OriginKind, Stamps, Unresolved, distinct, files_of, is_named_or_inside, path_from, resolve,
    resolve_from, size_of, stamps_of,
};
pub use read::{fetch, parse, read, read_each, read_text, too_many_entries};
pub use themes::{ThemeError, all_themes, find_theme};
