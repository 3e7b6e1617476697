//! A query turned into ranked hits, each with the reason why it is one.
//!
//! A hit's tier says how well the entry answers; no hit of a lower tier ever comes before one of a higher tier. Raw
//! scores stay inside this module, and it knows nothing of screens.
//!
//! ```text
//! Query  what was typed, taken apart          Index  everything that can be found, folded, built once
//!    └──────────────► Plan ◄──────────────────┘
//!                      │  a WordMatcher for each word: a grade for each entry; filters: yes or no
//!                      ▼
//!                   Results  all hits, in order as far as somebody looks  ──►  Hit  ──►  Reason
//! ```
//!
//! [`QueryCache`] holds what earlier queries found: a longer query looks through what is left.

mod advice;
mod cache;
mod corpus;
mod fold;
mod fuzzy;
mod index;
mod limits;
mod matcher;
mod needle;
mod plan;
mod query;
mod rank;
mod reason;
mod results;
mod stems;
#[cfg(test)]
mod tests;
mod typos;

pub use advice::{Advice, RemovableTerm};
pub use cache::QueryCache;
pub use index::{Index, SearchTicket};
pub use query::Query;
pub use rank::{Field, Tier};
pub use reason::Reason;
pub use results::{Hit, Results};
