//! Turns a query into ranked hits, each with the reason why it matches.
//!
//! The tier of a hit is the quality of its match; a hit of a lower tier never precedes one of a higher tier. Raw
//! scores stay inside this module, and it knows nothing of screens.
//!
//! ```text
//! Query  the typed text, parsed            Index  all searchable texts, folded, built once
//!    └──────────────► Plan ◄──────────────────┘
//!                      │  a WordMatcher per word: a grade for each entry; filters: yes or no
//!                      ▼
//!                   Results  all hits, sorted only as far as they are displayed  ──►  Hit  ──►  Reason
//! ```
//!
//! [`QueryCache`] keeps the results of earlier queries: a longer query scans only the entries that may still match.

mod address;
mod advice;
mod blocks;
mod cache;
mod choose;
mod completion;
mod dates;
mod facts;
mod fold;
mod fuzzy;
mod index;
mod limits;
mod marks;
mod matcher;
mod needle;
mod plan;
mod query;
mod rank;
mod reason;
mod results;
mod scan;
mod stems;
#[cfg(test)]
mod tests;
mod typos;
mod values;

pub use advice::{Advice, NearestValue, RemovableTerm};
pub use cache::QueryCache;
pub use choose::choose;
pub use completion::{Cause, Completion};
pub use index::Index;
pub use marks::{KnownMarks, Mark, Marks};
pub use query::{FieldValue, Query, VALUE_FIELDS};
pub use rank::{Field, Tier};
pub use reason::Reason;
pub use results::{Hit, Results};
pub use scan::SearchTicket;
